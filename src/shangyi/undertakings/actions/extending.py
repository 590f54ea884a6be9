"""More time: asked before expiry with a reason, decided by somebody else, told to the requester."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from django.db import IntegrityError, transaction

from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.limits import Note
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.notices.actions import Message, queue
from shangyi.people.queries import person_by_id
from shangyi.undertakings.events import ExtensionAsked, ExtensionDecided
from shangyi.undertakings.models import Extension, Undertaking
from shangyi.undertakings.queries import deciders_for, extension_by_id, grant_for, undertaking_by_id
from shangyi.undertakings.rules import State, Stretch, Verb, check_decision, check_extension, step


class OnDueChanged(Protocol):
    """What the room that owns a matter does when the due time of its running clock moves."""

    def __call__(self, *, matter: str, due_at: datetime, reason: str, act: Act) -> None: ...


@transaction.atomic
def ask_extension(
    *,
    undertaking_id: int,
    reason: str,
    wanted_due_at: datetime | None,
    actor: Actor,
    now: datetime,
    stretch: Stretch | None = None,
) -> Extension:
    """Ask for more time; those who may decide it are told. Nothing moves until one of them decides.

    Refused: undertaking.not-found, rights.missing, undertaking.not-open, undertaking.reason-needed,
    undertaking.wanted-due-at-needed, undertaking.undated, undertaking.extension-too-late,
    undertaking.extension-not-later, undertaking.extension-too-long, undertaking.extension-too-often,
    undertaking.extension-pending.
    """
    row = undertaking_by_id(undertaking_id, lock=True)
    grant = grant_for(row, Verb.ASK_EXTENSION, actor)
    step(State(row.state), Verb.ASK_EXTENSION, reason=reason.strip(), wanted_due_at=wanted_due_at)
    if row.due_at is None or wanted_due_at is None:
        raise Refused("undertaking.undated")
    granted = Extension.objects.filter(undertaking=row, granted=True).count()
    check_extension(
        now=now,
        due_at=row.due_at,
        wanted_due_at=wanted_due_at,
        stretch=stretch or Stretch(),
        granted_before=granted,
    )
    extension = _save_request(row, reason.strip()[:300], wanted_due_at, Act.by(actor, grant, now))
    _tell_deciders(row, extension, now)
    return extension


def _save_request(row: Undertaking, reason: str, wanted_due_at: datetime, act: Act) -> Extension:
    if act.person_id is None or row.due_at is None:
        raise Refused("rights.missing", verb=Verb.ASK_EXTENSION.value)
    try:
        with transaction.atomic():
            extension = Extension.objects.create(
                undertaking=row,
                asked_by_id=act.person_id,
                asked_at=act.at,
                reason=reason,
                wanted_due_at=wanted_due_at,
            )
    except IntegrityError:
        raise Refused("undertaking.extension-pending") from None
    append(
        ExtensionAsked(
            undertaking=row.pk,
            due_at=row.due_at.isoformat(),
            wanted_due_at=wanted_due_at.isoformat(),
            reason=reason,
        ),
        subject=row.matter,
        place_code=row.place.code,
        act=act,
    )
    return extension


def _tell_deciders(row: Undertaking, extension: Extension, now: datetime) -> None:
    left_out = {each for each in (extension.asked_by_id, row.holder_id) if each is not None}
    deciders = deciders_for(row.place_path, now.date(), leaving_out=left_out)
    facts = {
        "extension": extension.pk,
        "undertaking": row.pk,
        "what": row.what,
        "reason": extension.reason,
        "due_at": row.due_at.isoformat() if row.due_at else "",
        "wanted_due_at": extension.wanted_due_at.isoformat(),
    }
    queue(
        [
            Message(
                template="undertaking.extension-asked",
                about=row.matter,
                key=f"extension:{extension.pk}:asked:{person.pk}",
                person_id=person.pk,
                facts=facts,
            )
            for person in deciders
        ],
        now=now,
    )


@transaction.atomic
def decide_extension(
    *,
    extension_id: int,
    granted: bool,
    reason: str,
    actor: Actor,
    now: datetime,
    on_due_changed: OnDueChanged,
) -> Extension:
    """Grant or refuse more time. The due time moves only when granted, and the first one is kept for ever.

    `on_due_changed` belongs to the room that owns the matter: when this is its running clock, that room keeps its
    own due time true and tells the requester, in this transaction.
    Refused: undertaking.extension-not-found, undertaking.not-found, rights.missing, undertaking.not-open,
    undertaking.extension-decided, undertaking.own-extension, undertaking.extension-too-late,
    undertaking.reason-needed, when it is refused without one.
    """
    known = extension_by_id(extension_id)
    row = undertaking_by_id(known.undertaking_id, lock=True)
    grant = grant_for(row, Verb.DECIDE_EXTENSION, actor)
    extension = extension_by_id(extension_id)
    _check_decision(row, extension, granted=granted, reason=reason.strip(), actor=actor, now=now)
    extension.decided_by = person_by_id(_person_id(actor))
    extension.decided_at, extension.granted = now, granted
    extension.decision_reason = reason.strip()[:300]
    extension.save(update_fields=["decided_by", "decided_at", "granted", "decision_reason"])
    act = Act.by(actor, grant, now)
    if granted:
        _move_due(row, extension)
    _record_decision(row, extension, act)
    if granted and row.is_lead:
        on_due_changed(matter=row.matter, due_at=extension.wanted_due_at, reason=extension.reason, act=act)
    return extension


def _person_id(actor: Actor) -> int:
    """The person who decides: a decision has a name. Refused: rights.missing."""
    if actor.person_id is None:
        raise Refused("rights.missing", verb=Verb.DECIDE_EXTENSION.value)
    return actor.person_id


def _check_decision(
    row: Undertaking, extension: Extension, *, granted: bool, reason: str, actor: Actor, now: datetime
) -> None:
    step(State(row.state), Verb.DECIDE_EXTENSION)
    if extension.decided_at is not None:
        raise Refused("undertaking.extension-decided")
    if row.due_at is None:
        raise Refused("undertaking.undated")
    check_decision(
        now=now,
        due_at=row.due_at,
        granted=granted,
        asked_by=extension.asked_by_id,
        holder=row.holder_id,
        by=_person_id(actor),
    )
    if not granted and not reason:
        raise Refused("undertaking.reason-needed")


def _move_due(row: Undertaking, extension: Extension) -> None:
    """The new due time, its reminder as far ahead as the old one's, and the working continued."""
    old, new = row.due_at, extension.wanted_due_at
    ahead = old - row.remind_at if old and row.remind_at else timedelta(days=1)
    note = Note("extended", {"from": old, "to": new})
    row.due_at, row.remind_at = new, new - ahead
    row.working = {**row.working, "steps": [*row.working.get("steps", []), note.as_json()]}
    row.look_at = (
        min(row.remind_at, row.respond_by) if _awaits_response(row) and row.respond_by else row.remind_at
    )
    row.save(update_fields=["due_at", "remind_at", "working", "look_at"])


def _awaits_response(row: Undertaking) -> bool:
    return row.respond_by is not None and row.responded_at is None


def _record_decision(row: Undertaking, extension: Extension, act: Act) -> None:
    granted = bool(extension.granted)
    append(
        ExtensionDecided(
            undertaking=row.pk,
            granted=granted,
            due_at=row.due_at.isoformat() if row.due_at else "",
            first_due_at=row.first_due_at.isoformat() if row.first_due_at else "",
            reason=extension.decision_reason,
        ),
        subject=row.matter,
        place_code=row.place.code,
        act=act,
    )
    facts = {
        "undertaking": row.pk,
        "what": row.what,
        "by": act.name,
        "reason": extension.decision_reason,
        "due_at": row.due_at.isoformat() if row.due_at else "",
    }
    told = {extension.asked_by_id, row.holder_id, row.answers_to_id} - {None, act.person_id}
    queue(
        [
            Message(
                template=f"undertaking.extension-{'granted' if granted else 'refused'}",
                about=row.matter,
                key=f"extension:{extension.pk}:decided:{person_id}",
                person_id=person_id,
                facts=facts,
            )
            for person_id in sorted(each for each in told if each is not None)
        ],
        now=act.at,
    )
