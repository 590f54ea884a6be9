"""Tables of hotline cases for the tests: invented rows, written as the hotlines write them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from random import Random
from typing import Any

from openpyxl import Workbook

from shangyi.concerns.actions.importing import choose_columns, open_import, run_import, start_import
from shangyi.concerns.models import ImportBatch
from shangyi.kernel.actor import Actor
from tests.concerns.life import MONDAY
from tests.people_and_places import Town, acting

HEAD = ("工单编号", "受理时间", "诉求内容", "来电人", "电话", "地址", "类型", "办结时限", "点赞数")


def case(number: object, **other: object) -> tuple[object, ...]:
    """One row below HEAD, complete unless told otherwise."""
    cells = {
        "said_at": "2026/2/27 9:05:00",
        "words": f"三号楼二单元的灯第{number}次坏了。晚上看不见路!",
        "caller": "周师傅",
        "phone": 13911112222.0,
        "place": "LW-CY-NC-1-3-2",
        "kind": "求助",
        "deadline": "2026-03-06",
        "likes": 3.0,
        **other,
    }
    return (number, *cells.values())


def workbook(rows: Sequence[Sequence[Any]], head: Sequence[str] = HEAD) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [head, *rows]:
        sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def comma_separated(rows: Sequence[Sequence[Any]], encoding: str = "utf-8-sig") -> bytes:
    lines = [
        ",".join('"' + str("" if cell is None else cell).replace('"', '""') + '"' for cell in row)
        for row in [HEAD, *rows]
    ]
    return "\r\n".join(lines).encode(encoding)


def started(town: Town, data: bytes, *, source: str = "12345", who: Actor | None = None) -> ImportBatch:
    """A batch of 农场社区, its columns as guessed, confirmed by 李书记."""
    actor = who or acting(town.li)
    batch = open_import(
        data=data, file_name="cases.xlsx", source=source, place=town.farm, actor=actor, now=MONDAY
    )
    choose_columns(batch_id=batch.pk, mapping=batch.mapping, actor=actor)
    return start_import(batch_id=batch.pk, actor=actor, now=MONDAY)


def imported(town: Town, data: bytes, **other: Any) -> ImportBatch:
    batch = started(town, data, **other)
    return run_import(batch_id=batch.pk, clock=lambda: MONDAY, randbelow=Random(5).randrange)
