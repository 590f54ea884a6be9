"""The sitting itself: open, call on people in fair turns, end in one tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shangyi.forums.actions.attending import check_room
from shangyi.forums.actions.moving import Move, begin, begin_verb, begin_work, complete, gathering_for_change
from shangyi.forums.actions.questions import put_questions
from shangyi.forums.actions.rating import ask_to_rate
from shangyi.forums.events import GatheringEnded, GatheringOpened, GatheringResumed, SpeakerCalled
from shangyi.forums.models import Attendance, Gathering, Hand, Series
from shangyi.forums.queries.practices import class_of
from shangyi.forums.queries.room import calling_order
from shangyi.forums.rules.filing import COMPLETE_WITHIN
from shangyi.forums.rules.life import HELD, State, Verb
from shangyi.forums.rules.opening import NeedStands, check_opening
from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.refused import Refused
from shangyi.undertakings.actions import NewUndertaking, end_undertaking, open_undertaking
from shangyi.undertakings.queries import open_lead
from shangyi.undertakings.rules import Task, Timing
from shangyi.undertakings.rules import Verb as Do

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def open_gathering(*, gathering_id: int, actor: Actor, now: datetime, urgent_reason: str = "") -> Gathering:
    """People sit together from now on. It gets its number among those of its series, or of its practice there.

    Refused: gathering.not-found, rights.missing, gathering.not-now, gathering.already-done,
    gathering.needs-missing (missing).
    """
    row = gathering_for_change(gathering_id)
    told = row.state == State.NOTICED
    move = begin_verb(gathering_id, Verb.OPEN, actor, now)
    row = move.gathering
    row.urgent_reason = urgent_reason.strip()[:200] or row.urgent_reason
    row.passed_over = list(check_opening(_needs(row, told=told), urgent_reason=row.urgent_reason))
    row.started_at, row.ordinal = now, _ordinal(row)
    move.record(
        GatheringOpened(
            ordinal=row.ordinal,
            practice=row.practice,
            passed_over=tuple(row.passed_over),
            urgent_reason=row.urgent_reason,
        )
    )
    return complete(move, "opened")


def _needs(row: Gathering, *, told: bool) -> list[NeedStands]:
    """The needs of the practice, and before all that it was announced at all."""
    announced = NeedStands(code="notice", met=told)
    own = [
        NeedStands(
            code=need.code,
            blocks=need.blocks,
            met=need.met_at is not None,
            override_reason=need.override_reason,
        )
        for need in row.needs.order_by("id")
    ]
    return [announced, *own]


def _ordinal(row: Gathering) -> int:
    """第 n 场: the number after the last one of its series; outside of one, one more than were held of this practice
    in this place by this convenor.

    The series is locked, so that two of its gatherings that open at once get two numbers.
    """
    if row.series_id is not None:
        series = Series.objects.select_for_update().get(pk=row.series_id)
        return (series.gatherings.aggregate(last=Max("ordinal"))["last"] or 0) + 1
    before = Gathering.objects.filter(
        practice=row.practice, place_id=row.place_id, convened_by=row.convened_by_id, state__in=HELD
    )
    return before.exclude(pk=row.pk).count() + 1


@transaction.atomic
def end_gathering(*, gathering_id: int, actor: Actor, now: datetime) -> Gathering:
    """散会, in one tap. What is missing is to be completed within 24 hours by its keeper, and that is a clock.

    Refused: gathering.not-found, rights.missing, gathering.already-done, gathering.not-now.
    """
    move = begin_verb(gathering_id, Verb.END, actor, now)
    row = move.gathering
    row.ended_at, row.complete_by = now, now + COMPLETE_WITHIN
    put_questions(move)  # none that was handed in is lost, even where nobody pressed
    row.current_item = row.speaking = None
    row.hands.filter(state=Hand.State.CALLED).update(state=Hand.State.DONE)
    row.polls.filter(closed_at__isnull=True).update(closed_at=now)
    _start_clock(move)
    minutes = int((now - (row.started_at or now)).total_seconds() // 60)
    move.record(GatheringEnded(minutes=minutes, n_lines=row.n_lines, complete_by=row.complete_by.isoformat()))
    move.tell("gathering.to-complete", row.keeper_id, due_at=row.complete_by.isoformat())
    ask_to_rate(move)
    return complete(move, "ended")


def _start_clock(move: Move) -> None:
    row = move.gathering
    end = row.complete_by or move.act.at
    _undertaking, line = open_undertaking(
        new=NewUndertaking(
            matter=row.subject,
            task=Task.FILE,
            what=_("Complete the record: %(theme)s") % {"theme": row.theme},
            place=row.place,
            answers_to=row.keeper,
            holder=row.keeper,
            holder_capacity=row.keeper_capacity,
            timing=Timing(due_at=end, remind_at=move.act.at + COMPLETE_WITHIN / 2, limit="24h"),
            pack_id=row.pack_id,
            is_lead=True,
        ),
        act=move.act,
    )
    move.entries.append(line)


@transaction.atomic
def resume_gathering(*, gathering_id: int, actor: Actor, now: datetime) -> Gathering:
    """The host pressed too early: people still sit together.

    Refused: gathering.not-found, rights.missing, gathering.not-now, gathering.code-taken.
    """
    move = begin_verb(gathering_id, Verb.RESUME, actor, now)
    row = move.gathering
    taken = Gathering.objects.filter(join_code=row.join_code, state__in=["planned", "noticed", "open"])
    if taken.exists():
        raise Refused("gathering.code-taken")
    row.ended_at = row.complete_by = None
    lead = open_lead(row.subject, lock=True)
    move.entries.append(
        end_undertaking(row=lead, verb=Do.WITHDRAW, outcome=_("The gathering went on."), act=move.act)
    )
    move.record(GatheringResumed())
    return complete(move, "opened")


@transaction.atomic
def raise_hand(*, gathering_id: int, attendance_id: int, actor: Actor, now: datetime) -> Hand:
    """Ask to speak, from one's own phone; asked again while waiting it is the same hand.

    Refused: gathering.not-found, gathering.not-open, gathering.over, attendance.not-found.
    """
    row = gathering_for_change(gathering_id)
    check_room(row)
    who = Attendance.objects.filter(gathering=row, pk=attendance_id).first()
    if who is None:
        raise Refused("attendance.not-found")
    waiting = Hand.objects.filter(attendance=who, state=Hand.State.WAITING).first()
    if waiting is not None:
        return waiting
    hand = Hand.objects.create(gathering=row, attendance=who, class_code=who.class_code, asked_at=now)
    complete(begin(row, Act.by_resident(actor, now)), "hands")
    return hand


@transaction.atomic
def lower_hand(*, gathering_id: int, attendance_id: int, actor: Actor, now: datetime) -> None:
    """Not wanting to speak any more. Refused: gathering.not-found, gathering.not-open, gathering.over."""
    row = gathering_for_change(gathering_id)
    check_room(row)
    Hand.objects.filter(gathering=row, attendance=attendance_id, state=Hand.State.WAITING).update(
        state=Hand.State.LOWERED
    )
    complete(begin(row, Act.by_resident(actor, now)), "hands")


@transaction.atomic
def call_on(
    *, gathering_id: int, actor: Actor, now: datetime, hand_id: int | None = None, class_code: str = ""
) -> Hand:
    """Give somebody the floor: who asked, a class that the host names, or whoever is next by fair turns.

    Refused: gathering.not-found, rights.missing, gathering.not-now, hand.not-found,
    class.not-found, gathering.nobody-waits.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    row = move.gathering
    if row.state != State.OPEN:
        raise Refused("gathering.not-now", state=row.state, verb="call_on")
    hand = _hand(move, hand_id, class_code)
    row.hands.filter(state=Hand.State.CALLED).update(state=Hand.State.DONE)
    hand.state, hand.called_at = Hand.State.CALLED, now
    hand.turn = row.hands.filter(turn__isnull=False).count() + 1
    hand.save()
    row.speaking = hand
    if hand.attendance is not None:
        hand.attendance.n_spoken += 1
        hand.attendance.save(update_fields=["n_spoken"])
    move.record(SpeakerCalled(turn=hand.turn, class_code=hand.class_code))
    complete(move, "speaker")
    return hand


def _hand(move: Move, hand_id: int | None, class_code: str) -> Hand:
    row = move.gathering
    if class_code:
        code = class_of(move.practice, class_code).code
        return Hand(gathering=row, class_code=code, asked_at=move.act.at)
    order = calling_order(row) if hand_id is None else (hand_id,)
    if not order:
        raise Refused("gathering.nobody-waits")
    waiting = row.hands.select_related("attendance").filter(pk=order[0], state=Hand.State.WAITING).first()
    if waiting is None:
        raise Refused("hand.not-found")
    return waiting


@transaction.atomic
def finish_turn(*, gathering_id: int, actor: Actor, now: datetime) -> Gathering:
    """Whoever has the floor has spoken. Refused: gathering.not-found, rights.missing."""
    move = begin_work(gathering_id, "gathering.host", actor, now)
    move.gathering.hands.filter(state=Hand.State.CALLED).update(state=Hand.State.DONE)
    move.gathering.speaking = None
    return complete(move, "speaker")
