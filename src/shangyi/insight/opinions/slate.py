"""A short list of statements in which every large enough part of the people finds one that it agrees with.

After Aziz et al., Justified representation in approval-based committee voting (Social Choice and Welfare,
2017), and Halpern et al., Representation with incomplete votes (AAAI 2023, arXiv 2211.15608). No groups are
needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from shangyi.insight.opinions.compiled import kernel
from shangyi.insight.opinions.votes import AGREE

if TYPE_CHECKING:
    from shangyi.insight.opinions.compiled import Bools, Floats, Ints
    from shangyi.insight.opinions.votes import VoteMatrix

Z_95 = 1.96


class Reason(StrEnum):
    """Why a statement is on the list."""

    OWED = "owed"  # so many people without a statement of theirs agree with it that one is owed to them
    LIKELY = "likely"  # as owed, but counting those likely to agree who have not seen it yet
    ADDED = "added"  # nobody is owed one any more; it speaks for most of those who are spoken for least


@dataclass(frozen=True)
class Line:
    """One step of the choice, with the numbers needed to repeat it by hand.

    newly: people who agreed with this statement and with none above it. waiting: people with no statement
    on the list before this line. seen and agreed: over all people. likely: of the waiting, how many agree
    at least, unseen votes included, with 97.5 % confidence. left: the waiting after this line.
    """

    statement: int
    reason: Reason
    newly: int
    waiting: int
    likely: float
    seen: int
    agreed: int
    left: int


@dataclass(frozen=True)
class OpenClaim:
    """A statement that might still be owed to people: too few of them have seen it to tell.

    agreed: waiting people who agreed. unseen: waiting people who have not voted on it. at_most: how many of
    the waiting may agree, with 97.5 % confidence.
    """

    statement: int
    agreed: int
    unseen: int
    at_most: float


@dataclass(frozen=True)
class Slate:
    """The list, the number of people to whom a statement is owed, and what more votes could still change.

    people: those who voted at all; quota: people / places. open_claims empty: with 97.5 % confidence for each
    statement alone, the list also holds for the votes that were not cast.
    """

    lines: list[Line]
    people: int
    places: int
    quota: Fraction
    open_claims: list[OpenClaim]

    @property
    def statements(self) -> list[int]:
        return [line.statement for line in self.lines]


@kernel
def count_rows(starts: Ints, packed: Ints, weights: Floats, agreed: Floats, seen: Floats) -> None:
    """Add each person's weight to `agreed` and `seen` of the statements they agreed with and voted on."""
    for i in range(starts.size - 1):
        if weights[i] == 0.0:
            continue
        for j in range(starts[i], starts[i + 1]):
            statement = packed[j] >> 2
            seen[statement] += weights[i]
            if packed[j] & 3 == 2:
                agreed[statement] += weights[i]


