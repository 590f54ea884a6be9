"""Times as people say them in Chinese, each pattern with the way it is worked out against a given now."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from shangyi.kernel.calendar import Due, Limit, LimitUnit, Note, WorkingCalendar, due
from shangyi.kernel.numerals import NUMBER, read_number

if TYPE_CHECKING:
    from collections.abc import Callable

    Resolver = Callable[["Moment"], Due]

_N = NUMBER
_DIGITS = "零一二两三四五六七八九十百千万"
_WITHIN = r"(?:之内|以内|内)"
_BEFORE = r"(?:之前|以前|前)?"
_NO_START = r"(?!起|之后|以后|后(?!天)|以来)"
"""明天起 and 5月1日以后 name a beginning, not a time by which something is done."""
_CLOCK = (
    r"(?:的?(?P<half>凌晨|早上|上午|中午|下午|晚上|傍晚)?"
    rf"(?P<hour>{_N})(?:点钟|点|时|[:\uff1a])(?P<minute>半|一刻|{_N})?分?|(?P<part>上午|中午|下午|晚上|晚))?"
)
_YEAR = r"(?:(?P<year>[0-9０-９]{4})年|(?P<near_year>今|明|后)年)?"
_DAY_WORDS = {"今天": 0, "今日": 0, "今": 0, "当天": 0, "当日": 0, "明天": 1, "明日": 1, "明": 1, "次日": 1}
_DAY_WORDS |= {"后天": 2, "大后天": 3}
_NEAR_YEARS = {"今": 0, "本": 0, "明": 1, "后": 2}
_WEEKDAYS = "一二三四五六日"
_NOON, _EVENING = time(12), time(18)
_LATE_PARTS = frozenset({"下午", "晚上", "傍晚", "晚"})
_LONG_AGO = timedelta(days=183)

_DURATIONS: dict[str, LimitUnit] = {
    "个工作日": "working_days",
    "工作日": "working_days",
    "个小时": "hours",
    "小时": "hours",
    "天": "calendar_days",
    "日": "calendar_days",
    "个月": "months",
    "年": "years",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """What a resolver is given: the found words, the moment they were said, and the calendar of the place."""

    found: re.Match[str]
    now: datetime
    calendar: WorkingCalendar

    @property
    def today(self) -> date:
        return self.now.date()

    def said(self, group: str) -> str:
        """The words in the group; empty when the pattern has no such group or it did not take part."""
        return self.found.groupdict().get(group) or ""

    def number(self, group: str) -> int:
        """The number in the group. ValueError when the characters make none."""
        value = read_number(self.found[group])
        if value is None:
            raise ValueError(self.found[group])
        return value

    def end_of(self, day: date) -> Due:
        """The day's last moment or the clock time said with it; a day off is allowed, and marked."""
        off = not self.calendar.is_working_day(day)
        warnings = self.calendar.warnings_for(day, day)
        if off:
            warnings += (Note("promise.day-off", {"day": day, "name": self.calendar.holiday_name(day)}),)
        at = self._clock(day)
        if at is not None:
            return Due(at, (Note("named-moment", {"at": at}),), warnings)
        return Due(
            self.calendar.last_moment(day, "midnight"),
            (Note("named-day", {"day": day}),),
            warnings,
            day_end=True,
        )

    def _clock(self, day: date) -> datetime | None:
        """The clock time said with the day; 上午 ends at noon and 下午 at six, an evening with the day."""
        if self.said("hour"):
            return datetime.combine(day, self._time(), self.calendar.zone)
        if self.said("part") in {"上午", "中午"} or self.said("half") == "早":
            return datetime.combine(day, _NOON, self.calendar.zone)
        if self.said("part") == "下午":
            return datetime.combine(day, _EVENING, self.calendar.zone)
        return None

    def _time(self) -> time:
        hour, minute = self.number("hour"), self.said("minute")
        if self.said("half") in _LATE_PARTS and hour < _NOON.hour:
            hour += _NOON.hour
        minutes = {"半": 30, "一刻": 15, "": 0}
        past = minutes[minute] if minute in minutes else self.number("minute")
        return time.max if (hour, past) == (24, 0) else time(hour, past)


def _month_day(moment: Moment) -> Due:
    """A date without a year is the coming one, unless it passed less than half a year ago."""
    year, month, day = _said_year(moment), moment.number("month"), moment.number("day")
    if year is not None:
        return moment.end_of(date(year, month, day))
    named = _in_year(moment.today.year, month, day)
    if moment.today - named > _LONG_AGO:
        named = _in_year(named.year + 1, month, day)
    return moment.end_of(named)


def _in_year(year: int, month: int, day: int) -> date:
    """The date in that year, or for 29 February in the next leap year. ValueError for 30 February."""
    if (month, day) == (2, 29):
        return next(date(leap, 2, 29) for leap in range(year, year + 9) if isleap(leap))
    return date(year, month, day)


