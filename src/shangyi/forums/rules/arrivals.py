"""A table of those who came: which column means what, and what is wrong with a row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shangyi.kernel.refused import Refused

LONGEST_NAME = 60
PHONE = re.compile(r"[0-9]{11}|[0-9]{7,8}|[0-9]{3,4}-?[0-9]{7,8}")


class Column(StrEnum):
    NAME = "name"
    CLASS = "class"
    POST = "post"
    UNIT = "unit"
    PHONE = "phone"


KNOWN_AS: Mapping[Column, tuple[str, ...]] = {
    Column.NAME: ("姓名", "参会人员", "参加人员", "签到人", "name"),
    Column.CLASS: ("类别", "身份", "代表类别", "参会身份", "界别", "class"),
    Column.POST: ("职务", "岗位", "称谓", "post", "title"),
    Column.UNIT: ("单位", "所在单位", "工作单位", "unit"),
    Column.PHONE: ("电话", "手机", "手机号", "联系电话", "联系方式", "phone"),
}


class Wrong(StrEnum):
    """What is wrong with a row; the words for each stand in `wording.WRONG_ROWS`."""

    NO_NAME = "no-name"
    NAME_TOO_LONG = "name-too-long"
    NO_CLASS = "no-class"
    UNKNOWN_CLASS = "unknown-class"
    BAD_PHONE = "bad-phone"
    TWICE = "twice"
    PHONE_OF_ANOTHER = "phone-of-another"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One row that can be taken over."""

    number: int
    name: str
    class_code: str
    post: str = ""
    unit: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class WrongRow:
    """One row that cannot, by its number in the file."""

    number: int
    wrong: Wrong
    said: str = ""


def columns_of(headers: Sequence[str]) -> dict[Column, int]:
    """Which column means what. Refused: attendance.columns-missing, without one for names and one for classes."""
    plain = [_plain(header) for header in headers]
    found = {}
    for column, words in KNOWN_AS.items():
        fitting = [plain.index(word) for word in words if word in plain]
        if fitting:
            found[column] = fitting[0]
    if Column.NAME not in found or Column.CLASS not in found:
        raise Refused("attendance.columns-missing", headers=tuple(headers[:8]))
    return found


def read_rows(
    rows: Iterable[tuple[int, Sequence[object]]],
    columns: Mapping[Column, int],
    classes: Mapping[str, str],
) -> tuple[list[Arrival], list[WrongRow]]:
    """The rows that can be taken over, and what is wrong with each of the others.

    `classes` gives the code for a class by its code or its name. The same name with the same class, post and
    telephone a second time is the same person: it is told and left out.
    """
    taken, wrong, seen = [], [], set()
    for number, cells in rows:
        arrival, problem = _row(number, {c: _cell(cells, at) for c, at in columns.items()}, classes)
        if arrival is None:
            wrong.append(problem or WrongRow(number, Wrong.NO_NAME))
            continue
        same = (arrival.name, arrival.class_code, arrival.post, arrival.phone)
        if same in seen:
            wrong.append(WrongRow(number, Wrong.TWICE, arrival.name))
            continue
        seen.add(same)
        taken.append(arrival)
    return taken, wrong


def _row(
    number: int, cells: Mapping[Column, str], classes: Mapping[str, str]
) -> tuple[Arrival | None, WrongRow | None]:
    name, said, phone = cells[Column.NAME], cells[Column.CLASS], cells.get(Column.PHONE, "")
    code = classes.get(_plain(said), "")
    problem = None
    if not name:
        problem = WrongRow(number, Wrong.NO_NAME)
    elif len(name) > LONGEST_NAME:
        problem = WrongRow(number, Wrong.NAME_TOO_LONG, name[:20])
    elif not said:
        problem = WrongRow(number, Wrong.NO_CLASS, name)
    elif not code:
        problem = WrongRow(number, Wrong.UNKNOWN_CLASS, said[:20])
    elif phone and not PHONE.fullmatch(phone):
        problem = WrongRow(number, Wrong.BAD_PHONE, phone[:20])
    if problem is not None:
        return None, problem
    post, unit = cells.get(Column.POST, "")[:60], cells.get(Column.UNIT, "")[:80]
    return Arrival(number=number, name=name, class_code=code, post=post, unit=unit, phone=phone), None


def _cell(cells: Sequence[object], at: int) -> str:
    value = cells[at] if at < len(cells) else ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(unicodedata.normalize("NFKC", "" if value is None else str(value)).split())


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()
