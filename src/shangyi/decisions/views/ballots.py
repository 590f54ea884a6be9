"""The desk: the list of ballots, putting a question, and the page of one with its next step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangyi.decisions.actions import preparing
from shangyi.decisions.forms.ballots import QuestionForm, question_of
from shangyi.decisions.models import Ballot
from shangyi.decisions.queries.ballots import (
    asks_committee,
    ballot_seen_by,
    below_actor,
    finding_of,
    local_rules_of,
    n_answered,
    waiting_papers,
)
from shangyi.decisions.queries.turnout import turnout
from shangyi.decisions.rules.ballot_life import TABLE, BallotState, BallotVerb
from shangyi.decisions.rules.statutory import challenge_open_until, opening_allowed_on
from shangyi.decisions.views.lists import listed
from shangyi.decisions.views.showing import (
    needs_others,
    problems_of,
    reasons_shown,
    result_of,
    steps_of,
    tone_of,
    turnout_rows,
)
from shangyi.kernel.actor import Actor
from shangyi.kernel.actor import may as actor_may
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may

PREFILLED = ("title", "place", "label", "method", "electorate", "matter")


@may("ballot.view")
def ballots(request: HttpRequest) -> HttpResponseBase:
    """Every ballot below one's places, the newest first, by state and by words."""
    context = listed(
        request,
        below_actor(actor(request)),
        Ballot.StateChoice,
        tone_of,
        words_in="title",
        words_label=_("Words in the question"),
    )
    return render(
        request,
        "decisions/ballot_list.html",
        {**context, "may_prepare": actor(request).may_anywhere("ballot.prepare")},
    )


@may("ballot.prepare")
def prepare(request: HttpRequest) -> HttpResponseBase:
    """Put a question; what another page hands over (place, title, what it comes from) stands in the form already."""
    asked = {name: request.GET.get(name, "")[:120] for name in PREFILLED}
    form = QuestionForm(request.POST or None, initial={name: value for name, value in asked.items() if value})
    if request.method != "POST" or not form.is_valid():
        return _question_page(request, form, None)
    try:
        question = form.question(about=request.GET.get("about", "")[:40])
        row = preparing.prepare_ballot(question=question, actor=actor(request), now=timezone.now())
    except Refused as refused:
        return _question_page(request, form, None, refused)
    messages.success(request, _("The draft is kept. Next: who is asked."))
    return redirect("decisions:ballot", row.pk)


@may("ballot.prepare")
def edit(request: HttpRequest, ballot_id: int) -> HttpResponseBase:
    """Change a draft."""
    row = ballot_seen_by(actor(request), ballot_id)
    form = QuestionForm(request.POST or None, initial=question_of(row))
    if request.method != "POST" or not form.is_valid():
        return _question_page(request, form, row)
    try:
        question = form.question(about=row.about, follows=row.follows)
        preparing.edit_ballot(ballot_id=row.pk, question=question, actor=actor(request), now=timezone.now())
    except Refused as refused:
        return _question_page(request, form, row, refused)
    messages.success(request, _("Changed."))
    return redirect("decisions:ballot", row.pk)


def _question_page(
    request: HttpRequest, form: QuestionForm, row: Ballot | None, refused: Refused | None = None
) -> HttpResponseBase:
    if refused is not None and refused.code.startswith(("rights.", "ballot.not-found")):
        raise refused
    now = timezone.now()
    context = {
        "now": now,
        "face": "desk",
        "form": form,
        "ballot": row,
        "problems": problems_of(refused, now),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/ballot_question.html", context, status=status)


@may("ballot.prepare")
@require_POST
def follow_up(request: HttpRequest, ballot_id: int) -> HttpResponseBase:
    """One press: a draft of the ballot that decides what this one may only ask."""
    row = preparing.follow_up(ballot_id=ballot_id, actor=actor(request), now=timezone.now())
    messages.success(
        request, _("A draft of the ballot that decides is ready. Check it, then freeze the list.")
    )
    return redirect("decisions:ballot", row.pk)


@may("ballot.view")
def ballot(request: HttpRequest, ballot_id: int) -> HttpResponseBase:
    """One ballot: what it can decide, how far it is, what is missing, the next step, and its working."""
    who, now = actor(request), timezone.now()
    row = ballot_seen_by(who, ballot_id)
    answered, whole = n_answered(row)
    finding = finding_of(row)
    context: dict[str, Any] = {
        "now": now,
        "face": "desk",
        "ballot": row,
        "tone": tone_of(row),
        "steps": steps_of(row),
        "options": list(row.options.all()),
        "answered": answered,
        "whole": whole,
        "turnout": turnout_rows(turnout(row)) if row.noticed_at else [],
        "finding": finding,
        "asks_committee": asks_committee(finding),
        "reasons": reasons_shown(finding),
        "others": needs_others(row, now),
        "result": result_of(row),
        "verbs": verbs_open_to(who, row),
        "papers": waiting_papers(row) if row.state in {BallotState.OPEN, BallotState.COUNTING} else [],
        "objections": list(row.objections.select_related("answered_by").order_by("-ended_at", "id")[:50]),
        "follow_ups": list(row.followed_by.order_by("id")[:10]),
        "may_record": actor_may(who, "ballot.record", row.place_path) is not None,
        **_clocks(row, now),
    }
    return render(request, "decisions/ballot_desk.html", context)


def _clocks(row: Ballot, now: datetime) -> dict[str, Any]:
    """The days that count: until when the notice runs, and until when an owner may go to court."""
    published = row.published_at
    return {
        "notice": local_rules_of(row).notice,
        "earliest": opening_allowed_on(timezone.localdate(now), local_rules_of(row).notice),
        "challenge_until": challenge_open_until(timezone.localdate(published)) if published else None,
    }


def verbs_open_to(who: Actor, row: Ballot) -> set[str]:
    """What this person can do with the ballot as it stands: the table and the rights, nothing else."""
    rows = (each for each in TABLE if each.source == row.state and each.verb is not BallotVerb.CAST)
    return {each.verb.value for each in rows if actor_may(who, each.right, row.place_path) is not None}
