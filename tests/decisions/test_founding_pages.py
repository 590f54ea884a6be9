"""Pages of founding an owners' committee: what staff, owners and passers-by see, what they cost and refuse."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from freezegun import freeze_time
from PIL import Image

from shangyi.decisions.actions.founding_opening import request_founding
from shangyi.decisions.models import Founding, FoundingAct, FoundingSupport
from shangyi.decisions.rules.ballot_life import Electorate, Method
from shangyi.decisions.rules.founding import Deed
from shangyi.decisions.rules.labels import Label
from tests.decisions.courses import BEGUN, ELIGIBLE, FILING, GROUP, asked, begun, moment
from tests.decisions.polls import prepared
from tests.forums.test_pages import client_of, cost
from tests.people_and_places import Town, acting, person

BUDGET = 14
ELIGIBILITY = {
    "guidance_on": "2026-01-12",
    "asked_by": "owners",
    "asked_on": "2026-01-10",
    "delivered_area": "460.00",
    "area": "600",
    "owners": "5",
    "owners_asking": "2",
    "asking_area": "190㎡",
    "evidence": "街道指导意见书 <b>𠮷",
}
MEMBERS = "刘主任，街道\n李书记,社区\n王阿姨\n孙姨，业主\n钱伯"


@pytest.fixture
def liu(town: Town) -> Client:
    return client_of(town.liu)


def photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")
    return SimpleUploadedFile("纸.jpg", out.getvalue())


def test_from_the_request_to_the_preparatory_group_by_buttons(liu: Client, town: Town) -> None:
    with freeze_time(BEGUN - timedelta(days=2)):
        wang = client_of(town.wang)
        assert "提出成立业委会" in wang.get("/committees/").content.decode()
        asked_for = wang.post("/committees/ask/", {"place": town.compound.pk, "words": "收益没人管"})
        row = Founding.objects.get()
        assert asked_for["Location"] == f"/committees/{row.pk}/"
        neighbour = client_of(person("孙姨", "13811110000", town.stairwell))
        assert "我也提出" in neighbour.get(f"/committees/{row.pk}/").content.decode()
        assert neighbour.post(f"/committees/{row.pk}/join/").status_code == 302
        assert neighbour.post(f"/committees/{row.pk}/join/").status_code == 422
    base = f"/desk/committees/{row.pk}/"
    with freeze_time(moment(1, 13)):
        assert "2人提出" in liu.get(base).content.decode()
        assert liu.post(f"{base}take-up/", {"words": "受理"}).status_code == 302
        assert "核对成立条件" in liu.get(base).content.decode()
        early = liu.post(f"{base}group/", {"names": "王阿姨"})
        assert early.status_code == 422
        assert liu.post(f"{base}eligibility/", ELIGIBILITY).status_code == 302
        text = liu.get(base).content.decode()
        assert "街道指导意见书 &lt;b&gt;𠮷" in text
        assert "600.00中的460.00；至少要300.00" in text
        assert "3月11日" in text, "the last day for the preparatory group"
    with freeze_time(moment(1, 24)):
        given = {
            "group_on": "2026-01-22",
            "group_posted_on": "2026-01-23",
            "names": MEMBERS,
            "photo": photo(),
        }
        assert liu.post(f"{base}group/", given).status_code == 302
        act = FoundingAct.objects.get(deed=Deed.GROUP)
        assert list(act.members.values_list("name", "side"))[:3] == [
            ("刘主任", "street"),
            ("李书记", "community"),
            ("王阿姨", "owner"),
        ]
        shown = liu.get(f"{base}papers/{act.pk}/")
        assert shown["Content-Type"] == "image/jpeg"
        assert liu.get(f"{base}papers/999/").status_code == 404
        again = liu.get(f"{base}group/").content.decode()
        assert "钱伯" in again, "an act that is corrected stands in its form"
        assert "为什么更正" in again or "更正" in again


def test_a_refusal_says_which_gate_is_in_the_way_and_keeps_what_was_typed(liu: Client, town: Town) -> None:
    base = f"/desk/committees/{begun(town).pk}/"
    sent = {"group_on": "2026-01-22", "group_posted_on": "2026-01-23", "names": MEMBERS, "evidence": "公告栏"}
    with freeze_time(moment(1, 24)):
        answer = liu.post(f"{base}group/", sent)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "已交付的面积达到一半" in text
        assert "民法典" not in text
        assert "钱伯" in text
        assert 'value="2026-01-22"' in text
        client = Client(headers={"accept-language": "en"})
        client.cookies["language"] = "en"
        client.force_login(town.liu.account, backend="django.contrib.auth.backends.ModelBackend")
        assert "Half of the area is handed over" in client.post(f"{base}group/", sent).content.decode()


def test_a_late_act_asks_for_its_reason_and_everybody_reads_it(liu: Client, town: Town) -> None:
    course = begun(town).does(ELIGIBLE)
    base = f"/desk/committees/{course.pk}/"
    sent = {"group_on": "2026-03-12", "group_posted_on": "2026-03-13", "names": MEMBERS, "evidence": "公告栏"}
    with freeze_time(moment(3, 14)):
        assert "已超期" in Client().get(f"/committees/{course.pk}/").content.decode()
        asked_why = liu.post(f"{base}group/", sent)
        assert asked_why.status_code == 422
        assert 'name="why_late"' in asked_why.content.decode()
        assert liu.post(f"{base}group/", {**sent, "why_late": "春节后才到齐"}).status_code == 302
        assert "春节后才到齐" in Client().get(f"/committees/{course.pk}/").content.decode()


@pytest.mark.parametrize(
    "more",
    [
        {"owners": "-1"},
        {"owners": "0"},
        {"owners": "9" * 30},
        {"area": "很大"},
        {"area": "NaN"},
        {"area": "1e9"},
        {"asked_on": "2026-02-30"},
        {"asked_on": "明天"},
        {"guidance_on": "0000-00-00"},
        {"asked_by": "居民"},
        {"evidence": "长" * 500_000},
        {"evidence": " "},
        {"owners_asking": "1.5"},
    ],
)
def test_bad_input_is_refused_with_words(liu: Client, town: Town, more: dict[str, str]) -> None:
    base = f"/desk/committees/{begun(town).pk}/"
    with freeze_time(moment(1, 13)):
        assert liu.post(f"{base}eligibility/", {**ELIGIBILITY, **more}).status_code == 422
    assert not FoundingAct.objects.exists()


@pytest.mark.parametrize(
    "names", ["", "，街道", "王阿姨，火星", "甲" * 61, "王阿姨\n王阿姨\n李书记，社区", "甲\n" * 200]
)
def test_lists_of_names_that_cannot_be_read_are_refused(liu: Client, town: Town, names: str) -> None:
    base = f"/desk/committees/{begun(town).does(ELIGIBLE).pk}/"
    sent = {"group_on": "2026-01-22", "group_posted_on": "2026-01-23", "names": names, "evidence": "公告栏"}
    with freeze_time(moment(1, 24)):
        assert liu.post(f"{base}group/", sent).status_code == 422
        assert (
            liu.post(
                f"{base}group/", {**sent, "photo": SimpleUploadedFile("x.jpg", b"no picture")}
            ).status_code
            == 422
        )
    assert FoundingAct.objects.count() == 1


def test_passers_by_see_how_far_it_is_and_no_name(town: Town) -> None:
    course = asked(town).does(ELIGIBLE).does(GROUP)
    page = f"/committees/{course.pk}/"
    with freeze_time(moment(1, 25)):
        anybody, zhao = (client.get(page).content.decode() for client in (Client(), client_of(town.zhao)))
        for text in (anybody, zhao):
            assert "筹备组" in text
            assert not [
                name for name in ("钱伯", "孙姨", "刘主任", "公告栏照片", "公共收益没人管") if name in text
            ]
        at_home = client_of(town.wang).get(page).content.decode()
        assert all(name in at_home for name in ("钱伯", "公告栏照片", "刘主任"))
        assert "农场小区" in Client().get("/committees/?q=农场").content.decode()
        assert "没有找到这个小区" in Client().get("/committees/?q=月球").content.decode()
        assert Client().get("/committees/99999999999999999999/").status_code == 404


def test_an_owner_who_lives_nowhere_known_is_told_what_to_do(town: Town) -> None:
    chen = client_of(town.chen)
    assert "请社区先登记您的住址" in chen.get("/committees/ask/").content.decode()
    assert chen.post("/committees/ask/", {"place": town.compound.pk}).status_code == 422
    request_founding(place=town.compound, words="", actor=acting(town.wang), now=BEGUN)
    again = client_of(town.wang).post("/committees/ask/", {"place": town.compound.pk})
    assert (again.status_code, FoundingSupport.objects.count()) == (422, 1)


def test_the_filed_committee_its_number_term_and_next_election_stand_on_the_pages(
    liu: Client, town: Town
) -> None:
    course = begun(town).filed()
    with freeze_time(moment(4, 14)):
        for client, page in (
            (liu, f"/desk/committees/{course.pk}/"),
            (Client(), f"/committees/{course.pk}/"),
        ):
            text = client.get(page).content.decode()
            for said in ("灵备业委〔2026〕7号", "2026-04-01 – 2031-04-01", "2031-01-01前启动"):
                assert said in text, said
        assert "灵备业委" in liu.get("/desk/committees/?state=filed&q=农场").content.decode()
        assert "这里还没有业委会成立程序" in liu.get("/desk/committees/?state=stopped").content.decode()
        assert liu.post(f"/desk/committees/{course.pk}/stop/", {"reason": ""}).status_code == 422
        assert liu.post(f"/desk/committees/{course.pk}/stop/", {"reason": "法院撤销"}).status_code == 302


def test_the_ballot_is_chosen_or_prepared_from_the_page(liu: Client, town: Town) -> None:
    course = begun(town).called()
    page = f"/desk/committees/{course.pk}/ballot/"
    with freeze_time(moment(3, 3)):
        text = liu.get(page).content.decode()
        assert "matter=278-3" in text
        asked_for = text.partition('href="/desk/ballots/new/')[2].partition('"')[0].replace("&amp;", "&")
        form = liu.get(f"/desk/ballots/new/{asked_for}").content.decode()
        assert 'value="278-3" selected' in form
        assert liu.post(page, {"ballot": "77"}).status_code == 422


@pytest.mark.trace("XC-7")
def test_whoever_asks_for_a_committee_in_another_way_is_shown_the_way_to_go(town: Town) -> None:
    poll = prepared(
        town,
        "小区要不要成立业委会",
        label=Label.CONSULTATIVE,
        method=Method.YES_NO,
        electorate=Electorate.HOUSEHOLDS,
    )
    text = client_of(town.li).get(f"/desk/ballots/{poll.pk}/").content.decode()

    assert "该走的路" in text
    assert 'href="/desk/committees/"' in text
    other = prepared(town, "楼道装路灯好不好")
    assert "该走的路" not in client_of(town.li).get(f"/desk/ballots/{other.pk}/").content.decode()


def test_the_pages_cost_the_same_however_much_there_is(liu: Client, town: Town) -> None:
    course = begun(town).filed()
    wang = client_of(town.wang)
    pages: list[tuple[Any, str]] = [
        (liu, "/desk/committees/"),
        (liu, f"/desk/committees/{course.pk}/"),
        (wang, "/committees/"),
        (wang, f"/committees/{course.pk}/"),
    ]
    with freeze_time(moment(4, 14)):
        spent = {page: cost(client, page) for client, page in pages}
        act_page = cost(liu, f"/desk/committees/{course.pk}/committee/")
    assert max(*spent.values(), act_page) <= BUDGET, (spent, act_page)
    assert FILING.evidence
