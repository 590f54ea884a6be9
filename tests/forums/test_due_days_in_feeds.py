"""Usual days that nobody has planned, in the calendars that fetch them: tentative, worded so, gone once planned."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Event

from shangyi.forums.actions.planning import call_off
from shangyi.forums.actions.series import end_series
from shangyi.forums.actions.series_days import explain_due_day
from shangyi.forums.models import Feed
from tests.concerns.life import MONDAY
from tests.forums.regular import FRIDAY, WEEK, at, by, next_one, tea
from tests.forums.test_feeds import fetched, own_feed, place_feed
from tests.people_and_places import Town, acting

TITLE = "周五茶座会（惯例日，尚未排定）"


def due(feed: Feed, now: datetime = MONDAY) -> dict[date, Event]:
    """The tentative events of a feed by their day, as a calendar reads them."""
    rows = [each for each in fetched(feed, now).walk("VEVENT") if str(each["UID"]).startswith("due-")]
    return {each.start.date(): each for each in rows}


def planned_days(feed: Feed) -> list[date]:
    rows = fetched(feed).walk("VEVENT")
    return [each.start.date() for each in rows if str(each["UID"]).startswith("gathering-")]


def test_a_usual_day_is_tentative_and_says_that_nobody_has_planned_it(town: Town) -> None:
    tea(town, convened_by=town.works)
    found = due(place_feed(town))
    event = found[FRIDAY]

    assert str(event["SUMMARY"]) == TITLE
    assert (event["STATUS"], event["TRANSP"]) == ("TENTATIVE", "TRANSPARENT")
    assert event.start == datetime(2026, 3, 6, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert event.end - event.start == timedelta(minutes=90)
    assert "还没有排定" in str(event["DESCRIPTION"])
    assert str(event["LOCATION"]) == "农场社区 民情茶室"
    assert str(event["URL"]).endswith("/gatherings/")
    assert max(found) - FRIDAY <= timedelta(days=62)
    assert len({str(each["UID"]) for each in found.values()}) == len(found) >= 8


def test_planned_the_day_is_a_gathering_and_no_usual_day_any_more(town: Town) -> None:
    series = tea(town)
    feed = place_feed(town)
    before = due(feed)
    row = next_one(town, series)
    after = due(feed)

    assert FRIDAY in before
    assert set(before) - set(after) == {FRIDAY}
    assert planned_days(feed) == [FRIDAY]
    call_off(gathering_id=row.pk, reason="停电", actor=acting(town.ma), now=MONDAY)
    assert FRIDAY not in due(feed)  # called off it stands as that


def test_what_is_left_out_passed_or_ended_is_gone(town: Town) -> None:
    series = tea(town)
    feed = place_feed(town)
    explain_due_day(named=FRIDAY, reason="社区换届，停一次", **by(town, series))
    assert FRIDAY not in due(feed)
    second = FRIDAY + WEEK
    assert second in due(feed)
    assert second not in due(feed, at(second, 16))
    end_series(last_on=second, reason="并到街道一起开", **by(town, series))
    assert set(due(feed)) == {second}


def test_it_stays_the_same_from_one_fetch_to_the_next(town: Town) -> None:
    tea(town)
    feed = place_feed(town)
    first, later = due(feed)[FRIDAY], due(feed, MONDAY + timedelta(days=1))[FRIDAY]

    def kept(event: Event) -> tuple[Any, ...]:
        return (*(str(event[name]) for name in ("UID", "SEQUENCE", "SUMMARY")), event["DTSTAMP"].dt)

    assert kept(first) == kept(later)


def test_each_calendar_shows_the_usual_days_of_whom_it_is_for(town: Town) -> None:
    tea(town)
    tea(town, name="内部例会", is_open=False)

    def titles(feed: Feed) -> set[str]:
        return {str(each["SUMMARY"]) for each in fetched(feed).walk("VEVENT")}

    assert titles(place_feed(town)) == {TITLE}
    assert titles(own_feed(town, town.wang)) == {TITLE}
    assert titles(own_feed(town, town.ma, "keeper")) == {TITLE, "内部例会（惯例日，尚未排定）"}
    assert titles(own_feed(town, town.zhao, "neighbour")) == set()
