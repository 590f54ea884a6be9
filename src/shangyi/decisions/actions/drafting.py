"""拟协议: the text, who is bound by it, who pays what, who gives up what, who does what by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shangyi.decisions.actions.agreeing import Deal, begin, complete
from shangyi.decisions.actions.parties import NewParty, Randbelow, check_parties, put_parties
from shangyi.decisions.events import AgreementChanged, AgreementDrafted, AgreementDropped
from shangyi.decisions.models import (
    Agreement,
    AgreementConcession,
    AgreementParty,
    AgreementPromise,
    AgreementSigner,
    AgreementText,
)
from shangyi.decisions.queries.agreements import text_of
from shangyi.decisions.rules.agreement import CONCESSION_PARTS
from shangyi.decisions.rules.signing import State, Verb, check_verb, drop
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.ids import new_code
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What is agreed, in words."""

    title: str
    body: str = ""
    options: str = ""
    is_mediation: bool = False


@transaction.atomic
def draft_agreement(
    *,
    wording: Wording,
    place: Place,
    parties: Sequence[NewParty] = (),
    about: str = "",
    actor: Actor,
    now: datetime,
    randbelow: Randbelow,
) -> Agreement:
    """A draft that nobody but the desk sees yet, with the households of the place where they are known.

    Refused: rights.missing, agreement.title-needed, and as `set_parties`.
    """
    _check_title(wording)
    check_parties(parties)
    grant = require(actor, "agreement.draft", place.path or "")
    agreement = Agreement.objects.create(
        title=wording.title.strip()[:120],
        about=about[:40],
        place=place,
        place_path=place.path or "",
        drafted_by=Person.objects.get(pk=actor.person_id or 0),
        drafted_capacity=Capacity.objects.filter(pk=grant.capacity_id or 0).first(),
        made_at=now,
    )
    text = AgreementText(agreement=agreement, version=1, number=new_code(randbelow))
    _put_wording(text, wording)
    text.save()
    put_parties(text, parties, randbelow)
    append(
        AgreementDrafted(title=agreement.title),
        subject=agreement.subject,
        place_code=place.code,
        act=Act.by(actor, grant, now),
    )
    return agreement


@transaction.atomic
def change_wording(
    *, agreement_id: int, wording: Wording, actor: Actor, now: datetime, randbelow: Randbelow
) -> Agreement:
    """Change the words of a draft; what came back becomes the next version first.

    Refused: as `begin`; agreement.title-needed, agreement.wrong-state.
    """
    _check_title(wording)
    deal = begin_change(agreement_id, actor, now, randbelow)
    _put_wording(deal.text, wording)
    deal.text.save()
    deal.agreement.title = deal.text.title
    return changed(deal, "text")


@transaction.atomic
def drop_agreement(*, agreement_id: int, reason: str, actor: Actor, now: datetime) -> Agreement:
    """Nothing comes of it; whoever was asked to sign is told why. Refused: as `begin` and `drop`."""
    deal = begin(agreement_id, "agreement.draft", actor, now)
    agreement = deal.agreement
    agreement.state = drop(deal.standing, reason=reason).state
    agreement.ended_at, agreement.ended_reason = now, reason.strip()[:300]
    deal.record(AgreementDropped(version=agreement.version, reason=agreement.ended_reason))
    if AgreementText.objects.filter(agreement=agreement, offered_at__isnull=False).exists():
        rows = AgreementSigner.objects.filter(party__text__agreement=agreement)
        deal.tell(
            "agreement.dropped", rows.values_list("person_id", flat=True), reason=agreement.ended_reason
        )
    return complete(deal)


def begin_change(agreement_id: int, actor: Actor, now: datetime, randbelow: Randbelow) -> Deal:
    """A draft to change; of what came back, the next version with everything that stood in the last."""
    deal = begin(agreement_id, "agreement.draft", actor, now)
    check_verb(State(deal.agreement.state), Verb.REVISE)
    if deal.agreement.state == State.SENT_BACK:
        deal.agreement.version += 1
        deal.agreement.state = State.DRAFT
        deal.text = _next_version(deal, randbelow)
    return deal


def _next_version(deal: Deal, randbelow: Randbelow) -> AgreementText:
    """A new row of text with copies of all that hangs on the old one; nobody's signature comes along."""
    old = deal.text
    parties, promises = list(old.parties.all()), list(old.promises.all())
    text = AgreementText.objects.create(
        agreement=deal.agreement,
        version=deal.agreement.version,
        number=new_code(randbelow),
        **{name: getattr(old, name) for name in COPIED},
    )
    for party in parties:
        _copy_party(party, text)
    AgreementPromise.objects.bulk_create(
        AgreementPromise(text=text, **{name: getattr(row, name) for name in PROMISED}) for row in promises
    )
    return text_of(deal.agreement)


COPIED = ("title", "body", "options", "is_mediation", "total_fen", "total_reason", "basis")
PROMISED = ("number", "what", "holder", "unit", "due_on", "is_works")
BOUND = ("number", "kind", "key", "label", "place", "unit", "weight", "exempt_because", "fen")


def _copy_party(party: AgreementParty, text: AgreementText) -> None:
    """The party with its signers, who keep their codes, and what it gives up."""
    new = AgreementParty.objects.create(text=text, **{name: getattr(party, name) for name in BOUND})
    AgreementSigner.objects.bulk_create(
        AgreementSigner(party=new, number=s.number, name=s.name, role=s.role, person=s.person, code=s.code)
        for s in party.signers.all()
    )
    AgreementConcession.objects.bulk_create(
        AgreementConcession(party=new, **{part: getattr(row, part) for part in CONCESSION_PARTS})
        for row in party.concessions.all()
    )


def changed(deal: Deal, part: str) -> Agreement:
    """Record that a part of the draft was changed, and save."""
    deal.record(AgreementChanged(part=part, version=deal.agreement.version))
    return complete(deal)


def _check_title(wording: Wording) -> None:
    if not wording.title.strip():
        raise Refused("agreement.title-needed")


def _put_wording(text: AgreementText, wording: Wording) -> None:
    text.title = wording.title.strip()[:120]
    text.body = wording.body.strip()
    text.options = wording.options.strip()
    text.is_mediation = wording.is_mediation
