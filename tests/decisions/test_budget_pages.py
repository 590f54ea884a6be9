"""Pages of budgets: what staff and residents see, what they cost, what they refuse."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from freezegun import freeze_time

from shangyi.decisions.actions.budget_planning import Plan, announce_budget, plan_budget
from shangyi.decisions.actions.budget_voting import open_budget
from shangyi.decisions.actions.wishing import NewWish, admit_wish, record_wish
from shangyi.decisions.models import Budget, BudgetVote, BudgetVoter, BudgetWish
from shangyi.decisions.rules.budget import Rule
from shangyi.decisions.rules.equal_shares import count_budget
from shangyi.decisions.rules.pabulib import read_pb
from tests.decisions.pots import CLOSES, DAY, OPENS, PLANNED, SUM, WISHES, Pot, planned, running
from tests.forums.test_pages import client_of, cost
from tests.people_and_places import Town, acting, person

BUDGET = 14
HOUR = timedelta(hours=1)
FIXTURES = Path(__file__).parent / "fixtures"
GIVEN = {
    "title": "2026年微改造心愿",
    "total": "20,000",
    "wishes_until": "2026-03-09T18:00",
    "who": "residents",
    "rule": "equal-shares",
}


@pytest.fixture
def ma(town: Town) -> Client:
    return client_of(town.ma)


def test_from_the_plan_to_the_result_by_buttons(ma: Client, town: Town) -> None:
    with freeze_time(PLANNED):
        made = ma.post("/desk/budgets/new/", {**GIVEN, "place": town.compound.code})
        row = Budget.objects.get()
        assert (made.status_code, row.sum_fen) == (302, SUM)
        base = f"/desk/budgets/{row.pk}/"
        assert (
            ma.post(f"{base}edit/", {**GIVEN, "place": town.compound.code, "title": "微改造"}).status_code
            == 302
        )
        assert ma.post(f"{base}announce/").status_code == 302
    with freeze_time(PLANNED + DAY):
        wang = client_of(town.wang)
        assert "微改造" in wang.get("/budgets/").content.decode()
        page = f"/budgets/{row.pk}/"
        assert "您有什么心愿" in wang.get(page).content.decode()
        assert wang.post(f"{page}wish/", {"title": "树下长椅", "why": "老人多 <b>𠮷"}).status_code == 302
        assert "老人多 &lt;b&gt;𠮷" in ma.get(base).content.decode()
        said = {"what": "wish", "title": "路灯", "proposer": "钱伯"}
        assert ma.post(f"{base}counter/", said).status_code == 302
        bench, lamp = BudgetWish.objects.order_by("number")
        admit = {"what": "admit", "wish": bench.pk, "cost": "4000"}
        assert ma.post(f"{base}checking/", admit).status_code == 302
        down = {"what": "turn-down", "wish": lamp.pk, "reason": ""}
        assert ma.post(f"{base}checking/", down).status_code == 422
        assert ma.post(f"{base}checking/", {**down, "reason": "市政已列入计划"}).status_code == 302
        assert ma.post(f"{base}open/", {"closes_at": "2026-03-10T18:00"}).status_code == 302
    with freeze_time(PLANNED + 2 * DAY):
        assert "等您勾选" in wang.get("/").content.decode()
        voter = BudgetVoter.objects.get(person=town.wang)
        assert wang.post(f"{page}vote/", {"voter": voter.key, "wish": [bench.key]}).status_code == 302
        assert "您勾选了" in wang.get(page).content.decode()
        assert ma.post(f"{base}close/").status_code == 302
        assert ma.post(f"{base}count/").status_code == 302
        assert "两种算法并排看" not in wang.get(page).content.decode(), "not before it is published"
        assert ma.post(f"{base}publish/", {"done_by": "2026-06-30"}).status_code == 302
        text = wang.get(page).content.decode()
        for words in ("钱用在哪里", "您的那一份用在了", "4,000 元", "两种算法并排看"):
            assert words in text, words
    assert Budget.objects.get().state == "published"


def test_the_working_is_explained_line_by_line_beside_the_other_rule(ma: Client, town: Town) -> None:
    pot = running(town).voted().counted().published()
    with freeze_time(CLOSES + DAY):
        for address in (f"/desk/budgets/{pot.pk}/", f"/desk/budgets/{pot.pk}/print/?what=result"):
            text = ma.get(address).content.decode()
            for said in (
                "12 位投票人",
                "每人最多出",
                "两种算法不同",
                "其他心愿为什么没有入选",
                "得票多的先入选",
            ):
                assert said in text, (address, said)
        slide = text.partition("其他心愿为什么没有入选")[2]
        assert "儿童滑梯" in slide.partition("两种算法并排看")[0]


def test_whoever_holds_a_paper_ticks_without_signing_in(ma: Client, town: Town) -> None:
    pot = running(town)
    code, anybody = pot.code("邻居1"), Client()
    with freeze_time(OPENS + HOUR):
        papers = ma.get(f"/desk/budgets/{pot.pk}/print/?what=papers").content.decode()
        assert papers.count("<article") == 13
        assert code in papers
        assert "树下长椅" in anybody.get(f"/w/{code.lower()}/").content.decode()
        assert anybody.post(f"/w/{code}/", {}).status_code == 422
        assert anybody.post(f"/w/{code}/", {"wish": [pot.key("树下长椅")]}).status_code == 302
        assert "您勾选了" in anybody.get(f"/w/{code}/").content.decode()
    assert BudgetVote.objects.get().how == "code"


@pytest.mark.parametrize("code", ["nonsense", "2222-2222-2222", "x" * 500])
def test_a_code_that_is_none_leads_nowhere(town: Town, code: str) -> None:
    running(town)
    assert Client().get(f"/w/{code}/").status_code == 404


def test_votes_on_paper_are_written_down_at_the_counter(ma: Client, town: Town) -> None:
    pot = running(town)
    address = f"/desk/budgets/{pot.pk}/counter/"
    voter = BudgetVoter.objects.get(name="邻居2")
    with freeze_time(OPENS + HOUR):
        assert "邻居2" in ma.get(f"{address}?q=邻居2&voter={voter.key}").content.decode()
        sent = {"what": "vote", "voter": voter.key, "wish": [pot.key("树下长椅")]}
        assert ma.post(address, sent).status_code == 302
        for wrong in ({"wish": []}, {"wish": ["77"]}, {"voter": "x" * 5000}, {"what": "burn", "voter": ""}):
            assert ma.post(address, {**sent, **wrong}).status_code == 422
        new = {"what": "enrol", "name": "新来的", "place": town.household.code}
        assert ma.post(address, new).status_code == 302
        assert ma.post(address, new).status_code == 422
        assert ma.post(address, {**new, "name": "甲", "place": "no-such"}).status_code in {404, 422}
        text = ma.get(address).content.decode()
        assert "已投票" in text
        assert "树下长椅" not in text.partition("邻居2")[2][:300], "what was ticked stands on no page"
    assert BudgetVote.objects.count() == 1


def test_all_votes_go_out_without_names_and_count_the_same_elsewhere(ma: Client, town: Town) -> None:
    pot = running(town).voted()
    assert ma.get(f"/desk/budgets/{pot.pk}/votes.pb").status_code == 422
    pot.counted()
    answer = ma.get(f"/desk/budgets/{pot.pk}/votes.pb")
    text = answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]
    assert "邻居" not in text
    assert "person:" not in text
    file = read_pb(text)
    assert (len(file.case.ballots), file.case.budget) == (12, SUM)
    won = pot.budget.result["equal-shares"]["winners"]
    assert sorted(file.official or ()) == sorted(won)
    again = count_budget(file.case, Rule.EQUAL_SHARES, step=pot.budget.result["equal-shares"]["step"])
    assert list(again.winners) == won


def test_a_file_is_read_in_on_a_page(ma: Client, town: Town) -> None:
    data = (FIXTURES / "wishes-1.pb").read_bytes()
    sent = {"title": "去年", "place": town.compound.code, "rule": "equal-shares"}
    with freeze_time(PLANNED):
        made = ma.post("/desk/budgets/import/", {**sent, "file": SimpleUploadedFile("w.pb", data)})
        assert made.status_code == 302
        row = Budget.objects.get()
        assert ma.post(f"/desk/budgets/{row.pk}/count/").status_code == 302
        assert "w.pb" in ma.get(f"/desk/budgets/{row.pk}/").content.decode()
    assert Budget.objects.get().state == "counted"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"META\nkey;value\n",
        b"not a pb",
        b"META\nkey;value\nbudget;10\nPROJECTS\nname\nx\n",
        None,
    ],
)
def test_files_that_are_none_are_refused_with_words(ma: Client, town: Town, data: bytes | None) -> None:
    sent = {"title": "去年", "place": town.compound.code, "rule": "equal-shares"}
    content = b"x" * 3_000_001 if data is None else data
    answer = ma.post("/desk/budgets/import/", {**sent, "file": SimpleUploadedFile("w.pb", content)})
    assert (answer.status_code, Budget.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    "more",
    [
        {"title": "长" * 500_000},
        {"title": ""},
        {"place": "no-such-place"},
        {"total": "0"},
        {"total": "-5"},
        {"total": "很多"},
        {"total": "9" * 30},
        {"wishes_until": "1900-01-01T00:00"},
        {"wishes_until": "明天"},
        {"rule": "dice"},
        {"who": "cats"},
        {"background": "\x00"},
    ],
)
def test_bad_input_is_an_answer_and_no_accident(ma: Client, town: Town, more: dict[str, Any]) -> None:
    with freeze_time(PLANNED):
        answer = ma.post("/desk/budgets/new/", {**GIVEN, "place": town.compound.code, **more})
    assert answer.status_code in {404, 422}
    assert Budget.objects.count() == 0


@pytest.mark.parametrize(
    ("page", "given"),
    [
        ("checking", {"what": "admit", "wish": "x", "cost": "1"}),
        ("checking", {"what": "admit", "wish": "9" * 40, "cost": "1"}),
        ("checking", {"what": "admit", "wish": "1", "cost": "面议"}),
        ("open", {"closes_at": "1900-01-01T00:00"}),
        ("open", {"closes_at": "下周"}),
        ("count", {}),
        ("publish", {"done_by": "2026-06-30"}),
        ("withdraw", {"reason": " "}),
        ("counter", {"what": "wish", "title": ""}),
        ("counter", {"what": "wish", "title": "长" * 500}),
        ("announce", {}),
    ],
)
def test_bad_input_while_wishes_are_taken_changes_nothing(
    ma: Client, town: Town, page: str, given: dict[str, str]
) -> None:
    pot = planned(town).announced().wished()
    before = (Budget.objects.values().get(), list(BudgetWish.objects.values()))
    with freeze_time(PLANNED + 3 * DAY):
        assert ma.post(f"/desk/budgets/{pot.pk}/{page}/", given).status_code in {404, 422}
    assert (Budget.objects.values().get(), list(BudgetWish.objects.values())) == before


def test_bad_wishes_and_ticks_of_a_resident_are_refused(town: Town) -> None:
    pot = planned(town).announced()
    wang = client_of(town.wang)
    with freeze_time(PLANNED + DAY):
        for sent in ({}, {"title": " "}, {"title": "长" * 5000}, {"take_back": "x"}, {"take_back": "9" * 30}):
            answer = wang.post(f"/budgets/{pot.pk}/wish/", sent)
            assert answer.status_code in {404, 422}
    assert BudgetWish.objects.count() == 0
    pot.wished().opened()
    with freeze_time(OPENS + HOUR):
        for sent in ({}, {"voter": "x"}, {"voter": BudgetVoter.objects.get(person=town.wang).key}):
            assert wang.post(f"/budgets/{pot.pk}/vote/", sent).status_code == 422
    assert BudgetVote.objects.count() == 0


def test_a_budget_of_another_place_is_not_there(ma: Client, town: Town) -> None:
    pot = planned(town)
    assert client_of(town.wang).get(f"/budgets/{pot.pk}/").status_code == 404, (
        "a draft is not hers to see yet"
    )
    pot.announced()
    zhao = client_of(town.zhao)
    assert zhao.get(f"/budgets/{pot.pk}/").status_code == 404
    assert zhao.post(f"/budgets/{pot.pk}/wish/", {"title": "灯"}).status_code == 404
    assert pot.budget.title not in zhao.get("/budgets/").content.decode()
    assert ma.get(f"/desk/budgets/{10**30}/").status_code == 404


def _crowd(town: Town, n: int) -> Pot:
    """So many wishes and voters, half of whom have ticked."""
    start = BudgetWish.objects.count()
    for number in range(n):
        person(f"住户{start + number}", f"137{start + number:08}", town.stairwell)
    plan = Plan(title="心愿", place=town.compound, sum_fen=SUM, wishes_until=PLANNED + 7 * DAY)
    pot = Pot(town, plan_budget(plan=plan, actor=acting(town.ma), now=PLANNED))
    announce_budget(**pot.by())
    for number in range(n):
        wish = record_wish(wish=NewWish(title=f"心愿{number}"), **pot.by())
        admit_wish(wish_id=wish.pk, cost_fen=1000 + number, **pot.by())
    open_budget(closes_at=CLOSES, randbelow=Random(n).randrange, **pot.by(at=PLANNED + HOUR))
    for number in range(n // 2):
        pot.ticks(f"住户{start + number}", "心愿0", at=PLANNED + 2 * HOUR)
    return pot


@pytest.mark.parametrize("page", ["", "checking/", "counter/", "print/", "print/?what=papers"])
def test_a_page_costs_the_same_for_two_wishes_and_for_fifty(ma: Client, town: Town, page: str) -> None:
    few_pot = _crowd(town, 2)
    with freeze_time(PLANNED + DAY):
        few = cost(ma, f"/desk/budgets/{few_pot.pk}/{page}")
    many_pot = _crowd(town, 50)
    with freeze_time(PLANNED + DAY):
        many = cost(ma, f"/desk/budgets/{many_pot.pk}/{page}")
    assert few == many <= BUDGET


def test_the_pages_of_a_resident_and_the_lists_have_their_budget(ma: Client, town: Town) -> None:
    wang = client_of(town.wang)
    one = _crowd(town, 2)
    with freeze_time(PLANNED + DAY):
        few = [cost(wang, f"/budgets/{one.pk}/"), cost(wang, "/budgets/"), cost(ma, "/desk/budgets/")]
    other = _crowd(town, 20)
    for _ in range(6):
        _crowd(town, 2)
    with freeze_time(PLANNED + DAY):
        many = [cost(wang, f"/budgets/{other.pk}/"), cost(wang, "/budgets/"), cost(ma, "/desk/budgets/")]
    assert few == many
    assert max(few) <= BUDGET


def test_the_published_page_keeps_its_budget(ma: Client, town: Town) -> None:
    pot = running(town).voted().counted().published()
    with freeze_time(CLOSES + DAY):
        assert cost(ma, f"/desk/budgets/{pot.pk}/") <= BUDGET
        assert cost(client_of(town.wang), f"/budgets/{pot.pk}/") <= BUDGET
    assert set(WISHES) == set(BudgetWish.objects.values_list("title", flat=True))


def test_the_result_is_read_in_english_too(town: Town) -> None:
    pot = running(town).voted().counted().published()
    wang = client_of(town.wang)
    wang.cookies["language"] = "en"
    with freeze_time(CLOSES + DAY):
        page = wang.get(f"/budgets/{pot.pk}/").content.decode()
    for said in ("What the money is spent on", "Each of them pays", "The two counts side by side"):
        assert said in page, said
