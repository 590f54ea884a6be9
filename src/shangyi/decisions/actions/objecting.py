"""异议: a signer has a reason against the text and has not refused it; somebody named answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from shangyi.decisions.actions.agreeing import Deal, begin, begin_locked, complete, entrust
from shangyi.decisions.events import AgreementObjected, AgreementObjectionMoved
from shangyi.decisions.models import AgreementObjection, AgreementSigner
from shangyi.decisions.queries.agreements import LARGEST_ID, signer_by_code, signers_of
from shangyi.decisions.rules.signing import State
from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.refused import Refused
from shangyi.undertakings.actions import end_undertaking
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.rules import State as UndertakingState
from shangyi.undertakings.rules import Task, Verb

ANSWER_WITHIN = timedelta(days=3)


@transaction.atomic
def object_to_agreement(
    *, agreement_id: int, signer_id: int, reason: str, actor: Actor, now: datetime
) -> AgreementObjection:
    """Say what stands against it; it stays open, and is in force only when this name, too, stands under it.

    Refused: agreement.not-yours, agreement.wrong-state, agreement.reason-needed.
    """
    deal = begin_locked(agreement_id, Act.by_resident(actor, now))
    signer = next((each for each in signers_of(deal.agreement, actor) if each.pk == signer_id), None)
    if signer is None:
        raise Refused("agreement.not-yours")
    return _object(deal, signer, reason)


@transaction.atomic
def object_by_code(*, code: str, reason: str, actor: Actor, now: datetime) -> AgreementObjection:
    """The same by link and code. Refused: agreement.code.not-found, and as `object_to_agreement`."""
    agreement, _before = signer_by_code(code)
    deal = begin_locked(agreement.pk, Act.by_resident(actor, now))
    return _object(deal, signer_by_code(code)[1], reason)


def _object(deal: Deal, signer: AgreementSigner, reason: str) -> AgreementObjection:
    if deal.agreement.state != State.SIGNING:
        raise Refused("agreement.wrong-state")
    words = reason.strip()[:500]
    if not words:
        raise Refused("agreement.reason-needed")
    for old in AgreementObjection.objects.filter(signer=signer, ended_at=None):
        if old.reason == words:
            return old
        end_objection(deal, old, Verb.WITHDRAW)
    due_at = deal.act.at + ANSWER_WITHIN
    row = AgreementObjection.objects.create(
        signer=signer,
        reason=words,
        raised_at=deal.act.at,
        undertaking=entrust(deal, Task.REPLY, words, due_at),
    )
    deal.record(
        AgreementObjected(objection=row.pk, household=signer.party.label, signer=signer.name, reason=words)
    )
    deal.tell("agreement.objected", [deal.agreement.drafted_by_id], who=signer.name, reason=words)
    complete(deal)
    return row


@transaction.atomic
def answer_agreement_objection(
    *, agreement_id: int, objection_id: int, answer: str, actor: Actor, now: datetime
) -> AgreementObjection:
    """Answer an objection; only whoever raised it ends it, by signing or refusing.

    Refused: as `begin`; agreement.objection-unknown, agreement.reason-needed.
    """
    deal = begin(agreement_id, "agreement.draft", actor, now)
    row = AgreementObjection.objects.filter(
        pk=min(objection_id, LARGEST_ID), signer__party__text=deal.text, ended_at=None
    ).first()
    if row is None:
        raise Refused("agreement.objection-unknown")
    words = answer.strip()[:500]
    if not words:
        raise Refused("agreement.reason-needed")
    row.answer, row.answered_at, row.answered_by_id = words, now, actor.person_id
    row.save()
    deal.record(AgreementObjectionMoved(objection=row.pk, to="answered", answer=words))
    _end_duty(deal, row, Verb.FINISH, words)
    deal.tell("agreement.objection-answered", [row.signer.person_id], answer=words)
    complete(deal)
    return row


def end_objection(deal: Deal, row: AgreementObjection, verb: Verb) -> None:
    """Nothing stands against it from this signer any more."""
    row.ended_at = deal.act.at
    row.save(update_fields=["ended_at"])
    deal.record(AgreementObjectionMoved(objection=row.pk, to="ended"))
    _end_duty(deal, row, verb, row.answer or row.reason)


def _end_duty(deal: Deal, row: AgreementObjection, verb: Verb, words: str) -> None:
    rows = Undertaking.objects.select_for_update(of=("self",)).select_related("place")
    for each in rows.filter(pk=row.undertaking_id or 0, state=UndertakingState.OPEN):
        deal.entries.append(end_undertaking(row=each, verb=verb, outcome=words[:300], act=deal.act))
