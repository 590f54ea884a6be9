"""Weighted k-means in the plane: kernels. Every random number comes in as an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shangyi.insight.opinions.compiled import kernel

if TYPE_CHECKING:
    from shangyi.insight.opinions.compiled import Floats, Ints

AGAIN_FROM = 16
"""From so many centres on it pays to leave out those that cannot be the nearest."""
ROUNDED = 1.0 + 1e-9
"""More than rounding can make of a distance."""


@kernel
def middle_and_spread(points: Floats) -> Floats:
    """Return the mean and the standard deviation of each coordinate: (x, y), (x, y)."""
    found = np.zeros((2, 2))
    n = max(points.shape[0], 1)
    for axis in range(2):
        total = 0.0
        for i in range(points.shape[0]):
            total += points[i, axis]
        found[0, axis] = total / n
        squares = 0.0
        for i in range(points.shape[0]):
            squares += (points[i, axis] - found[0, axis]) ** 2
        found[1, axis] = np.sqrt(squares / n)
    return found


@kernel
def gather_cells(points: Floats, weights: Floats, frame: Floats, cell: Ints, sums: Floats) -> None:
    """Put each point in a cell of a square grid, points beyond the edge in the outermost cells.

    `frame` is the grid's low corner (x, y), the cells per unit (x, y) and the cells on a side. `sums` receives, per
    cell, the weighted x and y and the weight.
    """
    side = int(frame[4])
    for i in range(points.shape[0]):
        column = min(max((points[i, 0] - frame[0]) * frame[2], 0.0), side - 1.0)
        row = min(max((points[i, 1] - frame[1]) * frame[3], 0.0), side - 1.0)
        at = int(column) * side + int(row)
        cell[i] = at
        sums[at, 0] += weights[i] * points[i, 0]
        sums[at, 1] += weights[i] * points[i, 1]
        sums[at, 2] += weights[i]


@kernel
def nearest(points: Floats, centres: Floats, labels: Ints) -> None:
    """Write the index of each point's nearest centre; of equally near ones the first."""
    for i in range(points.shape[0]):
        x, y = points[i, 0], points[i, 1]
        best = np.inf
        label = 0
        for c in range(centres.shape[0]):
            distance = (x - centres[c, 0]) ** 2 + (y - centres[c, 1]) ** 2
            if distance < best:
                best = distance
                label = c
        labels[i] = label


@kernel
def nearest_again(points: Floats, centres: Floats, labels: Ints) -> None:
    """Write what `nearest` would, where the labels were right before the centres moved a little.

    The points of one label lie within some radius of its centre. A centre more than twice that away from it is
    farther from each of them than their own, so only the others are looked at, in the same order.
    """
    k = centres.shape[0]
    members, bounds, reach = _by_label(points, centres, labels)
    near = np.empty(k, np.int64)
    for c in range(k):
        n_near = 0
        for other in range(k):
            gap = (centres[c, 0] - centres[other, 0]) ** 2 + (centres[c, 1] - centres[other, 1]) ** 2
            if gap <= 4.0 * reach[c] * ROUNDED:
                near[n_near] = other
                n_near += 1
        for at in range(bounds[c], bounds[c + 1]):
            x, y = points[members[at], 0], points[members[at], 1]
            best = np.inf
            label = 0
            for j in range(n_near):
                other = near[j]
                distance = (x - centres[other, 0]) ** 2 + (y - centres[other, 1]) ** 2
                if distance < best:
                    best = distance
                    label = other
            labels[members[at]] = label


@kernel
def _by_label(points: Floats, centres: Floats, labels: Ints) -> tuple[Ints, Ints, Floats]:
    """Return the points in the order of their labels, the bounds of each label, and its radius squared."""
    k = centres.shape[0]
    bounds = np.zeros(k + 2, np.int64)
    reach = np.zeros(k)
    for i in range(points.shape[0]):
        c = labels[i]
        bounds[c + 2] += 1
        gap = (points[i, 0] - centres[c, 0]) ** 2 + (points[i, 1] - centres[c, 1]) ** 2
        reach[c] = max(reach[c], gap)
    for c in range(2, k + 2):
        bounds[c] += bounds[c - 1]
    members = np.empty(points.shape[0], np.int64)
    for i in range(points.shape[0]):
        members[bounds[labels[i] + 1]] = i
        bounds[labels[i] + 1] += 1
    return members, bounds, reach


