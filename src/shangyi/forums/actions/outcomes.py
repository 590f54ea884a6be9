"""What comes of a line: a pledge is somebody's undertaking, a demand is a matter, a suggestion has an addressee."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from shangyi.concerns.actions.hear import NewVoice, Speaker, hear
from shangyi.concerns.rules.hearing import Channel, Kind, Naming
from shangyi.forums.actions.attending import capacity_at
from shangyi.forums.actions.moving import Move, begin_work, complete
from shangyi.forums.actions.writing import remark_for_change
from shangyi.forums.events import LeftUndated, OutcomeMade, SuggestionMoved
from shangyi.forums.models import Outcome, Remark, Suggestion
from shangyi.forums.rules.life import State, check_writable
from shangyi.forums.rules.lines import vague_words
from shangyi.forums.rules.outcomes import What, collected
from shangyi.forums.rules.practice import FITTING
from shangyi.forums.rules.suggestions import Stage
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.undertakings.actions import NewUndertaking, end_undertaking, open_undertaking
from shangyi.undertakings.rules import Task, Timing, Verb

if TYPE_CHECKING:
    from shangyi.concerns.models import Concern
    from shangyi.people.models import Person
    from shangyi.places.models import Place, Unit
    from shangyi.undertakings.models import Undertaking

MOST_STEPS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What is promised, by whom, until which day; or why there is no day yet.

    `steps` are parts that are ticked off one by one. `done_already` is the evidence for what was done before it was
    told (已进行了改造): it is entered as done, with what shows it.
    """

    what: str
    holder: Person | None = None
    unit: Unit | None = None
    by: date | None = None
    undated_reason: str = ""
    steps: tuple[str, ...] = ()
    done_already: str = ""


@transaction.atomic
def pledge(
    *, gathering_id: int, remark_id: int, promise: Promise, actor: Actor, now: datetime
) -> Undertaking:
    """Make a pledge an undertaking: with an owner, and a day or 时限待定 with its reason. One line may hold several.

    Refused: gathering.not-found, rights.missing, gathering.not-open, gathering.already-filed, remark.not-found,
    pledge.owner-needed, pledge.date-or-reason-needed (words), promise.day-passed, pledge.what-needed,
    pledge.too-many-steps.
    """
    move, remark = _line_for_outcome(gathering_id, remark_id, actor, now)
    row = open_promise(move, promise, task=Task.PLEDGE, words=remark.text)
    _keep(move, remark, What.PLEDGE, undertaking=row)
    move.tell("gathering.pledged", row.holder_id, about=f"undertaking:{row.pk}", what=row.what)
    complete(move, "outcome")
    return row


def open_promise(move: Move, promise: Promise, *, task: Task, words: str = "") -> Undertaking:
    """Open the undertaking of a promise, and one below it for each step; the caller's transaction is open.

    Refused: as `pledge`.
    """
    what = " ".join(promise.what.split()) or " ".join(words.split())
    if len(what) < 2:
        raise Refused("pledge.what-needed")
    if promise.holder is None and promise.unit is None:
        raise Refused("pledge.owner-needed")
    if len(promise.steps) > MOST_STEPS:
        raise Refused("pledge.too-many-steps", most=MOST_STEPS)
    if promise.done_already.strip():
        return _done_already(move, promise, what, task)
    _dated_or_explained(move, promise, what)
    row = _open(move, promise, what, task)
    for part in promise.steps:
        _open(move, promise, " ".join(part.split()), task, parent=row)
    return row


def _done_already(move: Move, promise: Promise, what: str, task: Task) -> Undertaking:
    today = move.act.at.astimezone(move.rules.calendar.zone).date()
    row = _open(move, replace(promise, by=today), what, task)
    evidence = promise.done_already.strip()
    move.entries.append(end_undertaking(row=row, verb=Verb.FINISH, outcome=evidence, act=move.act))
    return row


def _dated_or_explained(move: Move, promise: Promise, what: str) -> None:
    """“及时、尽快、近期、积极” is not a date. Source: NT-18, XC-6, PS-14."""
    now, calendar = move.act.at, move.rules.calendar
    if promise.by is None and len(promise.undated_reason.strip()) < 2:
        raise Refused("pledge.date-or-reason-needed", words=vague_words(what, now, calendar))
    if promise.by is not None and promise.by < now.astimezone(calendar.zone).date():
        raise Refused("promise.day-passed", day=promise.by)


