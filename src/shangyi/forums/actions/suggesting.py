"""An addressed suggestion on its way: 整理 — 审定 — 转送, first contact, reply, and a second look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from shangyi.forums.actions.moving import Move, begin, complete, gathering_for_change
from shangyi.forums.events import SuggestionMoved
from shangyi.forums.models import Suggestion
from shangyi.forums.rules.life import State
from shangyi.forums.rules.suggestions import Reply, Stage, Step, check_reply, right_for, step
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.people.models import Capacity
from shangyi.people.queries import in_force
from shangyi.places.rules import Manner
from shangyi.undertakings.actions import NewUndertaking, end_undertaking, open_undertaking
from shangyi.undertakings.queries import open_lead
from shangyi.undertakings.rules import Limits, Task, timing
from shangyi.undertakings.rules import Verb as Do

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.places.models import Unit

CONTACT_LINE = "%(by)s · %(how)s"


@dataclass(slots=True)
class Change:
    """One step of one suggestion: the move of its gathering, and the suggestion itself."""

    move: Move
    row: Suggestion


def _begin(suggestion_id: int, verb: Step, actor: Actor, now: datetime, **given: object) -> Change:
    """Lock the gathering and the suggestion, ask whether the actor may, and put it into its new stage.

    People of the unit it is addressed to may only answer for it. Refused: suggestion.not-found, rights.missing, and
    as `rules.suggestions.step`.
    """
    found = Suggestion.objects.filter(pk=min(suggestion_id, 2**63 - 1)).values_list("gathering_id", flat=True)
    gathering_id = found.first()
    if gathering_id is None:
        raise Refused("suggestion.not-found")
    gathering = gathering_for_change(gathering_id)
    row = Suggestion.objects.select_for_update(of=("self",)).select_related("unit").get(pk=suggestion_id)
    own = row.unit_id is not None and row.unit_id in actor.unit_ids
    grant = (
        require(actor, right_for(verb), gathering.place_path, own=own) if not own else _own(actor, verb, row)
    )
    move = begin(gathering, Act.by(actor, grant, now))
    row.stage = step(Stage(row.stage), verb, gated=move.practice.gated, **given).target
    return Change(move, row)


def _own(actor: Actor, verb: Step, row: Suggestion) -> Any:
    """The capacity in which somebody of the unit acts: their unit may sit outside the place of the gathering."""
    right = right_for(verb)
    fitting = [
        grant
        for grant in actor.grants
        if (grant.unit_id == row.unit_id and f"{right}:own" in grant.verbs) or right in grant.verbs
    ]
    if not fitting:
        raise Refused("rights.missing", verb=right)
    return fitting[0]


def _done(change: Change, verb: Step, words: str = "") -> Suggestion:
    row, move = change.row, change.move
    row.save()
    move.record(
        SuggestionMoved(
            suggestion=row.pk,
            verb=verb.value,
            stage=row.stage,
            unit=row.unit_id,
            reply=row.reply,
            words=words[:1000],
        ),
        subject=row.subject,
    )
    complete(move, "outcome")
    return row


@transaction.atomic
def compile_suggestion(
    *,
    suggestion_id: int,
    text: str,
    unit: Unit | None,
    head: str,
    feasibility: str,
    actor: Actor,
    now: datetime,
) -> Suggestion:
    """整理: put what was said into one sentence that a unit can answer; the line of the record stays verbatim.

    Refused: suggestion.not-found, rights.missing, suggestion.not-now, suggestion.text-needed,
    suggestion.unit-needed.
    """
    change = _begin(suggestion_id, Step.COMPILE, actor, now, text=text, unit=unit)
    row = change.row
    row.text, row.unit, row.compiled_at = text.strip()[:2000], unit, now
    row.head, row.feasibility = head.strip()[:40], feasibility.strip()[:300]
    return _done(change, Step.COMPILE, row.text)


@transaction.atomic
def approve_suggestion(*, suggestion_id: int, actor: Actor, now: datetime) -> Suggestion:
    """审定: the organiser stands behind wording and addressee. Refused: suggestion.not-found, rights.missing,
    suggestion.not-now, suggestion.already-done.
    """
    change = _begin(suggestion_id, Step.APPROVE, actor, now)
    change.row.approved_at, change.row.approved_by_id = now, actor.person_id
    return _done(change, Step.APPROVE)


@transaction.atomic
def send_suggestion_back(*, suggestion_id: int, reason: str, actor: Actor, now: datetime) -> Suggestion:
    """审定: not like this; with the reason. Refused: as `approve_suggestion`; suggestion.reason-needed."""
    change = _begin(suggestion_id, Step.SEND_BACK, actor, now, reason=reason)
    change.row.ended_reason = reason.strip()[:200]
    return _done(change, Step.SEND_BACK, reason)


@transaction.atomic
def send_suggestion(*, suggestion_id: int, actor: Actor, now: datetime) -> Suggestion:
    """转送: the unit has it, and the clock of its reply runs from now.

    Refused: suggestion.not-found, rights.missing, suggestion.not-now, suggestion.already-done,
    suggestion.gate-first, suggestion.unit-needed, suggestion.file-first.
    """
    unit = (
        Suggestion.objects.filter(pk=min(suggestion_id, 2**63 - 1)).values_list("unit_id", flat=True).first()
    )
    change = _begin(suggestion_id, Step.SEND, actor, now, unit=unit)
    if State(change.move.gathering.state) not in {State.FILED, State.PUBLISHED}:
        raise Refused("suggestion.file-first")
    start_reply_clock(change.move, change.row)
    return _done(change, Step.SEND)


def send_all(move: Move) -> None:
    """When a gathering without a gate is filed, what was addressed goes out; the caller's transaction is open."""
    if move.practice.gated:
        return
    rows = move.gathering.suggestions.select_related("unit").filter(stage=Stage.RAISED, unit__isnull=False)
    for row in rows.order_by("id"):
        row.stage = step(Stage(row.stage), Step.SEND, unit=row.unit_id).target
        start_reply_clock(move, row)
        row.save()
        event = SuggestionMoved(suggestion=row.pk, verb=Step.SEND.value, stage=row.stage, unit=row.unit_id)
        move.record(event, subject=row.subject)


