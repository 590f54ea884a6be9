"""Entering people who have no account of their own, and linking them to the rows that name them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.people.events import PersonEntered, PersonPlaced, RosterLinked
from shangyi.people.models import Person, RosterLink
from shangyi.people.queries import reach_of
from shangyi.people.rules.contacts import check_email, check_phone
from shangyi.places.models import HouseholdRow, OwnerRow, Place

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    name: str
    phone: str | None = None
    email: str | None = None
    home: Place | None = None
    large_print: bool = False


@transaction.atomic
def enter_person(*, new: NewPerson, actor: Actor, now: datetime) -> Person:
    """Enter somebody who has no account. A phone or e-mail address already known is that person.

    Whoever is known keeps their own name; a home is filled in where none was known.
    Refused: rights.missing, person.name-needed, person.name-too-long, person.phone-unreadable,
    person.email-unreadable.
    """
    grant = require(actor, "person.enter", (new.home.path or "") if new.home else _widest(actor))
    act = Act.by(actor, grant, now)
    wanted = replace(
        new, name=_readable(new.name), phone=check_phone(new.phone), email=check_email(new.email)
    )
    known = _known(wanted)
    if known is None:
        return record_person(new=wanted, how="staff", act=act)
    if known.home_id is None and wanted.home is not None:
        _place(known, wanted.home, act)
    return known


def _readable(name: str) -> str:
    wanted = " ".join(name.split())
    if not wanted:
        raise Refused("person.name-needed")
    if len(wanted) > LONGEST_NAME:
        raise Refused("person.name-too-long", most=LONGEST_NAME)
    return wanted


def _known(new: NewPerson) -> Person | None:
    """The kept row of whoever has this phone or address."""
    rows = Person.objects.select_related("merged_into")
    by_phone = rows.filter(phone=new.phone).first() if new.phone else None
    found = by_phone or (rows.filter(email=new.email).first() if new.email else None)
    return (found.merged_into or found) if found else None


def _place(person: Person, home: Place, act: Act) -> None:
    person.home = home
    person.save(update_fields=["home"])
    event = PersonPlaced(placed=person.pk, home=home.pk)
    append(event, subject=f"person:{person.pk}", place_code=home.code, act=act)


def record_person(*, new: NewPerson, how: str, act: Act) -> Person:
    """Save a person and the fact; for actions that have asked who may."""
    person = Person.objects.create(
        name=new.name.strip(),
        phone=new.phone or None,
        email=new.email or None,
        home=new.home,
        large_print=new.large_print,
        entered_at=act.at,
    )
    append(
        PersonEntered(how=how, entered=person.pk, entered_name=person.name),
        subject=f"person:{person.pk}",
        place_code=new.home.code if new.home else "",
        act=act,
    )
    return person


def _widest(actor: Actor) -> str:
    paths = actor.paths_for("person.enter")
    return min(paths, key=len) if paths else ""


@transaction.atomic
def link_roster_row(
    *, person: Person, row: HouseholdRow | OwnerRow, actor: Actor, now: datetime
) -> RosterLink:
    """Say that this person is the one the roster row names. Saying it again changes nothing.

    Refused: rights.missing for the row's place or the person; person.row-of-another.
    """
    grant = require(actor, "roster.edit", row.place.path or "")
    require(actor, "person.view", reach_of(person, actor, "person.view"))
    is_owner = isinstance(row, OwnerRow)
    links = RosterLink.objects.filter(**({"owner_row": row} if is_owner else {"household_row": row}))
    known = links.select_for_update().first()
    if known is not None and known.person_id != person.pk:
        raise Refused("person.row-of-another")
    if known is not None:
        return known
    link = RosterLink.objects.create(
        person=person,
        owner_row=row if isinstance(row, OwnerRow) else None,
        household_row=row if isinstance(row, HouseholdRow) else None,
        linked_at=now,
    )
    append(
        RosterLinked(roster="owners" if is_owner else "households", linked=person.pk, row=row.pk),
        subject=f"person:{person.pk}",
        place_code=row.place.code,
        act=Act.by(actor, grant, now),
    )
    return link
