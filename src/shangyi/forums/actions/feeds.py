"""Secret addresses for calendars: made for a place or for oneself, revoked and made anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from shangyi.forums.events import FeedMade, FeedRevoked
from shangyi.forums.models import Feed
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.people.models import Person
from shangyi.places.models import Place


@transaction.atomic
def make_place_feed(*, place: Place, secret: str, actor: Actor, now: datetime) -> Feed:
    """A secret address for the gatherings of a place that residents may come to. One that is there is revoked by it:
    whoever fetches that gets nothing any more.

    Refused: rights.missing.
    """
    act = Act.by(actor, require(actor, "gathering.plan", place.path or ""), now)
    Place.objects.select_for_update().get(pk=place.pk)
    _revoke_all(Feed.objects.filter(place=place), act)
    return _make(Feed(place=place, secret=secret, made_at=now, made_by_id=actor.person_id), act)


@transaction.atomic
def make_own_feed(*, secret: str, actor: Actor, now: datetime) -> Feed:
    """A secret address for one's own gatherings; the one before is revoked. Refused: feed.sign-in."""
    if actor.person_id is None:
        raise Refused("feed.sign-in")
    act = Act.by_resident(actor, now)
    Person.objects.select_for_update().get(pk=actor.person_id)
    _revoke_all(Feed.objects.filter(person=actor.person_id), act)
    return _make(Feed(person_id=actor.person_id, secret=secret, made_at=now, made_by_id=actor.person_id), act)


@transaction.atomic
def revoke_feed(*, feed_id: int, actor: Actor, now: datetime) -> Feed:
    """Let an address open nothing any more: one's own, or that of a place where one plans gatherings.

    Refused: feed.not-found for what is neither, feed.already-revoked.
    """
    row = Feed.objects.select_for_update(of=("self",)).select_related("place").filter(pk=feed_id).first()
    if row is None:
        raise Refused("feed.not-found")
    if row.place is not None:
        act = Act.by(actor, require(actor, "gathering.plan", row.place.path or ""), now)
    elif row.person_id == actor.person_id:
        act = Act.by_resident(actor, now)
    else:
        raise Refused("feed.not-found")
    if row.revoked_at is not None:
        raise Refused("feed.already-revoked")
    _revoke(row, act)
    return row


def _revoke_all(rows: QuerySet[Feed], act: Act) -> None:
    for row in rows.filter(revoked_at=None).select_related("place"):
        _revoke(row, act)


def _revoke(row: Feed, act: Act) -> None:
    row.revoked_at, row.revoked_by_id = act.at, act.person_id
    row.save(update_fields=["revoked_at", "revoked_by"])
    _record(row, FeedRevoked(of_place=row.place_id is not None), act)


def _make(row: Feed, act: Act) -> Feed:
    row.save()
    _record(row, FeedMade(of_place=row.place_id is not None), act)
    return row


def _record(row: Feed, event: FeedMade | FeedRevoked, act: Act) -> None:
    append(event, subject=f"feed:{row.pk}", place_code=row.place.code if row.place else "", act=act)
