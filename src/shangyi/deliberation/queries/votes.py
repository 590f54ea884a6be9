"""The positions of a topic laid out for the mathematics and for export: people by tag, statements by number."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from shangyi.deliberation.models import Participant, Position, Topic
from shangyi.deliberation.queries.topics import OVER
from shangyi.deliberation.rules.topic_life import StatementState, Value
from shangyi.places.models import Place

if TYPE_CHECKING:
    import numpy.typing as npt

    Rows = npt.NDArray[Any]

SIDES = (Value.AGREE, Value.DISAGREE, Value.PASS)
MOST_REMEMBERED = 5_000_000
"""Answers that a worker keeps in mind over all its topics: some 150 MB."""

ANSWER = np.dtype(
    [
        ("pk", "<i8"),
        ("seat", "<i8"),
        ("statement", "<i8"),
        ("value", "i1"),
        ("important", "?"),
        ("stands", "?"),
        ("change", "<i8"),
    ]
)
SEAT = np.dtype([("pk", "<i8"), ("person", "<i8"), ("building", "<i8"), ("tag", "S20")])


@dataclass(frozen=True, slots=True)
class Laid:
    """Everything that stands on statements that are put, the last answer of each human being.

    `rows` are person, statement, value as indices into `tags` and `numbers`; whoever answered nothing that is put
    has no tag here. `areas` are the people's buildings, "" for who has none.
    """

    tags: list[str]
    numbers: list[int]
    rows: Rows
    important: dict[int, int]
    areas: list[str]


@dataclass(slots=True)
class Reading:
    """The answers of one topic as far as they have been read. Only what has changed since then is read again.

    Changes of one topic come one after the other, because each locks it: whatever is numbered lower than a change that
    was read has been read too.
    """

    answers: Rows = field(default_factory=lambda: np.empty(0, ANSWER))
    seats: Rows = field(default_factory=lambda: np.empty(0, SEAT))
    last_change: int = 0

    def laid(self, topic: Topic) -> Laid:
        """Catch up, and lay out in a fixed order: the same votes give the same map, however often they were read."""
        if topic.n_changes < self.last_change:  # an older copy of the database was put back
            self.answers, self.seats, self.last_change = np.empty(0, ANSWER), np.empty(0, SEAT), 0
        self._read_answers(topic)
        self._read_seats(topic)
        put = topic.statements.filter(state=StatementState.ACCEPTED).order_by("number")
        columns = list(put.values_list("pk", "number"))
        return _laid(self.answers, self.seats, _merged(topic), columns)

    def _read_answers(self, topic: Topic) -> None:
        rows = Position.objects.filter(topic=topic, change__gt=self.last_change).order_by("change")
        names = ("pk", "participant_id", "statement_id", "value", "is_important", "stands", "change")
        fresh = np.fromiter(rows.values_list(*names).iterator(chunk_size=5_000), ANSWER)
        if fresh.size:
            self.answers = _with_newer(self.answers, fresh)
            self.last_change = int(fresh["change"][-1])

    def _read_seats(self, topic: Topic) -> None:
        last = int(self.seats["pk"][-1]) if self.seats.size else 0
        rows = Participant.objects.filter(topic=topic, pk__gt=last).order_by("pk")
        names = rows.values_list("pk", "person_id", "building_id", "tag").iterator(chunk_size=5_000)
        fresh = np.fromiter(
            ((pk, person, place or 0, tag.encode()) for pk, person, place, tag in names), SEAT
        )
        self.seats = np.concatenate([self.seats, fresh])


@dataclass(slots=True)
class Memory:
    """What a worker remembers of the topics it draws, so that a map costs what is new. It dies with the worker."""

    readings: OrderedDict[int, Reading] = field(default_factory=OrderedDict)

    def laid(self, topic: Topic) -> Laid:
        """The topic laid out. One that is over is forgotten; beyond the limit, the one drawn longest ago."""
        reading = self.readings.pop(topic.pk, None) or Reading()
        laid = reading.laid(topic)
        if topic.state not in OVER:
            self.readings[topic.pk] = reading
        while len(self.readings) > 1 and self._n_answers > MOST_REMEMBERED:
            self.readings.popitem(last=False)
        return laid

    @property
    def _n_answers(self) -> int:
        return sum(each.answers.size for each in self.readings.values())


def laid_out(topic: Topic) -> Laid:
    """The positions of a topic, all read now."""
    return Reading().laid(topic)


def _with_newer(known: Rows, fresh: Rows) -> Rows:
    """Both, by their key; where both have one, what was read later."""
    both = np.concatenate([known, fresh])
    both = both[np.argsort(both["pk"], kind="stable")]
    is_last = np.append(both["pk"][1:] != both["pk"][:-1], True)
    newest: Rows = both[is_last[: both.size]]
    return newest


def _merged(topic: Topic) -> dict[int, int]:
    """The people of the topic who turned out to be somebody else. It may change at any time, so it is always read."""
    rows = Participant.objects.filter(topic=topic, person__merged_into__isnull=False)
    return {person: kept for person, kept in rows.values_list("person_id", "person__merged_into_id") if kept}


def _laid(answers: Rows, seats: Rows, merged: dict[int, int], columns: list[tuple[int, int]]) -> Laid:
    numbers = [number for _pk, number in columns]
    keys = np.array([pk for pk, _number in columns], np.int64)
    counted = answers[answers["stands"] & np.isin(answers["statement"], keys)]
    if not counted.size:
        return Laid([], numbers, np.empty((0, 3), np.int64), {}, [])
    owners = _owners(seats, merged)
    mine = owners[np.searchsorted(seats["pk"], counted["seat"])]
    order = np.argsort(keys)
    column = order[np.searchsorted(keys[order], counted["statement"])]
    here = np.unique(mine)
    here = here[np.argsort(seats["tag"][here])]
    rank = np.zeros(seats.size, np.int64)
    rank[here] = np.arange(here.size)
    cell = rank[mine] * len(numbers) + column
    newest_last = np.lexsort((counted["change"], cell))
    is_last = np.append(cell[newest_last][1:] != cell[newest_last][:-1], True)
    kept = newest_last[is_last]
    rows = np.column_stack([rank[mine[kept]], column[kept], counted["value"][kept].astype(np.int64)])
    marks = np.bincount(column[kept][counted["important"][kept]], minlength=len(numbers))
    return Laid(
        tags=[tag.decode() for tag in seats["tag"][here].tolist()],
        numbers=numbers,
        rows=rows,
        important={number: int(n) for number, n in zip(numbers, marks, strict=True) if n},
        areas=_areas(seats["building"][here]),
    )


def _owners(seats: Rows, merged: dict[int, int]) -> Rows:
    """For each seat the first seat of the same human being: its tag and building stand for them."""
    humans = seats["person"].copy()
    for person, kept in merged.items():
        humans[seats["person"] == person] = kept
    _humans, first, which = np.unique(humans, return_index=True, return_inverse=True)
    return np.asarray(first[which])


def _areas(buildings: Rows) -> list[str]:
    wanted = {int(pk) for pk in np.unique(buildings) if pk}
    names = dict(Place.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
    return [names.get(pk, "") for pk in buildings.tolist()]


def cells_by_area(laid: Laid) -> dict[str, dict[str, list[int]]]:
    """How each statement was answered in each building: agree, disagree, pass, by the statement's number."""
    found: dict[str, dict[str, list[int]]] = {}
    for person, column, value in laid.rows.tolist():
        cells = found.setdefault(str(laid.numbers[column]), {})
        cell = cells.setdefault(laid.areas[person], [0, 0, 0])
        cell[SIDES.index(value)] += 1
    return found
