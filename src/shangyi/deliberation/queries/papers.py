"""What entering papers must know of many people at once, in a few statements however many they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q
from django.db.models.functions import Coalesce

from shangyi.deliberation.models import Participant, Position, Topic
from shangyi.deliberation.queries.topics import area_of
from shangyi.kernel.refused import Refused
from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place

HUMAN = Coalesce("person__merged_into", "person")


def living_at(topic: Topic, ids: Iterable[int]) -> dict[int, Person]:
    """The kept row of each of these who lives, or acts, where the topic is put; by the id that was asked for."""
    wanted = set(ids)
    rows = Person.objects.filter(pk__in=wanted).select_related("merged_into__home", "home")
    kept = {row.pk: row.merged_into or row for row in rows}
    acting = set(
        Capacity.objects.filter(
            person__in={row.pk for row in kept.values()}, place__path__startswith=topic.place_path
        ).values_list("person", flat=True)
    )
    return {
        pk: row
        for pk, row in kept.items()
        if row.pk in acting or (row.home is not None and (row.home.path or "").startswith(topic.place_path))
    }


def seated(topic: Topic, people: Mapping[int, Person]) -> dict[int, Participant]:
    """The row of each human being who takes part already: the first they were given."""
    humans = {row.pk for row in people.values()}
    rows = Participant.objects.filter(topic=topic).annotate(human=HUMAN).filter(human__in=humans)
    return {row.human: row for row in rows.order_by("-id")}


def answered_by(topic: Topic, people: Mapping[int, Person]) -> dict[int, set[int]]:
    """The statements that each human being has said something to, taken back or not."""
    humans = {row.pk for row in people.values()}
    human = Coalesce("participant__person__merged_into", "participant__person")
    rows = Position.objects.filter(topic=topic).annotate(human=human).filter(human__in=humans)
    found: dict[int, set[int]] = {}
    for pk, statement in rows.values_list("human", "statement"):
        found.setdefault(pk, set()).add(statement)
    return found


def areas_of(topic: Topic, people: Iterable[Person]) -> dict[int, Place | None]:
    """Whose share people of each home are counted in; every home is looked at once."""
    by_home = {person.home_id: person for person in people if person.home_id is not None}
    return {home: area_of(topic, person) for home, person in by_home.items()}


def people_named(topic: Topic, names: Collection[str]) -> dict[str, Person]:
    """Whoever lives there, by telephone number, or by a name that only one of them has.

    Refused: papers.who-unknown (who), papers.namesakes (who).
    """
    here = Person.objects.filter(home__path__startswith=topic.place_path, merged_into=None)
    rows = list(here.filter(Q(phone__in=names) | Q(name__in=names)))
    found = {row.phone: row for row in rows if row.phone in names}
    for name in names:
        if name in found:
            continue
        same = [row for row in rows if row.name == name]
        if not same:
            raise Refused("papers.who-unknown", who=name[:60])
        if len(same) > 1:
            raise Refused("papers.namesakes", who=name[:60])
        found[name] = same[0]
    return {name: found[name] for name in names}
