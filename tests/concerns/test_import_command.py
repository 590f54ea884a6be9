"""`shangyi import hotline` as a person types it; killed in the middle; and two imports at once."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import SystemRandom

import pytest
from django.db import connection
from openpyxl import load_workbook

from shangyi.concerns.actions.importing import run_import
from shangyi.concerns.models import Concern, ImportBatch, Voice
from shangyi.ledger.models import Fact
from tests.concerns.life import MONDAY, rules_in_force
from tests.concerns.tables import case, comma_separated, started, workbook
from tests.entry.founded import founded
from tests.entry.running import end, shangyi, until
from tests.entry.running import started as process
from tests.people_and_places import Town, settle

COMMAND = "from shangyi.entry.cli import main; main()"
PLACE = ("--place", "LW-CY-NC")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder founded by `shangyi init`: one community, one operator."""
    return founded(tmp_path)


def number_of(folder: Path, table: str, column: str = "COUNT(*)") -> int:
    with closing(sqlite3.connect(folder / "shangyi.sqlite3", timeout=20)) as database:
        return int(database.execute(f"SELECT {column} FROM {table}").fetchone()[0])


def written(folder: Path, data: bytes, name: str = "cases.xlsx") -> str:
    path = folder.parent / name
    path.write_bytes(data)
    return str(path)


def test_a_dry_run_tells_and_writes_nothing(folder: Path) -> None:
    file = written(folder, workbook([case(1, place=""), case(2, place="")]))

    done = shangyi("import", "hotline", file, *PLACE, "--dry-run", folder=folder)

    assert (done.returncode, done.stderr) == (0, "")
    assert "2 rows: 2 new, 0 already there, 0 wrong" in done.stdout
    assert "点赞数 (counts of a message board)" in done.stdout
    assert number_of(folder, "concerns_voice") == number_of(folder, "concerns_importbatch") == 0


def test_a_file_comes_in_and_the_same_again_adds_nothing(folder: Path) -> None:
    file = written(folder, comma_separated([case(1, place=""), case(2, place="")], "gb18030"), "cases.csv")

    first = shangyi("import", "hotline", file, *PLACE, folder=folder)
    again = shangyi("import", "hotline", file, *PLACE, folder=folder)

    assert (first.returncode, again.returncode) == (0, 0)
    assert "2 rows: 2 new" in first.stdout
    assert "Everything in this file was there already; nothing was added." in again.stdout
    assert number_of(folder, "concerns_concern") == 2
    assert list((folder / "media" / "imports").iterdir()) == []


