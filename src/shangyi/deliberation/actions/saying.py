"""说与审: residents add statements; each is put to everybody, or its author is told why it is not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shangyi.deliberation.actions.moving import (
    Move,
    begin,
    begin_as_resident,
    complete,
    end_duty,
    open_duty,
)
from shangyi.deliberation.actions.preparing import check_new
from shangyi.deliberation.events import StatementJudged, StatementSaid
from shangyi.deliberation.models import Statement, Topic
from shangyi.deliberation.queries.topics import statement_in
from shangyi.deliberation.rules.topic_life import (
    LOOK_WITHIN,
    MOST_WAITING,
    StatementState,
    TopicVerb,
    checked_text,
    judged,
)
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.people.queries import same_person_ids
from shangyi.undertakings.rules import Task, Verb


@transaction.atomic
def say_statement(*, topic_id: int, text: str, actor: Actor, now: datetime) -> Statement:
    """A resident's own statement. It waits until somebody of the desk has looked at it.

    Refused: as `begin_as_resident` and `checked_text`; topic.takes-no-statements, statement.there-already,
    statement.too-many-waiting.
    """
    words = checked_text(text)
    move = begin_as_resident(topic_id, TopicVerb.SAY, actor, now)
    topic = move.topic
    if not topic.takes_statements:
        raise Refused("topic.takes-no-statements")
    check_new(topic, words)
    _check_few_waiting(topic, actor)
    topic.n_statements += 1
    row = Statement.objects.create(
        topic=topic, number=topic.n_statements, text=words, author_id=actor.person_id, said_at=now
    )
    move.record(StatementSaid(statement=row.number, text=words))
    open_duty(
        move, Task.REPLY, now + LOOK_WITHIN, _("Look at new statements: %(title)s") % {"title": topic.title}
    )
    complete(move)
    return row


def _check_few_waiting(topic: Topic, actor: Actor) -> None:
    mine = same_person_ids(actor.person_id or 0)
    waiting = topic.statements.filter(author__in=mine, state=StatementState.WAITING).count()
    if waiting >= MOST_WAITING:
        raise Refused("statement.too-many-waiting", most=MOST_WAITING)


@transaction.atomic
def judge_statement(
    *, topic_id: int, statement_id: int, accept: bool, reason: str, actor: Actor, now: datetime
) -> Statement:
    """Put a statement to everybody, or turn it down with a reason; its author is told either way.

    Refused: as `begin` and `judged`; statement.not-found.
    """
    move = begin(topic_id, TopicVerb.JUDGE, actor, now)
    row = statement_in(move.topic, statement_id)
    state = judged(StatementState(row.state), accept=accept, reason=reason.strip())
    _settle(move, row, state, reason.strip())
    move.topic.n_changes += accept
    if not move.topic.statements.filter(state=StatementState.WAITING).exists():
        end_duty(move, Task.REPLY, Verb.FINISH, move.topic.title)
    complete(move)
    return row


@transaction.atomic
def take_out_statement(
    *, topic_id: int, statement_id: int, reason: str, actor: Actor, now: datetime
) -> Statement:
    """Show a statement no longer. What people answered to it stays on record and counts nowhere any more.

    Refused: as `begin`; statement.not-found, statement.not-put.
    """
    move = begin(topic_id, TopicVerb.TAKE_OUT, actor, now, reason=reason.strip())
    row = statement_in(move.topic, statement_id)
    if row.state != StatementState.ACCEPTED:
        raise Refused("statement.not-put")
    _settle(move, row, StatementState.TAKEN_OUT, reason.strip())
    move.topic.n_changes += 1
    complete(move)
    return row


def turn_down_waiting(move: Move, reason: str) -> None:
    """What nobody got to look at is turned down with this reason, and its authors are told."""
    for row in move.topic.statements.filter(state=StatementState.WAITING).order_by("number"):
        _settle(move, row, StatementState.TURNED_DOWN, reason)
    end_duty(move, Task.REPLY, Verb.WITHDRAW, reason)


def _settle(move: Move, row: Statement, state: StatementState, reason: str) -> None:
    row.state, row.reason = state, reason[:300]
    row.judged_by_id, row.judged_at = move.act.person_id, move.act.at
    row.save()
    move.record(StatementJudged(statement=row.number, state=state.value, reason=row.reason))
    if row.author_id is not None:
        facts = {"text": row.text, "reason": row.reason}
        move.tell(f"statement.{state.value}", [row.author_id], key=str(row.pk), **facts)
