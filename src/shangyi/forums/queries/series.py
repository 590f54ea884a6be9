"""Finding series and who may see them; what each owes its calendar; which gatherings residents may come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from shangyi.forums.models import DueDay, Gathering, Invitation, Series, SeriesRhythm
from shangyi.forums.rules.life import COMING, State
from shangyi.forums.rules.rhythm import LONGEST_HOLIDAY, Instance
from shangyi.forums.rules.series import (
    MISSED_AFTER,
    Course,
    Sitting,
    Slot,
    Stretch,
    Told,
    due_days,
    from_data,
    next_free,
    slots,
)
from shangyi.kernel.actor import Actor, may
from shangyi.kernel.refused import Refused
from shangyi.places.rules import ancestor_paths
from shangyi.rulepacks.queries import rules_of

if TYPE_CHECKING:
    from shangyi.kernel.calendar import WorkingCalendar

LARGEST_ID = 2**63 - 1
DAY = timedelta(days=1)
WITH = ("place", "community", "convened_by", "about_unit", "keeper", "keeper_capacity")


def series_seen_by(actor: Actor, verb: str = "gathering.view") -> QuerySet[Series]:
    """The series below the places where the actor holds the right; those that go on first."""
    reach = Q(pk__in=[])
    for root in actor.paths_for(verb):
        reach |= Q(place_path__startswith=root)
    return Series.objects.filter(reach).select_related(*WITH).order_by("place_path", "name", "pk")


def series_for_staff(series_id: int, actor: Actor, verb: str = "gathering.view") -> Series:
    """One series for staff with this right there.

    Refused: series.not-found for whoever may not even see it; rights.missing for whoever may see it but no more.
    """
    row = Series.objects.select_related(*WITH).filter(pk=min(series_id, LARGEST_ID)).first()
    if row is None or may(actor, "gathering.view", row.place_path) is None:
        raise Refused("series.not-found")
    if may(actor, verb, row.place_path) is None:
        raise Refused("rights.missing", verb=verb)
    return row


def running(rows: QuerySet[Series], on: date) -> QuerySet[Series]:
    """Those that may still sit on this day or later."""
    return rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on))


@dataclass(frozen=True, slots=True)
class Kept:
    """One series with what its calendar is worked out from."""

    series: Series
    course: Course
    calendar: WorkingCalendar
    told: dict[date, Told]
    noted: dict[date, DueDay]
    taken: frozenset[date]
    set_at: datetime

    def due(self, since: date, until: date) -> tuple[Instance, ...]:
        return due_days(self.course, since, until, self.calendar)

    def slots(self, since: date, until: date, sittings: Iterable[Sitting], now: datetime) -> tuple[Slot, ...]:
        """Its part of the calendar; a due day that has its gathering in another span is not shown twice."""
        due = [each for each in self.due(since, until) if each.named not in self.taken]
        return slots(due, sittings, self.told, now, self.calendar)

    def next_free(self, now: datetime) -> Instance | None:
        """What would be planned next: due, not planned, not left out."""
        left_out = {named for named, told in self.told.items() if told.at is not None}
        return next_free(self.course, self.taken | left_out, now, self.calendar)


def kept(rows: Sequence[Series], since: date) -> list[Kept]:
    """What the calendars of these series are worked out from, for days from this one on; three queries, and one for
    each rule pack.
    """
    ids, since = [row.pk for row in rows], since - timedelta(days=LONGEST_HOLIDAY)
    stretches: dict[int, list[Stretch]] = defaultdict(list)
    set_at: dict[int, datetime] = {}
    for each in SeriesRhythm.objects.filter(series__in=ids).order_by("from_on"):
        stretches[each.series_id].append(Stretch(each.from_on, from_data(each.rhythm)))
        set_at[each.series_id] = max(each.set_at, set_at.get(each.series_id, each.set_at))
    noted: dict[int, dict[date, DueDay]] = defaultdict(dict)
    for day in DueDay.objects.filter(series__in=ids, named_on__gte=since):
        noted[day.series_id][day.named_on] = day
    taken: dict[int, set[date]] = defaultdict(set)
    planned = Gathering.objects.filter(series__in=ids, due_on__gte=since)
    for series_id, due_on in planned.values_list("series_id", "due_on"):
        if series_id is not None and due_on is not None:
            taken[series_id].add(due_on)
    calendars = {pack: rules_of(pack).calendar for pack in sorted({row.pack_id for row in rows})}
    return [
        Kept(
            row,
            Course(tuple(stretches[row.pk]), row.ended_on),
            calendars[row.pack_id],
            {named: Told(day.reason, day.explained_at) for named, day in noted[row.pk].items()},
            noted[row.pk],
            frozenset(taken[row.pk]),
            set_at.get(row.pk) or datetime.combine(row.started_on, time.min, calendars[row.pack_id].zone),
        )
        for row in rows
    ]


def sitting_of(row: Gathering) -> Sitting:
    """A gathering as the calendar of its series sees it."""
    return Sitting(
        pk=row.pk, state=State(row.state), starts=row.planned_at, due_on=row.due_on, reason=row.end_reason
    )


def span_of(since: date, until: date, calendar: WorkingCalendar) -> tuple[datetime, datetime]:
    """From the first moment of one day to the first after another."""
    return (
        datetime.combine(since, time.min, calendar.zone),
        datetime.combine(until + DAY, time.min, calendar.zone),
    )


def last_sitting(series: Series) -> Gathering | None:
    """The one whose invitations the next one takes over."""
    rows = series.gatherings.exclude(state=State.CANCELLED)
    return rows.order_by("-planned_at", "-pk").first()


def open_at(paths: Iterable[str]) -> QuerySet[Gathering]:
    """Gatherings that residents of these places may come to: held for a place that covers them, or within it."""
    near = Q(pk__in=[])
    for path in paths:
        near |= Q(place_path__in=ancestor_paths(path)) | Q(place_path__startswith=path)
    return Gathering.objects.filter(near, is_open=True)


def to_come_at(paths: Iterable[str], actor: Actor, now: datetime) -> QuerySet[Gathering]:
    """Of those the ones to come or under way, the next one first; `invited` where the actor is by name."""
    told = Invitation.objects.filter(
        gathering=OuterRef("pk"), person=actor.person_id or 0, told_at__isnull=False
    )
    return (
        open_at(paths)
        .annotate(invited=Exists(told))
        .filter(Q(state__in=COMING, planned_at__gte=now - MISSED_AFTER) | Q(state=State.OPEN))
        .select_related("place", "convened_by", "series", "practice_version")
        .order_by("planned_at", "pk")
    )


def open_series_at(paths: Iterable[str], on: date) -> QuerySet[Series]:
    """Series whose sittings residents of these places may come to."""
    near = Q(pk__in=[])
    for path in paths:
        near |= Q(place_path__in=ancestor_paths(path)) | Q(place_path__startswith=path)
    return running(Series.objects.filter(near, is_open=True), on).select_related(*WITH).order_by("name", "pk")
