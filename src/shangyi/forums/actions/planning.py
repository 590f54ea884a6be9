"""Putting a gathering on the calendar, changing it, calling it off, and seeing that it did not take place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from shangyi.forums.actions.moving import Move, begin, begin_verb, begin_work, complete, gathering_for_change
from shangyi.forums.events import (
    GatheringCalledOff,
    GatheringMissed,
    GatheringPlanned,
    MissExplained,
    PlanChanged,
)
from shangyi.forums.models import Gathering, Invitation, Need, Series
from shangyi.forums.queries.practices import practice_at
from shangyi.forums.rules.life import COMING, State, Verb, step
from shangyi.forums.rules.opening import REASON_AT_LEAST
from shangyi.forums.rules.series import MISSED_AFTER
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.people.models import Capacity, Person
from shangyi.rulepacks.queries import rules_at

if TYPE_CHECKING:
    from shangyi.forums.rules.practice import Practice
    from shangyi.places.models import Place, Unit

N_CODES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGathering:
    """What a convenor says of a gathering to come. `keeper` answers for it and completes its record.

    `due_on` is the day that the rhythm of its `series` names; an `is_open` one is shown to residents of the place,
    who may come uninvited.
    """

    practice: str
    place: Place
    theme: str
    venue: str
    planned_at: datetime
    planned_minutes: int = 90
    convened_by: Unit | None = None
    about_unit: Unit | None = None
    keeper: Capacity | None = None
    level: str = ""
    urgent_reason: str = ""
    follows: Gathering | None = None
    series: Series | None = None
    due_on: date | None = None
    is_open: bool = False


@transaction.atomic
def plan_gathering(
    *, new: NewGathering, actor: Actor, now: datetime, randbelow: Callable[[int], int], secret: str
) -> Gathering:
    """Put a gathering on the calendar, with what its practice wants to be there before it opens.

    `secret` opens the room to whoever is shown its QR code. Refused: rights.missing, practice.not-found,
    gathering.theme-needed, gathering.venue-needed, gathering.in-the-past, gathering.no-code-free.
    """
    path = new.place.path or ""
    grant = require(actor, "gathering.plan", path)
    theme, venue = _checked(new, now)
    rules = rules_at(path, now.date())
    version = practice_at(new.practice, path, timezone.localdate(new.planned_at))
    practice = version.practice
    keeper = new.keeper or Capacity.objects.select_related("person").get(pk=grant.capacity_id or 0)
    row = Gathering.objects.create(
        practice=new.practice,
        practice_version_id=version.pk,
        pack_id=rules.pack_id,
        theme=theme,
        venue=venue,
        place=new.place,
        place_path=path,
        community=new.place.community,
        planned_at=new.planned_at,
        planned_minutes=new.planned_minutes,
        convened_by=new.convened_by,
        about_unit=new.about_unit,
        keeper=keeper.person,
        keeper_capacity=keeper,
        level=new.level or practice.level,
        urgent_reason=new.urgent_reason.strip(),
        follows=new.follows,
        series=new.series,
        due_on=new.due_on,
        is_open=new.is_open,
        revised_at=now,
        join_code=_free_code(randbelow),
        join_secret=secret,
    )
    _put_needs(row, practice)
    move = Move(row, Act.by(actor, grant, now), rules, practice)
    move.record(_planned_event(row, keeper.person))
    move.tell("gathering.to-keep", keeper.person_id, planned_at=row.planned_at.isoformat())
    return complete(move, "planned")


def _checked(new: NewGathering, now: datetime) -> tuple[str, str]:
    theme, venue = " ".join(new.theme.split())[:80], " ".join(new.venue.split())[:80]
    if len(theme) < 2:
        raise Refused("gathering.theme-needed")
    if not venue:
        raise Refused("gathering.venue-needed")
    if new.planned_at < now - timedelta(days=1):
        raise Refused("gathering.in-the-past", planned_at=new.planned_at)
    return theme, venue


def _free_code(randbelow: Callable[[int], int]) -> str:
    """Four digits that no gathering to come or under way has. Refused: gathering.no-code-free."""
    taken = set(Gathering.objects.filter(state__in=[*COMING, State.OPEN]).values_list("join_code", flat=True))
    free = [code for n in range(N_CODES) if (code := f"{n:04}") not in taken]
    if not free:
        raise Refused("gathering.no-code-free")
    return free[randbelow(len(free))]


def _put_needs(row: Gathering, practice: Practice) -> None:
    Need.objects.bulk_create(
        Need(gathering=row, code=need.code, blocks=need.blocks) for need in practice.needs
    )


def _planned_event(row: Gathering, keeper: Person) -> GatheringPlanned:
    return GatheringPlanned(
        practice=row.practice,
        planned_at=row.planned_at.isoformat(),
        convened_by=row.convened_by_id,
        series=row.series_id,
        due_on=row.due_on.isoformat() if row.due_on else "",
        keeper=keeper.pk,
        keeper_name=keeper.name,
        theme=row.theme,
        venue=row.venue,
    )


@transaction.atomic
def change_plan(
    *,
    gathering_id: int,
    theme: str,
    venue: str,
    planned_at: datetime,
    actor: Actor,
    now: datetime,
    is_open: bool | None = None,
    version: int | None = None,
) -> Gathering:
    """Move a gathering to come, call it differently, let residents come or not; whoever was told is told anew.

    Refused: gathering.not-found, gathering.stale, rights.missing, gathering.not-now, gathering.theme-needed,
    gathering.venue-needed, gathering.in-the-past.
    """
    row = gathering_for_change(gathering_id, version=version)
    grant = require(actor, "gathering.plan", row.place_path)
    if State(row.state) not in COMING:
        raise Refused("gathering.not-now", state=row.state, verb="change_plan")
    changed = NewGathering(
        practice=row.practice, place=row.place, theme=theme, venue=venue, planned_at=planned_at
    )
    row.theme, row.venue = _checked(changed, now)
    if row.planned_at != planned_at:
        row.reminded_at = None
    row.planned_at = planned_at
    row.is_open = row.is_open if is_open is None else is_open
    _revised(row, now)
    carry_on(row)
    move = begin(row, Act.by(actor, grant, now))
    move.record(
        PlanChanged(planned_at=planned_at.isoformat(), is_open=row.is_open, theme=row.theme, venue=row.venue)
    )
    if row.state == State.NOTICED:
        _tell_invited(move, "gathering.changed", planned_at=planned_at.isoformat(), venue=row.venue)
    return complete(move)


@transaction.atomic
def call_off(*, gathering_id: int, reason: str, actor: Actor, now: datetime) -> Gathering:
    """Call a gathering off before it opens; everybody who was told is told why.

    Refused: gathering.not-found, rights.missing, gathering.not-now, gathering.already-done, gathering.reason-needed.
    """
    move = begin_verb(gathering_id, Verb.CANCEL, actor, now, reason=reason)
    move.gathering.end_reason = reason.strip()[:200]
    _revised(move.gathering, now)
    move.record(GatheringCalledOff(reason=move.gathering.end_reason))
    _tell_invited(move, "gathering.cancelled", reason=move.gathering.end_reason)
    return complete(move, "ended")


def carry_on(row: Gathering) -> None:
    """The next of its series takes over the venue and theme of this one."""
    if row.series_id is not None:
        Series.objects.filter(pk=row.series_id).update(theme=row.theme, venue=row.venue)


def _revised(row: Gathering, now: datetime) -> None:
    """Calendars that have fetched it take over the plan with the higher number."""
    row.sequence, row.revised_at = row.sequence + 1, now


def _tell_invited(move: Move, template: str, **facts: Any) -> None:
    told = Invitation.objects.filter(
        gathering=move.gathering, told_at__isnull=False, person__isnull=False
    ).values_list("person_id", flat=True)
    for person_id in sorted(set(told)):
        move.tell(template, person_id, **facts)


@transaction.atomic
def note_urgent(*, gathering_id: int, reason: str, actor: Actor, now: datetime) -> Gathering:
    """Make it 紧急协商: it may open whatever is missing, and the reason stays on record.

    Refused: gathering.not-found, rights.missing, gathering.not-now, gathering.reason-needed.
    """
    move = begin_work(gathering_id, "gathering.plan", actor, now)
    if State(move.gathering.state) not in COMING:
        raise Refused("gathering.not-now", state=move.gathering.state, verb="note_urgent")
    if len(reason.strip()) < REASON_AT_LEAST:
        raise Refused("gathering.reason-needed")
    move.gathering.urgent_reason = reason.strip()[:200]
    return complete(move)


@transaction.atomic
def explain_missed(*, gathering_id: int, reason: str, actor: Actor, now: datetime) -> Gathering:
    """Why a gathering that was planned did not take place; it may be said better later.

    Refused: gathering.not-found, rights.missing, gathering.not-now, gathering.reason-needed.
    """
    move = begin_work(gathering_id, "gathering.plan", actor, now)
    if move.gathering.state != State.MISSED:
        raise Refused("gathering.not-now", state=move.gathering.state, verb="explain_missed")
    if len(reason.strip()) < REASON_AT_LEAST:
        raise Refused("gathering.reason-needed")
    move.gathering.end_reason = reason.strip()[:200]
    _revised(move.gathering, now)
    move.record(MissExplained(reason=move.gathering.end_reason))
    return complete(move)


def mark_missed(*, now: datetime) -> int:
    """Mark what nobody opened within half a day of its time; its keeper is told. How many there were."""
    late = Gathering.objects.filter(state__in=COMING, planned_at__lt=now - MISSED_AFTER)
    ids = list(late.order_by("pk").values_list("pk", flat=True)[:200])
    return sum(_mark_missed(pk, now) for pk in ids)


@transaction.atomic
def _mark_missed(gathering_id: int, now: datetime) -> bool:
    row = gathering_for_change(gathering_id)
    if State(row.state) not in COMING or row.planned_at >= now - MISSED_AFTER:
        return False  # somebody opened or moved it meanwhile
    row.state = step(State(row.state), Verb.MISS).target
    _revised(row, now)
    move = begin(row, Act.by_clock(now))
    move.record(GatheringMissed(planned_at=row.planned_at.isoformat()))
    move.tell("gathering.missed", row.keeper_id, planned_at=row.planned_at.isoformat())
    complete(move, "ended")
    return True
