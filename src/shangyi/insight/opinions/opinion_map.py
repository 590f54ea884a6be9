"""The whole map of a topic: from votes to groups, statements, the slate and the bridging scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shangyi.insight.opinions import bridging, groups, projection, slate, stability, statements

if TYPE_CHECKING:
    from shangyi.insight.opinions.bridging import Bridging
    from shangyi.insight.opinions.compiled import Bools, Floats, Ints
    from shangyi.insight.opinions.groups import Grouping
    from shangyi.insight.opinions.projection import Projection
    from shangyi.insight.opinions.slate import Slate
    from shangyi.insight.opinions.stability import Stability
    from shangyi.insight.opinions.statements import Representative
    from shangyi.insight.opinions.votes import VoteMatrix

METHOD = (
    "axes: principal components of the votes cast (missing votes at the statement's mean); "
    "groups: weighted k-means over at most 100 base clusters, 2 to 5 groups, kept if each group's mean Jaccard "
    "similarity over resamples is at least 0.75; "
    "slate: justified representation on observed votes; bridging: one-factor model on observed votes"
)
VERSION = "1"


@dataclass(frozen=True)
class Outline:
    """The map without its checks: quick enough to follow the votes.

    groupings: one for each possible number of groups. labels: the group of each participant in the clearest
    one, −1 for those not counted or where there is none. counts: see `statements.group_counts`.
    """

    projection: Projection
    counted: Bools
    groupings: list[Grouping]
    labels: Ints
    counts: Ints
    representative: list[list[Representative]]
    consensus: Floats
    divisive: Floats
    majority: tuple[list[int], list[int]]


@dataclass(frozen=True)
class OpinionMap:
    """Everything found about a topic, with how it was found.

    The outline's labels are those of the stable grouping only; without one all are −1 and no group is shown.
    confidence: per participant, NaN without a group.
    """

    matrix: VoteMatrix
    outline: Outline
    stability: Stability
    confidence: Floats
    bridging: Bridging
    slate: Slate
    seed: int
    method: str = METHOD
    version: str = VERSION

    @property
    def n_groups(self) -> int:
        return int(self.outline.counts.shape[0])


def outline(
    matrix: VoteMatrix,
    *,
    seed: int,
    hidden: Bools | None = None,
    threads: int = 1,
    start: Floats | None = None,
) -> Outline:
    """Return axes, places, the clearest groups and what they hold, without asking whether the groups are stable.

    `start` is `projection.start` of the last outline of the same topic: after a few new votes one or two
    passes over the votes are enough. Same votes, seed and start: same answer, whatever the order of rows
    and the threads.
    """
    drawn = projection.project(matrix, seed=seed, hidden=hidden, threads=threads, start=start)
    counted = groups.who_counts(matrix, hidden)
    weights = groups.weights_of(np.diff(matrix.starts)[counted])
    groupings = groups.possible_groups(drawn.positions[counted], weights, seed=seed)
    best = groups.clearest(groupings)
    return _told(matrix, drawn, counted, groupings, best, hidden, threads)


def draw_map(
    matrix: VoteMatrix,
    *,
    seed: int,
    hidden: Bools | None = None,
    places: int = 5,
    resamples: int = stability.RESAMPLES,
    threads: int = 1,
) -> OpinionMap:
    """Return the whole map: the outline with stable groups only, their confidence, bridging scores and the slate."""
    rough = outline(matrix, seed=seed, hidden=hidden, threads=threads)
    judged = stability.stable_groups(
        matrix,
        rough.projection,
        rough.counted,
        rough.groupings,
        seed=seed,
        hidden=hidden,
        resamples=resamples,
        threads=threads,
    )
    chosen = None if judged.chosen is None else judged.chosen.grouping
    told = _told(matrix, rough.projection, rough.counted, rough.groupings, chosen, hidden, threads)
    confidence = np.full(matrix.n_people, np.nan)
    if chosen is not None:
        confidence[rough.counted] = judged.confidence
    return OpinionMap(
        matrix=matrix,
        outline=told,
        stability=judged,
        confidence=confidence,
        bridging=bridging.bridging_scores(matrix, rough.projection.positions[:, 0], hidden=hidden),
        slate=slate.choose_slate(matrix, places=places, hidden=hidden),
        seed=seed,
    )


def _told(
    matrix: VoteMatrix,
    drawn: Projection,
    counted: Bools,
    groupings: list[Grouping],
    chosen: Grouping | None,
    hidden: Bools | None,
    threads: int,
) -> Outline:
    labels = np.full(matrix.n_people, -1)
    if chosen is not None:
        labels[counted] = chosen.labels
    counts = statements.group_counts(matrix, labels, 0 if chosen is None else chosen.k, threads=threads)
    return Outline(
        projection=drawn,
        counted=counted,
        groupings=groupings,
        labels=labels,
        counts=counts,
        representative=statements.representative_statements(counts, hidden),
        consensus=statements.group_informed_consensus(counts),
        divisive=statements.divisiveness(counts),
        majority=statements.majority_statements(matrix.tally, hidden),
    )
