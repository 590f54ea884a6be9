"""Practices: which hold where, what one of them says, and putting another version in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.forums.actions.practices import put_practice_in_force
from shangyi.forums.forms.practices import PracticeForm
from shangyi.forums.queries.practices import Version, all_practices
from shangyi.forums.rules.comparing import differences
from shangyi.forums.rules.practice import Practice
from shangyi.forums.rules.reading import load_practice
from shangyi.forums.rules.rhythm import next_instances
from shangyi.forums.wording import KINDS
from shangyi.forums.wording.practices import LEVELS, PARTS, rhythm_words
from shangyi.kernel.actor import require_somewhere
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may
from shangyi.places.models import Place
from shangyi.rulepacks.queries import rules_at
from shangyi.ui.wording import say

SHOWN_DAYS = 6
PROBLEMS_SHOWN = 60


@may("gathering.view")
def practices(request: HttpRequest) -> HttpResponseBase:
    """Every practice with the versions that hold somewhere below one's places, or everywhere."""
    who, today = actor(request), timezone.localdate()
    known = all_practices()
    names = dict(Place.objects.filter(path__in=known_paths(known.versions)).values_list("path", "full_name"))
    rows = [
        {"version": each, "practice": each.practice, "where": names.get(each.place_path, _("everywhere"))}
        for each in sorted(known.versions, key=_order)
    ]
    context = {
        "face": "desk",
        "now": timezone.now(),
        "today": today,
        "rows": rows,
        "may_edit": who.may_anywhere("rulepack.edit"),
    }
    return render(request, "forums/practices.html", context)


def known_paths(versions: tuple[Version, ...]) -> set[str]:
    """The places below which some version holds."""
    return {each.place_path for each in versions if each.place_path}


def _order(version: Version) -> tuple[str, str, int]:
    return version.practice.code, version.place_path, -version.practice.in_force_from.toordinal()


@may("gathering.view")
def practice(request: HttpRequest, code: str) -> HttpResponseBase:
    """What one practice says, in words; the version is named by its number, else the newest that holds everywhere."""
    found = _named(code, request.GET.get("version", "")[:20])
    if request.GET.get("as") == "toml":
        answer = HttpResponse(found.text, content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{found.practice.code}.toml"'
        return answer
    context = {
        "face": "desk",
        "now": timezone.now(),
        "version": found,
        "may_edit": actor(request).may_anywhere("rulepack.edit"),
        **_shown(found.practice, timezone.now()),
    }
    return render(request, "forums/practice.html", context)


def _named(code: str, number: str) -> Version:
    """Refused: practice.not-found."""
    found = [each for each in all_practices().versions if each.practice.code == code]
    if number:
        found = [each for each in found if str(each.pk or 0) == number]
    if not found:
        raise Refused("practice.not-found")
    return min(found, key=lambda each: (each.place_path, -each.practice.in_force_from.toordinal()))


def _shown(one: Practice, now: datetime) -> dict[str, Any]:
    """A practice as its page tells it."""
    days: tuple[Any, ...] = ()
    if one.rhythm is not None:
        today = timezone.localdate(now)
        days = next_instances(one.rhythm, today, SHOWN_DAYS, rules_at("", today).calendar, first=today)
    return {
        "practice": one,
        "rhythm": rhythm_words(one.rhythm),
        "days": days,
        "level": LEVELS.get(one.level, one.level),
        "phases": [(each, [KINDS[kind] for kind in each.kinds]) for each in one.phases],
        "notice_hours": int(one.notice_ahead.total_seconds()) // 3600,
    }


@may("rulepack.edit")
def edit_practice(request: HttpRequest) -> HttpResponseBase:
    """Write a practice or another version of one, see what it says and what differs, put it in force."""
    now, who = timezone.now(), actor(request)
    require_somewhere(who, "rulepack.edit")
    began = _named(request.GET["from"][:60], "").text if request.GET.get("from") else ""
    form = PracticeForm(request.POST or None, request.FILES or None, actor=who, initial={"text": began})
    context: dict[str, Any] = {"face": "desk", "now": now, "form": form}
    if request.method == "POST" and form.is_valid():
        text, path = form.cleaned_data["whole"], form.place_path
        try:
            if request.POST.get("confirm"):
                row = put_practice_in_force(text=text, place_path=path, actor=who, now=now)
                messages.success(
                    request, _("In force from its date on. What is planned already keeps its version.")
                )
                return redirect(f"../{row.code}/?version={row.pk}")
            context |= _preview(load_practice(text), path, now)
        except Refused as refused:
            if refused.code.startswith("rights."):
                raise
            context["problem"] = say(refused, now=now)
            context["problems"] = [say(each, now=now) for each in refused.problems[:PROBLEMS_SHOWN]]
    failed = request.method == "POST" and ("problem" in context or not form.is_valid())
    return render(request, "forums/practice_edit.html", context, status=422 if failed else 200)


def _preview(new: Practice, path: str, now: datetime) -> dict[str, Any]:
    before = next(
        (each for each in all_practices().at(path, new.in_force_from) if each.practice.code == new.code), None
    )
    rows = differences(before.practice, new) if before else ()
    return {
        "preview": True,
        "before": before,
        "rows": [(PARTS.get(row.part, row.part), row.gone, row.new) for row in rows],
        **_shown(new, now),
    }
