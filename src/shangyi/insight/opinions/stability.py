"""Would the groups come out again? The votes are resampled and the map drawn anew, many times.

After Hennig, Cluster-wise assessment of cluster stability (Computational Statistics & Data Analysis, 2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shangyi.insight.opinions import groups, projection
from shangyi.insight.opinions.compiled import kernel

if TYPE_CHECKING:
    from shangyi.insight.opinions.compiled import Bools, Floats, Ints
    from shangyi.insight.opinions.groups import Grouping
    from shangyi.insight.opinions.projection import Projection
    from shangyi.insight.opinions.votes import VoteMatrix

RESAMPLES = 40
PEOPLE_PER_RESAMPLE = 20_000
STABLE = 0.75
TOLERANCE = 1e-3


@dataclass(frozen=True)
class Tried:
    """One number of groups: how often each group came out again, and whether that is enough.

    jaccard: per group the mean, over the resamples, of |both| / |either| with the most similar group found
    there: 0…1, 0.75 and more is stable, below 0.6 there is nothing to it.
    """

    grouping: Grouping
    jaccard: Floats
    stable: bool


@dataclass(frozen=True)
class Stability:
    """Which grouping may be shown, if any.

    chosen: None means that there are no stable groups, which is an answer. tried: every number of groups
    looked at. confidence: for each counted person, how often they came out in the same group when their own
    votes were resampled too, (times + 1) / (resamples + 2); empty where there are no groups.
    """

    chosen: Tried | None
    tried: list[Tried]
    confidence: Floats
    resamples: int


@dataclass
class _Found:
    """Sums over the resamples for one grouping."""

    grouping: Grouping
    jaccard: Floats
    again: Ints


@kernel
def chance(seed: int, person: int, vote: int) -> float:
    """Return a number in [0, 1) that depends on nothing but the three given (splitmix64)."""
    mixed = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(person) * np.uint64(
        0xD1B54A32D192ED03
    )
    mixed += np.uint64(vote) * np.uint64(0x8CB92BA72F3D8DD7)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return float(mixed >> np.uint64(11)) / 9007199254740992.0


@kernel
def place_with_resampled_votes(
    starts: Ints,
    packed: Ints,
    people: Ints,
    values: Floats,
    axes: Floats,
    scale: Floats,
    seed: int,
    out: Floats,
) -> None:
    """Place people as if each of their votes had been cast 0, 1, 2, … times (Poisson with mean 1).

    `scale` as in `projection.place_people`. Somebody left without any vote is placed by the real ones.
    """
    steps = np.array([0.36787944, 0.73575888, 0.91969860, 0.98101184, 0.99634015, 0.99940582])
    for i in range(people.size):
        person = people[i]
        row = packed[starts[person] : starts[person + 1]]
        for attempt in range(2):
            x, y, cast = 0.0, 0.0, 0.0
            for j in range(row.size):
                vote = np.int64(row[j])
                times = 1.0
                if attempt == 0:
                    luck = chance(seed, person, int(vote >> 2))
                    times = 0.0
                    for step in range(steps.size):
                        times += luck >= steps[step]
                x += times * values[vote] * axes[vote >> 2, 0]
                y += times * values[vote] * axes[vote >> 2, 1]
                cast += times * scale[2 + (vote >> 2)]
            if cast > 0.0:
                break
        stretch = np.sqrt(scale[0] / max(cast + scale[1], 1.0))
        out[i, 0] = stretch * x
        out[i, 1] = stretch * y


def stable_groups(
    matrix: VoteMatrix,
    drawn: Projection,
    counted: Bools,
    groupings: list[Grouping],
    *,
    seed: int,
    hidden: Bools | None = None,
    resamples: int = RESAMPLES,
    threads: int = 1,
) -> Stability:
    """Return the clearest grouping whose every group comes out again when the votes are resampled.

    `drawn`, `counted` and `groupings` are the map of the real votes. Each resample draws as many
    participants as there are, with repetition (at most 20,000, which asks a little more of the groups),
    draws the map and its groups anew, and compares them over the people drawn. A grouping is stable when
    every group's mean Jaccard similarity is at least 0.75. Stability does not prove that the groups lie
    apart: an even spread between the two ends of one dispute is cut stably in the middle too.
    """
    sums = [
        _Found(grouping, np.zeros(grouping.k), np.zeros(int(counted.sum()), np.int64))
        for grouping in groupings
    ]
    for resample in range(resamples if groupings else 0):
        _compare(matrix, drawn, counted, sums, hidden, [seed, resample], threads)
    tried = [_judge(found, resamples) for found in sums]
    best = groups.clearest([one.grouping for one in tried if one.stable])
    if best is None:
        return Stability(None, tried, np.empty(0), resamples)
    at = next(i for i, one in enumerate(tried) if one.grouping is best)
    return Stability(tried[at], tried, (sums[at].again + 1) / (resamples + 2), resamples)


def jaccard(labels: Ints, others: Ints, k: int, n_others: int) -> Floats:
    """Return |both| / |either| for each of the k groups (rows) with each other group (columns)."""
    both = np.bincount(labels * n_others + others, minlength=k * n_others).reshape(k, n_others)
    either = both.sum(axis=1)[:, None] + both.sum(axis=0)[None, :] - both
    return np.asarray(both / np.maximum(either, 1))


def _judge(found: _Found, resamples: int) -> Tried:
    mean = found.jaccard / max(resamples, 1)
    return Tried(grouping=found.grouping, jaccard=mean, stable=bool(np.all(mean >= STABLE)))


def _compare(
    matrix: VoteMatrix,
    drawn: Projection,
    counted: Bools,
    sums: list[_Found],
    hidden: Bools | None,
    seeds: list[int],
    threads: int,
) -> None:
    rng = np.random.default_rng(seeds)
    people = np.sort(rng.integers(0, matrix.n_people, min(matrix.n_people, PEOPLE_PER_RESAMPLE)))
    sample = matrix.rows(people)
    again = projection.project(
        sample,
        seed=seeds[0],
        hidden=hidden,
        start=drawn.start,
        tolerance=TOLERANCE,
        threads=threads,
        precise=False,
    )
    taken = counted[people]
    weights = groups.weights_of(np.diff(sample.starts)[taken])
    anew = {
        found.k: found for found in groups.possible_groups(again.positions[taken], weights, seed=seeds[0])
    }
    real = np.cumsum(counted) - 1
    place = real[people[taken]]
    if not anew:
        return
    once = np.unique(place, return_index=True)
    nearby = _loosely_placed(matrix, again, counted, hidden, int(rng.integers(2**62)))
    base_of = next(iter(anew.values())).base_of(nearby)  # the groupings of one map share their base clusters
    for found in sums:
        if found.grouping.k in anew:
            _add(found, anew[found.grouping.k], once, base_of)


def _add(found: _Found, anew: Grouping, once: tuple[Ints, Ints], base_of: Ints) -> None:
    likeness = jaccard(found.grouping.labels[once[0]], anew.labels[once[1]], found.grouping.k, anew.k)
    found.jaccard += likeness.max(axis=1)
    same_as = likeness.argmax(axis=0)
    found.again += same_as[anew.centre_labels[base_of]] == found.grouping.labels


def _loosely_placed(
    matrix: VoteMatrix, again: Projection, counted: Bools, hidden: Bools | None, seed: int
) -> Floats:
    out = np.zeros((int(counted.sum()), projection.AXES))
    place_with_resampled_votes(
        matrix.starts,
        matrix.packed,
        np.flatnonzero(counted),
        projection.centred_values(again.centre, hidden, np.float64),
        np.ascontiguousarray(again.components.T),
        projection.stretch(matrix.n_statements, hidden),
        seed,
        out,
    )
    return out
