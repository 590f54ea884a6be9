"""A file of hotline cases, from the look at it to the last row: 200 rows a transaction, each row on its own merits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone, translation

from shangyi.concerns.actions.hear_many import Arrival, PlaceFinder, Reception, Taking, hear_many
from shangyi.concerns.actions.sheets import LONGEST_CELL, Sheet, read_sheet
from shangyi.concerns.models import ColumnMapping, ImportBatch, Voice, WrongRow
from shangyi.concerns.rules.cases import CHUNK, Case, Reader, Row
from shangyi.concerns.rules.cells import block
from shangyi.concerns.rules.columns import checked, guessed
from shangyi.kernel.actor import Act, Actor, may, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.events import plain
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import actor_of
from shangyi.places.models import Place
from shangyi.rulepacks.queries import rules_at

SOURCE = "12345"
LONGEST_SOURCE = 60
ASK_AGAIN_AFTER = 10
"""Chunks after which it is asked anew who receives at each place."""

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Sorted:
    """Rows told apart: what is new, how many are there already, what is wrong and why."""

    arrivals: list[tuple[Row, Arrival]] = field(default_factory=list)
    n_repeated: int = 0
    wrong: list[tuple[Row, Refused]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an import would do: every row looked at, nothing written."""

    n_rows: int
    n_new: int
    n_repeated: int
    wrong: list[tuple[Row, Refused]]
    first: list[Arrival]


def mapping_for(source: str, headers: Sequence[str]) -> dict[str, str]:
    """The columns as this source had them last time, else by the names of the headers."""
    known = ColumnMapping.objects.filter(source=source).first()
    return guessed(headers, known.mapping if known else None)


def look_ahead(
    *, sheet: Sheet, mapping: Mapping[str, str], source: str, place: Place, now: datetime, n_first: int = 8
) -> Outlook:
    """What would become of each row. Nothing is written. Refused: as `checked`."""
    sorter = Sorter(sheet, checked(mapping, sheet.headers), source, place, now.date())
    whole = Sorted()
    for rows in _chunks(sheet.rows, 5000):
        sorter.sort(rows, now, into=whole)
    return Outlook(
        n_rows=len(sheet.rows),
        n_new=len(whole.arrivals),
        n_repeated=whole.n_repeated,
        wrong=whole.wrong,
        first=[arrival for _, arrival in whole.arrivals[:n_first]],
    )


class Sorter:
    """Tells the rows of one sheet apart; a number that came earlier in the same sheet is a repetition."""

    def __init__(
        self, sheet: Sheet, mapping: Mapping[str, str], source: str, place: Place, today: date
    ) -> None:
        zone = rules_at(place.path or "", today).calendar.zone
        self.reader = Reader(sheet.headers, mapping, zone)
        self.places = PlaceFinder(place)
        self.source = source
        self.seen: set[str] = set()

    def sort(self, rows: Sequence[Row], now: datetime, into: Sorted) -> Sorted:
        """Sort these rows into what is there already; one query, however many rows."""
        read: list[tuple[Row, Arrival]] = []
        for row in rows:
            try:
                case = self.reader.case(row, now)
                read.append((row, Arrival(case=case, place=self.places.find(case.address))))
            except Refused as refused:
                into.wrong.append((row, refused))
        known = self._known([arrival.case for _, arrival in read])
        for row, arrival in read:
            if arrival.case.number in known or arrival.case.number in self.seen:
                into.n_repeated += 1
            else:
                self.seen.add(arrival.case.number)
                into.arrivals.append((row, arrival))
        return into

    def _known(self, cases: Iterable[Case]) -> set[str]:
        numbers = [case.number for case in cases]
        there = Voice.objects.filter(source=self.source, external_number__in=numbers)
        return {number for number in there.values_list("external_number", flat=True) if number}