@kernel
def spread_centres(points: Floats, weights: Floats, draws: Floats, centres: Floats) -> int:
    """Choose starting centres far from one another (k-means++); return how many different ones there are.

    `draws` are uniform numbers in [0, 1), one a centre.
    """
    gaps = np.full(points.shape[0], np.inf)
    chances = weights.copy()
    for c in range(centres.shape[0]):
        total = chances.sum()
        if total <= 0.0:
            return c
        target = draws[c] * total
        at = 0
        reached = chances[0]
        while at < points.shape[0] - 1 and reached <= target:
            at += 1
            reached += chances[at]
        while chances[at] <= 0.0:  # rounding at the far end
            at -= 1
        centres[c] = points[at]
        for i in range(points.shape[0]):
            gap = (points[i, 0] - points[at, 0]) ** 2 + (points[i, 1] - points[at, 1]) ** 2
            gaps[i] = min(gaps[i], gap)
            chances[i] = weights[i] * gaps[i]
    return int(centres.shape[0])


@kernel
def settle(points: Floats, weights: Floats, centres: Floats, labels: Ints, rounds: int) -> float:
    """Move the centres to the middle of their points until nothing changes; return the weighted inertia.

    A centre that loses all its points stays where it is. At most `rounds` moves.
    """
    k = centres.shape[0]
    sums = np.zeros((k, 3))
    for turn in range(rounds):
        if turn == 0 or k < AGAIN_FROM:
            nearest(points, centres, labels)
        else:
            nearest_again(points, centres, labels)
        sums[:] = 0.0
        for i in range(points.shape[0]):
            c = labels[i]
            sums[c, 0] += weights[i] * points[i, 0]
            sums[c, 1] += weights[i] * points[i, 1]
            sums[c, 2] += weights[i]
        moved = 0.0
        for c in range(k):
            if sums[c, 2] > 0.0:
                x, y = sums[c, 0] / sums[c, 2], sums[c, 1] / sums[c, 2]
                moved = max(moved, (x - centres[c, 0]) ** 2 + (y - centres[c, 1]) ** 2)
                centres[c, 0], centres[c, 1] = x, y
        if moved == 0.0:
            break
    nearest(points, centres, labels)
    inertia = 0.0
    for i in range(points.shape[0]):
        c = labels[i]
        inertia += weights[i] * ((points[i, 0] - centres[c, 0]) ** 2 + (points[i, 1] - centres[c, 1]) ** 2)
    return inertia


@kernel
def best_of_starts(
    points: Floats, weights: Floats, people: Floats, least: int, draws: Floats, rounds: int, labels: Ints
) -> float:
    """Run k-means once for each row of `draws` (starts, k); keep the labels of least inertia and return it.

    Runs in which a group has fewer than `least` of the `people` do not count: without that, a few people
    far out make the tightest group. Of equal results the earliest start wins. Returns infinity where no run
    counts.
    """
    k = draws.shape[1]
    best = np.inf
    trial = np.zeros(points.shape[0], labels.dtype)
    for start in range(draws.shape[0]):
        centres = np.zeros((k, 2))
        if spread_centres(points, weights, draws[start], centres) < k:
            return best
        inertia = settle(points, weights, centres, trial, rounds)
        if inertia >= best * (1.0 - 1e-9):
            continue
        sizes = np.zeros(k)
        for i in range(points.shape[0]):
            sizes[trial[i]] += people[i]
        if sizes.min() >= least:
            best = inertia
            labels[:] = trial
    return best


@kernel
def silhouette(points: Floats, weights: Floats, labels: Ints, k: int) -> float:
    """Return how much nearer points lie to their own group than to the next: −1…1, above 0.5 is clear.

    Each point stands for `weights[i]` people at one place; a group of one point only scores 0. Time grows
    with the square of the points: meant for base clusters.
    """
    score = 0.0
    total = 0.0
    members = np.zeros(k)
    mass = np.zeros(k)
    for i in range(points.shape[0]):
        members[labels[i]] += 1
        mass[labels[i]] += weights[i]
    apart = np.zeros(k)
    for i in range(points.shape[0]):
        apart[:] = 0.0
        for j in range(points.shape[0]):
            gap = np.sqrt((points[i, 0] - points[j, 0]) ** 2 + (points[i, 1] - points[j, 1]) ** 2)
            apart[labels[j]] += weights[j] * gap
        own = labels[i]
        total += weights[i]
        if members[own] < 2 or mass[own] <= 1.0:
            continue
        inside = apart[own] / (mass[own] - 1.0)
        outside = np.inf
        for c in range(k):
            if c != own and mass[c] > 0.0:
                outside = min(outside, apart[c] / mass[c])
        larger = max(inside, outside)
        if larger > 0.0 and outside < np.inf:
            score += weights[i] * (outside - inside) / larger
    return score / max(total, 1.0)
