"""One row of a hotline's table as a case: what a voice needs, and what the hotline wants kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shangyi.concerns.rules import cells
from shangyi.concerns.rules.cells import Cell
from shangyi.concerns.rules.columns import Column
from shangyi.concerns.rules.hearing import Kind, Naming, check_words
from shangyi.kernel.refused import Refused

CHUNK = 200
"""Rows in one transaction: long enough to be fast, short enough that a page never waits for it."""

KINDS: Mapping[str, Kind] = {
    "求助": Kind.PLEA,
    "投诉": Kind.COMPLAINT,
    "举报": Kind.COMPLAINT,
    "建议": Kind.SUGGESTION,
    "点评": Kind.COMMENT,
    "表扬": Kind.COMMENT,
    "咨询": Kind.ENQUIRY,
    "点单": Kind.SERVICE_ORDER,
    "微心愿": Kind.SMALL_WISH,
}
YES = frozenset({"是", "保密", "匿名", "y", "yes", "true", "1"})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `number` is what the spreadsheet calls it, the head counted."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a row says. `address` is the text of the place; which place it means is looked up elsewhere."""

    number: str
    said_at: datetime
    words: str
    title: str = ""
    address: str = ""
    caller: str = ""
    phone: str = ""
    naming: Naming = Naming.UNNAMED
    kind: Kind | None = None
    kind_said: str = ""
    deadline: datetime | None = None


class Reader:
    """Reads rows by a mapping of column → header."""

    def __init__(self, headers: Sequence[str], mapping: Mapping[str, str], zone: ZoneInfo) -> None:
        self.at = {Column(column): list(headers).index(header) for column, header in mapping.items()}
        self.headers = mapping
        self.zone = zone

    def cell(self, row: Row, column: Column) -> Cell:
        at = self.at.get(column)
        return row.cells[at] if at is not None and at < len(row.cells) else None

    def text(self, row: Row, column: Column, longest: int) -> str:
        return cells.short(cells.line(self.cell(row, column)), longest, self.headers.get(column, ""))

    def case(self, row: Row, now: datetime) -> Case:
        """The case. Words that are missing are taken from the title.

        Refused: import.number-needed, import.number-damaged, import.cell-too-long, import.time-needed,
        import.time-unreadable, import.year-impossible, voice.said-later, voice.words-needed,
        voice.words-too-long.
        """
        number = cells.short(
            cells.case_number(self.cell(row, Column.NUMBER)), 60, self.headers.get(Column.NUMBER, "")
        )
        title = cells.line(self.cell(row, Column.TITLE))
        words = check_words(cells.block(self.cell(row, Column.WORDS)) or title)
        caller = self.text(row, Column.CALLER, 60)
        phone = cells.short(
            cells.phone_number(self.cell(row, Column.PHONE)), 30, self.headers.get(Column.PHONE, "")
        )
        kind = self.text(row, Column.KIND, 60)
        return Case(
            number=number,
            said_at=self._said_at(row, now),
            words=words,
            title=title[:80],
            address=self.text(row, Column.PLACE, 200),
            caller=caller,
            phone=phone,
            naming=self._naming(row, caller or phone),
            kind=KINDS.get(kind.removesuffix("类")),
            kind_said=kind,
            deadline=cells.moment(self.cell(row, Column.DEADLINE), self.zone, day_end=True),
        )

    def _said_at(self, row: Row, now: datetime) -> datetime:
        said = cells.moment(self.cell(row, Column.SAID_AT), self.zone)
        if said is None:
            raise Refused("import.time-needed")
        if said > now + timedelta(minutes=5):
            raise Refused("voice.said-later", said_at=said)
        return said

    def _naming(self, row: Row, known: str) -> Naming:
        """Whoever left a name or a number is named, sealed from the handling unit where the hotline says so."""
        if not known:
            return Naming.UNNAMED
        sealed = cells.line(self.cell(row, Column.SEALED)).casefold() in YES
        return Naming.SEALED if sealed else Naming.NAMED
