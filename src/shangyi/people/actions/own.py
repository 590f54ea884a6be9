"""What people change about themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shangyi.kernel.actor import Act
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.people.events import PersonNamed
from shangyi.people.models import Person

LONGEST_NAME = 60


@transaction.atomic
def name_oneself(*, person: Person, name: str, now: datetime) -> None:
    """How somebody wants to be called; the name before stays in the record.

    Refused: person.name-needed, person.name-too-long.
    """
    wanted = " ".join(name.split())
    if not wanted:
        raise Refused("person.name-needed")
    if len(wanted) > LONGEST_NAME:
        raise Refused("person.name-too-long", most=LONGEST_NAME)
    before, person.name = person.name, wanted
    person.save(update_fields=["name"])
    append(
        PersonNamed(named=person.pk, name_before=before, new_name=wanted),
        subject=f"person:{person.pk}",
        place_code=person.home.code if person.home else "",
        act=Act(person.pk, wanted, None, "self", now),
    )


@transaction.atomic
def choose_reading(*, person: Person, large_print: bool, language: str) -> None:
    """Keep how somebody wants to read, for every device they sign in on and for what is printed for them."""
    person.large_print = large_print
    person.language = language
    person.save(update_fields=["large_print", "language"])
