"""Ranked ballots, approval and score against the golden results of other people's code (`make oracles`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shangyi.decisions.rules.ballots import PointsTally, count_approval, count_scores
from shangyi.decisions.rules.ranked import count_instant_runoff, count_schulze

GOLDEN = Path(__file__).parent / "golden"
RANKED = json.loads((GOLDEN / "ranked.json").read_text(encoding="utf-8"))
APPROVALS = json.loads((GOLDEN / "approvals.json").read_text(encoding="utf-8"))
SIX = [str(option) for option in range(6)]


def rankings(case: dict[str, Any]) -> tuple[list[str], list[tuple[str, ...]]]:
    return [str(option) for option in case["options"]], [
        tuple(map(str, ballot)) for ballot in case["ballots"]
    ]


def as_numbers(options: tuple[str, ...]) -> list[int]:
    return sorted(map(int, options))


@pytest.mark.parametrize("case", RANKED)
def test_schulze_winners_equal_the_golden_results(case: dict[str, Any]) -> None:
    options, ballots = rankings(case)

    assert as_numbers(count_schulze(options=options, ballots=ballots).winners) == case["schulze"]


@pytest.mark.parametrize("case", [case for case in RANKED if case["instant-runoff"]])
def test_run_off_winners_equal_the_golden_results(case: dict[str, Any]) -> None:
    options, ballots = rankings(case)

    assert (
        as_numbers(count_instant_runoff(options=options, ballots=ballots).winners) == case["instant-runoff"]
    )


@pytest.mark.parametrize("case", APPROVALS)
def test_approval_seats_equal_the_golden_committees(case: dict[str, Any]) -> None:
    ballots = [map(str, ballot) for ballot in case["ballots"]]

    tally = count_approval(options=SIX, ballots=ballots, seats=case["seats"])

    assert committees(tally) == case["committees"]


@pytest.mark.parametrize("case", APPROVALS)
def test_score_winners_equal_the_golden_results(case: dict[str, Any]) -> None:
    ballots = [dict(zip(SIX, points, strict=True)) for points in case["grades"]]

    tally = count_scores(options=SIX, ballots=ballots, most=5)

    assert sorted(tally.winners or tally.tied) == [str(option) for option in case["highest-score"]]


def committees(tally: PointsTally) -> list[list[int]]:
    """Every way of filling the seats that the count leaves open."""
    found: list[tuple[str, ...]] = [()]
    for option in tally.tied:
        found += [(*chosen, option) for chosen in found]
    whole = [chosen for chosen in found if len(chosen) == tally.seats_undecided]
    return sorted(as_numbers((*tally.winners, *chosen)) for chosen in whole)
