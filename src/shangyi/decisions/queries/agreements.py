"""Agreements as people see them: those of a place, those that wait for me, one with its text and who has signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from shangyi.decisions.models import (
    Agreement,
    AgreementConcession,
    AgreementObjection,
    AgreementParty,
    AgreementPayment,
    AgreementPromise,
    AgreementQuote,
    AgreementSignature,
    AgreementSigner,
    AgreementText,
)
from shangyi.decisions.rules.agreement import CONCESSION_PARTS, Concession, Party, Promise, Quote, Terms
from shangyi.decisions.rules.shares import Basis, CostSplit, Payer, PaymentState, payments_of, split_cost
from shangyi.decisions.rules.signing import Signature, Standing, State, Way
from shangyi.kernel.actor import Actor
from shangyi.kernel.ids import read_code
from shangyi.kernel.refused import Refused
from shangyi.ledger.queries.prepared import Prepared
from shangyi.people.models import Person
from shangyi.people.queries import same_person_ids

LARGEST_ID = 2**63 - 1


def agreements_below(actor: Actor) -> QuerySet[Agreement]:
    """The agreements whose desk page the actor may open."""
    return _below(actor.paths_for("agreement.view"))


def _below(paths: Iterable[str]) -> QuerySet[Agreement]:
    reach = Q(pk__in=[])
    for path in paths:
        reach |= Q(place_path__startswith=path)
    return Agreement.objects.filter(reach).select_related("place", "drafted_by")


def agreement_seen_by(actor: Actor, agreement_id: int) -> Agreement:
    """One agreement for its desk page. Refused: agreement.not-found, also when it is none of theirs."""
    row = agreements_below(actor).filter(pk=min(agreement_id, LARGEST_ID)).first()
    if row is None:
        raise Refused("agreement.not-found")
    return row


def agreement_for_change(agreement_id: int) -> Agreement:
    """The agreement, locked. Refused: agreement.not-found."""
    rows = Agreement.objects.select_for_update(of=("self",)).select_related(
        "place", "drafted_by", "drafted_capacity"
    )
    row = rows.filter(pk=min(agreement_id, LARGEST_ID)).first()
    if row is None:
        raise Refused("agreement.not-found")
    return row


def text_of(agreement: Agreement) -> AgreementText:
    """The present version, with parties, signers, signatures, concessions and promises: in six statements."""
    return texts_of(agreement).get(version=agreement.version)


def texts_of(agreement: Agreement) -> QuerySet[AgreementText]:
    """All versions with everything in them, the newest first."""
    standing = AgreementSignature.objects.filter(taken_back_at=None).order_by("signed_at", "id")
    signers = AgreementSigner.objects.select_related("person").prefetch_related(
        Prefetch("signatures", queryset=standing, to_attr="standing")
    )
    parties = AgreementParty.objects.select_related("place", "unit").prefetch_related(
        Prefetch("signers", queryset=signers.order_by("number")),
        Prefetch("concessions", queryset=AgreementConcession.objects.order_by("id")),
    )
    promises = AgreementPromise.objects.select_related("holder", "unit", "undertaking")
    return (
        AgreementText.objects.filter(agreement=agreement)
        .prefetch_related(Prefetch("parties", queryset=parties), Prefetch("promises", queryset=promises))
        .order_by("-version")
    )


def terms_of(text: AgreementText) -> Terms:
    """The text as what is signed."""
    parties = list(text.parties.all())
    return Terms(
        title=text.title,
        body=text.body,
        parties=tuple(_party(party) for party in parties),
        total_fen=text.total_fen,
        shares=tuple((party.label, party.fen) for party in parties if party.fen is not None),
        concessions=tuple(_concession(row) for party in parties for row in party.concessions.all()),
        is_mediation=text.is_mediation,
        basis=text.basis if text.total_fen else "",
        exemptions=tuple((each.label, each.exempt_because) for each in parties if each.exempt_because),
        promises=tuple(
            Promise(row.what, owner_of(row), row.due_on.isoformat()) for row in text.promises.all()
        ),
        number=text.number,
    )


def _party(party: AgreementParty) -> Party:
    signers = list(party.signers.all())
    tenants = tuple(each.name for each in signers if each.role == AgreementSigner.RoleChoice.OCCUPANT)
    others = tuple(each.name for each in signers if each.role != AgreementSigner.RoleChoice.OCCUPANT)
    return Party(party.label, others, tenants)


def _concession(row: AgreementConcession) -> Concession:
    return Concession(row.party.label, *(getattr(row, part) for part in CONCESSION_PARTS))


def owner_of(row: AgreementPromise) -> str:
    """Who keeps a promise, in words."""
    names = [row.unit.name if row.unit else "", row.holder.name if row.holder else ""]
    return " ".join(name for name in names if name)


def standing_of(agreement: Agreement, text: AgreementText) -> Standing:
    """Where the agreement stands, as the rules take it."""
    signatures = [
        Signature(
            household=party.label,
            person=signer.name,
            way=Way(row.way),
            digest=row.digest,
            signed_at=row.signed_at,
            evidence=row.evidence,
            witness=row.witness,
            drawing=row.drawing,
        )
        for party in text.parties.all()
        for signer in party.signers.all()
        for row in signer.standing  # type: ignore[attr-defined]
    ]
    return Standing(
        terms=terms_of(text),
        version=agreement.version,
        state=State(agreement.state),
        signatures=tuple(signatures),
        in_force_at=agreement.in_force_at,
    )


def payers_of(parties: Sequence[AgreementParty], basis: Basis) -> list[Payer]:
    """The parties as the rule that splits the cost takes them."""
    return [
        Payer(party.label, 1 if basis is Basis.EQUAL else party.weight, party.exempt_because)
        for party in parties
    ]


def split_of(text: AgreementText) -> CostSplit | None:
    """The split with its working, from what it rests on; None where nothing is to be paid or it does not come out."""
    if not text.total_fen:
        return None
    try:
        return split_cost(
            text.total_fen, payers_of(list(text.parties.all()), Basis(text.basis)), Basis(text.basis)
        )
    except Refused:
        return None


def quotes_of(agreement: Agreement) -> list[Quote]:
    """The quotes as the rules take them."""
    return [quote_of(row) for row in AgreementQuote.objects.filter(agreement=agreement).order_by("id")]


def quote_of(row: AgreementQuote) -> Quote:
    """One quote as the rules take it."""
    return Quote(row.firm, row.total_fen, row.warranty_months, row.working_days, row.offer)


def payments_by_party(text: AgreementText, split: CostSplit) -> tuple[PaymentState, ...]:
    """What each party has paid and still owes."""
    rows = (
        AgreementPayment.objects.filter(party__text=text)
        .values_list("party__label")
        .annotate(sum=Sum("fen"))
        .exclude(sum=0)
    )
    return payments_of(split, list(rows.values_list("party__label", "sum")))


def shown_text(agreement: Agreement) -> AgreementText:
    """The version that its parties see, with all that hangs on it: the newest that was ever offered."""
    return texts_of(agreement).get(version=shown_version(agreement))


def shown_version(agreement: Agreement) -> int:
    """While the next version is being written, the one that came back; 0 where none was offered yet."""
    if agreement.state != State.DROPPED:
        return agreement.version - (agreement.state == State.DRAFT)
    rows = _offered().filter(agreement=agreement).values_list("version", flat=True)
    return rows.first() or 0


def _offered() -> QuerySet[AgreementText]:
    return AgreementText.objects.filter(offered_at__isnull=False).order_by("-version")


def signers_of(agreement: Agreement, actor: Actor) -> list[AgreementSigner]:
    """For whom the signed-in person may sign under the version that the parties see."""
    if actor.person_id is None:
        return []
    rows = AgreementSigner.objects.filter(
        party__text__agreement=agreement,
        party__text__version=shown_version(agreement),
        person__in=same_person_ids(actor.person_id),
    )
    return list(rows.select_related("party").order_by("party__number", "number"))


def party_agreement(agreement_id: int, actor: Actor) -> tuple[Agreement, list[AgreementSigner]]:
    """An agreement as its own signers see it, once it was offered. Refused: agreement.not-found, for everybody else."""
    row = (
        Agreement.objects.select_related("place", "drafted_by")
        .filter(pk=min(agreement_id, LARGEST_ID))
        .first()
    )
    signers = signers_of(row, actor) if row else []
    if row is None or not signers:
        raise Refused("agreement.not-found")
    return row, signers


def signer_by_code(code: str) -> tuple[Agreement, AgreementSigner]:
    """Whose paper this code opens, typed however. Refused: agreement.code.not-found."""
    known = read_code(code)
    row = (
        AgreementSigner.objects.select_related(
            "party__text__agreement__place", "party__text__agreement__drafted_by"
        )
        .filter(code=known, party__text__offered_at__isnull=False)
        .order_by("-party__text__version")
        .first()
        if known
        else None
    )
    if row is None or row.party.text.version != shown_version(row.party.text.agreement):
        raise Refused("agreement.code.not-found")
    return row.party.text.agreement, row


def signer_for_change(agreement: Agreement, signer_id: int) -> AgreementSigner:
    """A signer of the present version. Refused: agreement.signer-unknown."""
    row = (
        AgreementSigner.objects.select_related("party")
        .filter(
            pk=min(signer_id, LARGEST_ID),
            party__text__agreement=agreement,
            party__text__version=agreement.version,
        )
        .first()
    )
    if row is None:
        raise Refused("agreement.signer-unknown")
    return row


def to_sign(person_ids: list[int]) -> list[Agreement]:
    """Agreements that wait for the person's name, the first to end first; in one statement."""
    return list(agreements_to_sign(person_ids).select_related("place").order_by("sign_by", "id")[:20])


