"""Who and what there is in the demo, found by name; and who does a thing here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from shangyi.kernel.actor import Actor, Grant
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import NOBODY, actor_of
from shangyi.people.rules.capacities import CapacityKind
from shangyi.people.rules.rights import verbs_of
from shangyi.places.models import Place, Unit
from shangyi.places.rules import PlaceKind

if TYPE_CHECKING:
    from shangyi.entry.demo.texts import Matter
    from shangyi.kernel.calendar import WorkingCalendar
    from shangyi.rulepacks.rules import Pack

FOUNDER_NAME = "演示"
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class World:
    """The demo while it is made. Places are found by code, houses by the way to them: `chaoyang/33号楼/5单元`."""

    rng: Random
    matters: tuple[Matter, ...]
    places: dict[str, Place] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    neighbours: list[Person] = field(default_factory=list)
    roles: list[Capacity] = field(default_factory=list)
    calendar: WorkingCalendar = field(init=False)
    pack: Pack = field(init=False)
    actors: dict[tuple[int, object], Actor] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    reserved: set[str] = field(default_factory=set)

    @property
    def founder(self) -> Actor:
        """Who makes the places and enters the people, as `shangyi init` does."""
        grant = Grant(None, CapacityKind.OPERATOR, "", verbs_of(CapacityKind.OPERATOR))
        return Actor(None, FOUNDER_NAME, (grant,))

    def add_role(self, role: Capacity) -> None:
        self.roles.append(role)

    def acting(self, person: Person | None, now: datetime) -> Actor:
        """The person as an actor on that day."""
        if person is None:
            return NOBODY
        key = (person.pk, self.calendar.local(now).date())
        if key not in self.actors:
            self.actors[key] = actor_of(person, key[1])
        return self.actors[key]

    def bearers(self, kind: str, place: Place) -> list[Capacity]:
        """Who has this role here, the nearest only; those who have left are left out."""
        path = place.path or ""
        found = [
            role
            for role in self.roles
            if role.kind == kind
            and role.place is not None
            and path.startswith(role.place.path or "")
            and role.person_id not in self.gone
        ]
        depth = max((len(role.place.path or "") for role in found if role.place), default=0)
        return [role for role in found if role.place and len(role.place.path or "") == depth]

    def one(self, kind: str, place: Place) -> Capacity | None:
        """Somebody who has this role here, if anybody has."""
        found = self.bearers(kind, place)
        return self.rng.choice(found) if found else None

    def clerk(self, place: Place) -> Capacity:
        """Who sits at the desk here."""
        found = self.one("clerk", place) or self.one("secretary", place)
        if found is None:
            raise LookupError(place.code)
        return found

    def decider(self, place: Place, *, but_not: int | None = None) -> Capacity | None:
        """Who decides objections and extensions here: the secretary, else whoever is above."""
        for kind in ("secretary", "street_officer", "district_officer"):
            for role in self.bearers(kind, place):
                if role.person_id != but_not:
                    return role
        return None

    def unit_for(self, kind: str, place: Place) -> Unit | None:
        """The nearest unit of this kind that acts here."""
        path = place.path or ""
        near = [
            unit
            for unit in self.units.values()
            if unit.kind == kind and path.startswith(unit.place.path or "")
        ]
        return max(near, key=lambda unit: len(unit.place.path or ""), default=None)

    def workers(self, unit: Unit) -> list[Capacity]:
        """Who works for the unit and has a name here."""
        return [role for role in self.roles if role.unit_id == unit.pk and role.person_id not in self.gone]

    def residents(self, community: str) -> list[Person]:
        """Who may be overheard in a community: everybody who lives there, but for whom a visitor may be."""
        path = self.places[community].path or ""
        return [
            self.people[name]
            for name, home in self.homes.items()
            if (self.places[home].path or "").startswith(path) and name not in self.reserved
        ]

    def neighbours_at(self, code: str) -> list[Person]:
        """Those of the many without a story who live at this place."""
        path = self.places[code].path or ""
        return [each for each in self.neighbours if each.home and (each.home.path or "").startswith(path)]

    def home_at(self, person: Person, depth: str) -> Place:
        """Where somebody lives, seen as widely as the matter asks."""
        return self.widened(self.places[self.homes[person.name]], depth)

    def widened(self, place: Place, depth: str) -> Place:
        """The place itself or the one above it that is as wide as a matter of this kind."""
        wanted = PlaceKind(depth) if depth in set(PlaceKind) else PlaceKind.COMMUNITY
        while PlaceKind(place.kind).depth > wanted.depth and place.parent is not None:
            place = place.parent
        return place

    def anywhere(self, community: str, depth: str) -> Place:
        """Some place of a community, as narrow as a matter of this kind asks for and there is."""
        path = self.places[community].path or ""
        below = [place for place in self.places.values() if (place.path or "").startswith(path)]
        fitting = [place for place in below if place.kind == depth]
        if not fitting and depth in {"household", "stairwell", "building"}:
            fitting = [place for place in below if place.kind in {"stairwell", "compound"}]
        return self.rng.choice(fitting) if fitting else self.places[community]

    def hours(self, least: float, most: float) -> timedelta:
        """Some time between these many hours."""
        return HOUR * self.rng.uniform(least, most)

    def clock(self, day: datetime, hands: str) -> datetime:
        """What the clock on the wall says, such as 10:20, on that day of the region."""
        local = self.calendar.local(day)
        return datetime.combine(local.date(), time.fromisoformat(hands), tzinfo=local.tzinfo)

    def office(self, moment: datetime) -> datetime:
        """The same moment when the office is open, else some time after it opens next."""
        open_at = self.calendar.next_working_moment(moment)
        if open_at == moment:
            return moment
        return open_at + timedelta(minutes=self.rng.uniform(3, 50))
