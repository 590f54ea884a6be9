"""Which statement to show a person next: the one whose answer tells most, about them and about the statement.

Among statistical surveys this is adaptive questioning; after Zhang et al., Active matrix factorization for
surveys (arXiv 1902.07634). The lottery is drawn with chances that are personal and never all equal.

What is known of the statements is learned apart (`learning`), where the compiled kernels are: a page that only
deals a card needs no compiler.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from shangyi.insight.opinions.compiled import Bools, Floats, Ints

PULL = 8.0  # a statement's leaning is pulled to none as by eight votes
USUAL_NOISE = 0.6  # variance of a vote that nothing is known about
LITTLE_SEEN = 30
CORE = 10  # how fast the early statements go before the later ones while a topic is new
LARGEST_CHANCE = 0.2
CLAIM = 0.1  # what one more vote on a statement that may be owed to people is worth, in nats


class Why(StrEnum):
    """What the answer is for."""

    PINNED = "pinned"
    PERSON = "person"  # it tells where this person stands
    STATEMENT = "statement"  # few have seen it yet


@dataclass(frozen=True)
class Telling:
    """What is known of each statement: how it leans along the two axes, the spread of votes about that,
    the share of people who do not pass on it, and how many have seen it.
    """

    leaning: Floats
    noise: Floats
    answered: Floats
    seen: Ints


@dataclass(frozen=True)
class Choice:
    """The next statement, what it is for, and the chance it had."""

    statement: int
    why: Why
    chance: float


def uncertainty(telling: Telling, voted: Ints) -> Floats:
    """Return what is not yet known of a person's place: 2 × 2 covariance, the unit matrix before any vote."""
    leaning = telling.leaning[voted]
    return np.asarray(np.linalg.inv(np.eye(2) + (leaning / telling.noise[voted, None]).T @ leaning))


def gains(
    telling: Telling, voted: Ints, *, authors: Ints | None = None, claims: Ints | None = None
) -> tuple[Floats, Floats]:
    """Return what an answer to each statement would tell (in nats) of the person, and of the statement.

    About the person: ½ ln(1 + leaningᵀ · uncertainty · leaning / noise), times the chance that people do
    not pass. What they answered before does not enter, only what they were asked: nobody can steer their
    cards by answering. About the statement: ½ ln((seen + 3)/(seen + 2)), less for those late in line while
    little is seen, so that a new topic gets a core of statements that many have answered. An author's
    little-seen statements share the worth of one: flooding a topic gains nothing. `claims` are statements
    that the slate would like to know more of.
    """
    covariance = uncertainty(telling, voted)
    signal = np.einsum("si,ij,sj->s", telling.leaning, covariance, telling.leaning)
    person = 0.5 * np.log1p(signal / telling.noise) * telling.answered
    little = telling.seen < LITTLE_SEEN
    line: Floats = np.cumsum(little) - little
    statement = 0.5 * np.log((telling.seen + 3.0) / (telling.seen + 2.0))
    statement = np.where(little, statement / (1.0 + line / CORE), statement)
    if authors is not None:
        of_author = np.bincount(authors, weights=little, minlength=int(authors.max(initial=0)) + 1)
        statement = np.where(little, statement / np.maximum(of_author[authors], 1.0), statement)
    if claims is not None:
        statement[claims] += CLAIM
    return person, statement


def chances(
    telling: Telling,
    voted: Ints,
    *,
    hidden: Bools | None = None,
    authors: Ints | None = None,
    claims: Ints | None = None,
) -> Floats:
    """Return each statement's chance to be shown next: 0 if voted on or hidden; the sum is 1, or 0 if none is left.

    Chances go with the square of the gain, and none is above 0.2 while there are more than ten statements
    to choose from: nobody can be sure to be shown a certain one.
    """
    free = np.ones(telling.seen.size, np.bool_) if hidden is None else ~hidden
    free = free.copy()
    free[voted] = False
    weights = np.where(free, sum(gains(telling, voted, authors=authors, claims=claims)) ** 2, 0.0)
    if not free.any():
        return weights
    share = weights / weights.sum()
    return _capped(share) if free.sum() > 2 / LARGEST_CHANCE else share


def next_statement(
    telling: Telling,
    voted: Ints,
    *,
    seed: int,
    pinned: list[int] | None = None,
    hidden: Bools | None = None,
    authors: Ints | None = None,
    claims: Ints | None = None,
) -> Choice | None:
    """Return the statement to show next, or None where this person has voted on all.

    Pinned statements come first, in their order. `seed` decides the lottery: give it a fresh secret number.
    """
    done = set(voted.tolist())
    for statement in pinned or []:
        if statement not in done and (hidden is None or not hidden[statement]):
            return Choice(statement, Why.PINNED, 1.0)
    chance = chances(telling, voted, hidden=hidden, authors=authors, claims=claims)
    if not chance.any():
        return None
    drawn = int(np.random.default_rng(seed).choice(chance.size, p=chance / chance.sum()))
    of_person, of_statement = gains(telling, voted, authors=authors, claims=claims)
    why = Why.PERSON if of_person[drawn] >= of_statement[drawn] else Why.STATEMENT
    return Choice(drawn, why, float(chance[drawn]))


def _capped(share: Floats) -> Floats:
    """Bring every chance to at most the largest allowed and hand the rest to the others in proportion."""
    for _ in range(int(1 / LARGEST_CHANCE) + 1):
        over = share > LARGEST_CHANCE
        if not over.any():
            break
        below = np.where(share < LARGEST_CHANCE, share, 0.0)
        spare = float((share[over] - LARGEST_CHANCE).sum())
        share = np.where(over, LARGEST_CHANCE, share) + below * (spare / max(float(below.sum()), 1e-300))
    return share
