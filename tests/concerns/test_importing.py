"""Hotline cases come in by the file: by the same rules as one voice, each row on its own merits, never twice."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.forms.models import model_to_dict
from openpyxl import load_workbook

from shangyi.concerns.actions import hear_many as bulk
from shangyi.concerns.actions import sheets
from shangyi.concerns.actions.assign import assign_concern
from shangyi.concerns.actions.hear import NewVoice, Speaker, hear
from shangyi.concerns.actions.importing import look_ahead, mapping_for, open_import, run_import, start_import
from shangyi.concerns.actions.sheets import LARGEST_FILE, read_sheet
from shangyi.concerns.actions.sort import sort_concern
from shangyi.concerns.api import wrong_rows_of
from shangyi.concerns.models import ColumnMapping, Concern, HotlineCase, ImportBatch, Voice, WrongRow
from shangyi.concerns.rules.cases import CHUNK
from shangyi.concerns.rules.hearing import Channel, Kind, Naming
from shangyi.concerns.rules.life import State
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact, PrivatePart
from shangyi.notices.models import LiveEvent
from shangyi.rulepacks.queries import rules_at
from shangyi.undertakings.models import Undertaking
from tests.concerns.life import HOUR, MONDAY, order, sorting
from tests.concerns.tables import HEAD, case, comma_separated, imported, started, workbook
from tests.people_and_places import Town, acting

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "messages" / "hotline_export_500.xlsx"


def wrong(batch: ImportBatch) -> list[tuple[int, str]]:
    return list(WrongRow.objects.filter(batch=batch).order_by("row").values_list("row", "code"))


# --- the same as hearing one voice


def everything_written() -> dict[str, list[dict[str, Any]]]:
    """All rows that an accepted voice leaves behind, without their keys and what is random."""
    known = {"id", "concern", "first_concern", "voice", "fact", "receipt", "batch", "salt", "commitment"}
    tables = [Concern, Voice, Undertaking, Fact]
    rows = {
        model.__name__: [
            {
                name: value
                for name, value in model_to_dict(row).items()
                if name not in known and not isinstance(value, list)
            }
            for row in model.objects.order_by("pk")
        ]
        for model in tables
    }
    rows["private"] = [_content(part) for part in PrivatePart.objects.order_by("fact_id")]
    rows["live"] = [{"channel": row.channel, "kind": row.kind} for row in LiveEvent.objects.order_by("id")]
    return rows


def _content(part: PrivatePart) -> dict[str, Any]:
    return {name: value for name, value in part.content.items() if name != "receipt"}


def test_a_row_leaves_the_same_rows_and_facts_as_hearing_the_same_words(town: Town) -> None:
    words = "三号楼二单元的灯坏了。晚上看不见路!𠮷😀<b>"
    new = NewVoice(
        words=words,
        place=town.stairwell,
        channel=Channel.HOTLINE,
        speaker=Speaker(naming=Naming.NAMED, name="周师傅", phone="13911112222"),
        kind=Kind.PLEA,
        said_at=datetime(2026, 2, 27, 1, 5, tzinfo=UTC),
        source="12345",
        external_number="188006",
    )
    with transaction.atomic():
        hear(new=new, actor=acting(town.li), now=MONDAY, randbelow=Random(5).randrange)
        heard = everything_written()
        transaction.set_rollback(True)
    assert Voice.objects.count() == 0

    imported(town, workbook([case(188006.0, words=words)]))

    taken_in = everything_written()
    assert without_numbers(taken_in) == without_numbers(heard)
    assert [row["kind"] for row in taken_in["Fact"]][-3:] == [
        "voice.heard",
        "undertaking.opened",
        "concern.opened",
    ]


def without_numbers(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """The same rows without the numbers that the database gave: of concern, voice and undertaking."""
    numbers = re.compile(r"('(?:voice|undertaking)': |concern:|'number': '2026-)[0-9]+")
    return {table: [numbers.sub(r"\1N", repr(row)) for row in each] for table, each in rows.items()}


@pytest.mark.trace("XC-16")
def test_a_case_keeps_its_number_its_deadline_and_the_hotlines_own_words(town: Town) -> None:
    imported(town, workbook([case(188006.0, place="农场小区3号楼2单元门口", kind="投诉类")]))

    voice = Voice.objects.get()
    kept = HotlineCase.objects.get(voice=voice)
    assert (voice.external_number, voice.source, voice.phone) == ("188006", "12345", "13911112222")
    assert kept.due_at == datetime(2026, 3, 6, 15, 59, 59, 999999, tzinfo=UTC)
    assert (kept.kind_said, kept.address) == ("投诉类", "农场小区3号楼2单元门口")
    assert (voice.concern.kind, voice.place) == (Kind.COMPLAINT, town.stairwell)


def test_every_case_has_a_receipt_a_keeper_and_a_running_clock(town: Town) -> None:
    imported(town, workbook([case(n) for n in range(1, 2 * CHUNK + 12)]))

    n_rows = 2 * CHUNK + 11
    assert Voice.objects.exclude(receipt="").values("receipt").distinct().count() == n_rows
    assert Concern.objects.filter(keeper=town.ma, state=State.HEARD, due_at__gt=MONDAY).count() == n_rows
    assert Undertaking.objects.filter(is_lead=True, state="open", holder=town.ma).count() == n_rows
    assert Fact.objects.filter(subject__startswith="concern:").count() == 3 * n_rows


# --- again and at once


def test_the_same_file_twice_adds_nothing(town: Town) -> None:
    data = workbook([case(n) for n in range(1, 6)])
    imported(town, data)

    again = imported(town, data)

    assert (again.n_new, again.n_repeated, again.n_wrong) == (0, 5, 0)
    assert Voice.objects.count() == 5


def test_a_number_that_stands_twice_in_one_file_comes_in_once(town: Town) -> None:
    batch = imported(town, workbook([case(7.0), case("7"), case(" 7 ")]))

    assert (batch.n_new, batch.n_repeated) == (1, 2)


def test_the_same_number_from_another_source_is_another_case(town: Town) -> None:
    imported(town, workbook([case(1)]))

    other = imported(town, workbook([case(1)]), source="市长信箱")

    assert other.n_new == 1


def test_a_file_that_was_opened_and_not_finished_is_taken_up_again(town: Town) -> None:
    data = workbook([case(1)])
    first = started(town, data)

    again = open_import(
        data=data, file_name="b.xlsx", source="12345", place=town.farm, actor=acting(town.li), now=MONDAY
    )

    assert again.pk == first.pk


def test_columns_are_remembered_for_the_source(town: Town) -> None:
    head = ("甲", "乙", "丙")
    data = workbook([(1, "2026-03-01 10:00", "路灯不亮")], head)
    batch = open_import(
        data=data, file_name="a.xlsx", source="老系统", place=town.farm, actor=acting(town.li), now=MONDAY
    )
    assert batch.mapping == {}
    batch.mapping = {"number": "甲", "said_at": "乙", "words": "丙"}
    batch.save()

    start_import(batch_id=batch.pk, actor=acting(town.li), now=MONDAY)

    assert mapping_for("老系统", ["丙", "乙", "甲"]) == batch.mapping
    assert ColumnMapping.objects.get().source == "老系统"


# --- rows that are wrong


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"said_at": "1900-01-01 00:00:00"}, "import.year-impossible"),
        ({"said_at": "2100/1/1"}, "import.year-impossible"),
        ({"said_at": "2031-03-02"}, "voice.said-later"),
        ({"said_at": "上周三"}, "import.time-unreadable"),
        ({"said_at": "2026-02-30"}, "import.time-unreadable"),
        ({"said_at": None}, "import.time-needed"),
        ({"words": None}, "voice.words-needed"),
        ({"words": "\x07 灯"}, "voice.words-needed"),
        ({"words": "灯" * 30_000}, "voice.words-too-long"),
        ({"phone": "1" * 31}, "import.cell-too-long"),
        ({"caller": "甲" * 61}, "import.cell-too-long"),
        ({"deadline": "尽快"}, "import.time-unreadable"),
        ({"place": "LW-CY-HP"}, "import.place-unknown"),
    ],
)
def test_a_wrong_row_is_named_with_its_reason_and_the_others_come_in(
    town: Town, cells: dict[str, object], code: str
) -> None:
    cells = {k: v.replace("\x07", "") if isinstance(v, str) else v for k, v in cells.items()}

    batch = imported(town, workbook([case(1), case(2, **cells), case(3)]))

    assert (batch.n_new, batch.n_wrong, wrong(batch)) == (2, 1, [(3, code)])


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (None, "import.number-needed"),
        ("3.20218E+17", "import.number-damaged"),
        (3.20218e17, "import.number-damaged"),
    ],
)
def test_a_number_that_is_missing_or_was_shortened_is_refused(town: Town, number: object, code: str) -> None:
    batch = imported(town, workbook([case(number), case(2)]))

    assert (batch.n_new, wrong(batch)) == (1, [(2, code)])


def test_a_row_that_the_database_refuses_does_not_stop_the_others(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = bulk.new_code
    monkeypatch.setattr(bulk, "new_code", lambda _: "SAME-CODE")
    batch = imported(town, workbook([case(1), case(2), case(3)]))
    monkeypatch.setattr(bulk, "new_code", real)

    assert (batch.n_new, wrong(batch)) == (1, [(3, "import.row-not-kept"), (4, "import.row-not-kept")])
    again = imported(town, workbook([case(1), case(2), case(3)]))
    assert (again.n_new, again.n_repeated) == (2, 1)


def test_the_file_of_wrong_rows_says_what_is_wrong_and_computes_nothing(town: Town) -> None:
    batch = imported(town, workbook([case(1, said_at="=1+1", caller='=HYPERLINK("http://x")')]))

    book = load_workbook(BytesIO(wrong_rows_of(batch, MONDAY)))

    head, row = book.worksheets[0].iter_rows(values_only=True)
    assert head[2:] == HEAD
    assert row[0] == 2
    assert not any(str(cell).startswith("=") for cell in row)
    assert [cell.data_type for cell in list(book.worksheets[0].rows)[1] if cell.value][1:] == ["s"] * 8


def test_when_nobody_receives_each_row_says_so(town: Town) -> None:
    from shangyi.people.models import Capacity

    batch = started(town, workbook([case(1)]))
    Capacity.objects.filter(kind__in=("clerk", "street_officer", "operator")).delete()
    Capacity.objects.filter(kind="secretary").update(kind="resident")

    done = run_import(batch_id=batch.pk, clock=lambda: MONDAY, randbelow=Random(1).randrange)

    assert (done.state, done.n_new) == (ImportBatch.State.FAILED, 0)


# --- files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_of_our_hotlines(encoding: str) -> None:
    sheet = read_sheet(comma_separated([case(1, words="灯坏了,\n很黑𠮷")], encoding))

    assert sheet.headers == list(HEAD)
    assert sheet.rows[0].cells[2] == "灯坏了,\n很黑𠮷"


def zipped(entries: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in entries.items():
            book.writestr(name, content)
    return out.getvalue()


def lying_bomb() -> bytes:
    """A zip whose directory says that two million zeros are ten bytes."""
    data = bytearray(
        zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"\0" * 2_000_000})
    )
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "import.file-empty", id="empty"),
        pytest.param(b"\n \n", "import.file-empty", id="blank"),
        pytest.param(b"x" * (LARGEST_FILE + 1), "import.file-too-large", id="too large"),
        pytest.param(b"%PDF-1.7 ...", "import.file-not-a-table", id="pdf"),
        pytest.param(b"<html><table>", "import.file-not-a-table", id="html that is called xls"),
        pytest.param(zipped({"word/document.xml": b"<w/>"}), "import.file-not-a-table", id="docx"),
        pytest.param(b"PK\x03\x04 nothing", "import.file-unreadable", id="torn zip"),
        pytest.param(zipped({"xl/workbook.xml": b"<"}), "import.file-unreadable", id="no workbook"),
        pytest.param(b"\xff\xff\xff\x81\x20\xff", "import.encoding", id="no text"),
        pytest.param(b"a\0b,c\n1,2", "import.encoding", id="binary"),
        pytest.param(workbook([]), "import.no-rows", id="head only"),
        pytest.param(workbook([], []), "import.no-rows", id="empty sheet"),
        pytest.param(
            zipped({"xl/workbook.xml": b"<workbook/>", "xl/a.xml": b"\0" * 2_000_000}),
            "import.file-too-large-inside",
            id="zip bomb",
        ),
        pytest.param(lying_bomb(), "import.file-too-large-inside", id="zip bomb with a lying directory"),
        pytest.param(b"a,b,c\n" + b"1,2,3\n" * 100_001, "import.too-many-rows", id="too many rows"),
    ],
)
def test_a_file_that_cannot_be_imported_says_why(
    data: bytes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "LARGEST_INSIDE", 1_000_000)

    with pytest.raises(Refused) as refused:
        read_sheet(data)

    assert refused.value.code == code


def test_one_cell_in_the_farthest_corner_does_not_take_all_memory() -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=False)
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "编号"
    sheet["XFD1048576"] = "1"
    out = BytesIO()
    book.save(out)

    with pytest.raises(Refused) as refused:
        read_sheet(out.getvalue())

    assert refused.value.code == "import.file-too-large-inside"


def test_repeated_and_empty_headers_each_get_a_name_of_their_own() -> None:
    sheet = read_sheet(workbook([(1, 2, 3, 4)], ["地址", "地址", "", "编号"]))

    assert sheet.headers == ["地址", "地址 (2)", "#3", "编号"]


def test_a_title_above_the_head_is_passed_over() -> None:
    sheet = read_sheet(workbook([HEAD, case(1)], ["12345 工单导出", *[""] * 8]))

    assert (sheet.headers, sheet.rows[0].number) == (list(HEAD), 3)


def test_a_preview_writes_nothing(town: Town) -> None:
    imported(town, workbook([case(1)]))
    sheet = read_sheet(workbook([case(1), case(2), case(3, said_at="?")]))
    before = (Voice.objects.count(), ImportBatch.objects.count(), Fact.objects.count())

    found = look_ahead(
        sheet=sheet, mapping=mapping_for("12345", sheet.headers), source="12345", place=town.farm, now=MONDAY
    )

    assert (found.n_rows, found.n_new, found.n_repeated) == (3, 1, 1)
    assert [(row.number, why.code) for row, why in found.wrong] == [(4, "import.time-unreadable")]
    assert (Voice.objects.count(), ImportBatch.objects.count(), Fact.objects.count()) == before


def test_who_may_not_import_here_cannot(town: Town) -> None:
    for who in (town.wang, town.chen, town.zhao):
        with pytest.raises(Refused) as refused:
            started(town, workbook([case(1)]), who=acting(who))
        assert refused.value.code == "rights.missing"


# --- the real rows


@pytest.mark.skipif(not REAL.exists(), reason="the folder with real messages is not here")
def test_the_five_hundred_real_rows_come_in_and_are_worked_on(town: Town) -> None:
    data = REAL.read_bytes()
    sheet = read_sheet(data)
    found = look_ahead(
        sheet=sheet, mapping=mapping_for("12345", sheet.headers), source="12345", place=town.farm, now=MONDAY
    )
    assert (found.n_rows, found.n_new, len(found.wrong), Voice.objects.count()) == (500, 500, 0, 0)

    batch = imported(town, data)
    again = imported(town, data)

    assert (batch.n_new, again.n_new, again.n_repeated, Voice.objects.count()) == (500, 0, 500, 500)
    concerns = Concern.objects.filter(voices__batch=batch).order_by("id")
    assert concerns.filter(keeper=town.ma, due_at__gt=MONDAY, state=State.HEARD).count() == 500
    pack = rules_at(town.farm.path or "", MONDAY.date()).pack
    n_sorted = 0
    for concern in concerns:
        suggested = pack.suggest_categories(concern.title + concern.voices.get().words)
        if suggested:
            n_sorted += 1
            sort_concern(
                concern_id=concern.pk,
                sorting=sorting(suggested[0].code, title=concern.title),
                actor=acting(town.ma),
                now=MONDAY + HOUR,
            )
    sorted_ones = list(concerns.filter(state=State.SORTED)[:5])
    for concern in sorted_ones:
        assign_concern(
            concern_id=concern.pk, assignment=order(town), actor=acting(town.li), now=MONDAY + 2 * HOUR
        )
    assert n_sorted > 250
    assert concerns.filter(state=State.HANDLING).count() == 5
    assert concerns.filter(keeper=None).count() == concerns.filter(due_at=None).count() == 0
    assert Undertaking.objects.filter(is_lead=True, state="open").count() == 500
