"""The first screen: what needs me today."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from shangyi.concerns.models import Voice
from shangyi.decisions.queries.waiting import waiting_of
from shangyi.deliberation.queries.topics import open_to
from shangyi.journeys.queries.matters import MyMatter, first_matters, my_matters
from shangyi.people.queries import same_person_ids
from shangyi.people.views import actor, public, signed_in
from shangyi.places.models import Place
from shangyi.ui.rules import page_of

ON_HOME = 8


@public
def home(request: HttpRequest) -> HttpResponseBase:
    """What needs me today, the one button to speak up, and my matters. Visitors see how to speak up and look up."""
    now = timezone.now()
    if not request.user.is_authenticated:
        return render(request, "journeys/welcome.html", {"now": now, "face": "resident"})
    who = actor(request)
    ids = same_person_ids(who.person_id or 0)
    matters = first_matters(ids, now, n=ON_HOME)
    to_rate = [each for each in matters if each.to_rate]
    to_decide = waiting_of(ids)
    lives_at = _home(request)
    topics = open_to(who, lives_at, ids)
    context: dict[str, Any] = {
        "now": now,
        "face": "resident",
        "name": who.name,
        "topics": [each for each in topics if each.n_left],
        "n_today": len(to_rate) + len(to_decide),
        "to_decide": to_decide,
        "to_rate": to_rate,
        "others": [each for each in matters if not each.to_rate],
        "has_desk": who.may_anywhere("desk.enter"),
        "place": lives_at.full_name if lives_at else "",
    }
    return render(request, "journeys/home.html", context)


def _home(request: HttpRequest) -> Place | None:
    home: Place | None = getattr(request.user, "person").home  # noqa: B009 - the account's type is not known here
    return home


@signed_in
def mine(request: HttpRequest) -> HttpResponseBase:
    """Everything I said, with where it stands."""
    now = timezone.now()
    ids = same_person_ids(actor(request).person_id or 0)
    pager = page_of(request.GET.get("page"), total=Voice.objects.filter(person_id__in=ids).count(), size=20)
    matters: list[MyMatter] = my_matters(ids, now, start=pager.start, stop=pager.stop)
    return render(
        request, "journeys/mine.html", {"now": now, "face": "resident", "matters": matters, "pager": pager}
    )
