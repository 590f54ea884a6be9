"""约定: whom a draft binds, who pays how much, who gives up what, who does what by when, and at what price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from shangyi.decisions.actions.drafting import begin_change, changed
from shangyi.decisions.actions.parties import NewParty, Randbelow, check_parties, put_parties, put_shares
from shangyi.decisions.models import Agreement, AgreementConcession, AgreementPromise, AgreementQuote
from shangyi.decisions.rules.agreement import CONCESSION_PARTS, Concession, Quote, compare_quotes
from shangyi.decisions.rules.shares import Basis
from shangyi.decisions.rules.thresholds import refuse_all
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.people.models import Person
from shangyi.places.models import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShares:
    """The total and what it is shared by: label → weight, label → why it pays nothing."""

    total_fen: int
    basis: Basis
    weights: dict[str, int]
    exempt: dict[str, str]
    total_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPromise:
    """Who does what until which day."""

    what: str
    due_on: date
    holder: Person | None = None
    unit: Unit | None = None
    is_works: bool = False


@transaction.atomic
def set_parties(
    *, agreement_id: int, parties: Sequence[NewParty], actor: Actor, now: datetime, randbelow: Randbelow
) -> Agreement:
    """Say whom the text binds and who signs for them; shares that no longer come out are left open.

    Refused: as `begin`; agreement.wrong-state, agreement.too-many-parties, agreement.household-twice,
    agreement.owner-missing, agreement.signer-twice; all that apply at once.
    """
    check_parties(parties)
    deal = begin_change(agreement_id, actor, now, randbelow)
    kept = {row.label: row for row in deal.text.parties.all()}
    codes = {(s.party.label, s.name): s.code for row in kept.values() for s in row.signers.all()}
    given_up = [
        (row.label, {part: getattr(each, part) for part in CONCESSION_PARTS})
        for row in kept.values()
        for each in row.concessions.all()
    ]
    deal.text.parties.all().delete()
    rows = put_parties(deal.text, parties, randbelow, kept=kept, codes=codes)
    for label, parts in given_up:
        if label in rows:
            AgreementConcession.objects.create(party=rows[label], **parts)
    return changed(deal, "parties")


@transaction.atomic
def set_shares(
    *, agreement_id: int, shares: NewShares, actor: Actor, now: datetime, randbelow: Randbelow
) -> Agreement:
    """Who pays how much, split to the fen by the agreed basis. Refused: as `begin` and `split_cost`;
    agreement.wrong-state.
    """
    deal = begin_change(agreement_id, actor, now, randbelow)
    text = deal.text
    text.total_fen, text.basis = shares.total_fen, shares.basis
    text.total_reason = shares.total_reason.strip()[:300]
    text.save()
    rows = list(text.parties.all())
    for row in rows:
        row.weight = shares.weights.get(row.label, 0)
        row.exempt_because = shares.exempt.get(row.label, "").strip()[:200]
    put_shares(text, rows)
    return changed(deal, "shares")


@transaction.atomic
def set_concessions(
    *,
    agreement_id: int,
    concessions: Sequence[Concession],
    actor: Actor,
    now: datetime,
    randbelow: Randbelow,
) -> Agreement:
    """Who gives up what in return for what. Refused: as `begin`; agreement.wrong-state,
    agreement.concession-of-no-party.
    """
    deal = begin_change(agreement_id, actor, now, randbelow)
    rows = {row.label: row for row in deal.text.parties.all()}
    refuse_all(
        [
            Refused("agreement.concession-of-no-party", household=each.household)
            for each in concessions
            if each.household not in rows
        ]
    )
    AgreementConcession.objects.filter(party__text=deal.text).delete()
    for each in concessions:
        parts = {part: getattr(each, part).strip()[:300] for part in CONCESSION_PARTS}
        AgreementConcession.objects.create(party=rows[each.household], **parts)
    return changed(deal, "concessions")


@transaction.atomic
def set_promises(
    *, agreement_id: int, promises: Sequence[NewPromise], actor: Actor, now: datetime, randbelow: Randbelow
) -> Agreement:
    """Who does what until which day; it becomes their undertaking when the agreement is in force.

    Refused: as `begin`; agreement.wrong-state, agreement.promise-incomplete.
    """
    refuse_all(
        [
            Refused("agreement.promise-incomplete", what=each.what[:60])
            for each in promises
            if not each.what.strip() or (each.holder is None and each.unit is None)
        ]
    )
    deal = begin_change(agreement_id, actor, now, randbelow)
    deal.text.promises.all().delete()
    AgreementPromise.objects.bulk_create(
        AgreementPromise(
            text=deal.text,
            number=number,
            what=each.what.strip()[:300],
            holder=each.holder,
            unit=each.unit,
            due_on=each.due_on,
            is_works=each.is_works,
        )
        for number, each in enumerate(promises, start=1)
    )
    return changed(deal, "promises")


@transaction.atomic
def set_quotes(
    *,
    agreement_id: int,
    quotes: Sequence[Quote],
    chosen: str,
    actor: Actor,
    now: datetime,
    randbelow: Randbelow,
) -> Agreement:
    """What firms ask, and whose price was chosen; being cheapest decides nothing.

    Refused: as `begin`; agreement.wrong-state, agreement.quote-twice, agreement.quote-not-whole.
    """
    deal = begin_change(agreement_id, actor, now, randbelow)
    if quotes:
        compare_quotes(quotes)
    deal.agreement.quotes.all().delete()
    AgreementQuote.objects.bulk_create(
        AgreementQuote(
            agreement=deal.agreement,
            firm=each.firm,
            total_fen=each.total_fen,
            warranty_months=each.warranty_months,
            working_days=each.working_days,
            offer=each.offer[:300],
            is_chosen=each.firm == chosen,
        )
        for each in quotes
    )
    return changed(deal, "quotes")
