"""Six hundred neighbours who have no story of their own: they vote, answer questions, and are counted."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

from django.db import transaction

from shangyi.entry.demo.names import household_names, phone
from shangyi.people.actions import NewPerson, enter_person

if TYPE_CHECKING:
    from shangyi.entry.demo.world import World
    from shangyi.people.models import Person

COMPOUNDS = ("nongchang-1", "nongchang-2")
NEIGHBOURS = 600
FIRST_PHONE = 5_000


@transaction.atomic
def neighbours_of(world: World, seed: int, *, at: datetime) -> list[Person]:
    """Residents of all buildings of 农场社区, as the desk enters them.

    Their chances are their own: without them the rest of the demo is as it is with them.
    """
    rng = Random(seed)
    buildings = [key for key in world.places if key.split("/")[0] in COMPOUNDS and key.count("/") == 1]
    names = [name for name in household_names(rng) if name not in world.people][:NEIGHBOURS]
    return [_entered(world, n, name, rng.choice(buildings), at) for n, name in enumerate(names)]


def _entered(world: World, n: int, name: str, building: str, at: datetime) -> Person:
    new = NewPerson(name=name, phone=phone(FIRST_PHONE + n), home=world.places[building])
    return enter_person(new=new, actor=world.founder, now=at)
