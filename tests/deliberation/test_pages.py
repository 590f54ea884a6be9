"""Pages of topics: what residents and staff see, what they cost, what they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from shangyi.deliberation.actions.running import conclude_topic
from shangyi.deliberation.models import DrawnMap, Position, Statement, Topic
from shangyi.deliberation.views.showing import shown
from tests.deliberation.talks import ASKED, DAY, HOUR, MORE, Talk, crowd, prepared
from tests.forums.test_pages import client_of, cost
from tests.people_and_places import Town

BUDGET = 14
NOW = ASKED + 3 * HOUR


def text_of(client: Client, path: str, status: int = 200) -> str:
    with freeze_time(NOW, real_asyncio=True):
        answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def send(client: Client, path: str, data: dict[str, Any] | None = None) -> Any:
    with freeze_time(NOW, real_asyncio=True):
        return client.post(path, data or {})


def local(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.trace("FS-5")
def test_staff_put_a_topic_and_a_resident_takes_part_without_script(town: Town) -> None:
    li, wang = client_of(town.li), client_of(town.wang)
    given = {"title": "满城金街装不装充电柱", "place": town.compound.code, "takes_statements": "on"}
    assert send(li, "/desk/topics/new/", given).status_code == 302
    topic = Topic.objects.get()
    for text in ("应该装", "装了会堵路"):
        assert send(li, f"/desk/topics/{topic.pk}/pin/", {"text": text}).status_code == 302
    assert text_of(wang, f"/topics/{topic.pk}/", 404)
    assert send(li, f"/desk/topics/{topic.pk}/open/", {"closes_at": local(NOW + 9 * DAY)}).status_code == 302

    assert topic.title in text_of(wang, "/")
    page = text_of(wang, f"/topics/{topic.pk}/")
    assert "听取意见，不作决定" in page
    assert send(wang, f"/topics/{topic.pk}/begin/")["Location"] == f"/topics/{topic.pk}/card/"
    card = text_of(wang, f"/topics/{topic.pk}/card/")
    assert "应该装" in card
    assert [word for word in ("赞成", "不赞成", "说不准", "这条对我很重要") if word not in card] == []
    first = Statement.objects.get(number=1)
    pressed = {"statement": first.pk, "value": "1", "important": "on"}
    assert send(wang, f"/topics/{topic.pk}/card/", pressed).status_code == 302
    row = Position.objects.get()
    assert (row.value, row.is_important) == (1, True)
    after = text_of(wang, f"/topics/{topic.pk}/card/")
    assert "已记下：赞成" in after
    assert "装了会堵路" in after

    assert send(wang, f"/topics/{topic.pk}/undo/").status_code == 302
    assert Position.objects.filter(stands=True).count() == 0
    assert "应该装" in text_of(wang, f"/topics/{topic.pk}/card/")

    assert send(wang, f"/topics/{topic.pk}/say/", {"text": "只在白天充电"}).status_code == 302
    said = Statement.objects.get(number=3)
    assert "等待审核" in text_of(wang, f"/topics/{topic.pk}/")
    judge = f"/desk/topics/{topic.pk}/statements/{said.pk}/judge/"
    assert send(li, judge, {"accept": "no"}).status_code == 422
    assert send(li, judge, {"accept": "no", "reason": "管不到时间"}).status_code == 302
    assert "管不到时间" in text_of(Client(), f"/topics/{topic.pk}/"), "everybody reads why"
    assert "只在白天充电" not in text_of(Client(), f"/topics/{topic.pk}/"), "and nobody the words"


@pytest.fixture
def talk(drawn_talk: Talk) -> Talk:
    return drawn_talk


def test_right_after_taking_part_one_sees_where_one_is_and_what_ones_group_holds(talk: Talk) -> None:
    page = text_of(client_of(talk.town.wang), f"/topics/{talk.pk}/me/")
    assert "组，这一组共" in page
    assert "<svg" in page
    assert ">您</text>" in page, "a ring with a word"
    assert "我的表态" in page
    assert page.count("/card/?statement=") == 9, "each can be changed"


def test_the_results_say_everything_in_words_and_in_numbers(talk: Talk) -> None:
    page = text_of(client_of(talk.town.wang), f"/topics/{talk.pk}/results/")
    for said in (
        "大家分成 3 组", "各组都赞成", "各组有分歧", "能把大家连起来的", "多数人赞成", "替大家说话的几条",
        "同样的内容，用数字看", "46 人", "414 次表态",
    ):  # fmt: skip
        assert said in page, said
    assert "邻居" not in page


def test_an_old_answer_is_changed_from_my_own_page(talk: Talk) -> None:
    wang = client_of(talk.town.wang)
    row = Position.objects.filter(participant__person=talk.town.wang).order_by("id")[0]
    page = text_of(wang, f"/topics/{talk.pk}/card/?statement={row.statement_id}")
    assert "改您的表态" in page
    sent = send(wang, f"/topics/{talk.pk}/card/", {"statement": row.statement_id, "value": "0", "then": "me"})
    assert sent["Location"] == f"/topics/{talk.pk}/me/"
    row.refresh_from_db()
    assert row.value == 0


def test_nobody_can_pick_a_card_that_was_not_dealt(town: Town) -> None:
    talk = prepared(town, first=MORE).opened()
    wang = client_of(town.wang)
    send(wang, f"/topics/{talk.pk}/begin/")
    last = Statement.objects.get(number=6)
    assert last.text not in text_of(wang, f"/topics/{talk.pk}/card/?statement={last.pk}")
    assert send(wang, f"/topics/{talk.pk}/card/", {"statement": last.pk, "value": "1"}).status_code == 422


def test_the_results_wait_until_one_has_given_ones_own_answers(talk: Talk) -> None:
    town, path = talk.town, f"/topics/{talk.pk}/results/"
    talk.move_in(1, buildings=1)
    newcomer = client_of(talk.neighbours[-1])
    assert text_of(Client(), path, 422)
    assert text_of(client_of(town.zhao), path, 422)
    assert text_of(newcomer, path, 422)
    assert text_of(client_of(town.li), path), "the desk sees them"
    talk.closed()
    conclude_topic(words="先画线。", **talk.by(at=ASKED + 4 * DAY))
    talk.drawn(ASKED + 4 * DAY)
    assert "这份结果已存证" in text_of(Client(), path)
    assert "先画线。" in text_of(Client(), f"/topics/{talk.pk}/")
    assert text_of(Client(), f"/topics/{talk.pk}/statements.csv").count("\n") == 10


def test_with_fewer_than_forty_no_map_is_drawn_and_the_page_says_why(town: Town) -> None:
    talk = prepared(town).opened().move_in(14, buildings=3).everybody_answers()
    talk.answers_all({1: 1}, town.wang)
    talk.drawn()
    page = text_of(client_of(town.wang), f"/topics/{talk.pk}/results/")
    assert "这次不画图" in page
    assert "<figure" not in page
    assert "不到 40 人" in page
    assert "11号楼" in page
    assert "大家分成" not in page
    mine = text_of(client_of(town.wang), f"/topics/{talk.pk}/me/")
    assert "还不画图" in mine
    assert "不到 5 人" in mine, "in her own building nobody else has answered"


def test_fewer_than_five_answers_are_not_shown_anywhere(town: Town) -> None:
    talk = prepared(town).opened().move_in(3, buildings=1).everybody_answers()
    talk.answers_all({1: 1}, town.wang)
    talk.drawn()
    wang = client_of(town.wang)
    page = text_of(wang, f"/topics/{talk.pk}/results/")
    assert "表态的还不到五人" in page
    assert "赞成 4" not in page
    assert text_of(wang, f"/topics/{talk.pk}/statements.csv").splitlines()[1].endswith(",,,,,,,,,")


@pytest.mark.parametrize(
    "data",
    [
        {"value": "1"},
        {"statement": "x", "value": "1"},
        {"statement": "9" * 400, "value": "1"},
        {"statement": "-1", "value": "1"},
        {"statement": "１", "value": "1"},
    ],
)
def test_a_broken_press_is_an_answer_and_no_accident(town: Town, data: dict[str, str]) -> None:
    talk = prepared(town).opened()
    assert send(client_of(town.wang), f"/topics/{talk.pk}/card/", data).status_code in {404, 422}
    assert Position.objects.count() == 0


@pytest.mark.parametrize(
    "more",
    [
        {"title": "长" * 500_000},
        {"title": " "},
        {"place": "no-such-place"},
        {"place": "x" * 1_000_000},
        {"background": "\x00"},
    ],
)
def test_a_form_with_mistakes_is_an_answer_and_no_accident(town: Town, more: dict[str, str]) -> None:
    given = {"title": "怎么停车", "place": town.compound.code, **more}
    assert send(client_of(town.li), "/desk/topics/new/", given).status_code in {404, 422}
    assert Topic.objects.count() == 0


@pytest.mark.parametrize("text", ["", "长" * 141, "长" * 500_000, "\x00"])
def test_a_statement_with_mistakes_comes_back_with_what_is_wrong(town: Town, text: str) -> None:
    talk = prepared(town).opened()
    assert send(client_of(town.wang), f"/topics/{talk.pk}/say/", {"text": text}).status_code == 422
    assert Statement.objects.count() == 3


def test_what_people_write_is_text_and_no_markup_and_no_formula(town: Town) -> None:
    talk = prepared(town, first=("=1+1<b>加粗</b>",)).opened()
    talk.answers(1)
    talk.drawn()
    wang = client_of(town.wang)
    page = text_of(wang, f"/topics/{talk.pk}/results/")
    assert "&lt;b&gt;加粗&lt;/b&gt;" in page
    assert ",'=1+1" in text_of(wang, f"/topics/{talk.pk}/statements.csv")


def test_a_residents_page_costs_the_same_however_many_take_part(town: Town) -> None:
    talk = crowd(town, n=12)
    talk.answers_all({1: 1}, town.wang)
    talk.drawn()
    wang = client_of(town.wang)

    def costs() -> dict[str, int]:
        pages = ("", "card/", "me/", "results/", "say/", "statements.csv")
        with freeze_time(NOW, real_asyncio=True):
            return {page: cost(wang, f"/topics/{talk.pk}/{page}") for page in pages}

    few = costs()
    talk.move_in(36).everybody_answers()
    talk.drawn()
    assert costs() == few
    assert max(few.values()) <= BUDGET


@pytest.mark.parametrize("path", ["", "{pk}/"])
def test_a_desk_page_costs_the_same_however_many_topics_and_statements_there_are(
    town: Town, path: str
) -> None:
    li = client_of(town.li)
    talk = prepared(town).opened()
    talk.said("先来一条", accept=False)
    with freeze_time(NOW, real_asyncio=True):
        few = cost(li, f"/desk/topics/{path.format(pk=talk.pk)}")
    for n in range(12):
        prepared(town, title=f"第 {n} 个话题").opened().said(f"第 {n} 条", accept=False)
    for text in MORE:
        talk.said(text)
    with freeze_time(NOW, real_asyncio=True):
        assert cost(li, f"/desk/topics/{path.format(pk=talk.pk)}") == few <= BUDGET


def test_the_first_page_costs_the_same_however_many_topics_are_open(town: Town) -> None:
    wang = client_of(town.wang)
    prepared(town).opened()
    with freeze_time(NOW, real_asyncio=True):
        few = cost(wang, "/")
        for n in range(10):
            prepared(town, title=f"第 {n} 个话题").opened()
        assert cost(wang, "/") == few <= BUDGET


def test_what_a_group_agrees_with_most_is_not_said_to_be_more_than_others_hold(talk: Talk) -> None:
    drawn = DrawnMap.objects.get()
    ready = shown(drawn, Statement.objects.filter(topic=talk.pk))
    rows = [row for group in ready.groups() for row in group["rows"]]
    assert {row["is_most"] for row in rows if row["percent"] > row["others"]} == {False}
    assert all(row["is_most"] for row in rows if row["percent"] <= row["others"])
