"""Pages of ballots: what staff and residents see, what they cost, what they refuse."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from shangyi.decisions.actions.electorate import Listed, freeze_list
from shangyi.decisions.models import Ballot, Vote
from tests.decisions.polls import ASKED, DAY, OWNERS, Poll, listed, owners, prepared
from tests.forums.test_pages import client_of, cost
from tests.people_and_places import Town

BUDGET = 14
GIVEN = {
    "title": "满城金街装充电桩，您赞成吗",
    "label": "consultative",
    "method": "yes-no",
    "electorate": "households",
    "ground": "public",
    "majority": "over-half",
    "scope_kind": "compound",
    "seats": "1",
    "is_secret": "on",
}


def form_of(town: Town, **more: Any) -> dict[str, Any]:
    return {**GIVEN, "place": town.compound.code, **more}


def local(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def li(town: Town) -> Client:
    return client_of(town.li)


@pytest.mark.trace("PD-9")
def test_staff_put_a_question_and_a_resident_answers_it_on_the_phone(li: Client, town: Town) -> None:
    with freeze_time(ASKED):
        made = li.post("/desk/ballots/new/", form_of(town))
        row = Ballot.objects.get()
        assert made.status_code == 302
        box = li.get(f"/desk/ballots/{row.pk}/electors/").context["form"].initial["lines"]
        assert "王阿姨" in box, "the households of the place stand in the box already"
        assert li.post(f"/desk/ballots/{row.pk}/electors/", {"lines": box}).status_code == 302
        window = {"opens_at": local(ASKED + DAY), "closes_at": local(ASKED + 5 * DAY)}
        assert li.post(f"/desk/ballots/{row.pk}/announce/", window).status_code == 302
    from shangyi.decisions.actions.by_clock import move_ballots_by_clock

    move_ballots_by_clock(now=ASKED + DAY)
    with freeze_time(ASKED + 2 * DAY):
        wang = client_of(town.wang)
        assert row.title in wang.get("/").content.decode()
        assert row.title in wang.get("/ballots/").content.decode()
        page = wang.get(f"/ballots/{row.pk}/").content.decode()
        assert "征求您的意见" in page
        head = Ballot.objects.get().electors.get().head
        assert wang.post(f"/ballots/{row.pk}/answer/", {"head": head, "answer": "yes"}).status_code == 302
    assert Vote.objects.get().choice == "yes"


def test_a_form_with_mistakes_names_them_and_keeps_what_was_typed(li: Client, town: Town) -> None:
    page = li.post(
        "/desk/ballots/new/", form_of(town, label="statutory-owners", title="用<b>维修资金</b>修楼顶 𠮷")
    )
    assert page.status_code == 422
    text = page.content.decode()
    assert "用&lt;b&gt;维修资金&lt;/b&gt;修楼顶 𠮷" in text
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize(
    "more",
    [
        {"title": "长" * 500_000},
        {"title": ""},
        {"place": "no-such-place"},
        {"place": "x" * 1_000_000},
        {"label": "binding"},
        {"method": "dice"},
        {"seats": "-1"},
        {"seats": "9" * 400},
        {"options": "甲\n" * 60_000, "method": "approval"},
        {"changes": ["everything"]},
        {"background": "\x00"},
    ],
)
def test_bad_input_is_an_answer_and_no_accident(li: Client, town: Town, more: dict[str, Any]) -> None:
    assert li.post("/desk/ballots/new/", form_of(town, **more)).status_code in {404, 422}
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize(
    ("page", "given"),
    [
        ("electors", {"lines": "没有面积"}),
        ("electors", {"lines": "x" * 1_000_000}),
        ("electors", {"lines": OWNERS, "declared_area": "很大"}),
        ("announce", {"opens_at": "1900-01-01T00:00", "closes_at": "2100-01-01T00:00"}),
        ("announce", {"opens_at": "yesterday", "closes_at": ""}),
        ("withdraw", {"reason": " "}),
        ("set-aside", {"reason": ""}),
    ],
)
def test_bad_input_on_a_draft_changes_nothing(
    li: Client, town: Town, page: str, given: dict[str, str]
) -> None:
    poll = owners(town)
    before = Ballot.objects.values().get()
    with freeze_time(ASKED):
        assert li.post(f"/desk/ballots/{poll.pk}/{page}/", given).status_code == 422
    assert Ballot.objects.values().get() == before


def test_a_ballot_of_another_place_is_not_there(li: Client, town: Town) -> None:
    poll = listed(town).opened()
    zhao = client_of(town.zhao)
    assert zhao.get(f"/ballots/{poll.pk}/").status_code == 404
    assert zhao.post(f"/ballots/{poll.pk}/answer/", {"head": "3-2-201", "answer": "yes"}).status_code == 404
    assert li.get("/desk/ballots/987654321/").status_code == 404
    assert li.get(f"/desk/ballots/{10**30}/").status_code == 404


def test_answers_of_a_secret_ballot_stand_on_no_page(li: Client, town: Town) -> None:
    poll = owners(town).opened()
    poll.on_paper("3-2-202", "no")
    with freeze_time(poll.opens_at + 2 * timedelta(hours=1)):
        for page in ("", "casting/?head=3-2-202", "electors/"):
            text = li.get(f"/desk/ballots/{poll.pk}/{page}").content.decode()
            seen = text.partition("3-2-202")[2][:600]
            assert "不同意</td>" not in seen, page


@pytest.mark.trace("XC-7")
def test_the_page_of_an_owners_decision_prints_its_working(li: Client, town: Town) -> None:
    poll = owners(town).opened()
    for household in ("3-2-201", "3-2-202", "3-2-301"):
        poll.on_paper(household, "yes")
    poll.published()
    for address in (f"/desk/ballots/{poll.pk}/", f"/desk/ballots/{poll.pk}/print/?what=result"):
        text = li.get(address).content.decode()
        for said in ("业主共同决定", "350.00", "600.00", "用整数核对", "民法典第二百八十条"):
            assert said in text, (address, said)
    table = li.get(f"/desk/ballots/{poll.pk}/result.csv").content.decode("utf-8-sig")
    assert "350.00" in table


@pytest.mark.trace("XC-7")
def test_the_page_of_a_consultation_says_who_decides_and_leads_there(li: Client, town: Town) -> None:
    poll = listed(
        town, title="拆掉2号楼架空层的墙，改成舞蹈室", ground="owners", changes=("built-on-common-part",)
    )
    with freeze_time(ASKED):
        text = li.get(f"/desk/ballots/{poll.pk}/").content.decode()
        assert "这件事要由别人决定" in text
        made = li.post(f"/desk/ballots/{poll.pk}/follow-up/")
    assert made.status_code == 302
    assert Ballot.objects.get(follows=poll.pk).label == "statutory-owners"


def test_papers_and_notice_can_be_printed(li: Client, town: Town) -> None:
    poll = owners(town).announced()
    papers = li.get(f"/desk/ballots/{poll.pk}/print/?what=papers").content.decode()
    assert papers.count("<article") == 5, "one for each head, not for each flat"
    assert "表决公告" in li.get(f"/desk/ballots/{poll.pk}/print/").content.decode()


def _crowd(town: Town, n: int) -> Poll:
    poll = prepared(town)
    rows = [Listed(key="3-2-201", name="王阿姨", place=town.household, person=town.wang)]
    rows += [Listed(key=f"9-{number}", name=f"住户{number}") for number in range(n - 1)]
    freeze_list(listed=rows, randbelow=Random(7).randrange, **poll.by())
    poll.opened()
    for head in list(poll.codes)[: n // 2]:
        poll.says(head, "yes")
    return poll


@pytest.mark.parametrize("page", ["", "electors/", "casting/", "print/?what=papers"])
def test_a_page_costs_the_same_for_one_voter_and_for_fifty(li: Client, town: Town, page: str) -> None:
    with freeze_time(ASKED + 2 * DAY):
        one = cost(li, f"/desk/ballots/{_crowd(town, 1).pk}/{page}")
        fifty = cost(li, f"/desk/ballots/{_crowd(town, 50).pk}/{page}")
    assert fifty <= one <= BUDGET or (fifty <= BUDGET and one <= BUDGET)


def test_the_lists_cost_the_same_for_one_ballot_and_for_twenty(li: Client, town: Town) -> None:
    wang = client_of(town.wang)
    listed(town).opened()
    with freeze_time(ASKED + 2 * DAY):
        one = (cost(li, "/desk/ballots/"), cost(wang, "/ballots/"))
        for _ in range(19):
            listed(town).opened()
        many = (cost(li, "/desk/ballots/"), cost(wang, "/ballots/"))
    assert many == one
    assert max(one) <= BUDGET
