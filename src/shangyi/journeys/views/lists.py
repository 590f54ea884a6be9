"""The lists of the desk: mine, due and late, the open list, all concerns, batch assignment, decisions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from shangyi.concerns.actions.assign import Assignment, assign_batch
from shangyi.concerns.actions.keeping import concern_of
from shangyi.concerns.models import Concern
from shangyi.concerns.queries import concern_visible_to
from shangyi.concerns.rules.life import State
from shangyi.journeys.forms import BatchForm
from shangyi.journeys.queries.desk import (
    all_rows,
    below,
    capped_count,
    concern_lines,
    decisions_waiting,
    due_soon,
    late_rows,
    my_undertakings,
    open_list_rows,
)
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may
from shangyi.ui.rules import page_of
from shangyi.ui.wording import say
from shangyi.undertakings.queries import with_reminded

PAGE = 50


def _listed(
    request: HttpRequest,
    rows: QuerySet[Any],
    template: str,
    lines: Callable[[QuerySet[Any], datetime], list[Any]] | None = None,
    **more: Any,
) -> HttpResponseBase:
    now = timezone.now()
    pager = page_of(request.GET.get("page"), total=capped_count(rows), size=PAGE)
    shown = rows[pager.start : pager.stop]
    context = {
        "face": "desk",
        "now": now,
        "pager": pager,
        "rows": lines(shown, now) if lines else list(shown),
        **more,
    }
    return render(request, template, context)


@may("desk.enter")
def mine(request: HttpRequest) -> HttpResponseBase:
    """我的责任事项: what I, or the unit I work for, must do."""
    title = _("My undertakings")
    return _listed(
        request, with_reminded(my_undertakings(actor(request))), "journeys/undertakings.html", title=title
    )


@may("undertaking.view")
def late(request: HttpRequest) -> HttpResponseBase:
    """到期与超期: everything late, whose, since when, what was done about it."""
    soon = request.GET.get("soon") == "yes"
    rows = with_reminded((due_soon if soon else late_rows)(actor(request), timezone.now()))
    title = _("Due within two days") if soon else _("Late")
    return _listed(request, rows, "journeys/undertakings.html", title=title, watching=True, soon=soon)


@may("concern.view")
def open_list(request: HttpRequest) -> HttpResponseBase:
    """挂账: what cannot be solved yet, the next review first."""
    return _listed(request, open_list_rows(actor(request)), "journeys/open_list.html")


@may("concern.view")
def concerns(request: HttpRequest) -> HttpResponseBase:
    """Every concern I see, filtered."""
    wanted = {name: request.GET.get(name, "")[:80] for name in ("q", "state", "category")}
    rows = all_rows(actor(request), wanted, timezone.now())
    return _listed(
        request, rows, "journeys/concerns.html", concern_lines, wanted=wanted, filters=_filters(wanted)
    )


def _filters(wanted: dict[str, str]) -> list[dict[str, Any]]:
    states = [("", _("any state")), ("open", _("open")), ("late", _("late")), *Concern.StateChoice.choices]
    return [
        {"name": "q", "label": _("Words or number"), "type": "search", "value": wanted["q"]},
        {
            "name": "state",
            "label": _("State"),
            "value": wanted["state"],
            "options": [{"value": value, "label": label} for value, label in states],
        },
    ]


@may("concern.assign")
def decisions(request: HttpRequest) -> HttpResponseBase:
    """Objections and requests for more time that wait for me."""
    context = {"face": "desk", "now": timezone.now(), "rows": decisions_waiting(actor(request))}
    return render(request, "journeys/decisions.html", context)


@may("concern.assign_batch")
def batch(request: HttpRequest) -> HttpResponseBase:
    """集中交办: tick the sorted ones, name keeper and handler once, assign all in one go."""
    now, who = timezone.now(), actor(request)
    waiting = below(who, "concern.assign_batch").filter(state=State.SORTED).select_related("place", "keeper")
    rows = list(waiting.order_by("due_at", "id")[:200])
    form = BatchForm(request.POST or None, rows=rows, now=now)
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            done = assign_batch(orders=_orders(form), actor=who, now=now)
        except Refused as refused:
            problems = [say(each, now=now) for each in (refused, *refused.problems)]
        else:
            said = ngettext("%(n)s matter assigned.", "%(n)s matters assigned.", len(done))
            messages.success(request, said % {"n": len(done)})
            return redirect(reverse("journeys:batch"))
    context = {"face": "desk", "now": now, "rows": rows, "form": form, "problems": problems}
    return render(request, "journeys/batch.html", context, status=422 if request.method == "POST" else 200)


def _orders(form: BatchForm) -> list[tuple[int, Assignment]]:
    given = form.cleaned_data
    order = Assignment(
        keeper=given["keeper"], unit=given["unit"], handler=given["handler"], what=given["what"]
    )
    return [(int(number), order) for number in given["chosen"]]


@require_safe
@may("desk.enter")
def open_matter(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Go to the page of what an undertaking belongs to. Refused: matter.not-found."""
    concern_id = concern_of(matter)
    if concern_id is None:
        return _open_other(matter)
    return redirect("journeys:concern", concern_id=concern_visible_to(actor(request), concern_id).pk)


OTHER_MATTERS = {
    "gathering": "forums:gathering",
    "suggestion": "forums:suggestion",
    "ballot": "decisions:ballot",
    "agreement": "decisions:agreement",
    "topic": "deliberation:topic",
    "budget": "decisions:budget",
    "founding": "decisions:founding",
}
"""What an undertaking can belong to besides a concern, and the page that shows it and asks who may look."""


def _open_other(matter: str) -> HttpResponseBase:
    room, _colon, pk = matter.partition(":")
    if room not in OTHER_MATTERS or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Refused("matter.not-found")
    return redirect(OTHER_MATTERS[room], int(pk))
