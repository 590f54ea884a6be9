"""表态: one card at a time. One human being has one answer to a statement; every change is kept beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shangyi.deliberation.actions.moving import Move, begin_as_resident, complete
from shangyi.deliberation.events import PositionTaken, PositionTakenBack
from shangyi.deliberation.models import Participant, Position, PositionChange, Statement, Topic
from shangyi.deliberation.queries.dealing import next_card
from shangyi.deliberation.queries.topics import area_of, ids_of, participant_in, positions_of, statement_in
from shangyi.deliberation.rules.topic_life import StatementState, TopicVerb, Value, checked_value
from shangyi.kernel.actor import Actor
from shangyi.kernel.ids import new_code
from shangyi.kernel.refused import Refused
from shangyi.people.models import Person

RandBelow = Callable[[int], int]
LOT = 2**63
TAG_LENGTH = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was pressed on a card."""

    statement_id: int
    value: object
    is_important: bool = False


@transaction.atomic
def take_part(*, topic_id: int, actor: Actor, now: datetime, randbelow: RandBelow) -> Participant:
    """Sit down at a topic: the first card, or the next where none lies there. Done again it changes nothing.

    Refused: as `begin_as_resident`.
    """
    move = begin_as_resident(topic_id, TopicVerb.TAKE, actor, now)
    ids = ids_of(actor)
    return _seated(move, ids, positions_of(move.topic, ids), randbelow)


def _seated(move: Move, ids: list[int], known: dict[int, Position], randbelow: RandBelow) -> Participant:
    topic = move.topic
    row = participant_in(topic, ids)
    if row is None:
        person = Person.objects.select_related("home").get(pk=move.act.person_id or 0)
        row = Participant.objects.create(
            topic=topic,
            person=person,
            building=area_of(topic, person),
            tag=new_code(randbelow, TAG_LENGTH),
            joined_at=move.act.at,
        )
    if row.dealt is None or row.dealt.state != StatementState.ACCEPTED:
        _deal(topic, row, known, randbelow)
    return row


def _deal(topic: Topic, row: Participant, known: dict[int, Position], randbelow: RandBelow) -> None:
    answered = {pk for pk, position in known.items() if position.stands}
    row.dealt = next_card(topic, answered, seed=randbelow(LOT))
    row.save(update_fields=["dealt"])


@transaction.atomic
def take_position(
    *, topic_id: int, answer: Answer, actor: Actor, now: datetime, randbelow: RandBelow
) -> Position:
    """Answer the card that lies there, or change an earlier answer; then the next card is dealt.

    The same answer sent again changes nothing. Refused: as `begin_as_resident` and `checked_value`;
    statement.not-found, statement.not-put, position.not-dealt.
    """
    value = checked_value(answer.value)
    move = begin_as_resident(topic_id, TopicVerb.TAKE, actor, now)
    topic = move.topic
    statement = statement_in(topic, answer.statement_id)
    if statement.state != StatementState.ACCEPTED:
        raise Refused("statement.not-put")
    ids = ids_of(actor)
    mine = positions_of(topic, ids)
    row = _seated(move, ids, mine, randbelow)
    known = mine.get(statement.pk)
    if known is None and row.dealt_id != statement.pk:
        raise Refused("position.not-dealt")
    if known is not None and _is_same(known, value, is_important=answer.is_important):
        return known
    kept = _keep(move, row, statement, known, value, is_important=answer.is_important)
    if row.dealt_id == statement.pk:
        _deal(topic, row, {**mine, statement.pk: kept}, randbelow)
    complete(move)
    return kept


def _is_same(known: Position, value: Value, *, is_important: bool) -> bool:
    return known.stands and (known.value, known.is_important) == (value, is_important)


def _keep(
    move: Move,
    row: Participant,
    statement: Statement,
    known: Position | None,
    value: Value,
    *,
    is_important: bool,
) -> Position:
    """One row for each person and statement. The topic is locked, so two at once come one after the other."""
    topic, at = move.topic, move.act.at
    topic.n_changes += 1
    move.record(
        PositionTaken(
            again=known is not None, statement=statement.number, value=value, is_important=is_important
        )
    )
    if known is None:
        return Position.objects.create(
            topic=topic,
            statement=statement,
            participant=row,
            value=value,
            is_important=is_important,
            taken_at=at,
            changed_at=at,
            change=topic.n_changes,
        )
    _remember(known, at)
    known.value, known.is_important, known.stands, known.recorded_by = value, is_important, True, None
    known.changed_at, known.change = at, topic.n_changes
    known.save()
    return known


def _remember(position: Position, at: datetime) -> None:
    """Keep what a position said until now."""
    PositionChange.objects.create(
        position=position,
        value=position.value,
        is_important=position.is_important,
        stood=position.stands,
        held_from=position.changed_at,
        held_until=at,
    )
    position.n_changes += 1


@transaction.atomic
def take_back(*, topic_id: int, actor: Actor, now: datetime) -> Statement:
    """Undo: the last answer is taken back, and its card lies there again.

    Refused: as `begin_as_resident`; position.nothing-to-undo.
    """
    move = begin_as_resident(topic_id, TopicVerb.TAKE, actor, now)
    topic = move.topic
    ids = ids_of(actor)
    standing = [row for row in positions_of(topic, ids).values() if row.stands]
    row = participant_in(topic, ids)
    if row is None or not standing:
        raise Refused("position.nothing-to-undo")
    last = max(standing, key=lambda each: each.change)
    topic.n_changes += 1
    move.record(PositionTakenBack(statement=last.statement.number, value=last.value))
    _remember(last, now)
    last.stands, last.changed_at, last.change = False, now, topic.n_changes
    last.save()
    row.dealt = last.statement
    row.save(update_fields=["dealt"])
    complete(move)
    return last.statement
