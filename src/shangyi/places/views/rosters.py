"""Rosters of households and owners: look, add a row, bring in a file with every mistake named."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shangyi.kernel.actor import may as may_at
from shangyi.kernel.refused import Refused
from shangyi.places.actions import import_roster
from shangyi.places.forms import RosterFileForm, RosterRowForm, read_table
from shangyi.places.models import Place
from shangyi.places.queries import place_ids_below, roster_rows, seen_place
from shangyi.places.rules.rosters import Roster, read_rows
from shangyi.places.views.units import sentence
from shangyi.ui.rules import page_of
from shangyi.ui.views.access import actor, may

PAGE = 50
PROBLEMS_SHOWN = 100


@may("roster.view")
@require_GET
def roster(request: HttpRequest, place_id: int, which: str) -> HttpResponse:
    """The rows, and the forms to add to them."""
    where = seen_place(place_id, actor(request), "roster.view")
    return render(request, "places/roster.html", _page(request, where, _which(which)))


def _which(which: str) -> Roster:
    if which not in set(Roster):
        raise Http404
    return Roster(which)


def _page(request: HttpRequest, where: Place, which: Roster, **more: Any) -> dict[str, Any]:
    rows = roster_rows(where, which)
    pager = page_of(request.GET.get("page"), total=rows.count(), size=PAGE)
    may_edit = may_at(actor(request), "roster.edit", where.path or "") is not None
    return {
        "place": where,
        "which": which.value,
        "owners": which is Roster.OWNERS,
        "rows": rows[pager.start : pager.stop],
        "pager": pager,
        "row_form": RosterRowForm(roster=which, initial={"code": where.code}) if may_edit else None,
        "file_form": RosterFileForm() if may_edit else None,
        "face": "desk",
        **more,
    }


@may("roster.edit")
@require_POST
def add_row(request: HttpRequest, place_id: int, which: str) -> HttpResponse:
    """One row, typed."""
    where = seen_place(place_id, actor(request), "roster.edit")
    kind = _which(which)
    form = RosterRowForm(request.POST, roster=kind)
    if form.is_valid():
        try:
            rows, problems = _read(form.as_table(), kind, where)
        except Refused as refused:
            form.add_error(None, sentence(refused))
        else:
            for problem in problems:
                form.add_error(None, sentence(problem.refused))
            if not problems:
                import_roster(rows=rows, roster=kind, place=where, actor=actor(request), now=timezone.now())
                messages.success(request, _("Added to the roster: %(name)s") % {"name": rows[0].name})
                return redirect("places:roster", place_id=where.pk, which=which)
    return render(request, "places/roster.html", _page(request, where, kind, row_form=form), status=422)


@may("roster.edit")
@require_POST
def bring_in(request: HttpRequest, place_id: int, which: str) -> HttpResponse:
    """A file. It is taken in whole or not at all, so that nobody has to find out which rows are there already."""
    where = seen_place(place_id, actor(request), "roster.edit")
    kind = _which(which)
    form = RosterFileForm(request.POST, request.FILES)
    problems: list[dict[str, Any]] = []
    if form.is_valid():
        try:
            rows, found = _read(read_table(form.cleaned_data["file"]), kind, where)
        except Refused as refused:
            form.add_error("file", sentence(refused))
        else:
            if not found:
                n = import_roster(
                    rows=rows, roster=kind, place=where, actor=actor(request), now=timezone.now()
                )
                messages.success(request, _("%(n)d rows were added to the roster.") % {"n": n})
                return redirect("places:roster", place_id=where.pk, which=which)
            problems = [{"row": each.row, "said": sentence(each.refused)} for each in found]
    context = _page(request, where, kind, file_form=form)
    context |= {"problems": problems[:PROBLEMS_SHOWN], "n_problems": len(problems)}
    return render(request, "places/roster.html", context, status=422)


def _read(table: list[list[str]], kind: Roster, where: Place) -> Any:
    return read_rows(table, kind, frozenset(place_ids_below(where)), timezone.localdate())
