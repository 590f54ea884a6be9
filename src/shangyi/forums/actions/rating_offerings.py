"""Rating a new service: residents are asked before its day and rate it once it runs; staff enter what they hear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shangyi.forums.actions.moving import Move, begin, complete, gathering_for_change
from shangyi.forums.events import RatingAsked, ServiceRated
from shangyi.forums.models import Rating, RatingMark, ServiceOffering
from shangyi.forums.queries.offerings import may_use, service_for, who_uses
from shangyi.forums.rules.rating import Side, asks_to_rate, check_marks, check_service_time, check_words
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.notices.actions import Message

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.forums.actions.rating import Opinion

AT_ONCE = 200


@transaction.atomic
def rate_service(*, service_id: int, opinion: Opinion, actor: Actor, now: datetime) -> Rating:
    """Rate a new service that one may use; until the time is over it may be changed.

    Refused: service.not-found, service.not-theirs, service.not-begun, service.rating-closed, and as `rate`.
    """
    row = service_for(service_id, actor)
    if not may_use(row, actor):
        raise Refused("service.not-theirs")
    move = begin(gathering_for_change(row.gathering_id), Act.by_resident(actor, now))
    known = Rating.objects.filter(service=row, person=actor.person_id).first()
    return _keep(move, row, known, opinion, person_id=actor.person_id)


@transaction.atomic
def rate_service_for(*, service_id: int, opinion: Opinion, actor: Actor, now: datetime) -> Rating:
    """Staff enter what a resident told them or wrote on paper, unnamed. Refused: as `rate_service`; rights.missing."""
    row = service_for(service_id, actor)
    grant = require(actor, "gathering.host", row.gathering.place_path)
    move = begin(gathering_for_change(row.gathering_id), Act.by(actor, grant, now))
    return _keep(move, row, None, opinion, person_id=None)


def _keep(
    move: Move, service: ServiceOffering, known: Rating | None, opinion: Opinion, *, person_id: int | None
) -> Rating:
    """Keep the rating; the same again changes nothing."""
    now = move.act.at
    check_service_time(service.starts_on, service.day, timezone.localdate(now))
    marks, words = check_marks(opinion.marks, move.practice.axes), check_words(opinion.words)
    if known is not None and (known.words, dict(known.marks.values_list("axis", "mark"))) == (words, marks):
        return known
    row = known or Rating(
        gathering=move.gathering,
        side=Side.USED,
        service=service,
        person_id=person_id,
        by_staff=person_id is None,
        rated_at=now,
    )
    row.words, row.changed_at = words, now if known is not None else None
    row.save()
    row.marks.all().delete()
    RatingMark.objects.bulk_create(
        RatingMark(rating=row, axis=axis, mark=mark) for axis, mark in marks.items()
    )
    move.record(
        ServiceRated(
            service=service.pk,
            rating=row.pk,
            marks=tuple(f"{axis}:{mark}" for axis, mark in sorted(marks.items())),
            changed=known is not None,
            by_staff=row.by_staff,
            words=words,
        )
    )
    complete(move, "rated")
    return row


def ask_about_services(*, now: datetime) -> int:
    """Whoever may use a new service is asked once to rate it, two weeks before its day; of how many services."""
    today = timezone.localdate(now)
    waiting = ServiceOffering.objects.filter(asked_at=None, starts_on__lte=today).order_by("pk")
    due = [each for each in waiting[:AT_ONCE] if asks_to_rate(each.starts_on, each.day, today)]
    return sum(_ask(each.pk, each.gathering_id, now) for each in due)


@transaction.atomic
def _ask(service_id: int, gathering_id: int, now: datetime) -> int:
    move = begin(gathering_for_change(gathering_id), Act.by_clock(now))
    row = ServiceOffering.objects.get(pk=service_id)
    if row.asked_at is not None or not move.practice.axes:
        return 0
    people = who_uses(row, now)
    for person_id in people:
        move.messages.append(
            Message(
                template="service.rate",
                about=row.subject,
                key=f"service.rate:{row.pk}:{person_id}",
                person_id=person_id,
                facts={"title": row.name, "what": row.scope, "until": row.day.isoformat()},
            )
        )
    row.asked_at = now
    row.save(update_fields=["asked_at"])
    move.record(RatingAsked(n_asked=len(people), service=row.pk))
    complete(move)
    return 1