def _said_year(moment: Moment) -> int | None:
    if moment.said("year"):
        return moment.number("year")
    near = moment.said("near_year")
    return moment.today.year + _NEAR_YEARS[near] if near else None


def _day_of_month(moment: Moment) -> Due:
    """15号前: this month's 15th, or next month's once that has passed."""
    named = moment.today.replace(day=moment.number("day"))
    return moment.end_of(named if named >= moment.today else moment.calendar.add_months(named, 1))


def _iso(moment: Moment) -> Due:
    return moment.end_of(date(*(moment.number(part) for part in ("year", "month", "day"))))


def _within(moment: Moment) -> Due:
    return due(moment.now, Limit(moment.number("number"), _DURATIONS[moment.found["unit"]]), moment.calendar)


def _within_weeks(moment: Moment) -> Due:
    return due(moment.now, Limit(7 * moment.number("number"), "calendar_days"), moment.calendar)


def _within_minutes(moment: Moment) -> Due:
    return _run(moment, timedelta(minutes=min(moment.number("number"), 100_000)))


def _within_hours_and_a_half(moment: Moment) -> Due:
    return _run(moment, timedelta(minutes=60 * min(moment.number("number"), 1_000) + 30))


def _within_half(moment: Moment) -> Due:
    unit = moment.found["unit"]
    if unit == "小时":
        return _run(moment, timedelta(minutes=30))
    days = {"天": 1, "月": 15, "年": 183}[unit]
    return due(moment.now, Limit(days, "calendar_days"), moment.calendar)


