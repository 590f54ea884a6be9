"""Handing over: one undertaking, or everything a person holds, awaits or was raised to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.db import transaction
from django.db.models import Q, QuerySet

from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append_all
from shangyi.ledger.events import Entry
from shangyi.notices.actions import Message, queue
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import beyond, in_force
from shangyi.people.rules.capacities import KEEPING
from shangyi.people.rules.rights import verbs_of
from shangyi.undertakings.events import HandedOver
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.queries import grant_for, undertaking_by_id
from shangyi.undertakings.rules import State, Verb, step

if TYPE_CHECKING:
    from datetime import date, datetime

PARTS = ("holder", "answers_to", "raised_to")
CARRYING = frozenset({"undertaking.finish", "undertaking.finish:own", "undertaking.decide_extension"})


class OnKeeperChanged(Protocol):
    """What the room that owns matters does when their keeper hands over these; the capacity names the new one."""

    def __call__(
        self, *, old: Person, new: Capacity, matters: frozenset[str], reason: str, act: Act
    ) -> object: ...


@dataclass(frozen=True, slots=True)
class Holding:
    """One undertaking and the parts in it that a person plays."""

    row: Undertaking
    parts: tuple[str, ...]


@transaction.atomic
def hand_over(
    *,
    undertaking_id: int,
    to: Person,
    reason: str,
    actor: Actor,
    now: datetime,
    on_keeper_changed: OnKeeperChanged,
) -> Undertaking:
    """Decide that somebody else does it from now on. The clock runs on, and no due time moves.

    Where the holder of a running clock also keeps the matter, the keeping goes along.
    Refused: undertaking.not-found, rights.missing, undertaking.not-open, undertaking.reason-needed,
    undertaking.same-holder, undertaking.cannot-hold, undertaking.not-of-unit.
    """
    row = undertaking_by_id(undertaking_id, lock=True)
    grant = grant_for(row, Verb.HAND_OVER, actor)
    step(State(row.state), Verb.HAND_OVER, reason=reason.strip())
    if row.holder_id == to.pk:
        raise Refused("undertaking.same-holder", name=to.name)
    keeps = row.is_lead and row.holder_id is not None and row.answers_to_id == row.holder_id
    holding = Holding(row, ("holder", "answers_to") if keeps else ("holder",))
    person = row.holder or row.answers_to
    pass_on(
        [holding], person=person, to=to, reason=reason, act=Act.by(actor, grant, now), tell=on_keeper_changed
    )
    return row


@transaction.atomic
def hand_over_all(
    *,
    person: Person,
    to: Person,
    reason: str,
    actor: Actor,
    now: datetime,
    on_keeper_changed: OnKeeperChanged,
) -> int:
    """Pass on everything open that a person holds, awaits, or has as a rung of the ladder; how many
    undertakings.

    The actor must have the right at every place concerned.
    Refused: undertaking.reason-needed, undertaking.same-holder, rights.missing, undertaking.not-found,
    undertaking.cannot-hold, undertaking.not-of-unit.
    """
    step(State.OPEN, Verb.HAND_OVER, reason=reason.strip())
    if person.pk == to.pk:
        raise Refused("undertaking.same-holder", name=to.name)
    holdings = holdings_of(person, lock=True)
    grants = [grant_for(holding.row, Verb.HAND_OVER, actor) for holding in holdings]
    if grants:
        act = Act.by(actor, grants[0], now)
        pass_on(holdings, person=person, to=to, reason=reason, act=act, tell=on_keeper_changed)
    return len(holdings)


def holdings_of(person: Person, *, lock: bool = False) -> list[Holding]:
    """Every open undertaking in which the person plays a part, the most urgent first."""
    rows = Undertaking.objects.filter(
        Q(holder=person) | Q(answers_to=person) | Q(raised_to=person), state=State.OPEN
    )
    rows = rows.select_for_update(of=("self",)) if lock else rows
    return [
        Holding(row, tuple(part for part in PARTS if getattr(row, f"{part}_id") == person.pk))
        for row in _with_names(rows).order_by("due_at", "id")
    ]


def _with_names(rows: QuerySet[Undertaking]) -> QuerySet[Undertaking]:
    return rows.select_related("place", "holder", "unit", "answers_to", "holder_capacity")


def pass_on(
    holdings: Iterable[Holding], *, person: Person, to: Person, reason: str, act: Act, tell: OnKeeperChanged
) -> None:
    """Move the parts of locked rows to another person, record each, tell once; for actions that asked who
    may.

    Refused: undertaking.cannot-hold, when the other has no role at the place; undertaking.not-of-unit.
    """
    roles = _roles(to, act.at.date())
    entries: list[Entry] = []
    kept: dict[str, Capacity] = {}
    rows = []
    for holding in holdings:
        row = holding.row
        for part in holding.parts:
            capacity = _role_for(row, part, to, roles)
            setattr(row, part, to)
            if part == "holder":
                row.holder_capacity = capacity
            elif part == "answers_to" and row.is_lead:
                kept[row.matter] = capacity
            entries.append(_entry(row, part, person, to, reason.strip(), act))
        rows.append(row)
    Undertaking.objects.bulk_update(
        rows, ["holder", "holder_capacity", "answers_to", "raised_to"], batch_size=200
    )
    append_all(entries)
    for capacity in {role.pk: role for role in kept.values()}.values():
        matters = frozenset(matter for matter, role in kept.items() if role == capacity)
        tell(old=person, new=capacity, matters=matters, reason=reason.strip(), act=act)
    queue(_messages(rows, person, to, reason.strip(), act), now=act.at)


def _roles(to: Person, on: date) -> list[Capacity]:
    """The person's roles in force, the most local first. On the last day of a role nothing is taken over in it."""
    rows = Capacity.objects.filter(in_force(on), beyond(on), person=to).select_related("place")
    return sorted(rows, key=lambda row: (-len(_path(row)), row.pk))


