"""A budget's time is made longer, and wishes that want the same go together: with trace, undone, authors told."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from freezegun import freeze_time

from shangyi.decisions.actions.budget_planning import extend_budget, withdraw_budget
from shangyi.decisions.actions.by_clock import move_budgets_by_clock
from shangyi.decisions.actions.wishing import (
    NewWish,
    admit_wish,
    merge_wish,
    propose_wish,
    record_wish,
    split_wish,
    take_wish_back,
    turn_wish_down,
)
from shangyi.decisions.models import BudgetWish
from shangyi.ledger.models import Fact
from shangyi.people.models import Person
from shangyi.undertakings.models import Undertaking
from tests.decisions.asking import refusals
from tests.decisions.pots import CLOSES, DAY, PLANNED, WISHES_UNTIL, Pot, planned, running
from tests.decisions.test_running_budgets import told
from tests.forums.test_pages import client_of
from tests.people_and_places import Town

LATER = WISHES_UNTIL + 5 * DAY


def test_wishes_are_taken_longer_and_the_first_end_is_kept(town: Town) -> None:
    pot = planned(town).announced()
    first = Undertaking.objects.get(matter=pot.budget.subject, state="open")
    extend_budget(until=LATER, reason="春节放假", **pot.by(at=PLANNED + DAY))
    row = pot.fresh()
    assert (row.wishes_until, row.first_wishes_until, row.extended_reason) == (
        LATER,
        WISHES_UNTIL,
        "春节放假",
    )
    assert len(told("budget.extended")) == 13, "everybody who lives there"
    again = LATER + DAY
    extend_budget(until=again, reason="再等等", **pot.by(at=PLANNED + 2 * DAY))
    assert (pot.fresh().wishes_until, pot.budget.first_wishes_until) == (again, WISHES_UNTIL), (
        "the very first"
    )
    first.refresh_from_db()
    held = Undertaking.objects.get(matter=pot.budget.subject, state="open")
    assert (first.state, held.due_at) == ("withdrawn", again + 7 * DAY)
    late = WISHES_UNTIL + DAY
    propose_wish(wish=NewWish(title="树下长椅"), **pot.by(town.wang, late))
    fact = Fact.objects.filter(kind="budget.extended").order_by("id")[0]
    assert fact.public["what"] == "wishes"
    assert (fact.public["before"], fact.public["until"]) == (WISHES_UNTIL.isoformat(), LATER.isoformat())
    assert "春节放假" not in str(fact.public)


def test_votes_are_taken_longer_and_whoever_has_one_is_told_and_reminded_again(town: Town) -> None:
    pot = running(town)
    move_budgets_by_clock(now=CLOSES - timedelta(hours=12))
    assert pot.fresh().reminded_at is not None
    extend_budget(until=CLOSES + 3 * DAY, reason="停电一天", **pot.by(at=CLOSES - DAY / 4))
    row = pot.fresh()
    assert (row.closes_at, row.first_closes_at, row.reminded_at) == (CLOSES + 3 * DAY, CLOSES, None)
    assert len(told("budget.extended")) == 13
    move_budgets_by_clock(now=CLOSES)
    assert pot.fresh().state == "voting"
    pot.voted()
    move_budgets_by_clock(now=CLOSES + 3 * DAY)
    assert pot.fresh().state == "counted"


def test_a_time_is_made_longer_before_it_is_over_later_and_with_a_reason(town: Town) -> None:
    pot = planned(town)
    by = pot.by(at=PLANNED + DAY)
    assert refusals(lambda: extend_budget(until=LATER, reason="x", **by)) == ["budget.not-now"], "a draft"
    pot.announced()
    assert refusals(lambda: extend_budget(until=LATER, reason=" ", **by)) == ["budget.reason-needed"]
    for until in (WISHES_UNTIL, WISHES_UNTIL - DAY):
        assert refusals(lambda until=until: extend_budget(until=until, reason="x", **by)) == [
            "budget.extension-not-later"
        ]
    over = pot.by(at=WISHES_UNTIL)
    assert refusals(lambda: extend_budget(until=LATER, reason="x", **over)) == ["budget.extended-too-late"]
    mine = pot.by(town.zhao, PLANNED + DAY)
    assert refusals(lambda: extend_budget(until=LATER, reason="x", **mine))[0] in {
        "budget.not-found",
        "rights.missing",
    }
    withdraw_budget(reason="撤销", **by)
    assert refusals(lambda: extend_budget(until=LATER, reason="x", **by)) == ["budget.not-now"]
    assert pot.fresh().wishes_until == WISHES_UNTIL


def alike(town: Town) -> tuple[Pot, BudgetWish, BudgetWish]:
    """王阿姨 wishes for a bench, 邻居1 for seats under the trees."""
    pot = planned(town).announced()
    at = PLANNED + DAY
    one = propose_wish(wish=NewWish(title="树下长椅"), **pot.by(town.wang, at))
    neighbour = Person.objects.get(name="邻居1")
    other = propose_wish(wish=NewWish(title="树底下摆几个座位", why="老人没处坐"), **pot.by(neighbour, at))
    return pot, one, other


def test_two_wishes_that_want_the_same_go_together_and_both_authors_hear_of_everything(town: Town) -> None:
    pot, bench, seats = alike(town)
    by = pot.by(at=PLANNED + 2 * DAY)
    merge_wish(wish_id=seats.pk, into_id=bench.pk, **by)
    seats.refresh_from_db()
    assert (seats.state, seats.merged_into, seats.merged_by, seats.state_before) == (
        "merged", bench, town.ma, "proposed",
    )  # fmt: skip
    assert told("budget.wish-merged") == ["王阿姨", "邻居1"]
    assert Fact.objects.get(kind="budget.wish-merged").public == {
        "wish": seats.pk, "into": bench.pk, "undone": False,
    }  # fmt: skip
    admit_wish(wish_id=bench.pk, cost_fen=400_000, **by)
    assert told("budget.wish-admitted") == ["王阿姨", "邻居1"], "both hear what it costs"
    pot.opened()
    assert pot.fresh().state == "voting", "what goes with another need not be checked for itself"


def test_a_merge_is_undone_and_the_wish_stands_as_it_stood(town: Town) -> None:
    pot, bench, seats = alike(town)
    by = pot.by(at=PLANNED + 2 * DAY)
    admit_wish(wish_id=seats.pk, cost_fen=300_000, **by)
    merge_wish(wish_id=seats.pk, into_id=bench.pk, **by)
    assert refusals(lambda: admit_wish(wish_id=seats.pk, cost_fen=1, **by)) == ["budget.wish-merged-already"]
    split_wish(wish_id=seats.pk, **by)
    seats.refresh_from_db()
    assert (seats.state, seats.cost_fen, seats.merged_into, seats.state_before) == (
        "admitted",
        300_000,
        None,
        "",
    )
    assert told("budget.wish-split") == ["王阿姨", "邻居1"]
    facts = Fact.objects.filter(kind="budget.wish-merged").order_by("id")
    assert [fact.public["undone"] for fact in facts] == [False, True], "both stay on record"
    assert refusals(lambda: split_wish(wish_id=seats.pk, **by)) == ["budget.wish-not-merged"]


def test_who_takes_back_the_other_wish_takes_nobody_elses_with_it(town: Town) -> None:
    pot, bench, seats = alike(town)
    by = pot.by(at=PLANNED + 2 * DAY)
    merge_wish(wish_id=seats.pk, into_id=bench.pk, **by)
    neighbour = pot.by(Person.objects.get(name="邻居1"), PLANNED + 2 * DAY)
    assert refusals(lambda: take_wish_back(wish_id=seats.pk, **neighbour)) == ["budget.wish-merged-already"]
    take_wish_back(wish_id=bench.pk, **pot.by(town.wang, PLANNED + 2 * DAY))
    seats.refresh_from_db()
    assert (seats.state, seats.merged_into) == ("proposed", None)


def test_the_owners_are_asked_for_by_the_words_of_the_merged_wish_too(town: Town) -> None:
    pot, bench, seats = alike(town)
    BudgetWish.objects.filter(pk=seats.pk).update(why="占用小区公共绿地改成座位区")
    by = pot.by(at=PLANNED + 2 * DAY)
    merge_wish(wish_id=seats.pk, into_id=bench.pk, **by)
    assert refusals(lambda: admit_wish(wish_id=bench.pk, cost_fen=1, **by)) == ["budget.owners-first"]


def test_what_cannot_go_together_is_refused(town: Town) -> None:
    pot, bench, seats = alike(town)
    third = record_wish(wish=NewWish(title="石凳"), **pot.by(at=PLANNED + DAY))
    by = pot.by(at=PLANNED + 2 * DAY)

    def merging(wish: int, into: int) -> list[str]:
        return refusals(lambda: merge_wish(wish_id=wish, into_id=into, **by))

    assert merging(bench.pk, bench.pk) == ["budget.merge-with-itself"]
    assert merging(bench.pk, 10**30) == ["budget.wish-not-found"]
    merge_wish(wish_id=seats.pk, into_id=bench.pk, **by)
    assert merging(bench.pk, third.pk) == ["budget.wish-not-to-merge"], "it has another in it"
    assert merging(third.pk, seats.pk) == ["budget.wish-not-to-merge"], "that one goes with another"
    turn_wish_down(wish_id=third.pk, reason="太重", **by)
    assert merging(seats.pk, third.pk) == ["budget.wish-not-to-merge"]
    elsewhere = planned(town, title="另一笔").announced()
    other = record_wish(wish=NewWish(title="亭子"), **elsewhere.by(at=PLANNED + DAY))
    assert merging(other.pk, bench.pk) == ["budget.wish-not-found"]
    wang = pot.by(town.wang, PLANNED + 2 * DAY)
    assert refusals(lambda: merge_wish(wish_id=third.pk, into_id=bench.pk, **wang))[0] in {
        "budget.not-found", "rights.missing",
    }  # fmt: skip


def test_staff_do_both_by_buttons_and_the_author_reads_it(town: Town) -> None:
    pot, bench, seats = alike(town)
    ma, wang = client_of(town.ma), client_of(town.wang)
    desk, checking = f"/desk/budgets/{pot.pk}/", f"/desk/budgets/{pot.pk}/checking/"
    with freeze_time(PLANNED + 2 * DAY):
        assert "另一条心愿说的是同一件事" in ma.get(checking).content.decode()
        bad = ma.post(checking, {"what": "merge", "wish": seats.pk, "into": "x"})
        assert (bad.status_code, BudgetWish.objects.filter(state="merged").count()) == (422, 0)
        assert ma.post(checking, {"what": "merge", "wish": seats.pk, "into": bench.pk}).status_code == 302
        assert "树底下摆几个座位" in ma.get(checking).content.decode()
        assert (
            "与第 1 条"
            in client_of(Person.objects.get(name="邻居1")).get(f"/budgets/{pot.pk}/").content.decode()
        )
        assert ma.post(checking, {"what": "split", "wish": seats.pk}).status_code == 302
        assert f"{desk}extend/" in ma.get(desk).content.decode()
        sent = {"until": "2026-03-20T18:00", "reason": "春节放假"}
        assert ma.post(f"{desk}extend/", {**sent, "until": "soon"}).status_code == 422
        assert ma.post(f"{desk}extend/", {**sent, "reason": ""}).status_code == 422
        assert ma.post(f"{desk}extend/", sent).status_code == 302
        for who, address in ((ma, desk), (wang, f"/budgets/{pot.pk}/")):
            page = who.get(address).content.decode()
            assert "春节放假" in page
            assert "原定" in page
        assert Client().get(f"{desk}extend/").status_code in {302, 403}
