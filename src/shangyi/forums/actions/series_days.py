"""The days of a series: planning the next in one tap, planning one besides the rhythm, saying why one is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shangyi.forums.actions.inviting import invite_as_before
from shangyi.forums.actions.planning import NewGathering, carry_on, plan_gathering
from shangyi.forums.actions.series import check_running, record_of_series, series_for_change
from shangyi.forums.events import DueDayExplained
from shangyi.forums.models import DueDay, Gathering, Series
from shangyi.forums.queries.series import kept, last_sitting
from shangyi.forums.rules.life import State
from shangyi.forums.rules.opening import REASON_AT_LEAST
from shangyi.forums.rules.series import check_day, due_named
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.people.models import Capacity
from shangyi.people.queries import in_force


@transaction.atomic
def plan_next(
    *,
    series_id: int,
    actor: Actor,
    now: datetime,
    randbelow: Callable[[int], int],
    secret: str,
    named: date | None = None,
) -> Gathering:
    """Put what is due next on the calendar, in one tap: the time of the rhythm, venue, theme, length and the standing
    classes of the last sitting. `named` is the day that the page showed, so that two who press plan it once.

    Refused: series.not-found, rights.missing, series.ended, series.nothing-due, series.not-due,
    series.no-such-day, series.already-planned (gathering), what `plan_gathering` refuses.
    """
    row, _act = series_for_change(series_id, actor, now)
    check_running(row, now)
    check_day(named or now.date())
    owed = kept([row], timezone.localdate(now))[0]
    due = due_named(owed.course, named, owed.calendar) if named else owed.next_free(now)
    if due is None:
        raise Refused("series.nothing-due")
    _must_be_free(row, due.named)
    last, new = last_sitting(row), _carried_over(row, due.starts(owed.calendar), due.named, now)
    planned = plan_gathering(new=new, actor=actor, now=now, randbelow=randbelow, secret=secret)
    if last is not None:
        invite_as_before(gathering_id=planned.pk, last=last, actor=actor, now=now)
    return planned


def _must_be_free(row: Series, named: date) -> None:
    there = row.gatherings.filter(due_on=named).exclude(state=State.CANCELLED).first()
    if there is not None:
        raise Refused("series.already-planned", gathering=there.pk, planned_at=there.planned_at)


def _carried_over(row: Series, at: datetime, named: date | None, now: datetime) -> NewGathering:
    return NewGathering(
        practice=row.practice,
        place=row.place,
        theme=row.theme,
        venue=row.venue,
        planned_at=at,
        planned_minutes=row.minutes,
        convened_by=row.convened_by,
        about_unit=row.about_unit,
        keeper=_keeper(row, now),
        series=row,
        due_on=named,
        is_open=row.is_open,
    )


def _keeper(row: Series, now: datetime) -> Capacity | None:
    """The keeper of the series while their role lasts; else whoever plans it keeps it."""
    held = Capacity.objects.select_related("person").filter(in_force(now.date()), pk=row.keeper_capacity_id)
    return held.first()


@transaction.atomic
def plan_besides(
    *,
    series_id: int,
    theme: str,
    venue: str,
    planned_at: datetime,
    actor: Actor,
    now: datetime,
    randbelow: Callable[[int], int],
    secret: str,
) -> Gathering:
    """Put a sitting on the calendar that the rhythm does not name; it counts like the others.

    On a day that is due and free it stands for that day. Refused: series.not-found, rights.missing, series.ended,
    series.no-such-day, what `plan_gathering` refuses.
    """
    row, _act = series_for_change(series_id, actor, now)
    check_running(row, now)
    day = timezone.localdate(planned_at)
    check_day(day)
    owed = kept([row], day)[0]
    due = [each.named for each in owed.due(day, day) if each.named not in owed.taken]
    last, carried = last_sitting(row), _carried_over(row, planned_at, due[0] if due else None, now)
    planned = plan_gathering(
        new=replace(carried, theme=theme, venue=venue),
        actor=actor,
        now=now,
        randbelow=randbelow,
        secret=secret,
    )
    carry_on(planned)
    if last is not None:
        invite_as_before(gathering_id=planned.pk, last=last, actor=actor, now=now)
    return planned


@transaction.atomic
def explain_due_day(*, series_id: int, named: date, reason: str, actor: Actor, now: datetime) -> DueDay:
    """Say why a due day on which nothing is planned is left out, or why it was missed. It may be said better later;
    whether it was said before the day stays as it was.

    Refused: series.not-found, rights.missing, series.no-such-day, series.not-due,
    series.already-planned, gathering.reason-needed.
    """
    row, act = series_for_change(series_id, actor, now)
    check_day(named)
    owed = kept([row], named)[0]
    due = due_named(owed.course, named, owed.calendar)
    _must_be_free(row, named)
    if len(reason.strip()) < REASON_AT_LEAST:
        raise Refused("gathering.reason-needed")
    day, _made = DueDay.objects.get_or_create(series=row, named_on=named)
    day.reason, day.explained_at = reason.strip()[:200], day.explained_at or now
    day.explained_by_id = actor.person_id
    day.save(update_fields=["reason", "explained_at", "explained_by"])
    beforehand = day.explained_at < due.starts(owed.calendar)
    event = DueDayExplained(named_on=named.isoformat(), beforehand=beforehand, reason=day.reason)
    record_of_series(row, event, act)
    return day
