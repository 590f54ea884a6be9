"""The people of the demo: entered, given their capacities, and eight or nine of them a door of their own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from shangyi.entry.demo.names import phone
from shangyi.entry.demo.texts import read_people
from shangyi.people.actions import (
    NewCapacity,
    NewPerson,
    enter_person,
    grant_capacity,
    link_roster_row,
    open_account,
)
from shangyi.people.models import Capacity, Person
from shangyi.people.rules.capacities import CapacityKind
from shangyi.places.models import HouseholdRow

if TYPE_CHECKING:
    from shangyi.entry.demo.world import World


def people_of(world: World, *, at: datetime) -> None:
    """Everybody who has a name in the demo; who lives in a building with a roster is linked to a row of it."""
    for n, row in enumerate(read_people(), start=1):
        person = _enter(world, row, n, at)
        world.people[person.name] = person
        role = _role(world, row, person, at)
        if role is not None:
            world.add_role(role)
        if "home" in row:
            world.homes[person.name] = row["home"]
        if "demo" in row:
            world.reserved.add(person.name)
            open_account(person=person, sign_in_name=row["demo"], password=None)


def _enter(world: World, row: dict[str, Any], n: int, at: datetime) -> Person:
    home = world.places[row["home"]] if "home" in row else None
    new = NewPerson(
        name=row["name"], phone=phone(n), home=home, large_print=bool(row.get("large_print", False))
    )
    person = enter_person(new=new, actor=world.founder, now=at)
    living = HouseholdRow.objects.select_related("place").filter(place=home).first() if home else None
    if living is not None:
        link_roster_row(person=person, row=living, actor=world.founder, now=at)
    return person


def _role(world: World, row: dict[str, Any], person: Person, at: datetime) -> Capacity | None:
    kind = CapacityKind(row.get("role", "resident"))
    place = world.places.get(row.get("at", row.get("home", "")))
    new = NewCapacity(
        person=person,
        kind=kind,
        place=place,
        from_on=world.calendar.local(at).date(),
        unit=world.units.get(row.get("unit", "")),
        title=row.get("title", ""),
    )
    return grant_capacity(new=new, actor=world.founder, now=at)
