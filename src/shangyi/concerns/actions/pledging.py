"""“Soon” is not a date: what is promised in so many words gets an owner and a day, or the reason why not yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shangyi.concerns.actions.moving import Move
from shangyi.kernel.promises import find_promises, undated
from shangyi.kernel.refused import Refused
from shangyi.people.models import Person
from shangyi.undertakings.actions import NewUndertaking, open_undertaking
from shangyi.undertakings.rules import Task, Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """The day by which what was promised will be done, or why no day can be named yet (时限待定).

    `none_meant`: the writer has looked and says that the words promise nothing ("谢谢您及时提醒").
    """

    by: date | None = None
    undated_reason: str = ""
    none_meant: bool = False


NO_PLEDGE = Pledge()
NOTHING_PROMISED = Pledge(none_meant=True)


def keep_promises(move: Move, text: str, pledge: Pledge) -> None:
    """Let no promise without a date leave in a text.

    A vague word (及时, 尽快, 近期 …) in a sentence that names no day needs the day or the reason; what is given becomes
    an undertaking of whoever promises, watched like any other. A text without such words asks for nothing.
    Refused: promise.date-or-reason-needed (words), promise.day-passed. Source: NT-18, XC-6.
    """
    calendar, now = move.rules.calendar, move.act.at
    vague = undated(text, find_promises(text, now, calendar))
    if not vague or pledge.none_meant:
        return
    if pledge.by is None and not pledge.undated_reason.strip():
        raise Refused(
            "promise.date-or-reason-needed", words=tuple(dict.fromkeys(each.text for each in vague))
        )
    if pledge.by is not None and pledge.by < now.astimezone(calendar.zone).date():
        raise Refused("promise.day-passed", day=pledge.by)
    _open_pledge(move, text, pledge)


def _open_pledge(move: Move, text: str, pledge: Pledge) -> None:
    concern = move.concern
    by = move.act.person_id
    _row, line = open_undertaking(
        new=NewUndertaking(
            matter=concern.subject,
            task=Task.PLEDGE,
            what=text,
            place=concern.place,
            answers_to=concern.keeper,
            holder=concern.keeper if by is None or by == concern.keeper_id else Person.objects.get(pk=by),
            timing=_timing(pledge.by, move) if pledge.by else None,
            undated_reason=pledge.undated_reason,
            pack_id=concern.pack_id,
        ),
        act=move.act,
        category=concern.category,
    )
    move.entries.append(line)


def _timing(day: date, move: Move) -> Timing:
    """Until the end of the promised day, reminded the day before."""
    end = datetime.combine(day, time.max, move.rules.calendar.zone)
    return Timing(due_at=end, remind_at=max(end - timedelta(days=1), move.act.at), limit="promised")