def open_import(
    *, data: bytes, file_name: str, source: str, place: Place, actor: Actor, now: datetime
) -> ImportBatch:
    """Keep a file until its rows are confirmed; the columns are guessed from its head, or as last time.

    The same file for the same place and source that is not finished yet is taken up again instead.
    Refused: rights.missing, import.source-needed, and as `read_sheet`.
    """
    require(actor, "hotline.import", place.path or "")
    if not 0 < len(source.strip()) <= LONGEST_SOURCE:
        raise Refused("import.source-needed", longest=LONGEST_SOURCE)
    digest = hashlib.sha256(data).hexdigest()
    unfinished = ImportBatch.objects.filter(
        digest=digest, source=source.strip(), place=place, state__in=UNFINISHED
    ).first()
    if unfinished is not None:
        return unfinished
    sheet = read_sheet(data)
    batch = ImportBatch(
        source=source.strip(),
        file_name=_tidy_name(file_name),
        digest=digest,
        place=place,
        headers=sheet.headers,
        mapping=mapping_for(source.strip(), sheet.headers),
        n_rows=len(sheet.rows),
        by=Person.objects.filter(pk=actor.person_id or 0).first(),
        made_at=now,
    )
    with transaction.atomic():
        batch.stored.save(f"{digest[:32]}.table", ContentFile(data), save=False)
        batch.save(force_insert=True)
    return batch


UNFINISHED = (ImportBatch.State.PREVIEW, ImportBatch.State.RUNNING)


def _tidy_name(name: str) -> str:
    return block(name).replace("\n", " ")[-200:] or "-"


@transaction.atomic
def choose_columns(*, batch_id: int, mapping: Mapping[str, str], actor: Actor) -> ImportBatch:
    """Say which column means what, before the import starts. Refused: as `batch_to_change` and `checked`."""
    batch = batch_to_change(batch_id, actor)
    batch.mapping = checked(mapping, batch.headers)
    batch.save(update_fields=["mapping"])
    return batch


@transaction.atomic
def start_import(*, batch_id: int, actor: Actor, now: datetime) -> ImportBatch:
    """Confirm: remember the columns for this source and let the rows be taken in.

    Starting what runs already changes nothing. Refused: as `choose_columns`; import.already-done.
    """
    batch = batch_to_change(batch_id, actor, running=True)
    if batch.state == ImportBatch.State.RUNNING:
        return batch
    mapping = checked(batch.mapping, batch.headers)
    ColumnMapping.objects.update_or_create(
        source=batch.source, defaults={"mapping": mapping, "changed_at": now}
    )
    batch.state, batch.moved_at = ImportBatch.State.RUNNING, now
    batch.by = Person.objects.filter(pk=actor.person_id or 0).first()
    batch.save(update_fields=["state", "moved_at", "by"])
    return batch


def batch_to_change(batch_id: int, actor: Actor, *, running: bool = False) -> ImportBatch:
    """The batch, locked. Refused: import.not-found, also when it is none of theirs; import.already-…"""
    rows = ImportBatch.objects.select_for_update(of=("self",)).select_related("place")
    row = rows.filter(pk=batch_id).first()
    if row is None or may(actor, "hotline.import", row.place.path or "") is None:
        raise Refused("import.not-found")
    if row.state not in UNFINISHED:
        raise Refused("import.already-done")
    if row.state == ImportBatch.State.RUNNING and not running:
        raise Refused("import.already-running")
    return row


def run_import(
    *,
    batch_id: int,
    actor: Actor | None = None,
    clock: Clock,
    randbelow: Callable[[int], int],
    on_progress: Callable[[ImportBatch], None] = lambda _: None,
) -> ImportBatch:
    """Take in what is left of a running batch and finish it; a killed run is continued by calling this again.

    How far it came is committed with the rows. Two runs of one batch, or of two batches of one source, take
    turns by chunks and nothing comes in twice. `actor` is who started it, unless given; when they may no
    longer import there, or the file cannot be read any more, the batch ends as stopped.
    Refused: import.not-found.
    """
    batch = ImportBatch.objects.select_related("place__community", "by").filter(pk=batch_id).first()
    if batch is None:
        raise Refused("import.not-found")
    if batch.state != ImportBatch.State.RUNNING:
        return batch
    try:
        run = _ready(batch, actor or actor_of(batch.by, timezone.localdate(clock())), clock(), randbelow)
    except (OSError, ValueError, Refused):
        return _end(batch_id, clock(), ImportBatch.State.FAILED)
    with translation.override(settings.LANGUAGE_CODE):
        while batch.n_done < len(run.sheet.rows) and batch.state == ImportBatch.State.RUNNING:
            batch = take_chunk(rows=run.sheet.rows, sorter=run.sorter, taking=run.next(clock()))
            on_progress(batch)
    return _end(batch_id, clock(), ImportBatch.State.DONE)


