"""What each group holds, what divides, what all hold: arithmetic on counts, after Small et al. 2021."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shangyi.insight.opinions.compiled import in_blocks, kernel
from shangyi.insight.opinions.votes import AGREE, DISAGREE

if TYPE_CHECKING:
    from shangyi.insight.opinions.compiled import Bools, Floats, Ints
    from shangyi.insight.opinions.votes import VoteMatrix

Z_90 = 1.2816  # one-sided 90 % of the normal distribution
SHOWN_PER_GROUP = 5
PINNED_PRIORITY = 49.0


@kernel
def count_by_group(starts: Ints, packed: Ints, rows: Ints, labels: Ints, counts: Ints) -> None:
    """Add the votes of rows (first, past the last) to `counts[group, packed vote]`; group −1 is left out."""
    for i in range(rows[0], rows[1]):
        group = labels[i]
        if group < 0:
            continue
        for j in range(starts[i], starts[i + 1]):
            counts[group, packed[j]] += 1


@dataclass(frozen=True)
class Representative:
    """One statement that sets a group apart.

    agrees: the side on which the group stands out. share: of those of the group who saw it, with one vote
    added on either side. ratio: that share against the same share of everybody else. share_z and ratio_z:
    how sure each is, in standard deviations. best_agree marks the statement that the group agrees on most.
    """

    statement: int
    agrees: bool
    on_side: int
    seen: int
    share: float
    share_z: float
    ratio: float
    ratio_z: float
    best_agree: bool


@dataclass(frozen=True)
class Sides:
    """For each group (row) and statement (column): share, share_z, ratio and ratio_z of one side."""

    on_side: Ints
    seen: Ints
    share: Floats
    share_z: Floats
    ratio: Floats
    ratio_z: Floats

    @property
    def stands_out(self) -> Bools:
        return np.asarray((self.ratio_z > Z_90) & (self.share_z > Z_90))

    @property
    def weight(self) -> Floats:
        return np.asarray(self.share * self.share_z * self.ratio * self.ratio_z)


def group_counts(matrix: VoteMatrix, labels: Ints, n_groups: int, *, threads: int = 1) -> Ints:
    """Return counts of shape (groups, statements, 4): disagree, pass, agree, 0. Label −1 is in no group."""

    def part(low: int, high: int) -> Ints:
        counts = np.zeros((n_groups, matrix.n_statements * 4), np.int64)
        count_by_group(matrix.starts, matrix.packed, np.array([low, high]), labels, counts)
        return counts

    parts = in_blocks(part, matrix.n_people, threads=threads)
    total = (
        np.sum(parts, axis=0, dtype=np.int64)
        if parts
        else np.zeros((n_groups, matrix.n_statements * 4), np.int64)
    )
    return np.asarray(total.reshape(n_groups, matrix.n_statements, 4))


def share_z(on_side: Ints, seen: Ints) -> Floats:
    """Return how many standard deviations a share lies above one half (one vote added on the side)."""
    return np.asarray(2.0 * np.sqrt(seen + 1.0) * ((on_side + 1.0) / (seen + 1.0) - 0.5))


def ratio_z(on_side: Ints, seen: Ints, on_side_out: Ints, seen_out: Ints) -> Floats:
    """Return how many standard deviations a group's share lies above the others' (one added to each)."""
    a, n, b, m = on_side + 1.0, seen + 1.0, on_side_out + 1.0, seen_out + 1.0
    pooled = (a + b) / (n + m)
    spread = np.sqrt(np.maximum(pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m), 0.0))
    return np.asarray(np.where(spread > 0, (a / n - b / m) / np.where(spread > 0, spread, 1.0), 0.0))


def sides(counts: Ints, side: int) -> Sides:
    """Compare each group with all the others on one side (`AGREE` or `DISAGREE`) of every statement."""
    on_side, seen = counts[:, :, side], counts.sum(axis=2)
    on_side_out, seen_out = on_side.sum(axis=0) - on_side, seen.sum(axis=0) - seen
    share = (on_side + 1.0) / (seen + 2.0)
    return Sides(
        on_side=on_side,
        seen=seen,
        share=share,
        share_z=share_z(on_side, seen),
        ratio=share / ((on_side_out + 1.0) / (seen_out + 2.0)),
        ratio_z=ratio_z(on_side, seen, on_side_out, seen_out),
    )


def representative_statements(counts: Ints, hidden: Bools | None = None) -> list[list[Representative]]:
    """Return, per group, up to five statements that set it apart, those it agrees with first.

    A statement qualifies where the group's share is surely above one half and surely above everybody else's
    (both tests one-sided, 90 %). The statement the group agrees on most comes first. A group with no
    qualifying statement gets the single one that comes nearest. Hidden statements and those the group never
    saw are left out.
    """
    agree, disagree = sides(counts, AGREE), sides(counts, DISAGREE)
    shown = np.ones(counts.shape[1], np.bool_) if hidden is None else ~hidden
    return [_of_group(agree, disagree, group, shown) for group in range(counts.shape[0])]


def majority_statements(tally: Ints, hidden: Bools | None = None) -> tuple[list[int], list[int]]:
    """Return the up to five statements that most people agree with, and disagree with, strongest first.

    Over everybody who voted, groups or not: share above one half, and surely so (one-sided 90 %).
    """
    shown = np.ones(tally.shape[0], np.bool_) if hidden is None else ~hidden
    return _majority(tally, AGREE, shown), _majority(tally, DISAGREE, shown)


def group_informed_consensus(counts: Ints, side: int = AGREE) -> Floats:
    """Return per statement the product over the groups of (agreeing + 1) / (seen + 2): 0…1.

    High only where every group agrees; one group against pulls it down whatever its size. The more groups,
    the lower it is: compare statements of one map only. A group that did not see the statement counts as
    one half.
    """
    return np.asarray(np.prod((counts[:, :, side] + 1.0) / (counts.sum(axis=2) + 2.0), axis=0))


def divisiveness(counts: Ints) -> Floats:
    """Return per statement how far apart two groups' shares of agreement surely lie: 0…1.

    The largest difference between two groups of (agree + 1) / (seen + 2) less 1.2816 standard errors, not
    below 0. With fewer than two groups nothing divides. (The distance of a statement from the middle of the
    map, which is often used for this, is large for plain majorities too.)
    """
    n = counts.sum(axis=2) + 2.0
    share = (counts[:, :, AGREE] + 1.0) / n
    error = share * (1.0 - share) / n
    apart = np.zeros(counts.shape[1])
    for one in range(counts.shape[0]):
        for other in range(one):
            gap = np.abs(share[one] - share[other]) - Z_90 * np.sqrt(error[one] + error[other])
            apart = np.maximum(apart, gap)
    return apart


def priorities(tally: Ints, extremity: Floats, pinned: Bools | None = None) -> Floats:
    """Return the classic weight by which a statement is put to people: high for new, agreed and telling ones.

    (importance · (1 + 8·2^(−seen/5)))² with importance = (1 − (passes + 1)/(seen + 2)) · (extremity + 1) ·
    (agree + 1)/(seen + 2). The same for everybody: `routing` does better. Pinned statements weigh 49.
    """
    seen = tally.sum(axis=1)
    passes = seen - tally[:, AGREE] - tally[:, DISAGREE]
    agreement = (tally[:, AGREE] + 1.0) / (seen + 2.0)
    importance = (1.0 - (passes + 1.0) / (seen + 2.0)) * (extremity + 1.0) * agreement
    weights = (importance * (1.0 + 8.0 * 2.0 ** (-seen / 5.0))) ** 2
    return np.asarray(weights if pinned is None else np.where(pinned, PINNED_PRIORITY, weights))


def _of_group(agree: Sides, disagree: Sides, group: int, shown: Bools) -> list[Representative]:
    seen = np.flatnonzero(shown & (agree.seen[group] > 0))
    if seen.size == 0:
        return []
    best = _best_agree(agree, group, seen)
    on_agree = agree.ratio_z[group, seen] > disagree.ratio_z[group, seen]
    weight = np.where(on_agree, agree.weight[group, seen], disagree.weight[group, seen])
    qualify = (agree.stands_out | disagree.stands_out)[group, seen] & (seen != (-1 if best is None else best))
    order = np.lexsort((seen[qualify], -weight[qualify]))[:SHOWN_PER_GROUP]
    rest = [_entry(agree, disagree, group, s) for s in seen[qualify][order]]
    if best is None:
        return rest or [_nearest_miss(agree, disagree, group, seen)]
    first = _entry(agree, disagree, group, best, force_agree=True)
    return sorted([first, *rest[: SHOWN_PER_GROUP - 1]], key=lambda entry: not entry.agrees)


def _best_agree(agree: Sides, group: int, seen: Ints) -> int | None:
    """The statement the group agrees on most, if it is sure of it or ahead of the others."""
    sure = agree.share_z[group, seen] > Z_90
    leads = (agree.ratio[group, seen] > 1.0) & (agree.share[group, seen] > 0.5)
    fitting = seen[sure | leads]
    if fitting.size == 0:
        return None
    order = np.lexsort((fitting, -agree.weight[group, fitting]))
    return int(fitting[order[0]])


def _nearest_miss(agree: Sides, disagree: Sides, group: int, seen: Ints) -> Representative:
    nearest = np.maximum(agree.ratio_z[group, seen], disagree.ratio_z[group, seen])
    return _entry(agree, disagree, group, seen[np.argmax(nearest)])


def _entry(
    agree: Sides, disagree: Sides, group: int, statement: int, *, force_agree: bool = False
) -> Representative:
    agrees = force_agree or bool(agree.ratio_z[group, statement] > disagree.ratio_z[group, statement])
    side = agree if agrees else disagree
    return Representative(
        statement=int(statement),
        agrees=agrees,
        on_side=int(side.on_side[group, statement]),
        seen=int(side.seen[group, statement]),
        share=float(side.share[group, statement]),
        share_z=float(side.share_z[group, statement]),
        ratio=float(side.ratio[group, statement]),
        ratio_z=float(side.ratio_z[group, statement]),
        best_agree=force_agree,
    )


def _majority(tally: Ints, side: int, shown: Bools) -> list[int]:
    seen = tally.sum(axis=1)
    share = (tally[:, side] + 1.0) / (seen + 2.0)
    sure = share_z(tally[:, side], seen)
    fitting = np.flatnonzero(shown & (share > 0.5) & (sure > Z_90))
    order = np.lexsort((fitting, -(share * sure)[fitting]))
    return [int(statement) for statement in fitting[order[:SHOWN_PER_GROUP]]]
