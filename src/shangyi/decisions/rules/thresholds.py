"""Shares that law fixes, compared in integers, and the printed line that such a comparison leaves."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    from shangyi.kernel.refused import Refused

PROBLEMS_SHOWN = 50
"""More problems than this help nobody: the sentence then says how many there are."""


class Outcome(StrEnum):
    """The three ends of a count under a quorum: too few took part is not the same as no."""

    PASSED = "passed"
    REJECTED = "rejected"
    NO_QUORUM = "no-quorum"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from and since when it holds."""

    article: str
    in_force_on: date


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of a whole, with its source.

    `strictly_more` tells 过半数, where equality fails, from 以上, where it passes (民法典 1259).
    """

    share: Fraction
    strictly_more: bool
    source: Source

    def is_met(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` reaches the share. Nothing of nothing reaches nothing."""
        left, right = self.share.denominator * part, self.share.numerator * whole
        return whole > 0 and (left > right if self.strictly_more else left >= right)

    def least(self, whole: int) -> int:
        """The smallest integer part of `whole` that reaches the share."""
        product = self.share.numerator * whole
        if self.strictly_more:
            return product // self.share.denominator + 1
        return -(-product // self.share.denominator)


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison as a page prints it: part, whole, share, what was needed, whether it is met."""

    name: str
    part: int
    whole: int
    threshold: Threshold

    @property
    def needed(self) -> int:
        return self.threshold.least(self.whole)

    @property
    def is_met(self) -> bool:
        return self.threshold.is_met(self.part, self.whole)

    @property
    def working(self) -> str:
        """The comparison without a division, such as `3 × 80000 ≥ 2 × 120000`, true or not as it stands."""
        share = self.threshold.share
        left, right = share.denominator * self.part, share.numerator * self.whole
        sign = ">" if left > right else "=" if left == right else "<"
        return f"{share.denominator} × {self.part} {sign} {share.numerator} × {self.whole}"


def outcome_of(quorum: Sequence[Check], agreement: Sequence[Check]) -> Outcome:
    """No quorum before anything else; then passed only if every comparison of the agreement is met."""
    if not all(check.is_met for check in quorum):
        return Outcome.NO_QUORUM
    return Outcome.PASSED if all(check.is_met for check in agreement) else Outcome.REJECTED


def is_count(value: object) -> bool:
    """Whether the value is a whole number from zero up; a bool, a float or a text is none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def repeated(values: Sequence[str]) -> list[str]:
    """The values that occur more than once, each once, in the order of their second occurrence."""
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for value in values:
        if value in seen:
            twice[value] = None
        seen.add(value)
    return list(twice)


def refuse_all(problems: Sequence[Refused]) -> None:
    """Say everything that is wrong at once; with nothing wrong, return.

    The first problem is the headline, and all of them (at most PROBLEMS_SHOWN) come with it; the fact
    `n_problems` counts them all.
    """
    if not problems:
        return
    headline = copy(problems[0])
    headline.problems = tuple(problems[:PROBLEMS_SHOWN]) if len(problems) > 1 else ()
    headline.facts = {**headline.facts, "n_problems": len(problems)}
    raise headline
