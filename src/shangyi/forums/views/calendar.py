"""The month on the desk, what residents may come to, and the addresses that calendars fetch."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shangyi.forums.actions.feeds import make_own_feed, make_place_feed, revoke_feed
from shangyi.forums.models import Feed
from shangyi.forums.queries.calendar import month_after, month_before, month_of
from shangyi.forums.queries.feeds import (
    as_icalendar,
    due_of,
    feed_by_secret,
    feed_for_change,
    gatherings_in,
    homes_of,
    own_feed,
    place_feeds,
)
from shangyi.forums.queries.gatherings import times_by_series
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.series import kept, open_series_at, to_come_at
from shangyi.forums.wording.practices import WEEKDAYS, rhythm_words
from shangyi.forums.wording.series import STANDINGS
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may, public, signed_in
from shangyi.places.queries import roots_of, seen_place
from shangyi.ui.rules import page_of

PAGE = 20
MOST_SERIES = 20
AHEAD = timedelta(days=45)
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 1)


@may("gathering.view")
def month(request: HttpRequest) -> HttpResponseBase:
    """A month of one's places: planned, held, called off, missed, and due without a plan."""
    who, now = actor(request), timezone.now()
    today = timezone.localdate(now)
    first = _month(request.GET.get("month", ""), today.replace(day=1))
    shown = month_of(who, first, now)
    context = {
        "face": "desk",
        "now": now,
        "today": today,
        "month": shown,
        "weekdays": WEEKDAYS,
        "before": month_before(first),
        "after": month_after(first),
        "figures": [(words, shown.n(each)) for each, words in STANDINGS.items() if shown.n(each)],
        "days": [
            (day, [(each, STANDINGS[each.slot.standing]) for each in day.entries]) for day in shown.days
        ],
        "may_plan": who.may_anywhere("gathering.plan"),
    }
    return render(request, "forums/month.html", context)


def _month(text: str, instead: date) -> date:
    """The first day of the month that the address names; anything else is this month."""
    try:
        found = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return instead
    return found if EARLIEST <= found <= LATEST else instead


@signed_in
def near_me(request: HttpRequest) -> HttpResponseBase:
    """What residents of my place may come to, what is held regularly, and the address for my own calendar."""
    who, now = actor(request), timezone.now()
    today = timezone.localdate(now)
    homes = homes_of(who, getattr(request.user, "person"))  # noqa: B009 - the account's type is not known here
    rows = to_come_at(homes, who, now)
    pager = page_of(request.GET.get("page"), total=rows[:10_001].count(), size=PAGE)
    owed = kept(list(open_series_at(homes, today)[:MOST_SERIES]), today)
    times = times_by_series(who, [each.series.pk for each in owed])
    feed = own_feed(who)
    context = {
        "face": "resident",
        "now": now,
        "pager": pager,
        "rows": [(row, practice_of(row).zh) for row in rows[pager.start : pager.stop]],
        "series": [
            {
                "row": each.series,
                "rhythm": rhythm_words(each.course.rhythm_on(today)),
                "due": [day for day in each.due(today, today + AHEAD) if day.named not in each.taken][:3],
                "times": times.get(each.series.pk, 0),
            }
            for each in owed
        ],
        "has_home": bool(homes),
        "feed": feed,
        "address": address_of(feed) if feed else "",
        "subscribe": f"webcal://{address_of(feed).partition('://')[2]}" if feed else "",
    }
    return render(request, "forums/near_me.html", context)


def address_of(feed: Feed) -> str:
    """What is put into a calendar."""
    return settings.BASE_URL + reverse("forums:feed", args=[feed.secret])


@require_POST
@signed_in
def new_own_feed(request: HttpRequest) -> HttpResponseBase:
    """Make an address for my own calendar; the one before opens nothing any more."""
    make_own_feed(secret=secrets.token_urlsafe(32), actor=actor(request), now=timezone.now())
    messages.success(
        request, _("The address is made. Whoever has it can read your gatherings: keep it to yourself.")
    )
    return redirect("forums:near_me")


@may("gathering.plan")
def feeds(request: HttpRequest) -> HttpResponseBase:
    """The calendar addresses of one's places, to pass on to residents; made by POST for a place."""
    who, now = actor(request), timezone.now()
    if request.method == "POST":
        given = request.POST.get("place", "")
        if not (given.isascii() and given.isdigit() and len(given) < 19):
            raise Refused("feed.place-needed")
        place = seen_place(int(given), who, "gathering.plan")
        make_place_feed(place=place, secret=secrets.token_urlsafe(32), actor=who, now=now)
        messages.success(request, _("The address is made. Pass it on to residents of this place."))
        return redirect("forums:feeds")
    made = list(place_feeds(who)[:PAGE])
    have = {each.place_id for each in made}
    context: dict[str, Any] = {
        "face": "desk",
        "now": now,
        "feeds": [(each, address_of(each)) for each in made],
        "places": [place for place in roots_of(who, "gathering.plan")[:PAGE] if place.pk not in have],
    }
    return render(request, "forums/feeds.html", context)


@require_POST
@signed_in
def end_feed(request: HttpRequest, feed_id: int) -> HttpResponseBase:
    """Let an address open nothing any more."""
    who = actor(request)
    row = feed_for_change(feed_id, who)
    revoke_feed(feed_id=row.pk, actor=who, now=timezone.now())
    messages.success(request, _("This address opens nothing any more."))
    return redirect("forums:feeds" if row.place_id else "forums:near_me")


@require_safe
@public
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The calendar that a secret address opens, whoever fetches it."""
    row, now = feed_by_secret(secret), timezone.now()
    text = as_icalendar(row, gatherings_in(row, now), due_of(row, now))
    tag = f'"{sha256(text).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "private, max-age=900",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="shangyi.ics"'
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
