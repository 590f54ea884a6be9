"""What time does to series and to gatherings that are near: what was missed is marked, people are reminded."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shangyi.forums.actions.moving import begin, complete, gathering_for_change
from shangyi.forums.actions.noticing import readers_of
from shangyi.forums.actions.series import record_of_series, series_for_change
from shangyi.forums.events import DueDayMissed, InviteesReminded
from shangyi.forums.models import DueDay, Gathering, Series
from shangyi.forums.queries.practices import Practices, all_practices
from shangyi.forums.queries.series import Kept, kept, running
from shangyi.forums.rules.life import State
from shangyi.forums.rules.reminding import PLAN_BEFORE, REMIND_BEFORE, is_to_plan, wants_reminder
from shangyi.forums.rules.rhythm import Instance
from shangyi.forums.rules.series import NOTHING_TOLD, Standing, standing_without
from shangyi.kernel.actor import Act
from shangyi.kernel.refused import Refused
from shangyi.notices.actions import Message, queue
from shangyi.people.models import Capacity
from shangyi.people.queries import in_force, receiver_for

LOOKED_BACK = timedelta(days=60)
"""So far back the clock still finds what was missed while no worker ran."""

AT_ONCE = 500
DAY = timedelta(days=1)


def look_after_series(*, now: datetime) -> int:
    """Mark what passed unplanned as missed, and ask who keeps a series to plan what is due soon; how many days."""
    since = timezone.localdate(now) - LOOKED_BACK
    rows = running(Series.objects.order_by("pk"), since)
    practices, done, after = all_practices(), 0, 0
    while chunk := list(rows.filter(pk__gt=after)[:AT_ONCE]):
        after = chunk[-1].pk
        done += sum(
            _look_after(each, _notice_ahead(each.series, practices, now), now) for each in kept(chunk, since)
        )
    return done


def _notice_ahead(row: Series, practices: Practices, now: datetime) -> timedelta:
    try:
        found = practices.named(row.practice, row.place_path, timezone.localdate(now))
    except Refused:  # the practice was taken back; the days of its series are still due
        return DAY
    return found.practice.notice_ahead


def _look_after(owed: Kept, notice_ahead: timedelta, now: datetime) -> int:
    today = timezone.localdate(now)
    due = owed.due(today - LOOKED_BACK, today + notice_ahead + PLAN_BEFORE + DAY)
    free = [each for each in due if each.named not in owed.taken]
    missed = [each for each in free if _is_missed(owed, each, now)]
    wanted = [each for each in free if _is_wanted(owed, each, notice_ahead, now)]
    if not missed and not wanted:
        return 0
    return _mark(owed.series.pk, missed, wanted, now)


def _is_missed(owed: Kept, each: Instance, now: datetime) -> bool:
    """Nobody planned it or left it out, it has passed, and that is not on record yet."""
    noted, told = owed.noted.get(each.named), owed.told.get(each.named, NOTHING_TOLD)
    known = noted is not None and noted.missed_at is not None
    return not known and standing_without(each.starts(owed.calendar), told, now) is Standing.MISSED


def _is_wanted(owed: Kept, each: Instance, notice_ahead: timedelta, now: datetime) -> bool:
    """It should be planned by now, and nobody was asked to yet."""
    noted = owed.noted.get(each.named)
    if noted is not None and (noted.reminded_at or noted.explained_at):
        return False
    return is_to_plan(each.starts(owed.calendar), notice_ahead, now)


@transaction.atomic
def _mark(series_id: int, missed: list[Instance], wanted: list[Instance], now: datetime) -> int:
    row, act = series_for_change(series_id, None, now)
    told = kept([row], timezone.localdate(now) - LOOKED_BACK)[0]
    missed = [each for each in missed if each.named not in told.taken and _is_missed(told, each, now)]
    wanted = [each for each in wanted if each.named not in told.taken]
    for each in missed:
        _note(row, each.named, missed_at=now)
        record_of_series(row, DueDayMissed(named_on=each.named.isoformat()), act)
    for each in wanted:
        _note(row, each.named, reminded_at=now)
    messages = [_message(row, "series.missed", each, told, now) for each in missed[-1:]]
    messages += [_message(row, "series.to-plan", each, told, now) for each in wanted]
    queue(messages, now=now)
    return len(missed) + len(wanted)


def _note(row: Series, named: date, **marks: datetime) -> None:
    DueDay.objects.update_or_create(series=row, named_on=named, defaults=marks)


def _message(row: Series, template: str, each: Instance, owed: Kept, now: datetime) -> Message:
    person_id = _who_keeps(row, now)
    return Message(
        template=template,
        about=row.subject,
        key=f"{template}:{row.pk}:{each.named}:{person_id}",
        person_id=person_id,
        facts={
            "title": row.name,
            "place": row.place.full_name,
            "starts": each.starts(owed.calendar).isoformat(),
        },
    )


def _who_keeps(row: Series, now: datetime) -> int:
    """Its keeper while their role lasts, else whoever receives what comes in there."""
    if Capacity.objects.filter(in_force(timezone.localdate(now)), pk=row.keeper_capacity_id).exists():
        return row.keeper_id
    return receiver_for(row.place_path, now).person_id


def remind_of_gatherings(*, now: datetime) -> int:
    """A day before, whoever is invited and has not refused is reminded once, and who keeps it; how many gatherings.

    A gathering that is moved is reminded of anew.
    """
    rows = Gathering.objects.filter(
        state=State.NOTICED, reminded_at=None, planned_at__gt=now, planned_at__lte=now + REMIND_BEFORE
    )
    return sum(_remind(pk, now) for pk in rows.order_by("planned_at").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _remind(gathering_id: int, now: datetime) -> int:
    row = gathering_for_change(gathering_id)
    if (
        row.state != State.NOTICED
        or row.reminded_at is not None
        or not now < row.planned_at <= now + REMIND_BEFORE
    ):
        return 0  # somebody opened, moved or called it off meanwhile
    move = begin(row, Act.by_clock(now))
    row.reminded_at = now
    waiting = [each for each in row.invitations.all() if wants_reminder(each.told_at, each.answer, now)]
    readers = readers_of(waiting, now)
    people = {person_id for each in waiting for person_id in readers[each.pk]} | {row.keeper_id}
    facts = {"planned_at": row.planned_at.isoformat(), "venue": row.venue}
    for person_id in sorted(people):
        move.tell("gathering.reminder", person_id, **facts)
    move.record(InviteesReminded(planned_at=row.planned_at.isoformat(), n_told=len(move.messages)))
    complete(move)
    return 1
