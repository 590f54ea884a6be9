"""The town of the other tests, under its rules, with those whom only the stories need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from shangyi.people.models import Person
from shangyi.people.rules.capacities import CapacityKind
from shangyi.places.actions import NewUnit, add_unit
from shangyi.places.models import Unit
from shangyi.places.rules import Manner, UnitKind
from tests.concerns.life import rules_in_force
from tests.people_and_places import FOUNDED, FOUNDER, Town, capacity, person, settle

YINCHUAN = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Neighbourhood:
    """孙书记 is the first secretary who assigns in one go; the street office is asked as a superior."""

    town: Town
    sun: Person
    street_office: Unit


def move_in() -> Neighbourhood:
    rules_in_force()
    town = settle()
    sun = person("孙书记", "13900000007")
    capacity(sun, CapacityKind.FIRST_SECRETARY, town.farm, "社区第一书记")
    office = NewUnit(
        kind=UnitKind.STREET_OFFICE, name="城区街道办事处", place=town.street, manner=Manner.SUBMIT
    )
    return Neighbourhood(town=town, sun=sun, street_office=add_unit(new=office, actor=FOUNDER, now=FOUNDED))


def day(month: int, number: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the story's year, by the clock on the wall."""
    return datetime(2026, month, number, hour, minute, tzinfo=YINCHUAN)
