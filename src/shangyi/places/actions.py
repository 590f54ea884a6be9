"""Changing the tree, the units and the rosters. Who may is asked by the caller's actor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Length, Substr

from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.places.events import (
    PlaceAdded,
    PlaceRenamed,
    RosterRowsAdded,
    ServiceBegan,
    ServiceEnded,
    UnitAdded,
    UnitClosed,
)
from shangyi.places.models import HouseholdRow, OwnerRow, Place, ServicePeriod, Unit
from shangyi.places.queries import place_ids_below
from shangyi.places.rules import PlaceKind, check_code, check_name, check_parent, child_path
from shangyi.places.rules.rosters import Roster, RosterRow

LONGEST_ADDRESS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlace:
    kind: PlaceKind
    code: str
    name: str
    parent: Place | None = None


@transaction.atomic
def add_place(*, new: NewPlace, actor: Actor, now: datetime) -> Place:
    """Put a place into the tree.

    Refused: rights.missing, place.parent-not-wider, place.code-taken, place.code-unreadable, place.name-needed,
    place.name-too-long, place.address-too-long.
    """
    parent_path = (new.parent.path or "") if new.parent else ""
    grant = require(actor, "place.edit", parent_path)
    check_parent(new.kind, PlaceKind(new.parent.kind) if new.parent else None)
    new = replace(new, code=check_code(new.code), name=check_name(new.name))
    if Place.objects.filter(code=new.code).exists():
        raise Refused("place.code-taken", place_code=new.code)
    full_name = _checked_address(_full_name(new))
    place = Place.objects.create(
        parent=new.parent, kind=new.kind, code=new.code, name=new.name, full_name=full_name, path=None
    )
    place.path = child_path(parent_path, place.pk)
    place.community = (
        place if new.kind is PlaceKind.COMMUNITY else (new.parent.community if new.parent else None)
    )
    place.save(update_fields=["path", "community"])
    append(
        PlaceAdded(place_kind=new.kind.value, name=new.name),
        subject=f"place:{place.pk}",
        place_code=place.code,
        act=Act.by(actor, grant, now),
    )
    return place


def _full_name(new: NewPlace) -> str:
    below_community = new.parent is not None and PlaceKind(new.parent.kind).depth > PlaceKind.COMMUNITY.depth
    return f"{new.parent.full_name}{new.name}" if below_community and new.parent else new.name


def _checked_address(full_name: str) -> str:
    if len(full_name) > LONGEST_ADDRESS:
        raise Refused("place.address-too-long", most=LONGEST_ADDRESS)
    return full_name


@transaction.atomic
def rename_place(*, place: Place, name: str, reason: str, actor: Actor, now: datetime) -> Place:
    """Give a place another name; the addresses of all that lies in it follow, the code stays, the old name is kept.

    Refused: rights.missing, place.name-needed, place.name-too-long, place.address-too-long, place.reason-needed.
    """
    grant = require(actor, "place.edit", place.path or "")
    wanted = check_name(name)
    if not reason.strip():
        raise Refused("place.reason-needed")
    place = Place.objects.select_for_update(of=("self",)).select_related("parent").get(pk=place.pk)
    before, address_before = place.name, place.full_name
    place.name = wanted
    place.full_name = _checked_address(_full_name(_as_new(place)))
    place.save(update_fields=["name", "full_name"])
    if PlaceKind(place.kind).depth > PlaceKind.COMMUNITY.depth:
        _readdress(place, address_before)
    append(
        PlaceRenamed(name_before=before, name=wanted, reason=reason.strip()),
        subject=f"place:{place.pk}",
        place_code=place.code,
        act=Act.by(actor, grant, now),
    )
    return place


def _as_new(place: Place) -> NewPlace:
    return NewPlace(kind=PlaceKind(place.kind), code=place.code, name=place.name, parent=place.parent)


def _readdress(place: Place, address_before: str) -> None:
    inside = Place.objects.filter(path__startswith=place.path or "", full_name__startswith=address_before)
    longer = len(place.full_name) - len(address_before)
    if longer > 0 and inside.annotate(n=Length("full_name")).filter(n__gt=LONGEST_ADDRESS - longer).exists():
        raise Refused("place.address-too-long", most=LONGEST_ADDRESS)
    rest = Substr("full_name", len(address_before) + 1)
    inside.exclude(pk=place.pk).update(full_name=Concat(Value(place.full_name), rest))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    kind: str
    name: str
    place: Place
    manner: str
    phone: str = ""


@transaction.atomic
def add_unit(*, new: NewUnit, actor: Actor, now: datetime) -> Unit:
    """Register an organisation that acts.

    Refused: rights.missing, unit.name-taken, place.name-needed, place.name-too-long.
    """
    grant = require(actor, "unit.edit", new.place.path or "")
    new = replace(new, name=check_name(new.name))
    try:
        with transaction.atomic():
            unit = Unit.objects.create(
                kind=new.kind, name=new.name, place=new.place, manner=new.manner, phone=new.phone
            )
    except IntegrityError:
        raise Refused("unit.name-taken", name=new.name) from None
    append(
        UnitAdded(unit_kind=new.kind, manner=new.manner, name=new.name),
        subject=f"unit:{unit.pk}",
        place_code=new.place.code,
        act=Act.by(actor, grant, now),
    )
    return unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    unit: Unit
    place: Place
    from_on: date
    until_on: date | None = None
    source: str = ""


@transaction.atomic
def begin_service(*, service: Service, actor: Actor, now: datetime) -> ServicePeriod:
    """Record from when a unit serves a compound. Refused: rights.missing, service.backwards."""
    grant = require(actor, "unit.edit", service.place.path or "")
    if service.until_on and service.until_on < service.from_on:
        raise Refused("service.backwards", from_on=service.from_on, until_on=service.until_on)
    period = ServicePeriod.objects.create(
        unit=service.unit,
        place=service.place,
        from_on=service.from_on,
        until_on=service.until_on,
        source=service.source,
    )
    append(
        ServiceBegan(
            unit=service.unit.pk,
            from_on=service.from_on.isoformat(),
            until_on=service.until_on.isoformat() if service.until_on else None,
        ),
        subject=f"unit:{service.unit.pk}",
        place_code=service.place.code,
        act=Act.by(actor, grant, now),
    )
    return period


@transaction.atomic
def end_service(*, period: ServicePeriod, until_on: date, actor: Actor, now: datetime) -> ServicePeriod:
    """Record the last day of a service. Refused: rights.missing, service.backwards, service.already-ended."""
    grant = require(actor, "unit.edit", period.place.path or "")
    if period.until_on is not None:
        raise Refused("service.already-ended", until_on=period.until_on)
    if until_on < period.from_on:
        raise Refused("service.backwards", from_on=period.from_on, until_on=until_on)
    period.until_on = until_on
    period.save(update_fields=["until_on"])
    append(
        ServiceEnded(unit=period.unit_id, until_on=until_on.isoformat()),
        subject=f"unit:{period.unit_id}",
        place_code=period.place.code,
        act=Act.by(actor, grant, now),
    )
    return period


@transaction.atomic
def close_unit(*, unit: Unit, closed_on: date, actor: Actor, now: datetime) -> Unit:
    """Record that a unit no longer exists; what it did stays. Refused: rights.missing, unit.already-closed."""
    grant = require(actor, "unit.edit", unit.place.path or "")
    if unit.closed_on is not None:
        raise Refused("unit.already-closed", closed_on=unit.closed_on)
    unit.closed_on = closed_on
    unit.save(update_fields=["closed_on"])
    append(
        UnitClosed(closed_on=closed_on.isoformat(), name=unit.name),
        subject=f"unit:{unit.pk}",
        place_code=unit.place.code,
        act=Act.by(actor, grant, now),
    )
    return unit


def import_roster(*, rows: list[RosterRow], roster: Roster, place: Place, actor: Actor, now: datetime) -> int:
    """Add the rows of a file that was read without a problem; how many. Refused: as `add_roster_rows`."""
    ids = place_ids_below(place)
    places = Place.objects.in_bulk({ids[row.place_code] for row in rows})
    made: list[HouseholdRow] | list[OwnerRow]
    if roster is Roster.OWNERS:
        made = [
            OwnerRow(
                place=places[ids[row.place_code]],
                name=row.name,
                phone=row.phone,
                area=row.area or 0,
                area_source=row.area_source,
                from_on=row.from_on,
            )
            for row in rows
        ]
    else:
        made = [
            HouseholdRow(
                place=places[ids[row.place_code]],
                name=row.name,
                phone=row.phone,
                is_tenant=row.is_tenant,
                from_on=row.from_on,
            )
            for row in rows
        ]
    return add_roster_rows(rows=made, place=place, actor=actor, now=now)


@transaction.atomic
def add_roster_rows(
    *, rows: list[HouseholdRow] | list[OwnerRow], place: Place, actor: Actor, now: datetime
) -> int:
    """Add rows to a roster of `place`; how many. All rows must lie in it. Refused: rights.missing, roster.elsewhere."""
    grant = require(actor, "roster.edit", place.path or "")
    if not rows:
        return 0
    if any(not (row.place.path or "").startswith(place.path or "") for row in rows):
        raise Refused("roster.elsewhere", place=place.name)
    type(rows[0]).objects.bulk_create(rows, batch_size=500)  # type: ignore[arg-type]
    append(
        RosterRowsAdded(roster="owners" if isinstance(rows[0], OwnerRow) else "households", n_rows=len(rows)),
        subject=f"place:{place.pk}",
        place_code=place.code,
        act=Act.by(actor, grant, now),
    )
    return len(rows)