@dataclass(slots=True)
class Run:
    """What one run of a batch carries from chunk to chunk."""

    sheet: Sheet
    sorter: Sorter
    taking: Taking
    turn: int = 0

    def next(self, now: datetime) -> Taking:
        """The same by the present clock; every few chunks it is asked anew who receives where."""
        self.turn += 1
        fresh = self.turn % ASK_AGAIN_AFTER == 0
        reception = Reception(now) if fresh else self.taking.reception.later(now)
        self.taking = replace(self.taking, act=replace(self.taking.act, at=now), reception=reception)
        return self.taking


def _ready(batch: ImportBatch, who: Actor, now: datetime, randbelow: Callable[[int], int]) -> Run:
    """The file read again and all that is looked up once. Refused: rights.missing, and as `read_sheet`."""
    grant = require(who, "hotline.import", batch.place.path or "")
    with batch.stored.open("rb") as stored:
        sheet = read_sheet(stored.read())
    taking = Taking(
        batch=batch,
        act=Act.by(who, grant, now),
        recorder=Capacity.objects.select_related("person").filter(pk=grant.capacity_id or 0).first(),
        reception=Reception(now),
        randbelow=randbelow,
    )
    return Run(sheet, Sorter(sheet, batch.mapping, batch.source, batch.place, now.date()), taking)


@transaction.atomic
def take_chunk(*, rows: Sequence[Row], sorter: Sorter, taking: Taking) -> ImportBatch:
    """Take in the next rows of a batch and say how far it came, in one transaction.

    The source is locked first, so that two imports of one source never look for the same number at once.
    """
    list(ColumnMapping.objects.select_for_update().filter(source=taking.batch.source).values_list("pk"))
    batch = (
        ImportBatch.objects.select_for_update(of=("self",)).select_related("place").get(pk=taking.batch.pk)
    )
    part = rows[batch.n_done : batch.n_done + CHUNK]
    if not part or batch.state != ImportBatch.State.RUNNING:
        return batch
    told = sorter.sort(part, taking.act.at, into=Sorted())
    n_new = _hear(told, taking)
    WrongRow.objects.bulk_create(_wrong(batch, row, refused) for row, refused in told.wrong)
    batch.n_done += len(part)
    batch.n_new += n_new
    batch.n_repeated += told.n_repeated
    batch.n_wrong += len(told.wrong)
    batch.moved_at = taking.act.at
    batch.save(update_fields=["n_done", "n_new", "n_repeated", "n_wrong", "moved_at"])
    return batch


def _hear(told: Sorted, taking: Taking) -> int:
    """How many were heard: all at once, or, where one of them cannot be kept, each by itself."""
    try:
        return len(hear_many(arrivals=[arrival for _, arrival in told.arrivals], taking=taking))
    except (DataError, IntegrityError, Refused):
        return sum(_hear_one(row, arrival, told, taking) for row, arrival in told.arrivals)


def _hear_one(row: Row, arrival: Arrival, told: Sorted, taking: Taking) -> int:
    try:
        return len(hear_many(arrivals=[arrival], taking=taking))
    except Refused as refused:
        told.wrong.append((row, refused))
    except (DataError, IntegrityError):
        told.wrong.append((row, Refused("import.row-not-kept")))
    return 0


def _wrong(batch: ImportBatch, row: Row, refused: Refused) -> WrongRow:
    cells = [block(cell)[:LONGEST_CELL] for cell in row.cells]
    return WrongRow(batch=batch, row=row.number, code=refused.code, facts=plain(refused.facts), cells=cells)


@transaction.atomic
def _end(batch_id: int, now: datetime, state: ImportBatch.State) -> ImportBatch:
    """Close the batch. The file goes: what could not be taken in is kept row by row."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("place").get(pk=batch_id)
    if batch.state != ImportBatch.State.RUNNING:
        return batch
    stored = batch.stored.name
    batch.state, batch.ended_at, batch.stored = state, now, None
    batch.save(update_fields=["state", "ended_at", "stored"])
    if stored:
        transaction.on_commit(lambda: default_storage.delete(stored))
    return batch


def _chunks(rows: Sequence[Row], size: int) -> Iterable[Sequence[Row]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
