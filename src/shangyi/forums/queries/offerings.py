"""New services: who sees them, who may use and so rate them, and how they were rated."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from shangyi.forums.models import Rating, RatingMark, ServiceOffering
from shangyi.forums.queries.gatherings import LARGEST_ID, WITH, gathering_to_read, lives_at
from shangyi.forums.rules.practice import Practice
from shangyi.forums.rules.rating import SHOWN_FROM, AxisTally, tallies
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.people.models import Capacity
from shangyi.people.queries import in_force, same_person_ids

MOST_ASKED = 2000


def service_for(service_id: int, actor: Actor) -> ServiceOffering:
    """One new service, for whoever lives where it is offered, whoever was invited or there, and staff.

    Refused: service.not-found, for all others alike.
    """
    with_gathering = (f"gathering__{each}" for each in WITH)
    row = (
        ServiceOffering.objects.select_related("unit", "undertaking__holder", *with_gathering)
        .filter(pk=min(service_id, LARGEST_ID))
        .first()
    )
    if row is None or actor.person_id is None:
        raise Refused("service.not-found")
    if not lives_at(row.gathering, actor):
        try:
            gathering_to_read(row.gathering_id, actor)
        except Refused as refused:
            raise Refused("service.not-found") from refused
    return row


def may_use(row: ServiceOffering, actor: Actor) -> bool:
    """Whether somebody may rate it: whoever lives there, was there or was invited; nobody of the unit that runs it."""
    people = same_person_ids(actor.person_id or 0)
    if row.unit_id in actor.unit_ids or row.undertaking.holder_id in people:
        return False
    return (
        lives_at(row.gathering, actor)
        or row.gathering.attendances.filter(person__in=people).exists()
        or row.gathering.invitations.filter(person__in=people).exists()
    )


def who_uses(row: ServiceOffering, now: datetime) -> list[int]:
    """Whom to ask: those who were there or invited by name, and those who live there and have an account."""
    gathering, today = row.gathering, timezone.localdate(now)
    there = gathering.attendances.filter(person__isnull=False).values_list("person_id", flat=True)
    invited = gathering.invitations.filter(person__isnull=False).values_list("person_id", flat=True)
    living = Capacity.objects.filter(
        in_force(today), kind="resident", place__path__startswith=gathering.place_path or "-"
    ).filter(person__account__isnull=False)
    people = {*there, *invited, *living.order_by("pk").values_list("person_id", flat=True)[:MOST_ASKED]}
    running = Capacity.objects.filter(in_force(today), unit=row.unit_id).exclude(unit=None)
    people -= {*running.values_list("person_id", flat=True), row.undertaking.holder_id}
    people -= set(row.ratings.values_list("person_id", flat=True))
    return sorted(each for each in people if each is not None)


def service_rated(
    row: ServiceOffering, practice: Practice, *, for_staff: bool = False
) -> tuple[int, tuple[AxisTally, ...]]:
    """How many rated it, and the marks axis by axis; outside of the desk nothing of fewer than three. Two queries."""
    n = row.ratings.count()
    if not n or (n < SHOWN_FROM and not for_staff):
        return n, ()
    given: Counter[tuple[str, int]] = Counter()
    rows = RatingMark.objects.filter(rating__service=row).order_by().values_list("axis", "mark")
    for axis, mark, many in rows.annotate(n=Count("pk")):
        given[axis, mark] = many
    return n, tallies(practice.axes, ((axis, mark, many) for (axis, mark), many in given.items()))


def own_service_rating(row: ServiceOffering, actor: Actor) -> Rating | None:
    """What this person gave."""
    return row.ratings.filter(person__in=same_person_ids(actor.person_id or 0)).first()
