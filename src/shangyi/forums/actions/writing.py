"""The record: a line is written first and its kind chosen later; words once written stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model, QuerySet

from shangyi.forums.actions.attending import check_room
from shangyi.forums.actions.moving import Move, begin, begin_work, complete, gathering_for_change
from shangyi.forums.events import RemarkSorted, RemarkWritten, SheetTaken, WordsAdded
from shangyi.forums.models import Addition, Attendance, Gathering, Remark, Sheet
from shangyi.forums.queries.practices import check_kind
from shangyi.forums.rules.life import State, check_writable
from shangyi.forums.rules.lines import check_chain, check_key, check_line, claim_of
from shangyi.forums.rules.moments import said_at
from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.concerns.actions.photos import Picture
    from shangyi.places.models import Unit

LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """One line as it comes from a device. `key` is made there; `written` and `sent` are by the clock of the device.

    `replies_to_id` points to the line it answers; `kind` is usually empty and chosen later.
    """

    key: str
    text: str
    kind: str = ""
    class_code: str = ""
    speaker_name: str = ""
    attendance_id: int | None = None
    unit: Unit | None = None
    item_id: int | None = None
    replies_to_id: int | None = None
    head: str = ""
    is_slip: bool = False
    sheet_id: int | None = None
    read_back: bool = False
    written: datetime | None = None
    sent: datetime | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The line, and whether it had arrived before."""

    remark: Remark
    again: bool = False


@transaction.atomic
def write_line(*, gathering_id: int, new: NewLine, actor: Actor, now: datetime) -> Written:
    """Put one line into the record, at its end; sent again under the same key it is the same line.

    Two hosts may write at once: the gathering is locked, so that numbers have no gaps and none is given twice.
    Refused: gathering.not-found, rights.missing, gathering.not-open, gathering.already-filed, remark.key-needed,
    remark.words-needed, remark.words-too-long, remark.kind-not-now, remark.not-found, remark.answers-nothing,
    remark.wrong-chain, item.not-found, attendance.not-found, sheet.not-found.
    """
    key, text = check_key(new.key), check_line(new.text)
    move = begin_work(gathering_id, "gathering.host", actor, now)
    earlier = Remark.objects.filter(gathering=move.gathering, key=key).first()
    if earlier is not None:
        return Written(earlier, again=True)
    check_writable(State(move.gathering.state))
    return Written(_write(move, _line(move, new, key, text)))


def _line(move: Move, new: NewLine, key: str, text: str) -> Remark:
    """The line, not yet saved, with all that it points to looked up in this gathering alone."""
    row = move.gathering
    item = one_of(row.items.all(), new.item_id, "item.not-found") or row.current_item
    who = one_of(row.attendances.all(), new.attendance_id, "attendance.not-found") or _of_that_name(row, new)
    target = one_of(row.remarks.all(), new.replies_to_id, "remark.not-found")
    if new.kind:
        check_kind(move.practice, item.phase if item else "", new.kind)
        check_chain(new.kind, target.kind if target else None)
    return Remark(
        key=key,
        text=text,
        item=item,
        attendance=who,
        class_code=(who.class_code if who else new.class_code)[:40],
        speaker_name="" if new.is_slip else (who.name if who else " ".join(new.speaker_name.split()))[:60],
        unit=new.unit or (who.unit if who else None),
        is_slip=new.is_slip,
        kind=new.kind,
        head=new.head.strip()[:40],
        replies_to=target,
        read_back=new.read_back,
        sheet=one_of(row.sheets.all(), new.sheet_id, "sheet.not-found"),
        said_at=said_at(written=new.written, sent=new.sent, now=move.act.at, opened_at=row.started_at),
        recorded_by_id=move.act.person_id,
        **_claim(new.kind, text),
    )


def _of_that_name(row: Gathering, new: NewLine) -> Attendance | None:
    """Whoever is on the list by the name that was written beside the line, when that is one and no other."""
    name = " ".join(new.speaker_name.split())
    if not name or new.is_slip:
        return None
    found = row.attendances.filter(name=name)
    found = found.filter(class_code=new.class_code) if new.class_code else found
    return found[0] if len(found[:2]) == 1 else None


def _claim(kind: str, text: str) -> dict[str, Any]:
    """The number of a claim and its unit, kept apart from the words."""
    found = claim_of(text) if kind == "claim" else None
    if found is None:
        return {"value": None, "comparator": "", "value_unit": ""}
    return {"value": found.bound.value, "comparator": found.bound.comparator, "value_unit": found.unit}


Row = TypeVar("Row", bound=Model)


def one_of(rows: QuerySet[Row], pk: int | None, code: str) -> Row | None:
    """The row with this id among those of a gathering; None for no id. Refused: the code, for a foreign one."""
    if pk is None:
        return None
    found = rows.filter(pk=min(pk, LARGEST_ID)).first()
    if found is None:
        raise Refused(code)
    return found


def _write(move: Move, remark: Remark) -> Remark:
    put_line(move, remark)
    complete(move, "line")
    return remark


