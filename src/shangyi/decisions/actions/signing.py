"""签: a text lies open; each signs it, refuses it or objects to it; with the last name it is in force."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.concerns.actions.photos import Picture
from shangyi.decisions.actions.agreeing import (
    Deal,
    begin,
    begin_locked,
    complete,
    end_duties,
    entrust,
    persons_signing,
)
from shangyi.decisions.actions.carrying_out import put_in_force
from shangyi.decisions.actions.objecting import end_objection
from shangyi.decisions.events import (
    AgreementOffered,
    AgreementSentBack,
    AgreementSigned,
    SignatureTakenBack,
)
from shangyi.decisions.models import Agreement, AgreementObjection, AgreementSignature, AgreementSigner
from shangyi.decisions.queries.agreements import (
    quote_of,
    quotes_of,
    signer_by_code,
    signer_for_change,
    signers_of,
    unsigned,
)
from shangyi.decisions.rules.agreement import check_price
from shangyi.decisions.rules.drawing import Stroke, kept
from shangyi.decisions.rules.signing import (
    Signature,
    State,
    Way,
    offer,
    refuse,
    sign,
    take_back,
    withdraw,
)
from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.refused import Refused
from shangyi.undertakings.rules import Task, Verb

RECORDED = frozenset({Way.IN_PERSON_CODE, Way.WRITTEN_PROXY, Way.PAPER_WITNESSED, Way.DRAWN})
"""The ways in which staff write a signature down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How somebody signs, over which text, and what is kept with it."""

    way: Way
    digest: str
    evidence: str = ""
    witness: str = ""
    picture: Picture | None = None
    strokes: tuple[Stroke, ...] = ()


@transaction.atomic
def offer_agreement(*, agreement_id: int, sign_by: datetime, actor: Actor, now: datetime) -> Agreement:
    """Lay the text open for signature until a day; from now on nothing in it changes, and everybody is asked.

    Refused: as `begin`, `offer` and `check_price`; agreement.sign-by-wrong.
    """
    deal = begin(agreement_id, "agreement.draft", actor, now)
    if not now < sign_by:
        raise Refused("agreement.sign-by-wrong")
    agreement, text = deal.agreement, deal.text
    standing = offer(deal.standing)
    chosen = agreement.quotes.filter(is_chosen=True).first()
    price = quote_of(chosen) if chosen else None
    check_price(text.total_fen, quotes_of(agreement), price, reason=text.total_reason)
    terms = standing.terms
    agreement.state, agreement.sign_by, agreement.reminded_at = standing.state, sign_by, None
    text.digest, text.offered_at = terms.digest, now
    text.save(update_fields=["digest", "offered_at"])
    deal.record(
        AgreementOffered(
            version=text.version,
            digest=text.digest,
            n_parties=len(terms.parties),
            n_signers=len(terms.signers),
            sign_by=sign_by.isoformat(),
            total_fen=text.total_fen,
            terms=asdict(terms),
        )
    )
    entrust(deal, Task.CONTACT, _("Collect the signatures: %(title)s") % {"title": text.title}, sign_by)
    deal.tell("agreement.to-sign", persons_signing(deal), closes=sign_by.isoformat())
    return complete(deal)


@transaction.atomic
def sign_here(
    *, agreement_id: int, signer_id: int, mark: Mark, actor: Actor, now: datetime
) -> AgreementSignature:
    """The name of somebody who is signed in. Refused: agreement.not-yours, and as `sign`."""
    deal, signer = _mine(agreement_id, signer_id, actor, now)
    return _sign(deal, signer, mark)


@transaction.atomic
def sign_by_code(*, code: str, mark: Mark, actor: Actor, now: datetime) -> AgreementSignature:
    """The name of whoever holds the link or code. Refused: agreement.code.not-found, and as `sign`."""
    deal, signer = _by_code(code, actor, now)
    return _sign(deal, signer, mark)


@transaction.atomic
def record_signature(
    *, agreement_id: int, signer_id: int, mark: Mark, code: str = "", actor: Actor, now: datetime
) -> AgreementSignature:
    """代录: a paper signed before a witness, a written proxy, a code that somebody says at the counter, or a name that
    somebody draws on the screen there.

    Refused: as `begin` and `sign`; agreement.signer-unknown, agreement.way-not-recorded, agreement.code-wrong,
    agreement.photo-needed, agreement.witness-missing.
    """
    deal = begin(agreement_id, "agreement.record", actor, now)
    signer = signer_for_change(deal.agreement, signer_id)
    if mark.way not in RECORDED:
        raise Refused("agreement.way-not-recorded")
    if mark.way is Way.IN_PERSON_CODE and code != signer.code:
        raise Refused("agreement.code-wrong", person=signer.name)
    if mark.way is Way.PAPER_WITNESSED and mark.picture is None:
        raise Refused("agreement.photo-needed", person=signer.name)
    if mark.way is Way.DRAWN and not mark.witness.strip():
        raise Refused("agreement.witness-missing", person=signer.name)
    return _sign(deal, signer, mark, is_recorded=True)


def _sign(
    deal: Deal, signer: AgreementSigner, mark: Mark, *, is_recorded: bool = False
) -> AgreementSignature:
    """Set the name under the text; with the last one it is in force."""
    agreement, now = deal.agreement, deal.act.at
    standing = sign(
        deal.standing,
        Signature(
            household=signer.party.label,
            person=signer.name,
            way=mark.way,
            digest=mark.digest,
            signed_at=now,
            evidence=mark.evidence,
            witness=mark.witness,
            drawing=kept(mark.strokes),
        ),
    )
    row = _keep(deal, signer, mark, is_recorded=is_recorded)
    deal.record(
        AgreementSigned(
            version=agreement.version,
            way=mark.way.value,
            digest=mark.digest,
            household=signer.party.label,
            signer=signer.name,
            evidence=row.evidence,
            witness=row.witness,
            picture=row.picture_digest,
            drawing=_digest_of(row.drawing),
        )
    )
    end_objections(deal, signer)
    if standing.state is State.IN_FORCE:
        put_in_force(deal, n_signatures=len(standing.signatures))
    complete(deal)
    return row


def _digest_of(drawing: str) -> str:
    return hashlib.sha256(drawing.encode()).hexdigest() if drawing else ""


def _keep(deal: Deal, signer: AgreementSigner, mark: Mark, *, is_recorded: bool) -> AgreementSignature:
    row = AgreementSignature(
        signer=signer,
        way=mark.way,
        digest=mark.digest,
        signed_at=deal.act.at,
        evidence=mark.evidence.strip()[:120],
        witness=mark.witness.strip()[:60],
        picture_digest=mark.picture.digest if mark.picture else "",
        drawing=kept(mark.strokes) if mark.way is Way.DRAWN else "",
        recorded_by_id=deal.act.person_id if is_recorded else None,
    )
    if mark.picture is not None:
        row.picture.save(f"{mark.picture.digest[:32]}.jpg", ContentFile(mark.picture.large), save=False)
    row.save()
    return row


@transaction.atomic
def take_signature_back(
    *, agreement_id: int, signer_id: int, reason: str = "", actor: Actor, now: datetime
) -> Agreement:
    """Take one's own name back as long as not all have signed. Refused: agreement.not-yours, and as `take_back`."""
    deal, signer = _mine(agreement_id, signer_id, actor, now)
    return _take_back(deal, signer, reason)


