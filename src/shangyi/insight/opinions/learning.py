"""What the answers given so far tell about each statement: the ground on which the next card is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shangyi.insight.opinions.compiled import kernel
from shangyi.insight.opinions.routing import PULL, USUAL_NOISE, Telling
from shangyi.insight.opinions.votes import PASS

if TYPE_CHECKING:
    from shangyi.insight.opinions.compiled import Bools, Floats, Ints
    from shangyi.insight.opinions.projection import Projection
    from shangyi.insight.opinions.votes import VoteMatrix


@kernel
def sum_along_axes(
    starts: Ints, packed: Ints, counted: Bools, places: Floats, centre: Floats, sums: Floats
) -> None:
    """Add Σxx, Σxy, Σyy, Σrx, Σry, Σrr and the votes per statement, counted people only; r is vote − mean."""
    for i in range(starts.size - 1):
        if not counted[i]:
            continue
        x, y = places[i, 0], places[i, 1]
        for j in range(starts[i], starts[i + 1]):
            s = packed[j] >> 2
            rest = np.float64(packed[j] & 3) - 1.0 - centre[s]
            sums[s, 0] += x * x
            sums[s, 1] += x * y
            sums[s, 2] += y * y
            sums[s, 3] += rest * x
            sums[s, 4] += rest * y
            sums[s, 5] += rest * rest
            sums[s, 6] += 1.0


def learn_statements(matrix: VoteMatrix, drawn: Projection, counted: Bools) -> Telling:
    """Return how each statement's votes go along the map, learned from the counted people only.

    Places are scaled to unit spread along each axis. A statement's leaning is a regression pulled to none
    as by eight votes, so that a new statement is not thought telling by luck. People who voted little
    (fresh accounts among them) do not shape what others are asked.
    """
    spread = drawn.positions[counted].std(axis=0) if counted.any() else np.zeros(2)
    places = drawn.positions / np.where(spread > 0, spread, 1.0)
    sums = np.zeros((matrix.n_statements, 7))
    sum_along_axes(matrix.starts, matrix.packed, counted, places, drawn.centre, sums)
    xx, xy, yy, rx, ry, rr, n = sums.T
    det = (xx + PULL) * (yy + PULL) - xy**2
    leaning = np.column_stack([(rx * (yy + PULL) - ry * xy) / det, (ry * (xx + PULL) - rx * xy) / det])
    unexplained = np.maximum(rr - leaning[:, 0] * rx - leaning[:, 1] * ry, 0.0)
    seen = matrix.seen
    return Telling(
        leaning=leaning,
        noise=np.maximum((unexplained + PULL * USUAL_NOISE) / (n + PULL), 0.05),
        answered=1.0 - (matrix.tally[:, PASS] + 1.0) / (seen + 4.0),
        seen=seen,
    )
