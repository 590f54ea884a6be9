"""Rows for the parties of a text and for whoever signs for them, with their shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from shangyi.decisions.models import AgreementParty, AgreementSigner, AgreementText
from shangyi.decisions.queries.agreements import payers_of
from shangyi.decisions.rules.shares import Basis, split_cost
from shangyi.decisions.rules.thresholds import refuse_all, repeated
from shangyi.kernel.ids import new_code
from shangyi.kernel.refused import Refused
from shangyi.people.models import Person
from shangyi.places.models import Place, Unit

MOST_PARTIES = 60
Randbelow = Callable[[int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSigner:
    """Whose name must stand for a party."""

    name: str
    role: str
    person: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewParty:
    """Whom the text binds."""

    kind: str
    key: str
    label: str
    signers: tuple[NewSigner, ...]
    place: Place | None = None
    unit: Unit | None = None
    area: int = 0


def check_parties(parties: Sequence[NewParty]) -> None:
    """Everything that is wrong with a list of parties, said at once.

    Refused: agreement.household-twice, agreement.too-many-parties, agreement.owner-missing, agreement.signer-twice.
    """
    problems = [
        Refused("agreement.household-twice", household=label)
        for label in repeated([p.label for p in parties])
    ]
    if len(parties) > MOST_PARTIES:
        problems.append(Refused("agreement.too-many-parties", n=len(parties), most=MOST_PARTIES))
    for party in parties:
        occupants_only = all(each.role == AgreementSigner.RoleChoice.OCCUPANT for each in party.signers)
        if not party.signers or occupants_only:
            problems.append(Refused("agreement.owner-missing", household=party.label))
        problems += [
            Refused("agreement.signer-twice", person=name, household=party.label)
            for name in repeated([each.name for each in party.signers])
        ]
    refuse_all(problems)


def put_parties(
    text: AgreementText,
    parties: Iterable[NewParty],
    randbelow: Randbelow,
    *,
    kept: dict[str, AgreementParty] | None = None,
    codes: dict[tuple[str, str], str] | None = None,
) -> dict[str, AgreementParty]:
    """Rows for the parties and their signers; what was said of a share before is kept."""
    rows = []
    for number, each in enumerate(parties, start=1):
        before = (kept or {}).get(each.label)
        row = AgreementParty.objects.create(
            text=text,
            number=number,
            kind=each.kind,
            key=each.key[:60],
            label=each.label[:200],
            place=each.place,
            unit=each.unit,
            weight=before.weight if before else each.area,
            exempt_because=before.exempt_because if before else "",
        )
        _put_signers(row, each, randbelow, codes or {})
        rows.append(row)
    put_shares(text, rows, forgiving=True)
    return {row.label: row for row in rows}


def _put_signers(
    row: AgreementParty, each: NewParty, randbelow: Randbelow, codes: dict[tuple[str, str], str]
) -> None:
    AgreementSigner.objects.bulk_create(
        AgreementSigner(
            party=row,
            number=number,
            name=signer.name[:60],
            role=signer.role,
            person=signer.person,
            code=codes.get((row.label, signer.name)) or new_code(randbelow),
        )
        for number, signer in enumerate(each.signers, start=1)
    )


def put_shares(text: AgreementText, rows: Sequence[AgreementParty], *, forgiving: bool = False) -> None:
    """Split the total over the parties and keep each share. Refused: as `split_cost`, unless forgiving."""
    found: dict[str, int] | None = {row.label: 0 for row in rows}
    if text.total_fen:
        try:
            basis = Basis(text.basis)
            found = split_cost(text.total_fen, payers_of(rows, basis), basis).fen_by_household
        except Refused:
            if not forgiving:
                raise
            found = None
    for row in rows:
        row.fen = found[row.label] if found is not None else None
    AgreementParty.objects.bulk_update(rows, ["weight", "exempt_because", "fen"])
