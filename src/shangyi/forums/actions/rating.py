"""Rating a gathering after its end: by whoever was there, by whoever held it, or by staff for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from shangyi.forums.actions.moving import Move, begin, begin_work, complete, gathering_for_change
from shangyi.forums.events import GatheringRated, RatingAsked
from shangyi.forums.models import Attendance, Gathering, Rating, RatingMark
from shangyi.forums.queries.editions import own_attendance
from shangyi.forums.rules.rating import RATE_WITHIN, Side, check_marks, check_time, check_words, is_time
from shangyi.kernel.actor import Act, Actor, may
from shangyi.kernel.refused import Refused
from shangyi.notices.actions import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Marks as they were sent, by axis, and a sentence if they like."""

    marks: Mapping[str, str]
    words: str = ""


@transaction.atomic
def rate(*, gathering_id: int, opinion: Opinion, actor: Actor, now: datetime, device: str = "") -> Rating:
    """Rate what one was at, by name or with the phone one came in with. Whoever may host here rates as the host.

    The gathering is locked, so that one human being has one rating; until the time is over it may be changed.
    Refused: gathering.not-found, rating.not-over, rating.closed, rating.not-there, rating.no-axes,
    rating.axis-unknown, rating.mark-unknown, rating.marks-needed, rating.words-too-long.
    """
    row = gathering_for_change(min(gathering_id, LARGEST_ID))
    grant = may(actor, "gathering.host", row.place_path) if actor.person_id else None
    if grant is not None:
        return _keep(begin(row, Act.by(actor, grant, now)), opinion, None)
    there = own_attendance(row, actor) or _phone(row, device)
    if there is None:
        raise Refused("rating.not-there")
    return _keep(begin(row, Act.by_resident(actor, now)), opinion, there)


def ask_to_rate(move: Move, *, again: bool = False) -> None:
    """Ask everybody who was there by name to rate it, once at its end, and once more those who have not when its
    minutes are published; the caller's transaction is open and completes the move.
    """
    row = move.gathering
    if not move.practice.axes or not is_time(row.ended_at, move.act.at):
        return
    there = row.attendances.filter(person__isnull=False, rating=None)
    people = sorted(set(there.values_list("person_id", flat=True)) - {move.act.person_id, None})
    until = (row.ended_at + RATE_WITHIN).isoformat() if row.ended_at else ""
    for person_id in people:
        move.messages.append(
            Message(
                template="gathering.rate",
                about=row.subject,
                key=f"gathering.rate:{int(again)}:{row.subject}:{person_id}",
                person_id=person_id,
                facts={"title": row.theme, "place": row.place.full_name, "until": until, "again": again},
            )
        )
    if people:
        move.record(RatingAsked(n_asked=len(people)))


def _phone(row: Gathering, device: str) -> Attendance | None:
    return row.attendances.filter(device=device).first() if device else None


@transaction.atomic
def rate_for(
    *, gathering_id: int, attendance_id: int, opinion: Opinion, actor: Actor, now: datetime
) -> Rating:
    """Staff enter what somebody who was there told them or wrote on paper; what people gave themselves stays.

    Refused: as `rate`; rights.missing, attendance.not-found, rating.theirs-already.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    there = move.gathering.attendances.filter(pk=min(attendance_id, LARGEST_ID)).first()
    if there is None:
        raise Refused("attendance.not-found")
    known = Rating.objects.filter(attendance=there).first()
    if known is not None and not known.by_staff:
        raise Refused("rating.theirs-already")
    return _keep(move, opinion, there, by_staff=True)


def _keep(move: Move, opinion: Opinion, there: Attendance | None, *, by_staff: bool = False) -> Rating:
    """Keep the rating; the same again changes nothing."""
    check_time(move.gathering.ended_at, move.act.at)
    marks = check_marks(opinion.marks, move.practice.axes)
    words = check_words(opinion.words)
    known = _known(move, there)
    if known is not None and (known.words, known.by_staff, _marks_of(known)) == (words, by_staff, marks):
        return known
    row = known or _new(move, there)
    row.words, row.by_staff = words, by_staff
    row.changed_at = move.act.at if known is not None else None
    row.save()
    row.marks.all().delete()
    RatingMark.objects.bulk_create(
        RatingMark(rating=row, axis=axis, mark=mark) for axis, mark in marks.items()
    )
    move.record(
        GatheringRated(
            rating=row.pk,
            side=row.side,
            marks=tuple(f"{axis}:{mark}" for axis, mark in sorted(marks.items())),
            changed=known is not None,
            by_staff=by_staff,
            words=words,
        )
    )
    complete(move, "rated")
    return row


def _known(move: Move, there: Attendance | None) -> Rating | None:
    if there is not None:
        return Rating.objects.filter(attendance=there).first()
    return Rating.objects.filter(gathering=move.gathering, host=move.act.person_id).first()


def _new(move: Move, there: Attendance | None) -> Rating:
    return Rating(
        gathering=move.gathering,
        side=Side.HOST if there is None else Side.ROOM,
        attendance=there,
        host_id=move.act.person_id if there is None else None,
        rated_at=move.act.at,
    )


def _marks_of(row: Rating) -> dict[str, int]:
    return dict(row.marks.values_list("axis", "mark"))
