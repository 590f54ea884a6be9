"""Where people and statements lie on the map: two axes along which the votes differ most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shangyi.insight.opinions.compiled import in_blocks, kernel
from shangyi.insight.opinions.spectral import leading_directions

if TYPE_CHECKING:
    from shangyi.insight.opinions.compiled import Bools, Floats, Ints
    from shangyi.insight.opinions.votes import VoteMatrix

AXES = 2
EXACT = 1e-10
FAST = 1e-4
FLOAT32_FROM_VOTES = 2_000_000


@dataclass(frozen=True)
class Projection:
    """The map's axes and the places on it.

    centre: mean vote of each statement (−1…1; 0 where nobody voted or the statement is hidden).
    components: shape (2, statements), unit length, or all zero where the votes have no second (or first)
    direction; the entry of largest size is positive. positions: shape (people, 2). variance: share of the
    centred votes' sum of squares along each axis. `start` lets the next call begin where this one ended.
    """

    centre: Floats
    components: Floats
    positions: Floats
    variance: Floats
    residual: float
    passes: int
    start: Floats


@kernel
def place_people(
    starts: Ints, packed: Ints, rows: Ints, values: Floats, axes: Floats, scale: Floats, out: Floats
) -> None:
    """Write √(columns / votes cast) · Σ value · axis for the rows (first, past the last).

    `scale` is (columns, columns that count as voted on by everybody, 1 for a shown and 0 for a hidden
    statement…).
    """
    for i in range(rows[0], rows[1]):
        row = packed[starts[i] : starts[i + 1]]
        x = 0.0
        y = 0.0
        cast = scale[1]
        for j in range(row.size):
            vote = np.int64(row[j])
            statement = vote >> 2
            x += values[vote] * axes[statement, 0]
            y += values[vote] * axes[statement, 1]
            cast += scale[2 + statement]
        stretch = np.sqrt(scale[0] / max(cast, 1.0))
        out[i, 0] = stretch * x
        out[i, 1] = stretch * y


def means(matrix: VoteMatrix, hidden: Bools | None = None) -> Floats:
    """Return each statement's mean vote (agree 1, pass 0, disagree −1) over those who voted on it."""
    balance = matrix.tally[:, 2] - matrix.tally[:, 0]
    centre = balance / np.maximum(matrix.seen, 1)
    return centre if hidden is None else np.where(hidden, 0.0, centre)


def centred_values(centre: Floats, hidden: Bools | None, dtype: type[np.floating]) -> Floats:
    """Return, for each packed vote, its distance from the statement's mean (0 for a hidden statement)."""
    table = np.array([-1.0, 0.0, 1.0, 0.0]) - centre[:, None]
    table[:, 3] = 0.0
    if hidden is not None:
        table[hidden] = 0.0
    return table.ravel().astype(dtype)


def project(
    matrix: VoteMatrix,
    *,
    seed: int,
    hidden: Bools | None = None,
    precise: bool | None = None,
    threads: int = 1,
    start: Floats | None = None,
    tolerance: float | None = None,
) -> Projection:
    """Return the map's axes and everybody's place on it.

    Method: principal components of the votes with each missing vote at its statement's mean, without
    scaling by variance; a place is the sum over the votes cast, stretched by √(statements / votes cast) so
    that people who voted little are drawn less to the middle (Small et al. 2021). Every participant shapes
    the axes, those with few votes too. `hidden` marks statements that moderators took out: they shape
    nothing, and count as if everybody had passed on them (as on pol.is). `precise` chooses float64 and a
    residual of 1e-10 instead of float32 and 1e-4 (default: by size). Same votes and seed, same answer,
    whatever `threads`.
    """
    if precise is None:
        precise = matrix.n_votes < FLOAT32_FROM_VOTES
    centre = means(matrix, hidden)
    values = centred_values(centre, hidden, np.float64 if precise else np.float32)
    found = leading_directions(
        matrix,
        values,
        wanted=AXES,
        tolerance=tolerance or (EXACT if precise else FAST),
        seed=seed,
        threads=threads,
        start=start,
    )
    components = _with_sign(found.vectors.T, found.strengths)
    if hidden is not None:
        components[:, hidden] = 0.0  # they are anyway, but for rounding
    scale = stretch(matrix.n_statements, hidden)
    return Projection(
        centre=centre,
        components=components,
        positions=place(matrix, values, components, scale, threads=threads),
        variance=found.strengths / max(_sum_of_squares(matrix, values), 1e-300),
        residual=found.residual,
        passes=found.passes,
        start=found.start,
    )


def place(
    matrix: VoteMatrix, values: Floats, components: Floats, scale: Floats, *, threads: int = 1
) -> Floats:
    """Return the places (people, 2) of the matrix's rows on given axes."""
    out = np.zeros((matrix.n_people, AXES))
    axes = np.ascontiguousarray(components.T, dtype=np.float64)

    def part(low: int, high: int) -> None:
        place_people(matrix.starts, matrix.packed, np.array([low, high]), values, axes, scale, out)

    in_blocks(part, matrix.n_people, threads=threads)
    return out


def statement_places(projection: Projection, n_columns: int) -> Floats:
    """Return where somebody would stand who agreed with one statement only: shape (statements, 2).

    Its length is the statement's extremity.
    """
    return np.asarray(np.sqrt(n_columns) * (1.0 - projection.centre)[:, None] * projection.components.T)


def stretch(n_statements: int, hidden: Bools | None) -> Floats:
    """Return the `scale` of `place_people`: hidden statements count as cast by everybody."""
    shown = np.ones(n_statements) if hidden is None else (~hidden).astype(np.float64)
    return np.concatenate([[n_statements, n_statements - shown.sum()], shown])


def _with_sign(components: Floats, strengths: Floats) -> Floats:
    signed = components.copy()
    for axis in range(signed.shape[0]):
        if strengths[axis] <= max(strengths[0], 0.0) * 1e-12:
            signed[axis] = 0.0
        elif signed[axis, np.argmax(np.abs(signed[axis]))] < 0:
            signed[axis] *= -1.0
    return signed


def _sum_of_squares(matrix: VoteMatrix, values: Floats) -> float:
    return float(matrix.tally.ravel() @ values.astype(np.float64) ** 2)
