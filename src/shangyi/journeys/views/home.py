"""The first screen: what needs me today."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from shangyi.concerns.models import Voice
from shangyi.decisions.queries.waiting import waiting_of
from shangyi.journeys.queries.matters import MyMatter, first_matters, my_matters
from shangyi.people.queries import same_person_ids
from shangyi.people.views import actor, public, signed_in
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
    context: dict[str, Any] = {
        "now": now,
        "face": "resident",
        "name": who.name,
        "n_today": len(to_rate) + len(to_decide),
        "to_decide": to_decide,
        "to_rate": to_rate,
        "others": [each for each in matters if not each.to_rate],
        "has_desk": who.may_anywhere("desk.enter"),
        "place": _home_name(request),
    }
    return render(request, "journeys/home.html", context)


def _home_name(request: HttpRequest) -> str:
    place = getattr(request.user, "person").home  # noqa: B009 - the account's type is not known to the request
    return place.full_name if place else ""


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
