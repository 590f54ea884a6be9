"""Facts about ratings: marks are public, so that every count can be made again; who gave them is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringRated(Event):
    """Given, or changed: of several with one number the last one holds. `marks` are "axis:mark"."""

    kind: ClassVar[str] = "gathering.rated"
    rating: int = public()
    side: str = public()
    marks: tuple[str, ...] = public()
    changed: bool = public(default=False)
    by_staff: bool = public(default=False)
    words: str
