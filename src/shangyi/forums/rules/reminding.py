"""Who is reminded of a gathering that is near, and who was told too lately to be told again."""

from __future__ import annotations

from datetime import datetime, timedelta

from shangyi.forums.rules.attending import Answer

REMIND_BEFORE = timedelta(hours=24)
FRESH = timedelta(hours=12)
"""Whoever was told within this time still knows."""

PLAN_BEFORE = timedelta(days=3)
"""So long before the notice must go out, the keeper of a series is asked to plan what is due."""


def wants_reminder(told_at: datetime | None, answer: str, now: datetime) -> bool:
    """Whoever was told, has not refused, and has had time to forget."""
    return told_at is not None and told_at <= now - FRESH and answer != Answer.CANNOT


def is_to_plan(starts: datetime, notice_ahead: timedelta, now: datetime) -> bool:
    """Whether what is due should be planned by now, so that everybody can still be told in time."""
    return now < starts <= now + notice_ahead + PLAN_BEFORE
