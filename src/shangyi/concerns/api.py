"""What runs without a page: `shangyi import hotline FILE`, and the task that takes in the rows of a file."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone, translation
from django_tasks import task

from shangyi.concerns.actions.importing import (
    SOURCE,
    Outlook,
    choose_columns,
    look_ahead,
    mapping_for,
    open_import,
    run_import,
    start_import,
)
from shangyi.concerns.actions.sheets import read_sheet, wrong_rows_file
from shangyi.concerns.models import ImportBatch, WrongRow
from shangyi.concerns.queries import importers, stalled_imports
from shangyi.concerns.rules.columns import IGNORED, NEEDED, Column
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.people.queries import actor_of
from shangyi.places.models import Place
from shangyi.places.queries import place_by_code
from shangyi.ui.wording import Said, say, say_code

SHOWN_WRONG = 10
STANDS_STILL = timedelta(minutes=2)
"""A chunk of 200 rows takes a second or two; an import that did not move for this long has nobody at it."""


@task()
def carry_on_import(batch_id: int) -> None:
    """Take in the rows of a confirmed import, from where it stands."""
    run_import(batch_id=batch_id, clock=timezone.now, randbelow=secrets.randbelow)


def carry_on_stalled(now: datetime) -> int:
    """Take up imports that stand still because their process died; how many. For the schedule."""
    stalled = stalled_imports(now - STANDS_STILL)
    for batch_id in stalled:
        run_import(batch_id=batch_id, clock=timezone.now, randbelow=secrets.randbelow)
    return len(stalled)


def main(argv: list[str]) -> int:
    """`shangyi import hotline …`: 0 when every row is in or was there already, 1 when some are not."""
    options = parser().parse_args(argv)
    with translation.override(_language()):
        try:
            return _import(options)
        except Refused as refused:
            said = say(refused, now=timezone.now())
            sys.stderr.write(f"{said.happened}\n{said.next_step}\n")
            return 1


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="shangyi import hotline", description="Bring in hotline cases.")
    made.add_argument("file", type=Path, help="xlsx, xls or csv; at most 100,000 rows")
    made.add_argument("--place", required=True, metavar="CODE", help="the community they are for")
    made.add_argument("--source", default=SOURCE, help=f"where it comes from (default: {SOURCE})")
    made.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help=f"which column means what; fields: {', '.join(Column)}; COLUMN= leaves a column out",
    )
    made.add_argument("--by", metavar="NAME", help="sign-in name of who imports (default: the operator)")
    made.add_argument(
        "--errors", type=Path, metavar="FILE.xlsx", help="where rows that are wrong are written"
    )
    made.add_argument("--dry-run", action="store_true", help="look at every row, write nothing")
    return made


def _out(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _language() -> str:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh-hans" if spoken.startswith("zh") else "en"


def _import(options: argparse.Namespace) -> int:
    try:
        data = options.file.read_bytes()
    except OSError as problem:
        sys.stderr.write(f"{options.file} cannot be read: {problem.strerror}\n")
        return 1
    place = place_by_code(options.place)
    if options.dry_run:
        return _look(options, data, place)
    return _take_in(options, data, place)


def _look(options: argparse.Namespace, data: bytes, place: Place) -> int:
    sheet = read_sheet(data)
    mapping = _with_wishes(mapping_for(options.source, sheet.headers), options.map)
    _tell_columns(mapping, sheet.headers)
    found = look_ahead(sheet=sheet, mapping=mapping, source=options.source, place=place, now=timezone.now())
    _tell_outlook(found)
    return 1 if found.wrong else 0


def _take_in(options: argparse.Namespace, data: bytes, place: Place) -> int:
    who, now = _importer(options.by, place), timezone.now()
    batch = open_import(
        data=data, file_name=options.file.name, source=options.source, place=place, actor=who, now=now
    )
    if batch.state == ImportBatch.State.RUNNING:
        _out(f"Continuing after row {batch.n_done} of {batch.n_rows}.")
    else:
        mapping = _with_wishes(batch.mapping, options.map)
        _tell_columns(mapping, batch.headers)
        choose_columns(batch_id=batch.pk, mapping=mapping, actor=who)
        start_import(batch_id=batch.pk, actor=who, now=now)
    done = run_import(
        batch_id=batch.pk,
        actor=who,
        clock=timezone.now,
        randbelow=secrets.randbelow,
        on_progress=_tell_progress,
    )
    return _tell_result(done, options)


def _importer(sign_in_name: str | None, place: Place) -> Actor:
    """Who imports from the command line: the one named, else the operator. Refused: import.nobody-named."""
    found = importers(place.path or "", timezone.localdate(), sign_in_name)
    if found is None:
        raise Refused("import.nobody-named", name=sign_in_name or "")
    return actor_of(found, timezone.localdate())


def _with_wishes(mapping: dict[str, str], wishes: list[str]) -> dict[str, str]:
    """The mapping with what was typed after --map. Refused: import.wish-unclear."""
    for wish in wishes:
        header, equals, column = wish.rpartition("=")
        if not equals or not header:
            raise Refused("import.wish-unclear", wish=wish[:80])
        mapping = {known: given for known, given in mapping.items() if given != header}
        mapping |= {column: header} if column else {}
    return mapping


def _tell_columns(mapping: dict[str, str], headers: list[str]) -> None:
    for column in Column:
        if column in mapping or column in NEEDED:
            _out(f"  {column:<9} ← {mapping.get(column, '?')}")
    for header in headers:
        if header not in mapping.values():
            why = "counts of a message board" if header in IGNORED else "no field"
            _out(f"  {'left out':<9}   {header} ({why})")


def _tell_outlook(found: Outlook) -> None:
    _out(
        f"{found.n_rows} rows: {found.n_new} new, {found.n_repeated} already there, {len(found.wrong)} wrong"
    )
    for row, refused in found.wrong[:SHOWN_WRONG]:
        _out(f"  row {row.number}: {in_words(say(refused, now=timezone.now()))}")
    _out("Nothing was written.")


def _tell_progress(batch: ImportBatch) -> None:
    if batch.n_done == batch.n_rows or batch.n_done % 2000 == 0:
        _out(f"  {batch.n_done} of {batch.n_rows}")


def _tell_result(batch: ImportBatch, options: argparse.Namespace) -> int:
    _out(f"{batch.n_rows} rows: {batch.n_new} new, {batch.n_repeated} already there, {batch.n_wrong} wrong")
    if batch.state == ImportBatch.State.FAILED:
        sys.stderr.write("The import was stopped before its end. Run the same command again.\n")
        return 1
    if batch.n_rows and batch.n_repeated == batch.n_rows:
        _out("Everything in this file was there already; nothing was added.")
    if not batch.n_wrong:
        return 0
    target = options.errors or Path(f"{options.file.stem}-wrong-rows.xlsx")
    target.write_bytes(wrong_rows_of(batch, timezone.now()))
    _out(f"Wrong rows, each with its reason: {target}")
    return 1


def wrong_rows_of(batch: ImportBatch, now: datetime) -> bytes:
    """The workbook of the rows of a batch that are wrong, in the language of whoever asks."""
    from django.utils.translation import gettext as _

    rows = WrongRow.objects.filter(batch=batch).order_by("row")
    told = (
        (row.row, row.cells, in_words(say_code(row.code, row.facts, now=now))) for row in rows.iterator(2000)
    )
    return wrong_rows_file([_("Row"), _("What is wrong"), *batch.headers], told)


def in_words(said: Said) -> str:
    """What is wrong with a row and what to do, in one line."""
    return f"{said.happened} {said.next_step}"
