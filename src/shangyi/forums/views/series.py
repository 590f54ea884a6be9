"""The desk's pages of series: which there are, what each owes its calendar, planning the next in one tap."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shangyi.forums.actions import series as acting
from shangyi.forums.actions import series_days
from shangyi.forums.forms import series as of_series
from shangyi.forums.models import Series
from shangyi.forums.queries.practices import all_practices, named
from shangyi.forums.queries.series import (
    Kept,
    kept,
    series_for_staff,
    series_seen_by,
    sitting_of,
    span_of,
)
from shangyi.forums.rules.life import HELD
from shangyi.forums.rules.rhythm import Instance
from shangyi.forums.rules.series import Standing
from shangyi.forums.wording.practices import rhythm_words
from shangyi.forums.wording.series import STANDINGS, TONES
from shangyi.kernel.actor import Actor
from shangyi.kernel.actor import may as may_do
from shangyi.kernel.refused import Refused
from shangyi.people.views import View, actor, may
from shangyi.places.queries import picker, roots_of
from shangyi.ui.rules import page_of
from shangyi.ui.wording import say

PAGE = 20
BACK, AHEAD = timedelta(days=183), timedelta(days=92)
SHOWN_COMING = 6


@may("gathering.view")
def all_series(request: HttpRequest) -> HttpResponseBase:
    """What is held regularly in one's places, with its rhythm and what comes next."""
    who, now = actor(request), timezone.now()
    rows = series_seen_by(who)
    pager = page_of(request.GET.get("page"), total=rows[:10_001].count(), size=PAGE)
    today = timezone.localdate(now)
    owed, names = kept(list(rows[pager.start : pager.stop]), today), _names()
    context = {
        "face": "desk",
        "now": now,
        "today": today,
        "pager": pager,
        "rows": [_row(each, names, now) for each in owed],
        "may_plan": who.may_anywhere("gathering.plan"),
    }
    return render(request, "forums/all_series.html", context)


def _rhythm(owed: Kept, today: date) -> str:
    return rhythm_words(owed.course.rhythm_on(today))


def _row(owed: Kept, names: dict[str, str], now: datetime) -> tuple[Series, str, str, Instance | None]:
    row = owed.series
    rhythm = _rhythm(owed, timezone.localdate(now))
    return row, names.get(row.practice, row.practice), rhythm, owed.next_free(now)


def _names() -> dict[str, str]:
    """What each practice is called, by its code; the newest version says it."""
    return {each.practice.code: named(each.practice).zh for each in all_practices().versions}


@may("gathering.view")
def one_series(request: HttpRequest, series_id: int) -> HttpResponseBase:
    """One series: planned, held, called off, missed with its reason, and what is due; and the next in one tap."""
    who, now = actor(request), timezone.now()
    row = series_for_staff(series_id, who)
    today = timezone.localdate(now)
    owed = kept([row], today - BACK)[0]
    begin, end = span_of(today - BACK, today + AHEAD, owed.calendar)
    gatherings = list(row.gatherings.filter(planned_at__gte=begin, planned_at__lt=end))
    by_pk = {each.pk: each for each in gatherings}
    found = owed.slots(today - BACK, today + AHEAD, map(sitting_of, gatherings), now)
    shown = [
        (each, by_pk.get(each.sitting or 0), STANDINGS[each.standing], TONES[each.standing]) for each in found
    ]
    past = [each for each in shown if each[0].standing in _OVER or each[0].starts < now]
    context = {
        "face": "desk",
        "now": now,
        "row": row,
        "practice": _names().get(row.practice, row.practice),
        "rhythm": _rhythm(owed, today),
        "next": owed.next_free(now),
        "coming": [each for each in shown if each not in past][:SHOWN_COMING],
        "past": past[::-1],
        "n_held": row.gatherings.filter(state__in=HELD).count(),
        "n_missed": sum(1 for each in found if each.standing is Standing.MISSED),
        "goes_on": row.ended_on is None or row.ended_on >= today,
        "may_plan": may_do(who, "gathering.plan", row.place_path) is not None,
    }
    return render(request, "forums/series.html", context)


_OVER = {Standing.HELD, Standing.MISSED}


@may("gathering.plan")
def start(request: HttpRequest) -> HttpResponseBase:
    """Hold a practice regularly."""
    who, now = actor(request), timezone.now()
    roots = list(roots_of(who, "gathering.plan")[:2])
    first = roots[0] if len(roots) == 1 else None
    chosen = picker(request.POST.getlist("place")[:12], actor=who, verb="gathering.plan", start=first)
    place = chosen.place or (
        chosen.levels[0].options[0] if chosen.levels and chosen.levels[0].options else None
    )
    form = of_series.StartForm(request.POST or None, place=place, now=now)
    problem = None
    if request.method == "POST" and "narrow" not in request.POST and form.is_valid() and place is not None:
        try:
            row = acting.start_series(new=acting.NewSeries(place=place, **form.new()), actor=who, now=now)
        except Refused as refused:
            problem = say(refused, now=now)
        else:
            messages.success(request, _("It is held regularly from now on. Plan the first one in one tap."))
            return redirect("forums:series", series_id=row.pk)
    context = {"face": "desk", "now": now, "form": form, "picker": chosen, "problem": problem}
    return render(
        request, "forums/start_series.html", context, status=422 if request.method == "POST" else 200
    )