def _run(moment: Moment, length: timedelta) -> Due:
    end = moment.now + length
    facts = {"start": moment.now, "minutes": length // timedelta(minutes=1), "end": end}
    return Due(end, (Note("minutes-run", facts),))


def _days_later(moment: Moment) -> Due:
    return moment.end_of(moment.today + timedelta(days=min(moment.number("number"), 3660)))


def _day_word(moment: Moment) -> Due:
    return moment.end_of(moment.today + timedelta(days=_DAY_WORDS[moment.found["word"]]))


def _close_of_business(moment: Moment) -> Due:
    at = moment.calendar.closing(moment.today + timedelta(days=_DAY_WORDS[moment.said("word") or "今天"]))
    return Due(at, (Note("named-moment", {"at": at}),), moment.calendar.warnings_for(at.date(), at.date()))


def _clock_today(moment: Moment) -> Due:
    return moment.end_of(moment.today)


def _monday(moment: Moment) -> date:
    weeks = moment.said("which").count("下") - moment.said("which").count("上")
    return moment.today - timedelta(days=moment.today.weekday()) + timedelta(weeks=weeks)


def _weekday(moment: Moment) -> Due:
    """下周五 is the Friday of the next week, Monday first; 周五 alone is the coming one, today included."""
    place = _WEEKDAYS.index(moment.found["weekday"].replace("天", "日"))
    day = _monday(moment) + timedelta(days=place)
    if not moment.said("which") and day < moment.today:
        day += timedelta(weeks=1)
    return moment.end_of(day)


def _week(moment: Moment) -> Due:
    """A week ends on its last working day, or on its Sunday when nobody works in it at all."""
    monday = _monday(moment)
    days = [monday + timedelta(days=n) for n in range(7)]
    return moment.end_of(
        next((day for day in reversed(days) if moment.calendar.is_working_day(day)), days[-1])
    )


def _weekend(moment: Moment) -> Due:
    return moment.end_of(_monday(moment) + timedelta(days=6))


def _part_of_month(moment: Moment) -> Due:
    """上旬 and 月初 end on the 10th, 月中 on the 15th, 中旬 on the 20th, everything else with the month."""
    first = _said_month(moment)
    last = monthrange(first.year, first.month)[1]
    days = {"上旬": 10, "初": 10, "中": 15, "中旬": 20}
    return moment.end_of(first.replace(day=days.get(moment.said("part_of"), last)))


def _said_month(moment: Moment) -> date:
    """The first day of the month meant; a month without a year is treated as a date without one."""
    this_month = moment.today.replace(day=1)
    if not moment.said("month"):
        return moment.calendar.add_months(this_month, 1 if moment.said("which").startswith("下") else 0)
    year = _said_year(moment)
    first = date(year or this_month.year, moment.number("month"), 1)
    stale = year is None and moment.today - first > _LONG_AGO
    return first.replace(year=first.year + 1) if stale else first


def _year_end(moment: Moment) -> Due:
    return moment.end_of(date(moment.today.year + _NEAR_YEARS[moment.said("which") or "今"], 12, 31))


def _quarter(moment: Moment) -> Due:
    this = (moment.today.month + 2) // 3
    named = " 一二三四".index(moment.said("quarter") or " ")
    quarter = named or this + (moment.said("which") == "下")
    year = moment.today.year + (quarter > 4 or quarter < this)
    month = 3 * ((quarter - 1) % 4 + 1)
    return moment.end_of(date(year, month, monthrange(year, month)[1]))


def _half_year(moment: Moment) -> Due:
    month, day = (6, 30) if moment.said("which") == "上" else (12, 31)
    named = date(moment.today.year, month, day)
    return moment.end_of(named if named >= moment.today else named.replace(year=named.year + 1))


def _season(moment: Moment) -> Due:
    return moment.calendar.before_season(moment.calendar.season_words[moment.found["season"]], moment.now)


_WEEK = r"(?:周|星期|礼拜)"
_NOT_EVERY = r"(?<![每逢一两三几])"
_UNITS = "|".join(sorted(_DURATIONS, key=len, reverse=True))
_HOUR = rf"(?P<hour>{_N})(?:点钟|点|时)(?P<minute>半|一刻|{_N})?分?"
_PART_OF_MONTH = (
    rf"(?<![每个]){_YEAR}(?:(?P<month>{_N})月|(?P<which>本|这个|下个|下)?月)份?"
    rf"(?P<part_of>上旬|中旬|下旬|底|末|初|中(?!旬)){_BEFORE}"
)

_PATTERNS: tuple[tuple[str, Resolver], ...] = (
    (rf"{_YEAR}(?P<month>{_N})月(?P<day>{_N})[日号]{_NO_START}{_CLOCK}{_BEFORE}", _month_day),
    (
        rf"(?P<year>[0-9]{{4}})[-/.](?P<month>[0-9]{{1,2}})[-/.](?P<day>[0-9]{{1,2}})(?![0-9]){_NO_START}{_BEFORE}",
        _iso,
    ),
    (rf"(?<!月)(?P<day>{_N})号(?:之前|以前|前)", _day_of_month),
    (rf"(?P<number>{_N})(?P<unit>{_UNITS}){_WITHIN}", _within),
    (rf"(?P<number>{_N})个?{_WEEK}{_WITHIN}", _within_weeks),
    (rf"(?P<number>{_N})分钟{_WITHIN}", _within_minutes),
    (rf"(?P<number>{_N})个半小时{_WITHIN}", _within_hours_and_a_half),
    (rf"(?<![个年月天日])半个?(?P<unit>小时|天|月|年){_WITHIN}", _within_half),
    (rf"(?P<number>{_N})天(?:之后|以后|后)", _days_later),
    (
        rf"(?P<word>大后天|后天|明天|明日|次日|今天|今日|当天|当日){_NO_START}{_CLOCK}{_BEFORE}(?:之内|内)?",
        _day_word,
    ),
    (r"(?P<word>后天|明天|明日|今天|今日)?下班(?:之前|以前|前)", _close_of_business),
    (rf"(?P<word>[今明])(?P<half>晚|早)上?(?:{_HOUR})?{_BEFORE}", _day_word),
    (rf"(?P<half>上午|下午|晚上|中午){_HOUR}{_BEFORE}", _clock_today),
    (
        rf"(?P<which>本|这个|这|下下|下个|下|上个|上)?{_NOT_EVERY}{_WEEK}(?P<weekday>[一二三四五六日天]){_NO_START}{_CLOCK}{_BEFORE}",
        _weekday,
    ),
    (
        rf"(?P<which>本|这个|这|下下|下个|下){_WEEK}(?![一二三四五六日天末围边期到年岁]){_WITHIN}?{_BEFORE}",
        _week,
    ),
    (rf"(?P<which>本|这个|这|下下|下个|下)?{_NOT_EVERY}周末{_BEFORE}", _weekend),
    (_PART_OF_MONTH, _part_of_month),
    (rf"(?P<which>本|这个|下个|下)月{_WITHIN}", _part_of_month),
    (rf"{_YEAR}(?P<month>{_N})月(?:份{_WITHIN}?|{_WITHIN})", _part_of_month),
    (
        rf"(?:(?P<which>今|本|明|后)年度?(?:年底|年末|年内|底|末|内)|年底|年末|(?<![0-9{_DIGITS}半多])年内){_BEFORE}",
        _year_end,
    ),
    (r"(?P<which>本|这个|下)?(?:第?(?P<quarter>[一二三四])个?)?季度(?:末|底|之内|以内|内)前?", _quarter),
    (r"(?P<which>[上下])半年(?:底|末|内)前?", _half_year),
)
_FIXED = tuple((re.compile(pattern), resolve) for pattern, resolve in _PATTERNS)


def patterns(calendar: WorkingCalendar) -> tuple[tuple[re.Pattern[str], Resolver], ...]:
    """Every way of naming a time that is understood in this region, its own seasons included."""
    words = "|".join(re.escape(word) for word in sorted(calendar.season_words, key=len, reverse=True))
    if not words:
        return _FIXED
    time_of = r"(?:等?(?:重点|重要|关键)?(?:时段|节日|节点|节假日))?"
    others = rf"(?=(?:[、和及与](?:{words})){{0,6}}{time_of}(?:之前|以前|前))"
    season = re.compile(rf"(?P<season>{words})(?:(?:假期|期间|到来|来临)?(?:之前|以前|前)|{others})")
    return (*_FIXED, (season, _season))
