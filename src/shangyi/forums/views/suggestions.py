"""An addressed suggestion: its way so far, and the one step that comes next, for the organiser and for the unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from shangyi.forums.actions import suggesting
from shangyi.forums.forms import suggestions as forms
from shangyi.forums.models import Gathering, Suggestion
from shangyi.forums.queries.gatherings import gathering_for_staff
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.suggestions import follow_through, may_take, suggestion_for, suggestions_seen_by
from shangyi.forums.rules.suggestions import Step
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may, signed_in
from shangyi.ui.rules import page_of
from shangyi.ui.wording import say

PAGE = 20
Do = Callable[[Suggestion, Any, Actor, datetime], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """The form of a step, what to call it, and what was done."""

    form: type[forms.StepForm]
    title: str | Lazy
    done: str | Lazy
    do: Do
    hint: str | Lazy = ""


def _compile(row: Suggestion, given: Any, who: Actor, now: datetime) -> None:
    suggesting.compile_suggestion(suggestion_id=row.pk, actor=who, now=now, **given)


def _reply(row: Suggestion, given: Any, who: Actor, now: datetime) -> None:
    reply = given.pop("reply")
    suggesting.reply_to_suggestion(
        suggestion_id=row.pk, reply=forms.Reply(reply), actor=who, now=now, **given
    )


STEPS: Mapping[Step, StepPage] = {
    Step.COMPILE: StepPage(
        form=forms.CompileForm,
        title=_("Put it together"),
        hint=_("One sentence that a unit can answer. What was said in the room stays as it was said."),
        done=_("Put together; it waits for approval."),
        do=_compile,
    ),
    Step.APPROVE: StepPage(
        form=forms.StepForm,
        title=_("Approve"),
        done=_("Approved."),
        do=lambda row, _given, who, now: suggesting.approve_suggestion(
            suggestion_id=row.pk, actor=who, now=now
        ),
    ),
    Step.SEND_BACK: StepPage(
        form=forms.ReasonForm,
        title=_("Not like this"),
        done=_("Sent back with the reason."),
        do=lambda row, given, who, now: suggesting.send_suggestion_back(
            suggestion_id=row.pk, actor=who, now=now, **given
        ),
    ),
    Step.SEND: StepPage(
        form=forms.StepForm,
        title=_("Send it to the unit"),
        hint=_("From this moment the clock of the reply runs."),
        done=_("Sent. The reply is awaited."),
        do=lambda row, _given, who, now: suggesting.send_suggestion(suggestion_id=row.pk, actor=who, now=now),
    ),
    Step.CONTACT: StepPage(
        form=forms.ContactForm,
        title=_("First contact"),
        done=_("The first contact is on record."),
        do=lambda row, given, who, now: suggesting.record_contact(
            suggestion_id=row.pk, actor=who, now=now, **given
        ),
    ),
    Step.REPLY: StepPage(
        form=forms.ReplyForm,
        title=_("Reply"),
        done=_("Replied. Whoever waits for it was told."),
        do=_reply,
    ),
    Step.RECHECK: StepPage(
        form=forms.RecheckForm,
        title=_("Look back"),
        done=_("Noted."),
        do=lambda row, given, who, now: suggesting.recheck_suggestion(
            suggestion_id=row.pk, actor=who, now=now, **given
        ),
    ),
    Step.WITHDRAW: StepPage(
        form=forms.ReasonForm,
        title=_("Not pursued"),
        done=_("Withdrawn with the reason."),
        do=lambda row, given, who, now: suggesting.withdraw_suggestion(
            suggestion_id=row.pk, actor=who, now=now, **given
        ),
    ),
}


@may("suggestion.reply")
def suggestions(request: HttpRequest) -> HttpResponseBase:
    """Suggestions of one's places, and those put to one's unit; what waits longest first."""
    who, now = actor(request), timezone.now()
    asked = request.GET.get("gathering", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        return _followed(request, gathering_for_staff(int(asked), who), now)
    rows = suggestions_seen_by(who)
    pager = page_of(request.GET.get("page"), total=rows[:10_001].count(), size=PAGE)
    context = {"face": "desk", "now": now, "pager": pager, "rows": list(rows[pager.start : pager.stop])}
    return render(request, "forums/suggestions.html", context)


def _followed(request: HttpRequest, row: Gathering, now: datetime) -> HttpResponseBase:
    """All suggestions of one gathering by head, with what is still to be done before it is settled."""
    practice = practice_of(row)
    context = {
        "face": "desk",
        "now": now,
        "row": row,
        "practice": practice,
        "through": follow_through(row, practice),
    }
    return render(request, "forums/follow_through.html", context)


@signed_in
def suggestion(request: HttpRequest, suggestion_id: int) -> HttpResponseBase:
    """One suggestion with its way so far."""
    who, now = actor(request), timezone.now()
    row = suggestion_for(suggestion_id, who)
    steps = [(verb, STEPS[verb].title) for verb in may_take(row, who)]
    head = practice_of(row.gathering).head_name(row.head)
    context = {"face": "desk", "now": now, "row": row, "head": head, "steps": steps}
    return render(request, "forums/suggestion.html", context)


@signed_in
def step(request: HttpRequest, suggestion_id: int, step: str) -> HttpResponseBase:
    """One step of a suggestion: show the form, or act."""
    who, now = actor(request), timezone.now()
    row = suggestion_for(suggestion_id, who)
    if step not in set(Step):
        raise Refused("suggestion.not-found")
    page = STEPS[Step(step)]
    if Step(step) not in may_take(row, who, any_stage=True):
        raise Refused("rights.missing", verb=step)
    posted = request.POST if request.method == "POST" else None
    form = page.form(posted, row=row, actor=who)
    problem = None
    if posted is not None and form.is_valid():
        try:
            page.do(row, dict(form.cleaned_data), who, now)
        except Refused as refused:
            problem = say(refused, now=now)
        else:
            messages.success(request, str(page.done))
            return redirect("forums:suggestion", suggestion_id=row.pk)
    context = {"face": "desk", "now": now, "page": page, "row": row, "form": form, "problem": problem}
    return render(request, "forums/step.html", context, status=422 if posted is not None else 200)
