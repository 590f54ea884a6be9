"""The first rows of an installation: its community, its rules, its first operator."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shangyi.kernel.actor import Act, Actor, Grant
from shangyi.people.actions import NewCapacity, NewPerson, enter_person, grant_capacity, open_account
from shangyi.people.models import Account
from shangyi.people.rules.capacities import CapacityKind
from shangyi.people.rules.rights import verbs_of
from shangyi.places.actions import NewPlace, add_place
from shangyi.places.models import Place
from shangyi.places.rules import PlaceKind
from shangyi.rulepacks.actions import import_calendar, import_pack
from shangyi.rulepacks.rules import load_calendar, load_pack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    community: str
    code: str
    region: str
    name: str
    sign_in_name: str
    password: str


@transaction.atomic
def found(new: Foundation, *, now: datetime) -> Place:
    """Make community, rules and first operator in one transaction; who runs `shangyi init` acts as operator.

    Refused: what the rooms refuse of a place, a person, an account or a rule pack.
    """
    grant = Grant(None, CapacityKind.OPERATOR, "", verbs_of(CapacityKind.OPERATOR))
    founder = Actor(None, new.name, (grant,))
    import_rules(region=new.region, act=Act.by(founder, grant, now))
    place = NewPlace(kind=PlaceKind.COMMUNITY, code=new.code, name=new.community)
    community = add_place(new=place, actor=founder, now=now)
    operator = enter_person(new=NewPerson(name=new.name), actor=founder, now=now)
    open_account(person=operator, sign_in_name=new.sign_in_name, password=new.password)
    role = NewCapacity(
        person=operator, kind=CapacityKind.OPERATOR, place=None, from_on=timezone.localdate(now)
    )
    grant_capacity(new=role, actor=founder, now=now)
    return community


def import_rules(*, region: str, act: Act) -> int:
    """Import the shipped calendar and rule packs of a region; how many texts there were."""
    calendars = [text for text in shipped("calendars") if load_calendar(text).region == region]
    packs = [text for text in shipped("packs") if load_pack(text).region == region]
    for text in calendars:
        import_calendar(text=text, act=act)
    for text in packs:
        import_pack(text=text, act=act)
    return len(calendars) + len(packs)


def shipped(kind: str) -> Iterator[str]:
    """The texts that come with this version, in the order of their names."""
    folder = files("shangyi.rulepacks") / kind
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            yield file.read_text(encoding="utf-8")


def regions() -> list[str]:
    """Regions for which a calendar and a rule pack are shipped."""
    with_calendar = {load_calendar(text).region for text in shipped("calendars")}
    return sorted(with_calendar & {load_pack(text).region for text in shipped("packs")})


def is_founded() -> bool:
    """Whether somebody already uses this database."""
    return Account.objects.exists() or Place.objects.exists()
