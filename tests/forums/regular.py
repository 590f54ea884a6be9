"""Short words for the tests of series: the tea meeting of 农场社区 every Friday, and what comes of its days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from shangyi.forums.actions.series import NewSeries, start_series
from shangyi.forums.actions.series_days import plan_next
from shangyi.forums.models import Gathering, Series
from shangyi.people.models import Person
from tests.concerns.life import MONDAY
from tests.people_and_places import Town, acting

HERE = ZoneInfo("Asia/Shanghai")
FRIDAY = date(2026, 3, 6)
WEEK = timedelta(days=7)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment by the clock of the place."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HERE)


def tea(town: Town, **more: Any) -> Series:
    """小马 holds the tea meeting regularly from Monday on: every Friday at 15:30, moved on holidays."""
    said: dict[str, Any] = {
        "practice": "tea_house",
        "place": town.farm,
        "name": "周五茶座会",
        "theme": "把没办结的事摆一摆",
        "venue": "民情茶室",
        "started_on": MONDAY.date(),
        **more,
    }
    return start_series(new=NewSeries(**said), actor=acting(town.ma), now=MONDAY)


def by(town: Town, series: Series, now: datetime = MONDAY, who: Person | None = None) -> dict[str, Any]:
    """What every action on a series takes."""
    return {"series_id": series.pk, "actor": acting(who or town.ma), "now": now}


def codes() -> dict[str, Any]:
    """What planning takes: chance for the four digits, and a secret."""
    seed = Gathering.objects.count()
    return {"randbelow": Random(seed).randrange, "secret": f"regular-{seed:08}"}


def next_one(town: Town, series: Series, now: datetime = MONDAY, **more: Any) -> Gathering:
    """One tap."""
    return plan_next(**by(town, series, now), **codes(), **more)