def put_line(move: Move, remark: Remark) -> Remark:
    """Give the line its number and keep it; the caller completes the change."""
    row = move.gathering
    row.n_lines += 1
    remark.gathering, remark.number, remark.recorded_at = row, row.n_lines, move.act.at
    remark.save(force_insert=True)
    move.record(
        RemarkWritten(
            remark=remark.pk,
            number=remark.number,
            class_code=remark.class_code,
            remark_kind=remark.kind,
            is_slip=remark.is_slip,
            said_at=remark.said_at.isoformat(),
            speaker_name=remark.speaker_name,
            text=remark.text,
        )
    )
    return remark


@transaction.atomic
def send_slip(*, gathering_id: int, key: str, text: str, now: datetime) -> Written:
    """An unnamed slip from a phone in the room: nothing is kept of who sent it.

    Refused: gathering.not-found, gathering.not-open, gathering.over, remark.key-needed, remark.words-needed,
    remark.words-too-long.
    """
    key, text = check_key(key), check_line(text)
    row = gathering_for_change(gathering_id)
    check_room(row)
    earlier = Remark.objects.filter(gathering=row, key=key).first()
    if earlier is not None:
        return Written(earlier, again=True)
    nobody = Act(None, "", None, "slip", now)
    slip = Remark(key=key, text=text, is_slip=True, item=row.current_item, said_at=now)
    return Written(_write(begin(row, nobody), slip))


@transaction.atomic
def sort_line(
    *,
    gathering_id: int,
    remark_id: int,
    kind: str,
    actor: Actor,
    now: datetime,
    head: str = "",
    replies_to_id: int | None = None,
) -> Remark:
    """Choose what a line is, under which head it stands, and which line it answers; the words stay as they are.

    What something came of already keeps its kind. Refused: gathering.not-found, rights.missing, gathering.not-open,
    gathering.already-filed, remark.not-found, remark.kind-not-now, remark.answers-nothing, remark.wrong-chain,
    remark.in-a-circle, remark.has-outcome.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    check_writable(State(move.gathering.state))
    remark = remark_for_change(move.gathering, remark_id)
    target = one_of(move.gathering.remarks.all(), replies_to_id, "remark.not-found") or remark.replies_to
    check_kind(move.practice, remark.item.phase if remark.item else "", kind)
    check_chain(kind, target.kind if target else None)
    _not_in_a_circle(remark, target)
    if remark.kind and remark.kind != kind and remark.outcomes.exists():
        raise Refused("remark.has-outcome")
    remark.kind, remark.replies_to = kind, target
    remark.head = head.strip()[:40] or remark.head
    for name, value in _claim(kind, remark.text).items():
        setattr(remark, name, value)
    remark.save()
    move.record(
        RemarkSorted(
            remark=remark.pk, remark_kind=kind, head=remark.head, replies_to=target.pk if target else None
        )
    )
    complete(move, "line")
    return remark


def remark_for_change(row: Gathering, remark_id: int) -> Remark:
    """One line of this gathering and of no other. Refused: remark.not-found."""
    found = (
        row.remarks.select_related("item", "attendance", "replies_to")
        .filter(pk=min(remark_id, LARGEST_ID))
        .first()
    )
    if found is None:
        raise Refused("remark.not-found")
    return found


def _not_in_a_circle(remark: Remark, target: Remark | None) -> None:
    """A line answers an earlier one, so that a chain has a beginning. Refused: remark.in-a-circle."""
    if target is not None and target.number >= remark.number:
        raise Refused("remark.in-a-circle")


@transaction.atomic
def add_words(*, gathering_id: int, remark_id: int, text: str, actor: Actor, now: datetime) -> Addition:
    """Correct or complete a line by words that stand below it with their own time, also after filing.

    Refused: gathering.not-found, rights.missing, remark.not-found, remark.words-needed, remark.words-too-long.
    """
    kept = check_line(text)
    move = begin_work(gathering_id, "gathering.host", actor, now)
    remark = remark_for_change(move.gathering, remark_id)
    addition = Addition.objects.create(remark=remark, text=kept, added_at=now, by_id=actor.person_id)
    move.record(WordsAdded(remark=remark.pk, text=kept))
    complete(move, "line")
    return addition


@transaction.atomic
def take_sheet(*, gathering_id: int, picture: Picture, use: str, actor: Actor, now: datetime) -> Sheet:
    """Keep the photo of a sheet of paper: lines, counts, signatures; the same photo again is the same sheet.

    Refused: gathering.not-found, rights.missing, gathering.not-open.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    if not State(move.gathering.state).was_held:
        check_writable(State(move.gathering.state))
    known = move.gathering.sheets.filter(digest=picture.digest).first()
    if known is not None:
        return known
    sheet = Sheet(
        gathering=move.gathering,
        use=Sheet.Use(use),
        digest=picture.digest,
        added_at=now,
        added_by_id=actor.person_id,
    )
    sheet.file.save(f"{picture.digest[:32]}.jpg", ContentFile(picture.large), save=False)
    sheet.small.save(f"{picture.digest[:32]}-small.jpg", ContentFile(picture.small), save=False)
    sheet.save(force_insert=True)
    move.record(SheetTaken(sheet=sheet.pk, use=sheet.use, digest=sheet.digest))
    complete(move)
    return sheet
