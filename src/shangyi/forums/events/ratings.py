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


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRated(Event):
    """A new service was rated by a resident; as `GatheringRated`."""

    kind: ClassVar[str] = "gathering.service-rated"
    service: int = public()
    rating: int = public()
    marks: tuple[str, ...] = public()
    changed: bool = public(default=False)
    by_staff: bool = public(default=False)
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingAsked(Event):
    """Whoever may rate was asked to: a gathering at its end, or a new service (`service`) before its day."""

    kind: ClassVar[str] = "gathering.rating-asked"
    n_asked: int = public()
    service: int | None = public(default=None)
