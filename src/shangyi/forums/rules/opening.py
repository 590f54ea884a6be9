"""Whether a gathering may begin: what the practice wants to be there before, and who was told in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

REASON_AT_LEAST = 2
"""A reason of fewer characters says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedStands:
    """One thing that must be there before: met with evidence, or passed over with a reason."""

    code: str
    blocks: bool = True
    met: bool = False
    override_reason: str = ""

    @property
    def stands(self) -> bool:
        return self.met or len(self.override_reason.strip()) >= REASON_AT_LEAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """When invitees were told, as far as they were: `n_untold` were not yet."""

    n_invited: int
    n_untold: int
    last_at: datetime | None = None


def in_time(told: Told, starts_at: datetime, ahead: timedelta) -> bool:
    """Whether everybody invited was told at least `ahead` of the start; nobody invited is nobody told."""
    if told.n_invited == 0 or told.n_untold or told.last_at is None:
        return False
    return told.last_at + ahead <= starts_at


def missing_needs(needs: Iterable[NeedStands]) -> tuple[str, ...]:
    """The codes of what blocks and does not stand, in the order of the practice."""
    return tuple(need.code for need in needs if need.blocks and not need.stands)


def check_opening(needs: Iterable[NeedStands], *, urgent_reason: str) -> tuple[str, ...]:
    """What was passed over by opening now; empty when everything was there.

    紧急协商 opens whatever is missing, with its reason on record.
    Refused: gathering.needs-missing (missing).
    """
    missing = missing_needs(needs)
    if missing and len(urgent_reason.strip()) < REASON_AT_LEAST:
        raise Refused("gathering.needs-missing", missing=missing)
    return missing
