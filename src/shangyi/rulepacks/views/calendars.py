"""A working calendar as twelve small months."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shangyi.kernel.calendar import FIRST_YEAR, LAST_YEAR, WorkingCalendar
from shangyi.people.views import may
from shangyi.rulepacks.models import CalendarVersion
from shangyi.rulepacks.queries import calendar_by_id, calendar_in, newest_calendar
from shangyi.rulepacks.rules.months import months_of, runs_of
from shangyi.rulepacks.views.packs import as_file, region_name
from shangyi.rulepacks.wording import FESTIVALS
from shangyi.ui.templatetags.ui import when


@may("rulepack.view")
@require_GET
def calendar(request: HttpRequest, calendar_id: int) -> HttpResponse:
    """One year: days off, make-up days, and what is not certain about them."""
    now, row = timezone.now(), calendar_by_id(calendar_id)
    days = calendar_in(row)
    year = _asked_year(request.GET.get("year", ""), now)
    known = days.years.get(year)
    context: dict[str, Any] = {
        "face": "desk",
        "now": now,
        "row": row,
        "region": region_name(row.region),
        "year": year,
        "years": sorted({*days.years, year, timezone.localdate(now).year, timezone.localdate(now).year + 1}),
        "known": known,
        "hours": f"{days.opens:%H:%M}–{days.closes:%H:%M}",
        "months": months_of(days, year),
        "columns": [{"label": _("Festival")}, {"label": _("Days off")}, {"label": _("How sure")}],
        "runs": _run_rows(days, year, now),
        "makeup": "、".join(when(day, now) for day in sorted(known.makeup_days)) if known else "",
        "newest": _newer(row),
    }
    return render(request, "rulepacks/calendar.html", context)


def _asked_year(text: str, now: datetime) -> int:
    """The year that was asked for, or this one where that is no year the calendar can count."""
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == len("2026") else 0
    return asked if FIRST_YEAR <= asked <= LAST_YEAR else timezone.localdate(now).year


def _newer(row: CalendarVersion) -> CalendarVersion | None:
    newest = newest_calendar(row.region)
    return newest if newest and newest.pk != row.pk else None


def _run_rows(days: WorkingCalendar, year: int, now: datetime) -> list[dict[str, Any]]:
    rows = []
    for run in runs_of(days, year):
        span = {"first": when(run.first, now), "last": when(run.last, now)}
        words = _("%(first)s to %(last)s") % span if run.first != run.last else span["first"]
        doubt = {"pill": _("to be confirmed"), "tone": "soon"} if run.unconfirmed else ""
        rows.append({"cells": [str(FESTIVALS.get(run.name, run.name)), words, doubt]})
    return rows


@may("rulepack.view")
@require_GET
def calendar_text(request: HttpRequest, calendar_id: int) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """The text as it was imported."""
    row = calendar_by_id(calendar_id)
    return as_file(row.text, f"calendar-{row.region}-{row.pk}.toml")