def agreements_to_sign(person_ids: list[int]) -> QuerySet[Agreement]:
    """Agreements that wait for the person's name."""
    mine = AgreementSigner.objects.filter(
        ~Exists(AgreementSignature.objects.filter(signer=OuterRef("pk"), taken_back_at=None)),
        party__text__agreement=OuterRef("pk"),
        party__text__version=OuterRef("version"),
        person__in=person_ids,
    )
    return Agreement.objects.filter(Exists(mine), state=State.SIGNING)


def agreements_of(person_ids: list[int]) -> QuerySet[Agreement]:
    """Every agreement whose offered text has the person's name to set, the newest first."""
    newest = _offered().filter(agreement=OuterRef("party__text__agreement"))
    mine = AgreementSigner.objects.filter(
        party__text__agreement=OuterRef("pk"),
        party__text__version=Subquery(newest.values("version")[:1]),
        person__in=person_ids,
    )
    rows = Agreement.objects.filter(Exists(mine))
    return rows.select_related("place").order_by("-id")


def agreements_about(subject: str, actor: Actor) -> list[Agreement]:
    """What was agreed about a matter, as far as the actor may see it."""
    return list(_ABOUT(*sorted(actor.paths_for("agreement.view")), subject=subject))


_ABOUT: Prepared[Agreement, Agreement] = Prepared(
    lambda *paths, subject: _below(paths).filter(about=subject).order_by("-id")[:20]
)


