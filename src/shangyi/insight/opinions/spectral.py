"""The leading directions of the centred votes, found without ever filling in a missing vote.

A missing vote stands at its statement's mean, so the centred matrix is zero there and a pass over the votes
that exist is a product with the whole matrix. The directions come from block subspace iteration: eight
vectors at a time, every block kept until 64 are held (so few passes are needed), then a restart from the
best eight. For many participants the first blocks are made on every twentieth row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from shangyi.insight.opinions import lanes
from shangyi.insight.opinions.compiled import in_blocks, kernel

if TYPE_CHECKING:
    from collections.abc import Callable

    from shangyi.insight.opinions.compiled import Floats, Ints
    from shangyi.insight.opinions.votes import VoteMatrix

BLOCK = lanes.LANES
KEPT_COLUMNS = 8 * BLOCK
SAMPLE_FROM_ROWS = 50_000
SAMPLE_STRIDE = 20
SAMPLE_PASSES = 5


@kernel
def normal_product(
    starts: Ints, packed: Ints, rows: Ints, values: Floats, block: Floats, total: Floats
) -> None:
    """Add Xᵀ(X·block) to `total`, where row i of X holds `values[packed vote]` at its votes and 0 elsewhere.

    `rows` is (first, past the last, step); `block` and `total` have shape (statements, 8).
    """
    two = np.uint64(2)
    for i in range(rows[0], rows[1], rows[2]):
        row = packed[starts[i] : starts[i + 1]]
        along = lanes.zeros(block)
        for j in range(row.size):
            vote = np.uint64(row[j])
            along = lanes.add_times(along, values[vote], lanes.load(block, np.int64(vote >> two)))
        for j in range(row.size):
            vote = np.uint64(row[j])
            at = np.int64(vote >> two)
            lanes.store(total, at, lanes.add_times(lanes.load(total, at), values[vote], along))


@dataclass(frozen=True)
class Directions:
    """Unit vectors over the statements (columns), their squared singular values, and how exact they are."""

    vectors: Floats
    strengths: Floats
    residual: float
    passes: int
    start: Floats


def leading_directions(
    matrix: VoteMatrix,
    values: Floats,
    *,
    wanted: int,
    tolerance: float,
    seed: int,
    threads: int,
    start: Floats | None,
) -> Directions:
    """Return the `wanted` strongest directions of the matrix whose entry for packed vote v is `values[v]`.

    `values` is float64 or float32; sums of vectors are float64 either way. Iteration ends when
    |Av − θv| ≤ tolerance·θ for each direction, or after 300 passes (the residual reached is returned).
    `start` is the `start` of an earlier answer on almost the same votes.
    """
    height = max(matrix.n_statements, 2 * BLOCK)  # padding: products with the added rows are zero
    if start is None or start.shape[0] != height:
        start = np.random.default_rng(seed).standard_normal((height, BLOCK))
        if matrix.n_people >= SAMPLE_FROM_ROWS:
            sample = _operator(matrix, values, threads, SAMPLE_STRIDE)
            start = _iterate(sample, start, wanted, tolerance, SAMPLE_PASSES).start
    found = _iterate(_operator(matrix, values, threads, 1), start, wanted, tolerance, 300)
    return Directions(
        vectors=found.vectors[: matrix.n_statements],
        strengths=found.strengths,
        residual=found.residual,
        passes=found.passes,
        start=found.start,
    )


def _operator(matrix: VoteMatrix, values: Floats, threads: int, step: int) -> Callable[[Floats], Floats]:
    def product(block: Floats) -> Floats:
        narrow = np.ascontiguousarray(block, dtype=values.dtype)

        def part(low: int, high: int) -> Floats:
            total = np.zeros_like(narrow)
            first = -(-low // step) * step
            normal_product(matrix.starts, matrix.packed, np.array([first, high, step]), values, narrow, total)
            return total

        parts = in_blocks(part, matrix.n_people, threads=threads)
        return np.sum(np.array(parts, np.float64), axis=0) if parts else np.zeros_like(block)

    return product


def _iterate(
    product: Callable[[Floats], Floats], start: Floats, wanted: int, tolerance: float, passes: int
) -> Directions:
    basis: Floats = np.empty((start.shape[0], 0))
    images: Floats = np.empty((start.shape[0], 0))
    block: Floats = np.linalg.qr(start)[0]
    done = 0
    while True:
        basis, images = np.hstack([basis, block]), np.hstack([images, product(block)])
        done += 1
        strengths, turn = _ritz(basis, images)
        best = basis @ turn[:, :BLOCK]
        residuals = np.linalg.norm(images @ turn[:, :wanted] - best[:, :wanted] * strengths[:wanted], axis=0)
        worst = _relative(residuals, strengths[:wanted])
        if worst <= tolerance or done >= passes:
            return Directions(best[:, :wanted], strengths[:wanted], worst, done, best)
        fresh = images[:, -BLOCK:]
        if basis.shape[1] + BLOCK > min(KEPT_COLUMNS, basis.shape[0]):
            fresh = images @ turn[:, :BLOCK]
            basis, images = best, images @ turn[:, :BLOCK]
        block = _orthogonal_to(basis, fresh)


def _ritz(basis: Floats, images: Floats) -> tuple[Floats, Floats]:
    inside = basis.T @ images
    strengths, turn = np.linalg.eigh((inside + inside.T) / 2)
    return strengths[::-1], turn[:, ::-1]


def _relative(residuals: Floats, strengths: Floats) -> float:
    floor = max(float(strengths[0]) * 1e-12, 1e-300)
    return float(np.max(residuals / np.maximum(strengths, floor) * (strengths > floor)))


def _orthogonal_to(basis: Floats, fresh: Floats) -> Floats:
    block: Any = fresh
    for _ in range(3):  # the later rounds matter where the block has nothing new to offer
        block = np.linalg.qr(block - basis @ (basis.T @ block))[0]
    return np.asarray(block)
