"""Yes or no with a quorum, approval, score: one person one ballot, counted in integers, ties said aloud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shangyi.decisions.rules.owners import Choice
from shangyi.decisions.rules.thresholds import (
    Check,
    Outcome,
    Threshold,
    is_count,
    outcome_of,
    refuse_all,
    repeated,
)
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class YesNoTally:
    """`decision` compares yes with those who took part (`abstentions_count`) or with yes and no only."""

    electorate: int
    yes: int
    no: int
    abstained: int
    checks: tuple[Check, ...]
    outcome: Outcome


def count_yes_no(
    *,
    votes: Iterable[tuple[str, Choice]],
    voters: Sequence[str],
    decision: Threshold,
    quorum: Threshold | None = None,
    abstentions_count: bool = True,
) -> YesNoTally:
    """Passed, rejected, or too few took part. Silence never counts; an abstention counts for the quorum.

    Whether it also stands in the denominator of the decision is the rule's own choice (`abstentions_count`).
    Refused: ballot.no-voters, ballot.voter-twice, ballot.voter-unknown; all that apply at once.
    """
    listed = list(votes)
    _check_voters([voter for voter, _ in listed], voters)
    answers = [choice for _, choice in listed]
    yes, no, abstained = (answers.count(choice) for choice in (Choice.YES, Choice.NO, Choice.ABSTAIN))
    decided = Check("agreed", yes, len(answers) if abstentions_count else yes + no, decision)
    attended = [Check("took-part", len(answers), len(voters), quorum)] if quorum else []
    outcome = outcome_of(attended, [decided])
    return YesNoTally(len(voters), yes, no, abstained, (*attended, decided), outcome)


def _check_voters(cast: Sequence[str], voters: Sequence[str]) -> None:
    allowed = set(voters)
    problems = [] if voters else [Refused("ballot.no-voters")]
    problems += [Refused("ballot.voter-twice", voter=voter) for voter in repeated([*cast])]
    problems += [Refused("ballot.voter-unknown", voter=voter) for voter in cast if voter not in allowed]
    refuse_all(problems)


@dataclass(frozen=True, slots=True)
class Standing:
    """One option with what it got."""

    option: str
    points: int


@dataclass(frozen=True, slots=True)
class PointsTally:
    """The options from most to least; `winners` take a seat for certain.

    `tied` are the options between which `seats_undecided` seats are not decided by the ballots: without a
    lot drawn beforehand they stay undecided, never settled in silence.
    """

    n_ballots: int
    seats: int
    standings: tuple[Standing, ...]
    winners: tuple[str, ...]
    tied: tuple[str, ...]
    seats_undecided: int


def count_approval(
    *,
    options: Sequence[str],
    ballots: Iterable[Iterable[str]],
    seats: int = 1,
    lot: Sequence[str] = (),
) -> PointsTally:
    """The options that most people approve of take the seats.

    `lot` is an order of options drawn in public before the count; where it names all that tie, it decides.
    Refused: ballot.no-options, ballot.option-twice, ballot.option-unknown, ballot.seats-wrong.
    """
    return count_scores(
        options=options,
        ballots=[dict.fromkeys(ballot, 1) for ballot in ballots],
        most=1,
        seats=seats,
        lot=lot,
    )


def count_scores(
    *,
    options: Sequence[str],
    ballots: Iterable[Mapping[str, int]],
    most: int,
    seats: int = 1,
    lot: Sequence[str] = (),
) -> PointsTally:
    """The options with the highest sums take the seats. An option left blank on a ballot gets 0 from it.

    Points are whole, from 0 to `most`. Refused: ballot.no-options, ballot.option-twice,
    ballot.option-unknown, ballot.points-out-of-range, ballot.seats-wrong; all that apply at once.
    """
    listed = list(ballots)
    refuse_all([*_option_problems(options, seats), *_points_problems(options, listed, most)])
    sums = {option: sum(ballot.get(option, 0) for ballot in listed) for option in options}
    standings = tuple(Standing(option, points) for option, points in _ranked(sums, lot))
    winners, tied = _seat(sums, seats, lot)
    return PointsTally(len(listed), seats, standings, winners, tied, min(seats, len(options)) - len(winners))


def option_problems(options: Sequence[str]) -> Iterable[Refused]:
    """What can be wrong with the list of options itself."""
    if not options:
        yield Refused("ballot.no-options")
    for option in repeated(list(options)):
        yield Refused("ballot.option-twice", option=option)


def _option_problems(options: Sequence[str], seats: int) -> Iterable[Refused]:
    yield from option_problems(options)
    if not is_count(seats) or seats == 0:
        yield Refused("ballot.seats-wrong", seats=seats)


def _points_problems(
    options: Sequence[str], ballots: Sequence[Mapping[str, int]], most: int
) -> Iterable[Refused]:
    known = set(options)
    for number, ballot in enumerate(ballots, start=1):
        for option, points in ballot.items():
            if option not in known:
                yield Refused("ballot.option-unknown", option=option, ballot=number)
            if not is_count(points) or points > most:
                yield Refused(
                    "ballot.points-out-of-range", option=option, ballot=number, points=points, most=most
                )


def _ranked(sums: Mapping[str, int], lot: Sequence[str]) -> list[tuple[str, int]]:
    place = {option: number for number, option in enumerate(lot)}
    return sorted(sums.items(), key=lambda item: (-item[1], place.get(item[0], len(place)), item[0]))


def _seat(sums: Mapping[str, int], seats: int, lot: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    ranked = _ranked(sums, lot)
    if seats >= len(ranked):
        return tuple(option for option, _ in ranked), ()
    line = ranked[seats - 1][1]
    level = [option for option, points in ranked if points == line]
    above = [option for option, points in ranked if points > line]
    if len(above) + len(level) == seats or set(level) <= set(lot):
        return tuple(option for option, _ in ranked[:seats]), ()
    return tuple(above), tuple(level)
