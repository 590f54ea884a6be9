"""For the wall, for the door and for the file: notice, voting papers with their code, the result, and its numbers."""

from __future__ import annotations

import csv
import io
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.decisions.forms.ballots import choices_of
from shangyi.decisions.models import Ballot
from shangyi.decisions.queries.ballots import ballot_seen_by, local_rules_of, n_answered
from shangyi.decisions.queries.turnout import HeadLine, heads_of_ballot, turnout
from shangyi.decisions.rules.ballot_life import Method
from shangyi.decisions.rules.statutory import challenge_open_until
from shangyi.decisions.views.showing import result_of, turnout_rows
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor as actor_of
from shangyi.people.views import may
from shangyi.ui.rules import page_of

PAPERS_A_PAGE = 60
KINDS = ("notice", "papers", "result")


@may("ballot.view")
def printed(request: HttpRequest, ballot_id: int) -> HttpResponseBase:
    """The notice, a voting paper for each head with its code, or the result with its working."""
    row = ballot_seen_by(actor_of(request), ballot_id)
    what = request.GET.get("what", "notice")
    lines = [line for line in heads_of_ballot(row) if not line.is_heard_only] if what == "papers" else []
    pager = page_of(request.GET.get("page"), total=len(lines), size=PAPERS_A_PAGE)
    answered, whole = n_answered(row)
    context = {
        "now": timezone.now(),
        "face": "plain",
        "ballot": row,
        "what": what if what in KINDS else "notice",
        "options": list(row.options.all()),
        "papers": [_paper(request, line) for line in lines[pager.start : pager.stop]],
        "pager": pager,
        "choices": choices_of(Method(row.method)),
        "result": result_of(row),
        "answered": answered,
        "whole": whole,
        "turnout": turnout_rows(turnout(row)) if what == "result" else [],
        "local": local_rules_of(row),
        "challenge_until": challenge_open_until(timezone.localdate(row.published_at))
        if row.published_at
        else None,
    }
    return render(request, "decisions/ballot_print.html", context)


def _paper(request: HttpRequest, line: HeadLine) -> dict[str, Any]:
    address = request.build_absolute_uri(reverse("decisions:by_code", args=[line.code]))
    drawing = segno.make(address, error="m").svg_inline(scale=4, border=2, svgclass="qr", omitsize=False)
    return {"line": line, "qr": drawing}


@may("ballot.view")
def result_csv(request: HttpRequest, ballot_id: int) -> HttpResponseBase:
    """The working as a table: numbers only, never who answered what."""
    row = ballot_seen_by(actor_of(request), ballot_id)
    result = result_of(row)
    if result is None:
        raise Refused("ballot.not-counted")
    response = HttpResponse("\ufeff" + _table(row, result), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ballot-{row.pk}.csv"'
    return response


def _table(row: Ballot, result: dict[str, Any]) -> str:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([_safe(row.title), row.get_label_display(), row.get_method_display()])
    table.writerow([_("comparison"), _("part"), _("whole"), _("share"), _("needed"), _("met"), _("working")])
    for check in result["checks"]:
        met = _("yes") if check["is_met"] else _("no")
        numbers = (check["part_said"], check["whole_said"], check["share"], check["needed_said"])
        table.writerow([check["label"], *numbers, met, check["working"]])
    table.writerow([_("answer"), _("heads"), _("area (m²)")])
    for answer in result["answers"]:
        table.writerow([answer["label"], answer["heads"], answer.get("area", "")])
    for option, points in result["standings"]:
        table.writerow([_safe(option), points])
    for number, each in enumerate(result["rounds"], start=1):
        for option, votes in each.get("first_places", []):
            table.writerow([number, _safe(option), votes])
    return out.getvalue()


def _safe(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
