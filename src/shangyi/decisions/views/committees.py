"""Everybody: which compounds found an owners' committee, how far each is, and how an owner asks for one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangyi.decisions.actions import founding_opening
from shangyi.decisions.forms.foundings import RequestForm
from shangyi.decisions.models import Founding, FoundingSupport
from shangyi.decisions.queries.foundings import (
    asking_of,
    compounds_of,
    home_below,
    may_read_names,
    public_founding,
    public_foundings,
    standing_of,
)
from shangyi.decisions.rules.founding import LIVE
from shangyi.decisions.views.founding_showing import course_of, next_of, people_of, problems_of, tone_of
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.people.queries import same_person_ids
from shangyi.people.views import actor, public, signed_in
from shangyi.places.models import Place
from shangyi.ui.rules import page_of


@public
def committees(request: HttpRequest) -> HttpResponseBase:
    """Every procedure, the newest first, by the name of the compound; one's own compounds on top."""
    words = request.GET.get("q", "").strip()[:60]
    rows = public_foundings(words)
    pager = page_of(request.GET.get("page"), total=rows[:10_001].count(), size=20)
    homes = compounds_of(actor(request)) if actor(request).person_id else []
    mine = {row.place_id: row for row in Founding.objects.filter(place__in=homes, state__in=LIVE)}
    context = {
        "now": timezone.now(),
        "face": "resident",
        "rows": [(row, tone_of(row)) for row in rows[pager.start : pager.stop]],
        "pager": pager,
        "filters": [{"name": "q", "label": _("Name of the compound"), "value": words}],
        "to_ask": [home for home in homes if home.pk not in mine],
        "words": words,
    }
    return render(request, "decisions/committee_list.html", context)


@public
def one(request: HttpRequest, founding_id: int) -> HttpResponseBase:
    """One procedure as everybody sees it: done, to come, who, until when. Names only where one lives there."""
    return _page(request, public_founding(founding_id))


def _page(request: HttpRequest, row: Founding, refused: Refused | None = None) -> HttpResponseBase:
    who, now = actor(request), timezone.now()
    standing = standing_of(row, today=timezone.localdate(now))
    may_read = may_read_names(row, who)
    context: dict[str, Any] = {
        "now": now,
        "face": "resident",
        "founding": row,
        "tone": tone_of(row),
        "course": course_of(standing, now, members=people_of(row, may_read=may_read)),
        "next": next_of(row, standing, now),
        "asking": asking_of(row),
        "may_read": may_read,
        "may_join": _may_join(row, who),
        "problems": problems_of(refused, standing, now),
    }
    return render(request, "decisions/committee_one.html", context, status=422 if refused else 200)


def _may_join(row: Founding, who: Actor) -> bool:
    if row.state != "requested" or who.person_id is None or home_below(who, row.place_path) is None:
        return False
    mine = same_person_ids(who.person_id)
    return not FoundingSupport.objects.filter(founding=row, person__in=mine).exists()


@signed_in
@require_POST
def join(request: HttpRequest, founding_id: int) -> HttpResponseBase:
    """I ask for it too. Refused: founding.not-found, to whoever does not live there."""
    row = public_founding(founding_id)
    if home_below(actor(request), row.place_path) is None:
        raise Refused("founding.not-found")
    try:
        founding_opening.join_request(founding_id=row.pk, actor=actor(request), now=timezone.now())
    except Refused as refused:
        return _page(request, row, refused)
    messages.success(request, _("You are counted among those who ask."))
    return redirect("decisions:founding_one", row.pk)


@signed_in
def ask(request: HttpRequest) -> HttpResponseBase:
    """An owner asks for a committee in a compound where they live."""
    who, now = actor(request), timezone.now()
    homes = Place.objects.filter(pk__in=[home.pk for home in compounds_of(who)]).order_by("path")
    form = RequestForm(request.POST if request.method == "POST" else None, compounds=homes)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            row = founding_opening.request_founding(actor=who, now=now, **form.cleaned_data)
        except Refused as problem:
            refused = problem
        else:
            messages.success(request, _("Your request is in. You are told when it is taken up."))
            return redirect("decisions:founding_one", row.pk)
    context = {
        "now": now,
        "face": "resident",
        "form": form,
        "has_home": homes.exists(),
        "problems": problems_of(refused, None, now),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/committee_ask.html", context, status=status)
