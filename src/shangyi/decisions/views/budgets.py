"""The desk: the list of budgets, planning one, its page with the next step, and the wishes to check."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.decisions.actions import budget_planning, wishing
from shangyi.decisions.forms.budgets import PlanForm, plan_of
from shangyi.decisions.models import Budget, BudgetWish
from shangyi.decisions.queries.ballots import asks_committee
from shangyi.decisions.queries.budgets import (
    budget_seen_by,
    budgets_below,
    finding_of_wish,
    n_voted,
)
from shangyi.decisions.rules.budget_life import TABLE
from shangyi.decisions.views.budget_showing import (
    how_counted,
    problems_of,
    result_of,
    steps_of,
    tone_of,
)
from shangyi.decisions.views.lists import listed
from shangyi.kernel.actor import Actor
from shangyi.kernel.actor import may as actor_may
from shangyi.kernel.money import parse_fen
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may


@may("budget.view")
def budgets(request: HttpRequest) -> HttpResponseBase:
    """Every budget below one's places, the newest first, by state and by words."""
    context = listed(
        request,
        budgets_below(actor(request)),
        Budget.StateChoice,
        tone_of,
        words_in="title",
        words_label=_("Words in the title"),
    )
    return render(
        request,
        "decisions/budget_list.html",
        {**context, "may_plan": actor(request).may_anywhere("budget.plan")},
    )


@may("budget.plan")
def new(request: HttpRequest) -> HttpResponseBase:
    """Plan a budget."""
    form = PlanForm(request.POST or None, initial={"place": request.GET.get("place", "")[:40]})
    if request.method != "POST" or not form.is_valid():
        return _plan_page(request, form, None)
    try:
        row = budget_planning.plan_budget(plan=form.plan(), actor=actor(request), now=timezone.now())
    except Refused as refused:
        return _plan_page(request, form, None, refused)
    messages.success(request, _("The draft is kept. Next: announce it, so that people can wish."))
    return redirect("decisions:budget", row.pk)


@may("budget.plan")
def edit(request: HttpRequest, budget_id: int) -> HttpResponseBase:
    """Change a draft."""
    row = budget_seen_by(actor(request), budget_id)
    form = PlanForm(request.POST or None, initial=plan_of(row))
    if request.method != "POST" or not form.is_valid():
        return _plan_page(request, form, row)
    try:
        budget_planning.edit_budget(
            budget_id=row.pk, plan=form.plan(), actor=actor(request), now=timezone.now()
        )
    except Refused as refused:
        return _plan_page(request, form, row, refused)
    messages.success(request, _("Changed."))
    return redirect("decisions:budget", row.pk)


def _plan_page(
    request: HttpRequest, form: PlanForm, row: Budget | None, refused: Refused | None = None
) -> HttpResponseBase:
    if refused is not None and refused.code.startswith(("rights.", "budget.not-found")):
        raise refused
    now = timezone.now()
    context = {
        "now": now,
        "face": "desk",
        "form": form,
        "budget": row,
        "problems": problems_of(refused, now),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/budget_plan.html", context, status=status)


@may("budget.view")
def budget(request: HttpRequest, budget_id: int) -> HttpResponseBase:
    """One budget: how far it is, the next step, its wishes, how many have voted, and both workings."""
    who, now = actor(request), timezone.now()
    row = budget_seen_by(who, budget_id)
    wishes = list(row.wishes.select_related("undertaking", "merged_into"))
    voted, whole = n_voted(row) if row.opened_at else (0, 0)
    context: dict[str, Any] = {
        "now": now,
        "face": "desk",
        "budget": row,
        "tone": tone_of(row),
        "steps": steps_of(row),
        "wishes": wishes,
        "n_unchecked": sum(wish.state == "proposed" for wish in wishes),
        "n_admitted": sum(wish.state == "admitted" for wish in wishes),
        "voted": voted,
        "whole": whole,
        "result": result_of(row, wishes),
        "how": how_counted(),
        "verbs": verbs_open_to(who, row),
    }
    return render(request, "decisions/budget_desk.html", context)


def verbs_open_to(who: Actor, row: Budget) -> set[str]:
    """What this person can do with the budget as it stands: the table and the rights, nothing else."""
    rows = (each for each in TABLE if each.source == row.state and each.right != "resident")
    return {each.verb.value for each in rows if actor_may(who, each.right, row.place_path) is not None}


@may("budget.plan")
def checking(request: HttpRequest, budget_id: int) -> HttpResponseBase:
    """审心愿: every wish with what stands against it; put to the vote at a cost, or not, with the reason."""
    row = budget_seen_by(actor(request), budget_id)
    if request.method != "POST":
        return _checking_page(request, row)
    try:
        said = _check(request, row, timezone.now())
    except Refused as refused:
        if refused.code.startswith(("rights.", "budget.not-found")):
            raise
        return _checking_page(request, row, refused)
    messages.success(request, said)
    return redirect("decisions:budget_checking", row.pk)


def _check(request: HttpRequest, row: Budget, now: datetime) -> str:
    sent = request.POST.get("wish", "")
    by: dict[str, Any] = {
        "budget_id": row.pk,
        "wish_id": int(sent) if sent.isdecimal() and len(sent) < 18 else 0,
        "actor": actor(request),
        "now": now,
    }
    what = request.POST.get("what")
    if what == "split":
        wishing.split_wish(**by)
        return _("The two stand for themselves again. Whoever proposed them was told.")
    if what == "merge":
        into = request.POST.get("into", "")
        wishing.merge_wish(into_id=int(into) if into.isdecimal() and len(into) < 18 else 0, **by)
        return _("They go together now. Whoever proposed them was told.")
    if what == "turn-down":
        wishing.turn_wish_down(reason=request.POST.get("reason", ""), **by)
        return _("Not put. Whoever proposed it was told why.")
    cost = parse_fen(request.POST.get("cost", ""))
    wishing.admit_wish(cost_fen=cost, owners_note=request.POST.get("owners_note", ""), **by)
    return _("Put to the vote. Whoever proposed it was told.")


def _checking_page(request: HttpRequest, row: Budget, refused: Refused | None = None) -> HttpResponseBase:
    now = timezone.now()
    wishes = list(row.wishes.select_related("checked_by", "merged_by"))
    merged = _merged(wishes)
    waiting = sorted(wishes, key=lambda wish: (wish.state != "proposed", wish.number))
    context = {
        "now": now,
        "face": "desk",
        "budget": row,
        "tone": tone_of(row),
        "wishes": [
            (wish, *_asks(wish, merged.get(wish.pk, [])), merged.get(wish.pk, [])) for wish in waiting
        ],
        "targets": [wish for wish in wishes if wish.state in {"proposed", "admitted"}],
        "may_check": "check" in verbs_open_to(actor(request), row),
        "chosen": request.POST.get("wish", "") if refused else "",
        "typed": request.POST,
        "problems": problems_of(refused, now),
    }
    return render(request, "decisions/budget_checking.html", context, status=422 if refused else 200)


def _merged(wishes: list[BudgetWish]) -> dict[int, list[BudgetWish]]:
    """The wishes that go with another, by that other."""
    found: dict[int, list[BudgetWish]] = {}
    for wish in wishes:
        if wish.merged_into_id is not None:
            found.setdefault(wish.merged_into_id, []).append(wish)
    return found


def _asks(wish: BudgetWish, merged: list[BudgetWish]) -> tuple[str, bool]:
    """What in the words asks for the owners, in the words themselves; whether it is for their committee."""
    finding = finding_of_wish(wish, merged)
    return finding.matches[0].quoted if finding.asks else "", asks_committee(finding)
