"""Residents: the budgets of my place, my wish, my ticks, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangyi.decisions.actions import budget_voting, wishing
from shangyi.decisions.forms.budgets import WishForm
from shangyi.decisions.models import Budget, BudgetVoter
from shangyi.decisions.queries.budgets import (
    budgets_near,
    n_voted,
    public_budget,
    voter_by_code,
    voters_of,
)
from shangyi.decisions.rules.budget_life import BudgetState
from shangyi.decisions.views.budget_showing import (
    how_counted,
    mine_of,
    problems_of,
    result_of,
    steps_of,
    tone_of,
)
from shangyi.kernel.refused import Refused
from shangyi.people.queries import same_person_ids
from shangyi.people.views import actor, public, signed_in
from shangyi.ui.rules import page_of


@signed_in
def near(request: HttpRequest) -> HttpResponseBase:
    """The budgets of the places where I live."""
    rows = budgets_near(same_person_ids(actor(request).person_id or 0))
    pager = page_of(request.GET.get("page"), total=rows[:10_001].count(), size=20)
    context = {
        "now": timezone.now(),
        "face": "resident",
        "rows": [(row, tone_of(row)) for row in rows[pager.start : pager.stop]],
        "pager": pager,
    }
    return render(request, "decisions/budget_near.html", context)


@signed_in
def one(request: HttpRequest, budget_id: int) -> HttpResponseBase:
    """A budget as a resident sees it: wish, tick, read what came of it."""
    who = actor(request)
    row = public_budget(budget_id, who)
    return _page(request, row, voters_of(row, who))


@signed_in
@require_POST
def wish(request: HttpRequest, budget_id: int) -> HttpResponseBase:
    """Propose a wish, or take one's own back."""
    who = actor(request)
    row = public_budget(budget_id, who)
    form = WishForm(request.POST)
    try:
        said = _wished(request, row, form)
    except Refused as refused:
        return _page(request, row, voters_of(row, who), refused=refused, form=form)
    messages.success(request, said)
    return redirect("decisions:budget_one", row.pk)


def _wished(request: HttpRequest, row: Budget, form: WishForm) -> str:
    """Do what was pressed; what is said about it. Refused: budget.wish-title-needed, and as the action."""
    by: dict[str, Any] = {"budget_id": row.pk, "actor": actor(request), "now": timezone.now()}
    sent = request.POST.get("take_back", "")
    if sent:
        number = int(sent) if sent.isdecimal() and len(sent) < 18 else 0
        wishing.take_wish_back(wish_id=number, **by)
        return _("Your wish is taken back.")
    if not form.is_valid():
        raise Refused("budget.wish-title-needed")
    wishing.propose_wish(wish=wishing.NewWish(**form.cleaned_data), **by)
    return _("Your wish is on the list. It is checked, and you are told.")


@signed_in
@require_POST
def vote(request: HttpRequest, budget_id: int) -> HttpResponseBase:
    """Hand in my ticks, or change them."""
    who = actor(request)
    row = public_budget(budget_id, who)
    try:
        budget_voting.vote_signed_in(
            budget_id=row.pk,
            voter_key=request.POST.get("voter", "")[:60],
            ticked=request.POST.getlist("wish"),
            actor=who,
            now=timezone.now(),
        )
    except Refused as refused:
        return _page(request, row, voters_of(row, who), refused=refused)
    messages.success(request, _("Your ticks are kept. You can change them until the end."))
    return redirect("decisions:budget_one", row.pk)


@public
def by_code(request: HttpRequest, code: str) -> HttpResponseBase:
    """A paper opened by its link or code, without signing in."""
    row, voter = voter_by_code(code)
    if request.method != "POST":
        return _page(request, row, [voter], code=voter.code)
    try:
        budget_voting.vote_by_code(
            code=code, ticked=request.POST.getlist("wish"), actor=actor(request), now=timezone.now()
        )
    except Refused as refused:
        return _page(request, row, [voter], code=voter.code, refused=refused)
    messages.success(request, _("Your ticks are kept. You can change them until the end."))
    return redirect("decisions:budget_by_code", voter.code)


def _page(
    request: HttpRequest,
    row: Budget,
    voters: Sequence[BudgetVoter],
    *,
    code: str = "",
    refused: Refused | None = None,
    form: WishForm | None = None,
) -> HttpResponseBase:
    now = timezone.now()
    wishes = list(row.wishes.select_related("undertaking", "merged_into"))
    ids = [] if code else same_person_ids(actor(request).person_id or 0)
    is_over = row.closes_at is not None and now >= row.closes_at
    voted, whole = n_voted(row) if row.opened_at else (0, 0)
    context: dict[str, Any] = {
        "now": now,
        "face": "resident" if request.user.is_authenticated else "plain",
        "budget": row,
        "tone": tone_of(row),
        "steps": steps_of(row),
        "wishes": [each for each in wishes if each.state == "admitted"],
        "mine_wished": [each for each in wishes if each.proposed_by_id in ids],
        "others_wished": [
            each for each in wishes if each.state == "proposed" and each.proposed_by_id not in ids
        ],
        "papers": [mine_of(row, voter, wishes) for voter in voters],
        "takes_wishes": row.state == BudgetState.COLLECTING and now < row.wishes_until and not code,
        "is_open": row.state == BudgetState.VOTING and not is_over,
        "code": code,
        "form": form or WishForm(),
        "voted": voted,
        "whole": whole,
        "result": result_of(row, wishes) if row.state == BudgetState.PUBLISHED else None,
        "how": how_counted(),
        "typed": set(request.POST.getlist("wish")) if refused else set(),
        "problems": problems_of(refused, now),
    }
    return render(request, "decisions/budget_paper.html", context, status=422 if refused else 200)
