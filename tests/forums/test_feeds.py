"""What a calendar fetches, read back as a calendar reads it; whose it is, and what it never shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from freezegun import freeze_time
from icalendar import Calendar, Event

from shangyi.forums.actions.feeds import make_own_feed, make_place_feed, revoke_feed
from shangyi.forums.actions.inviting import invite_persons
from shangyi.forums.actions.planning import call_off, change_plan, explain_missed, mark_missed
from shangyi.forums.models import Feed, Gathering
from shangyi.forums.queries.feeds import MOST
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.people.models import Account
from tests.concerns.life import HOUR, MONDAY
from tests.forums.regular import FRIDAY, WEEK, at, next_one, tea
from tests.forums.sittings import EVENING, Hall, planned
from tests.forums.test_pages import cost
from tests.people_and_places import Town, account_of, acting

BUDGET = 14


def place_feed(town: Town, secret: str = "of-the-place", **more: Any) -> Feed:
    place = more.pop("place", town.farm)
    return make_place_feed(place=place, secret=secret, actor=acting(more.pop("who", town.ma)), now=MONDAY)


def own_feed(town: Town, who: Any, secret: str = "of-the-person") -> Feed:
    return make_own_feed(secret=secret, actor=acting(who), now=MONDAY)


def fetched(feed: Feed, now: datetime = MONDAY) -> Calendar:
    """The feed over HTTP, without signing in, read by the library."""
    with freeze_time(now, real_asyncio=True):
        answer = Client().get(f"/calendar/{feed.secret}.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content)
    assert isinstance(found, Calendar)
    return found


def events(feed: Feed, now: datetime = MONDAY, kind: str = "gathering-") -> dict[str, Event]:
    """The gatherings of a feed by their titles; with `kind` "due-" the usual days, of which the first counts."""
    found: dict[str, Event] = {}
    for each in fetched(feed, now).walk("VEVENT"):
        if str(each["UID"]).startswith(kind):
            found.setdefault(str(each["SUMMARY"]), each)
    return found


def only(feed: Feed, now: datetime = MONDAY) -> Event:
    (event,) = events(feed, now).values()
    return event


def test_an_event_says_what_when_in_which_zone_where_and_in_which_series(town: Town) -> None:
    series = tea(town, convened_by=town.works)
    row = next_one(town, series)
    feed = place_feed(town)
    found, event = fetched(feed), only(feed)

    assert (found["VERSION"], found["METHOD"], found["CALSCALE"]) == ("2.0", "PUBLISH", "GREGORIAN")
    assert str(found["X-WR-CALNAME"]) == "议事会 · 农场社区"
    assert str(event["SUMMARY"]) == "民情茶室 · 把没办结的事摆一摆"
    assert event.start == datetime(2026, 3, 6, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert event.end - event.start == timedelta(minutes=90)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert [str(zone["TZID"]) for zone in found.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert str(event["LOCATION"]) == "农场社区 民情茶室"
    assert str(event["DESCRIPTION"]).splitlines() == ["召集：市政养护队", "周五茶座会"]
    assert str(event["URL"]).endswith(f"/gatherings/{row.pk}/")
    assert event["STATUS"] == "TENTATIVE"


def test_the_same_gathering_keeps_its_uid_and_counts_every_change_of_its_plan(town: Town) -> None:
    row = next_one(town, tea(town))
    feed = place_feed(town)
    first = only(feed)
    to = {"theme": "换个地方说", "venue": "二楼大厅", "planned_at": row.planned_at + HOUR}
    change_plan(gathering_id=row.pk, actor=acting(town.ma), now=MONDAY + HOUR, **to)
    second = only(feed)
    call_off(gathering_id=row.pk, reason="停电", actor=acting(town.ma), now=MONDAY + 2 * HOUR)
    third = only(feed)

    uid = f"gathering-{row.pk}@{urlsplit(settings.BASE_URL).hostname}"
    assert {str(each["UID"]) for each in (first, second, third)} == {uid}
    assert [each["SEQUENCE"] for each in (first, second, third)] == [0, 1, 2]
    assert [each["DTSTAMP"].dt for each in (first, second, third)] == [MONDAY + n * HOUR for n in range(3)]
    assert second.start == first.start + HOUR
    assert (second["STATUS"], third["STATUS"]) == ("TENTATIVE", "CANCELLED")
    assert "没有开：停电" in str(third["DESCRIPTION"])


def test_an_announced_one_is_confirmed_and_a_missed_one_is_cancelled_with_its_reason(hall: Hall) -> None:
    hall.announced()
    feed = own_feed(hall.town, hall.town.wang)
    announced = only(feed)
    saturday = EVENING + timedelta(days=2)
    mark_missed(now=saturday)
    explain_missed(gathering_id=hall.pk, reason="主持人住院", actor=acting(hall.town.ma), now=saturday)
    missed = only(feed, saturday)

    assert (announced["STATUS"], announced["SEQUENCE"]) == ("CONFIRMED", 0)
    assert (missed["STATUS"], missed["SEQUENCE"]) == ("CANCELLED", 2)
    assert "主持人住院" in str(missed["DESCRIPTION"])


def test_words_with_commas_line_breaks_and_long_chinese_come_back_whole(town: Town) -> None:
    theme = "停车、充电；还有\\一件,事" + "很长的题目" * 10
    row = next_one(town, tea(town, theme=theme, venue="东门,二楼;左手"))
    event = only(place_feed(town))

    assert str(event["SUMMARY"]) == f"民情茶室 · {row.theme}"
    assert str(event["LOCATION"]) == "农场社区 东门,二楼;左手"
    with freeze_time(MONDAY, real_asyncio=True):
        text = Client().get("/calendar/of-the-place.ics").content
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))


def test_the_feed_of_a_place_shows_what_residents_may_come_to_and_nothing_else(hall: Hall) -> None:
    town = hall.town
    hall.announced()  # by invitation
    next_one(town, tea(town))
    planned(town, theme="小区里的", is_open=True)
    tea_there = tea(town, place=town.farm, name="另一个", theme="不公开的", is_open=False)
    next_one(town, tea_there)

    assert set(events(place_feed(town))) == {"民情茶室 · 把没办结的事摆一摆", "社区夜话 · 小区里的"}
    assert events(place_feed(town, "there", place=town.lakeside, who=town.liu)) == {}


def test_the_feed_of_a_person_shows_what_they_are_told_of_keep_or_may_come_to(hall: Hall) -> None:
    town = hall.town
    quiet = planned(town, theme="还没通知的")
    invite_persons(
        gathering_id=quiet.pk, class_code="residents", persons=[town.wang], actor=acting(town.ma), now=MONDAY
    )
    next_one(town, tea(town, convened_by=town.works))
    hall.announced()
    mine = events(own_feed(town, town.wang))
    keeper = events(own_feed(town, town.ma, "keeper"))
    neighbour = events(own_feed(town, town.zhao, "neighbour"))

    assert set(mine) == {"社区夜话 · 提升物业服务水平", "民情茶室 · 把没办结的事摆一摆"}
    assert set(keeper) == {
        "社区夜话 · 提升物业服务水平",
        "社区夜话 · 还没通知的",
        "民情茶室 · 把没办结的事摆一摆",
    }
    assert neighbour == {}


def test_no_feed_says_who_is_invited_or_what_stands_on_the_agenda(hall: Hall) -> None:
    hall.announced()
    with freeze_time(MONDAY, real_asyncio=True):
        own_feed(hall.town, hall.hu)
        text = Client().get("/calendar/of-the-person.ics").content.decode().replace("\r\n ", "")

    assert "提升物业服务水平" in text
    for hidden in ("王阿姨", "西门口", hall.gathering.join_secret, hall.gathering.join_code):
        assert hidden not in text


def test_an_address_that_is_revoked_or_replaced_or_never_was_opens_nothing(town: Town) -> None:
    first = place_feed(town, "first")
    second = place_feed(town, "second")
    revoke_feed(feed_id=second.pk, actor=acting(town.ma), now=MONDAY)

    for secret in ("first", "second", "never-was", "x" * 43, "x" * 400):
        assert Client().get(f"/calendar/{secret}.ics").status_code == 404
    assert Feed.objects.filter(revoked_at=None).count() == 0
    assert [fact.public["of_place"] for fact in Fact.objects.filter(kind="feed.revoked")] == [True, True]
    assert first.pk != second.pk
    with pytest.raises(Refused, match=r"feed\.already-revoked"):
        revoke_feed(feed_id=second.pk, actor=acting(town.ma), now=MONDAY)


def test_the_secret_stands_in_no_ledger_line(town: Town) -> None:
    own_feed(town, town.wang, "nobody-may-read-this")

    assert not any("nobody-may-read" in str(fact.public) for fact in Fact.objects.all())


def test_once_the_account_is_closed_the_address_opens_nothing(town: Town) -> None:
    account_of(town.wang)
    feed = own_feed(town, town.wang)
    Account.objects.filter(person=town.wang).update(is_active=False)

    assert Client().get(f"/calendar/{feed.secret}.ics").status_code == 404


def test_only_their_owner_revokes_a_person_s_and_only_who_plans_there_a_place_s(town: Town) -> None:
    mine, of_place = own_feed(town, town.wang), place_feed(town)

    with pytest.raises(Refused, match=r"feed\.not-found"):
        revoke_feed(feed_id=mine.pk, actor=acting(town.ma), now=MONDAY)
    with pytest.raises(Refused, match=r"rights\.missing"):
        revoke_feed(feed_id=of_place.pk, actor=acting(town.wang), now=MONDAY)
    with pytest.raises(Refused, match=r"rights\.missing"):
        place_feed(town, "another", place=town.lakeside)
    with pytest.raises(Refused, match=r"feed\.not-found"):
        revoke_feed(feed_id=987654, actor=acting(town.ma), now=MONDAY)


def test_a_place_has_one_standing_address_whatever_happens(town: Town) -> None:
    feed = place_feed(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Feed.objects.create(place=feed.place, secret="second", made_at=MONDAY)


def test_a_feed_that_has_not_changed_is_not_sent_again(town: Town) -> None:
    row = next_one(town, tea(town))
    place_feed(town)
    with freeze_time(MONDAY, real_asyncio=True):
        first = Client().get("/calendar/of-the-place.ics")
        same = Client().get("/calendar/of-the-place.ics", headers={"If-None-Match": first["ETag"]})
        call_off(gathering_id=row.pk, reason="停电", actor=acting(town.ma), now=MONDAY)
        other = Client().get("/calendar/of-the-place.ics", headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, same.content, other.status_code) == (304, b"", 200)
    assert first["Cache-Control"] == "private, max-age=900"
    assert first["X-Robots-Tag"] == "noindex"


def test_a_feed_costs_the_same_however_much_it_shows_and_ends_somewhere(town: Town) -> None:
    series = tea(town)
    next_one(town, series)
    place_feed(town)
    client = Client()
    with freeze_time(MONDAY, real_asyncio=True):
        few = cost(client, "/calendar/of-the-place.ics")
        first = Gathering.objects.get()
        Gathering.objects.bulk_create(
            Gathering(
                series=series, practice="tea_house", pack=first.pack, theme=f"第{n}次", place=town.farm,
                place_path=town.farm.path, venue="茶室", keeper=town.ma, planned_at=at(FRIDAY) + n * timedelta(hours=1),
                join_code="", join_secret=f"many-{n}", state="cancelled", end_reason="无", is_open=True,
            )
            for n in range(MOST + 20)
        )  # fmt: skip
        lots = cost(client, "/calendar/of-the-place.ics")
        shown = Calendar.from_ical(client.get("/calendar/of-the-place.ics").content)

    assert lots == few <= BUDGET
    assert sum(str(each["UID"]).startswith("gathering-") for each in shown.walk("VEVENT")) == MOST


def test_what_lies_long_back_is_left_out(town: Town) -> None:
    series = tea(town)
    next_one(town, series)
    feed = place_feed(town)

    assert len(events(feed, at(FRIDAY + 12 * WEEK))) == 1
    assert events(feed, at(FRIDAY + 14 * WEEK)) == {}
