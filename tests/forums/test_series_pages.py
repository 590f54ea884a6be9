"""What the desk and residents see of series: the month, one series, what to come to; what it costs; bad input."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from freezegun import freeze_time

from shangyi.forums.actions.planning import call_off, mark_missed
from shangyi.forums.actions.series_days import explain_due_day
from shangyi.forums.actions.sitting import open_gathering
from shangyi.forums.forms.series import RhythmForm
from shangyi.forums.models import Attendance, DueDay, Feed, Gathering, Series
from shangyi.forums.rules.rhythm import Holiday, Rhythm, Rule
from shangyi.forums.wording.practices import rhythm_words
from tests.concerns.life import HOUR, MONDAY
from tests.forums.regular import FRIDAY, WEEK, at, by, next_one, tea
from tests.forums.sittings import Hall, planned
from tests.forums.test_pages import client_of, cost
from tests.people_and_places import Town, acting

BUDGET = 14
START = {
    "practice": "tea_house", "name": "周五茶座会", "theme": "把没办结的事摆一摆", "venue": "民情茶室",
    "started_on": "2026-03-02", "minutes": "90", "keeps": "practice", "holiday": "shift", "is_open": "on",
}  # fmt: skip


def shown(client: Client, address: str, now: datetime = MONDAY, status: int = 200) -> str:
    with freeze_time(now, real_asyncio=True):
        answer = client.get(address)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sent(client: Client, address: str, given: dict[str, Any], now: datetime = MONDAY) -> Any:
    with freeze_time(now, real_asyncio=True):
        return client.post(address, given)


@pytest.mark.trace("NT-6", "TC-28")
def test_the_page_of_a_series_shows_planned_held_left_out_and_missed_with_its_reason(town: Town) -> None:
    series, ma = tea(town), client_of(town.ma)
    first = next_one(town, series)
    open_gathering(gathering_id=first.pk, actor=acting(town.ma), now=first.planned_at, urgent_reason="照例开")
    explain_due_day(named=FRIDAY + WEEK, reason="全员走访", **by(town, series))
    now = at(date(2026, 4, 4))
    mark = explain_due_day(named=date(2026, 3, 27), reason="漏排了", **by(town, series, now))
    next_one(town, series, now)
    page = shown(ma, f"/desk/series/{series.pk}/", now)

    assert mark.explained_at == now
    assert "每星期五 15:30（遇节假日顺延到下一个工作日）" in page
    assert "开过 1 次" in page
    assert "半年内漏开 3 次" in page
    assert re.search(r"3月6日 15:30 开过", page)
    assert re.search(r"3月13日 15:30 不开 全员走访", page)
    assert re.search(r"3月24日 15:30 漏开 由3月20日顺延（开斋节） 还没说明原因。", page)
    assert re.search(r"3月27日 15:30 漏开 漏排了", page)
    assert re.search(r"4月10日 15:30 已排期", page)
    assert "排下一次：4月17日 15:30" in page


def test_one_tap_on_the_page_plans_the_day_that_it_showed_and_twice_leads_to_the_same(town: Town) -> None:
    series, ma = tea(town), client_of(town.ma)
    first = sent(ma, f"/desk/series/{series.pk}/next/", {"named": "2026-03-06"})
    again = sent(ma, f"/desk/series/{series.pk}/next/", {"named": "2026-03-06"})
    row = Gathering.objects.get()

    assert first["Location"] == again["Location"] == f"/desk/gatherings/{row.pk}/"
    assert "周五茶座会" in shown(ma, f"/desk/gatherings/{row.pk}/")
    for bad in ("2026-03-05", "yesterday", "2026-02-30", "9999-12-31", "0001-01-01"):
        assert sent(ma, f"/desk/series/{series.pk}/next/", {"named": bad}).status_code == 422
    assert Gathering.objects.count() == 1


def test_the_month_shows_every_gathering_and_every_day_that_is_due(hall: Hall) -> None:
    town = hall.town
    series = tea(town)
    planned(town, theme="别处的", at=at(date(2026, 4, 20)))
    called_off = next_one(town, series)
    call_off(gathering_id=called_off.pk, reason="停电", actor=acting(town.ma), now=MONDAY)
    now = at(date(2026, 3, 14))
    mark_missed(now=now)
    page = shown(client_of(town.ma), "/desk/calendar/", now)

    assert "2026年3月" in page
    assert re.search(r"19:30 提升物业服务水平 漏开", page)
    assert re.search(r"15:30 把没办结的事摆一摆 不开", page)
    assert re.search(r"15:30 周五茶座会 漏开", page)
    assert re.search(r"15:30 周五茶座会 该开，未排期", page)
    assert "别处的" not in page
    assert "别处的" in shown(client_of(town.ma), "/desk/calendar/?month=2026-04", now)
    assert "提升物业服务水平" not in shown(client_of(town.liu), "/desk/calendar/?month=2026-05", now)


def test_a_month_that_is_none_is_this_month_and_nobody_sees_the_places_of_others(town: Town) -> None:
    tea(town)
    ma = client_of(town.ma)
    for bad in ("2026-13", "abc", "0000-00", "9999-12", "2026-3", "1999-12", "-1"):
        assert "2026年3月" in shown(ma, f"/desk/calendar/?month={bad}")
    assert "周五茶座会" in shown(ma, "/desk/calendar/")
    assert client_of(town.wang).get("/desk/calendar/").status_code == 403


def many_series(town: Town, n: int) -> None:
    for k in range(n):
        series = tea(town, name=f"茶座会{k}", convened_by=town.works)
        next_one(town, series)
        explain_due_day(named=FRIDAY + WEEK, reason="不开", **by(town, series))


@pytest.mark.parametrize(
    "page", ["/desk/calendar/", "/desk/series/", "/gatherings/", "/desk/calendar/feeds/"]
)
def test_pages_of_many_series_cost_at_most_fourteen_statements(town: Town, page: str) -> None:
    many_series(town, 1)
    client = client_of(town.wang if page == "/gatherings/" else town.ma)
    with freeze_time(MONDAY + HOUR, real_asyncio=True):
        few = cost(client, page)
        many_series(town, 12)
        lots = cost(client, page)

    assert lots == few <= BUDGET


def test_the_page_of_one_series_costs_the_same_however_often_it_was_held(town: Town) -> None:
    series, ma = tea(town), client_of(town.ma)
    next_one(town, series)
    with freeze_time(MONDAY + HOUR, real_asyncio=True):
        few = cost(ma, f"/desk/series/{series.pk}/")
        for _ in range(8):
            next_one(town, series)
        lots = cost(ma, f"/desk/series/{series.pk}/")

    assert lots == few <= BUDGET


def test_a_resident_sees_what_is_open_at_their_place_and_how_often_they_have_come(hall: Hall) -> None:
    town = hall.town
    hall.announced()
    series = tea(town)
    first = next_one(town, series)
    open_gathering(gathering_id=first.pk, actor=acting(town.ma), now=first.planned_at, urgent_reason="照例开")
    Attendance.objects.create(
        gathering=first, class_code="residents", person=town.wang, came_at=first.planned_at, how="qr"
    )
    Gathering.objects.filter(pk=first.pk).update(
        state="filed", ended_at=first.planned_at, filed_at=first.planned_at
    )
    now = at(FRIDAY + timedelta(days=1))
    second = next_one(town, series, now)
    wang, zhao = (
        shown(client_of(town.wang), "/gatherings/", now),
        shown(client_of(town.zhao), "/gatherings/", now),
    )

    assert "把没办结的事摆一摆" in wang
    assert "您来过 1 次。" in wang
    assert "平常的日子，以通知为准" in wang
    assert "提升物业服务水平" not in wang  # by invitation: it stands among her messages
    assert "茶座会" not in zhao
    assert "住在这里的都可以来" in shown(client_of(town.wang), f"/gatherings/{second.pk}/", now)
    assert client_of(town.zhao).get(f"/gatherings/{second.pk}/").status_code == 404
    assert client_of(town.zhao).get(f"/gatherings/{hall.pk}/").status_code == 404


def test_one_that_stands_alone_is_opened_to_residents_when_planned_or_later(town: Town) -> None:
    ma, wang = client_of(town.ma), client_of(town.wang)
    given = {
        "practice": "evening_talk", "theme": "停车难", "planned_at": "2026-03-05T19:30", "planned_minutes": "90",
        "venue": "议事厅", "place": town.compound.pk,
    }  # fmt: skip
    sent(ma, "/desk/gatherings/new/", given)
    row = Gathering.objects.get()
    before = shown(wang, "/gatherings/")
    change = {"theme": "停车难", "planned_at": "2026-03-05T19:30", "venue": "议事厅", "is_open": "on"}
    sent(ma, f"/desk/gatherings/{row.pk}/change/", change)
    sent(ma, "/desk/gatherings/new/", {**given, "theme": "充电难", "is_open": "on"})

    assert "停车难" not in before
    assert "停车难" in shown(wang, "/gatherings/")
    assert "充电难" in shown(wang, "/gatherings/")


def test_what_is_over_called_off_or_long_past_is_not_to_come(town: Town) -> None:
    series = tea(town)
    off = next_one(town, series)
    call_off(gathering_id=off.pk, reason="停电", actor=acting(town.ma), now=MONDAY)
    late = next_one(town, series)

    assert "把没办结的事摆一摆" in shown(client_of(town.wang), "/gatherings/", late.planned_at + HOUR)
    assert "把没办结的事摆一摆" not in shown(
        client_of(town.wang), "/gatherings/", late.planned_at + 13 * HOUR
    )


def test_an_address_for_my_calendar_is_made_shown_and_ended_on_the_page(town: Town) -> None:
    wang = client_of(town.wang)
    sent(wang, "/gatherings/calendar/new/", {})
    first = Feed.objects.get()
    assert f"/calendar/{first.secret}.ics" in shown(wang, "/gatherings/")
    sent(wang, "/gatherings/calendar/new/", {})
    second = Feed.objects.get(revoked_at=None)
    assert client_of(town.ma).post(f"/gatherings/calendar/{second.pk}/end/").status_code == 404
    sent(wang, f"/gatherings/calendar/{second.pk}/end/", {})
    first.refresh_from_db()

    assert first.revoked_at is not None
    assert len(first.secret) == len(second.secret) == 43
    assert first.secret != second.secret
    assert "/calendar/" not in re.sub("/gatherings/calendar/", "", shown(wang, "/gatherings/"))
    assert not Feed.objects.filter(revoked_at=None).exists()


def test_staff_make_and_end_the_address_of_a_place(town: Town) -> None:
    ma = client_of(town.ma)
    sent(ma, "/desk/calendar/feeds/", {"place": town.farm.pk})
    feed = Feed.objects.get()
    assert f"/calendar/{feed.secret}.ics" in shown(ma, "/desk/calendar/feeds/")
    sent(ma, f"/gatherings/calendar/{feed.pk}/end/", {})

    assert not Feed.objects.filter(revoked_at=None).exists()
    for bad, status in (
        ("", 422),
        ("x", 422),
        ("9" * 30, 422),
        (str(town.lakeside.pk), 404),
        ("987654321", 404),
    ):
        assert sent(ma, "/desk/calendar/feeds/", {"place": bad}).status_code == status


def test_a_series_is_started_on_the_page_with_the_rhythm_of_the_practice_or_its_own(town: Town) -> None:
    ma = client_of(town.ma)
    assert sent(ma, "/desk/series/new/", START).status_code == 302
    own = {
        **START, "name": "双周夜话", "practice": "evening_talk", "keeps": "own", "at_1": "19:30", "weekdays_1": ["2"],
        "every_1": "2", "at_2": "09:00", "dates_2": "4、14、24、月末", "holiday": "skip",
    }  # fmt: skip
    assert sent(ma, "/desk/series/new/", own).status_code == 302
    first, second = Series.objects.order_by("pk")

    assert first.rhythms.get().is_own is False
    assert second.rhythms.get().rhythm == {
        "rules": [{"at": "19:30", "weekdays": [2], "every": 2}, {"at": "09:00", "dates": [4, 14, 24, -1]}],
        "holiday": "skip",
    }
    assert "每 2 周的星期三 19:30；每月 4、14、24 日 09:00；每月最后一天 09:00（遇节假日不开）" in shown(
        ma, f"/desk/series/{second.pk}/"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, ""),
        ({"started_on": "2026-03-01"}, "已经过了"),
        ({"started_on": "gestern"}, ""),
        ({"started_on": "9999-12-31"}, "日历上没有"),
        ({"practice": "tea_hut"}, ""),
        ({"minutes": "5"}, ""),
        ({"keeps": "own"}, "写明哪些日子、几点开。"),
        ({"keeps": "own", "at_1": "19:30"}, "请选星期几，或写每月哪几日。"),
        ({"keeps": "own", "weekdays_1": ["2"]}, "还没写几点开。"),
        ({"keeps": "own", "at_1": "19:30", "nth_1": "1"}, "请选星期几。"),
        ({"keeps": "own", "at_1": "19:30", "dates_1": "32"}, "写每月 1 到 31 日中的日子"),
        ({"keeps": "own", "at_1": "19:30", "dates_1": "初一"}, "写每月 1 到 31 日中的日子"),
        ({"keeps": "own", "at_1": "25:00", "weekdays_1": ["2"]}, ""),
        ({"keeps": "own", "at_1": "19:30", "weekdays_1": ["9"]}, ""),
        ({"keeps": "own", "at_1": "19:30", "weekdays_1": ["2"], "every_1": "99"}, ""),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_started(
    town: Town, change: dict[str, Any], said: str
) -> None:
    answer = sent(client_of(town.ma), "/desk/series/new/", {**START, **change})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Series.objects.exists()


def test_the_steps_of_a_series_are_taken_on_its_page(town: Town) -> None:
    series, ma = tea(town), client_of(town.ma)
    to = f"/desk/series/{series.pk}"
    besides = {"planned_at": "2026-03-04T10:00", "theme": "临时说事", "venue": "广场"}
    assert sent(ma, f"{to}/besides/", besides).status_code == 302
    assert sent(ma, f"{to}/reason/", {"named": "2026-03-06", "reason": "停电"}).status_code == 302
    altered = {"name": "茶座", "theme": "拉家常", "venue": "凉亭", "minutes": "45"}
    assert sent(ma, f"{to}/alter/", altered).status_code == 302
    rhythm = {
        "from_on": "2026-03-10",
        "keeps": "own",
        "holiday": "keep",
        "at_1": "10:00",
        "weekdays_1": ["1"],
    }
    assert sent(ma, f"{to}/rhythm/", rhythm).status_code == 302
    assert sent(ma, f"{to}/stop/", {"last_on": "2026-06-30", "reason": "并入夜话"}).status_code == 302
    series.refresh_from_db()

    assert Gathering.objects.get().theme == "临时说事"
    assert DueDay.objects.get().reason == "停电"
    assert (series.name, series.minutes, series.is_open, series.ended_on) == (
        "茶座",
        45,
        False,
        date(2026, 6, 30),
    )
    assert series.rhythms.count() == 2
    for step, bad in {
        "besides": {**besides, "planned_at": "2026-02-01T10:00"},
        "reason": {"named": "2026-03-07", "reason": "不是这天"},
        "rhythm": {**rhythm, "from_on": "2026-03-05"},
        "stop": {"last_on": "2026-01-01", "reason": "早了"},
        "alter": {**altered, "minutes": "0"},
    }.items():
        assert sent(ma, f"{to}/{step}/", bad).status_code == 422, step


def test_why_a_planned_one_did_not_take_place_is_asked_on_its_page(town: Town) -> None:
    row, ma = next_one(town, tea(town)), client_of(town.ma)
    now = at(FRIDAY + timedelta(days=1))
    mark_missed(now=now)
    assert "还没说明原因" in shown(ma, f"/desk/gatherings/{row.pk}/", now)
    sent(ma, f"/desk/gatherings/{row.pk}/why-missed/", {"reason": "主持人住院"}, now)

    assert "主持人住院" in shown(ma, f"/desk/gatherings/{row.pk}/", now)
    assert "主持人住院" in shown(client_of(town.wang), f"/gatherings/{row.pk}/", now)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"weekdays": (4,)}, "每星期五 15:30"),
        ({"weekdays": (2,), "nth": (1,)}, "每月第一个星期三 15:30"),
        ({"weekdays": (2,), "nth": (-1,)}, "每月最后一个星期三 15:30"),
        ({"dates": (4, -1)}, "每月 4 日 15:30；每月最后一天 15:30"),
        ({"weekdays": (2,), "every": 2}, "每 2 周的星期三 15:30"),
        ({"weekdays": (2,), "months": (7, 8)}, "每星期三 15:30（只在 7、8 月）"),
    ],
)
def test_a_rhythm_is_said_as_people_say_it(rule: dict[str, Any], said: str) -> None:
    from datetime import time

    from django.utils import translation

    with translation.override("zh-hans"):
        words = rhythm_words(Rhythm((Rule(at=time(15, 30), **rule),), Holiday.KEEP))
    assert words == f"{said}（节假日照常）"


def test_a_row_with_weekdays_and_days_of_the_month_means_both() -> None:
    form = RhythmForm(
        {"keeps": "own", "holiday": "keep", "at_1": "09:00", "weekdays_1": ["0"], "dates_1": "15日，30号"}
    )

    assert form.is_valid()
    assert [(rule.weekdays, rule.dates) for rule in form.cleaned_data["rhythm"].rules] == [
        ((0,), ()),
        ((), (15, 30)),
    ]
