"""Reading what came, and sending a dead letter again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.notices.events import NoticeSentAgain
from shangyi.notices.models import Notice
from shangyi.notices.queries import inbox


@transaction.atomic
def mark_read(*, notice_id: int, actor: Actor, now: datetime) -> Notice:
    """Mark one of one's own messages as read; reading it again changes nothing. Refused: notice.not-found."""
    row = inbox(actor).filter(pk=notice_id).first()
    if row is None:
        raise Refused("notice.not-found")
    if row.read_at is None:
        row.read_at = now
        row.save(update_fields=["read_at"])
    return row


@transaction.atomic
def mark_all_read(*, actor: Actor, now: datetime) -> int:
    """Mark all of one's own messages as read; how many were not."""
    return inbox(actor).filter(read_at=None).update(read_at=now)


@transaction.atomic
def send_again(*, notice_id: int, actor: Actor, now: datetime) -> Notice:
    """Put a dead letter back into the outbox with all its tries before it. The outbox is one for all places.

    Refused: rights.missing, notice.not-found, notice.not-given-up.
    """
    grant = require(actor, "notices.view", min(actor.paths_for("notices.view"), key=len, default=""))
    row = Notice.objects.select_for_update(of=("self",)).filter(pk=notice_id).first()
    if row is None:
        raise Refused("notice.not-found")
    if row.state != Notice.State.DEAD:
        raise Refused("notice.not-given-up")
    error = row.last_error
    row.state, row.attempts, row.n_lost, row.next_attempt_at = Notice.State.QUEUED, 0, 0, now
    row.claimed_at = None
    row.save(update_fields=["state", "attempts", "n_lost", "next_attempt_at", "claimed_at"])
    append(
        NoticeSentAgain(notice=row.pk, channel=row.channel, error=error),
        subject=row.about,
        place_code="",
        act=Act.by(actor, grant, now),
    )
    return row
