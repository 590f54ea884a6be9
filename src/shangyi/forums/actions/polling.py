"""意向征询: how the room leans, by a show of hands, on the phones, or counted from paper. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from shangyi.forums.actions.attending import check_room
from shangyi.forums.actions.moving import Move, begin_work, complete, gathering_for_change
from shangyi.forums.actions.writing import one_of
from shangyi.forums.events import PollCounted, PollOpened
from shangyi.forums.models import Attendance, Leaning, StrawPoll
from shangyi.forums.rules.life import State, check_writable
from shangyi.forums.rules.polling import How, check_counts, check_labels
from shangyi.kernel.refused import Refused
from shangyi.notices.actions import announce

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.kernel.actor import Actor


@transaction.atomic
def open_poll(
    *,
    gathering_id: int,
    question: str,
    labels: Sequence[str],
    how: How,
    actor: Actor,
    now: datetime,
    item_id: int | None = None,
) -> StrawPoll:
    """Ask the room which way it leans; an earlier one that is still open is closed by it.

    Refused: gathering.not-found, rights.missing, gathering.not-open, gathering.already-filed, poll.labels-needed,
    poll.question-needed, item.not-found.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    check_writable(State(move.gathering.state))
    item = one_of(move.gathering.items.all(), item_id, "item.not-found") or move.gathering.current_item
    asked = " ".join(question.split()) or (item.title if item else "")
    if len(asked) < 2:
        raise Refused("poll.question-needed")
    move.gathering.polls.filter(closed_at__isnull=True).update(closed_at=now)
    poll = StrawPoll.objects.create(
        gathering=move.gathering,
        item=item,
        question=asked[:120],
        labels=list(check_labels(labels)),
        how=how,
        opened_at=now,
    )
    move.record(PollOpened(poll=poll.pk, how=poll.how, labels=tuple(poll.labels), question=poll.question))
    complete(move, "poll")
    return poll


@transaction.atomic
def count_poll(
    *, gathering_id: int, poll_id: int, counts: Sequence[int], actor: Actor, now: datetime
) -> StrawPoll:
    """Enter what was counted, by hands or from paper, and close it; counted anew, it is corrected on record.

    Refused: gathering.not-found, rights.missing, gathering.not-open, gathering.already-filed, poll.not-found,
    poll.counts-needed, poll.counted-by-phones.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    check_writable(State(move.gathering.state))
    poll = one_of(move.gathering.polls.all(), poll_id, "poll.not-found")
    if poll is None or poll.how == How.PHONES:
        raise Refused("poll.counted-by-phones")
    return _counted(move, poll, check_counts(poll.labels, counts))


def _counted(move: Move, poll: StrawPoll, counts: tuple[int, ...]) -> StrawPoll:
    poll.counts, poll.closed_at = list(counts), move.act.at
    poll.save(update_fields=["counts", "closed_at"])
    move.record(PollCounted(poll=poll.pk, how=poll.how, counts=counts))
    complete(move, "poll")
    return poll


@transaction.atomic
def close_poll(*, gathering_id: int, poll_id: int, actor: Actor, now: datetime) -> StrawPoll:
    """Close a straw poll on the phones: what the phones say then is its count.

    Refused: gathering.not-found, rights.missing, poll.not-found, poll.counts-needed for one that hands or paper
    count.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    poll = one_of(move.gathering.polls.all(), poll_id, "poll.not-found")
    if poll is None or poll.how != How.PHONES:
        raise Refused("poll.counts-needed", n_labels=len(poll.labels) if poll else 0)
    chosen = list(poll.leanings.values_list("choice", flat=True))
    return _counted(move, poll, tuple(chosen.count(n) for n in range(len(poll.labels))))


@transaction.atomic
def lean(*, gathering_id: int, poll_id: int, attendance_id: int, choice: int, now: datetime) -> Leaning:
    """Which way one phone leans; pressed again it is changed, never counted twice.

    Refused: gathering.not-found, gathering.not-open, gathering.over, poll.not-found, poll.over,
    attendance.not-found.
    """
    row = gathering_for_change(gathering_id)
    check_room(row)
    poll = one_of(row.polls.all(), poll_id, "poll.not-found")
    who = one_of(Attendance.objects.filter(gathering=row), attendance_id, "attendance.not-found")
    if poll is None or poll.closed_at is not None or poll.how != How.PHONES:
        raise Refused("poll.over")
    if who is None or not 0 <= choice < len(poll.labels):
        raise Refused("poll.choice-needed")
    leaning, _made = Leaning.objects.update_or_create(
        poll=poll, attendance=who, defaults={"choice": choice, "at": now}
    )
    announce(channel=row.channel, kind="poll", now=now)
    return leaning
