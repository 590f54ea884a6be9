"""The clocks of an undertaking: computed once from a limit, with the working that a page prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shangyi.kernel.calendar import WorkingCalendar, due

if TYPE_CHECKING:
    from shangyi.kernel.limits import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The two clocks of an undertaking and how they were found.

    `limit` is the rule as written ("5wd"); `working` is what the page prints; `remind_at` is when to remind
    before the due time; `return_by` until when it may be returned as not mine; `first_due_at` the first
    promise, where this undertaking continues an earlier one.
    """

    due_at: datetime
    respond_by: datetime | None = None
    remind_at: datetime | None = None
    return_by: datetime | None = None
    limit: str = ""
    working: dict[str, Any] = field(default_factory=dict)
    first_due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a timing is computed from; `article` names the place in the rule pack it was read from.

    `round_the_clock` is for grades that have a roster day and night: they are reminded at any hour.
    """

    completion: Limit
    response: Limit | None = None
    remind_before: timedelta = timedelta(days=1)
    return_within: Limit | None = None
    article: str = ""
    round_the_clock: bool = False


def timing(start: datetime, limits: Limits, calendar: WorkingCalendar) -> Timing:
    """Both clocks from their start, with the working that a page prints.

    The reminder before comes `remind_before` ahead of the due time, or halfway where the limit is shorter
    than twice that: a two-hour limit is reminded after one hour.
    """
    end = due(start, limits.completion, calendar)
    answer_by = due(start, limits.response, calendar).at if limits.response else None
    back_by = due(start, limits.return_within, calendar).at if limits.return_within else None
    return Timing(
        due_at=end.at,
        respond_by=min(answer_by, end.at) if answer_by else None,
        remind_at=max(end.at - limits.remind_before, start + (end.at - start) / 2),
        return_by=min(back_by, end.at) if back_by else None,
        limit=limits.completion.format(),
        working={"article": limits.article, "round_the_clock": limits.round_the_clock, **end.as_json()},
    )
