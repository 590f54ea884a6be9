"""The verbs on a budget, the counter where wishes and votes are written down, and the file that others count."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.decisions.actions import budget_counting, budget_planning, budget_voting, wishing
from shangyi.decisions.forms.ballots import ReasonForm
from shangyi.decisions.forms.budgets import (
    LARGEST_PB,
    ClosingForm,
    DoneByForm,
    ExtendBudgetForm,
    ImportForm,
    SaidWishForm,
)
from shangyi.decisions.models import Budget, BudgetVoter
from shangyi.decisions.queries.budgets import admitted, budget_seen_by, n_voted
from shangyi.decisions.rules.budget import Rule
from shangyi.decisions.rules.pabulib import read_pb
from shangyi.decisions.views.budget_showing import problems_of, tone_of
from shangyi.decisions.views.budgets import verbs_open_to
from shangyi.decisions.views.verbs import NothingForm
from shangyi.kernel.refused import Refused
from shangyi.people.views import View, actor, may
from shangyi.places.queries import place_by_code
from shangyi.ui.rules import page_of

VOTERS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Step:
    """How one verb is shown and done. `run` gets budget_id, actor and now, and what the form gave."""

    title: Lazy
    hint: Lazy
    done: Lazy
    run: Callable[..., object]
    form: type[forms.Form] = NothingForm
    is_grave: bool = False


def _open(**given: Any) -> object:
    return budget_voting.open_budget(randbelow=secrets.randbelow, **given)


STEPS: Mapping[str, Step] = {
    "announce": Step(
        _("Announce it and ask for wishes"),
        _("From now on the sum and the rule are fixed, and whoever lives there is told."),
        _("Announced. Whoever lives there was told."),
        budget_planning.announce_budget,
    ),
    "open": Step(
        pgettext_lazy("budget", "Begin voting"),
        _("The list of wishes and the list of voters are fixed; everybody in it is asked to tick."),
        _("Voting has begun. Everybody in the list was told."),
        _open,
        ClosingForm,
    ),
    "extend": Step(
        pgettext_lazy("budget", "Make the time longer"),
        _("Only before it is over. The first end stays on record, and everybody concerned is told why."),
        _("Made longer. Everybody concerned was told."),
        budget_planning.extend_budget,
        ExtendBudgetForm,
    ),
    "close": Step(
        pgettext_lazy("budget", "End voting"),
        _("Only before the announced end, and only when everybody has voted; else it ends by itself."),
        _("Voting is over. Next: the count."),
        budget_counting.close_budget,
    ),
    "count": Step(
        pgettext_lazy("budget", "Count"),
        _("By equal shares and by most ticks; the rule that was announced decides."),
        _("Counted. Both workings stand below; next: publish it."),
        budget_counting.count_votes,
    ),
    "publish": Step(
        pgettext_lazy("budget", "Publish the result"),
        _("Whoever wished or has a vote is told; what won becomes undertakings."),
        _("Published. What won is somebody's to do now."),
        budget_counting.publish_budget,
        DoneByForm,
    ),
    "withdraw": Step(
        _("Take the budget back"),
        _("Nothing is counted. Whoever wished or has a vote is told why."),
        _("Taken back. Whoever was told of it was told why."),
        budget_planning.withdraw_budget,
        ReasonForm,
        is_grave=True,
    ),
}
"""The verbs by the names of their addresses."""


def page(name: str) -> View:
    """The view of one verb."""
    step = STEPS[name]

    @may("budget.plan")
    def view(request: HttpRequest, budget_id: int) -> HttpResponseBase:
        row = budget_seen_by(actor(request), budget_id)
        form = step.form(request.POST if request.method == "POST" else None)
        if request.method != "POST" or not form.is_valid():
            return _show(request, row, name, form)
        try:
            step.run(budget_id=row.pk, actor=actor(request), now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            if refused.code.startswith(("rights.", "budget.not-found")):
                raise
            return _show(request, row, name, form, refused)
        messages.success(request, str(step.done))
        return redirect("decisions:budget", row.pk)

    return view


def _show(
    request: HttpRequest, row: Budget, name: str, form: Any, refused: Refused | None = None
) -> HttpResponseBase:
    now = timezone.now()
    context = {
        "now": now,
        "face": "desk",
        "budget": row,
        "tone": tone_of(row),
        "form": form,
        "step": STEPS[name],
        "problems": problems_of(refused, now),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/budget_verb.html", context, status=status)


@may("budget.record")
def counter(request: HttpRequest, budget_id: int) -> HttpResponseBase:
    """代录: a wish that somebody says, a vote on paper or at the counter, somebody missing from the list."""
    row = budget_seen_by(actor(request), budget_id)
    if request.method != "POST":
        return _counter_page(request, row)
    try:
        said = RECORDS.get(request.POST.get("what", ""), _record_vote)(request, row, timezone.now())
    except Refused as refused:
        if refused.code.startswith(("rights.", "budget.not-found")):
            raise
        return _counter_page(request, row, refused)
    messages.success(request, said)
    return redirect("decisions:budget_counter", row.pk)


def _record_wish(request: HttpRequest, row: Budget, now: datetime) -> str:
    form = SaidWishForm(request.POST)
    if not form.is_valid():
        raise Refused("budget.form-incomplete")
    wish = wishing.NewWish(**form.cleaned_data)
    wishing.record_wish(budget_id=row.pk, wish=wish, actor=actor(request), now=now)
    return _now_("Written down. Read it back to the person.")


def _record_vote(request: HttpRequest, row: Budget, now: datetime) -> str:
    budget_voting.record_vote(
        budget_id=row.pk,
        voter_key=request.POST.get("voter", "")[:60],
        ticked=request.POST.getlist("wish"),
        actor=actor(request),
        now=now,
    )
    return _now_("Written down. Read it back to the person.")


def _enrol(request: HttpRequest, row: Budget, now: datetime) -> str:
    budget_voting.enrol_voter(
        budget_id=row.pk,
        name=request.POST.get("name", "")[:120],
        place=place_by_code(request.POST.get("place", "")[:40]),
        actor=actor(request),
        now=now,
        randbelow=secrets.randbelow,
    )
    return _now_("Added to the list, with your name beside it.")


RECORDS: Mapping[str, Callable[[HttpRequest, Budget, datetime], str]] = {
    "wish": _record_wish,
    "vote": _record_vote,
    "enrol": _enrol,
}


def _counter_page(request: HttpRequest, row: Budget, refused: Refused | None = None) -> HttpResponseBase:
    now = timezone.now()
    words = request.GET.get("q", "").strip()[:40]
    rows = BudgetVoter.objects.filter(budget=row).select_related("vote", "place").order_by("key")
    if words:
        rows = rows.filter(name__icontains=words)
    pager = page_of(request.GET.get("page"), total=rows[:10_001].count(), size=VOTERS_A_PAGE)
    voted, whole = n_voted(row)
    context = {
        "now": now,
        "face": "desk",
        "budget": row,
        "tone": tone_of(row),
        "form": SaidWishForm(request.POST if request.POST.get("what") == "wish" else None),
        "wishes": list(admitted(row)),
        "voters": list(rows[pager.start : pager.stop]),
        "pager": pager,
        "query": words,
        "chosen": request.POST.get("voter") or request.GET.get("voter") or "",
        "voted": voted,
        "whole": whole,
        "verbs": verbs_open_to(actor(request), row),
        "problems": problems_of(refused, now),
    }
    return render(request, "decisions/budget_counter.html", context, status=422 if refused else 200)


@may("budget.plan")
def import_file(request: HttpRequest) -> HttpResponseBase:
    """A vote held elsewhere, read from a .pb file and counted here."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _import_page(request, form)
    try:
        row = _read(request, form, timezone.now())
    except Refused as refused:
        if refused.code.startswith("rights."):
            raise
        return _import_page(request, form, refused)
    messages.success(request, _now_("Read. Next: the count."))
    return redirect("decisions:budget", row.pk)


def _read(request: HttpRequest, form: ImportForm, now: datetime) -> Budget:
    given = form.cleaned_data
    data = given["file"].read(LARGEST_PB + 1)
    if len(data) > LARGEST_PB:
        raise Refused("pabulib.too-large", file=given["file"].name[:60])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("pabulib.not-utf8", file=given["file"].name[:60]) from None
    plan = budget_planning.Plan(
        title=given["title"],
        place=place_by_code(given["place"]),
        sum_fen=0,
        wishes_until=now,
        rule=Rule(given["rule"]),
    )
    return budget_counting.import_budget(
        file=read_pb(text), plan=plan, file_name=given["file"].name, actor=actor(request), now=now
    )


def _import_page(request: HttpRequest, form: ImportForm, refused: Refused | None = None) -> HttpResponseBase:
    now = timezone.now()
    context = {"now": now, "face": "desk", "form": form, "problems": problems_of(refused, now)}
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/budget_import.html", context, status=status)
