"""Cells of a table as they were meant: numbers that are names, telephone numbers, moments in many spellings."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from shangyi.concerns.rules.hearing import tidy
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Cell = object
"""What a reader of tables gives for one cell: text, number, truth, date, moment, or nothing."""

EARLIEST_YEAR, LATEST_YEAR = 2000, 2099
"""Hotline cases from before 2000 and deadlines after 2099 are slips of the finger, or empty cells in disguise."""
SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - what spreadsheets count their days from; it has no zone
LARGEST_SERIAL = 2_958_465
MOST_EXACT = 10**15
"""Spreadsheets keep fifteen digits; what is longer and was kept as a number has lost its end."""

_DISARMED = re.compile("'[=+\\-@]")
"""What our own file of wrong rows puts before a text that a spreadsheet would compute."""
_WHOLE = re.compile(r"[0-9]+\.0+")
_SHORTENED = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[ T]?([0-9]{2}):?([0-9]{2})(?::?([0-9]{2}))?)?")
_WRITTEN = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
    r"(?:[ T]*(上午|下午|[AaPp][Mm])?[ ]*([0-9]{1,2})[:时点]([0-9]{1,2})分?(?::?([0-9]{1,2})(?:\.[0-9]+)?秒?)?"
    r"[ ]*([AaPp][Mm])?)?[ ]*(Z|[+-][0-9]{2}:?[0-9]{2})?"
)


def line(cell: Cell) -> str:
    """The cell as one line of text: whole numbers without ".0", no control characters, single spaces."""
    return " ".join(block(cell).split())


def block(cell: Cell) -> str:
    """The cell as text that may have several lines; everything a person can see is kept."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    text = tidy(str(cell))
    return text[1:] if _DISARMED.match(text) else text


def case_number(cell: Cell) -> str:
    """The number of a case as people read it out: 188006.0 is 188006.

    Refused: import.number-needed; import.number-damaged, when a spreadsheet has rounded a long number.
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= MOST_EXACT:
        raise Refused("import.number-damaged", text=line(cell)[:40])
    text = unicodedata.normalize("NFKC", line(cell))
    if _SHORTENED.fullmatch(text):
        raise Refused("import.number-damaged", text=text[:40])
    text = text.split(".")[0] if _WHOLE.fullmatch(text) else text
    if not text:
        raise Refused("import.number-needed")
    return text


def phone_number(cell: Cell) -> str:
    """A telephone number as text, however the spreadsheet kept it."""
    text = unicodedata.normalize("NFKC", line(cell))
    return text.split(".")[0] if _WHOLE.fullmatch(text) else text


def short(text: str, longest: int, column: str) -> str:
    """The text, if it fits. Refused: import.cell-too-long (column, longest, length)."""
    if len(text) > longest:
        raise Refused("import.cell-too-long", column=column, longest=longest, length=len(text))
    return text


def moment(cell: Cell, zone: ZoneInfo, *, day_end: bool = False) -> datetime | None:
    """The moment that the cell means on the region's clock; None when the cell is empty.

    Understood are moments and days of the spreadsheet, its serial numbers, and text from the year on:
    2026-03-02 9:30, 2026/3/2, 2026年3月2日9时30分, 20260302093000. `day_end` takes a day without a time as
    its last moment, which is what a deadline means, otherwise it is its first.
    Refused: import.time-unreadable, import.year-impossible.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    found, has_time = _read(cell)
    if found is None:
        raise Refused("import.time-unreadable", text=line(cell)[:40])
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise Refused("import.year-impossible", year=found.year, first=EARLIEST_YEAR, last=LATEST_YEAR)
    if day_end and not has_time:
        found = datetime.combine(found.date(), time.max)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _read(cell: Cell) -> tuple[datetime | None, bool]:
    """The moment, mostly without a zone, and whether a time of day was said."""
    if isinstance(cell, datetime):
        return cell, True
    if isinstance(cell, date):
        return datetime.combine(cell, time.min), False
    if isinstance(cell, bool):
        return None, False
    if isinstance(cell, (int, float)):
        return _of_number(cell)
    return _of_text(unicodedata.normalize("NFKC", line(cell)))


def _of_number(number: float) -> tuple[datetime | None, bool]:
    if 0 < number <= LARGEST_SERIAL:
        seconds = round((number % 1) * 86_400)
        return SERIAL_ZERO + timedelta(days=int(number), seconds=seconds), seconds > 0
    return _of_text(str(int(number))) if float(number).is_integer() else (None, False)


def _of_text(text: str) -> tuple[datetime | None, bool]:
    if _SERIAL.fullmatch(text):
        return _of_number(float(text))
    if compact := _COMPACT.fullmatch(text):
        return _moment_of(compact.groups()), compact[4] is not None
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return None, False
    year, month, day, half, hour, minute, second, half_after, offset = written.groups()
    found = _moment_of((year, month, day, hour, minute, second), half=(half or half_after or "").lower())
    return (_in_zone(found, offset) if found and offset else found), hour is not None


def _moment_of(parts: tuple[str | None, ...], half: str = "") -> datetime | None:
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    if half in {"下午", "pm"} and hour < 12:
        hour += 12
    if half in {"上午", "am"} and hour == 12:
        hour = 0
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the region's zone is added later
    except ValueError:
        return None


def _in_zone(found: datetime, offset: str) -> datetime | None:
    if offset == "Z":
        return found.replace(tzinfo=UTC)
    sign = -1 if offset[0] == "-" else 1
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    if hours > 14 or minutes > 59:
        return None
    return found.replace(tzinfo=timezone(sign * timedelta(hours=hours, minutes=minutes)))
