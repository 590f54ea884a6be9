"""How long the outbox tries: what went wrong for good, what may go right later, and when to try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from shangyi.kernel.calendar import WorkingCalendar, due
from shangyi.kernel.limits import Limit

SOON = timedelta(minutes=15)
FASTER = 4
LOST_AT_MOST = 1
"""How often a notice is sent again because nobody knows whether it went out."""


class Undelivered(Exception):  # noqa: N818 - it says what is the matter, not that something is wrong with us
    """A gateway could not take a notice; `permanent` when trying again would not help."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """How often a notice is tried and the longest pause between two tries, as the rule pack says."""

    tries: int
    between: Limit
    calendar: WorkingCalendar


WITHOUT_PACK = Persistence(
    tries=3,
    between=Limit(1, "working_days"),
    calendar=WorkingCalendar("", "Asia/Shanghai", {}, time(9), time(18)),
)
"""What holds until rules are in force: sign-in codes leave the house before the first pack is imported."""


def next_attempt(persistence: Persistence, *, attempts: int, now: datetime) -> datetime | None:
    """When to try again after `attempts` failed ones, or None when it has been tried often enough.

    The first pauses are short and grow fourfold from a quarter of an hour, for a gateway that was only restarted.
    Before the last try lies the whole pause of the rule pack, for one that was down for a day.
    """
    left = persistence.tries - attempts
    if left <= 0:
        return None
    whole = persistence.calendar.next_working_moment(due(now, persistence.between, persistence.calendar).at)
    return whole if left == 1 else min(now + SOON * FASTER ** (attempts - 1), whole)
