"""Starting a series, changing what its sittings take over, giving it another rhythm, ending it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shangyi.forums.events import RhythmSet, SeriesChanged, SeriesEnded, SeriesStarted
from shangyi.forums.models import Gathering, Series, SeriesRhythm
from shangyi.forums.queries.practices import practice_at
from shangyi.forums.queries.series import LARGEST_ID, WITH
from shangyi.forums.rules.life import COMING, HELD
from shangyi.forums.rules.opening import REASON_AT_LEAST
from shangyi.forums.rules.series import Course, Stretch, as_data, check_day, check_rhythm, due_days
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append, append_all
from shangyi.ledger.events import Entry, Event
from shangyi.people.models import Capacity
from shangyi.rulepacks.queries import InForce, rules_at

if TYPE_CHECKING:
    from shangyi.forums.rules.rhythm import Rhythm
    from shangyi.places.models import Place, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSeries:
    """What a convenor says of a series. Without a rhythm of its own it keeps that of its practice."""

    practice: str
    place: Place
    name: str
    theme: str
    venue: str
    started_on: date
    minutes: int = 90
    convened_by: Unit | None = None
    about_unit: Unit | None = None
    keeper: Capacity | None = None
    is_open: bool = True
    rhythm: Rhythm | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What the sittings of a series take over."""

    name: str
    theme: str
    venue: str
    minutes: int
    is_open: bool
    keeper: Capacity | None = None


@transaction.atomic
def start_series(*, new: NewSeries, actor: Actor, now: datetime) -> Series:
    """Hold a practice regularly from a day on. What was held there before by the same convenor belongs to it, so
    that its numbers go on.

    Refused: rights.missing, practice.not-found, series.name-needed, gathering.theme-needed,
    gathering.venue-needed, series.no-such-day, series.in-the-past, what `check_rhythm` refuses.
    """
    path = new.place.path or ""
    grant = require(actor, "gathering.plan", path)
    check_day(new.started_on)
    practice = practice_at(new.practice, path, new.started_on).practice
    rules = rules_at(path, now.date())
    words = _checked(new.name, new.theme, new.venue)
    if new.started_on < timezone.localdate(now):
        raise Refused("series.in-the-past", started_on=new.started_on)
    rhythm = new.rhythm or practice.rhythm
    if rhythm is not None:
        check_rhythm(rhythm, new.started_on)
    keeper = new.keeper or Capacity.objects.select_related("person").get(pk=grant.capacity_id or 0)
    row = _create(new, words, keeper, rules)
    act = Act.by(actor, grant, now)
    taken = _take_over(row, Course((Stretch(new.started_on, rhythm),)), rules)
    started = SeriesStarted(
        practice=row.practice,
        started_on=row.started_on.isoformat(),
        convened_by=row.convened_by_id,
        taken_over=taken,
        name=row.name,
        keeper=keeper.person_id,
    )
    append_all(
        [_entry(row, started, act), _set_rhythm(row, rhythm, new.started_on, act, own=bool(new.rhythm))]
    )
    return row


def _create(new: NewSeries, words: tuple[str, str, str], keeper: Capacity, rules: InForce) -> Series:
    name, theme, venue = words
    return Series.objects.create(
        practice=new.practice,
        pack_id=rules.pack_id,
        name=name,
        theme=theme,
        venue=venue,
        minutes=new.minutes,
        place=new.place,
        place_path=new.place.path or "",
        community=new.place.community,
        convened_by=new.convened_by,
        about_unit=new.about_unit,
        keeper=keeper.person,
        keeper_capacity=keeper,
        is_open=new.is_open,
        started_on=new.started_on,
    )


def _checked(name: str, theme: str, venue: str) -> tuple[str, str, str]:
    name, theme, venue = (" ".join(text.split()) for text in (name, theme, venue))
    if len(name) < 2:
        raise Refused("series.name-needed")
    if len(theme) < 2:
        raise Refused("gathering.theme-needed")
    if not venue:
        raise Refused("gathering.venue-needed")
    return name[:60], theme[:80], venue[:80]


def _take_over(row: Series, course: Course, rules: InForce) -> tuple[int, ...]:
    """Gatherings of this practice, place and convenor that stand alone: held ones, and those to come.

    One to come on a day that is due stands for that day.
    """
    alone = Gathering.objects.select_for_update(of=("self",)).filter(
        series=None, practice=row.practice, place=row.place, convened_by=row.convened_by
    )
    rows = list(alone.filter(state__in=[*HELD, *COMING]).order_by("planned_at", "pk"))
    for each in rows:
        day = rules.calendar.local(each.planned_at).date()
        due = due_days(course, day, day, rules.calendar) if each.state in COMING else ()
        each.series, each.due_on = row, due[0].named if due else None
    once = {each.due_on: each.pk for each in reversed(rows)}
    for each in rows:
        each.due_on = each.due_on if once[each.due_on] == each.pk else None
    Gathering.objects.bulk_update(rows, ["series", "due_on"])
    return tuple(each.pk for each in rows)


