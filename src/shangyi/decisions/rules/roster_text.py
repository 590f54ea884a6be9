"""A list of voters as people write it, one line each: read with every mistake named by its line, and written back.

Owners: house number, owners, area in m², where the area was read, standing. Others: name, or house number and name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shangyi.decisions.rules.roster import AreaSource, RosterRow, Standing, square_metres
from shangyi.decisions.rules.thresholds import refuse_all
from shangyi.kernel.refused import Refused

MOST_LINES = 20_000
LONGEST_LINE = 400
SOURCES = {
    "": AreaSource.REGISTER,
    "登记": AreaSource.REGISTER,
    "不动产登记": AreaSource.REGISTER,
    "register": AreaSource.REGISTER,
    "测绘": AreaSource.SURVEY,
    "survey": AreaSource.SURVEY,
    "合同": AreaSource.CONTRACT,
    "购房合同": AreaSource.CONTRACT,
    "contract": AreaSource.CONTRACT,
}
STANDINGS = {
    "": Standing.DELIVERED,
    "已交付": Standing.DELIVERED,
    "delivered": Standing.DELIVERED,
    "未交付": Standing.UNDELIVERED,
    "undelivered": Standing.UNDELIVERED,
    "未售": Standing.UNSOLD,
    "unsold": Standing.UNSOLD,
}
PARKING = {"车位", "parking"}
_AREA = re.compile(r"(\d{1,6})(?:\.(\d{1,2}))?")
_SAID_SOURCE = {AreaSource.REGISTER: "登记", AreaSource.SURVEY: "测绘", AreaSource.CONTRACT: "合同"}
_SAID_STANDING = {Standing.DELIVERED: "", Standing.UNDELIVERED: "未交付", Standing.UNSOLD: "未售"}


def hundredths(text: str) -> int | None:
    """An area such as 85.3 m² in units of 0.01 m², or None where it is no area."""
    found = _AREA.fullmatch(text.strip().removesuffix("m²").removesuffix("㎡").removesuffix("平方米").strip())
    if found is None:
        return None
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def read_owners(text: str) -> list[RosterRow]:
    """The rows of an owners' roster. Refused: roster.line-unclear (line, text, problem), roster.too-many-lines."""
    rows, problems = [], []
    for number, cells in _lines(text):
        try:
            rows.append(_owner(number, cells))
        except Refused as problem:
            problems.append(problem)
    refuse_all(problems)
    return rows


def _owner(number: int, cells: Sequence[str]) -> RosterRow:
    household, owners, area, source, standing = [*cells, "", "", "", "", ""][:5]
    read = hundredths(area)
    if not household or read is None:
        raise _unclear(number, cells, "area" if household else "household")
    if source not in SOURCES or standing not in STANDINGS.keys() | PARKING:
        raise _unclear(number, cells, "source" if source not in SOURCES else "standing")
    return RosterRow(
        household=household[:60],
        owners=tuple(name for name in re.split(r"[、;；+/]", owners) if name.strip()),
        area=read,
        area_source=SOURCES[source],
        standing=STANDINGS.get(standing, Standing.DELIVERED),
        is_parking=standing in PARKING,
    )


@dataclass(frozen=True, slots=True)
class ListedName:
    """One line of a list of people: who, under which key, and whether they are only heard."""

    key: str
    name: str
    is_heard_only: bool


def read_names(text: str) -> list[ListedName]:
    """A list by hand: `name`, or `key, name`, with 列席 or heard at the end for who has no vote.

    Refused: roster.line-unclear, roster.too-many-lines.
    """
    rows, problems = [], []
    for number, cells in _lines(text):
        heard = cells[-1] in {"列席", "heard"} and len(cells) > 1
        said = [cell for cell in (cells[:-1] if heard else cells) if cell]
        if not said:
            problems.append(_unclear(number, cells, "name"))
            continue
        rows.append(ListedName(said[0][:60], (said[1] if len(said) > 1 else said[0])[:120], heard))
    refuse_all(problems)
    return rows


def _lines(text: str) -> Iterable[tuple[int, list[str]]]:
    lines = unicodedata.normalize("NFC", text).splitlines()
    if len(lines) > MOST_LINES:
        raise Refused("roster.too-many-lines", n=len(lines), most=MOST_LINES)
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, [cell.strip() for cell in re.split(r"[,，\t]", line[:LONGEST_LINE])]


def _unclear(number: int, cells: Sequence[str], what: str) -> Refused:
    return Refused("roster.line-unclear", line=number, text=", ".join(cells)[:60], what=what)


def written_owners(rows: Iterable[RosterRow]) -> str:
    """The rows as they are read again: what was frozen, to be corrected by hand."""
    return "\n".join(
        ", ".join(
            [
                row.household,
                "、".join(row.owners),
                square_metres(row.area),
                _SAID_SOURCE[row.area_source],
                "车位" if row.is_parking else _SAID_STANDING[row.standing],
            ]
        ).rstrip(", ")
        for row in rows
    )
