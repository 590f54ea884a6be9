"""Who is there: checked in by their own phone or by staff, counted, or taken over from a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q

from shangyi.forums.actions.moving import Move, begin, begin_work, complete, gathering_for_change
from shangyi.forums.events import CheckedIn, HeadsCounted
from shangyi.forums.models import Attendance, HeadCount
from shangyi.forums.queries.practices import class_of
from shangyi.forums.rules.attending import CheckIn, Signature
from shangyi.forums.rules.life import WRITABLE, State
from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.bounds import parse_bound
from shangyi.kernel.refused import Refused
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import in_force, same_person_ids
from shangyi.places.rules import ancestor_paths

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.forums.models import Gathering
    from shangyi.places.models import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who came: a person we know, a name, or nobody we name. `stands_for`: for whom they speak."""

    class_code: str
    person: Person | None = None
    name: str = ""
    post: str = ""
    unit: Unit | None = None
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """The row, and whether they had been checked in before: that is said, and nothing is counted twice."""

    attendance: Attendance
    again: bool = False


@transaction.atomic
def check_in_self(*, secret: str, who: Newcomer, device: str, actor: Actor, now: datetime) -> Came:
    """Check in with one's own phone, by the QR code of the room; also without a name.

    A person or a phone that is in the room already is the one who came first.
    Refused: gathering.not-found, gathering.not-open, gathering.over, class.not-found.
    """
    row = _room(secret)
    class_of_it = class_of(begin(row, Act.by_resident(actor, now)).practice, who.class_code)
    move = begin(row, Act.by_resident(actor, now))
    person = Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None
    known = _known(row, person, device)
    if known is not None:
        return Came(known, again=True)
    attendance = _attendance(
        move, Newcomer(class_code=class_of_it.code, person=person, name=who.name), CheckIn.QR
    )
    attendance.device = "" if person else device[:40]
    if person is not None:
        attendance.signature, attendance.signed_at = Signature.PHONE, now
    return _came(move, attendance)


def _room(secret: str) -> Gathering:
    """The gathering whose room this secret opens, locked, while people sit together."""
    from shangyi.forums.models import Gathering

    found = Gathering.objects.filter(join_secret=secret).values_list("pk", flat=True).first()
    if found is None:
        raise Refused("gathering.not-found")
    row = gathering_for_change(found)
    check_room(row)
    return row


def check_room(row: Gathering) -> None:
    """Phones take part while people sit together. Refused: gathering.not-open, gathering.over."""
    if row.state == State.OPEN:
        return
    raise Refused("gathering.over" if State(row.state).was_held else "gathering.not-open")


def _known(row: Gathering, person: Person | None, device: str) -> Attendance | None:
    if person is not None:
        same = same_person_ids(person.pk)
        return Attendance.objects.filter(gathering=row, person__in=same).first()
    return Attendance.objects.filter(gathering=row, device=device).first() if device else None


@transaction.atomic
def check_in(*, gathering_id: int, who: Newcomer, actor: Actor, now: datetime) -> Came:
    """Staff check somebody in: a person we know, a name on paper, or one more whom nobody names.

    Refused: gathering.not-found, rights.missing, gathering.not-now, class.not-found.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    row = move.gathering
    if State(row.state) not in {State.NOTICED, State.PLANNED, *WRITABLE}:
        raise Refused("gathering.not-now", state=row.state, verb="check_in")
    class_of(move.practice, who.class_code)
    known = _known(row, who.person, "") if who.person else _same_name(row, who)
    if known is not None:
        return Came(known, again=True)
    return _came(move, _attendance(move, who, CheckIn.STAFF))


def _same_name(row: Gathering, who: Newcomer) -> Attendance | None:
    """The same name in the same class and post is the same person; the unnamed are as many as they are."""
    name = " ".join(who.name.split())
    if not name:
        return None
    return Attendance.objects.filter(
        gathering=row, class_code=who.class_code, name=name, post=who.post.strip(), person=None
    ).first()


def _attendance(move: Move, who: Newcomer, how: CheckIn) -> Attendance:
    """The row, not yet saved, with the capacity the person has at this place."""
    capacity = capacity_at(move.gathering, who.person, move.act.at) if who.person else None
    return Attendance(
        gathering=move.gathering,
        class_code=who.class_code,
        person=who.person,
        capacity=capacity,
        unit=who.unit or (capacity.unit if capacity else None),
        name=" ".join((who.name or (who.person.name if who.person else "")).split())[:60],
        post=(who.post.strip() or (capacity.title if capacity else ""))[:60],
        stands_for=who.stands_for.strip()[:60],
        came_at=move.act.at,
        how=how,
    )


def capacity_at(row: Gathering, person: Person, now: datetime) -> Capacity | None:
    """The capacity nearest to the place in which somebody comes: one that covers it, or that lies in it."""
    covering = Q(place__path__in=ancestor_paths(row.place_path)) | Q(place__path__startswith=row.place_path)
    found = Capacity.objects.filter(in_force(now.date()), covering, person=person).select_related("unit")
    return found.order_by("-place__path", "id").first()


def _came(move: Move, attendance: Attendance) -> Came:
    """Save; when two hosts checked the same person in at once, the second gets the row of the first."""
    try:
        with transaction.atomic():
            attendance.save(force_insert=True)
    except IntegrityError:
        same = Q(person=attendance.person) if attendance.person_id else Q(device=attendance.device)
        return Came(Attendance.objects.get(same, gathering=move.gathering), again=True)
    move.record(
        CheckedIn(
            attendance=attendance.pk,
            class_code=attendance.class_code,
            how=attendance.how,
            name=attendance.name,
        )
    )
    complete(move, "came")
    return Came(attendance)


@transaction.atomic
def sign(*, gathering_id: int, attendance_id: int, how: Signature, actor: Actor, now: datetime) -> Attendance:
    """Note that somebody signed on paper. Refused: gathering.not-found, rights.missing,
    attendance.not-found.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    row = Attendance.objects.filter(gathering=move.gathering, pk=attendance_id).first()
    if row is None:
        raise Refused("attendance.not-found")
    row.signature, row.signed_at = how, now
    row.save(update_fields=["signature", "signed_at"])
    complete(move, "came")
    return row


@transaction.atomic
def count_heads(
    *, gathering_id: int, class_code: str, said: str, actor: Actor, now: datetime, source: str = ""
) -> HeadCount:
    """How many of a class there are, as counted or said: "20余" is kept as at least 20. Counted anew, it replaces.

    Refused: gathering.not-found, rights.missing, gathering.not-now, class.not-found, bound.unreadable,
    bound.contradictory.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    if State(move.gathering.state) not in WRITABLE:
        raise Refused("gathering.not-now", state=move.gathering.state, verb="count_heads")
    code = class_of(move.practice, class_code).code
    bound = parse_bound(said)
    row, _made = HeadCount.objects.update_or_create(
        gathering=move.gathering,
        class_code=code,
        defaults={
            "value": bound.value,
            "comparator": bound.comparator,
            "source": source.strip()[:60],
            "counted_at": now,
        },
    )
    move.record(
        HeadsCounted(class_code=code, value=bound.value, comparator=bound.comparator, source=row.source)
    )
    complete(move, "came")
    return row
