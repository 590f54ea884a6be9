"""Reaching the person or the spot, and naming who does the work where a unit was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.notices.actions import Message, queue
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import in_force
from shangyi.undertakings.events import PersonNamed, Responded
from shangyi.undertakings.queries import grant_for, undertaking_by_id
from shangyi.undertakings.rules import State, Verb, step

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.undertakings.models import Undertaking


@transaction.atomic
def respond(*, undertaking_id: int, how: str, actor: Actor, now: datetime) -> Undertaking:
    """Record that somebody was reached or is there; the first response counts, in time or not.

    Refused: undertaking.not-found, rights.missing, undertaking.not-open, undertaking.how-needed,
    undertaking.already-responded.
    """
    row = undertaking_by_id(undertaking_id, lock=True)
    grant = grant_for(row, Verb.RESPOND, actor)
    step(State(row.state), Verb.RESPOND)
    if not how.strip():
        raise Refused("undertaking.how-needed")
    if row.responded_at is not None:
        raise Refused("undertaking.already-responded", responded_at=row.responded_at)
    row.responded_at = now
    row.save(update_fields=["responded_at"])
    append(
        Responded(
            undertaking=row.pk,
            in_time=row.respond_by is None or now <= row.respond_by,
            how=how.strip()[:300],
        ),
        subject=row.matter,
        place_code=row.place.code,
        act=Act.by(actor, grant, now),
    )
    return row


@transaction.atomic
def name_person(*, undertaking_id: int, person: Person, actor: Actor, now: datetime) -> Undertaking:
    """Name the person of the asked unit who does it; from then on it is theirs, and whoever awaits it knows.

    Refused: undertaking.not-found, rights.missing, undertaking.not-open, undertaking.already-named,
    undertaking.not-of-unit.
    """
    row = undertaking_by_id(undertaking_id, lock=True)
    grant = grant_for(row, Verb.NAME_PERSON, actor)
    step(State(row.state), Verb.NAME_PERSON)
    if row.holder_id is not None:
        raise Refused("undertaking.already-named")
    capacity = Capacity.objects.filter(in_force(now.date()), person=person, unit=row.unit_id).first()
    if capacity is None:
        raise Refused("undertaking.not-of-unit", name=person.name)
    row.holder, row.holder_capacity = person, capacity
    row.save(update_fields=["holder", "holder_capacity"])
    append(
        PersonNamed(undertaking=row.pk, holder=person.pk, holder_name=person.name),
        subject=row.matter,
        place_code=row.place.code,
        act=Act.by(actor, grant, now),
    )
    queue([_named(row, person, to) for to in {person.pk, row.answers_to_id} - {actor.person_id}], now=now)
    return row


def _named(row: Undertaking, person: Person, to: int) -> Message:
    return Message(
        template="undertaking.person-named",
        about=row.matter,
        key=f"undertaking:{row.pk}:named:{person.pk}:{to}",
        person_id=to,
        facts={"undertaking": row.pk, "what": row.what, "name": person.name, "you": to == person.pk},
    )
