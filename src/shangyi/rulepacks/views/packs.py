"""The versions of the rules: which hold where, one of them as people read it, and what it changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shangyi.kernel.calendar import WorkingCalendar, due
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may
from shangyi.places.models import Place
from shangyi.rulepacks.forms import LimitForm
from shangyi.rulepacks.models import CalendarVersion, PackVersion
from shangyi.rulepacks.queries import (
    calendar_in,
    calendar_versions,
    pack_in,
    rules_of,
    version_before,
    version_by_id,
    versions_seen_by,
)
from shangyi.rulepacks.rules import Limits
from shangyi.rulepacks.rules.comparing import changes
from shangyi.rulepacks.views import shown
from shangyi.rulepacks.wording import SOURCE_GRADES, explain, local
from shangyi.ui.rules import page_of
from shangyi.ui.templatetags.ui import when
from shangyi.ui.wording import say

PAGE = 20
CALENDARS = 30


@may("rulepack.view")
@require_GET
def packs(request: HttpRequest) -> HttpResponse:
    """Which version holds where and from when; older and coming ones below; the calendars."""
    now, versions = timezone.now(), versions_seen_by(actor(request))
    pager = page_of(request.GET.get("page"), total=versions.count(), size=PAGE)
    rows = list(versions[pager.start : pager.stop])
    context = {
        "face": "desk",
        "now": now,
        "rows": _version_rows(rows, now),
        "pager": pager,
        "calendars": [_calendar_row(row, now) for row in calendar_versions()[:CALENDARS]],
        "columns": shown.columns(_("Rules"), _("Where"), _("In force from"), _("State"), _("Imported")),
        "calendar_columns": shown.columns(_("Region"), _("Years"), _("Imported")),
        "may_edit": actor(request).may_anywhere("rulepack.edit"),
    }
    return render(request, "rulepacks/packs.html", context)


def _version_rows(rows: list[PackVersion], now: datetime) -> list[dict[str, Any]]:
    places = place_names(rows)
    current = _in_force([row for row in rows if row.in_force_from <= timezone.localdate(now)])
    return [_version_row(row, places, current, now) for row in rows]


def _in_force(started: list[PackVersion]) -> set[int]:
    """At each place the one that began last; rows come newest first."""
    newest: dict[str, int] = {}
    for row in started:
        newest.setdefault(row.place_path, row.pk)
    return set(newest.values())


def _version_row(
    row: PackVersion, places: dict[str, str], current: set[int], now: datetime
) -> dict[str, Any]:
    coming = row.in_force_from > timezone.localdate(now)
    state = (
        {"pill": _("in force"), "tone": "done"}
        if row.pk in current
        else {"pill": _("coming"), "tone": "action"}
        if coming
        else {"pill": _("replaced"), "tone": "plain"}
    )
    name = {
        "text": local(pack_in(row)),
        "sub": _("version %(version)s") % {"version": row.version},
        "url": reverse("rulepacks:pack", args=[row.pk]),
    }
    return {
        "cells": [
            name,
            places[row.place_path],
            when(row.in_force_from, now),
            state,
            when(row.imported_at, now),
        ]
    }


def place_names(rows: list[PackVersion]) -> dict[str, str]:
    """The names of the places of some versions, with one query."""
    wanted = {row.place_path for row in rows}
    found = dict(Place.objects.filter(path__in=wanted).values_list("path", "full_name"))
    return {path: _("Everywhere") if not path else found.get(path) or "—" for path in wanted}


def _calendar_row(row: CalendarVersion, now: datetime) -> dict[str, Any]:
    years = sorted(calendar_in(row).years)
    spans = f"{years[0]}–{years[-1]}" if years else "—"
    name = {"text": region_name(row.region), "url": reverse("rulepacks:calendar", args=[row.pk])}
    return {"cells": [name, spans, when(row.imported_at, now)]}


def region_name(region: str) -> str:
    """宁夏 for ningxia; other regions as their code is written."""
    return {"ningxia": _("Ningxia")}.get(region, region)


@may("rulepack.view")
@require_GET
def pack(request: HttpRequest, pack_id: int) -> HttpResponse:
    """One version as people read it."""
    now, row = timezone.now(), version_by_id(actor(request), pack_id)
    rules = pack_in(row)
    context = {
        "face": "desk",
        "now": now,
        "row": row,
        "pack": rules,
        "name": local(rules),
        "place": place_names([row])[row.place_path],
        "source_grade": SOURCE_GRADES[rules.source.grade],
        "source_tone": shown.TONES[rules.source.grade],
        "articles": shown.articles(rules),
        "kinds": [{"label": local(kind), "value": shown.hint(kind)} for kind in rules.kinds],
        "grades": shown.grades(rules),
        "grade_columns": shown.columns(_("Grade"), _("Be in touch by"), _("Be done by"), _("Article")),
        "clocks": shown.clocks(rules, now),
        "tree": shown.tree(rules),
        "ladders": shown.ladders(rules),
        "diversions": shown.diversions(rules),
        "gates": shown.committee_gates(rules),
        "tags": "、".join(local(tag) for tag in rules.tags),
        "before": version_before(row),
    }
    return render(request, "rulepacks/pack.html", context)


@may("rulepack.view")
@require_GET
def pack_text(request: HttpRequest, pack_id: int) -> HttpResponse:
    """The text as it was imported, to keep and to change."""
    row = version_by_id(actor(request), pack_id)
    return as_file(row.text, f"{row.code}-{row.version}.toml")


def as_file(text: str, name: str) -> HttpResponse:
    """A text to download; codes hold nothing that a header could not."""
    return HttpResponse(
        text,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@may("rulepack.view")
@require_GET
def compare(request: HttpRequest, pack_id: int) -> HttpResponse:
    """What a version changed, beside the one before it."""
    now, row = timezone.now(), version_by_id(actor(request), pack_id)
    before, new = version_before(row), pack_in(row)
    old = pack_in(before) if before else None
    found = changes(old, new) if old else ()
    context = {
        "face": "desk",
        "now": now,
        "row": row,
        "name": local(new),
        "before": before,
        "old_name": local(old) if old else "",
        "rows": shown.change_rows(found, old, new, now) if old else [],
        "columns": shown.change_columns(),
    }
    return render(request, "rulepacks/compare.html", context)


@may("rulepack.view")
@require_GET
def limit(request: HttpRequest, pack_id: int) -> HttpResponse:
    """How the limits of a kind at a grade would be counted from a moment, with the working."""
    now, row = timezone.now(), version_by_id(actor(request), pack_id)
    rules = pack_in(row)
    asked = bool(request.GET.get("kind"))
    form = LimitForm(request.GET if asked else None, pack=rules, initial={"start": timezone.localtime(now)})
    context: dict[str, Any] = {
        "face": "desk",
        "now": now,
        "row": row,
        "form": form,
        "name": local(rules),
    }
    if asked and form.is_valid():
        try:
            given = form.cleaned_data
            limits = rules.limits_for(given["kind"], given["grade"])
            context["answers"] = _answers(limits, rules_of(row.pk).calendar, given["start"], now)
        except Refused as refused:
            context["problem"] = say(refused, now=now)
    status = 422 if "problem" in context or form.errors else 200
    return render(request, "rulepacks/limit.html", context, status=status)


def _answers(
    limits: Limits, calendar: WorkingCalendar, start: datetime, now: datetime
) -> list[dict[str, Any]]:
    asked = [(_("Be in touch by"), limits.response), (_("Be done by"), limits.completion)]
    return [_answer(label, limit, due(start, limit, calendar), now) for label, limit in asked]


def _answer(label: str, limit: Any, found: Any, now: datetime) -> dict[str, Any]:
    at = _("%(day)s, 24:00") % {"day": when(found.day, now)} if found.day_end else when(found.at, now)
    return {
        "label": label,
        "limit": shown.limit_words(limit),
        "at": at,
        "working": explain(found.as_json(), now),
    }
