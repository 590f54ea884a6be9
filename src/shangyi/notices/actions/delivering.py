"""Carrying the outbox to its gateways.

A notice is claimed in a transaction of its own before it is sent, so two senders never hold the same one. A sender
that dies between sending and marking leaves its claim behind: when that has run out the notice is sent once more, and
only once, because nobody can know whether it went out; the message carries the same id both times.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import F

from shangyi.notices.models import Notice
from shangyi.notices.queries import Letter, letter_of
from shangyi.notices.rules import LOST_AT_MOST, Persistence, Undelivered, next_attempt

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)
"""Longer than a whole batch of slow gateways takes: ten notices of at most 30 seconds."""


class Gateway(Protocol):
    """Carries one letter out. Raises Undelivered."""

    def __call__(self, letter: Letter) -> None: ...


class OnEnded(Protocol):
    """What the room that queued a notice does when it was delivered or given up."""

    def __call__(self, *, notice_id: int, delivered: bool, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one batch."""

    n_sent: int = 0
    n_later: int = 0
    n_dead: int = 0

    @property
    def n(self) -> int:
        return self.n_sent + self.n_later + self.n_dead


def deliver(
    *,
    now: datetime,
    gateways: Mapping[str, Gateway],
    persistence: Persistence,
    on_ended: OnEnded | None = None,
    limit: int = 10,
) -> Delivered:
    """Send what is due, one batch at most; ask again while the answer counts any.

    A failure for good, a channel without a gateway and the last try give a notice up: it stays in the outbox as a
    dead letter. Any other failure is tried again later. `on_ended` runs in the transaction that marks the notice.
    """
    became = [_send(row, now, gateways, persistence, on_ended) for row in _claim(now, limit)]
    return Delivered(
        became.count(Notice.State.SENT), became.count(Notice.State.QUEUED), became.count(Notice.State.DEAD)
    )


@transaction.atomic
def _claim(now: datetime, limit: int) -> list[Notice]:
    rows = list(
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state=Notice.State.QUEUED, next_attempt_at__lte=now)
        .order_by("next_attempt_at", "pk")[:limit]
    )
    lost = [row.pk for row in rows if row.claimed_at is not None]
    claimed = Notice.objects.filter(pk__in=[row.pk for row in rows])
    if rows:
        claimed.update(claimed_at=now, next_attempt_at=now + LEASE, attempts=F("attempts") + 1)
    if lost:
        claimed.filter(pk__in=lost).update(n_lost=F("n_lost") + 1)
    return list(claimed.select_related("person").order_by("pk")) if rows else []


def _send(
    row: Notice,
    now: datetime,
    gateways: Mapping[str, Gateway],
    persistence: Persistence,
    on_ended: OnEnded | None,
) -> Notice.State:
    try:
        _carry(row, gateways)
    except Undelivered as failure:
        again_at = None
        if not failure.permanent:
            again_at = next_attempt(persistence, attempts=row.attempts, now=now)
        if again_at is not None:
            _mark(row, state=Notice.State.QUEUED, next_attempt_at=again_at, last_error=failure.reason[:300])
            return Notice.State.QUEUED
        _end(row, now, on_ended, state=Notice.State.DEAD, last_error=failure.reason[:300])
        return Notice.State.DEAD
    _end(row, now, on_ended, state=Notice.State.SENT, sent_at=now, last_error="")
    return Notice.State.SENT


def _carry(row: Notice, gateways: Mapping[str, Gateway]) -> None:
    if row.n_lost > LOST_AT_MOST:
        raise Undelivered("twice sent without knowing what became of it", permanent=True)
    gateway = gateways.get(row.channel)
    if gateway is None:
        raise Undelivered("no gateway is set up for this channel", permanent=True)
    if not row.address:
        raise Undelivered("no address", permanent=True)
    try:
        letter = letter_of(row)
    except Exception as problem:
        log.exception("notice %d cannot be put into words", row.pk)
        raise Undelivered(f"cannot be put into words: {problem}", permanent=False) from problem
    gateway(letter)


def _end(row: Notice, now: datetime, on_ended: OnEnded | None, **marks: object) -> None:
    """Mark the end and let the room that queued it know; a mistake there must not send the letter again."""
    try:
        with transaction.atomic():
            if _mark(row, **marks) and on_ended is not None:
                on_ended(notice_id=row.pk, delivered=marks["state"] == Notice.State.SENT, now=now)
    except Exception:
        log.exception("what became of notice %d could not be passed on", row.pk)
        _mark(row, **marks)


def _mark(row: Notice, **marks: object) -> bool:
    """Write what became of a notice, unless another sender has taken it over since."""
    held = Notice.objects.filter(pk=row.pk, claimed_at=row.claimed_at, state=Notice.State.QUEUED)
    return bool(held.update(claimed_at=None, **marks))