@kernel
def mark_agreeing(starts: Ints, packed: Ints, statement: int, times: Ints) -> None:
    """Add one to `times` of everybody who agreed with the statement."""
    wanted = statement * 4 + 2
    for i in range(starts.size - 1):
        low, high = starts[i], starts[i + 1]
        while low < high:
            middle = (low + high) // 2
            if packed[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        if low < starts[i + 1] and packed[low] == wanted:
            times[i] += 1


def choose_slate(matrix: VoteMatrix, *, places: int, hidden: Bools | None = None) -> Slate:
    """Return at most `places` statements that justly represent everybody who voted.

    The promise (justified representation, on the votes that were cast): wherever people / places or more
    people all agree with one shown statement, at least one of them agrees with a statement on the list.
    Silence and passing are never agreement. Step by step:

    1. *Owed*: among the people with no statement on the list yet, take the statement most of them agree
    with, as
       long as it has the quota behind it. This alone keeps the promise.
    2. *Likely*: then statements for which the waiting people who saw them make it likely (lower end of a 95 %
       Wilson interval) that a quota of all waiting people agrees. So new statements are not left out for
       being new.
    3. *Added*: places left go to statements by their agreeing people, each counting 1 / (1 + statements
    they have).

    Equal statements: the lower index. No chance is involved, and the order of people does not matter.
    """
    voted = np.diff(matrix.starts) > 0
    people = int(voted.sum())
    quota = Fraction(people, places) if places else Fraction(0)
    times = np.zeros(matrix.n_people, np.int64)
    lines: list[Line] = []
    free = np.ones(matrix.n_statements, np.bool_) if hidden is None else ~hidden
    while len(lines) < places and people:
        line = _next_line(matrix, voted, times, free, quota)
        if line is None:
            break
        mark_agreeing(matrix.starts, matrix.packed, line.statement, times)
        free = free.copy()
        free[line.statement] = False
        lines.append(line)
    return Slate(lines, people, places, quota, _open_claims(matrix, voted, times, free, quota))


def is_represented(
    matrix: VoteMatrix, chosen: list[int], *, places: int, hidden: Bools | None = None
) -> bool:
    """Return whether the chosen statements keep the promise of `choose_slate`, whoever chose them."""
    times = np.zeros(matrix.n_people, np.int64)
    for statement in chosen:
        mark_agreeing(matrix.starts, matrix.packed, statement, times)
    voted = np.diff(matrix.starts) > 0
    agreed, _ = _counts(matrix, ((times == 0) & voted).astype(np.float64))
    shown = np.ones(matrix.n_statements, np.bool_) if hidden is None else ~hidden
    quota = Fraction(int(voted.sum()), places)
    return not any(count >= max(quota, 1) for count in agreed[shown].astype(int).tolist())


def interval_of_share(agreed: Floats, seen: Floats) -> tuple[Floats, Floats]:
    """Return the Wilson 95 % interval of a share; 0…1 where nobody was asked."""
    n = np.maximum(seen, 1e-9)
    share = agreed / n
    middle = (share + Z_95**2 / (2 * n)) / (1 + Z_95**2 / n)
    half = Z_95 / (1 + Z_95**2 / n) * np.sqrt(share * (1 - share) / n + Z_95**2 / (4 * n**2))
    return np.where(seen > 0, np.maximum(middle - half, 0.0), 0.0), np.where(
        seen > 0, np.minimum(middle + half, 1.0), 1.0
    )


def _next_line(matrix: VoteMatrix, voted: Bools, times: Ints, free: Bools, quota: Fraction) -> Line | None:
    waiting = (times == 0) & voted
    agreed, seen = _counts(matrix, waiting.astype(np.float64))
    likely = _likely(agreed, seen, int(waiting.sum()))
    threshold = max(float(quota), 1.0)
    for reason, score, least in (
        (Reason.OWED, agreed, threshold),
        (Reason.LIKELY, likely, threshold),
        (Reason.ADDED, _weighted(matrix, voted, times), 1e-12),
    ):
        best = int(np.argmax(np.where(free, score, -1.0))) if free.any() else -1
        if best >= 0 and free[best] and score[best] >= least:
            return Line(
                statement=best,
                reason=reason,
                newly=int(agreed[best]),
                waiting=int(waiting.sum()),
                likely=float(likely[best]),
                seen=int(matrix.seen[best]),
                agreed=int(matrix.tally[best, AGREE]),
                left=int(waiting.sum() - agreed[best]),
            )
    return None


def _open_claims(
    matrix: VoteMatrix, voted: Bools, times: Ints, free: Bools, quota: Fraction
) -> list[OpenClaim]:
    waiting = (times == 0) & voted
    total = int(waiting.sum())
    agreed, seen = _counts(matrix, waiting.astype(np.float64))
    unseen = total - seen
    at_most = agreed + interval_of_share(agreed, seen)[1] * unseen
    claims = np.flatnonzero(free & (at_most >= max(float(quota), 1.0)) & (unseen > 0))
    order = claims[np.lexsort((claims, -at_most[claims]))]
    return [OpenClaim(int(s), int(agreed[s]), int(unseen[s]), float(at_most[s])) for s in order]


def _counts(matrix: VoteMatrix, weights: Floats) -> tuple[Floats, Floats]:
    agreed, seen = np.zeros(matrix.n_statements), np.zeros(matrix.n_statements)
    count_rows(matrix.starts, matrix.packed, weights, agreed, seen)
    return agreed, seen


def _likely(agreed: Floats, seen: Floats, waiting: int) -> Floats:
    return np.asarray(agreed + interval_of_share(agreed, seen)[0] * (waiting - seen))


def _weighted(matrix: VoteMatrix, voted: Bools, times: Ints) -> Floats:
    return _counts(matrix, voted / (1.0 + times))[0]
