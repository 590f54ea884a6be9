"""Around the owners' count: notice, agenda, channel, proxies, papers, clocks, assemblies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shangyi.decisions.rules.assemblies import (
    ASSEMBLIES,
    ShowOfHands,
    check_representatives,
    count_assembly,
    is_of_voting_age,
    may_be_called,
)
from shangyi.decisions.rules.owners import Choice, OwnersVote
from shangyi.decisions.rules.proxies import (
    Difference,
    PaperEntry,
    Proxy,
    ProxyRule,
    check_proxies,
    match_papers,
    papers_to_count,
)
from shangyi.decisions.rules.statutory import (
    DayCount,
    Source,
    StatutoryPlan,
    challenge_open_until,
    check_statutory_plan,
    publish_by,
)
from shangyi.decisions.rules.thresholds import Outcome
from tests.decisions.asking import refusals
from tests.decisions.test_roster import freeze, row

SHED = "扩建电动车充电棚"
PLAN = StatutoryPlan(
    channel="paper",
    accepted_channels=frozenset({"paper", "meeting"}),
    notice_on=date(2026, 4, 1),
    opens_on=date(2026, 4, 16),
    closes_on=date(2026, 4, 30),
    matters_on_notice=(SHED,),
    matters_on_ballot=(SHED,),
)
ROSTER = freeze(row("1", "王"), row("2", "李"), row("3", "赵"), row("4", "钱"), row("5", "钱"))


def test_a_complete_plan_may_open_on_the_sixteenth_day() -> None:
    check_statutory_plan(PLAN, ROSTER)


def test_one_day_less_notice_is_refused() -> None:
    early = replace(PLAN, opens_on=date(2026, 4, 15))

    assert refusals(lambda: check_statutory_plan(early, ROSTER)) == ["statutory.notice-too-short"]


def test_everything_that_is_missing_is_said_at_once() -> None:
    wrong = replace(
        PLAN, channel="app", notice_on=None, closes_on=date(2026, 4, 1), matters_on_ballot=(SHED, "涨物业费")
    )

    assert refusals(lambda: check_statutory_plan(wrong, None)) == [
        "statutory.channel-not-accepted",
        "statutory.roster-not-frozen",
        "statutory.matter-not-on-notice",
        "statutory.notice-missing",
        "statutory.closes-before-opening",
    ]


@pytest.mark.parametrize(("closes", "is_refused"), [(20, True), (21, False), (60, True)])
def test_a_place_may_fix_how_long_a_ballot_stays_open(closes: int, is_refused: bool) -> None:
    window = replace(
        PLAN, window=(5, 30), closes_on=date.fromordinal(PLAN.opens_on.toordinal() + closes - 16)
    )

    if is_refused:
        assert refusals(lambda: check_statutory_plan(window, ROSTER)) == ["statutory.window-wrong"]
    else:
        check_statutory_plan(window, ROSTER)


def test_the_clocks_after_the_count() -> None:
    three_days = DayCount(3, Source("北京市物业管理条例第三十七条", date(2024, 3, 29)))

    assert publish_by(date(2026, 4, 30), three_days) == date(2026, 5, 3)
    assert challenge_open_until(date(2026, 5, 3)) == date(2027, 5, 3)
    assert challenge_open_until(date(2028, 2, 29)) == date(2029, 2, 28)


def proxy(household: str, holder: str = "孙", *, choice: Choice | None = None, written: bool = True) -> Proxy:
    return Proxy(household, holder, is_written=written, choice=choice)


def test_the_limit_of_proxies_counts_owners_not_units() -> None:
    rule = ProxyRule(most_per_holder=3, source="潍坊市物业管理条例第三十二条")

    check_proxies(ROSTER, [proxy("1"), proxy("2"), proxy("4"), proxy("5")], [], rule)
    assert refusals(lambda: check_proxies(ROSTER, [proxy(key) for key in "1234"], [], rule)) == [
        "proxy.over-limit"
    ]


def test_everything_wrong_with_proxies_is_said_at_once() -> None:
    papers = [
        proxy("9"),
        proxy("1", written=False),
        proxy("2"),
        proxy("2", "周"),
        proxy("3", choice=Choice.NO),
    ]
    votes = [OwnersVote("3", Choice.YES, proxy="孙"), OwnersVote("4", Choice.YES, proxy="吴")]

    assert refusals(lambda: check_proxies(ROSTER, papers, votes, ProxyRule())) == [
        "proxy.not-on-roster",
        "proxy.not-written",
        "proxy.two-holders",
        "proxy.against-instruction",
        "proxy.missing",
    ]


def test_where_the_place_asks_for_it_a_proxy_states_the_answer() -> None:
    rule = ProxyRule(must_state_choice=True, source="上海市住宅物业管理规定第十八条")

    check_proxies(ROSTER, [proxy("1", choice=Choice.YES)], [OwnersVote("1", Choice.YES, proxy="孙")], rule)
    assert refusals(lambda: check_proxies(ROSTER, [proxy("1")], [], rule)) == ["proxy.choice-not-stated"]


def test_an_owner_who_votes_in_person_sets_the_proxy_aside() -> None:
    check_proxies(ROSTER, [proxy("1", choice=Choice.NO)], [OwnersVote("1", Choice.YES)], ProxyRule())


def test_papers_count_when_two_people_read_them_alike() -> None:
    first = PaperEntry("郭丽", {"1": Choice.YES, "2": Choice.NO, "3": Choice.YES})
    second = PaperEntry("陈工", {"1": Choice.YES, "2": Choice.YES, "4": Choice.NO})

    match = match_papers(first, second)

    assert match.agreed == (OwnersVote("1", Choice.YES),)
    assert match.differences == (
        Difference("2", Choice.NO, Choice.YES),
        Difference("3", Choice.YES, None),
        Difference("4", None, Choice.NO),
    )
    assert refusals(lambda: papers_to_count(match)) == ["paper.differs"] * 3
    assert papers_to_count(match_papers(first, replace(first, entered_by="陈工"))) == tuple(
        OwnersVote(household, choice) for household, choice in first.answers.items()
    )


def test_one_person_cannot_enter_the_papers_twice() -> None:
    entry = PaperEntry("郭丽", {"1": Choice.YES})

    assert refusals(lambda: match_papers(entry, entry)) == ["paper.same-person"]


@pytest.mark.trace("IC-23")
@pytest.mark.parametrize(
    ("key", "eligible", "present", "yes", "outcome"),
    [
        ("residents-adults", 100, 50, 50, Outcome.NO_QUORUM),
        ("residents-adults", 100, 51, 26, Outcome.PASSED),
        ("residents-adults", 100, 52, 26, Outcome.REJECTED),
        ("residents-groups", 10, 6, 4, Outcome.PASSED),
        ("villagers-adults", 1000, 500, 500, Outcome.NO_QUORUM),
        ("villagers-adults", 1000, 501, 251, Outcome.PASSED),
        ("villagers-households", 300, 200, 101, Outcome.PASSED),
        ("villagers-households", 300, 199, 199, Outcome.NO_QUORUM),
        ("village-representatives", 30, 20, 10, Outcome.REJECTED),
        ("village-representatives", 30, 20, 11, Outcome.PASSED),
    ],
)
def test_assemblies_count_those_present(
    key: str, eligible: int, present: int, yes: int, outcome: Outcome
) -> None:
    tally = count_assembly(ASSEMBLIES[key], ShowOfHands(eligible, present, yes, no=0))

    assert tally.outcome == outcome
    assert (tally.quorum.part, tally.quorum.whole) == (present, eligible)
    assert (tally.decision.part, tally.decision.whole) == (yes, present)


def test_impossible_numbers_from_the_room_are_refused() -> None:
    rule = ASSEMBLIES["residents-adults"]

    assert refusals(lambda: count_assembly(rule, ShowOfHands(10, 11, 8, 4))) == [
        "assembly.more-present-than-eligible",
        "assembly.more-answers-than-present",
    ]
    assert refusals(lambda: count_assembly(rule, ShowOfHands(10, -1, 1.5, 0))) == ["assembly.not-a-count"] * 2  # type: ignore[arg-type]


def test_who_may_call_an_assembly_and_who_sits_in_it() -> None:
    assert may_be_called(ASSEMBLIES["residents-adults"], 20, 100)
    assert not may_be_called(ASSEMBLIES["residents-adults"], 19, 100)
    assert may_be_called(ASSEMBLIES["villagers-adults"], 10, 100)
    assert [check.is_met for check in check_representatives(members=30, representatives=24, women=8)] == [
        True,
        True,
    ]
    assert [check.is_met for check in check_representatives(members=30, representatives=23, women=7)] == [
        False,
        False,
    ]


def test_one_is_of_age_on_the_eighteenth_birthday() -> None:
    assert not is_of_voting_age(date(2008, 5, 2), date(2026, 5, 1))
    assert is_of_voting_age(date(2008, 5, 1), date(2026, 5, 1))
    assert not is_of_voting_age(date(2008, 2, 29), date(2026, 2, 28))
    assert is_of_voting_age(date(2008, 2, 29), date(2026, 3, 1))
