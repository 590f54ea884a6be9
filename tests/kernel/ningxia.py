"""A calendar small enough to check by hand: Ningxia 2026 as published, 2027 provisional, 2028 unknown."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shangyi.kernel.calendar import CalendarYear, Season, WorkingCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")


def days(first: str, last: str | None = None) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


OFF_2026 = {
    "元旦": days("2026-01-01", "2026-01-03"),
    "春节": days("2026-02-15", "2026-02-23"),
    "开斋节": days("2026-03-20") + days("2026-03-23"),
    "清明节": days("2026-04-04", "2026-04-06"),
    "劳动节": days("2026-05-01", "2026-05-05"),
    "国庆节": days("2026-10-01", "2026-10-07"),
}

YEAR_2026 = CalendarYear(
    year=2026,
    official=True,
    holidays=frozenset(day for run in OFF_2026.values() for day in run),
    makeup_days=frozenset(
        map(date.fromisoformat, ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-10-10"))
    ),
    source="test",
    unconfirmed=frozenset(OFF_2026["开斋节"]),
    names={day: name for name, run in OFF_2026.items() for day in run},
    seasons={
        "spring-festival": Season("spring-festival", date(2026, 2, 17), date(2026, 2, 15), date(2026, 2, 23)),
        "qingming": Season("qingming", date(2026, 4, 5), date(2026, 4, 4), date(2026, 4, 6)),
    },
)
YEAR_2027 = CalendarYear(
    year=2027,
    official=False,
    holidays=frozenset(days("2027-01-01") + days("2027-02-05", "2027-02-11")),
    makeup_days=frozenset(),
    source="test",
    names={},
    seasons={
        "spring-festival": Season("spring-festival", date(2027, 2, 6), date(2027, 2, 5), date(2027, 2, 11)),
    },
)

CALENDAR = WorkingCalendar(
    region="ningxia",
    timezone="Asia/Shanghai",
    years={2026: YEAR_2026, 2027: YEAR_2027},
    opens=time(8, 30),
    closes=time(18, 0),
    season_words={"春节": "spring-festival", "清明": "qingming", "清明节": "qingming"},
)
