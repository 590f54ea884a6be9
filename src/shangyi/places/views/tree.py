"""The tree of places: look through it, add to it, rename in it, choose from it, print its posters."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shangyi.kernel.actor import may as may_at
from shangyi.kernel.refused import Refused
from shangyi.places.actions import NewPlace, add_place, rename_place
from shangyi.places.forms import PlaceForm, RenameForm
from shangyi.places.models import HouseholdRow, OwnerRow, Place
from shangyi.places.queries import (
    ancestors,
    children_with_counts,
    periods_at,
    picker,
    roots_of,
    search_places,
    seen_place,
)
from shangyi.places.rules import PlaceKind, kinds_below
from shangyi.places.views.units import sentence
from shangyi.ui.rules import page_of
from shangyi.ui.views.access import actor, may, public

PAGE = 50


@may("place.view")
@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """Where one may look, or what was searched for."""
    text = request.GET.get("q", "")[:60].replace("\x00", "").strip()
    who = actor(request)
    places = search_places(text, who, "place.view") if text else roots_of(who, "place.view")
    found = list(places[: PAGE + 1])
    context = {"places": found[:PAGE], "more": len(found) > PAGE, "text": text, "face": "desk"}
    return render(request, "places/tree.html", context)


@may("place.view")
@require_GET
def place(request: HttpRequest, place_id: int) -> HttpResponse:
    """One place: what lies in it, who serves it, its rosters and its poster."""
    where = seen_place(place_id, actor(request), "place.view")
    return render(request, "places/place.html", _page(request, where))


def _page(request: HttpRequest, where: Place, **forms: Any) -> dict[str, Any]:
    inside = children_with_counts(where)
    pager = page_of(request.GET.get("page"), total=inside.count(), size=PAGE)
    who, path = actor(request), where.path or ""
    may_edit = may_at(who, "place.edit", path) is not None
    return {
        "place": where,
        "above": [
            each for each in ancestors(path) if each != where and may_at(who, "place.view", each.path or "")
        ],
        "inside": inside[pager.start : pager.stop],
        "pager": pager,
        "periods": periods_at(where)[:20],
        "rosters": _rosters(where) if may_at(who, "roster.view", path) else None,
        "may_edit": may_edit,
        "may_edit_units": may_at(who, "unit.edit", path) is not None,
        "add_form": PlaceForm(parent=where) if may_edit and kinds_below(PlaceKind(where.kind)) else None,
        "rename_form": RenameForm(initial={"name": where.name}) if may_edit else None,
        "today": timezone.localdate(),
        "face": "desk",
        **forms,
    }


def _rosters(where: Place) -> dict[str, int]:
    path = where.path or ""
    return {
        "households": HouseholdRow.objects.filter(place__path__startswith=path).count(),
        "owners": OwnerRow.objects.filter(place__path__startswith=path).count(),
    }


@may("place.edit")
@require_POST
def add(request: HttpRequest, place_id: int) -> HttpResponse:
    """Add a place inside this one."""
    where = seen_place(place_id, actor(request), "place.edit")
    form = PlaceForm(request.POST, parent=where)
    if form.is_valid():
        data = form.cleaned_data
        new = NewPlace(kind=PlaceKind(data["kind"]), code=data["code"], name=data["name"], parent=where)
        try:
            added = add_place(new=new, actor=actor(request), now=timezone.now())
        except Refused as refused:
            form.add_error("code" if "code" in refused.code else "name", sentence(refused))
        else:
            messages.success(request, _("Added: %(name)s") % {"name": added.full_name})
            return redirect("places:place", place_id=where.pk)
    return render(request, "places/place.html", _page(request, where, add_form=form), status=422)


@may("place.edit")
@require_POST
def rename(request: HttpRequest, place_id: int) -> HttpResponse:
    """Give the place another name; the old one stays in the record."""
    where = seen_place(place_id, actor(request), "place.edit")
    form = RenameForm(request.POST)
    if form.is_valid():
        try:
            rename_place(place=where, actor=actor(request), now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", sentence(refused))
        else:
            messages.success(request, _("Renamed. The old name stays in the record."))
            return redirect("places:place", place_id=where.pk)
    return render(request, "places/place.html", _page(request, where, rename_form=form), status=422)


@may("place.view")
@require_GET
def poster(request: HttpRequest, place_id: int) -> HttpResponse:
    """A page of A4 to hang up: a code that opens the speak-up page with the place filled in."""
    where = seen_place(place_id, actor(request), "place.view")
    address = f"{settings.BASE_URL.rstrip('/')}/speak/?{urlencode({'place': where.code})}"
    drawing = segno.make(address, error="m").svg_inline(scale=10, border=4, svgclass="qr", omitsize=True)
    context = {"place": where, "address": address, "qr": drawing, "face": "plain"}
    return render(request, "places/poster.html", context)


@public
@require_GET
def children(request: HttpRequest) -> HttpResponse:
    """The picker again, one level further down."""
    chosen = picker(
        request.GET.getlist(_name(request))[:12], actor=actor(request), verb=request.GET.get("verb", "")[:40]
    )
    return render(request, "places/picker_levels.html", {"picker": chosen, "name": _name(request)})


def _name(request: HttpRequest) -> str:
    """The name of the field, which the fragment repeats: letters only, so that it can be put into a page."""
    name = request.GET.get("name", "place")
    return name if name.isidentifier() and name.isascii() and len(name) <= 30 else "place"
