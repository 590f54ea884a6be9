"""The days that a series owes and that nobody has planned yet, as tentative events of a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from icalendar import Event, vUri

from shangyi.forums.models import Feed, Series
from shangyi.forums.queries.series import WITH, kept, open_series_at, running
from shangyi.forums.rules.series import Slot, Standing
from shangyi.people.queries import same_person_ids

AHEAD = timedelta(days=62)
"""So far ahead a calendar shows days that are only due."""

MOST_SERIES = 60
SHORTEST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class DueEvent:
    """One day on which a series would sit by its rhythm, and since when that rhythm holds."""

    series: Series
    slot: Slot
    set_at: datetime


def due_in(feed: Feed, homes: list[str], now: datetime) -> list[DueEvent]:
    """The days to come that nobody has planned, of the series that a feed is about; planned or left out, a day is
    gone from here, and what was planned stands among the gatherings.
    """
    today = timezone.localdate(now)
    owed = kept(_series_of(feed, homes, today), today)
    return [
        DueEvent(each.series, slot, each.set_at)
        for each in owed
        for slot in each.slots(today, today + AHEAD, (), now)
        if slot.standing is Standing.DUE and slot.starts > now
    ]


def _series_of(feed: Feed, homes: list[str], today: date) -> list[Series]:
    """Of a place those that residents may come to; of a person those of their homes and those they keep."""
    if feed.place is not None:
        rows = running(
            Series.objects.filter(is_open=True, place_path__startswith=feed.place.path or "-"), today
        )
    else:
        near = Q(pk__in=open_series_at(homes, today).order_by().values("pk"))
        mine = Q(keeper__in=same_person_ids(feed.person_id or 0))
        rows = running(Series.objects.filter(near | mine), today)
    return list(rows.select_related(*WITH).order_by("place_path", "pk")[:MOST_SERIES])


def due_uid(row: Series, named: date) -> str:
    """The same for one due day for ever; another than that of any gathering."""
    return f"due-{row.pk}-{named:%Y%m%d}@{urlsplit(settings.BASE_URL).hostname or 'shangyi'}"


def due_event(due: DueEvent) -> Event:
    """A tentative event that says that it is not planned yet."""
    row, slot, zone = due.series, due.slot, timezone.get_default_timezone()
    begins = slot.starts.astimezone(zone)
    found = Event()
    found.add("uid", due_uid(row, slot.named or slot.day))
    found.add("sequence", row.version)
    found.add("dtstamp", due.set_at)
    found.add("last-modified", due.set_at)
    found.add("dtstart", begins)
    found.add("dtend", begins + max(timedelta(minutes=row.minutes), SHORTEST))
    found.add("summary", gettext("%(name)s (usual day, not planned yet)") % {"name": row.name})
    found.add("location", " ".join(part for part in (row.place.full_name, row.venue) if part))
    found.add("status", "TENTATIVE")
    found.add("transp", "TRANSPARENT")
    found.add("url", vUri(settings.BASE_URL + reverse("forums:near_me")))
    found.add("description", "\n".join(_said(due)))
    return found


def _said(due: DueEvent) -> list[str]:
    row, slot = due.series, due.slot
    said = [
        gettext(
            "It is usually held on this day; nobody has planned it yet. Once it is planned, it stands here."
        )
    ]
    if slot.was_shifted and slot.named is not None:
        said.append(gettext("Moved from %(day)s because of a holiday.") % {"day": slot.named.isoformat()})
    if row.convened_by is not None:
        said.append(gettext("Convened by %(who)s") % {"who": row.convened_by.name})
    return said
