"""热线导入 on the desk: upload, columns, preview, confirm, progress, result."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from freezegun import freeze_time
from openpyxl import load_workbook

from shangyi.concerns.actions.importing import run_import
from shangyi.concerns.api import STANDS_STILL, carry_on_stalled
from shangyi.concerns.models import ColumnMapping, ImportBatch, Voice
from tests.concerns.life import MONDAY
from tests.concerns.tables import case, comma_separated, started, workbook
from tests.people_and_places import Town, account_of

AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
LATER = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def desk(town: Town, client: Client) -> Iterator[Client]:
    """李书记 at the desk, on a Monday in March."""
    with freeze_time(MONDAY), override_settings(TASKS=AT_ONCE):
        client.force_login(account_of(town.li), backend="django.contrib.auth.backends.ModelBackend")
        yield client


def uploaded(client: Client, town: Town, data: bytes, name: str = "三月.xlsx", **other: str) -> str:
    """The address of the preview."""
    given = {"place": town.farm.code, "source": "12345", "file": SimpleUploadedFile(name, data), **other}
    answer = client.post("/desk/import/", given)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_from_the_file_to_the_matters_that_came_in(desk: Client, town: Town) -> None:
    preview = uploaded(desk, town, workbook([case(1), case(2), case(3, said_at="上周")]))
    page = desk.get(preview).content.decode()
    assert "三号楼二单元的灯第1次坏了" in page
    assert "这个时间无法识别:上周".replace(":", "\uff1a") in page
    assert Voice.objects.count() == 0

    result = desk.post(f"{preview}start/", follow=True).content.decode()

    batch = ImportBatch.objects.get()
    assert (batch.state, batch.n_new, batch.n_wrong, batch.by) == ("done", 2, 1, town.li)
    assert [f"/desk/concerns/{voice.concern_id}/" in result for voice in Voice.objects.all()] == [True, True]
    assert not batch.stored


def test_the_file_of_wrong_rows_comes_back_mended_and_is_imported(desk: Client, town: Town) -> None:
    preview = uploaded(desk, town, workbook([case(1), case(2, said_at="上周", phone="+86 139")]))
    desk.post(f"{preview}start/")
    answer = desk.get(f"{preview}wrong/")
    book = load_workbook(BytesIO(answer.content))
    sheet = book.worksheets[0]
    assert answer["Content-Disposition"].endswith('wrong-rows.xlsx"')
    assert sheet["A2"].value == 3
    sheet["D2"] = "2026-03-01"
    mended = BytesIO()
    book.save(mended)

    again = uploaded(desk, town, mended.getvalue())
    desk.post(f"{again}start/")

    assert Voice.objects.get(external_number="2").phone == "+86 139"


def test_columns_that_nobody_knows_are_chosen_by_hand_and_remembered(desk: Client, town: Town) -> None:
    data = workbook([(1, "2026-03-01", "路灯不亮", "农场小区")], ["甲", "乙", "丙", "丁"])
    preview = uploaded(desk, town, data)
    assert "哪一列是编号" in desk.get(preview).content.decode()

    answer = desk.post(f"{preview}columns/", {"number": "甲", "said_at": "乙", "words": "丙", "place": "丁"})
    assert answer.status_code == 302
    desk.post(f"{preview}start/")

    assert Voice.objects.get().place == town.compound
    assert ColumnMapping.objects.get().mapping == {
        "number": "甲", "said_at": "乙", "words": "丙", "place": "丁",
    }  # fmt: skip


@pytest.mark.parametrize("given", [{}, {"number": "甲"}, {"number": "没有", "said_at": "甲", "words": "甲"}])
def test_columns_that_are_missing_or_unknown_are_said_in_the_form(
    desk: Client, town: Town, given: dict[str, str]
) -> None:
    preview = uploaded(desk, town, workbook([(1,)], ["甲"]))

    answer = desk.post(f"{preview}columns/", given)

    assert answer.status_code == 422
    assert ImportBatch.objects.get().mapping == {}


def test_the_same_file_again_adds_nothing_and_says_so(desk: Client, town: Town) -> None:
    data = comma_separated([case(1), case(2)], "gb18030")
    desk.post(f"{uploaded(desk, town, data, '三月.csv')}start/")

    again = uploaded(desk, town, data, "三月.csv")

    assert "都已经有了" in desk.get(again).content.decode()
    assert "都已经有了" in desk.post(f"{again}start/", follow=True).content.decode()
    assert Voice.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "part"),
    [(b"", "空"), (b"%PDF-1.7", "不是表格"), (workbook([]), "没有工单行"), (b"\xff\xff\x81\x20\xff", "编码")],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    desk: Client, town: Town, data: bytes, part: str
) -> None:
    given = {"place": town.farm.code, "source": "市长信箱", "file": SimpleUploadedFile("a.xlsx", data)}

    answer = desk.post("/desk/import/", given)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert part in page
    assert "市长信箱" in page
    assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [{"place": "LW-CY-HP"}, {"place": "NO-SUCH"}, {"source": ""}, {"source": "热" * 61}, {"file": ""}],
)
def test_what_is_wrong_in_the_form_is_said_there(desk: Client, town: Town, change: dict[str, str]) -> None:
    file = SimpleUploadedFile("a.xlsx", workbook([case(1)]))
    given = {"place": town.farm.code, "source": "12345", "file": file, **change}

    assert desk.post("/desk/import/", given).status_code == 422
    assert ImportBatch.objects.count() == 0


def test_progress_is_shown_and_reloads_without_script_and_with_htmx(desk: Client, town: Town) -> None:
    preview = uploaded(desk, town, workbook([case(1)]))
    with override_settings(TASKS=LATER):
        page = desk.post(f"{preview}start/", follow=True).content.decode()
    part = desk.get(preview, headers={"HX-Request": "true"}).content.decode()
    assert '<meta http-equiv="refresh"' in page
    assert part.startswith('<div id="progress"')
    assert "<html" not in part

    run_import(batch_id=ImportBatch.objects.get().pk, clock=lambda: MONDAY, randbelow=Random(1).randrange)

    assert desk.get(preview, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_an_import_that_stands_still_is_said_and_taken_up_again(desk: Client, town: Town) -> None:
    batch = started(town, workbook([case(1)]))
    ImportBatch.objects.update(moved_at=MONDAY - 2 * STANDS_STILL)
    assert "停住" in desk.get(f"/desk/import/{batch.pk}/").content.decode()

    assert carry_on_stalled(MONDAY) == 1

    assert ImportBatch.objects.get().state == "done"
    assert carry_on_stalled(MONDAY) == 0


def test_a_finished_import_cannot_be_started_again(desk: Client, town: Town) -> None:
    preview = uploaded(desk, town, workbook([case(1)]))
    desk.post(f"{preview}start/")

    assert desk.post(f"{preview}start/").status_code == 409
    assert (
        desk.post(
            f"{preview}columns/", {"number": "工单编号", "said_at": "受理时间", "words": "诉求内容"}
        ).status_code
        == 409
    )


def test_an_import_elsewhere_is_not_found(client: Client, town: Town) -> None:
    batch = started(town, workbook([case(1)]))
    client.force_login(account_of(town.chen), backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/desk/import/").status_code == 403
    assert client.get(f"/desk/import/{batch.pk}/").status_code == 403


@pytest.mark.parametrize("n_rows", [1, 50])
def test_the_result_costs_the_same_queries_however_many_came_in(
    desk: Client, town: Town, n_rows: int
) -> None:
    from django.db import connection

    preview = uploaded(desk, town, workbook([case(n) for n in range(n_rows)]))
    desk.post(f"{preview}start/")
    desk.get(preview)

    with CaptureQueriesContext(connection) as spent:
        desk.get(preview)
    with CaptureQueriesContext(connection) as listed:
        desk.get("/desk/import/")

    assert len(spent) <= 14
    assert len(listed) <= 14
