"""Counting how often a client does something."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shangyi.kernel.refused import Refused
from shangyi.people.models import SignInCode, Turn
from shangyi.people.rules.limits import Limit, next_turn_at, turn_key, turn_taken

KEPT = timedelta(days=1)


@transaction.atomic
def take_turn(*, purpose: str, client: str, limit: Limit, secret: bytes, now: datetime) -> None:
    """Use up one turn of this client, or say when the next one is to be had.

    The row is locked, so that two requests at once are two turns. A refusal uses up nothing.
    Refused: turn.too-soon.
    """
    key = turn_key(secret, timezone.localdate(now), purpose, client)
    Turn.objects.bulk_create([Turn(key=key, full_at=now)], ignore_conflicts=True)
    row = Turn.objects.select_for_update().get(key=key)
    full_at = turn_taken(row.full_at, limit, now)
    if full_at is None:
        raise Refused("turn.too-soon", again_at=next_turn_at(row.full_at, limit))
    row.full_at = full_at
    row.save(update_fields=["full_at"])


@transaction.atomic
def forget_turns_and_codes(*, now: datetime) -> int:
    """Delete what limits and sign-in codes leave behind once they can open and refuse nothing; how many rows."""
    turns, _ = Turn.objects.filter(full_at__lt=now - KEPT).delete()
    codes, _ = SignInCode.objects.filter(expires_at__lt=now - KEPT).delete()
    return turns + codes