@transaction.atomic
def take_back_by_code(*, code: str, reason: str = "", actor: Actor, now: datetime) -> Agreement:
    """The same by link and code. Refused: agreement.code.not-found, and as `take_back`."""
    deal, signer = _by_code(code, actor, now)
    return _take_back(deal, signer, reason)


@transaction.atomic
def undo_recorded(
    *, agreement_id: int, signer_id: int, reason: str, actor: Actor, now: datetime
) -> Agreement:
    """Take back a signature that was written down in error, with the reason; whoever it names is told.

    Refused: as `begin` and `take_back`; agreement.reason-needed, agreement.signer-unknown, agreement.not-recorded
    for one that the person set alone.
    """
    deal = begin(agreement_id, "agreement.record", actor, now)
    signer = signer_for_change(deal.agreement, signer_id)
    if not reason.strip():
        raise Refused("agreement.reason-needed")
    own = AgreementSignature.objects.filter(signer=signer, taken_back_at=None, recorded_by=None)
    if own.exists():
        raise Refused("agreement.not-recorded", person=signer.name)
    deal.tell("agreement.signature-undone", [signer.person_id], reason=reason.strip())
    return _take_back(deal, signer, reason)


def _take_back(deal: Deal, signer: AgreementSigner, reason: str) -> Agreement:
    take_back(deal.standing, household=signer.party.label, person=signer.name)
    AgreementSignature.objects.filter(signer=signer, taken_back_at=None).update(
        taken_back_at=deal.act.at, taken_back_reason=reason.strip()[:300]
    )
    deal.record(
        SignatureTakenBack(
            version=deal.agreement.version,
            household=signer.party.label,
            signer=signer.name,
            reason=reason.strip()[:300],
        )
    )
    return complete(deal)


