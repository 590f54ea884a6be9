"""A role that ends and a person who is away: what they hold is handed over in the same act, or the act is
refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from shangyi.kernel.actor import Act, Actor, may, require
from shangyi.kernel.refused import Refused
from shangyi.people.actions import NewAbsence, record_absent, record_end_of_capacity
from shangyi.people.models import Absence, Capacity, Person
from shangyi.people.queries import absent_at, in_force
from shangyi.people.rules.capacities import KEEPING
from shangyi.undertakings.actions.handing_over import Holding, OnKeeperChanged, holdings_of, pass_on

if TYPE_CHECKING:
    from shangyi.undertakings.models import Undertaking


@transaction.atomic
def leave(
    *,
    capacity_id: int,
    until_on: date,
    to: Person | None,
    reason: str,
    actor: Actor,
    now: datetime,
    on_keeper_changed: OnKeeperChanged,
) -> Capacity:
    """End a role together with the hand-over of all that is held in it; without anybody to take it, nothing
    ends.

    What another role of the same person still covers stays with them. The hand-over is made now, also when
    the role ends later: somebody on the way out does not start what they cannot finish.
    Refused: capacity.ended, rights.missing, capacity.backwards, capacity.still-holds (held: a list),
    undertaking.reason-needed, undertaking.same-holder, undertaking.cannot-hold, undertaking.not-of-unit.
    """
    capacity = _capacity_for_change(capacity_id, now.date())
    grant = require(actor, "capacity.grant", _path(capacity))
    if until_on < capacity.from_on:
        raise Refused("capacity.backwards", from_on=capacity.from_on, until_on=until_on)
    held = held_in(capacity, until_on, lock=True)
    act = Act.by(actor, grant, now)
    if held:
        _take_over(held, capacity.person, to, reason, act, on_keeper_changed)
    record_end_of_capacity(capacity=capacity, until_on=until_on, act=act)
    return capacity


def _capacity_for_change(capacity_id: int, today: date) -> Capacity:
    capacity = (
        Capacity.objects.select_for_update(of=("self",))
        .select_related("person", "place")
        .filter(pk=capacity_id)
        .first()
    )
    if capacity is None or (capacity.until_on is not None and capacity.until_on < today):
        raise Refused("capacity.ended")
    return capacity


def _take_over(
    held: list[Holding], person: Person, to: Person | None, reason: str, act: Act, tell: OnKeeperChanged
) -> None:
    if to is None:
        raise Refused("capacity.still-holds", held=[holding.row.what for holding in held], n=len(held))
    if to.pk == person.pk:
        raise Refused("undertaking.same-holder", name=to.name)
    if not reason.strip():
        raise Refused("undertaking.reason-needed")
    pass_on(held, person=person, to=to, reason=reason, act=act, tell=tell)


def held_in(capacity: Capacity, until_on: date, *, lock: bool = False) -> list[Holding]:
    """What the person could hold no longer once this role ends, the most urgent first.

    That is all they hold in this very role, and what only this role covers: as keeper only a keeper's role
    counts.
    """
    others = Capacity.objects.filter(in_force(until_on + timedelta(days=1)), person=capacity.person_id)
    rest = list(others.exclude(pk=capacity.pk).select_related("place"))
    found = []
    for holding in holdings_of(capacity.person, lock=lock):
        parts = tuple(part for part in holding.parts if _depends(holding.row, part, capacity, rest))
        if parts:
            found.append(Holding(holding.row, parts))
    return found


def _depends(row: Undertaking, part: str, capacity: Capacity, rest: list[Capacity]) -> bool:
    if part == "holder" and row.holder_capacity_id is not None:
        return row.holder_capacity_id == capacity.pk
    covering = [other for other in rest if row.place_path.startswith(_path(other))]
    kinds = KEEPING if part == "answers_to" else {capacity.kind}
    return row.place_path.startswith(_path(capacity)) and not any(other.kind in kinds for other in covering)


def _path(capacity: Capacity) -> str:
    return (capacity.place.path or "") if capacity.place else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Who is away from when to when and why, and who stands in; an open end is a return not known yet."""

    person: Person
    from_at: datetime
    until_at: datetime | None
    stand_in: Person | None
    reason: str


@transaction.atomic
def record_absence(*, away: Away, actor: Actor, now: datetime, on_keeper_changed: OnKeeperChanged) -> Absence:
    """Record that somebody is away; what falls due meanwhile is their stand-in's from now on.

    Handed over is what is late already and whatever must be responded to or done before the return; all of
    it, when the return is not known. What is due before the absence begins or after the return stays. New
    reminders meant for the absent go to the stand-in, too.
    Refused: rights.missing, absence.backwards, absence.stand-in-needed, absence.own-stand-in,
    absence.stand-in-away, undertaking.reason-needed, undertaking.cannot-hold, undertaking.not-of-unit.
    """
    stand_in = _checked_stand_in(away)
    act = _act_for_absence(away, actor, now)
    meanwhile = [each for each in holdings_of(away.person, lock=True) if _falls_due(each.row, away, now)]
    if meanwhile:
        pass_on(
            meanwhile, person=away.person, to=stand_in, reason=away.reason, act=act, tell=on_keeper_changed
        )
    new = NewAbsence(
        person=away.person,
        from_at=away.from_at,
        until_at=away.until_at,
        stand_in=stand_in,
        reason=away.reason.strip(),
    )
    return record_absent(new=new, act=act)


def _checked_stand_in(away: Away) -> Person:
    if not away.reason.strip():
        raise Refused("undertaking.reason-needed")
    if away.until_at is not None and away.until_at <= away.from_at:
        raise Refused("absence.backwards")
    if away.stand_in is None:
        raise Refused("absence.stand-in-needed")
    if away.stand_in.pk == away.person.pk:
        raise Refused("absence.own-stand-in")
    if absent_at(away.from_at).filter(person=away.stand_in).exists():
        raise Refused("absence.stand-in-away", name=away.stand_in.name)
    return away.stand_in


def _act_for_absence(away: Away, actor: Actor, now: datetime) -> Act:
    """Whoever may record absences where the person works: at one of their places is enough."""
    roles = Capacity.objects.filter(in_force(now.date()), person=away.person).select_related("place")
    grants = [grant for role in roles if (grant := may(actor, "absence.record", _path(role)))]
    if not grants:
        raise Refused("rights.missing", verb="absence.record")
    return Act.by(actor, grants[0], now)


def _falls_due(row: Undertaking, away: Away, now: datetime) -> bool:
    awaited = None if row.responded_at else row.respond_by
    dated = [moment for moment in (row.due_at, awaited) if moment is not None]
    if away.until_at is None or any(moment < now for moment in dated):
        return True
    return any(away.from_at <= moment < away.until_at for moment in dated)
