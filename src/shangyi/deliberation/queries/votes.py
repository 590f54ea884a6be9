"""The positions of a topic laid out for the mathematics and for export: people by tag, statements by number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from shangyi.deliberation.models import Participant, Position, Topic
from shangyi.deliberation.queries.topics import HUMAN
from shangyi.deliberation.rules.topic_life import StatementState, Value

SIDES = (Value.AGREE, Value.DISAGREE, Value.PASS)


@dataclass(frozen=True, slots=True)
class Laid:
    """Everything that stands on statements that are put, the last answer of each human being.

    `rows` are person, statement, value as indices into `tags` and `numbers`; whoever answered nothing that is put
    has no tag here. `areas` are the people's buildings, "" for who has none.
    """

    tags: list[str]
    numbers: list[int]
    rows: list[tuple[int, int, int]]
    important: dict[int, int]
    areas: list[str]


def laid_out(topic: Topic) -> Laid:
    """The positions in a fixed order: tags and numbers ascending, so that the same votes give the same map."""
    put = topic.statements.filter(state=StatementState.ACCEPTED).order_by("number")
    numbers = list(put.values_list("number", flat=True))
    last: dict[tuple[int, int], tuple[int, bool]] = {}
    for human, number, value, important in _standing(topic):
        last[human, number] = (value, important)
    known = _tags(topic)
    tag_of = {human: tag for human, (tag, _area) in known.items()}
    area_of = dict(known.values())
    tags = sorted({tag_of[human] for human, _number in last})
    people = {tag: n for n, tag in enumerate(tags)}
    columns = {number: n for n, number in enumerate(numbers)}
    rows = [(people[tag_of[human]], columns[number], value) for (human, number), (value, _) in last.items()]
    marks = Counter(number for (_, number), (_value, important) in last.items() if important)
    return Laid(tags, numbers, sorted(rows), dict(marks), [area_of[tag] for tag in tags])


def _standing(topic: Topic) -> QuerySet[Position, tuple[int, int, int, bool]]:
    rows = Position.objects.filter(topic=topic, stands=True, statement__state=StatementState.ACCEPTED)
    return (
        rows.annotate(human=HUMAN)
        .order_by("change")
        .values_list("human", "statement__number", "value", "is_important")
    )


def _tags(topic: Topic) -> dict[int, tuple[str, str]]:
    """The tag and the building of each human being: the first they were given."""
    rows = Participant.objects.filter(topic=topic).order_by("-id")
    names = ("person_id", "person__merged_into_id", "tag", "building__name")
    return {merged or person: (tag, area or "") for person, merged, tag, area in rows.values_list(*names)}


def cells_by_area(laid: Laid) -> dict[str, dict[str, list[int]]]:
    """How each statement was answered in each building: agree, disagree, pass, by the statement's number."""
    found: dict[str, dict[str, list[int]]] = {}
    for person, column, value in laid.rows:
        cells = found.setdefault(str(laid.numbers[column]), {})
        cell = cells.setdefault(laid.areas[person], [0, 0, 0])
        cell[SIDES.index(value)] += 1
    return found