def _open(
    move: Move, promise: Promise, what: str, task: Task, parent: Undertaking | None = None
) -> Undertaking:
    gathering = move.gathering
    row, line = open_undertaking(
        new=NewUndertaking(
            matter=gathering.subject,
            task=task,
            what=what,
            place=gathering.place,
            answers_to=gathering.keeper,
            holder=promise.holder,
            holder_capacity=capacity_at(gathering, promise.holder, move.act.at) if promise.holder else None,
            unit=promise.unit,
            timing=timing_by(promise.by, move) if promise.by else None,
            undated_reason=promise.undated_reason,
            pack_id=gathering.pack_id,
            parent=parent,
        ),
        act=move.act,
    )
    move.entries.append(line)
    return row


def timing_by(day: date, move: Move) -> Timing:
    """Until the end of a promised day, reminded the day before."""
    end = datetime.combine(day, time.max, move.rules.calendar.zone)
    return Timing(due_at=end, remind_at=max(end - timedelta(days=1), move.act.at), limit="promised")


@transaction.atomic
def leave_undated(*, gathering_id: int, remark_id: int, reason: str, actor: Actor, now: datetime) -> Remark:
    """Say why a line with “尽快” has no date: 时限待定 and its reason, or that nothing is promised in it.

    Refused: gathering.not-found, rights.missing, gathering.not-open, gathering.already-filed, remark.not-found,
    gathering.reason-needed.
    """
    move, remark = _line_for_outcome(gathering_id, remark_id, actor, now)
    if len(reason.strip()) < 2:
        raise Refused("gathering.reason-needed")
    remark.undated_reason = reason.strip()[:200]
    remark.save(update_fields=["undated_reason"])
    move.record(LeftUndated(remark=remark.pk, reason=remark.undated_reason))
    complete(move, "outcome")
    return remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A line that becomes a matter: where it lies, and who spoke, when the speaker wants to be named."""

    place: Place | None = None
    kind: Kind | None = None
    name: str = ""
    phone: str = ""
    sealed: bool = False


@transaction.atomic
def hear_demand(
    *,
    gathering_id: int,
    remark_id: int,
    demand: Demand,
    actor: Actor,
    now: datetime,
    randbelow: Callable[[int], int],
) -> Concern:
    """Make a problem of the room a matter of its own, with a receipt; asked for twice it is the same one.

    What was said while people sat together is counted as collected on the spot, apart from what came before or
    after. The speaker's words go in as a voice; an unnamed slip stays unnamed.
    Refused: gathering.not-found, rights.missing, gathering.not-open, gathering.already-filed, remark.not-found,
    gathering.place-elsewhere, and as `concerns.hear`.
    """
    move, remark = _line_for_outcome(gathering_id, remark_id, actor, now)
    earlier = remark.outcomes.filter(concern__isnull=False).select_related("concern").first()
    if earlier is not None and earlier.concern is not None:
        return earlier.concern
    accepted = hear(new=_voice(move, remark, demand), actor=actor, now=now, randbelow=randbelow)
    _keep(move, remark, What.CONCERN, concern=accepted.voice.concern)
    complete(move, "outcome")
    return accepted.voice.concern


def _voice(move: Move, remark: Remark, demand: Demand) -> NewVoice:
    place = demand.place or move.gathering.place
    home = move.gathering.community.path if move.gathering.community else move.gathering.place_path
    if not (place.path or "").startswith(home or ""):
        raise Refused("gathering.place-elsewhere", place=place.full_name)
    return NewVoice(
        words=remark.text,
        place=place,
        channel=Channel.GATHERING,
        speaker=_speaker(remark, demand),
        kind=demand.kind,
        said_at=remark.said_at,
        read_back=remark.read_back,
        sending_key=f"gathering-line:{remark.pk}",
    )


def _speaker(remark: Remark, demand: Demand) -> Speaker:
    """The speaker as the list of those present knows them; a slip has none."""
    person = remark.attendance.person if remark.attendance else None
    name = demand.name.strip() or remark.speaker_name
    if remark.is_slip or (person is None and not name):
        return Speaker(naming=Naming.UNNAMED)
    naming = Naming.SEALED if demand.sealed else Naming.NAMED
    return Speaker(naming=naming, person=person, name=name, phone=demand.phone)


@transaction.atomic
def raise_suggestion(
    *,
    gathering_id: int,
    remark_id: int,
    units: tuple[Unit, ...],
    actor: Actor,
    now: datetime,
    head: str = "",
    feasibility: str = "",
) -> list[Suggestion]:
    """Make a line a suggestion, one for each unit it is addressed to; without a unit yet it is one that lacks it.

    Refused: gathering.not-found, rights.missing, gathering.not-open, gathering.already-filed, remark.not-found.
    """
    move, remark = _line_for_outcome(gathering_id, remark_id, actor, now)
    known = {each.unit_id: each for each in remark.suggestions.exclude(stage=Stage.WITHDRAWN)}
    wanted: list[Unit | None] = list(units) or [None]
    blank = known.pop(None, None)
    rows = []
    for unit in wanted:
        row = known.get(unit.pk if unit else None) or blank or _suggestion(move, remark)
        blank = None if row is blank else blank
        row.unit, row.head = unit, head.strip()[:40] or row.head or remark.head
        row.feasibility = feasibility.strip()[:300] or row.feasibility
        is_new = row.pk is None
        row.save()
        if is_new:
            _keep(move, remark, What.SUGGESTION, suggestion=row)
            step = SuggestionMoved(
                suggestion=row.pk, verb="raise", stage=row.stage, unit=row.unit_id, words=row.text
            )
            move.record(step, subject=row.subject)
        rows.append(row)
    complete(move, "outcome")
    return rows


def _suggestion(move: Move, remark: Remark) -> Suggestion:
    return Suggestion(
        gathering=move.gathering,
        item=remark.item,
        remark=remark,
        proposer=remark.attendance,
        text=remark.text,
        raised_at=move.act.at,
    )


@transaction.atomic
def follow_up(
    *, gathering_id: int, remark_id: int, promise: Promise, actor: Actor, now: datetime
) -> Undertaking:
    """A shortcoming that was admitted gets somebody who sees to it. Refused: as `pledge`."""
    move, remark = _line_for_outcome(gathering_id, remark_id, actor, now)
    row = open_promise(move, promise, task=Task.WORKS, words=remark.text)
    _keep(move, remark, What.FOLLOW_UP, undertaking=row)
    complete(move, "outcome")
    return row


def _line_for_outcome(gathering_id: int, remark_id: int, actor: Actor, now: datetime) -> tuple[Move, Remark]:
    move = begin_work(gathering_id, "gathering.host", actor, now)
    check_writable(State(move.gathering.state))
    return move, remark_for_change(move.gathering, remark_id)


def _keep(
    move: Move,
    remark: Remark,
    what: What,
    *,
    undertaking: Undertaking | None = None,
    concern: Concern | None = None,
    suggestion: Suggestion | None = None,
) -> Outcome:
    """Tie what came of a line to it; a line without a kind takes the one that fits."""
    row = keep_outcome(
        move, what, remark=remark, undertaking=undertaking, concern=concern, suggestion=suggestion
    )
    fitting = FITTING.get(what)
    if not remark.kind and fitting:
        remark.kind = fitting
        remark.save(update_fields=["kind"])
    return row


def keep_outcome(
    move: Move,
    what: What,
    *,
    remark: Remark | None = None,
    undertaking: Undertaking | None = None,
    concern: Concern | None = None,
    suggestion: Suggestion | None = None,
) -> Outcome:
    """Tie something to the gathering it came of, and record it; the caller's transaction is open."""
    gathering = move.gathering
    said = remark.said_at if remark else move.act.at
    row = Outcome.objects.create(
        gathering=gathering,
        item=remark.item if remark else gathering.current_item,
        remark=remark,
        what=what,
        collected=collected(said, gathering.started_at, gathering.ended_at),
        undertaking=undertaking,
        concern=concern,
        suggestion=suggestion,
        made_at=move.act.at,
    )
    move.record(
        OutcomeMade(
            what=row.what,
            collected=row.collected,
            remark=row.remark_id,
            undertaking=row.undertaking_id,
            concern=row.concern_id,
            suggestion=row.suggestion_id,
        )
    )
    return row
