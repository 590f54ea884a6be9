"""Units and when they serve where."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shangyi.kernel.actor import may as may_at
from shangyi.kernel.refused import Refused
from shangyi.places.actions import NewUnit, Service, add_unit, begin_service, end_service
from shangyi.places.forms import EndServiceForm, ServiceForm, UnitForm
from shangyi.places.models import Place, ServicePeriod
from shangyi.places.queries import seen_place, units_below, units_for
from shangyi.ui.views.access import actor, may
from shangyi.ui.wording import say


@may("unit.view")
@require_GET
def units(request: HttpRequest, place_id: int) -> HttpResponse:
    """The units seated in a place, and what each of them serves."""
    where = seen_place(place_id, actor(request), "unit.view")
    return render(request, "places/units.html", _page(request, where))


def _page(request: HttpRequest, where: Place, **forms: Any) -> dict[str, Any]:
    may_edit = may_at(actor(request), "unit.edit", where.path or "") is not None
    return {
        "place": where,
        "units": units_below(where)[:200],
        "periods": _periods(where)[:200],
        "may_edit": may_edit,
        "unit_form": UnitForm() if may_edit else None,
        "service_form": ServiceForm(units=units_for(where.path or "")) if may_edit else None,
        "today": timezone.localdate(),
        "face": "desk",
        **forms,
    }


def _periods(where: Place) -> Any:
    rows = ServicePeriod.objects.filter(place__path__startswith=where.path or "")
    return rows.select_related("unit", "place").order_by("-from_on", "-id")


@may("unit.edit")
@require_POST
def add(request: HttpRequest, place_id: int) -> HttpResponse:
    """Register a unit."""
    where = seen_place(place_id, actor(request), "unit.edit")
    form = UnitForm(request.POST)
    if form.is_valid():
        try:
            new = NewUnit(place=where, **form.cleaned_data)
            add_unit(new=new, actor=actor(request), now=timezone.now())
        except Refused as refused:
            form.add_error("name", sentence(refused))
        else:
            messages.success(request, _("Registered: %(name)s") % {"name": new.name})
            return redirect("places:units", place_id=where.pk)
    return render(request, "places/units.html", _page(request, where, unit_form=form), status=422)


@may("unit.edit")
@require_POST
def begin(request: HttpRequest, place_id: int) -> HttpResponse:
    """Record from when a unit serves this place."""
    where = seen_place(place_id, actor(request), "unit.edit")
    form = ServiceForm(request.POST, units=units_for(where.path or ""))
    if form.is_valid():
        try:
            service = Service(place=where, **form.cleaned_data)
            begin_service(service=service, actor=actor(request), now=timezone.now())
        except Refused as refused:
            form.add_error("until_on", sentence(refused))
        else:
            messages.success(request, _("Recorded."))
            return redirect("places:units", place_id=where.pk)
    return render(request, "places/units.html", _page(request, where, service_form=form), status=422)


@may("unit.edit")
@require_POST
def end(request: HttpRequest, place_id: int) -> HttpResponse:
    """Record the last day of a service."""
    where = seen_place(place_id, actor(request), "unit.edit")
    form = EndServiceForm(request.POST, periods=_periods(where))
    if not form.is_valid():
        return render(request, "places/units.html", _page(request, where, end_form=form), status=422)
    end_service(**form.cleaned_data, actor=actor(request), now=timezone.now())
    messages.success(request, _("Recorded."))
    return redirect("places:units", place_id=where.pk)


def sentence(refused: Refused) -> str:
    """What happened and what can be done now, under the field."""
    said = say(refused, now=timezone.now())
    return f"{said.happened} {said.next_step}"
