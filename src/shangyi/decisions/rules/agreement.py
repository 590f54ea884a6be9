"""What neighbours agree on: quotes compared, who gives up what for what, who pays how much, and the exact
text.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shangyi.decisions.rules.statutory import DayCount
from shangyi.decisions.rules.thresholds import Source, is_count, refuse_all, repeated
from shangyi.kernel import money
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

JOINT_CONFIRMATION = DayCount(30, Source("人民调解法第三十三条", date(2011, 1, 1)))
"""Parties to a mediation agreement may jointly ask the court to confirm it within 30 days of its taking
effect."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a repair firm asks, in fen, and what it promises."""

    firm: str
    total_fen: int
    warranty_months: int
    working_days: int
    offer: str = ""


@dataclass(frozen=True, slots=True)
class QuoteTable:
    """The quotes from cheapest to dearest and how far they lie apart. Being cheapest decides nothing."""

    quotes: tuple[Quote, ...]
    spread_fen: int


def compare_quotes(quotes: Sequence[Quote]) -> QuoteTable:
    """The quotes side by side; equal prices: the longer warranty first, then the name of the firm.

    Refused: agreement.quote-missing, agreement.quote-twice, agreement.quote-not-whole; all that apply at
    once.
    """
    problems = [] if quotes else [Refused("agreement.quote-missing")]
    problems += [
        Refused("agreement.quote-twice", firm=firm) for firm in repeated([quote.firm for quote in quotes])
    ]
    problems += [
        Refused("agreement.quote-not-whole", firm=quote.firm)
        for quote in quotes
        if not all(map(is_count, (quote.total_fen, quote.warranty_months, quote.working_days)))
    ]
    refuse_all(problems)
    ordered = sorted(quotes, key=lambda quote: (quote.total_fen, -quote.warranty_months, quote.firm))
    return QuoteTable(tuple(ordered), ordered[-1].total_fen - ordered[0].total_fen)


@dataclass(frozen=True, slots=True)
class Party:
    """A household that is affected. Where a tenant lives there, the owner signs beside the tenant."""

    household: str
    owners: tuple[str, ...]
    occupants: tuple[str, ...] = ()

    @property
    def signers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.owners, *self.occupants)))


@dataclass(frozen=True, slots=True)
class Concession:
    """What a household gives up, in return for what, and within which bounds it may rely on being left in
    peace.
    """

    household: str
    gives: str
    in_return: str
    scope: str
    access_times: str
    restoration: str
    withdrawal: str


@dataclass(frozen=True, slots=True)
class Promise:
    """What somebody named does until which day (ISO) once the agreement is in force."""

    what: str
    by_whom: str
    until: str


CONCESSION_PARTS = ("gives", "in_return", "scope", "access_times", "restoration", "withdrawal")


