"""办: what is seen, what moves it on, and when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shangyi.concerns.actions.answer import AnswerDraft, write_answer
from shangyi.concerns.actions.assign import holds
from shangyi.concerns.actions.moving import Move, begin, complete, concern_for_change, end_lead
from shangyi.concerns.actions.photos import Picture, keep_photos
from shangyi.concerns.actions.pledging import NO_PLEDGE, Pledge, keep_promises
from shangyi.concerns.actions.telling import tell_keeper, tell_speakers
from shangyi.concerns.events import ConcernDone, FindingRecorded, Pushed
from shangyi.concerns.models import Concern, Finding, Voice
from shangyi.concerns.rules.life import State, Verb, step
from shangyi.kernel.actor import Act, Actor, Grant, may, require
from shangyi.kernel.refused import Refused
from shangyi.places.models import Unit
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.queries import of_matter
from shangyi.undertakings.rules import State as UndertakingState


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFinding:
    """What was seen, by whom, when; `overrules` is the voice whose supposed cause it shows to be wrong."""

    source: Finding.Source
    text: str
    seen_at: datetime
    visitors: tuple[str, ...] = ()
    unit: Unit | None = None
    overrules: Voice | None = None
    pictures: tuple[Picture, ...] = ()


@transaction.atomic
def record_finding(*, concern_id: int, new: NewFinding, actor: Actor, now: datetime) -> Finding:
    """Record a visit or an expert's finding.

    A suspicion it overrules is never deleted: it stays an allegation, said to be wrong.
    Refused: rights.missing, concern.not-now once all is over, concern.finding-needed, concern.seen-later,
    concern.voice-elsewhere.
    """
    concern = concern_for_change(concern_id)
    act = Act.by(actor, _working_grant(actor, concern), now)
    if not State(concern.state).is_open:
        raise Refused("concern.not-now", state=concern.state, verb="find")
    _check_finding(concern, new, now)
    finding = Finding.objects.create(
        concern=concern,
        source=new.source,
        text=new.text.strip(),
        visitors=list(new.visitors),
        n_visitors=max(len(new.visitors), 1),
        unit=new.unit,
        seen_at=new.seen_at,
        recorded_at=now,
        recorded_by_id=actor.person_id,
        overrules=new.overrules,
    )
    keep_photos(pictures=new.pictures, concern=concern, finding=finding, now=now)
    move = begin(concern, act)
    _record_finding(move, finding, new)
    complete(move)
    return finding


def _check_finding(concern: Concern, new: NewFinding, now: datetime) -> None:
    if not new.text.strip():
        raise Refused("concern.finding-needed")
    if new.seen_at > now:
        raise Refused("concern.seen-later", seen_at=new.seen_at)
    if new.overrules is not None and new.overrules.concern_id != concern.pk:
        raise Refused("concern.voice-elsewhere")


def _record_finding(move: Move, finding: Finding, new: NewFinding) -> None:
    move.record(
        FindingRecorded(
            source=finding.source,
            seen_at=finding.seen_at.isoformat(),
            n_visitors=finding.n_visitors,
            n_photos=len(new.pictures),
            overrules_suspicion=new.overrules is not None,
            finding=finding.pk,
            text=finding.text,
            visitors=new.visitors,
            unit_name=new.unit.name if new.unit else "",
        )
    )
    tell_speakers(move, "concern.found", text=finding.text)


@transaction.atomic
def push_on(
    *, concern_id: int, text: str, actor: Actor, now: datetime, pledge: Pledge = NO_PLEDGE
) -> Concern:
    """推进: say what was done to move it on. Refused: rights.missing, concern.not-now, concern.push-needed."""
    concern = concern_for_change(concern_id)
    act = Act.by(actor, _working_grant(actor, concern), now)
    if not State(concern.state).is_open:
        raise Refused("concern.not-now", state=concern.state, verb="push")
    if not text.strip():
        raise Refused("concern.push-needed")
    move = begin(concern, act)
    keep_promises(move, text.strip(), pledge)
    move.record(Pushed(text=text.strip()[:1000]))
    return complete(move)


@transaction.atomic
def finish_concern(
    *,
    concern_id: int,
    result: str,
    draft: AnswerDraft | None,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Concern:
    """办结: it is done; from this moment an answer is due to every voice in it.

    With a draft from somebody who may answer, the answer goes out in the same act. A handler of a unit says only
    what was done; the keeper writes the answer.
    Refused: rights.missing, concern.stale, concern.not-now, concern.result-needed, concern.report-pending.
    """
    concern = concern_for_change(concern_id, version=version)
    lead = _lead(concern)
    own = lead is not None and holds(actor, lead)
    grant = require(actor, "undertaking.finish", concern.place_path, own=own)
    row = step(State(concern.state), Verb.FINISH, result=result.strip())
    move = begin(concern, Act.by(actor, grant, now))
    _record_done(move, result.strip(), end_lead(move, outcome=result.strip()))
    may_answer = may(actor, "concern.answer", concern.place_path) is not None
    write_answer(move, row.target, draft if may_answer else None, result.strip())
    tell_keeper(move, "concern.done", result=result.strip())
    return complete(move)


def _record_done(move: Move, result: str, lead: Undertaking) -> None:
    concern, now = move.concern, move.act.at
    concern.done_at = now
    concern.result = result
    due_at = lead.due_at or now
    first = concern.first_due_at or due_at
    move.record(
        ConcernDone(
            heard_at=concern.heard_at.isoformat(),
            due_at=due_at.isoformat(),
            first_due_at=first.isoformat(),
            in_time=now <= first,
            tier=concern.tier,
            result=result,
        )
    )


def _lead(concern: Concern) -> Undertaking | None:
    return of_matter(concern.subject).filter(is_lead=True, state=UndertakingState.OPEN).first()


def _working_grant(actor: Actor, concern: Concern) -> Grant:
    """The capacity to work on it: whoever handles it or part of it, or has the right here."""
    own = any(holds(actor, row) for row in of_matter(concern.subject).filter(state=UndertakingState.OPEN))
    return require(actor, "concern.work", concern.place_path, own=own or concern.keeper_id == actor.person_id)
