"""Facts about undertakings: clock values are public, words and names are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class UndertakingOpened(Event):
    kind: ClassVar[str] = "undertaking.opened"
    undertaking: int = public()
    task: str = public()
    manner: str = public()
    is_lead: bool = public()
    due_at: str | None = public()
    respond_by: str | None = public()
    limit: str = public()
    unit: int | None = public()
    holder: int | None
    holder_name: str
    unit_name: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Responded(Event):
    kind: ClassVar[str] = "undertaking.responded"
    undertaking: int = public()
    in_time: bool = public()
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNamed(Event):
    kind: ClassVar[str] = "undertaking.person-named"
    undertaking: int = public()
    holder: int
    holder_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndertakingEnded(Event):
    kind: ClassVar[str] = "undertaking.ended"
    undertaking: int = public()
    task: str = public()
    state: str = public()
    due_at: str | None = public()
    first_due_at: str | None = public()
    in_time: bool = public()
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionAsked(Event):
    kind: ClassVar[str] = "undertaking.extension-asked"
    undertaking: int = public()
    due_at: str = public()
    wanted_due_at: str = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionDecided(Event):
    kind: ClassVar[str] = "undertaking.extension-decided"
    undertaking: int = public()
    granted: bool = public()
    due_at: str = public()
    first_due_at: str = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver(Event):
    kind: ClassVar[str] = "undertaking.handed-over"
    undertaking: int = public()
    part: str = public(default="holder")
    old_holder: int | None
    new_holder: int
    new_holder_name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded(Event):
    kind: ClassVar[str] = "undertaking.reminded"
    undertaking: int = public()
    stage: str = public()
    due_at: str = public()
    reminded: int | None
    reminded_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised(Event):
    kind: ClassVar[str] = "undertaking.raised"
    undertaking: int = public()
    rung: int = public()
    rung_capacity: str = public()
    due_at: str = public()
    raised_to: int | None
    raised_to_name: str
