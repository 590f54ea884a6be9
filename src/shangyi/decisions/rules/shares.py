"""Who pays how much: shares in fen that sum to the total, whatever the basis.

Source: 民法典, article 283: as agreed; where nothing is agreed, by area of exclusive ownership.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from shangyi.decisions.rules.thresholds import is_count, refuse_all, repeated
from shangyi.kernel import money
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Basis(StrEnum):
    EQUAL = "equal"
    AREA = "area"
    FIGURES = "figures"
    BENEFIT = "benefit"


AGREED_BASES = frozenset({Basis.EQUAL, Basis.FIGURES, Basis.BENEFIT})
"""Every basis but area, and every exemption, rests on agreement: each payer must have said yes to it."""


@dataclass(frozen=True, slots=True)
class Payer:
    """A household in the split. `weight` is its area in 0.01 m², its agreed fen, or its agreed points of
    benefit; for an equal split it is 1. `exempt_because` is the reason why it pays nothing (as for a ground
    floor that does not use the pipe), empty for those who pay.
    """

    household: str
    weight: int = 1
    exempt_because: str = ""


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One payer's share with its working: the exact share, and the fen to pay.

    What was cut off is `remainder`; who was among the largest remainders pays the one `added_fen`.
    """

    household: str
    weight: int
    exact_fen: Fraction
    fen: int
    exempt_because: str

    @property
    def remainder(self) -> Fraction:
        return self.exact_fen % 1

    @property
    def added_fen(self) -> int:
        return self.fen - self.exact_fen.__floor__()


@dataclass(frozen=True, slots=True)
class CostSplit:
    """A total in fen and lines that sum to it exactly, in the order of the household codes."""

    total_fen: int
    basis: Basis
    weight_sum: int
    lines: tuple[ShareLine, ...]

    @property
    def fen_by_household(self) -> dict[str, int]:
        return {line.household: line.fen for line in self.lines}


def split_cost(total_fen: int, payers: Sequence[Payer], basis: Basis) -> CostSplit:
    """The total is split by weight, and the shares sum to it to the fen.

    Each share is rounded down; the fen that are left go one each to the largest remainders, equal
    remainders in the order of the household codes. Agreed figures are taken as they stand and must sum to
    the total. An exempt household is listed and pays 0; its weight leaves the sum. Refused:
    shares.total-not-fen, shares.no-payer, shares.household-twice, shares.weight-not-a-count,
    shares.all-weights-zero, shares.do-not-sum; all that apply at once.
    """
    refuse_all(list(_problems(total_fen, payers, basis)))
    ordered = sorted(payers, key=lambda payer: payer.household)
    weights = [_weight(payer, basis) for payer in ordered]
    lines = (
        ShareLine(
            household=payer.household,
            weight=weight,
            exact_fen=Fraction(total_fen * weight, sum(weights)),
            fen=fen,
            exempt_because=payer.exempt_because,
        )
        for payer, weight, fen in zip(ordered, weights, money.split(total_fen, weights), strict=True)
    )
    return CostSplit(total_fen, basis, sum(weights), tuple(lines))


def check_basis_agreed(split: CostSplit, agreed_by: Iterable[str]) -> None:
    """The basis holds: by area nobody need agree; any other basis or exemption needs every household.

    The exempt household need not agree to paying nothing, all others must. Refused: shares.basis-not-agreed
    (one for each household that has not agreed).
    """
    exempt = {line.household for line in split.lines if line.exempt_because}
    if split.basis not in AGREED_BASES and not exempt:
        return
    agreed = set(agreed_by) | exempt
    refuse_all(
        [
            Refused("shares.basis-not-agreed", household=line.household)
            for line in split.lines
            if line.household not in agreed
        ]
    )


@dataclass(frozen=True, slots=True)
class PaymentState:
    """What one household owes: due, paid, still to pay, and paid too much, all in fen."""

    household: str
    due_fen: int
    paid_fen: int

    @property
    def open_fen(self) -> int:
        return max(self.due_fen - self.paid_fen, 0)

    @property
    def overpaid_fen(self) -> int:
        return max(self.paid_fen - self.due_fen, 0)


def payments_of(split: CostSplit, paid: Iterable[tuple[str, int]]) -> tuple[PaymentState, ...]:
    """What each household has paid and still owes. Money given back is a negative amount.

    Refused: shares.payer-unknown, shares.payment-not-fen; all that apply at once.
    """
    due = split.fen_by_household
    listed = list(paid)
    refuse_all(list(_payment_problems(due, listed)))
    sums = dict.fromkeys(due, 0)
    for household, fen in listed:
        sums[household] += fen
    return tuple(PaymentState(household, due[household], sums[household]) for household in due)


def _payment_problems(due: Mapping[str, int], paid: Sequence[tuple[str, int]]) -> Iterable[Refused]:
    for household, fen in paid:
        if household not in due:
            yield Refused("shares.payer-unknown", household=household)
        if isinstance(fen, bool) or not isinstance(fen, int) or fen == 0:
            yield Refused("shares.payment-not-fen", household=household, fen=fen)


def _weight(payer: Payer, basis: Basis) -> int:
    if payer.exempt_because:
        return 0
    return 1 if basis == Basis.EQUAL else payer.weight


def _problems(total_fen: int, payers: Sequence[Payer], basis: Basis) -> Iterable[Refused]:
    if not is_count(total_fen):
        yield Refused("shares.total-not-fen", total_fen=total_fen)
    if not payers:
        yield Refused("shares.no-payer")
    for household in repeated([payer.household for payer in payers]):
        yield Refused("shares.household-twice", household=household)
    wrong = [payer for payer in payers if not is_count(payer.weight)]
    for payer in wrong:
        yield Refused("shares.weight-not-a-count", household=payer.household, weight=payer.weight)
    if wrong or not payers or not is_count(total_fen):
        return
    yield from _sum_problems(total_fen, sum(_weight(payer, basis) for payer in payers), basis)


def _sum_problems(total_fen: int, weight_sum: int, basis: Basis) -> Iterable[Refused]:
    if basis == Basis.FIGURES and weight_sum != total_fen:
        yield Refused(
            "shares.do-not-sum",
            total=money.format_fen(total_fen),
            summed=money.format_fen(weight_sum),
            difference=money.format_fen(weight_sum - total_fen),
        )
    elif weight_sum == 0:
        yield Refused("shares.all-weights-zero")
