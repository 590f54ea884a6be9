"""Votes whose truth is known because we made them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from shangyi.insight.opinions.votes import VoteMatrix, pack_votes

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Loose:
    """Votes as they arrive: parallel arrays."""

    people: Array
    statements: Array
    votes: Array
    n_people: int
    n_statements: int

    def packed(self) -> VoteMatrix:
        return pack_votes(
            self.people, self.statements, self.votes, n_people=self.n_people, n_statements=self.n_statements
        )


def random_votes(n_people: int, n_statements: int, n_votes: int, *, seed: int = 1) -> Loose:
    """Everybody votes at random: there is nothing to find."""
    rng = np.random.default_rng(seed)
    return Loose(
        rng.integers(0, n_people, n_votes),
        rng.integers(0, n_statements, n_votes),
        rng.integers(-1, 2, n_votes),
        n_people,
        n_statements,
    )


def planted_groups(
    sizes: tuple[int, ...], n_statements: int = 60, *, share: float = 0.5, seed: int = 1
) -> tuple[Loose, Array]:
    """Groups that lean apart on every statement; a person answers a share of them. Also: the truth."""
    rng = np.random.default_rng(seed)
    truth = np.repeat(np.arange(len(sizes)), sizes)
    leaning = np.where(rng.random((len(sizes), n_statements)) < 0.5, 0.85, 0.15)
    people, statements = np.nonzero(rng.random((truth.size, n_statements)) < share)
    luck = rng.random(people.size)
    votes = np.where(
        luck < 0.1, 0, np.where(rng.random(people.size) < leaning[truth[people], statements], 1, -1)
    )
    return Loose(people, statements, votes, truth.size, n_statements), truth


def agreement_of(one: Array, other: Array) -> float:
    """Adjusted Rand index of two labellings: 1 the same, about 0 by chance."""
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)

    def pairs(counts: Array) -> float:
        return float((counts * (counts - 1) / 2).sum())

    expected = pairs(table.sum(axis=0)) * pairs(table.sum(axis=1)) / pairs(np.array([table.sum()]))
    largest = (pairs(table.sum(axis=0)) + pairs(table.sum(axis=1))) / 2
    return 1.0 if largest == expected else (pairs(table) - expected) / (largest - expected)