def test_wrong_rows_are_written_to_a_file_and_the_rest_comes_in(folder: Path) -> None:
    file = written(folder, workbook([case(1, place=""), case(2, place="", said_at="上周")]))
    errors = folder.parent / "wrong.xlsx"

    done = shangyi(
        "import", "hotline", file, *PLACE, "--errors", str(errors), folder=folder, LANG="zh_CN.UTF-8"
    )

    assert done.returncode == 1
    assert "1 new, 0 already there, 1 wrong" in done.stdout
    row = next(load_workbook(errors).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert (row[0], row[2]) == (3, "2")
    assert "无法识别" in str(row[1])


def test_columns_can_be_named_on_the_command_line(folder: Path) -> None:
    file = written(folder, workbook([(5, "2026-03-01", "路灯不亮")], ["甲", "乙", "丙"]))

    unnamed = shangyi("import", "hotline", file, *PLACE, folder=folder, LANG="en_US.UTF-8")
    named = shangyi(
        "import", "hotline", file, *PLACE, "--map", "甲=number", "--map", "乙=said_at", "--map", "丙=words",
        folder=folder,
    )  # fmt: skip

    assert unnamed.returncode == 1
    assert "Choose a column for each of the three." in unnamed.stderr
    assert (named.returncode, number_of(folder, "concerns_voice")) == (0, 1)


@pytest.mark.parametrize(
    ("more", "part"),
    [
        (("--place", "NO-SUCH"), "place"),
        ((*PLACE, "--by", "nobody"), "--by"),
        ((*PLACE, "--map", "number"), "--map"),
        ((*PLACE, "--source", "x" * 61), "60"),
    ],
)
def test_what_is_wrong_on_the_command_line_is_said_in_words(
    folder: Path, more: tuple[str, ...], part: str
) -> None:
    file = written(folder, workbook([case(1, place="")]))

    done = shangyi("import", "hotline", file, *more, folder=folder, LANG="en_US.UTF-8")

    assert done.returncode == 1
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert number_of(folder, "concerns_voice") == 0


def test_a_file_that_is_not_there_is_said(folder: Path) -> None:
    done = shangyi("import", "hotline", str(folder / "none.xlsx"), *PLACE, folder=folder)

    assert done.returncode == 1
    assert "cannot be read" in done.stderr


def test_an_import_killed_in_the_middle_goes_on_where_it_stopped(folder: Path) -> None:
    n_rows = 4000
    file = written(folder, comma_separated([case(n, place="") for n in range(n_rows)]), "cases.csv")
    with process(COMMAND, "import", "hotline", file, *PLACE, folder=folder) as running:
        until(
            lambda: number_of(folder, "concerns_importbatch", "COALESCE(MAX(n_done), 0)") >= 400, seconds=90
        )
        end(running.pid, signal.SIGKILL)
        running.wait()
    n_done = number_of(folder, "concerns_importbatch", "MAX(n_done)")
    assert 400 <= n_done < n_rows
    assert number_of(folder, "concerns_voice") == n_done

    done = shangyi("import", "hotline", file, *PLACE, folder=folder)

    assert done.returncode == 0, done.stderr
    assert f"Continuing after row {n_done} of {n_rows}." in done.stdout
    assert f"{n_rows} rows: {n_rows} new, 0 already there, 0 wrong" in done.stdout
    assert number_of(folder, "concerns_importbatch") == 1
    assert number_of(folder, "concerns_voice") == number_of(folder, "concerns_concern") == n_rows
    assert number_of(folder, "undertakings_undertaking") == n_rows
    assert number_of(folder, "ledger_fact", "SUM(subject LIKE 'concern:%')") == 3 * n_rows


@pytest.fixture
def committed_town(cloned_database: str) -> Iterator[Town]:
    rules_in_force()
    yield settle()
    connection.close()


def in_threads(batches: list[ImportBatch]) -> None:
    """Run each batch in a thread of its own, at once; what goes wrong in one fails the test."""

    def run(batch: ImportBatch) -> None:
        try:
            run_import(batch_id=batch.pk, clock=lambda: MONDAY, randbelow=SystemRandom().randrange)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(batches)) as threads:
        list(threads.map(run, batches))


def test_two_imports_of_the_same_cases_at_once_do_not_double(committed_town: Town) -> None:
    rows = [case(n) for n in range(1000)]
    batches = [started(committed_town, workbook(part)) for part in (rows, rows[::-1])]

    in_threads(batches)

    done = list(ImportBatch.objects.order_by("id"))
    assert sum(batch.n_new for batch in done) == Voice.objects.count() == Concern.objects.count() == 1000
    assert [(batch.n_new + batch.n_repeated, batch.n_wrong) for batch in done] == [(1000, 0), (1000, 0)]
    assert Fact.objects.filter(kind="voice.heard").count() == 1000


def test_one_import_run_twice_at_once_comes_in_once(committed_town: Town) -> None:
    batch = started(committed_town, workbook([case(n) for n in range(1000)]))

    in_threads([batch, batch])

    batch.refresh_from_db()
    assert (batch.n_done, batch.n_new, batch.n_repeated, batch.n_wrong) == (1000, 1000, 0, 0)
    assert Voice.objects.count() == 1000
