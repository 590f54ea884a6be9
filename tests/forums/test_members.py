"""履职: where somebody took part, for the how-manieth time, what they said and suggested, and what became of it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from freezegun import freeze_time

from shangyi.forums.actions.filing import file_gathering
from shangyi.forums.actions.outcomes import raise_suggestion
from shangyi.forums.actions.questions import NewQuestion, hand_in
from shangyi.forums.actions.sitting import open_gathering
from shangyi.forums.actions.suggesting import (
    approve_suggestion,
    compile_suggestion,
    recheck_suggestion,
    reply_to_suggestion,
    send_suggestion,
)
from shangyi.forums.models import Attendance, Gathering, Remark
from shangyi.forums.queries.gatherings import times_attended
from shangyi.forums.queries.members import served_by, served_by_me
from shangyi.forums.rules.suggestions import Reply
from shangyi.kernel.actor import Actor
from shangyi.people.models import Person
from tests.concerns.life import HOUR, MONDAY
from tests.forums.sittings import EVENING, Hall, planned
from tests.forums.test_life import refused
from tests.forums.test_pages import client_of, cost
from tests.forums.test_questions import briefing, convened, member_of
from tests.people_and_places import Town, acting, person

LATER = EVENING + timedelta(days=1)
__all__ = ["briefing"]


def a_member_at_work(town: Town) -> Hall:
    """雷委员 asked before, spoke and suggested; the suggestion was adopted in part and looked at again."""
    hall = convened(town)
    asked = NewQuestion(text="安全生产工作有哪些内容？", theme="安全生产")
    hand_in(gathering_id=hall.pk, new=asked, actor=acting(member_of(hall)), now=MONDAY)
    open_gathering(urgent_reason="照例开", **hall.by())
    hall.came(member_of(hall), "members")
    hall.line("=1+1 也是一句发言", who=member_of(hall))
    line = hall.line("建议开展暗访暗查。", "suggestion", who=member_of(hall))
    row = raise_suggestion(remark_id=line.pk, units=(town.works,), **hall.by())[0]
    hall.ended()
    file_gathering(**hall.by(at=LATER))
    ma, li = acting(town.ma), acting(town.li)
    compile_suggestion(
        suggestion_id=row.pk,
        text="每季度暗访一次。",
        unit=town.works,
        head="",
        feasibility="",
        actor=ma,
        now=LATER,
    )
    approve_suggestion(suggestion_id=row.pk, actor=li, now=LATER)
    send_suggestion(suggestion_id=row.pk, actor=ma, now=LATER)
    reply_to_suggestion(
        suggestion_id=row.pk,
        reply=Reply.PARTLY,
        text="先半年一次",
        reason="人手不够",
        by="熊局长",
        actor=ma,
        now=LATER,
    )
    recheck_suggestion(suggestion_id=row.pk, found="已暗访一次", actor=ma, now=LATER + timedelta(days=90))
    return hall


@pytest.mark.trace("RF-17")
def test_a_members_record_says_what_they_suggested_and_what_became_of_it(town: Town) -> None:
    hall = a_member_at_work(town)
    lei = member_of(hall)

    served = served_by(lei.pk, acting(town.ma))

    (part,) = served.parts(0, 10)
    assert (part.class_name, part.times) == ("政协委员", 1)
    assert [(each.reply, each.reply_reason, each.recheck_found) for each in part.suggestions] == [
        ("partly", "人手不够", "已暗访一次")
    ]
    assert [(each.text, where.value) for each, where in part.questions] == [
        ("安全生产工作有哪些内容？", "asked")
    ]
    assert served.by_class() == [("重点关切问题情况通报会 · 政协委员", 1)]


def held(hall: Hall, who: Person, practice: str, days: int) -> Gathering:
    row = planned(hall.town, practice, at=EVENING + timedelta(days=days), theme=f"{practice} {days}")
    at = EVENING + timedelta(days=days)
    open_gathering(gathering_id=row.pk, urgent_reason="照例开", actor=acting(hall.town.ma), now=at)
    Attendance.objects.create(
        gathering=row, class_code="residents", person=who, name=who.name, came_at=at, how="staff"
    )
    return row


@pytest.mark.trace("NT-1")
def test_the_how_manieth_time_is_counted_as_on_every_other_page(hall: Hall) -> None:
    wang = hall.town.wang
    rows = [held(hall, wang, *each) for each in (("evening_talk", 0), ("tea_house", 7), ("evening_talk", 14))]
    same = person("王阿姨", "13900000088")
    same.merged_into = wang
    same.save()
    rows.append(held(hall, same, "evening_talk", 21))

    served = served_by_me(acting(wang))

    assert [(each.gathering.pk, each.times) for each in served.parts(0, 10)] == [
        (rows[3].pk, 3), (rows[2].pk, 2), (rows[1].pk, 1), (rows[0].pk, 1)
    ]  # fmt: skip
    assert all(times_attended(wang, each.gathering) == each.times for each in served.parts(0, 10))
    assert [many for _name, many in served.by_class()] == [3, 1]


def test_staff_see_what_lies_below_their_places_and_nobody_else_anything(hall: Hall) -> None:
    wang = hall.town.wang
    held(hall, wang, "evening_talk", 0)

    assert len(served_by(wang.pk, acting(hall.town.ma)).rows) == 1
    for who in (acting(hall.town.zhao), Actor(None), acting(wang)):
        with refused("member.not-found"):
            served_by(wang.pk, who)
    for pk in (hall.town.zhao.pk, 987_654_321, 2**70):
        with refused("member.not-found"):
            served_by(pk, acting(hall.town.ma))
    with refused("member.not-found"):
        served_by_me(Actor(None))


def test_an_unnamed_slip_stands_in_nobodys_record(hall: Hall) -> None:
    hall.opened()
    Remark.objects.create(
        gathering=hall.gathering, key="slip-00001", number=90, text="不留名", is_slip=True, said_at=EVENING,
        recorded_at=EVENING,
    )  # fmt: skip

    said = [line.text for part in served_by_me(acting(hall.town.wang)).parts(0, 9) for line in part.remarks]

    assert "不留名" not in said


def rows_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_pages_and_tables_of_oneself_of_another_and_of_nobody(town: Town) -> None:
    hall = a_member_at_work(town)
    lei = member_of(hall)
    desk = f"/desk/participants/{lei.pk}/"
    with freeze_time(LATER + timedelta(days=91), real_asyncio=True):
        own = client_of(lei).get("/gatherings/mine/").content.decode()
        table = rows_of(client_of(lei).get("/gatherings/mine.csv"))
        staff = client_of(town.ma).get(desk).content.decode()
        staff_table = rows_of(client_of(town.ma).get(f"{desk}record.csv"))
        foreign = [client_of(who).get(desk).status_code for who in (town.zhao, lei)]
        nobody = [
            Client().get(path).status_code for path in (desk, "/gatherings/mine/", "/gatherings/mine.csv")
        ]
        empty = client_of(town.zhao).get("/gatherings/mine/").content.decode()
        record = client_of(town.ma).get(f"/desk/gatherings/{hall.pk}/record/").content.decode()

    for page in (own, staff):
        assert "先半年一次" in page
        assert "已暗访一次" in page
        assert "第 1 次" in page
    assert table == staff_table
    assert [row[7] for row in table[1:]] == [
        "安全生产工作有哪些内容？",
        "'=1+1 也是一句发言",
        "每季度暗访一次。",
    ]
    assert table[3][9:] == ["部分采纳 先半年一次", "人手不够", "已暗访一次"]
    assert (foreign, nobody) == ([403, 403], [302, 302, 302])
    assert "雷委员" not in empty
    assert desk in record


def test_the_page_costs_the_same_however_much_somebody_did(hall: Hall) -> None:
    wang = hall.town.wang
    held(hall, wang, "evening_talk", 0)
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        client = client_of(hall.town.ma)
        few = cost(client, f"/desk/participants/{wang.pk}/")
        for n in range(1, 9):
            row = held(hall, wang, "evening_talk", n)
            here = row.attendances.get()
            Remark.objects.bulk_create(
                Remark(gathering=row, key=f"said-{k:05}", number=k + 1, text="话", attendance=here,
                       class_code="residents", said_at=EVENING, recorded_at=EVENING)
                for k in range(5)
            )  # fmt: skip
        lots = cost(client, f"/desk/participants/{wang.pk}/")

    assert lots == few <= 14


def test_a_line_written_beside_a_name_on_the_list_is_theirs_unless_two_have_that_name(hall: Hall) -> None:
    hall.opened()
    hall.line("电梯太慢。", class_code="residents", speaker_name=" 王阿姨 ")
    hall.line("我没来过。", class_code="residents", speaker_name="别人")
    hall.line("条子。", class_code="residents", speaker_name="王阿姨", is_slip=True)
    twin = person("王阿姨", "13900000099")
    hall.came(twin, "residents")
    hall.line("哪个王阿姨？", class_code="residents", speaker_name="王阿姨")

    whose = [
        line.attendance.person if line.attendance else None for line in Remark.objects.order_by("number")
    ]

    assert whose == [hall.town.wang, None, None, None]
