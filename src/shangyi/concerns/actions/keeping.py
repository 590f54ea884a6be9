"""What other rooms' changes mean for a concern: a clock that was moved, a keeper who hands over."""

from __future__ import annotations

from datetime import datetime

from shangyi.concerns.actions.moving import begin, complete, concern_for_change
from shangyi.concerns.actions.telling import tell_speakers
from shangyi.concerns.events import KeeperChanged
from shangyi.concerns.models import Concern
from shangyi.concerns.rules.life import OPEN_STATES
from shangyi.kernel.actor import Act
from shangyi.people.models import Capacity, Person
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.rules import Rung


def concern_of(matter: str) -> int | None:
    """The concern that a matter names, or None when it names something else."""
    room, _, number = matter.partition(":")
    return int(number) if room == "concern" and number.isdigit() else None


def follow_due_change(*, matter: str, due_at: datetime, reason: str, act: Act) -> None:
    """An extension was granted: the concern's clock follows and everyone who spoke is told, in that transaction.

    Handed to `undertakings` as what to do when a lead's due time moves; the first due time stays.
    """
    concern_id = concern_of(matter)
    if concern_id is None:
        return
    move = begin(concern_for_change(concern_id), act)
    move.concern.due_at = due_at
    tell_speakers(move, "concern.extended", by=due_at.isoformat(), reason=reason)
    complete(move)


def follow_raise(row: Undertaking, rung: Rung) -> None:
    """A rung of the ladder was climbed: that tier holds the concern from now on. Handed to the sweep.

    The climb itself is recorded by the sweep in the same transaction, with the capacity of the rung.
    """
    concern_id = concern_of(row.matter)
    if concern_id is not None and row.is_lead and rung.tier:
        Concern.objects.filter(pk=concern_id).update(tier=rung.tier)


def follow_hand_over(*, old: Person, new: Capacity, matters: frozenset[str], reason: str, act: Act) -> int:
    """Of these matters, what the old keeper keeps gets the new one; how many. Handed to `undertakings` as above."""
    named = [number for matter in matters if (number := concern_of(matter)) is not None]
    rows = Concern.objects.filter(pk__in=named, keeper=old, state__in=OPEN_STATES)
    kept = list(rows.order_by("pk").values_list("pk", flat=True))
    for concern_id in kept:
        move = begin(concern_for_change(concern_id), act)
        move.concern.keeper, move.concern.keeper_capacity = new.person, new
        move.record(
            KeeperChanged(old_keeper=old.pk, keeper=new.person_id, keeper_name=new.person.name, reason=reason)
        )
        complete(move)
    return len(kept)
