"""Ranked ballots: instant run-off, round by round, and Schulze, by strongest paths."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

from shangyi.decisions.rules.ballots import option_problems
from shangyi.decisions.rules.thresholds import refuse_all, repeated
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Ranking = tuple[str, ...]
"""Options from most to least liked; those left out are liked less than all that are named, and equally."""


@dataclass(frozen=True, slots=True)
class RunoffRound:
    """First places among those still in; then either a winner, or who leaves. `by_lot` tells that a lot
    decided.
    """

    first_places: tuple[tuple[str, int], ...]
    exhausted: int
    majority: int
    eliminated: tuple[str, ...]
    by_lot: bool


@dataclass(frozen=True, slots=True)
class RunoffTally:
    """`winners` has one option, or several that a tie leaves equal, or none when nobody voted."""

    n_ballots: int
    rounds: tuple[RunoffRound, ...]
    winners: tuple[str, ...]


def count_instant_runoff(
    *, options: Sequence[str], ballots: Iterable[Ranking], lot: Sequence[str] = ()
) -> RunoffTally:
    """The option with over half of the ballots still in play wins; until then the last one leaves.

    Where several are last, the one that stands latest in `lot` leaves (an order drawn in public beforehand);
    without a lot for all of them they leave together, and if they are all that is left they share the win.
    A ballot whose options have all left is exhausted and no longer counts towards the half.
    Refused: ballot.no-options, ballot.option-twice, ballot.option-unknown, ballot.ranked-twice.
    """
    listed = list(ballots)
    refuse_all([*option_problems(options), *_ranking_problems(options, listed)])
    remaining = list(options) if any(listed) else []
    rounds: list[RunoffRound] = []
    while remaining:
        step = _runoff_round(remaining, listed, lot)
        rounds.append(step)
        leader, votes = step.first_places[0]
        if votes >= step.majority:
            return RunoffTally(len(listed), tuple(rounds), (leader,))
        if len(step.eliminated) == len(remaining):
            return RunoffTally(len(listed), tuple(rounds), tuple(remaining))
        remaining = [option for option in remaining if option not in step.eliminated]
    return RunoffTally(len(listed), tuple(rounds), ())


def _runoff_round(remaining: Sequence[str], ballots: Sequence[Ranking], lot: Sequence[str]) -> RunoffRound:
    still_in = set(remaining)
    firsts = dict.fromkeys(remaining, 0)
    exhausted = 0
    for ballot in ballots:
        first = next((option for option in ballot if option in still_in), None)
        if first is None:
            exhausted += 1
        else:
            firsts[first] += 1
    ordered = tuple(sorted(firsts.items(), key=lambda item: (-item[1], item[0])))
    majority = (len(ballots) - exhausted) // 2 + 1
    if ordered[0][1] >= majority:
        return RunoffRound(ordered, exhausted, majority, (), by_lot=False)
    last = [option for option, votes in ordered if votes == ordered[-1][1]]
    by_lot = len(last) > 1 and set(last) <= set(lot)
    leaving = [max(last, key=lot.index)] if by_lot else last
    return RunoffRound(ordered, exhausted, majority, tuple(leaving), by_lot=by_lot)


@dataclass(frozen=True, slots=True)
class PathStep:
    """The strongest paths after one more option may be passed through: the working of Schulze, step by
    step.
    """

    through: str
    strengths: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class SchulzeTally:
    """`preferred` says for each ordered pair how many rank the first above the second.

    `winners` are the options that no other beats by a stronger path; one, or several that tie.
    """

    n_ballots: int
    preferred: tuple[tuple[str, str, int], ...]
    steps: tuple[PathStep, ...]
    winners: tuple[str, ...]


def count_schulze(*, options: Sequence[str], ballots: Iterable[Ranking]) -> SchulzeTally:
    """The options that beat or tie every other by the strongest path of pairwise wins (winning votes).

    If one option beats each other head to head, it is the winner. Reference: M. Schulze, A new monotonic,
    clone-independent, reversal symmetric and Condorcet-consistent single-winner election method (2011).
    Refused: ballot.no-options, ballot.option-twice, ballot.option-unknown, ballot.ranked-twice.
    """
    listed = list(ballots)
    refuse_all([*option_problems(options), *_ranking_problems(options, listed)])
    preferred = pairwise(options, listed)
    strengths = {
        (one, two): votes if votes > preferred[two, one] else 0 for (one, two), votes in preferred.items()
    }
    steps = []
    for through in options:
        strengths = _widen(strengths, through)
        steps.append(PathStep(through, _listed(strengths)))
    winners = tuple(
        one
        for one in options
        if all(strengths[one, two] >= strengths[two, one] for two in options if two != one)
    )
    return SchulzeTally(len(listed), _listed(preferred), tuple(steps), winners if any(listed) else ())


def pairwise(options: Sequence[str], ballots: Iterable[Ranking]) -> dict[tuple[str, str], int]:
    """For each ordered pair, how many ballots rank the first above the second."""
    votes = dict.fromkeys(permutations(options, 2), 0)
    for ballot in ballots:
        ranked = set(ballot)
        unranked = [option for option in options if option not in ranked]
        for place, above in enumerate(ballot):
            for below in (*ballot[place + 1 :], *unranked):
                votes[above, below] += 1
    return votes


def _widen(strengths: Mapping[tuple[str, str], int], through: str) -> dict[tuple[str, str], int]:
    wider = dict(strengths)
    for one, two in strengths:
        if through not in {one, two}:
            detour = min(strengths[one, through], strengths[through, two])
            wider[one, two] = max(strengths[one, two], detour)
    return wider


def _listed(pairs: Mapping[tuple[str, str], int]) -> tuple[tuple[str, str, int], ...]:
    return tuple((one, two, votes) for (one, two), votes in pairs.items())


def _ranking_problems(options: Sequence[str], ballots: Sequence[Ranking]) -> Iterable[Refused]:
    known = set(options)
    for number, ballot in enumerate(ballots, start=1):
        for option in ballot:
            if option not in known:
                yield Refused("ballot.option-unknown", option=option, ballot=number)
        for option in repeated(ballot):
            yield Refused("ballot.ranked-twice", option=option, ballot=number)
