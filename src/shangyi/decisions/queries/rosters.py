"""From the plain rosters of a place to a list of voters: a proposal that a person checks before it is frozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from shangyi.decisions.rules.roster import AreaSource, RosterRow
from shangyi.people.models import Capacity, Person, RosterLink
from shangyi.people.queries import in_force
from shangyi.people.rules.capacities import CapacityKind
from shangyi.places.models import HouseholdRow, OwnerRow, Place
from shangyi.places.rules import PlaceKind


def _today(on: date) -> Q:
    return Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gte=on))


def owners_below(path: str, on: date) -> list[RosterRow]:
    """The owners' rows below a place as roster rows; namesakes are told apart by their telephone."""
    rows = list(
        OwnerRow.objects.filter(_today(on), place__path__startswith=path)
        .select_related("place")
        .order_by("place__code", "id")
    )
    phones = {(row.name, row.phone) for row in rows}
    shared = {name for name, n in Counter(name for name, _phone in phones).items() if n > 1}
    groups: dict[str, list[OwnerRow]] = {}
    for row in rows:
        groups.setdefault(row.place.code, []).append(row)
    return [
        RosterRow(
            household=code,
            owners=tuple(_said(row, shared) for row in group),
            area=group[0].area,
            area_source=AreaSource(group[0].area_source),
        )
        for code, group in groups.items()
    ]


def _said(row: OwnerRow, shared: set[str]) -> str:
    return f"{row.name}（{row.phone[-4:]}）" if row.name in shared and row.phone else row.name


def places_by_code(codes: Iterable[str]) -> dict[str, Place]:
    """The households that the list names, where they are in the tree."""
    return {place.code: place for place in Place.objects.filter(code__in=list(codes))}


def persons_of_owners(codes: Sequence[str], on: date) -> dict[str, Person]:
    """Whom we know among the owners of these households: linked to the row, or living there under its name."""
    links = RosterLink.objects.filter(
        owner_row__place__code__in=codes, owner_row__in=OwnerRow.objects.filter(_today(on))
    ).select_related("person", "owner_row__place")
    found = {link.owner_row.place.code: link.person for link in links if link.owner_row is not None}
    names = OwnerRow.objects.filter(_today(on), place__code__in=codes).values_list("place__code", "name")
    known: dict[str, set[str]] = {}
    for code, name in names:
        known.setdefault(code, set()).add(name)
    for person in Person.objects.filter(home__code__in=codes, merged_into=None).select_related("home"):
        if person.home is not None and person.name in known.get(person.home.code, set()):
            found.setdefault(person.home.code, person)
    return found


def households_below(path: str, on: date) -> list[tuple[Place, str, Person | None]]:
    """Every household of the place with the name of whoever lives there, and the person where we know one."""
    places = list(Place.objects.filter(path__startswith=path, kind=PlaceKind.HOUSEHOLD).order_by("path"))
    rows = HouseholdRow.objects.filter(_today(on), place__in=places).order_by("id")
    names = {row.place_id: row.name for row in reversed(rows)}
    persons = {person.home_id: person for person in Person.objects.filter(home__in=places, merged_into=None)}
    return [
        (
            place,
            names.get(place.pk) or getattr(persons.get(place.pk), "name", "") or place.name,
            persons.get(place.pk),
        )
        for place in places
    ]


def residents_below(path: str, on: date) -> list[Person]:
    """Persons who live below the place or are residents there, each once."""
    there = Capacity.objects.filter(in_force(on), kind=CapacityKind.RESIDENT, place__path__startswith=path)
    rows = Person.objects.filter(
        Q(home__path__startswith=path) | Q(pk__in=there.values("person")), merged_into=None
    )
    return list(rows.select_related("home").order_by("id"))


def persons_named(keys: Iterable[str]) -> dict[str, Person]:
    """Persons that a list names as person:ID."""
    ids = {int(key[7:]): key for key in keys if key.startswith("person:") and key[7:].isdecimal()}
    return {ids[person.pk]: person for person in Person.objects.filter(pk__in=ids)}


def persons_living(places: dict[str, Place]) -> dict[str, Person]:
    """Whoever of us lives in these households, one each."""
    by_place = {place.pk: code for code, place in places.items()}
    rows = Person.objects.filter(home__in=by_place, merged_into=None).order_by("-id")
    return {by_place[person.home_id]: person for person in rows if person.home_id is not None}
