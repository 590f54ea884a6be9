"""Establishing an owners' committee is a row of gates, not a box to tick."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from shangyi.decisions.rules.owners_committee import (
    NATIONAL_GATES,
    Fact,
    GateState,
    Procedure,
    Step,
    check_step_may_begin,
    read_gates,
    review_gates,
)
from tests.decisions.asking import refusals

TODAY = date(2026, 6, 1)
SOURCE = {"source": "本市物业管理条例", "in_force_on": date(2024, 3, 29)}
LOCAL = [
    {"key": "delivered", "step": "eligible", "asks": "share", "fact": "delivered_area", "than": "area",
     "share": "1/2", **SOURCE},
    {"key": "asked-by-owners", "step": "eligible", "asks": "share", "fact": "owners_asking", "than": "owners",
     "share": "5/100", "any_of": "asked", **SOURCE},
    {"key": "asked-by-committee", "step": "eligible", "asks": "held", "fact": "committee_asked_on",
     "any_of": "asked", **SOURCE},
    {"key": "group-in-time", "step": "preparatory-group", "asks": "within", "fact": "group_on",
     "than": "asked_on", "number": 60, **SOURCE},
    {"key": "group-odd", "step": "preparatory-group", "asks": "odd", "fact": "group_members", **SOURCE},
    {"key": "group-half-owners", "step": "preparatory-group", "asks": "share", "fact": "group_owners",
     "than": "group_members", "share": "1/2", **SOURCE},
    {"key": "drafts-shown", "step": "notice", "asks": "after", "fact": "first_meeting_on",
     "than": "drafts_shown_on", "number": 15, **SOURCE},
    {"key": "committee-size", "step": "committee", "asks": "least", "fact": "members", "number": 5, **SOURCE},
]  # fmt: skip
ELIGIBLE: dict[str, Fact] = {
    "guidance_on": date(2026, 3, 1), "delivered_area": 60_000, "area": 120_000, "owners_asking": 2, "owners": 100,
    "committee_asked_on": date(2026, 3, 2), "asked_on": date(2026, 3, 2),
}  # fmt: skip


def review(facts: Mapping[str, Fact], today: date = TODAY) -> Procedure:
    return review_gates([*NATIONAL_GATES, *read_gates(LOCAL)], facts, today=today)


def states(procedure: Procedure, step: Step) -> dict[str, GateState]:
    return {result.gate.key: result.state for result in procedure.of(step)}


@pytest.mark.trace("NT-27")
def test_with_nothing_known_every_gate_is_open() -> None:
    procedure = review({})

    assert procedure.step == Step.ELIGIBLE
    assert {result.state for result in procedure.results} == {GateState.OPEN}


def test_half_the_area_is_enough_and_one_way_of_asking_is_enough() -> None:
    procedure = review(ELIGIBLE, date(2026, 3, 10))

    assert states(procedure, Step.ELIGIBLE) == {
        "guided": GateState.PASSED,
        "delivered": GateState.PASSED,
        "asked-by-owners": GateState.FAILED,
        "asked-by-committee": GateState.PASSED,
    }
    assert procedure.step == Step.PREPARATORY_GROUP


def test_the_working_of_a_share_and_the_last_day_of_a_term_can_be_printed() -> None:
    procedure = review(ELIGIBLE, date(2026, 3, 10))
    by_key = {result.gate.key: result for result in procedure.results}

    check = by_key["delivered"].check
    assert check is not None
    assert (check.part, check.whole, check.needed, check.working) == (
        60_000,
        120_000,
        60_000,
        "2 × 60000 = 1 × 120000",
    )
    assert (by_key["group-in-time"].due_on, by_key["group-in-time"].state) == (
        date(2026, 5, 1),
        GateState.OPEN,
    )


def test_a_term_that_ran_out_is_late_and_one_kept_too_late_is_failed() -> None:
    late = review(ELIGIBLE)
    failed = review(ELIGIBLE | {"group_on": date(2026, 5, 2), "group_members": 6, "group_owners": 3})

    assert states(late, Step.PREPARATORY_GROUP)["group-in-time"] == GateState.LATE
    assert states(failed, Step.PREPARATORY_GROUP) == {
        "group-in-time": GateState.FAILED,
        "group-odd": GateState.FAILED,
        "group-half-owners": GateState.PASSED,
    }


def test_all_gates_passed_leave_no_step() -> None:
    facts = ELIGIBLE | {
        "group_on": date(2026, 4, 1), "group_members": 7, "group_owners": 4, "notice_on": date(2026, 4, 10),
        "community_told_on": date(2026, 4, 10), "drafts_shown_on": date(2026, 4, 10),
        "first_meeting_on": date(2026, 4, 25), "members": 5, "election_passed_on": date(2026, 4, 26),
        "filed_on": date(2026, 5, 26),
    }  # fmt: skip

    procedure = review(facts)

    assert procedure.step is None
    check_step_may_begin(procedure, Step.FILING)


def test_a_meeting_one_day_too_early_fails_its_gate() -> None:
    facts = ELIGIBLE | {"notice_on": date(2026, 4, 10), "first_meeting_on": date(2026, 4, 24)}

    assert states(review(facts), Step.NOTICE)["notice-before-meeting"] == GateState.FAILED


def test_a_step_does_not_begin_before_the_earlier_gates_are_passed() -> None:
    procedure = review(ELIGIBLE | {"group_members": 6})

    assert refusals(lambda: check_step_may_begin(procedure, Step.ROSTER)) == [
        "committee.gate-late",
        "committee.gate-failed",
        "committee.gate-open",
    ]


def test_a_day_to_come_has_not_happened() -> None:
    assert states(review({"guidance_on": date(2026, 6, 2)}), Step.ELIGIBLE)["guided"] == GateState.OPEN


def test_gates_that_cannot_be_read_are_all_named() -> None:
    rows = [LOCAL[0], LOCAL[0], {"key": "x"}, {**LOCAL[1], "share": "a/0"}, {**LOCAL[3], "number": -1},
            {**LOCAL[4], "step": "party"}, {**LOCAL[4], "in_force_on": "2024"}, {**LOCAL[0], "share": ""}]  # fmt: skip

    assert refusals(lambda: read_gates(rows)) == ["committee.gate-unreadable"] * 6 + ["committee.gate-twice"]


def test_facts_of_the_wrong_kind_are_refused() -> None:
    assert refusals(lambda: review({"group_members": date(2026, 1, 1)})) == ["committee.fact-not-a-count"]
    assert refusals(lambda: review({"guidance_on": 5})) == ["committee.fact-not-a-day"]


def test_a_day_missed_and_explained_lets_the_next_step_begin_and_nothing_else_is_excused() -> None:
    gates = read_gates(LOCAL)
    facts = ELIGIBLE | {"group_on": date(2026, 5, 2), "group_members": 6, "group_owners": 3}

    found = review_gates(gates, facts, today=TODAY, excused={"group-in-time", "group-odd"})

    assert states(found, Step.PREPARATORY_GROUP) == {
        "group-in-time": GateState.EXCUSED,
        "group-odd": GateState.FAILED,
        "group-half-owners": GateState.PASSED,
    }


def test_a_gate_is_not_asked_where_the_compound_is_small_and_a_term_has_a_most() -> None:
    size = {**LOCAL[7], "unless": "households", "unless_at_most": 100}
    term = {"key": "term", "step": "committee", "asks": "most", "fact": "term_years", "number": 5, **SOURCE}
    gates = read_gates([size, term])
    few, many = (
        {"members": 3, "households": 100, "term_years": 5},
        {"members": 3, "households": 101, "term_years": 6},
    )

    for facts, state in ((few, GateState.PASSED), (many, GateState.FAILED)):
        found = review_gates(gates, facts, today=TODAY)
        assert set(states(found, Step.COMMITTEE).values()) == {state}
