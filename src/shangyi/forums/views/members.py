"""履职: a person's record of gatherings, for themselves and for staff of the place; on a page and as a table."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shangyi.forums.queries.members import MOST_ROWS, Part, Served, served_by, served_by_me
from shangyi.forums.wording import kind_name
from shangyi.forums.wording.questions import STANDINGS
from shangyi.people.views import actor, may, signed_in
from shangyi.ui.rules import page_of

PAGE = 10


@signed_in
def my_record(request: HttpRequest) -> HttpResponseBase:
    """One's own record."""
    return _page(request, served_by_me(actor(request)), "resident", reverse("forums:my_record_csv"))


@may("gathering.view")
def member(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Somebody's record, as far as it lies below one's places."""
    served = served_by(person_id, actor(request))
    return _page(request, served, "desk", reverse("forums:member_csv", args=[served.person.pk]))


def _page(request: HttpRequest, served: Served, face: str, table: str) -> HttpResponseBase:
    pager = page_of(request.GET.get("page"), total=len(served.rows), size=PAGE)
    parts = served.parts(pager.start, pager.stop)
    context = {
        "face": face,
        "now": timezone.now(),
        "person": served.person,
        "pager": pager,
        "by_class": served.by_class(),
        "parts": [_shown(each) for each in parts],
        "table": table,
        "is_mine": face == "resident",
    }
    return render(request, "forums/member.html", context)


def _shown(part: Part) -> dict[str, Any]:
    return {
        "part": part,
        "remarks": [(each, kind_name(each.kind)) for each in part.remarks if not each.came_before],
        "questions": [(each, STANDINGS[where]) for each, where in part.questions],
    }


@signed_in
def my_record_csv(request: HttpRequest) -> HttpResponseBase:
    """One's own record as a table."""
    return _table(served_by_me(actor(request)))


@may("gathering.view")
def member_csv(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Somebody's record as a table, as far as it lies below one's places."""
    return _table(served_by(person_id, actor(request)))


def _table(served: Served) -> HttpResponseBase:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(
        [
            _("Day"), _("Practice"), _("Theme"), _("Place"), _("Class"), pgettext("how often", "Time"),
            pgettext("record", "What"), _("Words"), _("What became of it"),
            _("Reply"), pgettext("suggestion", "Reason"), _("Second look"),
        ]
    )  # fmt: skip
    for part in served.parts(0, MOST_ROWS):
        begin = _beginning(part)
        for row in _rows(part) or [["", "", "", "", "", ""]]:
            table.writerow([_cell(cell) for cell in [*begin, *row]])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="record-{served.person.pk}.csv"'
    return response


def _cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _beginning(part: Part) -> list[Any]:
    row = part.gathering
    day = timezone.localtime(row.started_at or row.planned_at).date()
    return [day.isoformat(), part.practice.zh, row.theme, row.place.full_name, part.class_name, part.times]


def _rows(part: Part) -> list[list[Any]]:
    """A row for each thing said, asked or suggested; a line that became a suggestion stands as the suggestion."""
    became = {each.remark_id for each in part.suggestions}
    asked = [[_("question"), each.text, STANDINGS[where], "", "", ""] for each, where in part.questions]
    said = [
        [kind_name(each.kind), each.text, "", "", "", ""]
        for each in part.remarks
        if each.pk not in became and not each.came_before
    ]
    suggested = [
        [
            pgettext("line", "suggestion"),
            each.text,
            f"{each.unit.name if each.unit else ''} {each.get_stage_display()}".strip(),
            f"{each.get_reply_display()} {each.reply_text}".strip(),
            each.reply_reason,
            each.recheck_found,
        ]
        for each in part.suggestions
    ]
    return [*asked, *said, *suggested]