@require_POST
@may("gathering.plan")
def plan_next(request: HttpRequest, series_id: int) -> HttpResponseBase:
    """Put the next one on the calendar in one tap; who presses second comes to the one that is there."""
    who, now = actor(request), timezone.now()
    series_for_staff(series_id, who, "gathering.plan")
    try:
        row = series_days.plan_next(
            series_id=series_id,
            named=_day(request.POST.get("named", "")),
            actor=who,
            now=now,
            randbelow=secrets.randbelow,
            secret=secrets.token_urlsafe(18),
        )
    except Refused as refused:
        there = refused.facts.get("gathering")
        if refused.code != "series.already-planned" or not isinstance(there, int):
            raise
        messages.info(request, _("It was planned already; nothing was planned twice."))
        return redirect("forums:gathering", gathering_id=there)
    messages.success(request, _("It is on the calendar. Now the agenda, and who is invited."))
    return redirect("forums:gathering", gathering_id=row.pk)


def _day(text: str) -> date | None:
    """Refused: series.not-due, for what is no day."""
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Refused("series.not-due", day=text[:10]) from None


@dataclass(frozen=True, slots=True)
class Doing:
    """What is done to a series: the form as it was sent, by whom, when."""

    row: Series
    given: dict[str, Any]
    who: Actor
    now: datetime

    @property
    def by(self) -> dict[str, Any]:
        return {"series_id": self.row.pk, "actor": self.who, "now": self.now}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The form of a step, what to call it, what was done."""

    form: Callable[..., forms.Form]
    title: str | Lazy
    done: str | Lazy
    do: Callable[[Doing], object]
    hint: str | Lazy = ""


def _besides(doing: Doing) -> None:
    secret = secrets.token_urlsafe(18)
    series_days.plan_besides(**doing.given, **doing.by, randbelow=secrets.randbelow, secret=secret)


def _rhythm_from(doing: Doing) -> None:
    acting.give_rhythm(rhythm=doing.given["rhythm"], from_on=doing.given["from_on"], **doing.by)


STEPS: Mapping[str, Step] = {
    "besides": Step(
        form=of_series.BesidesForm,
        title=gettext_lazy("Plan one besides the rhythm"),
        done=gettext_lazy("It is on the calendar."),
        do=_besides,
    ),
    "alter": Step(
        form=of_series.ChangeSeriesForm,
        title=gettext_lazy("Change what is carried on"),
        hint=gettext_lazy("The next one that is planned takes this over."),
        done=gettext_lazy("Changed. What is planned already stays as it is."),
        do=lambda doing: acting.change_series(carried=acting.Carried(**doing.given), **doing.by),
    ),
    "rhythm": Step(
        form=of_series.NewRhythmForm,
        title=gettext_lazy("Another rhythm"),
        hint=gettext_lazy("It holds from its day on. What was due before stays due."),
        done=gettext_lazy("From that day on it keeps the new rhythm."),
        do=_rhythm_from,
    ),
    "stop": Step(
        form=of_series.EndForm,
        title=gettext_lazy("Let it end"),
        hint=gettext_lazy("After the last day nothing is due. What is planned is not called off by that."),
        done=gettext_lazy("It ends with that day."),
        do=lambda doing: acting.end_series(**doing.given, **doing.by),
    ),
    "reason": Step(
        form=of_series.ReasonForm,
        title=gettext_lazy("Say why it is missing"),
        hint=gettext_lazy("Said before the day it counts as left out, afterwards as missed with its reason."),
        done=gettext_lazy("Noted."),
        do=lambda doing: series_days.explain_due_day(**doing.given, **doing.by),
    ),
}


def step_view(name: str) -> View:
    """The view of one step of a series: GET shows the form, POST acts."""
    step = STEPS[name]

    def view(request: HttpRequest, series_id: int) -> HttpResponseBase:
        who, now = actor(request), timezone.now()
        row = series_for_staff(series_id, who, "gathering.plan")
        posted = request.POST if request.method == "POST" else None
        form = step.form(posted, **_more(name, request, row, now))
        problem = None
        if posted is not None and form.is_valid():
            try:
                step.do(Doing(row, _given(form), who, now))
            except Refused as refused:
                problem = say(refused, now=now)
            else:
                messages.success(request, str(step.done))
                return redirect("forums:series", series_id=row.pk)
        return _form_page(request, {"step": step, "row": row, "form": form, "problem": problem, "now": now})

    view.__name__ = name
    view.__doc__ = f"{name}: show the form, or act."
    return may("gathering.plan")(view)


def _form_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "forums/series_step.html", {"face": "desk", **context}, status=status)


def _given(form: forms.Form) -> dict[str, Any]:
    found: dict[str, Any] = form.cleaned_data
    return found


def _more(name: str, request: HttpRequest, row: Series, now: datetime) -> dict[str, Any]:
    """What each form is to know beforehand."""
    if name == "alter":
        return {"series": row, "now": now}
    if name == "besides":
        return {"initial": {"theme": row.theme, "venue": row.venue}}
    if name == "reason":
        return {"initial": {"named": request.GET.get("named", "")[:10]}}
    return {"initial": {"from_on": timezone.localdate(now), "last_on": timezone.localdate(now)}}
