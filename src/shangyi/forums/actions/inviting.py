"""Who is invited: persons, units, a class, the households of a stairwell, and those who raised the matters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from shangyi.concerns.models import Voice
from shangyi.concerns.rules.hearing import Naming
from shangyi.forums.actions.moving import Move, begin_work, complete
from shangyi.forums.events import InvitationAnswered, Invited
from shangyi.forums.models import Invitation
from shangyi.forums.queries.gatherings import invitation_for_answer
from shangyi.forums.queries.practices import class_of
from shangyi.forums.rules.attending import Answer
from shangyi.forums.rules.life import COMING, State
from shangyi.forums.rules.practice import Panel, ParticipantClass
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.notices.actions import announce
from shangyi.people.models import Capacity
from shangyi.people.queries import in_force
from shangyi.places.models import HouseholdRow, Place, Unit
from shangyi.places.queries import units_for
from shangyi.places.rules import PlaceKind, ancestor_paths

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.forums.models import Gathering
    from shangyi.people.models import Person

MOST_AT_ONCE = 2000


@transaction.atomic
def invite_persons(
    *, gathering_id: int, class_code: str, persons: Iterable[Person], actor: Actor, now: datetime
) -> int:
    """Invite people by name; how many were new. Refused: gathering.not-found, rights.missing,
    gathering.too-late-to-invite, class.not-found, gathering.nobody-to-invite.
    """
    move, told = _begin(gathering_id, class_code, actor, now)
    rows = [
        Invitation(gathering=move.gathering, class_code=told.code, person=who, name=who.name, invited_at=now)
        for who in persons
    ]
    return _save(move, rows)


@transaction.atomic
def invite_units(
    *, gathering_id: int, class_code: str, units: Iterable[Unit], actor: Actor, now: datetime
) -> int:
    """Invite units; their people are told in the app, where they have one. Refused: as `invite_persons`."""
    move, told = _begin(gathering_id, class_code, actor, now)
    known = set(move.gathering.invitations.filter(unit__isnull=False).values_list("unit_id", flat=True))
    rows = [
        Invitation(gathering=move.gathering, class_code=told.code, unit=unit, name=unit.name, invited_at=now)
        for unit in units
        if unit.pk not in known
    ]
    return _save(move, rows)


@transaction.atomic
def invite_class(*, gathering_id: int, class_code: str, actor: Actor, now: datetime) -> int:
    """Invite everybody of a class whom the place knows: bearers of its capacities, units of its kinds.

    A class that no roll lists (居民) is invited as a whole: it is told on the board, and stands on the list as one
    line. Refused: as `invite_persons`.
    """
    move, told = _begin(gathering_id, class_code, actor, now)
    rows = [*_bearers(move.gathering, told, now), *_units(move.gathering, told, now)]
    if not rows and not move.gathering.invitations.filter(class_code=told.code).exists():
        whole = Invitation(gathering=move.gathering, class_code=told.code, name=told.zh, invited_at=now)
        rows = [whole]
    return _save(move, rows)


def _bearers(row: Gathering, told: ParticipantClass, now: datetime) -> list[Invitation]:
    home = row.community.path if row.community else row.place_path
    found = (
        Capacity.objects.filter(in_force(now.date()), kind__in=told.capacities)
        .filter(place__path__startswith=home or "")
        .select_related("person")
        .order_by("person_id", "id")
    )
    persons = {each.person_id: each.person for each in found[:MOST_AT_ONCE]}
    return [
        Invitation(gathering=row, class_code=told.code, person=who, name=who.name, invited_at=now)
        for who in persons.values()
    ]


def _units(row: Gathering, told: ParticipantClass, now: datetime) -> list[Invitation]:
    if not told.units:
        return []
    known = set(row.invitations.filter(unit__isnull=False).values_list("unit_id", flat=True))
    found = units_for(row.place_path).filter(kind__in=told.units).exclude(pk__in=known)
    return [
        Invitation(gathering=row, class_code=told.code, unit=unit, name=unit.name, invited_at=now)
        for unit in found[:MOST_AT_ONCE]
    ]


@transaction.atomic
def invite_households(
    *, gathering_id: int, class_code: str, below: Place, actor: Actor, now: datetime
) -> int:
    """Invite every household below a place, by the roster: the stairwell that is affected, for example.

    One invitation for each household, named after its door; whoever lives there and has an account is told in the
    app as well. Refused: as `invite_persons`; gathering.place-elsewhere.
    """
    move, told = _begin(gathering_id, class_code, actor, now)
    home = move.gathering.community.path if move.gathering.community else move.gathering.place_path
    if home not in ancestor_paths(below.path or ""):
        raise Refused("gathering.place-elsewhere", place=below.full_name)
    doors = Place.objects.filter(path__startswith=below.path or "", kind=PlaceKind.HOUSEHOLD).order_by("path")
    chosen = list(doors[:MOST_AT_ONCE])
    residents = _residents_of(chosen, now)
    rows = [
        Invitation(
            gathering=move.gathering,
            class_code=told.code,
            household=door,
            household_row=residents.get(door.pk),
            name=door.full_name[-80:],
            invited_at=now,
        )
        for door in chosen
    ]
    return _save(move, rows)


def _residents_of(doors: list[Place], now: datetime) -> dict[int, HouseholdRow]:
    """The first person whom the roster names behind each door."""
    rows = HouseholdRow.objects.filter(place__in=doors, until_on__isnull=True, from_on__lte=now.date())
    found: dict[int, HouseholdRow] = {}
    for row in rows.order_by("place_id", "id"):
        found.setdefault(row.place_id, row)
    return found


@transaction.atomic
def invite_reporters(*, gathering_id: int, actor: Actor, now: datetime) -> bool:
    """Invite those who raised the matters on the agenda, each told as the one who raised it.

    On every list they stand like any other resident: that they spoke, and how many they are, shows nowhere. Hence
    no number is given back. Whoever asked to be sealed or unnamed is not invited by name.
    Refused: gathering.not-found, rights.missing, gathering.too-late-to-invite.
    """
    move = begin_work(gathering_id, "gathering.plan", actor, now)
    _must_be_coming(move.gathering)
    voices = (
        Voice.objects.filter(
            concern__agenda_items__gathering=move.gathering, person__isnull=False, naming=Naming.NAMED
        )
        .select_related("person")
        .order_by("person_id", "id")
    )
    first: dict[int | None, Voice] = {}
    for voice in voices:
        first.setdefault(voice.person_id, voice)
    rows = [
        Invitation(
            gathering=move.gathering,
            class_code=move.practice.reporters,
            person=voice.person,
            name=voice.person.name if voice.person else "",
            concern_id=voice.concern_id,
            invited_at=now,
        )
        for voice in first.values()
    ]
    if rows:
        _save(move, rows)
    return bool(rows)


@transaction.atomic
def invite_as_before(*, gathering_id: int, last: Gathering, actor: Actor, now: datetime) -> int:
    """Invite the standing classes of an earlier sitting: its units, its people, what was invited as a whole.

    Those who are chosen for the matter at hand are not. Nor is anybody by name of the class in which those stand who
    raised the matters: whoever were left out of it would be the one who raised something.
    Refused: gathering.not-found, rights.missing, gathering.too-late-to-invite.
    """
    move = begin_work(gathering_id, "gathering.plan", actor, now)
    _must_be_coming(move.gathering)
    standing = {each.code for each in move.practice.classes if each.panel is Panel.STANDING}
    before = Invitation.objects.filter(gathering=last, class_code__in=standing, household=None, concern=None)
    rows = [
        Invitation(
            gathering=move.gathering,
            class_code=each.class_code,
            person_id=each.person_id,
            unit_id=each.unit_id,
            name=each.name,
            invited_at=now,
        )
        for each in before.order_by("id")
        if each.person_id is None or each.class_code != move.practice.reporters
    ]
    return _save(move, rows) if rows else 0


def _begin(gathering_id: int, class_code: str, actor: Actor, now: datetime) -> tuple[Move, ParticipantClass]:
    move = begin_work(gathering_id, "gathering.plan", actor, now)
    _must_be_coming(move.gathering)
    return move, class_of(move.practice, class_code)


def _must_be_coming(row: Gathering) -> None:
    if State(row.state) not in COMING:
        raise Refused("gathering.too-late-to-invite")


def _save(move: Move, rows: list[Invitation]) -> int:
    """Save what is new; who is invited already stays as invited first."""
    if not rows:
        raise Refused("gathering.nobody-to-invite")
    before = move.gathering.invitations.count()
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    n = move.gathering.invitations.count() - before
    if n:
        move.record(Invited(n_invited=n))
    complete(move, "invited")
    return n


@transaction.atomic
def answer_invitation(
    *,
    invitation_id: int,
    answer: Answer,
    actor: Actor,
    now: datetime,
    spoken_for_by: str = "",
    because: str = "",
) -> Invitation:
    """我来 / 有人替我说 / 来不了: by the one who is invited, by a person of the unit, or by staff who were told.

    It may be changed until the gathering is over. Refused: invitation.not-found, gathering.answered-too-late,
    gathering.answer-needed, gathering.who-speaks-needed.
    """
    row = invitation_for_answer(invitation_id, actor)
    gathering = row.gathering
    if not State(gathering.state).is_coming and gathering.state != State.OPEN:
        raise Refused("gathering.answered-too-late")
    if answer is Answer.NONE:
        raise Refused("gathering.answer-needed")
    if answer is Answer.REPRESENTED and not spoken_for_by.strip():
        raise Refused("gathering.who-speaks-needed")
    own = actor.person_id is not None and row.person_id == actor.person_id
    act = Act.by_resident(actor, now)
    if not own and not (row.unit_id and row.unit_id in actor.unit_ids):
        act = Act.by(actor, require(actor, "gathering.host", gathering.place_path), now)
    row.answer, row.answered_at = answer, now
    row.spoken_for_by = spoken_for_by.strip()[:60] if answer is Answer.REPRESENTED else ""
    row.cannot_because = because.strip()[:120] if answer is Answer.CANNOT else ""
    row.save(update_fields=["answer", "answered_at", "spoken_for_by", "cannot_because"])
    event = InvitationAnswered(
        invitation=row.pk, answer=answer.value, by_staff=not own, spoken_for_by=row.spoken_for_by
    )
    append(event, subject=gathering.subject, place_code=gathering.place.code, act=act)
    announce(channel=gathering.channel, kind="invited", now=now)
    return row
