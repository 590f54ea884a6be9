"""Yes and no, approval, score, ranked ballots and consent: small counts done by hand, and what always holds."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyi.decisions.rules.ballots import count_approval, count_scores, count_yes_no
from shangyi.decisions.rules.consent import (
    ConsentEvent,
    ConsentState,
    ConsentTally,
    Position,
    Step,
    count_consent,
)
from shangyi.decisions.rules.owners import Choice
from shangyi.decisions.rules.ranked import count_instant_runoff, count_schulze, pairwise
from shangyi.decisions.rules.thresholds import Outcome, Source, Threshold
from tests.decisions.asking import refusals

HOUSE_RULES = Source("满城金街商户公约", date(2026, 1, 1))
HALF = Threshold(Fraction(1, 2), strictly_more=True, source=HOUSE_RULES)
THIRD = Threshold(Fraction(1, 3), strictly_more=False, source=HOUSE_RULES)
VOTERS = [f"商户{number}" for number in range(9)]


def cast(yes: int, no: int, abstain: int = 0) -> list[tuple[str, Choice]]:
    return list(zip(VOTERS, [Choice.YES] * yes + [Choice.NO] * no + [Choice.ABSTAIN] * abstain, strict=False))


@pytest.mark.trace("FS-5")
@pytest.mark.parametrize(
    ("yes", "no", "abstain", "abstentions_count", "outcome"),
    [
        (2, 1, 0, True, Outcome.PASSED),
        (2, 0, 0, True, Outcome.NO_QUORUM),
        (2, 2, 0, True, Outcome.REJECTED),
        (2, 1, 1, True, Outcome.REJECTED),
        (2, 1, 1, False, Outcome.PASSED),
        (0, 0, 3, False, Outcome.REJECTED),
    ],
)
def test_yes_or_no_with_a_quorum(
    yes: int, no: int, abstain: int, abstentions_count: bool, outcome: Outcome
) -> None:
    tally = count_yes_no(
        votes=cast(yes, no, abstain),
        voters=VOTERS,
        decision=HALF,
        quorum=THIRD,
        abstentions_count=abstentions_count,
    )

    assert (tally.outcome, tally.yes, tally.no, tally.abstained) == (outcome, yes, no, abstain)


def test_one_person_has_one_ballot() -> None:
    votes = [("商户1", Choice.YES), ("商户1", Choice.YES), ("过路人", Choice.NO)]

    assert refusals(lambda: count_yes_no(votes=votes, voters=VOTERS, decision=HALF)) == [
        "ballot.voter-twice",
        "ballot.voter-unknown",
    ]


def test_approval_names_the_winners_and_the_standings() -> None:
    tally = count_approval(
        options=["凉亭", "长椅", "路灯"], ballots=[["长椅", "路灯"], ["路灯"], ["凉亭", "路灯"], []], seats=1
    )

    assert [(standing.option, standing.points) for standing in tally.standings] == [
        ("路灯", 3),
        ("凉亭", 1),
        ("长椅", 1),
    ]
    assert (tally.winners, tally.tied, tally.seats_undecided, tally.n_ballots) == (("路灯",), (), 0, 4)


def test_a_tie_is_said_and_only_a_lot_drawn_beforehand_breaks_it() -> None:
    ballots = [["甲", "乙"], ["甲", "丙"]]
    open_tally = count_approval(options=["甲", "乙", "丙"], ballots=ballots, seats=2)
    by_lot = count_approval(options=["甲", "乙", "丙"], ballots=ballots, seats=2, lot=["丙", "乙"])

    assert (open_tally.winners, open_tally.tied, open_tally.seats_undecided) == (("甲",), ("丙", "乙"), 1)
    assert (by_lot.winners, by_lot.tied, by_lot.seats_undecided) == (("甲", "丙"), (), 0)


def test_scores_are_summed_and_blanks_are_zero() -> None:
    tally = count_scores(options=["甲", "乙"], ballots=[{"甲": 5}, {"甲": 0, "乙": 3}, {"乙": 4}], most=5)

    assert [(standing.option, standing.points) for standing in tally.standings] == [("乙", 7), ("甲", 5)]


def test_faulty_score_ballots_are_all_named() -> None:
    ballots = [{"甲": 6}, {"丁": 1}, {"乙": -1}]

    assert refusals(lambda: count_scores(options=["甲", "乙", "甲"], ballots=ballots, most=5, seats=0)) == [
        "ballot.option-twice",
        "ballot.seats-wrong",
        "ballot.points-out-of-range",
        "ballot.option-unknown",
        "ballot.points-out-of-range",
    ]


def test_the_run_off_can_be_replayed_round_by_round() -> None:
    ballots = [("甲", "乙")] * 4 + [("乙", "丙")] * 3 + [("丙", "乙")] * 2 + [("丁",)]

    tally = count_instant_runoff(options=["甲", "乙", "丙", "丁"], ballots=ballots)

    assert [(r.first_places, r.exhausted, r.majority, r.eliminated) for r in tally.rounds] == [
        ((("甲", 4), ("乙", 3), ("丙", 2), ("丁", 1)), 0, 6, ("丁",)),
        ((("甲", 4), ("乙", 3), ("丙", 2)), 1, 5, ("丙",)),
        ((("乙", 5), ("甲", 4)), 1, 5, ()),
    ]
    assert tally.winners == ("乙",)


def test_in_a_run_off_a_lot_says_who_leaves_first() -> None:
    ballots = [("甲",)] * 3 + [("乙", "丙")] * 2 + [("丙", "乙")] * 2

    together = count_instant_runoff(options=["甲", "乙", "丙"], ballots=ballots)
    by_lot = count_instant_runoff(options=["甲", "乙", "丙"], ballots=ballots, lot=["乙", "丙"])

    assert (together.winners, together.rounds[0].eliminated, together.rounds[0].by_lot) == (
        ("甲",),
        ("丙", "乙"),
        False,
    )
    assert (by_lot.winners, by_lot.rounds[0].eliminated, by_lot.rounds[0].by_lot) == (("乙",), ("丙",), True)


def test_a_run_off_that_ends_level_has_two_winners_and_an_empty_one_none() -> None:
    assert count_instant_runoff(options=["甲", "乙"], ballots=[("甲",), ("乙",)]).winners == ("甲", "乙")
    assert count_instant_runoff(options=["甲", "乙"], ballots=[()]).winners == ()


def test_schulze_on_its_authors_example() -> None:
    groups = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
    ballots = [tuple(order) for order, number in groups.items() for _ in range(number)]

    tally = count_schulze(options="ABCDE", ballots=ballots)

    assert tally.winners == ("E",)
    assert ("A", "C", 26) in tally.preferred
    strongest = {(one, two): votes for one, two, votes in tally.steps[-1].strengths}
    assert {pair: strongest[pair] for pair in (("A", "B"), ("B", "A"), ("E", "C"), ("C", "E"))} == {
        ("A", "B"): 28, ("B", "A"): 25, ("E", "C"): 28, ("C", "E"): 24,
    }  # fmt: skip


def test_options_left_out_stand_below_those_that_are_named() -> None:
    assert pairwise("甲乙丙", [("乙",)]) == {
        ("甲", "乙"): 0, ("甲", "丙"): 0, ("乙", "甲"): 1, ("乙", "丙"): 1, ("丙", "甲"): 0, ("丙", "乙"): 0,
    }  # fmt: skip


def test_a_ranking_that_names_an_option_twice_is_refused() -> None:
    assert refusals(lambda: count_schulze(options="甲乙", ballots=[("甲", "甲"), ("戊",)])) == [
        "ballot.ranked-twice",
        "ballot.option-unknown",
    ]


RANKINGS = st.lists(st.permutations("甲乙丙丁").map(tuple), min_size=1, max_size=12)


@settings(deadline=None)
@given(RANKINGS)
def test_who_beats_everybody_head_to_head_wins_schulze(ballots: list[tuple[str, ...]]) -> None:
    votes = pairwise("甲乙丙丁", ballots)
    beats_all = [
        one
        for one in "甲乙丙丁"
        if all(votes[one, two] > votes[two, one] for two in "甲乙丙丁" if two != one)
    ]

    winners = count_schulze(options="甲乙丙丁", ballots=ballots).winners

    assert winners
    if beats_all:
        assert list(winners) == beats_all


@settings(deadline=None)
@given(RANKINGS, st.randoms(use_true_random=False))
def test_the_order_of_ranked_ballots_does_not_matter(ballots: list[tuple[str, ...]], random: object) -> None:
    shuffled = list(ballots)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert count_schulze(options="甲乙丙丁", ballots=shuffled) == count_schulze(
        options="甲乙丙丁", ballots=ballots
    )
    assert count_instant_runoff(options="甲乙丙丁", ballots=shuffled) == count_instant_runoff(
        options="甲乙丙丁", ballots=ballots
    )


PEOPLE = ["马先生", "王阿姨", "李叔"]


def answer(person: str, position: Position, text: str = "") -> ConsentEvent:
    return ConsentEvent(Step.ANSWER, person, position, text)


def consent(*events: ConsentEvent) -> ConsentTally:
    return count_consent(people=PEOPLE, events=events)


def test_an_objection_is_followed_to_its_resolution() -> None:
    tally = consent(
        answer("马先生", Position.AGREE),
        answer("王阿姨", Position.OBJECT, "施工要进我家厨房"),
        answer("李叔", Position.AGREE_IF, "周末不施工"),
        ConsentEvent(Step.OFFER, "王阿姨", text="三天内恢复瓷砖，费用由四户分摊"),
        ConsentEvent(Step.ACCEPT, "王阿姨"),
        ConsentEvent(Step.OFFER, "李叔", text="只在工作日施工"),
        ConsentEvent(Step.ACCEPT, "李叔"),
    )

    assert [step.state for step in tally.rounds] == [
        ConsentState.ANSWERS_MISSING,
        ConsentState.OBJECTIONS_OPEN,
        ConsentState.OBJECTIONS_OPEN,
        ConsentState.OBJECTIONS_OPEN,
        ConsentState.CONDITIONS_OPEN,
        ConsentState.CONDITIONS_OPEN,
        ConsentState.CONSENT,
    ]
    assert tally.answers["王阿姨"].offered == "三天内恢复瓷砖，费用由四户分摊"


def test_silence_is_no_consent() -> None:
    tally = consent(answer("马先生", Position.AGREE), answer("王阿姨", Position.STAND_ASIDE))

    assert (tally.state, tally.silent) == (ConsentState.ANSWERS_MISSING, ("李叔",))


def test_a_proposal_that_all_stand_aside_from_has_nobodys_consent() -> None:
    assert (
        consent(*(answer(person, Position.STAND_ASIDE) for person in PEOPLE)).state
        == ConsentState.NOBODY_AGREED
    )


def test_a_new_answer_reopens_what_was_settled() -> None:
    settled = [answer(person, Position.AGREE) for person in PEOPLE]

    tally = consent(*settled, answer("李叔", Position.OBJECT, "报价涨了"))

    assert (tally.state, tally.open_objections) == (ConsentState.OBJECTIONS_OPEN, ("李叔",))


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([answer("马先生", Position.OBJECT, "  ")], "consent.text-needed"),
        ([answer("路人", Position.AGREE)], "consent.person-unknown"),
        ([ConsentEvent(Step.ANSWER, "马先生")], "consent.position-needed"),
        ([ConsentEvent(Step.ACCEPT, "马先生")], "consent.nothing-open"),
        (
            [answer("马先生", Position.OBJECT, "太贵"), ConsentEvent(Step.ACCEPT, "马先生")],
            "consent.nothing-offered",
        ),
    ],
)
def test_steps_that_make_no_sense_are_refused(events: list[ConsentEvent], code: str) -> None:
    assert refusals(lambda: consent(*events)) == [code]
