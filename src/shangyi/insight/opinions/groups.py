"""Which people vote alike: base clusters first, then two to five groups of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shangyi.insight.opinions import kmeans

if TYPE_CHECKING:
    from shangyi.insight.opinions.compiled import Bools, Floats, Ints
    from shangyi.insight.opinions.votes import VoteMatrix

MIN_VOTES = 7
MIN_COUNTED = 15
BASE_CLUSTERS = 100
BASE_ROUNDS = 20
MOST_GROUPS = 5
STARTS = 100
ROUNDS = 200
GRID = 128
GRID_FROM = 20_000
HALF_WEIGHT_VOTES = 30
NEAR_SILHOUETTE = 0.02
LEAST_PEOPLE = 5
LEAST_SHARE = 20  # one in twenty


@dataclass(frozen=True)
class Grouping:
    """One way of cutting people into k groups.

    labels: a group per person, 0 the largest. silhouette: see `kmeans.silhouette`. centres and
    centre_labels: the base clusters and their groups, by which anybody else can be placed.
    """

    k: int
    labels: Ints
    silhouette: float
    centres: Floats
    centre_labels: Ints

    def base_of(self, positions: Floats) -> Ints:
        """Return the base cluster nearest to each place; `centre_labels` of it is the group."""
        at = np.zeros(positions.shape[0], np.int64)
        kmeans.nearest(positions, self.centres, at)
        return at


@dataclass(frozen=True)
class Base:
    """At most a hundred places that stand for everybody: centre, people, weight, and whose place it is."""

    centres: Floats
    people: Floats
    weights: Floats
    member_of: Ints


def who_counts(matrix: VoteMatrix, hidden: Bools | None = None) -> Bools:
    """Return who voted enough to be placed in a group: seven votes, or all if there are fewer statements.

    Where fewer than fifteen have, those with the most votes are added up to fifteen (equal: the lower index).
    Votes on hidden statements do not count.
    """
    shown = None if hidden is None else ~hidden
    cast = np.diff(matrix.starts) if shown is None else _votes_on(matrix, shown)
    n_shown = matrix.n_statements if shown is None else int(shown.sum())
    counted = cast >= max(min(MIN_VOTES, n_shown), 1)
    if counted.sum() < MIN_COUNTED:
        most = np.lexsort((np.arange(cast.size), -cast))[:MIN_COUNTED]
        counted[most] = cast[most] > 0
    return np.asarray(counted)


def weights_of(cast: Ints) -> Floats:
    """Return each person's weight in the groups, votes / (votes + 30): few votes place one loosely."""
    return np.asarray(cast / (cast + HALF_WEIGHT_VOTES))


def base_clusters(positions: Floats, weights: Floats, *, seed: int) -> Base:
    """Gather people who stand close together into at most a hundred base clusters.

    Up to a hundred people each are their own. From twenty thousand on the clusters are made of the 128 × 128 cells
    of a grid over the middle of the map, and everybody goes with their cell.
    """
    n = positions.shape[0]
    if n <= BASE_CLUSTERS:
        return Base(positions.copy(), np.ones(n), weights.copy(), np.arange(n))
    points, mass, place = (
        (positions, weights, np.arange(n)) if n < GRID_FROM else _on_grid(positions, weights)
    )
    centres = np.zeros((BASE_CLUSTERS, 2))
    draws = np.random.default_rng(seed).random(BASE_CLUSTERS)
    found = kmeans.spread_centres(points, mass, draws, centres)
    centres = centres[:found]
    labels = np.zeros(points.shape[0], np.int64)
    kmeans.settle(points, mass, centres, labels, BASE_ROUNDS)
    return _without_empty(centres, labels[place], weights)


def least_people(n: int) -> int:
    """Return the fewest people that may be called a group: one in twenty, and never fewer than five."""
    return max(LEAST_PEOPLE, -(-n // LEAST_SHARE))


def group_base(base: Base, k: int, *, seed: int) -> Grouping | None:
    """Return the tightest of 100 seeded k-means runs without a too small group, or None."""
    labels = np.zeros(base.people.size, np.int64)
    draws = np.random.default_rng([seed, k]).random((STARTS, k))
    least = least_people(base.member_of.size)
    tightest = kmeans.best_of_starts(base.centres, base.weights, base.people, least, draws, ROUNDS, labels)
    if not np.isfinite(tightest):
        return None
    score = kmeans.silhouette(base.centres, base.people, labels, k)
    labels = _largest_first(labels, base.member_of, k)
    return Grouping(
        k=k,
        labels=labels[base.member_of],
        silhouette=float(score),
        centres=base.centres,
        centre_labels=labels,
    )


def most_groups(base: Base) -> int:
    """Return how many groups may be looked for: two, one more for each twelve base clusters, five at most."""
    return int(min(MOST_GROUPS, 2 + base.people.size // 12))


def possible_groups(positions: Floats, weights: Floats, *, seed: int) -> list[Grouping]:
    """Return one grouping for each number of groups from two to five that the people allow."""
    if positions.shape[0] < 2:
        return []
    base = base_clusters(positions, weights, seed=seed)
    found = [group_base(base, k, seed=seed) for k in range(2, most_groups(base) + 1)]
    return [grouping for grouping in found if grouping is not None]


def clearest(groupings: list[Grouping]) -> Grouping | None:
    """Return the grouping with the fewest groups whose silhouette is within 0.02 of the best."""
    if not groupings:
        return None
    best = max(grouping.silhouette for grouping in groupings)
    near = [grouping for grouping in groupings if grouping.silhouette >= best - NEAR_SILHOUETTE]
    return min(near, key=lambda grouping: grouping.k)


def _votes_on(matrix: VoteMatrix, shown: Bools) -> Ints:
    kept = shown[matrix.packed >> 2].astype(np.int64)
    sums = np.concatenate([[0], np.cumsum(kept)])
    return np.asarray(sums[matrix.starts[1:]] - sums[matrix.starts[:-1]])


def _on_grid(positions: Floats, weights: Floats) -> tuple[Floats, Floats, Ints]:
    """Return the used cells' middles and weights, and the cell of each person: eight deviations either way."""
    middle, spread = kmeans.middle_and_spread(positions)
    spread = np.maximum(spread, 1e-300)
    frame = np.array([*(middle - 8 * spread), *(GRID / 16 / spread), GRID])
    cell, sums = np.zeros(positions.shape[0], np.int64), np.zeros((GRID * GRID, 3))
    kmeans.gather_cells(positions, weights, frame, cell, sums)
    used = sums[:, 2] > 0
    return np.ascontiguousarray(sums[used, :2] / sums[used, 2:]), sums[used, 2], (np.cumsum(used) - 1)[cell]


def _without_empty(centres: Floats, member_of: Ints, weights: Floats) -> Base:
    people = np.bincount(member_of, minlength=centres.shape[0])
    mass = np.bincount(member_of, weights=weights, minlength=centres.shape[0])
    used = people > 0
    return Base(centres[used], people[used].astype(np.float64), mass[used], (np.cumsum(used) - 1)[member_of])


def _largest_first(labels: Ints, member_of: Ints, k: int) -> Ints:
    of_people = labels[member_of]
    sizes = np.bincount(of_people, minlength=k)
    first = np.full(k, of_people.size)
    np.minimum.at(first, of_people, np.arange(of_people.size))
    rank = np.empty(k, np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(k)
    return np.asarray(rank[labels])
