"""Money for wishes: which wishes a fixed sum pays for, by the most votes, with the reason for each wish
left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from shangyi.decisions.rules.thresholds import is_count, refuse_all, repeated
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Wish:
    """Something to pay for. `cost` is in the smallest unit of money (fen)."""

    key: str
    cost: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class WishBallot:
    """What one voter supports, with points: 1 each where the ballot only ticks."""

    voter: str
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BudgetCase:
    """A sum, the wishes and the ballots. `supporters` and `points` are derived once."""

    budget: int
    wishes: tuple[Wish, ...]
    ballots: tuple[WishBallot, ...]
    wish_by_key: Mapping[str, Wish] = field(init=False, repr=False, compare=False)
    points: Mapping[str, int] = field(init=False, repr=False, compare=False)
    votes: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        refuse_all(list(_problems(self)))
        points = {wish.key: 0 for wish in self.wishes}
        votes = dict(points)
        for ballot in self.ballots:
            for key, given in ballot.points.items():
                points[key] += given
                votes[key] += given > 0
        object.__setattr__(self, "wish_by_key", {wish.key: wish for wish in self.wishes})
        object.__setattr__(self, "points", points)
        object.__setattr__(self, "votes", votes)


class Rule(StrEnum):
    GREEDY = "greedy"
    GREEDY_NO_SKIP = "greedy-no-skip"
    EQUAL_SHARES = "equal-shares"
    EQUAL_SHARES_PLAIN = "equal-shares-plain"
    EQUAL_SHARES_THEN_GREEDY = "equal-shares-then-greedy"


class WhyNot(StrEnum):
    """Why a wish is not paid for."""

    NO_SUPPORT = "no-support"
    DEARER_THAN_BUDGET = "dearer-than-budget"
    DOES_NOT_FIT = "does-not-fit"
    AFTER_THE_FIRST_THAT_DID_NOT_FIT = "after-the-first-that-did-not-fit"
    SUPPORTERS_LACK_MONEY = "supporters-lack-money"


@dataclass(frozen=True, slots=True)
class BudgetRound:
    """One wish bought. `each_pays` is the most that a supporter pays; it is 0 where the sum is not shared
    out.

    `emptied` supporters gave all they had left, which was less. `left` is what is left of the sum afterwards.
    """

    number: int
    wish: str
    cost: int
    votes: int
    points: int
    each_pays: Fraction
    emptied: int
    left: int


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A wish not paid for: why, how much money there was for it, and how much was missing."""

    wish: str
    because: WhyNot
    had: Fraction
    missing: Fraction


@dataclass(frozen=True, slots=True)
class BudgetTally:
    """The wishes paid for in the order in which they were bought, and why each other one is not.

    `share` is what each voter had to give in the end (0 for greedy rules): the sum divided by the voters plus
    `increases` steps of the completion.
    """

    rule: Rule
    budget: int
    n_ballots: int
    rounds: tuple[BudgetRound, ...]
    passed_over: tuple[PassedOver, ...]
    share: Fraction = Fraction(0)
    increases: int = 0

    @property
    def winners(self) -> tuple[str, ...]:
        return tuple(step.wish for step in self.rounds)

    @property
    def spent(self) -> int:
        return sum(step.cost for step in self.rounds)


def count_greedy(case: BudgetCase, *, skip: bool = True) -> BudgetTally:
    """The wishes with the most points are bought in turn as long as the sum lasts.

    Equal points: the cheaper first, then the one with more voters, then by key. A wish that does not fit is
    skipped; with `skip=False` everything ends there. A wish without support is never bought.
    """
    rule = Rule.GREEDY if skip else Rule.GREEDY_NO_SKIP
    bought, passed = buy_in_turn(case, left=case.budget, taken=(), skip=skip)
    return BudgetTally(rule, case.budget, len(case.ballots), bought, passed)


def buy_in_turn(
    case: BudgetCase, *, left: int, taken: Sequence[BudgetRound], skip: bool
) -> tuple[tuple[BudgetRound, ...], tuple[PassedOver, ...]]:
    """Go on buying by points after `taken`, with `left` of the sum: all rounds, and what was passed over."""
    rounds, passed = list(taken), []
    has_taken = {step.wish for step in taken}
    stopped = False
    for wish in sorted(case.wishes, key=lambda wish: (-case.points[wish.key], *tie_order(case, wish))):
        if wish.key in has_taken:
            continue
        reason = _why_not(case, wish, left, stopped=stopped)
        if reason is None:
            left -= wish.cost
            rounds.append(bought_round(case, wish, number=len(rounds) + 1, left=left))
            continue
        stopped = stopped or (not skip and reason == WhyNot.DOES_NOT_FIT)
        passed.append(PassedOver(wish.key, reason, Fraction(left), Fraction(max(wish.cost - left, 0))))
    return tuple(rounds), tuple(passed)


def bought_round(
    case: BudgetCase,
    wish: Wish,
    *,
    number: int,
    left: int,
    each_pays: Fraction = Fraction(0),
    emptied: int = 0,
) -> BudgetRound:
    """The line of the working for one wish bought."""
    return BudgetRound(
        number=number,
        wish=wish.key,
        cost=wish.cost,
        votes=case.votes[wish.key],
        points=case.points[wish.key],
        each_pays=each_pays,
        emptied=emptied,
        left=left,
    )


def tie_order(case: BudgetCase, wish: Wish) -> tuple[int, int, str]:
    """What decides between equals: the cheaper, then the one with more voters, then the key."""
    return wish.cost, -case.votes[wish.key], wish.key


def _why_not(case: BudgetCase, wish: Wish, left: int, *, stopped: bool) -> WhyNot | None:
    if case.votes[wish.key] == 0:
        return WhyNot.NO_SUPPORT
    if wish.cost > case.budget:
        return WhyNot.DEARER_THAN_BUDGET
    if stopped:
        return WhyNot.AFTER_THE_FIRST_THAT_DID_NOT_FIT
    return WhyNot.DOES_NOT_FIT if wish.cost > left else None


def _problems(case: BudgetCase) -> Iterable[Refused]:
    if not is_count(case.budget):
        yield Refused("budget.sum-not-whole", value=case.budget)
    if not case.wishes:
        yield Refused("budget.no-wishes")
    for key in repeated([wish.key for wish in case.wishes]):
        yield Refused("budget.wish-twice", wish=key)
    for wish in case.wishes:
        if not is_count(wish.cost):
            yield Refused("budget.cost-not-whole", wish=wish.key, value=wish.cost)
    for voter in repeated([ballot.voter for ballot in case.ballots]):
        yield Refused("budget.voter-twice", voter=voter)
    yield from _ballot_problems(case)


def _ballot_problems(case: BudgetCase) -> Iterable[Refused]:
    known = {wish.key for wish in case.wishes}
    for ballot in case.ballots:
        for key, points in ballot.points.items():
            if key not in known:
                yield Refused("budget.wish-unknown", wish=key, voter=ballot.voter)
            if not is_count(points):
                yield Refused("budget.points-not-whole", wish=key, voter=ballot.voter, value=points)
