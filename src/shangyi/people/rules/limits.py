"""How often something may be done: a token bucket kept as one moment."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` at once, then one more every `every`."""

    burst: int
    every: timedelta


CODES_AN_HOUR = 5
"""To one phone or address: enough for somebody whose messages come late, too few to pester a stranger."""

CODES_PER_CLIENT = Limit(burst=20, every=timedelta(minutes=2))
"""A whole community may sit behind one address, so this only stops machines."""

SECOND_STEPS = Limit(burst=5, every=timedelta(minutes=3))


def turn_taken(full_at: datetime | None, limit: Limit, now: datetime) -> datetime | None:
    """The moment at which the bucket is full again once this turn is taken; None when there is no turn left.

    The bucket is not counted in tokens but remembered as that one moment (the generic cell rate algorithm): it
    needs one column, no clock ticks in it, and it is exact.
    """
    after = max(full_at or now, now) + limit.every
    return after if after - now <= limit.burst * limit.every else None


def next_turn_at(full_at: datetime, limit: Limit) -> datetime:
    """When the next turn is to be had."""
    return full_at + limit.every - limit.burst * limit.every


def turn_key(secret: bytes, day: date, purpose: str, client: str) -> str:
    """A name for the client that means nothing to whoever reads the table, and nothing at all tomorrow."""
    daily = hmac.new(secret, f"turns {day.isoformat()}".encode(), hashlib.sha256).digest()
    return hmac.new(daily, f"{purpose}\n{client}".encode(), hashlib.sha256).hexdigest()