def start_reply_clock(move: Move, row: Suggestion) -> None:
    """The undertaking of the reply: the unit has it, the gathering's keeper awaits it; its people are told."""
    gathering, unit = move.gathering, row.unit
    if unit is None:
        raise Refused("suggestion.unit-needed")
    row.sent_at = move.act.at
    clock = timing(move.act.at, Limits(completion=move.practice.reply_within), move.rules.calendar)
    undertaking, line = open_undertaking(
        new=NewUndertaking(
            matter=row.subject,
            task=Task.REPLY,
            what=row.text,
            place=gathering.place,
            answers_to=gathering.keeper,
            unit=unit,
            manner=Manner(unit.manner),
            timing=clock,
            pack_id=gathering.pack_id,
            is_lead=True,
        ),
        act=move.act,
    )
    move.entries.append(line)
    people = Capacity.objects.filter(in_force(move.act.at.date()), unit=unit).values_list(
        "person_id", flat=True
    )
    for person_id in sorted(set(people)):
        move.tell(
            "suggestion.sent",
            person_id,
            about=row.subject,
            what=row.text[:200],
            due_at=undertaking.due_at.isoformat() if undertaking.due_at else "",
        )


@transaction.atomic
def record_contact(*, suggestion_id: int, by: str, how: str, actor: Actor, now: datetime) -> Suggestion:
    """主动对接: the unit made the first contact; by whom, how, and when. The first counts.

    Refused: suggestion.not-found, rights.missing, suggestion.not-now, suggestion.contact-by-needed,
    suggestion.contact-how-needed, suggestion.already-contacted.
    """
    change = _begin(suggestion_id, Step.CONTACT, actor, now, contact_by=by, contact_how=how)
    row = change.row
    if row.contact_at is not None:
        raise Refused("suggestion.already-contacted", contact_at=row.contact_at)
    row.contact_at, row.contact_by, row.contact_how = now, by.strip()[:60], how.strip()[:120]
    lead = open_lead(row.subject, lock=True)
    lead.responded_at = lead.responded_at or now
    lead.save(update_fields=["responded_at"])
    change.move.tell(
        "suggestion.contacted",
        change.move.gathering.keeper_id,
        about=row.subject,
        what=row.text[:200],
        by=row.contact_by,
        how=row.contact_how,
    )
    return _done(change, Step.CONTACT, CONTACT_LINE % {"by": row.contact_by, "how": row.contact_how})


@transaction.atomic
def reply_to_suggestion(
    *,
    suggestion_id: int,
    reply: Reply,
    text: str,
    reason: str,
    by: str,
    actor: Actor,
    now: datetime,
) -> Suggestion:
    """Adopted, in part, or not for now with the reason; whoever proposed it and its keeper are told.

    Refused: suggestion.not-found, rights.missing, suggestion.not-now, suggestion.already-done,
    suggestion.reply-needed, suggestion.why-needed.
    """
    check_reply(reply, reason)
    change = _begin(suggestion_id, Step.REPLY, actor, now, reply=text.strip() or reason)
    row = change.row
    row.reply, row.reply_text, row.reply_reason = reply, text.strip()[:4000], reason.strip()[:2000]
    row.replied_at, row.replied_by = now, by.strip()[:60] or actor.name[:60]
    lead = open_lead(row.subject, lock=True)
    change.move.entries.append(
        end_undertaking(
            row=lead, verb=Do.FINISH, outcome=row.reply_text or row.reply_reason, act=change.move.act
        )
    )
    for person_id in _awaiting(change):
        change.move.tell(
            "suggestion.replied",
            person_id,
            about=row.subject,
            what=row.text[:200],
            reply=row.reply,
            text=row.reply_text or row.reply_reason,
            unit=row.unit.name if row.unit else "",
        )
    return _done(change, Step.REPLY, row.reply_text)


def _awaiting(change: Change) -> list[int]:
    """Who waits for a reply: the keeper of the gathering, and whoever proposed it, when we know them."""
    proposer = change.row.proposer.person_id if change.row.proposer else None
    return sorted({change.move.gathering.keeper_id, *([proposer] if proposer else [])})


@transaction.atomic
def recheck_suggestion(*, suggestion_id: int, found: str, actor: Actor, now: datetime) -> Suggestion:
    """回头看: what became of what was adopted, as seen later. Refused: suggestion.not-found, rights.missing,
    suggestion.not-now, suggestion.found-needed.
    """
    change = _begin(suggestion_id, Step.RECHECK, actor, now, found=found)
    change.row.rechecked_at, change.row.recheck_found = now, found.strip()[:2000]
    return _done(change, Step.RECHECK, found)


@transaction.atomic
def withdraw_suggestion(*, suggestion_id: int, reason: str, actor: Actor, now: datetime) -> Suggestion:
    """It is not pursued, with the reason on record; only before it was sent. Refused: suggestion.not-found,
    rights.missing, suggestion.not-now, suggestion.reason-needed.
    """
    change = _begin(suggestion_id, Step.WITHDRAW, actor, now, reason=reason)
    change.row.ended_reason = reason.strip()[:200]
    return _done(change, Step.WITHDRAW, reason)
