"""Money for wishes: the rules against official and golden results, files read and written, every round replayed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyi.decisions.rules.budget import BudgetCase, BudgetTally, Rule, WhyNot, Wish, WishBallot
from shangyi.decisions.rules.equal_shares import count_budget, count_equal_shares, payments_by_voter
from shangyi.decisions.rules.pabulib import PabulibFile, read_pb, write_pb
from tests.decisions.asking import refusals

HERE = Path(__file__).parent
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "budgets"
GOLDEN = json.loads((HERE / "golden" / "budgets.json").read_text(encoding="utf-8"))


@cache
def read(name: str) -> PabulibFile:
    """A fixture by its name, or one of the two real budgets where they are present."""
    path = HERE / "fixtures" / name
    if not path.exists():
        path = REAL / name
    if not path.exists():
        pytest.skip(f"{name} is not here: the real budgets lie in ../shared/data/budgets")
    return read_pb(path.read_text(encoding="utf-8"))


def case_of(budget: int, costs: dict[str, int], *ballots: str) -> BudgetCase:
    return BudgetCase(
        budget,
        tuple(Wish(key, cost) for key, cost in costs.items()),
        tuple(WishBallot(f"v{n}", dict.fromkeys(ballot.split(), 1)) for n, ballot in enumerate(ballots)),
    )


GARDEN = case_of(
    100,
    {"lift": 50, "lights": 30, "bikes": 30, "garden": 20, "gate": 20},
    *["lift lights"] * 4, *["lift garden"] * 2, *["bikes gate"] * 3, "garden",
)  # fmt: skip


def test_the_official_winners_of_assen_2024_are_reproduced() -> None:
    file = read("Netherlands_Assen_2024.pb")

    tally = count_budget(file.case, Rule.EQUAL_SHARES)

    assert file.official is not None
    assert sorted(tally.winners) == sorted(file.official)
    assert len(tally.winners) == 9


@pytest.mark.parametrize("rule", ["greedy", "equal-shares-plain", "equal-shares"])
@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_winners_equal_the_golden_results(name: str, rule: str) -> None:
    assert sorted(count_budget(read(name).case, Rule(rule)).winners) == GOLDEN[name][rule]


def test_the_rounds_of_equal_shares_by_hand() -> None:
    tally = count_equal_shares(GARDEN, rule=Rule.EQUAL_SHARES_PLAIN)

    assert [(r.wish, r.votes, r.each_pays, r.emptied, r.left) for r in tally.rounds] == [
        ("lift", 6, Fraction(25, 3), 0, 50),
        ("gate", 3, Fraction(20, 3), 0, 30),
    ]
    assert {passed.wish: (passed.because, passed.had, passed.missing) for passed in tally.passed_over} == {
        "lights": (WhyNot.SUPPORTERS_LACK_MONEY, Fraction(20, 3), Fraction(70, 3)),
        "bikes": (WhyNot.SUPPORTERS_LACK_MONEY, Fraction(10), Fraction(20)),
        "garden": (WhyNot.SUPPORTERS_LACK_MONEY, Fraction(40, 3), Fraction(20, 3)),
    }


def test_add1_spends_on_until_nothing_supported_fits() -> None:
    tally = count_equal_shares(GARDEN)

    assert tally.winners == ("lift", "gate", "garden")
    assert (tally.spent, tally.share, tally.increases) == (90, Fraction(13), 3)


def test_a_third_of_the_voters_decides_over_a_third_of_the_money_and_by_most_votes_gets_nothing() -> None:
    case = case_of(90, {"a": 45, "b": 45, "c": 30}, *["a b"] * 6, *["c"] * 3)

    assert count_budget(case, Rule.GREEDY).winners == ("a", "b")
    assert set(count_budget(case, Rule.EQUAL_SHARES).winners) == {"a", "c"}


def test_greedy_says_why_each_other_wish_is_left_out() -> None:
    case = case_of(100, {"a": 70, "b": 40, "c": 20, "d": 200, "e": 1}, "a b c d", "a b c", "a")

    greedy, no_skip = count_budget(case, Rule.GREEDY), count_budget(case, Rule.GREEDY_NO_SKIP)

    assert greedy.winners == ("a", "c")
    assert {passed.wish: passed.because for passed in greedy.passed_over} == {
        "b": WhyNot.DOES_NOT_FIT, "d": WhyNot.DEARER_THAN_BUDGET, "e": WhyNot.NO_SUPPORT,
    }  # fmt: skip
    assert no_skip.winners == ("a", "c")
    assert count_budget(
        case_of(100, {"a": 70, "b": 40, "c": 20}, "a b", "a b c", "a"), Rule.GREEDY_NO_SKIP
    ).winners == ("a",)


def test_what_is_left_may_be_spent_by_most_votes() -> None:
    file = read("wishes-7.pb")

    plain = count_budget(file.case, Rule.EQUAL_SHARES)
    spent_up = count_budget(file.case, Rule.EQUAL_SHARES_THEN_GREEDY)

    assert spent_up.winners[: len(plain.winners)] == plain.winners
    assert plain.spent <= spent_up.spent <= file.case.budget


def test_a_free_wish_costs_nobody_anything() -> None:
    tally = count_equal_shares(case_of(10, {"free": 0, "dear": 10}, "free dear", "dear"))

    assert [(step.wish, step.each_pays) for step in tally.rounds] == [("free", 0), ("dear", 5)]


def test_everything_wrong_with_a_case_is_said_at_once() -> None:
    def wrong() -> BudgetCase:
        ballots = (WishBallot("v", {"z": 1, "a": -1}), WishBallot("v", {}))
        return BudgetCase(-1, (Wish("a", 1), Wish("a", -5)), ballots)

    assert refusals(wrong) == [
        "budget.sum-not-whole", "budget.wish-twice", "budget.cost-not-whole", "budget.voter-twice",
        "budget.wish-unknown", "budget.points-not-whole",
    ]  # fmt: skip
    assert refusals(lambda: BudgetCase(1, (), ())) == ["budget.no-wishes"]


def test_counts_that_cannot_be_done_are_refused() -> None:
    lonely = case_of(10**12, {"a": 10**12, "b": 10**12 - 1}, "a", *["b"] * 3)

    assert refusals(lambda: count_equal_shares(case_of(1, {"a": 1}))) == ["budget.no-ballots"]
    assert refusals(lambda: count_equal_shares(GARDEN, step=0)) == ["budget.step-not-positive"]
    assert refusals(lambda: count_equal_shares(lonely)) == ["budget.step-too-small"]


KEYS = "abcdef"
CASES = st.builds(
    lambda budget, costs, ballots: case_of(
        budget, dict(zip(KEYS, costs, strict=True)), *map(" ".join, ballots)
    ),
    st.integers(1, 400),
    st.lists(st.integers(0, 200), min_size=6, max_size=6),
    st.lists(st.sets(st.sampled_from(KEYS)), min_size=1, max_size=12),
)


def paid_for(case: BudgetCase, tally: BudgetTally, wish: str) -> Fraction:
    payments: Iterable[tuple[str, Fraction]] = (
        payment for listed in payments_by_voter(case, tally).values() for payment in listed
    )
    return sum((amount for key, amount in payments if key == wish), Fraction(0))


@settings(deadline=None)
@given(CASES)
def test_every_round_of_equal_shares_replays_to_the_fen(case: BudgetCase) -> None:
    tally = count_equal_shares(case, step=7)

    assert tally.spent <= case.budget
    assert [paid_for(case, tally, step.wish) for step in tally.rounds] == [step.cost for step in tally.rounds]
    for listed in payments_by_voter(case, tally).values():
        assert sum(amount for _, amount in listed) <= tally.share


@settings(deadline=None)
@given(CASES, st.sampled_from(list(Rule)), st.randoms(use_true_random=False))
def test_the_order_of_wishes_and_ballots_does_not_matter(
    case: BudgetCase, rule: Rule, random: object
) -> None:
    wishes, ballots = list(case.wishes), list(case.ballots)
    random.shuffle(wishes)  # type: ignore[attr-defined]
    random.shuffle(ballots)  # type: ignore[attr-defined]
    shuffled = BudgetCase(case.budget, tuple(wishes), tuple(ballots))

    assert count_budget(shuffled, rule, step=7).rounds == count_budget(case, rule, step=7).rounds


@settings(deadline=None)
@given(CASES, st.sampled_from(list(Rule)))
def test_every_wish_is_bought_or_has_its_reason(case: BudgetCase, rule: Rule) -> None:
    tally = count_budget(case, rule, step=7)

    assert tally.spent <= case.budget
    assert sorted([*tally.winners, *(passed.wish for passed in tally.passed_over)]) == sorted(KEYS)
    assert all(case.votes[key] for key in tally.winners)


@settings(deadline=None)
@given(CASES)
def test_voters_who_agree_get_their_share_of_the_money(case: BudgetCase) -> None:
    """If a group of like voters can pay a wish that nobody of them got, it is because they got another."""
    tally = count_equal_shares(case, rule=Rule.EQUAL_SHARES_PLAIN)
    payments = payments_by_voter(case, tally)

    for wish in case.wishes:
        if wish.key not in tally.winners and case.votes[wish.key] and wish.cost <= case.budget:
            backers = [ballot.voter for ballot in case.ballots if wish.key in ballot.points]
            left = sum((tally.share - sum(a for _, a in payments[voter]) for voter in backers), Fraction(0))
            assert left < wish.cost


SMALL = """META
key;value
budget;1000,50
num_projects;2
num_votes;3
vote_type;approval
PROJECTS
project_id;cost;name;selected
1;500.5;"长椅;双人";1
2;600;路灯;0
VOTES
voter_id;age;vote
a;70;1,2
b;;2
c;33;
"""


def test_a_file_is_read_with_its_cents_its_quotes_and_its_empty_ballots() -> None:
    file = read_pb("\ufeff" + SMALL.replace("\n", "\r\n"))

    assert (file.case.budget, file.unit, file.official) == (10_005, 10, ("1",))
    assert file.case.wishes == (Wish("1", 5_005, "长椅;双人"), Wish("2", 6_000, "路灯"))
    assert [dict(ballot.points) for ballot in file.case.ballots] == [{"1": 1, "2": 1}, {"2": 1}, {}]


@pytest.mark.parametrize(
    ("vote_type", "row", "points"),
    [
        ("ordinal", "a;2,1;", {"2": 2, "1": 1}),
        ("cumulative", "a;2,1;7,3", {"2": 7, "1": 3}),
        ("scoring", "a;2;5", {"2": 5}),
        ("choose-1", "a;2;", {"2": 1}),
    ],
)
def test_every_kind_of_vote_is_read(vote_type: str, row: str, points: dict[str, int]) -> None:
    head = SMALL.partition("VOTES")[0].replace("approval", vote_type).replace("num_votes;3", "num_votes;1")

    assert dict(read_pb(f"{head}VOTES\nvoter_id;vote;points\n{row}\n").case.ballots[0].points) == points


@pytest.mark.parametrize("name", sorted(name for name in GOLDEN if name.startswith("wishes")))
def test_what_is_written_reads_back_equal(name: str) -> None:
    case = read(name).case
    tally = count_budget(case, Rule.EQUAL_SHARES_PLAIN)

    again = read_pb(write_pb(case, meta={"unit": "示例社区"}, tally=tally))

    assert again.case == case
    assert sorted(again.official or ()) == sorted(tally.winners)
    assert again.meta["unit"] == "示例社区"


def test_points_are_written_and_read_back_too() -> None:
    case = replace(GARDEN, ballots=(WishBallot("v;1", {"lift": 3, "gate": 1}), WishBallot("v2", {})))

    assert read_pb(write_pb(case, meta={})).case == case


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["pabulib.section-missing"] * 3),
        (SMALL.replace("project_id;cost;", "project_id;price;"), ["pabulib.columns-missing"]),
        (SMALL.replace("voter_id;age;vote", "voter;age;choice"), ["pabulib.columns-missing"]),
        (SMALL.replace("budget;1000,50\n", ""), ["pabulib.budget-missing"]),
        (SMALL.replace("1000,50", "-1"), ["pabulib.amount-unreadable"]),
        (SMALL.replace("500.5", "1e9"), ["pabulib.amount-unreadable"]),
        (SMALL.replace("num_votes;3", "num_votes;4"), ["pabulib.count-differs"]),
        (SMALL.replace("2;600", "1;600"), ["pabulib.project-twice", *["pabulib.project-unknown"] * 2]),
        (SMALL.replace("b;;2", "a;;2"), ["pabulib.voter-twice"]),
        (SMALL.replace("b;;2", "b;;2,2"), ["pabulib.named-twice"]),
        (SMALL.replace("approval", "telepathy"), ["pabulib.vote-type-unknown"]),
        (SMALL.replace("approval", "scoring"), ["pabulib.columns-missing", *["pabulib.points-unreadable"] * 2]),
        ("garbage\n" + SMALL, ["pabulib.unreadable"]),
        (SMALL.replace("路灯", '"' + "x" * 1_000_001), ["pabulib.unreadable", "pabulib.section-missing"]),
        ("META\nkey;value\nPROJECTS\nVOTES\n", ["pabulib.columns-missing"] * 2),
    ],
)  # fmt: skip
def test_faulty_files_are_refused_with_all_that_is_wrong(text: str, codes: list[str]) -> None:
    assert refusals(lambda: read_pb(text)) == codes


def test_of_ten_thousand_faults_fifty_are_shown() -> None:
    votes = "".join(f"v{n};9\n" for n in range(10_000))
    text = SMALL.replace("num_votes;3\n", "").partition("VOTES")[0] + f"VOTES\nvoter_id;vote\n{votes}"

    assert refusals(lambda: read_pb(text)) == ["pabulib.project-unknown"] * 50


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_is_refused_and_never_breaks(text: str) -> None:
    assert refusals(lambda: read_pb(text))
