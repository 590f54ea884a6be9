"""A table of those who came."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from shangyi.forums.actions.importing import Imported, import_attendance
from shangyi.forums.forms.gathering import ImportForm
from shangyi.forums.queries.gatherings import gathering_for_staff
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.wording import WRONG_ROWS
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may
from shangyi.ui.wording import say

SHOWN_WRONG = 500


@may("gathering.host")
def attendance(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """Send a table; what is wrong with a row is shown beside its number, and the others are in."""
    who, now = actor(request), timezone.now()
    row = gathering_for_staff(gathering_id, who, "gathering.host")
    posted = request.method == "POST"
    form = ImportForm(
        request.POST or None,
        request.FILES or None,
        gathering=row,
        practice=practice_of(row),
        now=now,
    )
    problem, imported = None, None
    if posted and form.is_valid():
        try:
            data = form.cleaned_data["file"].read()
            imported = import_attendance(gathering_id=row.pk, data=data, actor=who, now=now)
        except Refused as refused:
            problem = say(refused, now=now)
        else:
            messages.success(request, _said(imported))
            if not imported.wrong:
                return redirect("forums:record", gathering_id=row.pk)
    wrong = [(each, WRONG_ROWS[each.wrong]) for each in imported.wrong[:SHOWN_WRONG]] if imported else []
    context = {"face": "desk", "now": now, "row": row, "form": form, "problem": problem, "wrong": wrong}
    status = 422 if posted and imported is None else 200
    return render(request, "forums/attendance.html", context, status=status)


def _said(imported: Imported) -> str:
    return ngettext(
        "%(n)s is on the list now; %(known)s were there already.",
        "%(n)s are on the list now; %(known)s were there already.",
        imported.n_taken,
    ) % {"n": imported.n_taken, "known": imported.n_known}
