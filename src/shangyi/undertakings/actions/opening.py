"""Opening an undertaking: somebody named, a thing to do, a due time, somebody to answer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shangyi.kernel.refused import Refused
from shangyi.ledger.events import Entry
from shangyi.places.rules import Manner
from shangyi.undertakings.events import UndertakingOpened
from shangyi.undertakings.models import Undertaking

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.kernel.actor import Act
    from shangyi.people.models import Capacity, Person
    from shangyi.places.models import Place, Unit
    from shangyi.undertakings.rules import Task, Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUndertaking:
    """What is asked of whom. A unit without a holder is allowed; neither is not.

    Without a timing it says why there is none yet (时限待定); a lead always has one.
    """

    matter: str
    task: Task
    what: str
    place: Place
    answers_to: Person
    timing: Timing | None
    holder: Person | None = None
    holder_capacity: Capacity | None = None
    unit: Unit | None = None
    manner: Manner = Manner.ASSIGN
    pack_id: int | None = None
    is_lead: bool = False
    undated_reason: str = ""
    parent: Undertaking | None = None


def prepare(new: NewUndertaking, now: datetime) -> Undertaking:
    """The row to be saved, by bulk verbs where there are many.

    Refused: undertaking.nobody-named; undertaking.date-or-reason-needed, for neither a timing nor a reason.
    """
    if new.holder is None and new.unit is None:
        raise Refused("undertaking.nobody-named", what=new.what)
    if new.timing is None and (new.is_lead or not new.undated_reason.strip()):
        raise Refused("undertaking.date-or-reason-needed", what=new.what)
    return Undertaking(
        matter=new.matter,
        task=new.task,
        is_lead=new.is_lead,
        parent=new.parent,
        what=new.what[:300],
        place=new.place,
        place_path=new.place.path or "",
        holder=new.holder,
        holder_capacity=new.holder_capacity,
        unit=new.unit,
        manner=new.manner,
        answers_to=new.answers_to,
        pack_id=new.pack_id,
        opened_at=now,
        undated_reason="" if new.timing else new.undated_reason.strip()[:200],
        **(_clocks(new.timing) if new.timing else {}),
    )


def _clocks(timing: Timing) -> dict[str, Any]:
    """The columns that a timing fills."""
    moments = [timing.respond_by, timing.remind_at, timing.due_at]
    return {
        "respond_by": timing.respond_by,
        "first_due_at": timing.first_due_at or timing.due_at,
        "due_at": timing.due_at,
        "remind_at": timing.remind_at,
        "return_by": timing.return_by,
        "working": {"limit": timing.limit, **timing.working},
        "look_at": min(moment for moment in moments if moment is not None),
    }


def opened_entry(row: Undertaking, act: Act, category: str = "") -> Entry:
    """The ledger line of a saved undertaking."""
    return Entry(
        event=UndertakingOpened(
            undertaking=row.pk,
            task=row.task,
            manner=row.manner,
            is_lead=row.is_lead,
            due_at=row.due_at.isoformat() if row.due_at else None,
            respond_by=row.respond_by.isoformat() if row.respond_by else None,
            limit=str(row.working.get("limit", "")),
            unit=row.unit_id,
            holder=row.holder_id,
            holder_name=row.holder.name if row.holder else "",
            unit_name=row.unit.name if row.unit else "",
            what=row.what,
        ),
        subject=row.matter,
        place_code=row.place.code,
        category=category,
        act=act,
    )


def open_undertaking(*, new: NewUndertaking, act: Act, category: str = "") -> tuple[Undertaking, Entry]:
    """Save an undertaking; the row, and the line that the caller appends in its own transaction."""
    row = prepare(new, act.at)
    row.save(force_insert=True)
    return row, opened_entry(row, act, category)
