"""Giving capacities, delegating them and closing them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shangyi.kernel.actor import Act, Actor, Grant, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.people.events import CapacityEnded, CapacityGranted
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import in_force, same_person_ids
from shangyi.people.rules.capacities import OF_UNITS, CapacityKind
from shangyi.people.rules.rights import reaches_further, verbs_of
from shangyi.places.models import Place, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCapacity:
    person: Person
    kind: CapacityKind
    place: Place | None
    from_on: date
    until_on: date | None = None
    unit: Unit | None = None
    title: str = ""
    delegated_by: Capacity | None = None


@transaction.atomic
def grant_capacity(*, new: NewCapacity, actor: Actor, now: datetime) -> Capacity:
    """Let a person act in a role, somewhere, from a day on.

    Refused: rights.missing; capacity.backwards; capacity.above-own, when the role reaches further than the
    giver's; capacity.delegation-needs-end; capacity.unit-needed; capacity.already-held.
    """
    path = (new.place.path or "") if new.place else ""
    grant = require(actor, "capacity.grant", path)
    _check(new, grant)
    return record_capacity(new=new, act=Act.by(actor, grant, now))


def _check(new: NewCapacity, grant: Grant) -> None:
    if new.until_on and new.until_on < new.from_on:
        raise Refused("capacity.backwards", from_on=new.from_on, until_on=new.until_on)
    if new.delegated_by and not new.until_on:
        raise Refused("capacity.delegation-needs-end")
    if new.kind in OF_UNITS and new.unit is None:
        raise Refused("capacity.unit-needed")
    if reaches_further(verbs_of(new.kind), grant.verbs):
        raise Refused("capacity.above-own")
    if Capacity.objects.filter(_same(new)).exists():
        raise Refused("capacity.already-held")


def _same(new: NewCapacity) -> Q:
    """The same role at the same place on the day the new one begins."""
    same = Q(person=new.person, kind=new.kind, place=new.place, unit=new.unit, delegated_by=new.delegated_by)
    return same & in_force(new.from_on)


@transaction.atomic
def delegate(*, own: Capacity, to: Person, until_on: date, actor: Actor, now: datetime) -> Capacity:
    """Let somebody act for the bearer until the last day named; both stay accountable for what each one did.

    Refused: rights.missing; capacity.not-own; capacity.delegation-of-delegation; capacity.delegation-to-self;
    capacity.backwards; capacity.delegation-outlives.
    """
    grant = require(actor, "capacity.delegate", (own.place.path or "") if own.place else "")
    today = timezone.localdate(now)
    _check_delegation(own=own, to=to, until_on=until_on, actor=actor, today=today)
    new = NewCapacity(
        person=to,
        kind=CapacityKind(own.kind),
        place=own.place,
        unit=own.unit,
        title=own.title,
        from_on=today,
        until_on=until_on,
        delegated_by=own,
    )
    if Capacity.objects.filter(_same(new)).exists():
        raise Refused("capacity.already-held")
    return record_capacity(new=new, act=Act.by(actor, grant, now))


def _check_delegation(*, own: Capacity, to: Person, until_on: date, actor: Actor, today: date) -> None:
    ours = same_person_ids(actor.person_id) if actor.person_id is not None else []
    if own.person_id not in ours:
        raise Refused("capacity.not-own")
    if own.delegated_by_id is not None:
        raise Refused("capacity.delegation-of-delegation")
    if to.pk in ours:
        raise Refused("capacity.delegation-to-self")
    if until_on < today:
        raise Refused("capacity.backwards", from_on=today, until_on=until_on)
    if own.until_on is not None and until_on > own.until_on:
        raise Refused("capacity.delegation-outlives", until_on=own.until_on)


def record_capacity(*, new: NewCapacity, act: Act) -> Capacity:
    """Save a capacity and the fact; for actions that have asked who may."""
    capacity = Capacity.objects.create(
        person=new.person,
        kind=new.kind,
        place=new.place,
        unit=new.unit,
        title=new.title,
        from_on=new.from_on,
        until_on=new.until_on,
        delegated_by=new.delegated_by,
    )
    append(
        CapacityGranted(
            capacity_kind=new.kind.value,
            from_on=new.from_on.isoformat(),
            until_on=new.until_on.isoformat() if new.until_on else None,
            bearer=new.person.pk,
            title=new.title,
        ),
        subject=f"person:{new.person.pk}",
        place_code=new.place.code if new.place else "",
        act=act,
    )
    return capacity


def record_end_of_capacity(*, capacity: Capacity, until_on: date, act: Act) -> None:
    """Close a capacity and what was delegated from it; the caller has already handed over what was held in it.

    One that has not begun yet ends on the day it would have begun.
    """
    for each in [capacity, *_delegates_beyond(capacity, until_on)]:
        each.until_on = max(until_on, each.from_on)
        each.save(update_fields=["until_on"])
        append(
            CapacityEnded(capacity_kind=each.kind, until_on=each.until_on.isoformat(), bearer=each.person_id),
            subject=f"person:{each.person_id}",
            place_code=each.place.code if each.place else "",
            act=act,
        )


def _delegates_beyond(capacity: Capacity, until_on: date) -> list[Capacity]:
    rows = Capacity.objects.filter(delegated_by=capacity, until_on__gt=until_on)
    return list(rows.select_related("place").order_by("id"))
