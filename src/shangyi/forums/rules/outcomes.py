"""What can come of a gathering, and whether it was collected there, before or afterwards."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class What(StrEnum):
    PLEDGE = "pledge"
    CONCERN = "concern"
    SUGGESTION = "suggestion"
    FOLLOW_UP = "follow_up"  # of a shortcoming that was admitted
    WRITTEN_ANSWER = "written_answer"  # a question left over
    EXPLANATION = "explanation"  # owed to those who disagreed
    RECHECK = "recheck"  # 回头看


class Collected(StrEnum):
    """现场收集 is counted apart from what was there before and what was added afterwards."""

    BEFORE = "before"
    ON_SITE = "on_site"
    AFTER = "after"


def collected(said_at: datetime, started_at: datetime | None, ended_at: datetime | None) -> Collected:
    """When something was said, as against the gathering: the first and the last moment belong to it."""
    if started_at is None or said_at < started_at:
        return Collected.BEFORE
    if ended_at is not None and said_at > ended_at:
        return Collected.AFTER
    return Collected.ON_SITE
