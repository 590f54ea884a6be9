"""代录: answers that came on paper, up to two hundred papers in one transaction, each with its lines in the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from shangyi.deliberation.actions.moving import Move, begin, complete
from shangyi.deliberation.actions.taking import TAG_LENGTH
from shangyi.deliberation.events import PaperEntered, PositionTaken
from shangyi.deliberation.models import Participant, Position, Statement
from shangyi.deliberation.queries.papers import answered_by, areas_of, living_at, seated
from shangyi.deliberation.queries.topics import accepted
from shangyi.deliberation.rules.paper_text import MOST_PAPERS
from shangyi.deliberation.rules.topic_life import TopicVerb, Value, checked_value
from shangyi.kernel.actor import Actor
from shangyi.kernel.ids import new_code
from shangyi.kernel.refused import Refused
from shangyi.people.models import Person

RandBelow = Callable[[int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Whose paper it is, and what is ticked on it by the numbers of the statements."""

    person_id: int
    answers: Mapping[int, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """How many papers were taken, with how many answers; and how many answers stood already."""

    n_papers: int
    n_taken: int
    n_kept: int


@dataclass(slots=True)
class _Batch:
    """The papers while they are entered: who filled them in, what is put, who sits here and has said what."""

    move: Move
    people: dict[int, Person]
    put: dict[int, Statement]
    seats: dict[int, Participant]
    known: dict[int, set[int]]
    rows: list[Position] = field(default_factory=list)
    n_kept: int = 0


@transaction.atomic
def enter_papers(
    *, topic_id: int, papers: Sequence[Paper], actor: Actor, now: datetime, randbelow: RandBelow
) -> Entered:
    """Write down what people answered on paper. What somebody has said to a statement already is left as it is.

    Refused: as `begin` and `checked_value`; topic.over, papers.none, papers.too-many, papers.twice,
    papers.not-there, papers.statement-unknown.
    """
    _check_size(papers)
    move = begin(topic_id, TopicVerb.RECORD, actor, now)
    topic = move.topic
    if topic.closes_at is not None and now >= topic.closes_at:
        raise Refused("topic.over", closed_at=topic.closes_at)
    people = living_at(topic, [paper.person_id for paper in papers])
    _check_people(papers, people)
    put = {row.number: row for row in accepted(topic)}
    batch = _Batch(move, people, put, seated(topic, people), answered_by(topic, people))
    _seat(batch, randbelow)
    for paper in papers:
        _enter(batch, paper)
    Position.objects.bulk_create(batch.rows)
    _lift_cards(batch)
    complete(move)
    return Entered(n_papers=len(papers), n_taken=len(batch.rows), n_kept=batch.n_kept)


def _check_size(papers: Sequence[Paper]) -> None:
    if not papers:
        raise Refused("papers.none")
    if len(papers) > MOST_PAPERS:
        raise Refused("papers.too-many", n=len(papers), most=MOST_PAPERS)


def _check_people(papers: Sequence[Paper], people: Mapping[int, Person]) -> None:
    """Everybody lives there, and is there once."""
    if any(paper.person_id not in people for paper in papers):
        raise Refused("papers.not-there")
    humans = Counter(people[paper.person_id].pk for paper in papers)
    twice = next((pk for pk, n in humans.items() if n > 1), None)
    if twice is not None:
        name = next(person.name for person in people.values() if person.pk == twice)
        raise Refused("papers.twice", person=name)


def _seat(batch: _Batch, randbelow: RandBelow) -> None:
    """Whoever took no part so far takes part now, with a tag that says nothing of them."""
    topic = batch.move.topic
    new = {person.pk: person for person in batch.people.values() if person.pk not in batch.seats}
    areas = areas_of(topic, new.values())
    rows = Participant.objects.bulk_create(
        Participant(
            topic=topic,
            person=person,
            building=areas.get(person.home_id or 0),
            tag=new_code(randbelow, TAG_LENGTH),
            joined_at=batch.move.act.at,
        )
        for person in new.values()
    )
    batch.seats |= {row.person_id: row for row in rows}


def _enter(batch: _Batch, paper: Paper) -> None:
    """The lines of one paper: whose it is, then each answer."""
    given = {_statement(batch, number): checked_value(value) for number, value in paper.answers.items()}
    human = batch.people[paper.person_id].pk
    said = batch.known.setdefault(human, set())
    taken = {row: value for row, value in given.items() if row.pk not in said}
    batch.n_kept += len(given) - len(taken)
    kept = len(given) - len(taken)
    batch.move.record(PaperEntered(n_taken=len(taken), n_kept=kept, filled_in_by=human))
    for row, value in taken.items():
        said.add(row.pk)
        batch.rows.append(_position(batch, batch.seats[human], row, value))


def _statement(batch: _Batch, number: int) -> Statement:
    row = batch.put.get(number)
    if row is None:
        raise Refused("papers.statement-unknown", number=number)
    return row


def _position(batch: _Batch, seat: Participant, statement: Statement, value: Value) -> Position:
    topic, act = batch.move.topic, batch.move.act
    topic.n_changes += 1
    event = PositionTaken(statement=statement.number, value=value, is_important=False)
    batch.move.record(event)
    return Position(
        topic=topic,
        statement=statement,
        participant=seat,
        value=value,
        is_important=False,
        taken_at=act.at,
        changed_at=act.at,
        change=topic.n_changes,
        recorded_by_id=act.person_id,
    )


def _lift_cards(batch: _Batch) -> None:
    """A card that lay before somebody and is answered now is taken up; the next is dealt when they come back."""
    answered = {(row.participant_id, row.statement_id) for row in batch.rows}
    lying = [row.pk for row in batch.seats.values() if (row.pk, row.dealt_id) in answered]
    Participant.objects.filter(pk__in=lying).update(dealt=None)
