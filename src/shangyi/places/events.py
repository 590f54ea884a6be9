"""Facts about places and units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceAdded(Event):
    kind: ClassVar[str] = "place.added"
    place_kind: str = public()
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAdded(Event):
    kind: ClassVar[str] = "unit.added"
    unit_kind: str = public()
    manner: str = public()
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceBegan(Event):
    kind: ClassVar[str] = "service.began"
    unit: int = public()
    from_on: str = public()
    until_on: str | None = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRowsAdded(Event):
    kind: ClassVar[str] = "roster.rows-added"
    roster: str = public()
    n_rows: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRenamed(Event):
    kind: ClassVar[str] = "place.renamed"
    name_before: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceEnded(Event):
    kind: ClassVar[str] = "service.ended"
    unit: int = public()
    until_on: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitClosed(Event):
    kind: ClassVar[str] = "unit.closed"
    closed_on: str = public()
    name: str
