"""For the wall, the door and other programs: the wishes, a paper with its code for each voter, the result, the .pb."""

from __future__ import annotations

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from shangyi.decisions.models import Budget, BudgetVoter
from shangyi.decisions.queries.budgets import budget_seen_by, case_of, tallies
from shangyi.decisions.rules.budget import BudgetCase, WishBallot
from shangyi.decisions.rules.budget_life import HAS_RESULT
from shangyi.decisions.rules.pabulib import write_pb
from shangyi.decisions.views.budget_showing import how_counted, result_of
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may
from shangyi.ui.rules import page_of

PAPERS_A_PAGE = 60
KINDS = ("wishes", "papers", "result")


@may("budget.view")
def printed(request: HttpRequest, budget_id: int) -> HttpResponseBase:
    """The list of wishes, a paper for each voter with its code, or the result with its working."""
    row = budget_seen_by(actor(request), budget_id)
    what = request.GET.get("what", "wishes")
    wishes = list(row.wishes.all())
    voters = BudgetVoter.objects.filter(budget=row).exclude(code="").select_related("place").order_by("key")
    rows = voters if what == "papers" else voters.none()
    pager = page_of(request.GET.get("page"), total=rows.count(), size=PAPERS_A_PAGE)
    context = {
        "now": timezone.now(),
        "face": "plain",
        "budget": row,
        "what": what if what in KINDS else "wishes",
        "wishes": [wish for wish in wishes if wish.state == "admitted"],
        "papers": [(each, _qr(request, each.code)) for each in rows[pager.start : pager.stop]],
        "pager": pager,
        "result": result_of(row, wishes),
        "how": how_counted(),
    }
    return render(request, "decisions/budget_print.html", context)


def _qr(request: HttpRequest, code: str) -> str:
    address = request.build_absolute_uri(reverse("decisions:budget_by_code", args=[code]))
    drawn: str = segno.make(address, error="m").svg_inline(scale=4, border=2, svgclass="qr", omitsize=False)
    return drawn


@may("budget.view")
def exported(request: HttpRequest, budget_id: int) -> HttpResponseBase:
    """The whole vote as a Pabulib file that anybody can count again: no names, in an order that tells nothing.

    Refused: budget.not-counted, before it is.
    """
    row = budget_seen_by(actor(request), budget_id)
    if row.state not in HAS_RESULT:
        raise Refused("budget.not-counted")
    case = case_of(row)
    text = write_pb(_nameless(case), meta=_meta(row), tally=tallies(case)[row.rule])
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="budget-{row.pk}.pb"'
    return response


def _nameless(case: BudgetCase) -> BudgetCase:
    """Votes sorted by what was ticked and numbered anew: no order of the list of voters shines through."""
    points = sorted((dict(ballot.points) for ballot in case.ballots), key=lambda each: sorted(each.items()))
    ballots = tuple(WishBallot(str(number), each) for number, each in enumerate(points, start=1))
    return BudgetCase(case.budget, case.wishes, ballots)


def _meta(row: Budget) -> dict[str, Any]:
    return {
        "description": row.title,
        "country": "China",
        "unit": row.place.full_name,
        "currency": "CNY fen",
        "rule": row.rule,
        "date_end": timezone.localdate(row.closes_at).isoformat() if row.closes_at else "",
    }
