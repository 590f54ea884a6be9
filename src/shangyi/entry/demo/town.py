"""The places of the demo, their units with service periods, and the rosters of two buildings."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from shangyi.entry.demo.names import household_names
from shangyi.entry.demo.texts import read_people, read_town
from shangyi.entry.founding import import_rules
from shangyi.kernel.actor import Act
from shangyi.places.actions import (
    NewPlace,
    NewUnit,
    Service,
    add_place,
    add_roster_rows,
    add_unit,
    begin_service,
)
from shangyi.places.models import HouseholdRow, OwnerRow, Place
from shangyi.places.rules import Manner, PlaceKind, UnitKind
from shangyi.rulepacks.queries import rules_at

if TYPE_CHECKING:
    from shangyi.entry.demo.world import World


def settle(world: World, *, at: datetime) -> None:
    """Rules, the tree down to some households, units and who they serve since when, two rosters."""
    town = read_town()
    import_rules(region="ningxia", act=Act.by(world.founder, world.founder.grants[0], at))
    for row in town["place"]:
        world.places[row["code"]] = _place(
            world, row["kind"], row["code"], row["name"], row.get("in", ""), at
        )
    for row in town["compound"]:
        _compound(world, row, at)
    for row in town["unit"]:
        _unit(world, row, at)
    rules = rules_at("", at.date())
    world.calendar, world.pack = rules.calendar, rules.pack


def _place(world: World, kind: str, code: str, name: str, above: str, at: datetime) -> Place:
    new = NewPlace(kind=PlaceKind(kind), code=code, name=name, parent=world.places[above] if above else None)
    return add_place(new=new, actor=world.founder, now=at)


def _compound(world: World, row: dict[str, Any], at: datetime) -> None:
    code = row["code"]
    world.places[code] = _place(world, "compound", code, row["name"], row["in"], at)
    for n, building in enumerate(row["buildings"], start=1):
        key = f"{code}/{building}"
        world.places[key] = _place(world, "building", f"{code}-b{n}", building, code, at)
        for m in range(1, row["stairwells"] + 1):
            stairwell = f"{key}/{m}单元"
            world.places[stairwell] = _place(world, "stairwell", f"{code}-b{n}-{m}", f"{m}单元", key, at)
    if "roster" in row:
        _roster(world, row, at)


def _roster(world: World, row: dict[str, Any], at: datetime) -> None:
    """Households and owners of one building: who lives there, whose it is, how large."""
    roster, code = row["roster"], row["code"]
    key = f"{code}/{roster['building']}"
    names = iter(household_names(world.rng))
    at_home = {each["home"]: each["name"] for each in read_people() if "home" in each}
    living: list[HouseholdRow] = []
    owning: list[OwnerRow] = []
    for m in range(1, row["stairwells"] + 1):
        stairwell = f"{key}/{m}单元"
        for floor in range(1, roster["floors"] + 1):
            for door in range(1, roster["per_floor"] + 1):
                number = f"{floor}0{door}"
                place = _place(
                    world,
                    "household",
                    f"{world.places[stairwell].code}-{number}",
                    f"{number}室",
                    stairwell,
                    at,
                )
                world.places[f"{stairwell}/{number}室"] = place
                owner = next(names)
                is_let = (floor + door + m) % 9 == 0
                known = at_home.get(f"{stairwell}/{number}室")
                owner = owner if is_let else known or owner
                tenant = known or next(names) if is_let else owner
                living.append(_household(place, tenant, is_tenant=is_let, at=at))
                owning.append(_owner(place, owner, roster["area"] + 137 * ((m + door + floor) % 4), at))
    add_roster_rows(rows=living, place=world.places[key], actor=world.founder, now=at)
    add_roster_rows(rows=owning, place=world.places[key], actor=world.founder, now=at)


def _household(place: Place, name: str, *, is_tenant: bool, at: datetime) -> HouseholdRow:
    return HouseholdRow(place=place, name=name, is_tenant=is_tenant, from_on=date(at.year - 3, 5, 1))


def _owner(place: Place, name: str, area: int, at: datetime) -> OwnerRow:
    return OwnerRow(
        place=place,
        name=name,
        area=area,
        area_source=OwnerRow.AreaSource.REGISTER,
        from_on=date(at.year - 6, 9, 1),
    )


def _unit(world: World, row: dict[str, Any], at: datetime) -> None:
    new = NewUnit(
        kind=UnitKind(row["kind"]),
        name=row["name"],
        place=world.places[row["in"]],
        manner=Manner(row["manner"]),
    )
    unit = add_unit(new=new, actor=world.founder, now=at)
    world.units[unit.name] = unit
    for code in row.get("serves", []):
        service = Service(
            unit=unit,
            place=world.places[code],
            from_on=date.fromisoformat(row["since"]),
            source="物业服务合同",
        )
        begin_service(service=service, actor=world.founder, now=at)
