"""From the rosters of a place to the parties of an agreement: a proposal that a person checks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from shangyi.decisions.models import AgreementParty, AgreementSigner, AgreementText
from shangyi.people.models import Capacity, Person, RosterLink
from shangyi.people.queries import in_force
from shangyi.people.rules.capacities import KEEPING
from shangyi.places.models import HouseholdRow, OwnerRow, Place, Unit
from shangyi.places.queries import units_for
from shangyi.places.rules import PlaceKind, ancestor_paths

MOST_PROPOSED = 24
"""A stairwell's households; of a whole compound nobody agrees in one sheet."""


@dataclass(frozen=True, slots=True)
class Household:
    """Who owns a household and who rents it, as the rosters say today, with its area where that is known."""

    place: Place
    owners: tuple[str, ...]
    tenants: tuple[str, ...]
    area: int
    persons: dict[str, Person]


def _today(on: date) -> Q:
    return Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gte=on))


def households_at(place: Place, on: date) -> list[Household]:
    """The households of a stairwell or of one of them; none where there are too many to sit at one table."""
    rows = Place.objects.filter(path__startswith=place.path or "-", kind=PlaceKind.HOUSEHOLD)
    places = list(rows.order_by("code")[: MOST_PROPOSED + 1])
    return read_households(places, on) if len(places) <= MOST_PROPOSED else []


def read_households(places: Iterable[Place], on: date) -> list[Household]:
    """What the rosters say of these households: four statements, however many they are."""
    wanted = list(places)
    owners = list(OwnerRow.objects.filter(_today(on), place__in=wanted).order_by("id"))
    tenants = list(HouseholdRow.objects.filter(_today(on), place__in=wanted, is_tenant=True).order_by("id"))
    persons = list(Person.objects.filter(home__in=wanted, merged_into=None).order_by("-id"))
    links = RosterLink.objects.filter(owner_row__in=owners).select_related("person", "owner_row")
    linked = [(link.owner_row.place_id, link.person) for link in links if link.owner_row is not None]
    return [
        Household(
            place=place,
            owners=tuple(dict.fromkeys(row.name for row in owners if row.place_id == place.pk)),
            tenants=tuple(dict.fromkeys(row.name for row in tenants if row.place_id == place.pk)),
            area=next((row.area for row in owners if row.place_id == place.pk), 0),
            persons={row.name: row for row in persons if row.home_id == place.pk}
            | {row.name: row for where, row in linked if where == place.pk},
        )
        for place in wanted
    ]


def households_by_code(codes: Iterable[str], path: str, on: date) -> dict[str, Household]:
    """Households of the community by their code, or by how people say where they are."""
    wanted = set(codes)
    rows = Place.objects.filter(
        Q(code__in=wanted) | Q(full_name__in=wanted), path__startswith=path, kind=PlaceKind.HOUSEHOLD
    )
    found: dict[str, Household] = {}
    for each in read_households(rows.order_by("code"), on):
        found[each.place.code] = found[each.place.full_name] = each
    return found


def units_by_name(path: str) -> dict[str, Unit]:
    """The units that act at a place."""
    return {unit.name: unit for unit in units_for(path)}


def workers_of(unit: Unit) -> dict[str, Person]:
    """Whoever acts for a unit, by name."""
    rows = Person.objects.filter(capacities__unit=unit, merged_into=None).distinct()
    return {row.name: row for row in rows}


def lines_of(parties: Iterable[AgreementParty]) -> list[dict[str, str]]:
    """The parties as they stand in the form."""
    return [
        {
            "kind": party.kind,
            "key": party.key,
            "owners": "、".join(each.name for each in party.signers.all() if each.role != "occupant"),
            "occupants": "、".join(each.name for each in party.signers.all() if each.role == "occupant"),
        }
        for party in parties
    ]


def holders_at(path: str, on: date, text: AgreementText) -> QuerySet[Person]:
    """Who can be named to do something: our own of the place, the workers of its units, and who signs."""
    ours = Capacity.objects.filter(in_force(on), kind__in=KEEPING, place__path__in=ancestor_paths(path))
    theirs = Capacity.objects.filter(in_force(on), unit__in=units_for(path))
    signing = AgreementSigner.objects.filter(party__text=text, person__isnull=False)
    return Person.objects.filter(
        Q(pk__in=ours.values("person"))
        | Q(pk__in=theirs.values("person"))
        | Q(pk__in=signing.values("person")),
        merged_into=None,
    ).order_by("name", "id")
