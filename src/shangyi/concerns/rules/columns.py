"""Which column of a hotline's table means what."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from shangyi.kernel.refused import Refused


class Column(StrEnum):
    """What a column can mean to us. The first three every case must have."""

    NUMBER = "number"
    SAID_AT = "said_at"
    WORDS = "words"
    TITLE = "title"
    PLACE = "place"
    CALLER = "caller"
    PHONE = "phone"
    SEALED = "sealed"
    KIND = "kind"
    DEADLINE = "deadline"


NEEDED = (Column.NUMBER, Column.SAID_AT, Column.WORDS)

KNOWN_AS: Mapping[Column, tuple[str, ...]] = {
    Column.NUMBER: (
        "留言编号", "工单编号", "工单号", "诉求编号", "受理编号", "来件编号", "案件编号", "事件编号",
        "编号", "number", "case number",
    ),
    Column.SAID_AT: (
        "留言时间", "受理时间", "来电时间", "诉求时间", "登记时间", "反映时间", "创建时间", "时间", "said at", "time",
    ),
    Column.WORDS: (
        "留言详情", "留言内容", "诉求内容", "工单内容", "来电内容", "反映内容", "问题描述", "诉求描述",
        "内容", "详情", "words", "text",
    ),
    Column.TITLE: ("留言主题", "诉求标题", "工单标题", "主题", "标题", "title"),
    Column.PLACE: ("地址", "地点", "诉求地址", "事发地址", "事发地点", "详细地址", "place", "address"),
    Column.CALLER: (
        "来电人", "留言用户", "诉求人", "反映人", "来电人姓名", "联系人", "姓名", "市民姓名", "caller", "name",
    ),
    Column.PHONE: (
        "电话", "来电号码", "联系电话", "手机", "手机号", "手机号码", "电话号码", "联系方式", "phone", "telephone",
    ),
    Column.SEALED: ("是否保密", "保密", "是否匿名", "sealed"),
    Column.KIND: ("类型", "诉求类型", "工单类型", "来件类型", "诉求类别", "kind", "type"),
    Column.DEADLINE: (
        "办结时限", "办理时限", "办结期限", "截止时间", "限办时间", "到期时间", "要求办结时间", "deadline", "due",
    ),
}  # fmt: skip
"""How hotlines head their columns, the likeliest first."""

IGNORED = frozenset({"反对数", "点赞数"})
"""What a message board counts beside the words: how many liked them says nothing of what is to be done."""

LOOK_FOR_HEAD = 10
"""A title or a note may stand above the head; it is looked for in the first ten rows."""


def plain(header: str) -> str:
    """The header as it is compared: without spaces, full width or capitals."""
    return "".join(unicodedata.normalize("NFKC", header).split()).casefold()


_MEANING = {plain(name): column for column, names in KNOWN_AS.items() for name in names}


def distinct(headers: Sequence[str]) -> list[str]:
    """The headers, each once: an empty one is called by its number, a repeated one gets " (2)"."""
    seen: dict[str, int] = {}
    found = []
    for n, header in enumerate(headers, start=1):
        name = header[:60] or f"#{n}"
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def head_of(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows is the head: the first with most known names, else the first of all."""
    known = [sum(plain(cell) in _MEANING for cell in row) for row in rows[:LOOK_FOR_HEAD]]
    return known.index(max(known)) if known else 0


def guessed(headers: Sequence[str], remembered: Mapping[str, str] | None = None) -> dict[str, str]:
    """Column → header: as remembered where that header is still there, else by the likeliest name."""
    by_plain: dict[str, str] = {}
    for header in headers:
        by_plain.setdefault(plain(header), header)
    found = {
        column.value: by_plain[name]
        for column, names in KNOWN_AS.items()
        if (name := next((n for n in map(plain, names) if n in by_plain), None))
    }
    if remembered is None:
        return found
    kept = {column: header for column, header in remembered.items() if header in headers}
    gone = {column for column in remembered if column not in kept}
    return kept | {column: header for column, header in found.items() if column in gone}


def checked(mapping: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """The mapping, if a case can be read by it.

    Refused: import.column-unknown, import.header-unknown, import.column-needed (the columns that are missing).
    """
    known = set(Column)
    for column, header in mapping.items():
        if column not in known:
            raise Refused("import.column-unknown", column=column[:60], known=sorted(known))
        if header not in headers:
            raise Refused("import.header-unknown", header=header[:60])
    missing = [column.value for column in NEEDED if column not in mapping]
    if missing:
        raise Refused("import.column-needed", missing=missing, headers=list(headers)[:30])
    return dict(mapping)


def ignored(headers: Sequence[str]) -> list[str]:
    """The columns that are left out on purpose, for the note that says so."""
    return [header for header in headers if header in IGNORED]