def _path(capacity: Capacity) -> str:
    return (capacity.place.path or "") if capacity.place else ""


def _role_for(row: Undertaking, part: str, to: Person, roles: list[Capacity]) -> Capacity:
    """The role in which the person can play this part of this undertaking."""
    here = [role for role in roles if row.place_path.startswith(_path(role))]
    if part == "holder" and row.unit_id is not None:
        of_unit = [role for role in roles if role.unit_id == row.unit_id]
        if not of_unit:
            raise Refused("undertaking.not-of-unit", name=to.name)
        return of_unit[0]
    fitting = [role for role in here if role.kind in KEEPING] if part == "answers_to" else here
    able = [role for role in fitting if verbs_of(role.kind) & CARRYING]
    if not able:
        raise Refused("undertaking.cannot-hold", name=to.name, what=row.what)
    return able[0]


def _entry(row: Undertaking, part: str, person: Person, to: Person, reason: str, act: Act) -> Entry:
    return Entry(
        event=HandedOver(
            undertaking=row.pk,
            part=part,
            old_holder=person.pk,
            new_holder=to.pk,
            new_holder_name=to.name,
            reason=reason,
        ),
        subject=row.matter,
        place_code=row.place.code,
        act=act,
    )


def _messages(rows: list[Undertaking], person: Person, to: Person, reason: str, act: Act) -> list[Message]:
    """One notice each to whoever takes over and whoever gave, however much it is."""
    stamp = f"{act.at.isoformat()}:{rows[0].pk}:{len(rows)}"
    facts = {
        "undertaking": rows[0].pk,
        "what": rows[0].what,
        "n": len(rows),
        "from": person.name,
        "to": to.name,
        "reason": reason,
    }
    about = rows[0].matter if len(rows) == 1 else f"person:{to.pk}"
    return [
        Message(
            template=f"undertaking.{template}",
            about=about,
            key=f"{template}:{each.pk}:{stamp}",
            person_id=each.pk,
            facts=facts,
        )
        for template, each in (("taken-over", to), ("handed-over", person))
        if each.pk != act.person_id
    ]
