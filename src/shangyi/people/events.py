"""Facts about people: names stay in the private part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntered(Event):
    kind: ClassVar[str] = "person.entered"
    how: str = public()
    entered: int
    entered_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsMerged(Event):
    kind: ClassVar[str] = "person.merged"
    kept: int
    variant: int
    variant_name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeUndone(Event):
    kind: ClassVar[str] = "person.merge-undone"
    kept: int
    variant: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityGranted(Event):
    kind: ClassVar[str] = "capacity.granted"
    capacity_kind: str = public()
    from_on: str = public()
    until_on: str | None = public()
    bearer: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityEnded(Event):
    kind: ClassVar[str] = "capacity.ended"
    capacity_kind: str = public()
    until_on: str = public()
    bearer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRecorded(Event):
    kind: ClassVar[str] = "absence.recorded"
    from_at: str = public()
    until_at: str | None = public()
    absent: int
    stand_in: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNamed(Event):
    kind: ClassVar[str] = "person.named"
    named: int
    name_before: str
    new_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPlaced(Event):
    kind: ClassVar[str] = "person.placed"
    placed: int
    home: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLinked(Event):
    kind: ClassVar[str] = "person.roster-linked"
    roster: str = public()
    linked: int
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened(Event):
    kind: ClassVar[str] = "account.opened"
    holder: int
    sign_in_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    kind: ClassVar[str] = "account.password-changed"
    holder: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondStepChanged(Event):
    kind: ClassVar[str] = "account.second-step-changed"
    on: bool = public()
    holder: int