def _set_rhythm(row: Series, rhythm: Rhythm | None, from_on: date, act: Act, *, own: bool) -> Entry:
    SeriesRhythm.objects.create(
        series=row,
        from_on=from_on,
        rhythm=as_data(rhythm),
        is_own=own,
        set_at=act.at,
        set_by_id=act.person_id,
    )
    return _entry(
        row, RhythmSet(from_on=from_on.isoformat(), rhythm=json.dumps(as_data(rhythm), sort_keys=True)), act
    )


def _entry(row: Series, event: Event, act: Act) -> Entry:
    return Entry(event=event, subject=row.subject, place_code=row.place.code, category=row.practice, act=act)


def record_of_series(row: Series, event: Event, act: Act) -> None:
    """Write one line about a series into the ledger."""
    append(event, subject=row.subject, place_code=row.place.code, category=row.practice, act=act)


def series_for_change(
    series_id: int, actor: Actor | None, now: datetime, *, version: int | None = None
) -> tuple[Series, Act]:
    """The series, locked, and the act in which it is changed; without an actor the clock acts.

    Refused: series.not-found, rights.missing; gathering.stale, when the page was older than it.
    """
    row = (
        Series.objects.select_for_update(of=("self",))
        .select_related(*WITH)
        .filter(pk=min(series_id, LARGEST_ID))
        .first()
    )
    if row is None:
        raise Refused("series.not-found")
    act = Act.by_clock(now)
    if actor is not None:
        act = Act.by(actor, require(actor, "gathering.plan", row.place_path), now)
    if version is not None and version != row.version:
        raise Refused("gathering.stale")
    return row, act


@transaction.atomic
def change_series(
    *, series_id: int, carried: Carried, actor: Actor, now: datetime, version: int | None = None
) -> Series:
    """Change what later sittings take over; what is planned already stays as planned.

    Refused: series.not-found, rights.missing, gathering.stale, series.ended, series.name-needed,
    gathering.theme-needed, gathering.venue-needed.
    """
    row, act = series_for_change(series_id, actor, now, version=version)
    check_running(row, now)
    row.name, row.theme, row.venue = _checked(carried.name, carried.theme, carried.venue)
    row.minutes, row.is_open = carried.minutes, carried.is_open
    if carried.keeper is not None:
        row.keeper, row.keeper_capacity = carried.keeper.person, carried.keeper
    changed = SeriesChanged(
        name=row.name, theme=row.theme, venue=row.venue, keeper=row.keeper_id, is_open=row.is_open
    )
    record_of_series(row, changed, act)
    return _saved(row)


@transaction.atomic
def give_rhythm(
    *, series_id: int, rhythm: Rhythm | None, from_on: date, actor: Actor, now: datetime
) -> Series:
    """Another rhythm from a day on; none: that of its practice. What was due before stays due as it was.

    Refused: series.not-found, rights.missing, series.ended, series.no-such-day, series.in-the-past,
    series.rhythm-too-early, what
    `check_rhythm` refuses.
    """
    row, act = series_for_change(series_id, actor, now)
    check_running(row, now)
    check_day(from_on)
    last = row.rhythms.order_by("-from_on")[0].from_on
    if from_on < timezone.localdate(now):
        raise Refused("series.in-the-past", started_on=from_on)
    if from_on <= last:
        raise Refused("series.rhythm-too-early", from_on=last)
    kept = rhythm or practice_at(row.practice, row.place_path, from_on).practice.rhythm
    if kept is not None:
        check_rhythm(kept, from_on)
    append_all([_set_rhythm(row, kept, from_on, act, own=rhythm is not None)])
    return _saved(row)


@transaction.atomic
def end_series(*, series_id: int, last_on: date, reason: str, actor: Actor, now: datetime) -> Series:
    """Let a series end with a day; after it nothing is due. What is planned already is not called off by that.

    Refused: series.not-found, rights.missing, series.ended, series.no-such-day, series.in-the-past,
    gathering.reason-needed.
    """
    row, act = series_for_change(series_id, actor, now)
    check_running(row, now)
    check_day(last_on)
    if last_on < timezone.localdate(now):
        raise Refused("series.in-the-past", started_on=last_on)
    if len(reason.strip()) < REASON_AT_LEAST:
        raise Refused("gathering.reason-needed")
    row.ended_on, row.end_reason = last_on, reason.strip()[:200]
    record_of_series(row, SeriesEnded(ended_on=last_on.isoformat(), reason=row.end_reason), act)
    return _saved(row)


def check_running(row: Series, now: datetime) -> None:
    """Refused: series.ended, once its last day has passed."""
    if row.ended_on is not None and row.ended_on < timezone.localdate(now):
        raise Refused("series.ended", ended_on=row.ended_on)


def _saved(row: Series) -> Series:
    row.version += 1
    row.save()
    return row
