"""A dated role that runs out: what is still held in it passes to others before its last day is over.

Ending a role hands over at once what is held in it (`leave`), but a role with an end can be given new work until
its last day. That work is passed on in the evening of that day, so that at midnight nothing is nobody's.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.kernel.actor import Act
from shangyi.kernel.refused import Refused
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import beyond, in_force, receiver_for
from shangyi.undertakings.actions.handing_over import Holding, OnKeeperChanged, pass_on
from shangyi.undertakings.actions.leaving import held_in
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.rules import State

log = logging.getLogger(__name__)

EVENING = 18
"""The hour of the last day from which on what is held passes to others."""

LOOKED_BACK = timedelta(days=14)
"""How long after its end a role is still looked at, for days on which nobody swept."""


def pass_on_what_lapses(*, now: datetime, on_keeper_changed: OnKeeperChanged) -> int:
    """Pass on what only a role that ends today covers, from six in the evening; how many undertakings.

    What a unit does goes to another of that unit; everything else to whoever receives words at the place. Where
    there is nobody else it stays and is logged: the climb of what is late and the nightly check speak of it.
    """
    return sum(_pass_on(capacity, now, on_keeper_changed) for capacity in _lapsing(now))


def _lapsing(now: datetime) -> QuerySet[Capacity]:
    """Roles whose last day is as good as over and whose person plays a part in something open."""
    local = timezone.localtime(now)
    last = local.date() if local.hour >= EVENING else local.date() - timedelta(days=1)
    held = Undertaking.objects.filter(
        Q(holder=OuterRef("person")) | Q(answers_to=OuterRef("person")) | Q(raised_to=OuterRef("person")),
        state=State.OPEN,
    )
    ended = Capacity.objects.filter(Exists(held), until_on__range=(last - LOOKED_BACK, last))
    return ended.select_related("person", "place").order_by("id")


@transaction.atomic
def _pass_on(capacity: Capacity, now: datetime, tell: OnKeeperChanged) -> int:
    if capacity.until_on is None:
        return 0
    parts: defaultdict[Person, list[Holding]] = defaultdict(list)
    for holding in held_in(capacity, capacity.until_on, lock=True):
        for part in holding.parts:
            if taker := _taker(holding.row, part, capacity, now):
                parts[taker].append(Holding(holding.row, (part,)))
    for taker, holdings in parts.items():
        pass_on(
            holdings,
            person=capacity.person,
            to=taker,
            reason=_("The role of %(name)s ends.") % {"name": capacity.person.name},
            act=Act.by_clock(now),
            tell=tell,
        )
    return sum(map(len, parts.values()))


def _taker(row: Undertaking, part: str, capacity: Capacity, now: datetime) -> Person | None:
    """Who takes this part: a colleague of the unit, or whoever receives at the place; None where nobody is left."""
    today = timezone.localdate(now)
    if part == "holder" and row.unit_id is not None:
        rows = Capacity.objects.filter(in_force(today), beyond(today), unit=row.unit_id)
        colleague = rows.exclude(person=capacity.person_id).select_related("person").order_by("id").first()
        found = colleague.person if colleague else None
    else:
        found = _receiver(row, now)
    if found is None or found.pk == capacity.person_id:
        log.warning("nobody takes over what a role that ends holds", extra={"facts": {"undertaking": row.pk}})
        return None
    return found


def _receiver(row: Undertaking, now: datetime) -> Person | None:
    try:
        return receiver_for(row.place_path, now).person
    except Refused:
        return None
