"""Residents: the ballots that wait for me, my paper, and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangyi.decisions.actions import casting, consenting
from shangyi.decisions.forms.ballots import answer_of, choices_of
from shangyi.decisions.models import Ballot, Elector
from shangyi.decisions.queries.ballots import (
    ballots_of,
    n_answered,
    objections_of,
    paper_by_code,
    papers_of,
    public_ballot,
    votes_of,
    waiting_for,
)
from shangyi.decisions.queries.turnout import turnout
from shangyi.decisions.rules.ballot_life import BallotState, Method
from shangyi.decisions.rules.labels import Label
from shangyi.decisions.rules.statutory import ONLINE, challenge_open_until
from shangyi.decisions.views.showing import (
    answer_said,
    needs_others,
    problems_of,
    result_of,
    tone_of,
    turnout_rows,
)
from shangyi.kernel.refused import Refused
from shangyi.people.queries import same_person_ids
from shangyi.people.views import actor, public, signed_in
from shangyi.ui.rules import page_of


@signed_in
def mine(request: HttpRequest) -> HttpResponseBase:
    """The ballots in which I have a voice: those that wait for me first, then what was announced or decided."""
    ids = same_person_ids(actor(request).person_id or 0)
    rows = ballots_of(ids)
    pager = page_of(request.GET.get("page"), total=rows[:10_001].count(), size=20)
    context = {
        "now": timezone.now(),
        "face": "resident",
        "waiting": waiting_for(ids),
        "rows": [(row, tone_of(row)) for row in rows[pager.start : pager.stop]],
        "pager": pager,
    }
    return render(request, "decisions/ballot_mine.html", context)


@signed_in
def one(request: HttpRequest, ballot_id: int) -> HttpResponseBase:
    """A ballot as a resident sees it: the question, my paper, how many have answered, the result with its working."""
    who = actor(request)
    row = public_ballot(ballot_id, who)
    return _paper_page(request, row, papers_of(row, who))


@signed_in
@require_POST
def answer(request: HttpRequest, ballot_id: int) -> HttpResponseBase:
    """Hand in my answer, or change it."""
    who = actor(request)
    row = public_ballot(ballot_id, who)
    given = answer_of(row, request.POST, [option.text for option in row.options.all()])
    head = request.POST.get("head", "")[:60]
    try:
        casting.cast_signed_in(ballot_id=row.pk, head=head, answer=given, actor=who, now=timezone.now())
    except Refused as refused:
        return _paper_page(request, row, papers_of(row, who), refused=refused)
    messages.success(request, _("Your answer is kept. You can change it until the end."))
    return redirect("decisions:one", row.pk)


@signed_in
@require_POST
def accept(request: HttpRequest, ballot_id: int) -> HttpResponseBase:
    """The way out that was offered meets me."""
    who = actor(request)
    row = public_ballot(ballot_id, who)
    head = request.POST.get("head", "")[:60]
    consenting.accept_answer(ballot_id=row.pk, head=head, actor=who, now=timezone.now())
    messages.success(request, _("Noted: your objection is met."))
    return redirect("decisions:one", row.pk)


@public
def by_code(request: HttpRequest, code: str) -> HttpResponseBase:
    """A paper opened by its link or code, without signing in: see, answer, change."""
    row, elector = paper_by_code(code)
    if request.method != "POST":
        return _paper_page(request, row, [elector], code=elector.code)
    given = answer_of(row, request.POST, [option.text for option in row.options.all()])
    try:
        casting.cast_by_code(code=code, answer=given, actor=actor(request), now=timezone.now())
    except Refused as refused:
        return _paper_page(request, row, [elector], code=elector.code, refused=refused)
    messages.success(request, _("Your answer is kept. You can change it until the end."))
    return redirect("decisions:by_code", elector.code)


def _paper_page(
    request: HttpRequest,
    row: Ballot,
    papers: list[Elector],
    *,
    code: str = "",
    refused: Refused | None = None,
) -> HttpResponseBase:
    now = timezone.now()
    answered, whole = n_answered(row)
    is_over = row.closes_at is not None and now >= row.closes_at
    context: dict[str, Any] = {
        "now": now,
        "face": "resident" if request.user.is_authenticated else "plain",
        "ballot": row,
        "topic_id": row.about.removeprefix("topic:") if row.about.startswith("topic:") else "",
        "tone": tone_of(row),
        "options": list(row.options.all()),
        "choices": choices_of(Method(row.method)),
        "papers": _papers(row, papers),
        "is_open": row.state == BallotState.OPEN and not is_over,
        "on_paper_only": row.label == Label.OWNERS and row.channel != ONLINE,
        "code": code,
        "answered": answered,
        "whole": whole,
        "turnout": turnout_rows(turnout(row)),
        "result": result_of(row) if row.state in {BallotState.PUBLISHED, BallotState.VOID} else None,
        "others": needs_others(row, now),
        "challenge_until": challenge_open_until(timezone.localdate(row.published_at))
        if row.published_at
        else None,
        "problems": problems_of(refused, now),
        "typed": request.POST.get("reason", "") if refused else "",
    }
    return render(request, "decisions/ballot_paper.html", context, status=422 if refused else 200)


def _papers(row: Ballot, papers: list[Elector]) -> list[dict[str, Any]]:
    """Each of my papers with what I answered and what was offered to me; two statements for all of them."""
    heads = [paper.head for paper in papers]
    votes, objections = votes_of(row, heads), objections_of(row, heads)
    options = [option.text for option in row.options.all()]
    return [_paper(paper, votes.get(paper.head), objections.get(paper.head), options) for paper in papers]


def _paper(elector: Elector, vote: Any, objection: Any, options: list[str]) -> dict[str, Any]:
    choice = vote.choice if vote else None
    return {
        "elector": elector,
        "vote": vote,
        "said": answer_said(choice, options) if vote else "",
        "pressed": choice.get("position", "") if isinstance(choice, dict) else choice,
        "places": dict(choice) if isinstance(choice, dict) else _places(choice),
        "reason": choice.get("reason", "") if isinstance(choice, dict) else "",
        "objection": objection,
    }


def _places(choice: Any) -> dict[str, int]:
    """Where each option stands in an order that was handed in."""
    return {option: place for place, option in enumerate(choice, start=1)} if isinstance(choice, list) else {}
