"""The text of a region's calendar → a working calendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from shangyi.kernel.calendar import CalendarYear, Season, WorkingCalendar
from shangyi.kernel.refused import Refused
from shangyi.rulepacks.rules.reading import Reader, parse

SATURDAY = 5
LONGEST_RUN = 31
SEASON_UNITS = 366


@dataclass(slots=True)
class _Days:
    """What one year's tables add up to while they are being read."""

    holidays: set[date] = field(default_factory=set)
    unconfirmed: set[date] = field(default_factory=set)
    names: dict[date, str] = field(default_factory=dict)
    seasons: dict[str, Season] = field(default_factory=dict)


def load_calendar(text: str) -> WorkingCalendar:
    """The calendar that the text holds, whole or not at all.

    Days off must lie in their year, make-up days must be weekend days that are not also off, and no day is
    named twice: a notice copied wrongly is caught here, before anybody's due time is counted with it.
    Refused: rulepack.too-long, rulepack.unreadable, rulepack.invalid with all problems.
    """
    reader = Reader(parse(text))
    words = _season_words(reader)
    years = [_year(table, frozenset(words.values())) for table in reader.each("year")]
    reader.check_codes("year", [str(year.year) for year in years])
    timezone = reader.text("timezone")
    if timezone not in _zones():
        reader.note(Refused("rulepack.bad-value", value=timezone[:80]), "timezone")
    calendar = WorkingCalendar(
        region=reader.code("region"),
        timezone=timezone,
        years={year.year: year for year in years},
        opens=reader.clock("opens"),
        closes=reader.clock("closes"),
        season_words=words,
    )
    if calendar.opens >= calendar.closes:
        reader.note(Refused("rulepack.bad-value", value=calendar.closes.isoformat()), "closes")
    reader.finish()
    reader.refuse()
    return calendar


def _zones() -> frozenset[str]:
    """The one zone of all China, and the exact time for tests of other places."""
    return frozenset(name for name in ("Asia/Shanghai", "Asia/Urumqi", "UTC") if ZoneInfo(name))


def _season_words(reader: Reader) -> dict[str, str]:
    words: dict[str, str] = {}
    codes: list[str] = []
    for season in reader.each("season", needed=False):
        codes.append(season.code())
        for word in season.words("words"):
            if word in words:
                season.note(Refused("rulepack.twice", value=word), "words")
            words[word] = codes[-1]
        season.finish()
    reader.check_codes("season", codes)
    return words


def _year(reader: Reader, season_codes: frozenset[str]) -> CalendarYear:
    year = reader.whole("year", 1900, 2200)
    days = _Days()
    for table in reader.each("off", needed=False):
        _take_days_off(table, year, days, season_codes)
    for table in reader.each("season", needed=False):
        _take_season(table, year, days, season_codes)
    makeup = reader.days("makeup_days")
    for day in makeup:
        if day.year != year or day.weekday() < SATURDAY or day in days.holidays:
            reader.note(Refused("rulepack.bad-makeup-day", value=day.isoformat()), "makeup_days")
    reader.check_codes("makeup_days", [day.isoformat() for day in makeup])
    source = reader.source()
    official = reader.flag("official", instead=False)
    reader.finish()
    return CalendarYear(
        year=year,
        official=official,
        holidays=frozenset(days.holidays),
        makeup_days=frozenset(makeup),
        source=source.text,
        unconfirmed=frozenset(days.unconfirmed),
        names=days.names,
        seasons=days.seasons,
    )


def _take_days_off(table: Reader, year: int, days: _Days, season_codes: frozenset[str]) -> None:
    """A run of days off: first to last, or the single days; its source may be weaker than the year's."""
    name = table.text("name")
    run = table.days("days") if table.has("days") else _run(table)
    for day in run:
        if day.year != year or day in days.holidays:
            table.note(Refused("rulepack.bad-day-off", value=day.isoformat(), year=year))
        days.holidays.add(day)
        days.names[day] = name
    if table.has("source") and table.source().grade == "assumed":
        days.unconfirmed.update(run)
    if table.has("season") and run:
        code = table.one_of("season", season_codes)
        festival = table.day("festival")
        days.seasons[code] = Season(code, festival, min(*run, festival), max(*run, festival))
    table.finish()


def _run(table: Reader) -> list[date]:
    first, last = table.day("first"), table.day("last")
    if not 0 <= (last - first).days < LONGEST_RUN:
        table.note(Refused("rulepack.bad-value", value=last.isoformat()), "last")
        return [first]
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _take_season(table: Reader, year: int, days: _Days, season_codes: frozenset[str]) -> None:
    """A season without days off, such as the heating season; it may run into the next year."""
    code = table.one_of("code", season_codes)
    first, last = table.day("first"), table.day("last")
    if first.year != year or not 0 <= (last - first).days < SEASON_UNITS or code in days.seasons:
        table.note(Refused("rulepack.bad-value", value=first.isoformat()), "first")
    days.seasons[code] = Season(code, first, first, last)
    if table.has("source"):
        table.source()
    table.finish()
