"""A new version comes in: checked whole, shown with what it changes, and put in force by a second press."""

from __future__ import annotations

import re
from copy import copy
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shangyi.kernel.actor import Act, require
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may
from shangyi.rulepacks import actions
from shangyi.rulepacks.forms import PackForm, TextForm
from shangyi.rulepacks.queries import calendar_in, newest_calendar, pack_in, version_in_force
from shangyi.rulepacks.rules import Pack, load_calendar, load_pack
from shangyi.rulepacks.rules.comparing import changes, day_changes
from shangyi.rulepacks.views import shown
from shangyi.rulepacks.views.packs import region_name
from shangyi.rulepacks.wording import TYPES, local
from shangyi.ui.templatetags.ui import when
from shangyi.ui.wording import say

PLACE_IN_TEXT = re.compile(r"at line (\d+), column (\d+)")
LABEL = re.compile(r"\[([^\]]+)\]")
PROBLEMS_SHOWN = 100


@may("rulepack.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def import_pack(request: HttpRequest) -> HttpResponseBase:
    """Paste or choose a rule pack, see what it changes, put it in force."""
    now, who = timezone.now(), actor(request)
    form = PackForm(request.POST or None, request.FILES or None, actor=who)
    context: dict[str, Any] = {"face": "desk", "now": now, "form": form, "what": "pack"}
    if request.method == "POST" and form.is_valid():
        text, path = form.cleaned_data["whole"], form.place_path
        try:
            grant = require(who, "rulepack.edit", path)
            if request.POST.get("confirm"):
                row = actions.import_pack(text=text, act=Act.by(who, grant, now), place_path=path)
                messages.success(
                    request, _("Imported. It holds from %(day)s.") % {"day": when(row.in_force_from, now)}
                )
                return redirect("rulepacks:pack", pack_id=row.pk)
            context["preview"] = _pack_preview(load_pack(text), path, now)
        except Refused as refused:
            _hold(context, refused, text, now)
    return _page(request, context)


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponseBase:
    form = context["form"]
    failed = request.method == "POST" and ("problem" in context or not form.is_valid())
    return render(request, "rulepacks/import.html", context, status=422 if failed else 200)


def _hold(context: dict[str, Any], refused: Refused, text: str, now: datetime) -> None:
    """Rights are the refusal page's; everything else is shown beside the text."""
    if refused.code.startswith("rights."):
        raise refused
    context["problem"] = say(_plain(refused), now=now)
    context["problems"] = [_problem(each, text, now) for each in refused.problems[:PROBLEMS_SHOWN]]


def _problem(refused: Refused, text: str, now: datetime) -> dict[str, Any]:
    line = line_of(str(refused.facts.get("where", "")), text)
    return {"said": say(_plain(refused), now=now), "line": line}


def _plain(refused: Refused) -> Refused:
    """The facts without the words of the machine: types by name, and the place of a slip as line and column."""
    facts: dict[str, Any] = dict(refused.facts)
    for name in ("wanted", "found"):
        if name in facts:
            facts[name] = TYPES.get(str(facts[name]), facts[name])
    if "problem" in facts:
        place = PLACE_IN_TEXT.search(str(facts["problem"]))
        spot = {"line": place[1], "column": place[2]} if place else {}
        facts["problem"] = (
            _("something is wrong in line %(line)s, column %(column)s") % spot
            if spot
            else _("something is wrong near its end")
        )
    plain = copy(refused)
    plain.facts = facts
    return plain


def line_of(where: str, text: str) -> int | None:
    """The line on which the part begins that a mistake lies in: the one that gives it its code, number or year."""
    labels = LABEL.findall(where)
    if not labels:
        return None
    wanted = {f'code="{labels[0]}"', f"number={labels[0]}", f"year={labels[0]}"}
    lines = enumerate(text.split("\n"), start=1)
    return next((number for number, line in lines if line.replace(" ", "") in wanted), None)


def _pack_preview(new: Pack, path: str, now: datetime) -> dict[str, Any]:
    """What would be different from the rules that hold there on the day the new ones begin."""
    before = version_in_force(path, new.in_force_from)
    old = pack_in(before) if before else None
    return {
        "name": local(new),
        "version": new.version,
        "from": new.in_force_from,
        "before": local(old) if old else "",
        "before_version": before.version if before else "",
        "rows": shown.change_rows(changes(old, new), old, new, now) if old else [],
        "columns": shown.change_columns(),
        "is_late": new.in_force_from < timezone.localdate(now),
        "no_calendar": "" if newest_calendar(new.region) else region_name(new.region),
    }


@may("rulepack.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def import_calendar(request: HttpRequest) -> HttpResponseBase:
    """Paste or choose a calendar, see which days change, make it the one that counts."""
    now, who = timezone.now(), actor(request)
    form = TextForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"face": "desk", "now": now, "form": form, "what": "calendar"}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["whole"]
        try:
            grant = require(who, "rulepack.edit", "")
            if request.POST.get("confirm"):
                row = actions.import_calendar(text=text, act=Act.by(who, grant, now))
                messages.success(request, _("Imported. It counts from now on; no due time has moved."))
                return redirect("rulepacks:calendar", calendar_id=row.pk)
            context["preview"] = _calendar_preview(text, now)
        except Refused as refused:
            _hold(context, refused, text, now)
    return _page(request, context)


def _calendar_preview(text: str, now: datetime) -> dict[str, Any]:
    new = load_calendar(text)
    before = newest_calendar(new.region)
    old = calendar_in(before) if before else None
    found = day_changes(old, new) if old else ()
    return {
        "name": region_name(new.region),
        "is_first": old is None,
        "years": sorted(new.years),
        "new_years": sorted(set(new.years) - set(old.years)) if old else [],
        "lost_years": sorted(set(old.years) - set(new.years)) if old else [],
        "hours": _hours_changed(old, new),
        "columns": shown.columns(_("Day"), _("Change"), _("Name")),
        "rows": [{"cells": [when(one.day, now), _worked(one.works), one.name]} for one in found],
    }


def _hours_changed(old: Any, new: Any) -> str:
    if old is None or (old.opens, old.closes) == (new.opens, new.closes):
        return ""
    return f"{old.opens:%H:%M}–{old.closes:%H:%M} → {new.opens:%H:%M}–{new.closes:%H:%M}"


def _worked(works: bool) -> str:  # noqa: FBT001
    return _("was off, will be worked") if works else _("was worked, will be off")