@dataclass(frozen=True, slots=True)
class Terms:
    """The text and everything that it binds. `shares` are (household, fen); they sum to `total_fen`.

    `exemptions` are (household, why it pays nothing). `number` is a random code printed with the text: with it, the
    digest in the record tells nobody what the text says who has not read it.
    """

    title: str
    body: str
    parties: tuple[Party, ...]
    total_fen: int
    shares: tuple[tuple[str, int], ...]
    concessions: tuple[Concession, ...] = ()
    is_mediation: bool = False
    basis: str = ""
    exemptions: tuple[tuple[str, str], ...] = ()
    promises: tuple[Promise, ...] = ()
    number: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of all terms, as 64 hex digits: what a signer sees and signs. One changed character
        changes it.
        """
        body = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def signers(self) -> tuple[tuple[str, str], ...]:
        """Everybody who must sign, as (household, person)."""
        return tuple((party.household, person) for party in self.parties for person in party.signers)


def check_terms(terms: Terms) -> None:
    """The terms can be offered for signature.

    Refused: agreement.text-missing, agreement.too-few-parties, agreement.household-twice,
    agreement.owner-missing, agreement.share-not-fen, agreement.share-of-no-party, agreement.share-missing,
    agreement.shares-do-not-sum, agreement.concession-of-no-party, agreement.concession-incomplete,
    agreement.promise-incomplete; all that apply at once.
    """
    households = [party.household for party in terms.parties]
    refuse_all(
        [
            *_party_problems(terms, households),
            *_share_problems(terms, households),
            *_concession_problems(terms, households),
            *_promise_problems(terms),
        ]
    )


def check_price(total_fen: int, quotes: Sequence[Quote], chosen: Quote | None, *, reason: str = "") -> None:
    """Money is settled with a quote on the table: the total is that of the chosen one, or it is said why not.

    Refused: agreement.quote-missing, agreement.quote-not-chosen, agreement.total-unlike-quote.
    """
    if total_fen == 0 or reason.strip():
        return
    if not quotes:
        raise Refused("agreement.quote-missing")
    if chosen is None:
        raise Refused("agreement.quote-not-chosen")
    if chosen.total_fen != total_fen:
        raise Refused(
            "agreement.total-unlike-quote",
            total=money.format_fen(total_fen),
            firm=chosen.firm,
            quoted=money.format_fen(chosen.total_fen),
        )


def warranty_until(accepted_on: date, months: int) -> date:
    """The last day of the warranty: the day of acceptance is not counted, and a month that is shorter ends early
    (民法典 201, 202).
    """
    year, month = divmod(accepted_on.year * 12 + accepted_on.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(accepted_on.day, last))


def joint_confirmation_until(in_force_on: date) -> date:
    """The last day for asking the court together to confirm; the day it took effect is not counted (民法典
    201).
    """
    return in_force_on + timedelta(days=JOINT_CONFIRMATION.days)


def _party_problems(terms: Terms, households: Sequence[str]) -> Iterable[Refused]:
    if not terms.title.strip() or not terms.body.strip():
        yield Refused("agreement.text-missing")
    if len(set(households)) < 2:
        yield Refused("agreement.too-few-parties")
    for household in repeated(households):
        yield Refused("agreement.household-twice", household=household)
    for party in terms.parties:
        if not party.owners:
            yield Refused("agreement.owner-missing", household=party.household)


def _share_problems(terms: Terms, households: Sequence[str]) -> Iterable[Refused]:
    listed = [household for household, _ in terms.shares]
    for household, fen in terms.shares:
        if household not in households:
            yield Refused("agreement.share-of-no-party", household=household)
        if not is_count(fen):
            yield Refused("agreement.share-not-fen", household=household, fen=fen)
    for household in repeated(listed):
        yield Refused("agreement.household-twice", household=household)
    for household in households:
        if household not in listed:
            yield Refused("agreement.share-missing", household=household)
    yield from _sum_problems(terms)


def _sum_problems(terms: Terms) -> Iterable[Refused]:
    if all(is_count(fen) for _, fen in terms.shares):
        summed = sum(fen for _, fen in terms.shares)
        if summed != terms.total_fen:
            yield Refused(
                "agreement.shares-do-not-sum",
                total=money.format_fen(terms.total_fen),
                summed=money.format_fen(summed),
                difference=money.format_fen(summed - terms.total_fen),
            )


def _concession_problems(terms: Terms, households: Sequence[str]) -> Iterable[Refused]:
    for concession in terms.concessions:
        if concession.household not in households:
            yield Refused("agreement.concession-of-no-party", household=concession.household)
        missing = [part for part in CONCESSION_PARTS if not getattr(concession, part).strip()]
        if missing:
            yield Refused(
                "agreement.concession-incomplete", household=concession.household, parts=", ".join(missing)
            )


def _promise_problems(terms: Terms) -> Iterable[Refused]:
    for promise in terms.promises:
        if not all(part.strip() for part in (promise.what, promise.by_whom, promise.until)):
            yield Refused("agreement.promise-incomplete", what=promise.what[:60])