@transaction.atomic
def refuse_agreement(
    *, agreement_id: int, signer_id: int, reason: str, actor: Actor, now: datetime
) -> Agreement:
    """Say no, with the reason: the text goes back to the table. Refused: agreement.not-yours, and as `refuse`."""
    deal, signer = _mine(agreement_id, signer_id, actor, now)
    return _refuse(deal, signer, reason)


@transaction.atomic
def refuse_by_code(*, code: str, reason: str, actor: Actor, now: datetime) -> Agreement:
    """The same by link and code. Refused: agreement.code.not-found, and as `refuse`."""
    deal, signer = _by_code(code, actor, now)
    return _refuse(deal, signer, reason)


@transaction.atomic
def record_refusal(
    *, agreement_id: int, signer_id: int, reason: str, actor: Actor, now: datetime
) -> Agreement:
    """代录: somebody says no at the counter or on paper. Refused: as `begin` and `refuse`; agreement.signer-unknown."""
    deal = begin(agreement_id, "agreement.record", actor, now)
    return _refuse(deal, signer_for_change(deal.agreement, signer_id), reason)


def _refuse(deal: Deal, signer: AgreementSigner, reason: str) -> Agreement:
    n_signed = len(deal.standing.signatures)
    standing = refuse(deal.standing, household=signer.party.label, person=signer.name, reason=reason)
    return _send_back(deal, standing.state, "refuse", f"{signer.party.label} {signer.name}", reason, n_signed)


@transaction.atomic
def withdraw_agreement(*, agreement_id: int, reason: str, actor: Actor, now: datetime) -> Agreement:
    """Take the text back before all have signed, to change it. Refused: as `begin` and `withdraw`."""
    deal = begin(agreement_id, "agreement.draft", actor, now)
    n_signed = len(deal.standing.signatures)
    standing = withdraw(deal.standing, organiser=actor.name, reason=reason)
    return _send_back(deal, standing.state, "withdraw", actor.name, reason, n_signed)


def _send_back(deal: Deal, state: State, verb: str, by: str, reason: str, n_signed: int) -> Agreement:
    """The version ends with its signatures as they stood; everybody is told why, and who drafted it must go on."""
    text, words = deal.text, reason.strip()[:300]
    deal.agreement.state = state
    text.ended_at, text.ended_verb, text.ended_by, text.ended_reason = deal.act.at, verb, by[:60], words
    text.save(update_fields=["ended_at", "ended_verb", "ended_by", "ended_reason"])
    deal.record(AgreementSentBack(version=text.version, verb=verb, n_signed=n_signed, by=by, reason=words))
    end_duties(deal, Verb.WITHDRAW, words, Task.CONTACT, Task.REPLY)
    AgreementObjection.objects.filter(signer__party__text=text, ended_at=None).update(ended_at=deal.act.at)
    deal.tell("agreement.sent-back", persons_signing(deal) | {deal.agreement.drafted_by_id}, reason=words)
    return complete(deal)


def end_objections(deal: Deal, signer: AgreementSigner) -> None:
    """Whoever signs has nothing against it any more."""
    for row in AgreementObjection.objects.filter(signer=signer, ended_at=None):
        end_objection(deal, row, Verb.FINISH)


def _mine(agreement_id: int, signer_id: int, actor: Actor, now: datetime) -> tuple[Deal, AgreementSigner]:
    """Lock for a signer who is signed in. Refused: agreement.not-found, agreement.not-yours."""
    deal = begin_locked(agreement_id, Act.by_resident(actor, now))
    signer = next((each for each in signers_of(deal.agreement, actor) if each.pk == signer_id), None)
    if signer is None:
        raise Refused("agreement.not-yours")
    return deal, signer


def _by_code(code: str, actor: Actor, now: datetime) -> tuple[Deal, AgreementSigner]:
    """Lock for whoever holds the code; what changed meanwhile is asked again. Refused: agreement.code.not-found."""
    agreement, _before = signer_by_code(code)
    deal = begin_locked(agreement.pk, Act.by_resident(actor, now))
    return deal, signer_by_code(code)[1]


def remind_silent(*, agreement_id: int, now: datetime) -> int:
    """A day before signing ends, whoever has not signed is reminded once; how many were."""
    with transaction.atomic():
        deal = begin_locked(agreement_id, Act.by_clock(now))
        agreement = deal.agreement
        if agreement.state != State.SIGNING or agreement.reminded_at is not None:
            return 0
        agreement.reminded_at = now
        closes = timezone.localtime(agreement.sign_by).isoformat() if agreement.sign_by else ""
        deal.tell(
            "agreement.reminder", unsigned(agreement).values_list("person_id", flat=True), closes=closes
        )
        complete(deal)
        return len(deal.messages)