def objections_open(agreement: Agreement) -> list[AgreementObjection]:
    """Objections to the present version, the open ones first."""
    rows = AgreementObjection.objects.filter(
        signer__party__text__agreement=agreement, signer__party__text__version=agreement.version
    )
    return list(
        rows.select_related("signer__party", "answered_by").order_by(
            F("ended_at").asc(nulls_first=True), "id"
        )
    )


def unsigned(agreement: Agreement) -> QuerySet[AgreementSigner]:
    """Signers of the present version without a name under it."""
    return AgreementSigner.objects.filter(
        ~Exists(AgreementSignature.objects.filter(signer=OuterRef("pk"), taken_back_at=None)),
        party__text__agreement=agreement,
        party__text__version=agreement.version,
    )


def to_remind(now: datetime, before: timedelta) -> QuerySet[Agreement]:
    """Agreements whose signing ends soon and whose silent signers were not reminded yet."""
    return Agreement.objects.filter(
        state=State.SIGNING, reminded_at=None, sign_by__gt=now, sign_by__lte=now + before
    ).order_by("id")


def payment_rows(text: AgreementText) -> list[AgreementPayment]:
    """The money that was booked, the newest first."""
    rows = AgreementPayment.objects.filter(party__text=text).select_related(
        "party", "recorded_by", "undone_by"
    )
    return list(rows.order_by("-id")[:200])


def persons_by_name(names: set[str], path: str) -> dict[str, Person]:
    """Whom a name means among those who live below a place; a name that two bear means nobody."""
    rows = Person.objects.filter(name__in=names, home__path__startswith=path, merged_into=None).order_by("id")
    found: dict[str, list[Person]] = {}
    for row in rows:
        found.setdefault(row.name, []).append(row)
    return {name: each[0] for name, each in found.items() if len(each) == 1}
