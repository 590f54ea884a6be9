"""The named cast and the places they live in, made by the real actions.

王阿姨 owns 3-2-201 in 农场社区 and speaks up; 李书记 sorts and decides; 小马 keeps; 陈工 handles for the
municipal works team, a unit that is asked; 刘主任 is the street; 赵先生 lives in another community and must
see nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from shangyi.kernel.actor import Actor, Grant
from shangyi.people.actions import NewCapacity, NewPerson, enter_person, grant_capacity, open_account
from shangyi.people.models import Account, Capacity, Person
from shangyi.people.queries import actor_of
from shangyi.people.rules.capacities import CapacityKind
from shangyi.people.rules.rights import verbs_of
from shangyi.places.actions import NewPlace, NewUnit, add_place, add_unit
from shangyi.places.models import Place, Unit
from shangyi.places.rules import Manner, PlaceKind, UnitKind

FOUNDED = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
"""Monday, nine in the morning by the region's clock."""

FOUNDER = Actor(None, "开办人", (Grant(None, CapacityKind.OPERATOR, "", verbs_of(CapacityKind.OPERATOR)),))


@dataclass(frozen=True)
class Town:
    """One street with two communities, one household in one of them, and who is who."""

    district: Place
    street: Place
    farm: Place
    compound: Place
    building: Place
    stairwell: Place
    household: Place
    lakeside: Place
    works: Unit
    wang: Person
    li: Person
    ma: Person
    chen: Person
    liu: Person
    zhao: Person

    def capacity(self, person: Person) -> Capacity:
        """The first capacity the person was given."""
        return Capacity.objects.filter(person=person).order_by("id")[0]


def acting(person: Person, on: date = date(2026, 3, 2)) -> Actor:
    """The person as an actor with what is in force on that day."""
    return actor_of(person, on)


def account_of(person: Person) -> Account:
    """The person's account, opened when there is none yet."""
    known = Account.objects.filter(person=person).first()
    return known or open_account(person=person, sign_in_name=f"person-{person.pk}", password=None)


def place(kind: PlaceKind, code: str, name: str, parent: Place | None = None) -> Place:
    new = NewPlace(kind=kind, code=code, name=name, parent=parent)
    return add_place(new=new, actor=FOUNDER, now=FOUNDED)


def person(name: str, phone: str, home: Place | None = None) -> Person:
    return enter_person(new=NewPerson(name=name, phone=phone, home=home), actor=FOUNDER, now=FOUNDED)


def capacity(
    who: Person, kind: CapacityKind, where: Place, title: str = "", unit: Unit | None = None
) -> Capacity:
    new = NewCapacity(person=who, kind=kind, place=where, from_on=FOUNDED.date(), title=title, unit=unit)
    return grant_capacity(new=new, actor=FOUNDER, now=FOUNDED)


def settle() -> Town:
    """Found the town; every row of it comes from the actions that the pages use."""
    district = place(PlaceKind.DISTRICT, "LW", "灵武市")
    street = place(PlaceKind.STREET, "LW-CY", "城区街道", district)
    farm = place(PlaceKind.COMMUNITY, "LW-CY-NC", "农场社区", street)
    compound = place(PlaceKind.COMPOUND, "LW-CY-NC-1", "农场小区", farm)
    building = place(PlaceKind.BUILDING, "LW-CY-NC-1-3", "3号楼", compound)
    stairwell = place(PlaceKind.STAIRWELL, "LW-CY-NC-1-3-2", "2单元", building)
    household = place(PlaceKind.HOUSEHOLD, "LW-CY-NC-1-3-2-201", "201室", stairwell)
    lakeside = place(PlaceKind.COMMUNITY, "LW-CY-HP", "湖畔嘉苑社区", street)
    works = add_unit(
        new=NewUnit(kind=UnitKind.UTILITY, name="市政养护队", place=street, manner=Manner.REQUEST),
        actor=FOUNDER,
        now=FOUNDED,
    )
    town = Town(
        district=district,
        street=street,
        farm=farm,
        compound=compound,
        building=building,
        stairwell=stairwell,
        household=household,
        lakeside=lakeside,
        works=works,
        wang=person("王阿姨", "13900000001", household),
        li=person("李书记", "13900000002"),
        ma=person("小马", "13900000003"),
        chen=person("陈工", "13900000004"),
        liu=person("刘主任", "13900000005"),
        zhao=person("赵先生", "13900000006", lakeside),
    )
    capacity(town.wang, CapacityKind.RESIDENT, household)
    capacity(town.li, CapacityKind.SECRETARY, farm, "社区党委书记")
    capacity(town.ma, CapacityKind.CLERK, farm, "社区工作者")
    capacity(town.chen, CapacityKind.UNIT_WORKER, street, "养护工程师", works)
    capacity(town.liu, CapacityKind.STREET_OFFICER, street, "街道办副主任")
    capacity(town.zhao, CapacityKind.RESIDENT, lakeside)
    return town
