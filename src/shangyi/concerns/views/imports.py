"""热线导入: upload, say which column means what, look at the first rows, confirm, watch, mend what was wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from shangyi.concerns.actions.importing import (
    SOURCE,
    Outlook,
    choose_columns,
    look_ahead,
    open_import,
    start_import,
)
from shangyi.concerns.actions.sheets import LARGEST_FILE, read_sheet
from shangyi.concerns.api import STANDS_STILL, carry_on_import, in_words, wrong_rows_of
from shangyi.concerns.forms.imports import ColumnsForm, ImportForm
from shangyi.concerns.models import Concern, ImportBatch, WrongRow
from shangyi.concerns.queries import import_visible_to, imports_visible_to, places_to_import_for
from shangyi.concerns.rules.columns import ignored
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may
from shangyi.places.queries import place_by_code
from shangyi.ui.rules import page_of
from shangyi.ui.wording import say, say_code

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_COUNTED = 10_001


@may("hotline.import")
def imports(request: HttpRequest) -> HttpResponseBase:
    """Upload a file, or look at what was imported before."""
    now, who = timezone.now(), actor(request)
    places = places_to_import_for(who)
    form = ImportForm(request.POST or None, request.FILES or None, places=places, initial={"source": SOURCE})
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("concerns:import_batch", batch_id=_open(request, form.cleaned_data, now).pk)
        except Refused as refused:
            problem = say(refused, now=now)
    rows = imports_visible_to(who)
    pager = page_of(request.GET.get("page"), total=rows[:MOST_COUNTED].count())
    context = {
        "face": "desk",
        "now": now,
        "form": form,
        "problem": problem,
        "rows": rows[pager.start : pager.stop],
        "pager": pager,
    }
    return render(request, "concerns/imports.html", context, status=422 if request.method == "POST" else 200)


def _open(request: HttpRequest, given: dict[str, Any], now: datetime) -> ImportBatch:
    file = given["file"]
    if file.size > LARGEST_FILE:
        raise Refused("import.file-too-large", largest_mb=LARGEST_FILE // 1024 // 1024)
    return open_import(
        data=file.read(),
        file_name=file.name,
        source=given["source"],
        place=place_by_code(given["place"]),
        actor=actor(request),
        now=now,
    )


@may("hotline.import")
@require_safe
def import_batch(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """One import as it stands: its preview, its progress, or what came of it."""
    batch = import_visible_to(actor(request), batch_id)
    now = timezone.now()
    if batch.state == ImportBatch.State.PREVIEW:
        return _preview(request, batch, ColumnsForm(headers=batch.headers, initial=batch.mapping), now)
    if batch.state == ImportBatch.State.RUNNING:
        return _progress(request, batch, now)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()
    return _result(request, batch, now)


def _preview(
    request: HttpRequest, batch: ImportBatch, form: ColumnsForm, now: datetime, status: int = 200
) -> HttpResponseBase:
    """The first rows as they would become voices, and the counts of the whole file."""
    found: Outlook | None = None
    problem = None
    try:
        with batch.stored.open("rb") as stored:
            sheet = read_sheet(stored.read())
        found = look_ahead(
            sheet=sheet, mapping=batch.mapping, source=batch.source, place=batch.place, now=now
        )
    except Refused as refused:
        problem = say(refused, now=now)
    context = {
        "face": "desk",
        "now": now,
        "batch": batch,
        "form": form,
        "found": found,
        "problem": problem,
        "n_wrong": len(found.wrong) if found else 0,
        "wrong": [
            (row.number, in_words(say(why, now=now))) for row, why in (found.wrong if found else [])[:10]
        ],
        "ignored": ignored(batch.headers),
    }
    return render(request, "concerns/import_preview.html", context, status=status)


def _progress(request: HttpRequest, batch: ImportBatch, now: datetime) -> HttpResponseBase:
    stands_still = batch.moved_at is not None and now - batch.moved_at > STANDS_STILL
    context = {"face": "desk", "now": now, "batch": batch, "stands_still": stands_still}
    part = "#progress" if request.headers.get("HX-Request") else ""
    return render(request, f"concerns/import_running.html{part}", context)


def _result(request: HttpRequest, batch: ImportBatch, now: datetime) -> HttpResponseBase:
    """What came of it: counts, the first rows that were wrong, and the matters that came in."""
    pager = page_of(request.GET.get("page"), total=batch.n_new)
    matters = Concern.objects.filter(voices__batch=batch).select_related("place", "keeper").order_by("id")
    wrong = WrongRow.objects.filter(batch=batch).order_by("row")[:10]
    context = {
        "face": "desk",
        "now": now,
        "batch": batch,
        "wrong": [(row.row, in_words(say_code(row.code, row.facts, now=now))) for row in wrong],
        "rows": matters[pager.start : pager.stop],
        "pager": pager,
    }
    return render(request, "concerns/import_done.html", context)


@may("hotline.import")
@require_POST
def import_columns(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """Say which column means what, and look again."""
    batch = import_visible_to(actor(request), batch_id)
    form = ColumnsForm(request.POST, headers=batch.headers)
    if not form.is_valid():
        return _preview(request, batch, form, timezone.now(), status=422)
    choose_columns(batch_id=batch_id, mapping=form.mapping(), actor=actor(request))
    return redirect("concerns:import_batch", batch_id=batch_id)


@may("hotline.import")
@require_POST
def import_start(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """Confirm, or take up again what stands still; the work is done in the background."""
    start_import(batch_id=batch_id, actor=actor(request), now=timezone.now())
    carry_on_import.enqueue(batch_id)
    messages.success(request, _("The rows are being taken in. You may leave this page."))
    return redirect("concerns:import_batch", batch_id=batch_id)


@may("hotline.import")
@require_safe
def import_wrong(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """The rows that were wrong as a workbook, each with its reason."""
    batch = import_visible_to(actor(request), batch_id)
    response = HttpResponse(wrong_rows_of(batch, timezone.now()), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="import-{batch.pk}-wrong-rows.xlsx"'
    return response
