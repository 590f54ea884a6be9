"""Recording that somebody is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shangyi.kernel.actor import Act
from shangyi.ledger.actions import append
from shangyi.people.events import AbsenceRecorded
from shangyi.people.models import Absence, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAbsence:
    """Who is away from when to when, why, and who stands in."""

    person: Person
    from_at: datetime
    until_at: datetime | None
    stand_in: Person
    reason: str


def record_absent(*, new: NewAbsence, act: Act) -> Absence:
    """Save an absence and the fact; the caller has handed over what falls due meanwhile (undertakings)."""
    absence = Absence.objects.create(
        person=new.person,
        from_at=new.from_at,
        until_at=new.until_at,
        reason=new.reason[:120],
        stand_in=new.stand_in,
    )
    append(
        AbsenceRecorded(
            from_at=new.from_at.isoformat(),
            until_at=new.until_at.isoformat() if new.until_at else None,
            absent=new.person.pk,
            stand_in=new.stand_in.pk,
            reason=absence.reason,
        ),
        subject=f"person:{new.person.pk}",
        place_code="",
        act=act,
    )
    return absence
