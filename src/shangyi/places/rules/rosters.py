"""Reading a roster out of the rows of a table, every mistake named with its row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shangyi.kernel.refused import Refused

MOST_ROWS = 20_000
LARGEST_AREA = 10_000_000
"""0.01 m²: a hundred thousand square metres, more than any one property."""


class Roster(StrEnum):
    HOUSEHOLDS = "households"
    OWNERS = "owners"


HEADINGS: Mapping[str, tuple[str, ...]] = {
    "place": ("地点编号", "房屋编号", "编号", "place", "code"),
    "name": ("姓名", "业主", "业主姓名", "户主", "name"),
    "phone": ("电话", "手机", "联系电话", "手机号", "phone"),
    "area": ("面积", "建筑面积", "专有面积", "专有部分面积", "area"),
    "source": ("面积来源", "来源", "area source", "source"),
    "tenant": ("是否租户", "租户", "tenant"),
    "from": ("起始日期", "入住日期", "起", "from"),
}
SOURCES = {
    "不动产登记": "register", "登记": "register", "register": "register", "": "register",
    "测绘": "survey", "survey": "survey",
    "购房合同": "contract", "合同": "contract", "contract": "contract",
}  # fmt: skip
YES = {"是", "租户", "yes", "1", "true", "✓"}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row as it will be saved; `area` is in 0.01 m² and None on the roster of households."""

    row: int
    place_code: str
    name: str
    phone: str
    from_on: date
    is_tenant: bool = False
    area: int | None = None
    area_source: str = "register"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in which row of the file, counted as a spreadsheet counts."""

    row: int
    refused: Refused


def columns_of(heading: Sequence[str], roster: Roster) -> dict[str, int]:
    """Where each column stands. Refused: roster.column-missing, which names what is missing."""
    said = [unicodedata.normalize("NFKC", cell).strip().lower() for cell in heading]
    found = {
        name: said.index(word) for name, words in HEADINGS.items() for word in reversed(words) if word in said
    }
    needed = ["place", "name", *(["area"] if roster is Roster.OWNERS else [])]
    missing = [HEADINGS[name][0] for name in needed if name not in found]
    if missing:
        raise Refused("roster.column-missing", columns=missing)
    return found


def read_rows(
    table: Sequence[Sequence[str]], roster: Roster, places: frozenset[str], today: date
) -> tuple[list[RosterRow], list[RowProblem]]:
    """The rows that can be saved and the problems of the others; the first row of the table is its heading.

    Rows without any text are left out. Refused: roster.no-rows, roster.too-many-rows, roster.column-missing.
    """
    if not table or not any(any(cell.strip() for cell in row) for row in table[1:]):
        raise Refused("roster.no-rows")
    if len(table) > MOST_ROWS + 1:
        raise Refused("roster.too-many-rows", most=MOST_ROWS)
    columns = columns_of(table[0], roster)
    rows: list[RosterRow] = []
    problems: list[RowProblem] = []
    for number, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        texts = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
        try:
            rows.append(read_row(number, texts, roster, places, today))
        except Refused as refused:
            problems.append(RowProblem(number, refused))
    return rows, problems


def read_row(
    number: int, texts: Mapping[str, str], roster: Roster, places: frozenset[str], today: date
) -> RosterRow:
    """One row. Refused: roster.place-unknown, roster.name-needed, roster.name-too-long, roster.area-unreadable,
    roster.source-unknown, roster.date-unreadable.
    """
    code = texts["place"].upper()
    if code not in places:
        raise Refused("roster.place-unknown", place_code=texts["place"][:40])
    name = " ".join(texts["name"].split())
    if not name:
        raise Refused("roster.name-needed")
    if len(name) > 60:
        raise Refused("roster.name-too-long", most=60)
    return RosterRow(
        row=number,
        place_code=code,
        name=name,
        phone=texts.get("phone", "")[:30],
        from_on=read_date(texts.get("from", ""), today),
        is_tenant=texts.get("tenant", "").lower() in YES,
        area=read_area(texts["area"]) if roster is Roster.OWNERS else None,
        area_source=read_source(texts.get("source", "")),
    )


def read_area(typed: str) -> int:
    """Square metres with at most two decimals as whole hundredths. Refused: roster.area-unreadable."""
    plain = re.sub(r"(平方米|平米|㎡|m2|m²|\s|,)", "", unicodedata.normalize("NFKC", typed[:40]))
    match = re.fullmatch(r"([0-9]{1,6})(?:\.([0-9]{1,2})0*)?", plain)
    if match is None:
        raise Refused("roster.area-unreadable", typed=typed[:40])
    area = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
    if not 0 < area <= LARGEST_AREA:
        raise Refused("roster.area-unreadable", typed=typed[:40])
    return area


def read_source(typed: str) -> str:
    """Where the area was read. Refused: roster.source-unknown."""
    source = SOURCES.get(typed.strip().lower())
    if source is None:
        raise Refused("roster.source-unknown", typed=typed[:40])
    return source


def read_date(typed: str, today: date) -> date:
    """A day written 2024-05-01, 2024/5/1, 2024.5.1 or 2024年5月1日; today when nothing is given.

    Refused: roster.date-unreadable.
    """
    if not typed.strip():
        return today
    match = re.match(
        r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})(日|[T ][0-9:.]*)?$", typed.strip()[:40]
    )
    try:
        day = date(*(int(part) for part in match.groups()[:3])) if match else None
    except ValueError:
        day = None
    if day is None or not 1949 <= day.year <= today.year + 1:
        raise Refused("roster.date-unreadable", typed=typed[:40])
    return day
