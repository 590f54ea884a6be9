"""A table of those who came, taken over at once; what is wrong with a row is told, and the others are in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from shangyi.concerns.actions.sheets import read_sheet
from shangyi.forums.actions.moving import Move, begin_work, complete
from shangyi.forums.events import AttendanceImported
from shangyi.forums.models import Attendance
from shangyi.forums.rules.arrivals import Arrival, Wrong, WrongRow, columns_of, read_rows
from shangyi.forums.rules.attending import CheckIn, Signature
from shangyi.forums.rules.life import WRITABLE, State
from shangyi.kernel.refused import Refused
from shangyi.people.models import Person
from shangyi.places.models import Unit
from shangyi.places.queries import units_for

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.kernel.actor import Actor

MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Imported:
    """How many were taken over, how many were on the list already, and the rows that are wrong."""

    n_taken: int
    n_known: int
    wrong: tuple[WrongRow, ...]


@transaction.atomic
def import_attendance(*, gathering_id: int, data: bytes, actor: Actor, now: datetime) -> Imported:
    """Take over a table of those who came. Sent again, corrected or not, nobody is on the list twice.

    A telephone number that we know ties the row to the person who has it, when the names agree.
    Refused: gathering.not-found, rights.missing, gathering.not-now, attendance.columns-missing,
    attendance.too-many-rows, and what `concerns.sheets.read_sheet` refuses.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    if State(move.gathering.state) not in WRITABLE:
        raise Refused("gathering.not-now", state=move.gathering.state, verb="import_attendance")
    sheet = read_sheet(data)
    if len(sheet.rows) > MOST_ROWS:
        raise Refused("attendance.too-many-rows", most=MOST_ROWS)
    practice = move.practice
    classes = {each.code: each.code for each in practice.classes} | {
        each.zh: each.code for each in practice.classes
    }
    rows = ((row.number, row.cells) for row in sheet.rows)
    arrivals, wrong = read_rows(rows, columns_of(sheet.headers), classes)
    new, known, strangers = _new(move, arrivals)
    Attendance.objects.bulk_create(new, batch_size=500)
    found = tuple(sorted([*wrong, *strangers], key=lambda each: each.number))
    move.record(AttendanceImported(n_taken=len(new), n_known=known, n_wrong=len(found)))
    complete(move, "came")
    return Imported(len(new), known, found)


def _new(move: Move, arrivals: list[Arrival]) -> tuple[list[Attendance], int, list[WrongRow]]:
    """The rows to save, how many are on the list already, and those whose number belongs to somebody else."""
    persons = {
        person.phone: person.merged_into or person
        for person in Person.objects.filter(
            phone__in=[each.phone for each in arrivals if each.phone]
        ).select_related("merged_into")
    }
    units = {unit.name: unit for unit in units_for(move.gathering.place_path)}
    here = list(move.gathering.attendances.values_list("person_id", "name", "class_code", "post"))
    by_person = {person_id for person_id, *_ in here if person_id}
    by_name = {tuple(rest) for _person, *rest in here}
    new, known, wrong = [], 0, []
    for each in arrivals:
        person = persons.get(each.phone)
        if person is not None and person.name != each.name:
            wrong.append(WrongRow(each.number, Wrong.PHONE_OF_ANOTHER, each.name))
            continue
        if (person and person.pk in by_person) or (each.name, each.class_code, each.post) in by_name:
            known += 1
            continue
        by_person |= {person.pk} if person else set()
        new.append(_attendance(move, each, person, units.get(each.unit)))
    return new, known, wrong


def _attendance(move: Move, each: Arrival, person: Person | None, unit: Unit | None) -> Attendance:
    return Attendance(
        gathering=move.gathering,
        class_code=each.class_code,
        person=person,
        unit=unit,
        name=each.name,
        post=(each.post or (each.unit if unit is None else ""))[:60],
        came_at=move.gathering.started_at or move.act.at,
        how=CheckIn.SHEET,
        signature=Signature.PAPER,
        signed_at=move.act.at,
    )
