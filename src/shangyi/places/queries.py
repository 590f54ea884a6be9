"""Reading the tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from shangyi.kernel.actor import Actor, may
from shangyi.kernel.refused import Refused
from shangyi.ledger.queries.prepared import Prepared
from shangyi.places.models import HouseholdRow, OwnerRow, Place, ServicePeriod, Unit
from shangyi.places.rules import PlaceKind, ancestor_paths
from shangyi.places.rules.picking import consistent
from shangyi.places.rules.rosters import Roster

MOST_OPTIONS = 500
LARGEST_ID = 2**63 - 1


_BY_CODE = Prepared(lambda code: Place.objects.select_related("community").filter(code=code))


def place_by_code(code: str) -> Place:
    """The place with this code. Refused: place.not-found."""
    place = next(iter(_BY_CODE(code=code)), None)
    if place is None:
        raise Refused("place.not-found", place_code=code)
    return place


def place_by_id(place_id: int) -> Place:
    """The place with this id. Refused: place.not-found."""
    place = Place.objects.select_related("community").filter(pk=place_id).first()
    if place is None:
        raise Refused("place.not-found", place_code=str(place_id))
    return place


def below(path: str) -> QuerySet[Place]:
    """The place at `path` and all that lies in it."""
    return Place.objects.filter(path__startswith=path)


def ancestors(path: str) -> list[Place]:
    """The places that cover `path`, widest first, itself included."""
    return list(Place.objects.filter(path__in=ancestor_paths(path)).order_by("path"))


def communities() -> QuerySet[Place]:
    """Every community and village, in the order of the tree."""
    return Place.objects.filter(kind=PlaceKind.COMMUNITY).order_by("path")


def children(place_id: int) -> QuerySet[Place]:
    """The places right below this one, by kind and code."""
    return Place.objects.filter(parent_id=place_id).order_by("kind", "code")


def units_for(path: str) -> QuerySet[Unit]:
    """Units that may be given work from `path`: those seated in it or in any place that covers it."""
    seats = Q(place__path__in=ancestor_paths(path)) | Q(place__path__startswith=path)
    return Unit.objects.filter(seats, closed_on__isnull=True).select_related("place").order_by("kind", "name")


def serving(place_path: str, on: date, *, kind: str | None = None) -> QuerySet[Unit]:
    """The units whose service period covers this place on this day."""
    units = Unit.objects.filter(
        Q(periods__until_on__isnull=True) | Q(periods__until_on__gte=on),
        periods__from_on__lte=on,
        periods__place__path__in=ancestor_paths(place_path),
    )
    return units.filter(kind=kind) if kind else units


def seen_place(place_id: int, actor: Actor, verb: str) -> Place:
    """The place, for an actor who may do `verb` there. Refused: place.not-found, for all others alike."""
    place = Place.objects.select_related("community", "parent").filter(pk=min(place_id, LARGEST_ID)).first()
    if place is None or may(actor, verb, place.path or "") is None:
        raise Refused("place.not-found")
    return place


def roots_of(actor: Actor, verb: str) -> QuerySet[Place]:
    """The topmost places where the actor holds the verb; for a right that holds everywhere, the roots of the tree."""
    paths = actor.paths_for(verb)
    return Place.objects.filter(Q(parent__isnull=True) if "" in paths else Q(path__in=paths)).order_by("path")


def children_with_counts(place: Place) -> QuerySet[Place]:
    """What lies right in a place, each with the number of what lies in it in turn."""
    return children(place.pk).annotate(n_inside=Count("children"))


def search_places(text: str, actor: Actor, verb: str) -> QuerySet[Place]:
    """Places in reach by part of the name, of the address in words, or by the whole code."""
    words = " ".join(text.split())[:60]
    reach = Q(pk__in=[])
    for root in actor.paths_for(verb):
        reach |= Q(path__startswith=root)
    found = Q(full_name__icontains=words) | Q(name__icontains=words) | Q(code__iexact=words)
    return Place.objects.filter(reach & found).order_by("path")


def units_below(place: Place) -> QuerySet[Unit]:
    """Units seated in a place or anywhere in it, closed ones last."""
    return (
        Unit.objects.filter(place__path__startswith=place.path or "")
        .select_related("place")
        .prefetch_related("periods__place")
        .order_by("closed_on", "kind", "name")
    )


def periods_at(place: Place) -> QuerySet[ServicePeriod]:
    """Which units served this place from when to when, wherever the period was recorded above it, newest first."""
    return (
        ServicePeriod.objects.filter(place__path__in=ancestor_paths(place.path or ""))
        .select_related("unit", "place")
        .order_by("-from_on", "-id")
    )


def roster_rows(place: Place, roster: Roster) -> QuerySet[HouseholdRow] | QuerySet[OwnerRow]:
    """The rows of a roster that lie in a place, by address."""
    model = OwnerRow if roster is Roster.OWNERS else HouseholdRow
    rows = model.objects.filter(place__path__startswith=place.path or "")
    return rows.select_related("place").order_by("place__path", "id")


def place_ids_below(place: Place) -> dict[str, int]:
    """Code and id of every place in a place, itself included."""
    return dict(below(place.path or "").values_list("code", "pk"))


@dataclass(frozen=True, slots=True)
class Level:
    """One select of the picker: what may be chosen, and what is."""

    kind: str
    options: list[Place]
    chosen_id: int | None
    above: Place | None


@dataclass(frozen=True, slots=True)
class Picker:
    """What the picker shows: the selects from the widest down, and the place that is chosen by now."""

    levels: list[Level]
    place: Place | None
    verb: str = ""


def picker(
    chosen: Sequence[str], *, actor: Actor | None = None, verb: str = "", start: Place | None = None
) -> Picker:
    """The selects after these choices, one query a level; `start` is chosen already when nothing else was.

    Without a verb the picker begins at the communities and is open to anybody; with one it begins where the actor
    holds it. The choices may come in any order: htmx sends the select that was changed first.
    """
    ids = [int(each) for each in chosen if each.isascii() and each.isdigit() and len(each) < 19]
    if not ids and start is not None:
        ids = [place.pk for place in ancestors(start.path or "")]
    known = {place.pk: place for place in Place.objects.filter(pk__in=ids)}
    ids = sorted((pk for pk in ids if pk in known), key=lambda pk: len(ancestor_paths(known[pk].path or "")))
    first = list((roots_of(actor, verb) if actor is not None and verb else communities())[:MOST_OPTIONS])
    while ids and ids[0] not in {place.pk for place in first}:
        ids = ids[1:]
    followed = consistent(ids, {pk: place.parent_id for pk, place in known.items()})
    levels = [Level(_kind(first), first, followed[0] if followed else None, None)]
    for n, place_id in enumerate(followed):
        options = list(children(place_id)[:MOST_OPTIONS])
        if options:
            chosen_id = followed[n + 1] if n + 1 < len(followed) else None
            levels.append(Level(_kind(options), options, chosen_id, known[place_id]))
    return Picker(levels, known[followed[-1]] if followed else None, verb)


def _kind(options: list[Place]) -> str:
    kinds = {place.kind for place in options}
    return options[0].get_kind_display() if len(kinds) == 1 else ""
