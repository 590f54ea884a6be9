"""The arithmetic of the Civil Code 200–204 as a table of named cases, and what must hold for all of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyi.kernel.calendar import Limit, due
from shangyi.kernel.refused import Refused
from tests.kernel.ningxia import CALENDAR, SHANGHAI, at


@dataclass(frozen=True)
class Case:
    name: str
    start: str
    limit: str
    last: str
    """The last day, or the last moment where the limit names hours or ends at close."""
    steps: tuple[str, ...]
    warnings: tuple[str, ...] = ()


CASES = [
    Case(
        "two hours run through a holiday night", "2026-02-16T23:30", "2h", "2026-02-17T01:30", ("hours-run",)
    ),
    Case(
        "24 hours end at the same clock time", "2026-02-14T09:05", "24h", "2026-02-15T09:05", ("hours-run",)
    ),
    Case(
        "the start day is not counted",
        "2026-03-02T00:00",
        "1wd",
        "2026-03-03",
        ("start-day-not-counted", "working-days-counted", "ends-at-midnight"),
    ),
    Case(
        "a weekend is passed over without a word",
        "2026-03-06T10:00",
        "5wd",
        "2026-03-13",
        ("start-day-not-counted", "working-days-counted", "ends-at-midnight"),
    ),
    Case(
        "make-up Saturdays count and the Spring Festival does not",
        "2026-02-13T10:00",
        "5wd",
        "2026-02-27",
        (
            "start-day-not-counted",
            "make-up-day",
            "days-off-skipped",
            "working-days-counted",
            "ends-at-midnight",
        ),
    ),
    Case(
        "a make-up Saturday can be the last day",
        "2026-02-27T10:00",
        "1wd",
        "2026-02-28",
        ("start-day-not-counted", "make-up-day", "working-days-counted", "ends-at-midnight"),
    ),
    Case(
        "Ningxia's own days off are not counted and say that they are unconfirmed",
        "2026-03-19T10:00",
        "1wd",
        "2026-03-24",
        ("start-day-not-counted", "days-off-skipped", "working-days-counted", "ends-at-midnight"),
        ("calendar.day-unconfirmed", "calendar.day-unconfirmed"),
    ),
    Case(
        "working days may end at close of business",
        "2026-03-02T10:00",
        "1wd@close",
        "2026-03-03T18:00",
        ("start-day-not-counted", "working-days-counted", "ends-at-close"),
    ),
    Case(
        "calendar days count weekends",
        "2026-03-02T10:00",
        "15d",
        "2026-03-17",
        ("start-day-not-counted", "calendar-days-counted", "ends-at-midnight"),
    ),
    Case(
        "a last day in a holiday moves to the day after it",
        "2026-09-24T10:00",
        "10d",
        "2026-10-08",
        ("start-day-not-counted", "calendar-days-counted", "last-day-off", "ends-at-midnight"),
    ),
    Case(
        "a last day on a Sunday moves to Monday",
        "2026-03-03T10:00",
        "5d",
        "2026-03-09",
        ("start-day-not-counted", "calendar-days-counted", "last-day-off", "ends-at-midnight"),
    ),
    Case(
        "a last day on a make-up Saturday stays",
        "2026-02-18T10:00",
        "10d",
        "2026-02-28",
        ("start-day-not-counted", "calendar-days-counted", "make-up-day", "ends-at-midnight"),
    ),
    Case(
        "a month ends on the same date",
        "2026-03-10T10:00",
        "1m",
        "2026-04-10",
        ("start-day-not-counted", "same-date", "ends-at-midnight"),
    ),
    Case(
        "a month without that date ends on its last day",
        "2026-01-31T10:00",
        "1m",
        "2026-02-28",
        ("start-day-not-counted", "month-end", "make-up-day", "ends-at-midnight"),
    ),
    Case(
        "three months from 30 November end at the end of February, a provisional year, and move past Sunday",
        "2026-11-30T10:00",
        "3m",
        "2027-03-01",
        ("start-day-not-counted", "month-end", "last-day-off", "ends-at-midnight"),
        ("calendar.year-provisional",),
    ),
    Case(
        "a year from a leap day ends on 28 February, an unknown year warns",
        "2028-02-29T10:00",
        "1y",
        "2029-02-28",
        ("start-day-not-counted", "month-end", "ends-at-midnight"),
        ("calendar.year-unknown",),
    ),
    Case(
        "working days into an unknown year count Monday to Friday and warn",
        "2027-12-31T10:00",
        "2wd",
        "2028-01-04",
        ("start-day-not-counted", "working-days-counted", "ends-at-midnight"),
        ("calendar.year-unknown",),
    ),
    Case(
        "working hours stop at the close and go on at the next opening",
        "2026-03-06T16:00",
        "4wh",
        "2026-03-09T10:30",
        ("working-hours-run",),
    ),
    Case(
        "working hours that fill the day end at the close",
        "2026-03-06T14:00",
        "4wh",
        "2026-03-06T18:00",
        ("working-hours-run",),
    ),
    Case(
        "working hours asked for at night begin in the morning",
        "2026-03-08T22:00",
        "4wh",
        "2026-03-09T12:30",
        ("working-hours-run",),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.trace("TC-18")
def test_a_limit_ends_when_the_civil_code_says(case: Case) -> None:
    answer = due(at(case.start), Limit.parse(case.limit), CALENDAR)

    whole_day = "T" not in case.last
    last = at(f"{case.last}T23:59:59.999999") if whole_day else at(case.last)
    assert (answer.at, answer.day_end) == (last, whole_day)
    assert tuple(step.code for step in answer.steps) == case.steps
    assert tuple(warning.code for warning in answer.warnings) == case.warnings


def test_the_start_day_is_the_day_in_the_region_not_in_greenwich() -> None:
    late_evening_in_greenwich = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)

    answer = due(late_evening_in_greenwich, Limit(1, "working_days"), CALENDAR)

    assert answer.day == date(2026, 3, 3)
    assert answer.steps[0].facts == {"day": date(2026, 3, 2)}


def test_the_working_names_the_days_it_passed_over() -> None:
    answer = due(at("2026-02-13T10:00"), Limit(5, "working_days"), CALENDAR)

    assert answer.steps[1].as_json() == {"code": "make-up-day", "facts": {"day": "2026-02-14"}}
    assert answer.steps[2].facts == {
        "first": date(2026, 2, 15),
        "last": date(2026, 2, 23),
        "names": ("春节",),
    }
    assert answer.as_json()["at"] == "2026-02-27T23:59:59.999999+08:00"


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        due(datetime(2026, 3, 2, 10), Limit(1, "hours"), CALENDAR)  # noqa: DTZ001 - the point of the test
    assert refusal.value.code == "calendar.naive-moment"


@pytest.mark.parametrize("year", [1899, 2201])
def test_a_moment_outside_the_centuries_is_refused(year: int) -> None:
    with pytest.raises(Refused) as refusal:
        due(datetime(year, 6, 2, 10, tzinfo=SHANGHAI), Limit(1, "hours"), CALENDAR)
    assert (refusal.value.code, refusal.value.facts["year"]) == ("calendar.out-of-range", year)


@pytest.mark.parametrize("year", [1900, 2100, 2200])
def test_far_years_are_counted_with_a_warning(year: int) -> None:
    answer = due(datetime(year, 12, 31, 10, tzinfo=SHANGHAI), Limit(1, "working_days"), CALENDAR)
    assert [warning.facts["year"] for warning in answer.warnings] == [year + 1]


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31)).map(lambda m: m.replace(tzinfo=SHANGHAI))  # noqa: DTZ001
LIMITS = st.one_of(
    st.builds(Limit, st.integers(1, 500), st.just("hours")),
    st.builds(Limit, st.integers(1, 60), st.just("working_hours")),
    st.builds(Limit, st.integers(1, 120), st.just("working_days"), st.sampled_from(["midnight", "close"])),
    st.builds(Limit, st.integers(1, 400), st.just("calendar_days"), st.sampled_from(["midnight", "close"])),
    st.builds(Limit, st.integers(1, 30), st.just("months"), st.sampled_from(["midnight", "close"])),
    st.builds(Limit, st.integers(1, 3), st.just("years")),
)


@given(MOMENTS, LIMITS)
def test_the_due_time_is_never_before_the_start(start: datetime, limit: Limit) -> None:
    assert due(start, limit, CALENDAR).at > start


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=40)), LIMITS)
def test_a_later_start_is_never_due_earlier(start: datetime, later: timedelta, limit: Limit) -> None:
    assert due(start, limit, CALENDAR).at <= due(start + later, limit, CALENDAR).at


@given(MOMENTS, LIMITS)
def test_a_larger_amount_is_never_due_earlier(start: datetime, limit: Limit) -> None:
    more = Limit(limit.amount + 1, limit.unit, limit.ends)
    assert due(start, limit, CALENDAR).at <= due(start, more, CALENDAR).at


@given(MOMENTS, LIMITS)
def test_no_limit_in_days_ends_on_a_day_off(start: datetime, limit: Limit) -> None:
    answer = due(start, limit, CALENDAR)
    assert limit.unit == "hours" or CALENDAR.is_working_day(answer.day)


@given(MOMENTS, st.integers(1, 60))
def test_working_days_are_as_many_as_asked_for(start: datetime, amount: int) -> None:
    last = due(start, Limit(amount, "working_days"), CALENDAR).day

    between = [start.date() + timedelta(days=n) for n in range(1, (last - start.date()).days + 1)]
    assert sum(CALENDAR.is_working_day(day) for day in between) == amount


@given(MOMENTS)
def test_a_reminder_waits_for_the_office_to_open(moment: datetime) -> None:
    sent = CALENDAR.next_working_moment(moment)

    assert sent >= moment
    assert CALENDAR.is_working_day(sent.date())
    assert CALENDAR.opens <= sent.time() < CALENDAR.closes
    assert CALENDAR.next_working_moment(sent) == sent


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        ("2026-03-06T08:29", "2026-03-06T08:30"),
        ("2026-03-06T08:30", "2026-03-06T08:30"),
        ("2026-03-06T17:59", "2026-03-06T17:59"),
        ("2026-03-06T18:00", "2026-03-09T08:30"),
        ("2026-02-14T07:00", "2026-02-14T08:30"),
        ("2026-02-14T20:00", "2026-02-24T08:30"),
    ],
)
def test_the_next_working_moment_knows_opening_closing_and_make_up_days(now: str, sent: str) -> None:
    assert CALENDAR.next_working_moment(at(now)) == at(sent)


@given(LIMITS)
def test_a_limit_reads_back_what_it_writes(limit: Limit) -> None:
    read = Limit.parse(limit.format())
    assert read == limit


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("2h", Limit(2, "hours")),
        (" 5wd ", Limit(5, "working_days")),
        ("15d", Limit(15, "calendar_days")),
        ("3m", Limit(3, "months")),
        ("1y", Limit(1, "years")),
        ("４wh", Limit(4, "working_hours")),
        ("5wd@close", Limit(5, "working_days", "close")),
        ("5个工作日", Limit(5, "working_days")),
        ("24小时", Limit(24, "hours")),
        ("3个月", Limit(3, "months")),
    ],
)
def test_a_limit_is_read_as_people_write_it(text: str, limit: Limit) -> None:
    assert Limit.parse(text) == limit


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "limit.unreadable"),
        ("soon", "limit.unreadable"),
        ("尽快", "limit.unreadable"),
        ("-5wd", "limit.unreadable"),
        ("5 weeks", "limit.unreadable"),
        ("1.5d", "limit.unreadable"),
        ("5wd" + "x" * 1_000_000, "limit.unreadable"),
        ("0wd", "limit.amount"),
        ("367wd", "limit.amount"),
        ("999999h", "limit.amount"),
    ],
)
def test_what_is_not_a_limit_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        Limit.parse(text)
    assert refusal.value.code == code


def test_working_days_can_be_counted_back_for_a_reminder() -> None:
    assert CALENDAR.add_working_days(date(2026, 2, 24), -1) == date(2026, 2, 14)


@settings(max_examples=60)
@given(st.dates(date(2025, 1, 1), date(2029, 12, 31)), st.integers(1, 40))
def test_counting_back_undoes_counting_on(day: date, n_days: int) -> None:
    worked = CALENDAR.working_day_on_or_after(day)
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(worked, n_days), -n_days) == worked


@pytest.mark.trace("XC-15")
@pytest.mark.parametrize(
    ("now", "season", "last", "warnings"),
    [
        ("2026-01-10T09:00", "spring-festival", "2026-02-14", ()),
        ("2026-02-14T23:00", "spring-festival", "2026-02-14", ()),
        ("2026-02-15T00:00", "spring-festival", "2027-02-04", ("calendar.year-provisional",)),
        ("2026-01-10T09:00", "qingming", "2026-04-03", ()),
    ],
)
def test_before_a_season_is_the_evening_before_its_days_off(
    now: str, season: str, last: str, warnings: tuple[str, ...]
) -> None:
    answer = CALENDAR.before_season(season, at(now))

    assert answer.at == at(f"{last}T23:59:59.999999")
    assert tuple(warning.code for warning in answer.warnings) == warnings


@pytest.mark.trace("XC-15")
@pytest.mark.parametrize(
    ("now", "season", "code"),
    [
        ("2026-05-01T09:00", "qingming", "calendar.season-undated"),
        ("2026-05-01T09:00", "carnival", "calendar.season-unknown"),
        ("2031-05-01T09:00", "spring-festival", "calendar.season-undated"),
    ],
)
def test_a_season_without_data_is_refused_not_guessed(now: str, season: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        CALENDAR.before_season(season, at(now))
    assert refusal.value.code == code
