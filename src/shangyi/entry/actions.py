"""Taking and ending a round of the schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from shangyi.entry.models import ScheduleSlot
from shangyi.entry.rules import Round, Step, next_step

if TYPE_CHECKING:
    from datetime import datetime, timedelta


def claim_slot(*, job: str, slot_at: datetime, now: datetime, lease: timedelta) -> ScheduleSlot | None:
    """The round to run now, or None when it has run or somebody else has it.

    Two processes that ask at once get one round between them: the unique row decides a new slot, the compared
    start decides one that is taken again.
    """
    newest = ScheduleSlot.objects.filter(job=job).order_by("-slot_at").first()
    step = next_step(_round(newest), slot_at=slot_at, now=now, lease=lease)
    if step is Step.BEGIN:
        return _begin(job=job, slot_at=slot_at, now=now)
    if step is Step.TAKE_AGAIN and newest is not None:
        return _take_again(newest, now=now)
    return None


def _round(slot: ScheduleSlot | None) -> Round | None:
    return None if slot is None else Round(slot.slot_at, slot.started_at, slot.finished_at)


def _begin(*, job: str, slot_at: datetime, now: datetime) -> ScheduleSlot | None:
    try:
        with transaction.atomic():
            return ScheduleSlot.objects.create(job=job, slot_at=slot_at, started_at=now)
    except IntegrityError:
        return None


def _take_again(slot: ScheduleSlot, *, now: datetime) -> ScheduleSlot | None:
    left = ScheduleSlot.objects.filter(pk=slot.pk, started_at=slot.started_at, finished_at=None)
    if left.update(started_at=now) == 0:
        return None
    slot.started_at = now
    return slot


def finish_slot(*, slot: ScheduleSlot, now: datetime, error: str = "") -> None:
    """The round is over, well or with an error; a round that was taken from us meanwhile is left alone."""
    mine = ScheduleSlot.objects.filter(pk=slot.pk, started_at=slot.started_at)
    mine.update(finished_at=now, error=error[:2000])


def forget_slots(*, before: datetime) -> int:
    """How many finished rounds from before that time were forgotten; the newest of each job is kept."""
    newest = ScheduleSlot.objects.filter(job=OuterRef("job")).order_by("-slot_at").values("pk")[:1]
    old = ScheduleSlot.objects.filter(finished_at__lt=before).exclude(pk=Subquery(newest))
    return old.delete()[0]
