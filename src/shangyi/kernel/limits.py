"""How long somebody has: an amount, a unit and the moment of the last day at which it ends."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

LimitUnit = Literal["hours", "working_hours", "working_days", "calendar_days", "months", "years"]
Ends = Literal["midnight", "close"]

SUFFIXES: dict[str, LimitUnit] = {
    "h": "hours",
    "wh": "working_hours",
    "wd": "working_days",
    "d": "calendar_days",
    "m": "months",
    "y": "years",
    "小时": "hours",
    "个小时": "hours",
    "工作小时": "working_hours",
    "个工作小时": "working_hours",
    "工作日": "working_days",
    "个工作日": "working_days",
    "日": "calendar_days",
    "天": "calendar_days",
    "个自然日": "calendar_days",
    "个月": "months",
    "月": "months",
    "年": "years",
}
LARGEST: dict[LimitUnit, int] = {
    "hours": 24 * 366,
    "working_hours": 8 * 366,
    "working_days": 366,
    "calendar_days": 3660,
    "months": 120,
    "years": 10,
}
"""Nothing a community promises runs longer than ten years; a larger number is a slip of the finger."""

_WRITTEN = re.compile(r"([0-9]{1,6}) ?([a-z]{1,2}|[\u4e00-\u9fff]{1,5})(@close)?")


@dataclass(frozen=True, slots=True)
class Note:
    """One line of a working, or one warning: a stable code and the facts that a sentence needs."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)

    def as_json(self) -> dict[str, object]:
        """The note with days and moments as ISO text, for storing beside the time it explains."""
        return {"code": self.code, "facts": {name: _plain(value) for name, value in self.facts.items()}}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of one unit; `ends` says whether the last day ends at 24:00 or at close of business.

    民法典 203: a period ends at 24:00 of its last day or, where there are business hours, when business
    stops.
    Hours and working hours end at their own moment, so `ends` means nothing for them.
    Refused: limit.amount, limit.unit, limit.ends.
    """

    amount: int
    unit: LimitUnit
    ends: Ends = "midnight"

    def __post_init__(self) -> None:
        if self.unit not in LARGEST:
            raise Refused("limit.unit", unit=self.unit)
        if self.ends not in {"midnight", "close"}:
            raise Refused("limit.ends", ends=self.ends)
        whole = isinstance(self.amount, int) and not isinstance(self.amount, bool)
        if not whole or not 1 <= self.amount <= LARGEST[self.unit]:
            raise Refused("limit.amount", amount=self.amount, unit=self.unit, largest=LARGEST[self.unit])

    @classmethod
    def parse(cls, text: str) -> Limit:
        """The limit written as "2h", "4wh", "5wd", "15d", "3m", "1y", "5wd@close" or "5个工作日".

        Full-width digits and spaces at the ends are forgiven.
        Refused: limit.unreadable, and what Limit itself refuses.
        """
        plain = unicodedata.normalize("NFKC", text[:40]).strip() if isinstance(text, str) else ""
        found = _WRITTEN.fullmatch(plain)
        unit = SUFFIXES.get(found[2]) if found else None
        if found is None or unit is None:
            raise Refused("limit.unreadable", text=str(text)[:40])
        return cls(int(found[1]), unit, "close" if found[3] else "midnight")

    def format(self) -> str:
        """The short form that `parse` reads back to an equal limit."""
        suffix = next(short for short, unit in SUFFIXES.items() if unit == self.unit)
        return f"{self.amount}{suffix}{'@close' if self.ends == 'close' else ''}"

    def __str__(self) -> str:
        return self.format()


@dataclass(frozen=True, slots=True)
class Due:
    """The last moment at which something is in time, how it was worked out, and what is uncertain about it.

    A day that ends at 24:00 is held as its last microsecond, so that `at` falls on the last day itself and
    `now > at` means late. `day_end` is true then, and a page prints "24:00".
    """

    at: datetime
    steps: tuple[Note, ...] = ()
    warnings: tuple[Note, ...] = ()
    day_end: bool = False

    @property
    def day(self) -> date:
        return self.at.date()

    def as_json(self) -> dict[str, object]:
        """The whole answer as plain values, for the record."""
        return {
            "at": self.at.isoformat(),
            "day_end": self.day_end,
            "steps": [step.as_json() for step in self.steps],
            "warnings": [warning.as_json() for warning in self.warnings],
        }
