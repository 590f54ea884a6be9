"""What a person sees and may do on the pages of one undertaking."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from shangyi.people.models import Person
from shangyi.undertakings.models import Extension, Undertaking
from tests.kernel.ningxia import at
from tests.people_and_places import Town, account_of
from tests.undertakings.given import DUE, again, opened, swept_at

NOW = "2026-03-04T10:00:00+08:00"


@pytest.fixture
def town(settled_town: Town) -> Town:
    return settled_town


def page_of(who: Person, language: str = "zh-hans") -> Client:
    client = Client()
    client.cookies["language"] = language
    client.force_login(account_of(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


@freeze_time(NOW)
def get(who: Person, url: str, language: str = "zh-hans") -> Any:
    return page_of(who, language).get(url)


@freeze_time(NOW)
def post(who: Person, url: str, **content: Any) -> Any:
    return page_of(who).post(url, content)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_page_says_whose_it_is_by_when_and_how_that_was_worked_out(town: Town) -> None:
    row = opened(town, response="2h")

    page = text(get(town.li, f"/undertakings/{row.pk}/"))

    told = (
        "井盖有臭味",
        "小马",
        "李书记",
        "响应时限",
        "3月9日 24:00",
        "时限是怎么算出来的",
        "第 5 个工作日是",
    )
    assert [words for words in told if words not in page] == []


def test_the_working_is_complete_in_english(town: Town) -> None:
    row = opened(town)

    page = text(get(town.li, f"/undertakings/{row.pk}/", "en"))

    assert "How this time was worked out" in page
    assert "the day it began, is not counted." in page
    assert "It ends on 9 Mar at 24:00." in page


@pytest.mark.parametrize(
    ("who", "buttons"),
    [
        ("ma", ["respond", "finish", "ask-extension", "return"]),
        ("li", ["respond", "finish", "ask-extension", "hand-over", "withdraw"]),
    ],
)
def test_only_what_the_person_may_do_now_is_offered(town: Town, who: str, buttons: list[str]) -> None:
    row = opened(town, response="2h")
    verbs = (
        "respond", "finish", "name-person", "ask-extension", "decide-extension", "return", "hand-over", "withdraw",
    )  # fmt: skip

    page = text(get(getattr(town, who), f"/undertakings/{row.pk}/"))

    assert [verb for verb in verbs if f'href="/undertakings/{row.pk}/{verb}/"' in page] == buttons


def test_a_response_is_noted_and_the_person_is_back_where_they_came_from(town: Town) -> None:
    row = opened(town, response="2h")

    answer = post(town.ma, f"/undertakings/{row.pk}/respond/", how="到了现场", next="/desk/mine/")

    assert (answer.status_code, answer["Location"]) == (302, "/desk/mine/")
    assert again(row).responded_at == at("2026-03-04T10:00")


@pytest.mark.parametrize(
    "onward", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_nobody_is_sent_to_another_site(town: Town, onward: str) -> None:
    row = opened(town)

    answer = post(town.ma, f"/undertakings/{row.pk}/respond/", how="到了现场", next=onward)

    assert answer["Location"] == f"/undertakings/{row.pk}/"


@pytest.mark.trace("TC-18")
def test_more_time_is_asked_for_on_a_page_and_decided_on_another(town: Town) -> None:
    row = opened(town)

    asked = post(town.ma, f"/undertakings/{row.pk}/ask-extension/", wanted_on="2026-03-12", reason="等配件")
    shown = text(get(town.li, f"/undertakings/{row.pk}/decide-extension/"))
    decided = post(town.li, f"/undertakings/{row.pk}/decide-extension/", granted="yes", reason="")

    assert (asked.status_code, decided.status_code) == (302, 302)
    assert "小马申请延到" in shown
    assert "等配件" in shown
    assert (again(row).due_at, again(row).first_due_at) == (at("2026-03-12T23:59:59.999999"), DUE)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"wanted_on": "", "reason": "等配件"}, "wanted_on"),
        ({"wanted_on": "2026-02-30", "reason": "等配件"}, "wanted_on"),
        ({"wanted_on": "1900-01-01", "reason": "等配件"}, "请核对年份"),
        ({"wanted_on": "9999-12-31", "reason": "等配件"}, "请核对年份"),
        ({"wanted_on": "2100-01-01", "reason": "等配件"}, "超出了规则允许的延期"),
        ({"wanted_on": "2026-03-05", "reason": "等配件"}, "新的日期并不比原来的晚"),
        ({"wanted_on": "2026-03-12", "reason": "  "}, "reason"),
        ({"wanted_on": "2026-03-12", "reason": "长" * 1_000_000}, "reason"),
    ],
)
def test_a_bad_wish_for_more_time_is_answered_and_what_was_typed_stays(
    town: Town, content: dict[str, str], words: str
) -> None:
    row = opened(town)

    answer = post(town.ma, f"/undertakings/{row.pk}/ask-extension/", **content)

    assert answer.status_code == 422
    assert words in text(answer)
    assert content["reason"].strip()[:20] in text(answer)
    assert Extension.objects.count() == 0


def test_html_and_rare_characters_are_shown_as_they_are(town: Town) -> None:
    row = opened(town)
    post(town.ma, f"/undertakings/{row.pk}/ask-extension/", wanted_on="2026-03-12", reason="<b>等</b>𠮷😀")

    page = text(get(town.li, f"/undertakings/{row.pk}/"))

    assert "&lt;b&gt;等&lt;/b&gt;𠮷😀" in page


def test_nobody_decides_when_nobody_asked(town: Town) -> None:
    row = opened(town)

    answer = post(town.li, f"/undertakings/{row.pk}/decide-extension/", granted="yes")

    assert answer.status_code == 422
    assert "没有这个延期申请" in text(answer)


def test_a_hand_over_offers_those_who_could_carry_it_and_moves_it(town: Town) -> None:
    row = opened(town)

    page = text(get(town.li, f"/undertakings/{row.pk}/hand-over/"))
    answer = post(town.li, f"/undertakings/{row.pk}/hand-over/", person=town.li.pk, reason="小马去培训")

    assert f'<option value="{town.li.pk}">' in page
    assert f'<option value="{town.ma.pk}">' not in page
    assert f'<option value="{town.zhao.pk}">' not in page
    assert (answer.status_code, again(row).holder) == (302, town.li)


def test_a_person_who_was_not_offered_cannot_be_sent(town: Town) -> None:
    row = opened(town)

    answer = post(town.li, f"/undertakings/{row.pk}/hand-over/", person=town.zhao.pk, reason="试试")

    assert (answer.status_code, again(row).holder) == (422, town.ma)


def test_the_asked_unit_names_its_person_on_its_page(town: Town) -> None:
    row = opened(town, unit=town.works)

    answer = post(town.chen, f"/undertakings/{row.pk}/name-person/", person=town.chen.pk)

    assert (answer.status_code, again(row).holder) == (302, town.chen)


def test_the_running_clock_of_a_matter_is_not_ended_here(town: Town) -> None:
    row = opened(town, is_lead=True)

    answer = post(town.ma, f"/undertakings/{row.pk}/return/", reason="不归我们")

    assert answer.status_code == 422
    assert "要和这件事一起办结" in text(answer)


@pytest.mark.parametrize(
    "verb", ["", "respond/", "return/", "ask-extension/", "decide-extension/", "hand-over/"]
)
def test_a_neighbour_of_another_community_finds_nothing(town: Town, verb: str) -> None:
    row = opened(town)

    assert get(town.zhao, f"/undertakings/{row.pk}/{verb}").status_code in {403, 404}
    assert get(town.li, f"/undertakings/999999/{verb}").status_code == 404
    assert Client().get(f"/undertakings/{row.pk}/{verb}").status_code == 302


@pytest.mark.parametrize("n", [1, 12])
def test_the_page_costs_the_same_however_much_was_done_about_it(town: Town, n: int) -> None:
    row = opened(town)
    if n > 1:
        swept_at("2026-03-24T09:00")
        for each in range(n):
            Extension.objects.create(
                undertaking=row, asked_by=town.ma, asked_at=at("2026-03-04T09:00"), reason=f"原因{each}",
                wanted_due_at=DUE, decided_by=town.li, decided_at=at("2026-03-04T09:30"), granted=False,
            )  # fmt: skip
    client = page_of(town.li)
    with freeze_time(NOW):
        client.get(f"/undertakings/{row.pk}/")

        with CaptureQueriesContext(connection) as asked:
            client.get(f"/undertakings/{row.pk}/")

    assert len(asked) <= 10
    assert Undertaking.objects.count() == 1
