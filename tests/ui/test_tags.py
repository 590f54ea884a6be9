"""How times, spans, counts, money and areas are said, as tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from shangyi.ui.templatetags import ui

YINCHUAN = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 4, 8, 12, 0, tzinfo=YINCHUAN)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=YINCHUAN)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("moment", "chinese", "english"),
    [
        (at(2026, 4, 8, 9, 20), "今天 09:20", "today 09:20"),
        (at(2026, 4, 7, 15, 40), "昨天 15:40", "yesterday 15:40"),
        (at(2026, 4, 6, 18, 0), "前天 18:00", "6 Apr 18:00"),
        (at(2026, 4, 5, 18, 0), "4月5日 18:00", "5 Apr 18:00"),
        (at(2026, 4, 9, 0, 0), "明天 00:00", "tomorrow 00:00"),
        (at(2026, 4, 10, 7, 5), "后天 07:05", "10 Apr 07:05"),
        (at(2025, 12, 31, 23, 59), "2025年12月31日 23:59", "31 Dec 2025 23:59"),
        (datetime(2026, 4, 7, 16, 30, tzinfo=UTC), "今天 00:30", "today 00:30"),
        (at(1900, 1, 1, 0, 0), "1900年1月1日 00:00", "1 Jan 1900 00:00"),
        (at(2100, 2, 28, 8, 0), "2100年2月28日 08:00", "28 Feb 2100 08:00"),
        (date(2026, 4, 8), "今天", "today"),
        (date(2026, 4, 24), "4月24日", "24 Apr"),
        (None, "", ""),
        ("", "", ""),
    ],
)
def test_a_time_is_said_as_people_say_it(moment: Any, chinese: str, english: str) -> None:
    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said[language] = ui.when(moment, NOW)

    assert said == {"zh-hans": chinese, "en": english}


def test_a_time_without_now_is_said_with_its_year() -> None:
    with translation.override("zh-hans"):
        assert ui.when(at(2026, 4, 8, 9, 20)) == "2026年4月8日 09:20"


@pytest.mark.parametrize(
    ("distance", "chinese", "english"),
    [
        (timedelta(days=1, hours=3, minutes=59), "还有 1 天 3 小时", "1 day 3 hours left"),
        (timedelta(days=2), "还有 2 天", "2 days left"),
        (timedelta(days=12, hours=23), "还有 12 天", "12 days left"),
        (timedelta(minutes=40), "还有 40 分钟", "40 minutes left"),
        (timedelta(days=1, minutes=5), "还有 1 天", "1 day left"),
        (timedelta(seconds=59), "还有不到 1 分钟", "less than a minute left"),
        (timedelta(0), "还有不到 1 分钟", "less than a minute left"),
        (timedelta(hours=-26), "超期 1 天", "1 day late"),
        (timedelta(minutes=-61), "超期 1 小时", "1 hour late"),
        (timedelta(seconds=-1), "刚刚到期", "due just now"),
    ],
)
def test_what_is_left_is_said_before_and_after_the_due_time(
    distance: timedelta, chinese: str, english: str
) -> None:
    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said[language] = ui.left(NOW + distance, NOW)

    assert said == {"zh-hans": chinese, "en": english}


def test_a_due_time_is_late_only_when_it_has_passed() -> None:
    assert [ui.is_late(NOW + timedelta(seconds=n), NOW) for n in (-1, 0, 1)] == [True, False, False]


@pytest.mark.parametrize(
    ("span", "chinese"),
    [
        (timedelta(days=2, hours=6, minutes=50), "2 天 6 小时"),
        (7200, "2 小时"),
        (0, "不到 1 分钟"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(span: Any, chinese: str) -> None:
    with translation.override("zh-hans"):
        assert ui.duration(span) == chinese


@pytest.mark.parametrize(
    ("filter_name", "value", "chinese", "english"),
    [
        ("count", 0, "0", "0"),
        ("count", 9_999, "9,999", "9,999"),
        ("count", 10_000, "10,000", "10,000"),
        ("count", 10_001, "10,000+", "10,000+"),
        ("count", None, "", ""),
        ("fen", 123_450, "1,234.50 元", "¥1,234.50"),
        ("fen", 100, "1 元", "¥1"),
        ("fen", 5, "0.05 元", "¥0.05"),
        ("fen", -150, "-1.50 元", "¥-1.50"),
        ("area", 8_952, "89.52 平方米", "89.52 m²"),
        ("area", 100_000, "1,000 平方米", "1,000 m²"),
    ],
)
def test_numbers_are_said_with_their_unit(filter_name: str, value: Any, chinese: str, english: str) -> None:
    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said[language] = getattr(ui, filter_name)(value)

    assert said == {"zh-hans": chinese, "en": english}


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (213, 234, "91.0%"),
        (255, 271, "94.1%"),
        (2, 3, "66.7%"),
        (1999, 2000, "99.9%"),
        (1, 100_000, "0.1%"),
        (0, 5, "0.0%"),
        (5, 5, "100.0%"),
        (0, 0, "—"),
        (None, 3, "—"),
    ],
)
def test_a_rate_is_rounded_but_never_to_all_or_nothing(part: Any, whole: Any, said: str) -> None:
    assert ui.rate(part, whole) == said


def test_fifty_rows_of_times_cost_less_than_a_tenth_of_a_page() -> None:
    """A desk list says three times a row; measured near 1 ms, allowed 15 ms for a slow machine."""
    from time import process_time

    moments = [NOW - timedelta(hours=n) for n in range(50)]
    with translation.override("zh-hans"):
        ui.when(NOW, NOW)
        started = process_time()
        for moment in moments:
            ui.when(moment, NOW)
            ui.left(moment, NOW)
            ui.duration(NOW - moment)
        spent = process_time() - started

    assert spent < 0.015
