"""How much a statement is agreed with across the camps, from the votes that were cast and no others.

A vote is explained as: how agreeable people are on the whole + how agreeable this person is + how agreeable
this statement is + (this person's leaning) × (this statement's leaning). What a camp's leaning explains is
not counted for the statement; what is left is its bridging score. The idea is that of Community Notes
(Wojcik et al. 2022); the fit here is exact alternating least squares, so it has no learning rate and no
random start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shangyi.insight.opinions.compiled import kernel

if TYPE_CHECKING:
    from shangyi.insight.opinions.compiled import Bools, Floats, Ints
    from shangyi.insight.opinions.votes import VoteMatrix

# A pull towards zero, counted in votes: on people's and statements' agreeableness, and on their leanings.
PULL = np.array([1.0, 1.0, 3.0, 1.0])
ROUNDS = 300
SETTLED = 1e-4
Z_95 = 1.96
FAR = 0.95  # the share of people who lean less than the imagined extreme voter


@dataclass(frozen=True)
class Bridging:
    """For each statement: score, its interval, and its leaning; for each person: leaning.

    score: the vote (−1…1) expected of somebody without a leaning. low, high: 95 % interval, widened to what
    one more vote from either end or the middle of the spectrum could make of it. Hidden and unseen
    statements are NaN. noise: standard deviation of a vote about its expectation. rounds: until the fit
    settled.
    """

    score: Floats
    low: Floats
    high: Floats
    statement_leaning: Floats
    person_leaning: Floats
    noise: float
    rounds: int


@kernel
def fit_people(
    starts: Ints,
    packed: Ints,
    shown: Bools,
    mean: float,
    of_statement: Floats,
    of_person: Floats,
    pull: Floats,
) -> None:
    """Set each person's agreeableness and leaning to the best for the statements' present ones."""
    for i in range(starts.size - 1):
        n, a, b, u, w = 0.0, 0.0, 0.0, 0.0, 0.0
        for j in range(starts[i], starts[i + 1]):
            s = packed[j] >> 2
            if not shown[s]:
                continue
            rest = np.float64(packed[j] & 3) - 1.0 - mean - of_statement[s, 0]
            g = of_statement[s, 1]
            n += 1.0
            a += g
            b += g * g
            u += rest
            w += rest * g
        top, side = n + pull[0], b + pull[1]
        det = top * side - a * a
        of_person[i, 0] = (u * side - w * a) / det
        of_person[i, 1] = (w * top - u * a) / det


@kernel
def sum_for_statements(starts: Ints, packed: Ints, mean: float, of_person: Floats, sums: Floats) -> None:
    """Add each statement's normal equations: votes, Σf, Σf², Σrest, Σrest·f, Σrest²."""
    for i in range(starts.size - 1):
        b, f = of_person[i, 0], of_person[i, 1]
        for j in range(starts[i], starts[i + 1]):
            s = packed[j] >> 2
            rest = np.float64(packed[j] & 3) - 1.0 - mean - b
            sums[s, 0] += 1.0
            sums[s, 1] += f
            sums[s, 2] += f * f
            sums[s, 3] += rest
            sums[s, 4] += rest * f
            sums[s, 5] += rest * rest


def bridging_scores(matrix: VoteMatrix, leaning: Floats, *, hidden: Bools | None = None) -> Bridging:
    """Fit the model to the votes cast and return every statement's bridging score with its interval.

    `leaning` is where the fit begins: each person's place along the first axis of the map. Passing is a
    vote of 0. Nobody is assumed to have an opinion on a statement they have not seen. The pull towards zero
    (worth 3 votes on a statement, 1 on the rest) makes a statement seen by few score near the mean, with a
    wide interval. One leaning only: where a topic has two independent disputes, the weaker one is not
    accounted for.
    """
    shown = np.ones(matrix.n_statements, np.bool_) if hidden is None else ~hidden
    tally = matrix.tally[shown].sum(axis=0)
    mean = float(tally[2] - tally[0]) / max(float(tally.sum()), 1.0)
    spread = float(np.std(leaning)) if leaning.size else 0.0
    of_person = np.column_stack([np.zeros(matrix.n_people), leaning / (spread or 1.0)])
    of_statement = np.zeros((matrix.n_statements, 2))
    sums = np.zeros((matrix.n_statements, 6))
    rounds = 0
    for rounds in range(1, ROUNDS + 1):  # noqa: B007 - the number of rounds is reported
        before = of_statement.copy()
        sums[:] = 0.0
        sum_for_statements(matrix.starts, matrix.packed, mean, of_person, sums)
        of_statement = np.where(shown[:, None], _solve(sums), 0.0)
        fit_people(matrix.starts, matrix.packed, shown, mean, of_statement, of_person, PULL[:2])
        if np.max(np.abs(of_statement - before), initial=0.0) <= SETTLED:
            break
    sums[:] = 0.0
    sum_for_statements(matrix.starts, matrix.packed, mean, of_person, sums)
    return _with_intervals(sums, shown & (matrix.seen > 0), mean, of_person, rounds)


def _solve(sums: Floats) -> Floats:
    top, cross, side = sums[:, 0] + PULL[2], sums[:, 1], sums[:, 2] + PULL[3]
    det = top * side - cross**2
    return np.column_stack(
        [(sums[:, 3] * side - sums[:, 4] * cross) / det, (sums[:, 4] * top - sums[:, 3] * cross) / det]
    )


def _with_intervals(sums: Floats, known: Bools, mean: float, of_person: Floats, rounds: int) -> Bridging:
    fitted = _solve(sums)
    noise = _noise(sums[known], fitted[known], int(np.any(of_person != 0.0, axis=1).sum()))
    low, high = _interval(sums, fitted, noise)
    far = float(np.quantile(np.abs(of_person[:, 1]), FAR)) if of_person.size else 0.0
    for place in (-far, 0.0, far):
        for vote in (-1.0, 1.0):
            rest = vote - mean
            more = sums + np.array([1.0, place, place**2, rest, rest * place, rest**2])
            lower, upper = _interval(more, _solve(more), noise)
            low, high = np.minimum(low, lower), np.maximum(high, upper)
    blank = np.where(known, 0.0, np.nan)
    return Bridging(
        score=np.clip(fitted[:, 0] + mean, -1.0, 1.0) + blank,
        low=np.clip(low + mean, -1.0, 1.0) + blank,
        high=np.clip(high + mean, -1.0, 1.0) + blank,
        statement_leaning=fitted[:, 1] + blank,
        person_leaning=of_person[:, 1],
        noise=noise,
        rounds=rounds,
    )


def _interval(sums: Floats, fitted: Floats, noise: float) -> tuple[Floats, Floats]:
    top, cross, side = sums[:, 0] + PULL[2], sums[:, 1], sums[:, 2] + PULL[3]
    half = Z_95 * noise * np.sqrt(side / (top * side - cross**2))
    return fitted[:, 0] - half, fitted[:, 0] + half


def _noise(sums: Floats, fitted: Floats, n_people: int) -> float:
    """Standard deviation of what the model leaves unexplained, for the numbers it had to fit."""
    n, f, ff, r, rf, rr = sums.T
    c, g = fitted.T
    left = rr - 2 * c * r - 2 * g * rf + c * c * n + 2 * c * g * f + g * g * ff
    free = max(n.sum() - 2.0 * (n_people + n.size), n.sum() / 10.0, 1.0)
    return float(np.sqrt(max(left.sum(), 0.0) / free))
