"""What a calendar fetches: which gatherings a feed shows, as text that stays the same until something changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from icalendar import Calendar, Event, vUri

from shangyi.forums.models import Feed, Gathering, Invitation
from shangyi.forums.queries.due_events import DueEvent, due_event, due_in
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.series import open_at
from shangyi.forums.rules.life import State
from shangyi.kernel.actor import Actor, may
from shangyi.kernel.refused import Refused
from shangyi.people.queries import actor_of, same_person_ids

if TYPE_CHECKING:
    from shangyi.people.models import Person

BACK = timedelta(days=90)
"""So far back a feed shows what was held or called off."""

MOST = 500
WITH = ("place", "convened_by", "series", "practice_version")
REFRESH = timedelta(hours=1)

STATUS = {
    State.PLANNED: "TENTATIVE",
    State.CANCELLED: "CANCELLED",
    State.MISSED: "CANCELLED",
}


def feed_by_secret(secret: str) -> Feed:
    """The feed that this address opens. Refused: feed.not-found, also for one that was revoked and for that of
    somebody whose account was closed.
    """
    rows = Feed.objects.select_related("place", "person__home").filter(secret=secret[:43], revoked_at=None)
    found = rows.exclude(person__account__is_active=False).first()
    if found is None or len(secret) > 43:
        raise Refused("feed.not-found")
    return found


def own_feed(actor: Actor) -> Feed | None:
    """The actor's own address, if one was made and stands."""
    if actor.person_id is None:
        return None
    return Feed.objects.filter(person=actor.person_id, revoked_at=None).first()


def place_feeds(actor: Actor) -> QuerySet[Feed]:
    """The standing addresses of places where the actor plans gatherings."""
    reach = Q(pk__in=[])
    for root in actor.paths_for("gathering.plan"):
        reach |= Q(place__path__startswith=root)
    return (
        Feed.objects.filter(reach, revoked_at=None).select_related("place", "made_by").order_by("place__path")
    )


def feed_for_change(feed_id: int, actor: Actor) -> Feed:
    """One standing or revoked feed that the actor may revoke. Refused: feed.not-found for all others alike."""
    found = Feed.objects.select_related("place").filter(pk=min(feed_id, 2**63 - 1)).first()
    if found is None:
        raise Refused("feed.not-found")
    own = found.person_id is not None and found.person_id == actor.person_id
    near = found.place is not None and may(actor, "gathering.plan", found.place.path or "") is not None
    if not own and not near:
        raise Refused("feed.not-found")
    return found


def doors_of(actor: Actor) -> list[str]:
    """The households and places where somebody lives, as far as that was confirmed."""
    return [grant.path for grant in actor.grants if grant.kind == "resident" and grant.path]


def homes_of(actor: Actor, person: Person | None) -> list[str]:
    """Where somebody lives by their own word or confirmed: what lies open to everybody there is shown to them."""
    said = person.home.path if person is not None and person.home is not None else None
    return sorted({*doors_of(actor), *([said] if said else [])})


def gatherings_in(feed: Feed, now: datetime) -> list[Gathering]:
    """What a feed shows, the latest first: of a place what residents may come to; of a person that of their home,
    what they are invited to, what they keep, and what they came to.
    """
    rows = _of_place(feed) if feed.place is not None else _of_person(feed.person, now)
    recent = rows.filter(planned_at__gte=now - BACK).select_related(*WITH)
    return list(recent.order_by("-planned_at", "-pk").distinct()[:MOST])


def _of_place(feed: Feed) -> QuerySet[Gathering]:
    path = feed.place.path if feed.place else ""
    return Gathering.objects.filter(is_open=True, place_path__startswith=path or "-")


def _of_person(person: Person | None, now: datetime) -> QuerySet[Gathering]:
    if person is None:
        return Gathering.objects.none()
    who, ids = actor_of(person, timezone.localdate(now)), same_person_ids(person.pk)
    told = Q(person__in=ids) | Q(unit__in=who.unit_ids) | Q(household__path__in=doors_of(who))
    invited = Invitation.objects.filter(told, told_at__isnull=False).values("gathering")
    mine = Q(keeper__in=ids) | Q(pk__in=invited) | Q(attendances__person__in=ids)
    return Gathering.objects.filter(mine | Q(pk__in=open_at(homes_of(who, person)).values("pk")))


def due_of(feed: Feed, now: datetime) -> list[DueEvent]:
    """The usual days to come that nobody has planned yet, for whom the feed is."""
    if feed.person is None:
        return due_in(feed, [], now)
    return due_in(feed, homes_of(actor_of(feed.person, timezone.localdate(now)), feed.person), now)


def as_icalendar(
    feed: Feed, rows: list[Gathering], due: Iterable[DueEvent] = (), language: str = "zh-hans"
) -> bytes:
    """The feed as text, byte for byte the same while nothing in it changes."""
    with translation.override(language):
        found = Calendar()
        found.add("prodid", "-//shangyi//gatherings//ZH")
        found.add("version", "2.0")
        found.add("calscale", "GREGORIAN")
        found.add("method", "PUBLISH")
        found.add("x-wr-calname", _name(feed))
        found.add("x-wr-timezone", str(timezone.get_default_timezone()))
        found.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        for row in rows:
            found.add_component(_event(row))
        for each in due:
            found.add_component(due_event(each))
        found.add_missing_timezones()
        text: bytes = found.to_ical()
        return text


def _name(feed: Feed) -> str:
    if feed.place is not None:
        return gettext("Gatherings · %(place)s") % {"place": feed.place.full_name or feed.place.name}
    return gettext("My gatherings")


def _event(row: Gathering) -> Event:
    """The plan of one gathering: begin and end stay as planned, also when it began later."""
    zone, practice = timezone.get_default_timezone(), practice_of(row)
    state = State(row.state)
    begins = row.planned_at.astimezone(zone)
    revised = max(filter(None, (row.revised_at, row.noticed_at)), default=row.planned_at)
    found = Event()
    found.add("uid", uid_of(row))
    found.add("sequence", row.sequence)
    found.add("dtstamp", revised)
    found.add("last-modified", revised)
    found.add("dtstart", begins)
    found.add("dtend", begins + timedelta(minutes=row.planned_minutes))
    found.add("summary", f"{practice.zh} · {row.theme}")
    found.add("location", " ".join(part for part in (row.place.full_name, row.venue) if part))
    found.add("status", STATUS.get(state, "CONFIRMED"))
    found.add("url", vUri(settings.BASE_URL + reverse("forums:invited", args=[row.pk])))
    if description := _description(row):
        found.add("description", description)
    return found


def uid_of(row: Gathering) -> str:
    """The same for one gathering in every feed and for ever, and of no other installation."""
    return f"gathering-{row.pk}@{urlsplit(settings.BASE_URL).hostname or 'shangyi'}"


def _description(row: Gathering) -> str:
    """Who convenes it, which one it is in its series, and why it is off; never who is invited or what about whom."""
    said = []
    if row.convened_by is not None:
        said.append(gettext("Convened by %(who)s") % {"who": row.convened_by.name})
    if row.series is not None:
        said.append(row.series.name)
    if row.state in {State.CANCELLED, State.MISSED} and row.end_reason:
        said.append(gettext("Not held: %(why)s") % {"why": row.end_reason})
    return "\n".join(said)
