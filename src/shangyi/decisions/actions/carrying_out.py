"""生效与履行: promises become undertakings, money comes in, the works are looked at and a warranty runs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.decisions.actions.agreeing import (
    Deal,
    begin,
    complete,
    end_duties,
    end_of,
    entrust,
    persons_signing,
)
from shangyi.decisions.events import AgreementInForce, AgreementPaid, WorksAccepted
from shangyi.decisions.models import Agreement, AgreementParty, AgreementPayment
from shangyi.decisions.queries.agreements import LARGEST_ID, split_of
from shangyi.decisions.rules.agreement import warranty_until
from shangyi.decisions.rules.shares import check_basis_agreed, payments_of
from shangyi.decisions.rules.signing import State
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.undertakings.rules import Task, Verb

LOOK_AFTER = timedelta(days=7)
"""Somebody looks at the works within a week of the day by which they were promised."""


def put_in_force(deal: Deal, *, n_signatures: int) -> None:
    """The last name is set: from now on it binds, and every promise is somebody's undertaking.

    Refused: shares.basis-not-agreed, which cannot happen where all parties have signed.
    """
    agreement, text = deal.agreement, deal.text
    split = split_of(text)
    if split is not None:
        check_basis_agreed(split, [party.label for party in text.parties.all()])
    agreement.state, agreement.in_force_at = State.IN_FORCE, deal.act.at
    deal.record(AgreementInForce(version=text.version, digest=text.digest, n_signatures=n_signatures))
    end_duties(deal, Verb.FINISH, text.title, Task.CONTACT)
    _open_promises(deal)
    deal.tell("agreement.in-force", persons_signing(deal) | {agreement.drafted_by_id})


def _open_promises(deal: Deal) -> None:
    last: date | None = None
    for row in deal.text.promises.all():
        task = Task.WORKS if row.is_works else Task.PLEDGE
        due_at = max(end_of(row.due_on), end_of(timezone.localdate(deal.act.at)))
        row.undertaking = entrust(deal, task, row.what, due_at, holder=row.holder, unit=row.unit)
        row.save(update_fields=["undertaking"])
        deal.tell("agreement.promised", [row.holder_id], what=row.what, due_at=due_at.isoformat())
        if row.is_works:
            last = max(last or row.due_on, row.due_on)
    if last is not None:
        looked_at = max(end_of(last), end_of(timezone.localdate(deal.act.at))) + LOOK_AFTER
        entrust(deal, Task.RECHECK, _("Look at the works: %(title)s") % {"title": deal.text.title}, looked_at)


@transaction.atomic
def accept_works(*, agreement_id: int, words: str, actor: Actor, now: datetime) -> Agreement:
    """验收: a named person has looked at the works and says what was found; the warranty begins.

    Refused: as `begin`; agreement.wrong-state, agreement.accepted-already, agreement.reason-needed.
    """
    deal = begin(agreement_id, "agreement.draft", actor, now)
    agreement = deal.agreement
    if agreement.state != State.IN_FORCE:
        raise Refused("agreement.wrong-state")
    if agreement.accepted_at is not None:
        raise Refused("agreement.accepted-already")
    if not words.strip():
        raise Refused("agreement.reason-needed")
    agreement.accepted_at, agreement.accepted_by_id = now, actor.person_id
    agreement.accepted_words = words.strip()[:300]
    chosen = agreement.quotes.filter(is_chosen=True).first()
    if chosen is not None and chosen.warranty_months:
        agreement.warranty_until = warranty_until(timezone.localdate(now), chosen.warranty_months)
    until = agreement.warranty_until.isoformat() if agreement.warranty_until else ""
    deal.record(WorksAccepted(warranty_until=until, words=agreement.accepted_words))
    end_duties(deal, Verb.FINISH, agreement.accepted_words, Task.RECHECK)
    deal.tell("agreement.accepted", persons_signing(deal), words=agreement.accepted_words)
    return complete(deal)


@transaction.atomic
def record_payment(
    *, agreement_id: int, party_id: int, fen: int, paid_on: date, note: str = "", actor: Actor, now: datetime
) -> AgreementPayment:
    """Money of a party came in; what is given back is negative, and never more than was paid.

    Refused: as `begin`; agreement.wrong-state, agreement.party-unknown, agreement.paid-in-future,
    shares.payment-not-fen, agreement.returned-too-much.
    """
    deal, party = _begin_payment(agreement_id, party_id, actor, now)
    split = split_of(deal.text)
    if split is None:
        raise Refused("agreement.wrong-state")
    payments_of(split, [(party.label, fen)])
    if paid_on > timezone.localdate(now):
        raise Refused("agreement.paid-in-future")
    paid = party.payments.aggregate(sum=Sum("fen"))["sum"] or 0
    if paid + fen < 0:
        raise Refused("agreement.returned-too-much", household=party.label)
    row = AgreementPayment.objects.create(
        party=party,
        fen=fen,
        paid_on=paid_on,
        note=note.strip()[:120],
        recorded_by_id=actor.person_id or 0,
        recorded_at=now,
    )
    return _paid(deal, row)


@transaction.atomic
def undo_payment(*, agreement_id: int, payment_id: int, actor: Actor, now: datetime) -> AgreementPayment:
    """A line that was booked in error is met by its opposite; both stay on record.

    Refused: as `begin`; agreement.payment-unknown, agreement.payment-undone-already.
    """
    deal = begin(agreement_id, "agreement.record", actor, now)
    wrong = (
        AgreementPayment.objects.select_related("party")
        .filter(pk=min(payment_id, LARGEST_ID), party__text=deal.text, undoes=None)
        .first()
    )
    if wrong is None:
        raise Refused("agreement.payment-unknown")
    if AgreementPayment.objects.filter(undoes=wrong).exists():
        raise Refused("agreement.payment-undone-already")
    row = AgreementPayment.objects.create(
        party=wrong.party,
        fen=-wrong.fen,
        paid_on=timezone.localdate(now),
        recorded_by_id=actor.person_id or 0,
        recorded_at=now,
        undoes=wrong,
    )
    return _paid(deal, row)


def _begin_payment(
    agreement_id: int, party_id: int, actor: Actor, now: datetime
) -> tuple[Deal, AgreementParty]:
    deal = begin(agreement_id, "agreement.record", actor, now)
    if deal.agreement.state != State.IN_FORCE:
        raise Refused("agreement.wrong-state")
    party = AgreementParty.objects.filter(text=deal.text, pk=min(party_id, LARGEST_ID)).first()
    if party is None:
        raise Refused("agreement.party-unknown")
    return deal, party


def _paid(deal: Deal, row: AgreementPayment) -> AgreementPayment:
    deal.record(AgreementPaid(payment=row.pk, undoes=row.undoes_id, household=row.party.label, fen=row.fen))
    complete(deal)
    return row
