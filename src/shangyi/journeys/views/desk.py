"""工作台: the inbox, sorted and assigned by keyboard, with undo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangyi.concerns.actions.assign import sort_and_assign
from shangyi.concerns.actions.regroup import merge_concerns
from shangyi.concerns.actions.sort import sort_concern, undo_sorting
from shangyi.concerns.forms.desk import TriageForm
from shangyi.concerns.models import Concern
from shangyi.concerns.queries import concern_visible_to
from shangyi.concerns.rules.life import State
from shangyi.journeys.queries.desk import InboxRow, capped_count, inbox_rows, similar_to, waiting_rows
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.people.queries import keepers_for
from shangyi.people.views import actor, may
from shangyi.rulepacks.queries import rules_at, rules_of
from shangyi.ui.rules import page_of
from shangyi.ui.wording import say

PAGE = 20


@may("concern.sort")
def desk(request: HttpRequest) -> HttpResponseBase:
    """What waits, the most urgent first; the one that is open stands beside it."""
    now, who = timezone.now(), actor(request)
    waiting = waiting_rows(who)
    pager = page_of(request.GET.get("page"), total=capped_count(waiting), size=PAGE)
    rows = inbox_rows(list(waiting.select_related("place", "keeper")[pager.start : pager.stop]))
    opened = request.GET.get("open", "")
    current = next((row for row in rows if str(row.concern.pk) == opened), rows[0] if rows else None)
    context: dict[str, Any] = {
        "face": "desk",
        "now": now,
        "rows": rows,
        "pager": pager,
        "current": current,
        "undo_url": _undo_url(request),
        "may_batch": who.may_anywhere("concern.assign_batch"),
    }
    if current is not None:
        context |= _triage_context(current.concern, who, now, current)
    return render(request, "journeys/desk.html", context)


def _undo_url(request: HttpRequest) -> str:
    """Where the last act of this desk is taken back, when there was one."""
    done = request.GET.get("done", "")
    return (
        reverse("journeys:undo", args=[int(done)])
        if done.isascii() and done.isdigit() and len(done) < 15
        else ""
    )


@may("concern.sort")
def triage(request: HttpRequest, concern_id: int) -> HttpResponseBase:
    """The concern that is open beside the list: look, sort, assign, or join it to another."""
    now, who = timezone.now(), actor(request)
    concern = concern_visible_to(who, concern_id)
    if State(concern.state) not in (State.HEARD, State.SORTED):
        return redirect("journeys:concern", concern_id=concern.pk)
    context = _triage_context(concern, who, now, None, request)
    if request.method == "POST":
        try:
            if context["form"].is_valid():
                return _triaged(request, concern, context["form"], who, now)
        except Refused as refused:
            context["problem"] = say(refused, now=now)
    template = "journeys/triage.html#panel" if getattr(request, "htmx", False) else "journeys/triage.html"
    status = 422 if request.method == "POST" else 200
    return render(request, template, {**context, "face": "desk", "now": now}, status=status)


def _triage_context(
    concern: Concern, who: Actor, now: datetime, row: InboxRow | None, request: HttpRequest | None = None
) -> dict[str, Any]:
    shown = row or inbox_rows([concern])[0]
    rules = rules_of(concern.pack_id) if concern.pack_id else rules_at(concern.place_path, now.date())
    posted = request.POST if request is not None and request.method == "POST" else None
    form = TriageForm(posted, concern=concern, rules=rules, now=now, initial=_suggested(shown, who, now))
    return {
        "row": shown,
        "concern": concern,
        "form": form,
        "similar": similar_to(concern, shown.words, now),
        "lead": concern,
        "may_assign": who.may_anywhere("concern.assign"),
    }


def _suggested(row: InboxRow, who: Actor, now: datetime) -> dict[str, Any]:
    concern, suggestion = row.concern, row.suggestion
    own = [
        capacity
        for capacity in keepers_for(concern.place_path, now.date())
        if capacity.person_id == who.person_id
    ]
    category = suggestion.category
    return {
        "title": concern.title,
        "kind": concern.kind or "plea",
        "category": concern.category or (category.code if category else ""),
        "grade": concern.grade or (category.grade if category else "general"),
        "unit": suggestion.unit,
        "keeper": own[0] if own else concern.keeper_capacity_id,
        "what": concern.title,
        "may_be_shown": True,
    }


def _triaged(
    request: HttpRequest, concern: Concern, form: TriageForm, who: Actor, now: datetime
) -> HttpResponseBase:
    version = form.cleaned_data["version"]
    if request.POST.get("only") == "sort":
        sort_concern(concern_id=concern.pk, sorting=form.sorting(), actor=who, now=now, version=version)
        said = _("Sorted: %(title)s") % {"title": form.cleaned_data["title"]}
    else:
        sort_and_assign(
            concern_id=concern.pk,
            sorting=form.sorting(),
            assignment=form.assignment(),
            actor=who,
            now=now,
            version=version,
        )
        said = _("Assigned: %(title)s") % {"title": form.cleaned_data["title"]}
    messages.success(request, said)
    return redirect(f"{reverse('journeys:desk')}?done={concern.pk}")


@require_POST
@may("concern.sort")
def undo(request: HttpRequest, concern_id: int) -> HttpResponseBase:
    """Take back the last sorting or assigning of this concern."""
    concern_visible_to(actor(request), concern_id)
    concern = undo_sorting(concern_id=concern_id, actor=actor(request), now=timezone.now())
    messages.info(request, _("Taken back: %(title)s") % {"title": concern.title})
    return redirect(f"{reverse('journeys:desk')}?open={concern.pk}")


@require_POST
@may("concern.regroup")
def join(request: HttpRequest, concern_id: int, target_id: int) -> HttpResponseBase:
    """Join the open concern to a similar one with one key."""
    who, now = actor(request), timezone.now()
    concern_visible_to(who, concern_id)
    concern_visible_to(who, target_id)
    merge_concerns(source_id=concern_id, target_id=target_id, actor=who, now=now)
    messages.success(request, _("Joined. It can be undone on the page of the matter."))
    return redirect("journeys:desk")
