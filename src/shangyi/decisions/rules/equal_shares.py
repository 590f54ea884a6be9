"""The Method of Equal Shares: every voter holds an equal part of the sum and it goes where that voter's
wishes are.

Reference: Peters, Pierczyński, Skowron, Proportional Participatory Budgeting with Additive Utilities (2021);
utilities are the cost of the supported wishes, the completion is add1 (equalshares.net).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING

from shangyi.decisions.rules.budget import (
    BudgetCase,
    BudgetRound,
    BudgetTally,
    PassedOver,
    Rule,
    WhyNot,
    Wish,
    bought_round,
    buy_in_turn,
    count_greedy,
    tie_order,
)
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_INCREASES = 200_000
"""A completion that would need more steps than this asks for a larger step instead of running for hours."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Voters with the same wishes: they always hold the same money, so they are reckoned once."""

    wishes: frozenset[str]
    size: int


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a wish would cost each supporter now, and how many of them would be left with nothing.

    `per_unit` is the part of the cost that one supporter carries at most: the smaller, the more voters pay alike.
    """

    wish: Wish
    each_pays: Fraction
    emptied: int
    per_unit: Fraction


class _Purse:
    """What the voters of each group still hold, as integers over one common denominator.

    Exact, and some ten times as fast as a list of fractions.
    """

    def __init__(self, groups: Sequence[_Group], money: list[int], denominator: int) -> None:
        self.sizes = [group.size for group in groups]
        self.money = money
        self.denominator = denominator
        self.backers: dict[str, list[int]] = {}
        for place, group in enumerate(groups):
            for key in group.wishes:
                self.backers.setdefault(key, []).append(place)

    def offer(self, wish: Wish) -> _Offer | None:
        """The smallest equal amount at which the supporters pay the cost together, or None when they
        cannot.
        """
        holdings = sorted((self.money[place], self.sizes[place]) for place in self.backers[wish.key])
        to_pay, payers = wish.cost * self.denominator, sum(size for _, size in holdings)
        emptied = 0
        for held, size in holdings:
            if held * payers >= to_pay:
                each_pays = Fraction(to_pay, payers * self.denominator)
                return _Offer(wish, each_pays, emptied, each_pays / wish.cost if wish.cost else each_pays)
            to_pay -= held * size
            payers -= size
            emptied += size
        return None

    def pay(self, offer: _Offer) -> None:
        """Take the offered amount from each supporter, or all that is left."""
        widen = offer.each_pays.denominator // gcd(offer.each_pays.denominator, self.denominator)
        if widen > 1:
            self.money = [held * widen for held in self.money]
            self.denominator *= widen
        amount = offer.each_pays.numerator * (self.denominator // offer.each_pays.denominator)
        for place in self.backers[offer.wish.key]:
            self.money[place] = max(self.money[place] - amount, 0)

    def held_for(self, key: str) -> Fraction:
        """What all supporters of a wish hold together."""
        places = self.backers.get(key, ())
        return Fraction(sum(self.money[place] * self.sizes[place] for place in places), self.denominator)


def count_equal_shares(case: BudgetCase, *, step: int = 1, rule: Rule = Rule.EQUAL_SHARES) -> BudgetTally:
    """Each voter gets an equal share; wishes are bought by their supporters alone, the best shared first.

    A wish is bought when its supporters can pay it together, each at most an equal amount (who has less
    gives all that is left). Among those, the one whose supporters carry the smallest part each comes first;
    ties: the cheaper, more voters, the key. Plainly this leaves money over, so `add1` raises every share by
    `step` and counts anew until the next outcome would overspend or nothing supported fits any more.
    EQUAL_SHARES_THEN_GREEDY spends what is then left by most points. A ballot supports each wish to which
    it gives a point or more. Guarantee: a group of n % of the voters that supports the same wishes decides
    over n % of the sum. Refused: budget.no-ballots, budget.step-not-positive, budget.step-too-small.
    """
    _check_step(case, step)
    groups = _groups(case)
    share = Fraction(case.budget, len(case.ballots))
    best = _buy(case, groups, share)
    increases = 0
    while rule != Rule.EQUAL_SHARES_PLAIN and not _is_full(case, best):
        following = _buy(case, groups, share + (increases + 1) * step)
        if sum(offer.wish.cost for offer in following) > case.budget:
            break
        best, increases = following, increases + 1
    tally = BudgetTally(
        rule=rule,
        budget=case.budget,
        n_ballots=len(case.ballots),
        rounds=_rounds(case, best),
        passed_over=_passed_over(case, groups, share + increases * step, best),
        share=share + increases * step,
        increases=increases,
    )
    return _spend_rest(case, tally) if rule == Rule.EQUAL_SHARES_THEN_GREEDY else tally


def count_budget(case: BudgetCase, rule: Rule, *, step: int = 1) -> BudgetTally:
    """The wishes paid for under a rule, by its name."""
    if rule in {Rule.GREEDY, Rule.GREEDY_NO_SKIP}:
        return count_greedy(case, skip=rule == Rule.GREEDY)
    return count_equal_shares(case, step=step, rule=rule)


def payments_by_voter(case: BudgetCase, tally: BudgetTally) -> dict[str, tuple[tuple[str, Fraction], ...]]:
    """What each voter's share paid for: the rounds replayed, ballot by ballot.

    The payments of a round sum to the cost of its wish, and nobody pays more than the share; a round bought
    by points alone (`each_pays` 0 and a cost) is paid by the sum and by no voter.
    """
    payments: dict[str, tuple[tuple[str, Fraction], ...]] = {}
    for ballot in case.ballots:
        left, paid = tally.share, []
        for step in tally.rounds:
            if ballot.points.get(step.wish, 0) > 0 and step.each_pays:
                amount = min(left, step.each_pays)
                left -= amount
                paid.append((step.wish, amount))
        payments[ballot.voter] = tuple(paid)
    return payments


def _check_step(case: BudgetCase, step: int) -> None:
    if not case.ballots:
        raise Refused("budget.no-ballots")
    if step < 1:
        raise Refused("budget.step-not-positive", step=step)
    dearest = max((wish.cost for wish in case.wishes if wish.cost <= case.budget), default=0)
    most = (dearest - case.budget // len(case.ballots)) // step
    if most > MOST_INCREASES:
        raise Refused("budget.step-too-small", step=step, least=dearest // MOST_INCREASES + 1)


def _groups(case: BudgetCase) -> list[_Group]:
    sizes: dict[frozenset[str], int] = {}
    for ballot in case.ballots:
        wishes = frozenset(key for key, points in ballot.points.items() if points > 0)
        sizes[wishes] = sizes.get(wishes, 0) + 1
    return [_Group(wishes, size) for wishes, size in sizes.items()]


def _eligible(case: BudgetCase) -> list[Wish]:
    return [wish for wish in case.wishes if case.votes[wish.key] and wish.cost <= case.budget]


def _buy(case: BudgetCase, groups: Sequence[_Group], share: Fraction) -> list[_Offer]:
    """The wishes bought with this share each, in order."""
    purse = _Purse(groups, [share.numerator] * len(groups), share.denominator)
    open_offers = {wish.key: _Offer(wish, Fraction(0), 0, Fraction(0)) for wish in _eligible(case)}
    bought: list[_Offer] = []
    while True:
        best = _best_offer(case, purse, open_offers)
        if best is None:
            return bought
        purse.pay(best)
        del open_offers[best.wish.key]
        bought.append(best)


def _best_offer(case: BudgetCase, purse: _Purse, open_offers: dict[str, _Offer]) -> _Offer | None:
    """The offer that is shared best now. Wishes that nobody can pay for any more are struck from
    `open_offers`.

    An offer only gets worse as money is spent, so one from an earlier round is a bound below: a wish whose
    old offer is already worse than the best new one need not be reckoned again.
    """
    best: _Offer | None = None
    for old in sorted(open_offers.values(), key=lambda offer: offer.per_unit):
        if best is not None and old.per_unit > best.per_unit:
            break
        offer = purse.offer(old.wish)
        if offer is None:
            del open_offers[old.wish.key]
            continue
        open_offers[old.wish.key] = offer
        if best is None or _rank(case, offer) < _rank(case, best):
            best = offer
    return best


def _rank(case: BudgetCase, offer: _Offer) -> tuple[Fraction, tuple[int, int, str]]:
    return offer.per_unit, tie_order(case, offer.wish)


def _is_full(case: BudgetCase, bought: Sequence[_Offer]) -> bool:
    taken = {offer.wish.key for offer in bought}
    left = case.budget - sum(offer.wish.cost for offer in bought)
    return all(wish.cost > left for wish in _eligible(case) if wish.key not in taken)


def _rounds(case: BudgetCase, bought: Sequence[_Offer]) -> tuple[BudgetRound, ...]:
    left, rounds = case.budget, []
    for number, offer in enumerate(bought, start=1):
        left -= offer.wish.cost
        rounds.append(
            bought_round(
                case, offer.wish, number=number, left=left, each_pays=offer.each_pays, emptied=offer.emptied
            )
        )
    return tuple(rounds)


def _passed_over(
    case: BudgetCase, groups: Sequence[_Group], share: Fraction, bought: Sequence[_Offer]
) -> tuple[PassedOver, ...]:
    purse = _Purse(groups, [share.numerator] * len(groups), share.denominator)
    for offer in bought:
        purse.pay(offer)
    taken = {offer.wish.key for offer in bought}
    return tuple(
        PassedOver(wish.key, _why_not(case, wish), held, max(wish.cost - held, Fraction(0)))
        for wish in case.wishes
        if wish.key not in taken
        for held in (purse.held_for(wish.key),)
    )


def _why_not(case: BudgetCase, wish: Wish) -> WhyNot:
    if case.votes[wish.key] == 0:
        return WhyNot.NO_SUPPORT
    return WhyNot.DEARER_THAN_BUDGET if wish.cost > case.budget else WhyNot.SUPPORTERS_LACK_MONEY


def _spend_rest(case: BudgetCase, tally: BudgetTally) -> BudgetTally:
    rounds, passed = buy_in_turn(case, left=case.budget - tally.spent, taken=tally.rounds, skip=True)
    return replace(tally, rounds=rounds, passed_over=passed)
