"""A budget from the sum to what was done with it, by the actions."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from shangyi.decisions.actions.budget_counting import (
    close_budget,
    count_votes,
    import_budget,
    publish_budget,
)
from shangyi.decisions.actions.budget_planning import (
    Plan,
    announce_budget,
    edit_budget,
    plan_budget,
    withdraw_budget,
)
from shangyi.decisions.actions.budget_voting import (
    enrol_voter,
    open_budget,
    record_vote,
    vote_by_code,
    vote_signed_in,
)
from shangyi.decisions.actions.by_clock import move_budgets_by_clock
from shangyi.decisions.actions.wishing import (
    NewWish,
    admit_wish,
    propose_wish,
    record_wish,
    take_wish_back,
    turn_wish_down,
)
from shangyi.decisions.models import Budget, BudgetVote, BudgetVoteChange, BudgetVoter, BudgetWish
from shangyi.decisions.queries.budgets import budgets_to_vote, case_of, n_voted, tallies
from shangyi.decisions.rules.budget import Rule, Wish, WishBallot
from shangyi.decisions.rules.budget_life import TABLE, BudgetState, BudgetVerb, Who, step
from shangyi.decisions.rules.budget_words import fen_of, paid_by
from shangyi.decisions.rules.pabulib import BudgetCase, PabulibFile, read_pb
from shangyi.ledger.models import Fact, PrivatePart
from shangyi.notices.models import Notice
from shangyi.people.queries import NOBODY
from shangyi.undertakings.models import Undertaking
from tests.decisions.asking import refusals
from tests.decisions.pots import (
    CLOSES,
    DAY,
    DONE_BY,
    FEW,
    MANY,
    OPENS,
    PLANNED,
    SUM,
    WISHES_UNTIL,
    Pot,
    planned,
    running,
)
from tests.people_and_places import Town, acting

FIXTURES = Path(__file__).parent / "fixtures"


def told(template: str) -> list[str]:
    rows = Notice.objects.filter(template=template, channel=Notice.Channel.IN_APP, person__isnull=False)
    return sorted(row.person.name for row in rows if row.person)


def duties(pot: Pot, state: str = "open") -> list[str]:
    rows = Undertaking.objects.filter(matter=pot.budget.subject, state=state).order_by("id")
    return [row.task for row in rows]


def test_from_a_sum_to_works_that_somebody_must_do(town: Town) -> None:
    pot = planned(town)
    assert Notice.objects.filter(template__startswith="budget.").count() == 0
    pot.announced()
    assert "王阿姨" in told("budget.announced")
    assert len(told("budget.announced")) == 13
    assert duties(pot) == ["reply"]
    pot.wished()
    assert told("budget.wish-admitted") == ["王阿姨"]
    pot.opened()
    assert (duties(pot), n_voted(pot.budget)) == ([], (0, 13))
    pot.voted().counted()
    row = pot.budget
    assert (row.state, n_voted(row)) == ("counted", (12, 13))
    assert duties(pot) == ["publish"]

    pot.published()

    won = list(BudgetWish.objects.filter(is_won=True).values_list("title", flat=True))
    assert won == ["楼道声控灯", "树下长椅", "无障碍坡道"], "the seven do not take the whole sum"
    assert duties(pot) == ["works"] * 3
    assert told("budget.published") == [*sorted({*(f"邻居{n}" for n in range(1, 13)), "王阿姨"})]
    kinds = list(Fact.objects.filter(subject=row.subject).order_by("id").values_list("kind", flat=True))
    assert kinds[0] == "budget.planned"
    order = ["budget.announced", "budget.opened", "budget.closed", "budget.counted", "budget.published"]
    assert [kind for kind in kinds if kind in order] == order


def test_both_counts_stand_side_by_side_and_the_announced_one_decides(town: Town) -> None:
    pot = running(town).voted().counted()
    equal, greedy = pot.budget.result["equal-shares"], pot.budget.result["greedy"]
    titles = {wish.key: wish.title for wish in pot.budget.wishes.all()}
    assert [titles[key] for key in greedy["winners"]] == ["楼道声控灯", "儿童滑梯"]
    assert [titles[key] for key in equal["winners"]] != [titles[key] for key in greedy["winners"]]
    assert set(equal["winners"]) == set(BudgetWish.objects.filter(is_won=True).values_list("key", flat=True))


def test_where_most_ticks_was_announced_most_ticks_decides(town: Town) -> None:
    running(town, rule=Rule.GREEDY).voted().counted()
    won = set(BudgetWish.objects.filter(is_won=True).values_list("title", flat=True))
    assert won == set(MANY)


def test_what_a_voters_part_paid_for_is_replayed_from_the_working(town: Town) -> None:
    pot = running(town).voted().counted()
    equal = pot.budget.result["equal-shares"]
    case = case_of(pot.budget)
    spent = Fraction(0)
    for ballot in case.ballots:
        mine = paid_by(equal, {key for key, points in ballot.points.items() if points})
        assert sum((amount for _key, amount in mine), Fraction(0)) <= Fraction(equal["share"])
        spent += sum((amount for _key, amount in mine), Fraction(0))
    assert spent == equal["spent"], "what was bought was paid to the fen out of the voters' parts"
    assert [fen_of(each) for each in ("1/2", "1/3", Fraction(7))] == [1, 0, 7]


def test_a_vote_is_changed_until_the_end_and_every_change_is_kept(town: Town) -> None:
    pot = running(town)
    pot.ticks("邻居1", "儿童滑梯")
    pot.ticks("邻居1", *FEW)
    vote = BudgetVote.objects.get()
    assert (vote.n_changes, set(vote.points)) == (1, {pot.key(title) for title in FEW})
    assert BudgetVoteChange.objects.get().points == {pot.key("儿童滑梯"): 1}
    assert refusals(lambda: pot.ticks("邻居1", "儿童滑梯", at=CLOSES)) == ["budget.over"]


def test_one_person_has_one_vote_and_only_their_own(town: Town) -> None:
    pot = running(town)
    mine = BudgetVoter.objects.get(person=town.wang)
    by = {**pot.by(town.wang, OPENS), "ticked": [pot.key("树下长椅")]}
    assert [row.pk for row in budgets_to_vote([town.wang.pk])] == [pot.pk]
    vote_signed_in(voter_key=mine.key, **by)
    vote_signed_in(voter_key=mine.key, **by)
    assert (BudgetVote.objects.count(), budgets_to_vote([town.wang.pk]).count()) == (1, 0)
    other = BudgetVoter.objects.get(name="邻居1")
    assert refusals(lambda: vote_signed_in(voter_key=other.key, **by)) == ["budget.not-yours"]
    stranger = {**by, "actor": acting(town.zhao)}
    assert refusals(lambda: vote_signed_in(voter_key=mine.key, **stranger)) == ["budget.not-yours"]


@pytest.mark.parametrize(
    ("ticked", "code"),
    [([], "budget.nothing-ticked"), (["99"], "budget.wish-not-put"), ([""], "budget.wish-not-put")],
)
def test_ticks_that_are_none_are_refused(town: Town, ticked: list[str], code: str) -> None:
    pot = running(town)
    given = {"code": pot.code("邻居1"), "actor": NOBODY, "now": OPENS}
    assert refusals(lambda: vote_by_code(ticked=ticked, **given)) == [code]
    assert BudgetVote.objects.count() == 0


def test_a_wish_that_was_turned_down_cannot_be_ticked(town: Town) -> None:
    pot = planned(town).announced().wished()
    down = pot.wish("儿童滑梯")
    turn_wish_down(wish_id=down.pk, reason="场地太小", **pot.by(at=PLANNED + 3 * DAY))
    pot.opened()
    given = {"code": pot.code("邻居1"), "actor": NOBODY, "now": OPENS}
    assert refusals(lambda: vote_by_code(ticked=[down.key], **given)) == ["budget.wish-not-put"]


def test_a_wish_is_turned_down_with_a_reason_that_its_author_reads(town: Town) -> None:
    pot = planned(town).announced()
    wish = propose_wish(wish=NewWish(title="  建 泳池 "), **pot.by(town.wang, PLANNED + DAY))
    assert (wish.title, wish.proposer_name) == ("建 泳池", "王阿姨")
    by = {"wish_id": wish.pk, **pot.by(at=PLANNED + 2 * DAY)}
    assert refusals(lambda: turn_wish_down(reason=" ", **by)) == ["budget.reason-needed"]
    turn_wish_down(reason="没有地方，费用太高", **by)
    notice = Notice.objects.get(template="budget.wish-turned-down", channel=Notice.Channel.IN_APP)
    assert (notice.person, notice.facts["reason"]) == (town.wang, "没有地方，费用太高")
    admit_wish(cost_fen=100, **by)
    assert BudgetWish.objects.get().state == "admitted", "until voting begins it can be checked again"


@pytest.mark.trace("XC-7")
def test_a_wish_that_touches_what_the_owners_decide_is_not_put_without_a_word_on_it(town: Town) -> None:
    pot = planned(town).announced()
    wish = propose_wish(wish=NewWish(title="用维修资金改造楼顶"), **pot.by(town.wang, PLANNED + DAY))
    by = {"wish_id": wish.pk, "cost_fen": 100_000, **pot.by(at=PLANNED + 2 * DAY)}
    assert refusals(lambda: admit_wish(**by)) == ["budget.owners-first"]
    admit_wish(owners_note="业主大会2026年1月已表决通过", **by)
    assert BudgetWish.objects.get().owners_note == "业主大会2026年1月已表决通过"


def test_costs_that_cannot_be_are_refused(town: Town) -> None:
    pot = planned(town).announced()
    wish = record_wish(wish=NewWish(title="灯"), **pot.by(at=PLANNED + DAY))
    by = {"wish_id": wish.pk, **pot.by(at=PLANNED + DAY)}
    assert refusals(lambda: admit_wish(cost_fen=0, **by)) == ["budget.cost-wrong"]
    assert refusals(lambda: admit_wish(cost_fen=-5, **by)) == ["budget.cost-wrong"]
    assert refusals(lambda: admit_wish(cost_fen=SUM + 1, **by)) == ["budget.dearer-than-sum"]
    assert refusals(lambda: admit_wish(cost_fen=1, **{**by, "wish_id": 10**30})) == ["budget.wish-not-found"]


def test_a_person_proposes_five_at_most_and_takes_back_only_their_own(town: Town) -> None:
    pot = planned(town).announced()
    by = pot.by(town.wang, PLANNED + DAY)
    assert refusals(lambda: propose_wish(wish=NewWish(title=" "), **by)) == ["budget.wish-title-needed"]
    wishes = [propose_wish(wish=NewWish(title=f"心愿{n}"), **by) for n in range(5)]
    assert refusals(lambda: propose_wish(wish=NewWish(title="再来"), **by)) == ["budget.too-many-wishes"]
    take_wish_back(wish_id=wishes[0].pk, **by)
    propose_wish(wish=NewWish(title="再来"), **by)
    other = record_wish(wish=NewWish(title="邻居的"), **pot.by(at=PLANNED + DAY))
    assert refusals(lambda: take_wish_back(wish_id=other.pk, **by)) == ["budget.wish-not-yours"]
    back = {"wish_id": wishes[0].pk, "cost_fen": 1, **pot.by(at=PLANNED + DAY)}
    assert refusals(lambda: admit_wish(**back)) == ["budget.wish-taken-back"]


def test_wishes_are_taken_until_their_last_moment_and_only_from_who_lives_there(town: Town) -> None:
    pot = planned(town).announced()
    wish = NewWish(title="灯")
    late = pot.by(town.wang, WISHES_UNTIL)
    assert refusals(lambda: propose_wish(wish=wish, **late)) == ["budget.wishes-over"]
    far = pot.by(town.zhao, PLANNED + DAY)
    assert refusals(lambda: propose_wish(wish=wish, **far)) == ["budget.not-found"]
    nobody = {"budget_id": pot.pk, "actor": NOBODY, "now": PLANNED + DAY}
    assert refusals(lambda: propose_wish(wish=wish, **nobody)) == ["budget.not-found"]


def test_voting_begins_only_when_every_wish_is_checked(town: Town) -> None:
    pot = planned(town).announced()
    opening = {"randbelow": Random(4).randrange, "closes_at": CLOSES, **pot.by(at=OPENS)}
    assert refusals(lambda: open_budget(**opening)) == ["budget.no-wishes"]
    wish = record_wish(wish=NewWish(title="灯"), **pot.by(at=PLANNED + DAY))
    assert refusals(lambda: open_budget(**opening)) == ["budget.wishes-unchecked"]
    admit_wish(wish_id=wish.pk, cost_fen=100, **pot.by(at=PLANNED + DAY))
    assert refusals(lambda: open_budget(**{**opening, "closes_at": OPENS})) == ["budget.closing-wrong"]
    open_budget(**opening)
    assert pot.fresh().state == "voting"
    assert refusals(lambda: open_budget(**opening)) == ["budget.not-now"]


def test_households_have_one_vote_each_where_it_is_so_announced(town: Town) -> None:
    pot = running(town, who=Who.HOUSEHOLDS)
    voter = BudgetVoter.objects.get()
    assert (voter.key, voter.person) == (town.household.code, town.wang)
    assert n_voted(pot.budget) == (0, 1)


def test_somebody_missing_from_the_list_is_added_by_a_named_person(town: Town) -> None:
    pot = running(town)
    by = {**pot.by(at=OPENS), "randbelow": Random(9).randrange}
    assert refusals(lambda: enrol_voter(name=" ", place=town.household, **by)) == ["budget.name-needed"]
    assert refusals(lambda: enrol_voter(name="新来的", place=town.lakeside, **by)) == [
        "budget.place-elsewhere"
    ]
    row = enrol_voter(name="新来的", place=town.household, **by)
    assert row.enrolled_by == town.ma
    assert refusals(lambda: enrol_voter(name="新来的", place=town.household, **by)) == [
        "budget.voter-enrolled-already"
    ]
    record_vote(voter_key=row.key, ticked=[pot.key("树下长椅")], **pot.by(at=OPENS))
    assert BudgetVote.objects.get().recorded_by == town.ma
    assert refusals(lambda: record_vote(voter_key="x", ticked=["1"], **pot.by(at=OPENS))) == [
        "budget.voter-unknown"
    ]


def test_whoever_has_not_voted_is_reminded_once(town: Town) -> None:
    pot = running(town)
    pot.ticks("邻居1", "儿童滑梯")
    assert move_budgets_by_clock(now=CLOSES - 2 * DAY) == 0
    assert move_budgets_by_clock(now=CLOSES - timedelta(hours=20)) == 12
    assert move_budgets_by_clock(now=CLOSES - timedelta(hours=2)) == 0
    assert "邻居1" not in told("budget.closing")


def test_nobody_voted_so_there_is_nothing_to_count(town: Town) -> None:
    pot = running(town).counted()
    assert pot.budget.state == "closed"
    assert refusals(lambda: count_votes(**pot.by(at=CLOSES))) == ["budget.no-ballots"]
    withdraw_budget(reason="没有人投票", **pot.by(at=CLOSES))
    assert (pot.fresh().state, duties(pot)) == ("withdrawn", [])


def test_voting_ends_early_only_when_everybody_has_voted(town: Town) -> None:
    pot = running(town).voted()
    assert refusals(lambda: close_budget(**pot.by(at=OPENS + DAY))) == ["budget.closes-later"]
    mine = BudgetVoter.objects.get(person=town.wang)
    vote_signed_in(voter_key=mine.key, ticked=[pot.key("树下长椅")], **pot.by(town.wang, OPENS))
    close_budget(**pot.by(at=OPENS + DAY))
    count_votes(**pot.by(at=OPENS + DAY))
    assert pot.fresh().state == "counted"
    late = {"done_by": PLANNED.date(), **pot.by(at=OPENS + DAY)}
    assert refusals(lambda: publish_budget(**late)) == ["budget.done-by-wrong"]


def test_a_budget_taken_back_tells_whoever_wished_or_has_a_vote(town: Town) -> None:
    pot = planned(town).announced().wished()
    assert refusals(lambda: withdraw_budget(reason=" ", **pot.by())) == ["budget.reason-needed"]
    withdraw_budget(reason="资金没有到位", **pot.by(at=PLANNED + 3 * DAY))
    assert told("budget.withdrawn") == ["王阿姨"]
    done = running(town).voted().counted().published()
    assert refusals(lambda: withdraw_budget(reason="x", **done.by(at=CLOSES + DAY))) == ["budget.not-now"]


def test_everything_wrong_with_a_plan_is_said_at_once(town: Town) -> None:
    wrong = Plan(title=" ", place=town.compound, sum_fen=0, wishes_until=PLANNED)
    by = {"actor": acting(town.ma), "now": PLANNED}
    assert refusals(lambda: plan_budget(plan=wrong, **by)) == [
        "budget.title-needed",
        "budget.sum-not-whole",
        "budget.dates-wrong",
    ]


def test_sum_and_rule_are_locked_once_it_is_announced(town: Town) -> None:
    pot = planned(town)
    other = Plan(title="改", place=town.compound, sum_fen=1, wishes_until=WISHES_UNTIL, rule=Rule.GREEDY)
    edit_budget(plan=other, **pot.by())
    assert (pot.fresh().sum_fen, pot.budget.rule) == (1, "greedy")
    pot.announced()
    assert refusals(lambda: edit_budget(plan=other, **pot.by())) == ["budget.not-now"]
    assert refusals(lambda: announce_budget(**pot.by())) == ["budget.not-now"]


def test_only_those_with_the_right_plan_and_check(town: Town) -> None:
    pot = planned(town)
    for who in (town.wang, town.chen, town.zhao):
        assert refusals(lambda who=who: announce_budget(**pot.by(who))) == ["budget.not-found"]  # type: ignore[misc]


def test_who_ticked_what_is_in_no_public_line_of_the_record(town: Town) -> None:
    pot = running(town).voted().counted().published()
    facts = Fact.objects.filter(subject=pot.budget.subject)
    for fact in facts.filter(kind="budget.voted"):
        assert set(fact.public) == {"how", "again"}
    said = "".join(str(fact.public) for fact in facts)
    for name in ("邻居", "王阿姨", "滑梯", "person:"):
        assert name not in said
    assert PrivatePart.objects.filter(fact__kind="budget.voted").count() == 12


def plan_here(town: Town) -> Plan:
    return Plan(title="去年的投票", place=town.compound, sum_fen=0, wishes_until=PLANNED)


@pytest.mark.parametrize("number", range(8))
def test_a_file_that_is_read_in_gives_the_same_winners_as_the_file(town: Town, number: int) -> None:
    file = read_pb((FIXTURES / f"wishes-{number}.pb").read_text(encoding="utf-8"))
    by = {"actor": acting(town.ma), "now": PLANNED}
    row = import_budget(file=file, plan=plan_here(town), file_name=f"wishes-{number}.pb", **by)
    assert row.state == "closed"
    count_votes(budget_id=row.pk, **by)
    row = Budget.objects.get()
    assert row.sum_fen == file.case.budget * 100 // file.unit
    scaled = BudgetCase(
        row.sum_fen,
        tuple(Wish(w.key, w.cost * 100 // file.unit, w.name) for w in file.case.wishes),
        file.case.ballots,
    )
    assert row.result["greedy"]["winners"] == list(tallies(scaled)["greedy"].winners)
    assert row.result["equal-shares"]["winners"] == list(tallies(scaled)["equal-shares"].winners)
    publish_budget(budget_id=row.pk, done_by=DONE_BY, **by)


def test_files_that_do_not_fit_are_refused(town: Town) -> None:
    by: dict[str, Any] = {
        "plan": plan_here(town),
        "file_name": "x.pb",
        "actor": acting(town.ma),
        "now": PLANNED,
    }
    ballots = (WishBallot("1", {"a": 1}),)
    thin = PabulibFile(BudgetCase(10_001, (Wish("a", 1),), ballots), {}, unit=10_000)
    assert refusals(lambda: import_budget(file=thin, **by)) == ["budget.not-in-fen"]
    long = PabulibFile(BudgetCase(1, (Wish("a" * 41, 1),), ()), {})
    assert refusals(lambda: import_budget(file=long, **by)) == ["budget.key-too-long"]
    many = tuple(WishBallot(str(n), {}) for n in range(20_001))
    large = PabulibFile(BudgetCase(1, (Wish("a", 1),), many), {})
    assert refusals(lambda: import_budget(file=large, **by)) == ["budget.file-too-large"]
    nameless = {**by, "plan": Plan(title=" ", place=town.compound, sum_fen=0, wishes_until=PLANNED)}
    ok = PabulibFile(BudgetCase(1, (Wish("a", 1),), ballots), {})
    assert refusals(lambda: import_budget(file=ok, **nameless)) == ["budget.title-needed"]
    assert Budget.objects.count() == 0


@pytest.mark.parametrize("verb", list(BudgetVerb))
@pytest.mark.parametrize("state", list(BudgetState))
def test_every_verb_in_every_state(state: BudgetState, verb: BudgetVerb) -> None:
    rows = [row for row in TABLE if (row.source, row.verb) == (state, verb)]
    if rows:
        assert step(state, verb, reason="x") == rows[0]
    else:
        assert refusals(lambda: step(state, verb, reason="x")) == ["budget.not-now"]
