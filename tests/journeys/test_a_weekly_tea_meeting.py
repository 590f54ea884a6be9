"""民情茶室 every Friday: set up in March, one missed with its reason, the next planned in one tap and subscribed to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from icalendar import Calendar

from shangyi.entry.jobs import look_after_series, mark_missed_gatherings, remind_of_gatherings
from shangyi.forums.models import Feed, Gathering, Series
from shangyi.notices.models import Notice
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat
from tests.people_and_places import account_of

Sit = Callable[..., Seat]


@pytest.mark.trace("NT-1", "NT-6", "TC-28")
def test_a_weekly_meeting_that_is_missed_explained_planned_again_and_kept_in_a_calendar(  # noqa: PLR0915 - one story
    here: Neighbourhood, seat: Sit, clock: Clock
) -> None:
    town = here.town
    account_of(town.wang)
    account_of(town.li)

    # Monday: the tea meeting is held regularly from now on, as its practice says
    clock.at(day(3, 2, 9, 40))
    ma = seat(town.ma)
    ma.go("/desk/gatherings/").follow("/desk/calendar/").follow("/desk/series/").follow("/desk/series/new/")
    ma.fill(practice="民情茶室", name="周五茶座会", theme="把没办结的事摆一摆", venue="民情茶室").send()
    series = Series.objects.get()
    assert "每星期五 15:30" in ma.text
    assert "排下一次：3月6日 15:30" in ma.text

    for step in ("besides", "alter", "rhythm", "stop"):
        ma.go(f"/desk/series/{series.pk}/{step}/")
    ma.go("/desk/calendar/feeds/").send()
    assert "/calendar/" in ma.text

    # Nobody plans the first Friday, although the keeper was asked; on Saturday it shows as missed
    clock.at(day(3, 3, 16, 0))
    look_after_series(clock.now())
    ma.go("/notices/")
    assert "该排期了：周五茶座会" in ma.text
    clock.at(day(3, 7, 9, 0))
    look_after_series(clock.now())
    ma.go("/desk/calendar/")
    assert "漏开" in ma.text
    ma.page.locator("li.entry.missed a").first.click()
    ma.follow("reason/?named=2026-03-06")
    ma.fill(reason="社区全员下沉走访").send()
    assert "社区全员下沉走访" in ma.text

    # The next in one tap: time, venue and theme are there; agenda and invitations as ever
    ma.page.get_by_role("button", name="排下一次").click()
    row = Gathering.objects.get()
    assert (row.planned_at, row.venue, row.theme) == (day(3, 13, 15, 30), "民情茶室", "把没办结的事摆一摆")
    ma.go(f"/desk/gatherings/{row.pk}/item/").fill(title="楼道堆物", why="几户都说过").send()
    ma.go(f"/desk/gatherings/{row.pk}/invite/").fill(
        class_code="议事会成员", way="按姓名选人", persons="李书记"
    ).send()
    ma.page.get_by_role("button", name="发通知").click()

    # 王阿姨 was not invited by name: it is open at her place, and her calendar has it
    wang = seat(town.wang, phone=True)
    wang.go("/").follow("/gatherings/")
    assert "把没办结的事摆一摆" in wang.text
    assert "平常的日子，以通知为准" in wang.text
    wang.page.get_by_role("button", name="生成我的日历地址").click()
    wang.look_around()
    feed = Feed.objects.get(person=town.wang)
    assert feed.secret in wang.text
    fetched = wang.page.request.get(wang.page.url.replace("/gatherings/", f"/calendar/{feed.secret}.ics"))
    event, *usual = sorted(Calendar.from_ical(fetched.body()).walk("VEVENT"), key=lambda each: each.start)
    assert {str(each["STATUS"]) for each in usual} == {"TENTATIVE"}, "days that nobody has planned yet"
    assert (event.start, event["STATUS"], event["SEQUENCE"]) == (row.planned_at, "CONFIRMED", 0)
    wang.follow(f"/gatherings/{row.pk}/")
    assert "住在这里的都可以来" in wang.text

    # A day before, whoever was told is reminded, once
    clock.at(day(3, 12, 16, 0))
    remind_of_gatherings(clock.now())
    remind_of_gatherings(clock.now())
    told = Notice.objects.filter(template="gathering.reminder").values_list("person__name", flat=True)
    assert sorted(told) == ["小马", "李书记"]

    # Friday: it begins as number 1 of the series; she checks in for the first time
    clock.at(day(3, 13, 15, 30))
    host = seat(town.ma, script=False)
    host.go(f"/desk/gatherings/{row.pk}/")
    host.page.get_by_role("button", name="开会").click()
    row.refresh_from_db()
    phone = seat(town.wang, phone=True, script=False)
    phone.go("/g/").fill(digits=row.join_code).send()
    phone.fill(class_code="居民").send()
    assert row.ordinal == 1
    assert "第 1 次参加" in phone.text

    # The Friday after is planned in one tap with the same council member, then called off: her calendar says so
    clock.at(day(3, 14, 9, 0))
    ma.go(f"/desk/series/{series.pk}/")
    assert "开过 1 次" in ma.text
    ma.page.get_by_role("button", name="排下一次").click()
    second = Gathering.objects.latest("pk")
    assert [str(each) for each in second.invitations.all()] == ["李书记"]
    ma.go(f"/desk/gatherings/{second.pk}/cancel/").fill(reason="场地检修").send()
    fetched = wang.page.request.get(wang.page.url.split("/gatherings/")[0] + f"/calendar/{feed.secret}.ics")
    events = {str(each["UID"]): each for each in Calendar.from_ical(fetched.body()).walk("VEVENT")}
    off = next(each for uid, each in events.items() if uid.startswith(f"gathering-{second.pk}@"))
    assert (off["STATUS"], off["SEQUENCE"]) == ("CANCELLED", 1)

    # She lets the address go: whoever has it reads nothing any more
    wang.go("/gatherings/")
    assert "您来过 1 次" in wang.text
    wang.page.get_by_role("button", name="停用这个地址").click()
    gone = wang.page.request.get(wang.page.url.split("/gatherings/")[0] + f"/calendar/{feed.secret}.ics")
    assert gone.status == 404
    assert mark_missed_gatherings(clock.now() + timedelta(hours=1)) == 0
