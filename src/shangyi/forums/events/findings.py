"""Facts about surveys, diagnoses and goals: days, kinds and counts are public; words and names are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSeen(Event):
    kind: ClassVar[str] = "gathering.site-seen"
    site: int = public()
    seen_on: str = public()
    n_members: int = public()
    photos: tuple[str, ...] = public(default=())
    where: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingNoted(Event):
    kind: ClassVar[str] = "gathering.finding-noted"
    finding: int = public()
    number: int = public()
    finding_kind: str = public()
    site: int | None = public(default=None)
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointMade(Event):
    """A point of the diagnosis, with the findings it rests on."""

    kind: ClassVar[str] = "gathering.point-made"
    point: int = public()
    number: int = public()
    findings: tuple[int, ...] = public()
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalSet(Event):
    kind: ClassVar[str] = "gathering.goal-set"
    goal: int = public()
    undertaking: int = public()
    text: str
