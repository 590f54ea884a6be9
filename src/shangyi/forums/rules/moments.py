"""When something was said, by a device whose clock may be wrong and whose line may have been cut."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_WAIT = timedelta(days=3)
"""A line that waited longer on a device is kept, as said when it could have been said at the earliest."""


def said_at(
    *, written: datetime | None, sent: datetime | None, now: datetime, opened_at: datetime | None
) -> datetime:
    """When a line was said, by our own clock.

    The device tells when it wrote the line and when it sent it, both by its own clock: only the time between the
    two is believed, so that a clock five minutes off moves nothing. Never later than now, never before the
    gathering was opened; without both times it is now.
    """
    if written is None or sent is None or sent < written:
        return now
    earliest = max(now - LONGEST_WAIT, opened_at or now - LONGEST_WAIT)
    return min(max(now - (sent - written), earliest), now)
