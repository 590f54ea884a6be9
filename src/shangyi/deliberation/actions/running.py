"""开、延、收、答: a topic is opened, goes on longer, ends, and people are told what is done with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shangyi.deliberation.actions.moving import (
    Move,
    begin,
    begin_by_clock,
    complete,
    end_duty,
    open_duty,
)
from shangyi.deliberation.actions.saying import turn_down_waiting
from shangyi.deliberation.events import (
    TopicClosed,
    TopicConcluded,
    TopicExtended,
    TopicOpened,
    TopicWithdrawn,
)
from shangyi.deliberation.models import Topic
from shangyi.deliberation.queries.topics import (
    accepted,
    due_to_close,
    n_people,
    n_positions,
    topic_for_change,
)
from shangyi.deliberation.rules.topic_life import (
    CONCLUDE_WITHIN,
    TopicState,
    TopicVerb,
    check_window,
)
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.undertakings.rules import Task, Verb

AT_ONCE = 200


@transaction.atomic
def open_topic(*, topic_id: int, closes_at: datetime, actor: Actor, now: datetime) -> Topic:
    """Put it to everybody who lives there. Refused: as `begin` and `check_window`; topic.statements-needed."""
    n = accepted(topic_for_change(topic_id)).count()
    move = begin(topic_id, TopicVerb.OPEN, actor, now, statements=n)
    check_window(closes_at=closes_at, now=now)
    topic = move.topic
    topic.opened_at, topic.closes_at, topic.first_closes_at = now, closes_at, closes_at
    move.record(TopicOpened(closes_at=closes_at.isoformat(), n_statements=n))
    return complete(move)


@transaction.atomic
def extend_topic(*, topic_id: int, closes_at: datetime, reason: str, actor: Actor, now: datetime) -> Topic:
    """Let it go on longer, said before its end and with the reason; the first end stays on record.

    Refused: as `begin`; topic.over, topic.extension-not-later, topic.window-wrong.
    """
    move = begin(topic_id, TopicVerb.EXTEND, actor, now, reason=reason.strip())
    topic = move.topic
    if topic.closes_at is not None and now >= topic.closes_at:
        raise Refused("topic.over", closed_at=topic.closes_at)
    if topic.closes_at is not None and closes_at <= topic.closes_at:
        raise Refused("topic.extension-not-later", closes_at=topic.closes_at)
    check_window(closes_at=closes_at, now=now)
    before = topic.closes_at.isoformat() if topic.closes_at else ""
    topic.closes_at, topic.extended_reason = closes_at, reason.strip()[:300]
    move.record(TopicExtended(from_at=before, to_at=closes_at.isoformat(), reason=topic.extended_reason))
    move.tell_everybody("topic.extended", closes=closes_at.isoformat(), reason=topic.extended_reason)
    return complete(move)


@transaction.atomic
def close_topic(*, topic_id: int, actor: Actor, now: datetime) -> Topic:
    """End it before or at its time. Refused: as `begin`."""
    return close_moved(begin(topic_id, TopicVerb.CLOSE, actor, now))


def close_moved(move: Move) -> Topic:
    """Take no more answers; what still waits is turned down and its authors are told; somebody owes a reply."""
    topic, now = move.topic, move.act.at
    turn_down_waiting(move, _("The topic ended before it could be put to everybody."))
    topic.closed_at, topic.conclude_by = now, now + CONCLUDE_WITHIN
    move.record(
        TopicClosed(
            n_people=n_people(topic),
            n_positions=n_positions(topic),
            n_statements=accepted(topic).count(),
            conclude_by=topic.conclude_by.isoformat(),
        )
    )
    open_duty(move, Task.PUBLISH, topic.conclude_by, topic.title)
    return complete(move)


@transaction.atomic
def conclude_topic(*, topic_id: int, words: str, actor: Actor, now: datetime) -> Topic:
    """Tell everybody what is done with what they said. It is a reply, never a decision of the law.

    Refused: as `begin`; topic.words-needed.
    """
    move = begin(topic_id, TopicVerb.CONCLUDE, actor, now, words=words.strip())
    topic = move.topic
    topic.concluded_at, topic.concluded_by_id, topic.conclusion = now, actor.person_id, words.strip()
    in_time = topic.conclude_by is None or now <= topic.conclude_by
    move.record(TopicConcluded(in_time=in_time, words=topic.conclusion))
    end_duty(move, Task.PUBLISH, Verb.FINISH, topic.title)
    move.tell_everybody("topic.concluded")
    return complete(move)


@transaction.atomic
def withdraw_topic(*, topic_id: int, reason: str, actor: Actor, now: datetime) -> Topic:
    """Take it back; whoever took part is told why. Refused: as `begin`; topic.reason-needed."""
    move = begin(topic_id, TopicVerb.WITHDRAW, actor, now, reason=reason.strip())
    move.topic.ended_reason = reason.strip()[:300]
    turn_down_waiting(move, move.topic.ended_reason)
    move.record(TopicWithdrawn(reason=move.topic.ended_reason))
    move.tell_everybody("topic.withdrawn", reason=move.topic.ended_reason)
    return complete(move)


def close_topics_by_clock(*, now: datetime) -> int:
    """End every topic whose time is over; how many."""
    return sum(_close(pk, now) for pk in due_to_close(now).values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _close(topic_id: int, now: datetime) -> int:
    """End one topic, if it is still due when it is locked."""
    topic = topic_for_change(topic_id)
    if topic.state != TopicState.OPEN or topic.closes_at is None or topic.closes_at > now:
        return 0
    close_moved(begin_by_clock(topic, TopicVerb.CLOSE, now))
    return 1
