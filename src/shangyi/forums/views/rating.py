"""Rating a gathering: from the phone one came in with, from the page of whoever was invited, and at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shangyi.forums.actions import rating as actions
from shangyi.forums.forms.rating import RateForm
from shangyi.forums.models import Attendance, Gathering, ServiceOffering
from shangyi.forums.queries.gatherings import gathering_for_staff
from shangyi.forums.queries.offerings import may_use, own_service_rating, service_rated
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.rating import Mine, rated, rating_of
from shangyi.forums.rules.practice import Practice
from shangyi.forums.rules.rating import RATE_WITHIN, AxisTally, is_service_time, is_time
from shangyi.forums.views.device import device_of, mark_in, room_of_phone
from shangyi.forums.views.frames import framed
from shangyi.forums.views.verbs import Doing, VerbPage, show_or_do
from shangyi.forums.wording.ratings import MARKS
from shangyi.kernel.actor import may as may_do
from shangyi.kernel.refused import Refused
from shangyi.people.views import View, actor, may, public
from shangyi.ui.wording import say


def rating_context(
    request: HttpRequest, row: Gathering, practice: Practice, now: datetime, me: Attendance | None
) -> dict[str, Any]:
    """What a page shows of ratings: the counts, and the form for whoever may still rate."""
    if row.ended_at is None or not practice.axes:
        return {}
    who = actor(request)
    hosts = who.person_id is not None and may_do(who, "gathering.host", row.place_path) is not None
    host = (row, who.person_id) if hosts and who.person_id is not None else None
    mine = rating_of(attendance=me if host is None else None, host=host)
    may_rate = is_time(row.ended_at, now) and (me is not None or hosts)
    return {
        **rating_shown(row, practice),
        "typed": mine.row.words if mine else "",
        "rate_until": row.ended_at + RATE_WITHIN if may_rate else None,
        "rate_axes": _axes(request, practice, mine) if may_rate else [],
        "my_rating": mine,
    }


def rating_shown(
    row: Gathering, practice: Practice, *, for_staff: bool = False, with_words: bool = True
) -> dict[str, Any]:
    """The counts of both sides as tables; nothing before the end or where there are no axes."""
    if row.ended_at is None:
        return {}
    found = rated(row, practice, for_staff=for_staff, with_words=with_words)
    if found is None:
        return {}
    return {
        "rated": found,
        "mark_names": list(MARKS.values()),
        "rated_room": _table(found.room),
        "rated_host": _table(found.host),
    }


def _table(axes: Iterable[AxisTally]) -> list[dict[str, Any]]:
    """A row for each axis, a cell for each mark with its name, the best first."""
    return [
        {
            "name": each.axis.zh,
            "cells": list(zip(MARKS.values(), each.counts, each.percents, strict=True)),
            "n": each.n,
            "average": each.average,
        }
        for each in axes
    ]


def _axes(request: HttpRequest, practice: Practice, mine: Mine | None) -> list[dict[str, Any]]:
    """One group of five for each axis, with what was sent or given before."""
    found = []
    for axis in practice.axes:
        given = str(mine.marks.get(axis.code, "")) if mine else ""
        chosen = request.POST.get(f"axis_{axis.code}", given)
        options = [
            {"value": mark, "label": name, "checked": str(mark) == chosen} for mark, name in MARKS.items()
        ]
        found.append({"name": f"axis_{axis.code}", "legend": axis.zh, "options": options})
    return found


def opinion_from(request: HttpRequest) -> actions.Opinion:
    """What was sent: `axis_<code>` for each axis, and a sentence."""
    marks = {
        name.removeprefix("axis_"): value
        for name, value in list(request.POST.items())[:40]
        if name.startswith("axis_") and isinstance(value, str)
    }
    return actions.Opinion(marks=marks, words=request.POST.get("words", ""))


def service_shown(
    request: HttpRequest, row: ServiceOffering, practice: Practice, now: datetime
) -> dict[str, Any]:
    """What the page of a new service shows: the counts, and the form for whoever may rate it now."""
    who = actor(request)
    staff = may_do(who, "gathering.host", row.gathering.place_path) is not None
    mine = own_service_rating(row, who)
    n, axes = service_rated(row, practice, for_staff=staff)
    is_now = is_service_time(row.starts_on, row.day, timezone.localdate(now)) and bool(practice.axes)
    given = Mine(mine, dict(mine.marks.values_list("axis", "mark"))) if mine and not staff else None
    return {
        "face": "desk" if may_do(who, "gathering.view", row.gathering.place_path) else "resident",
        "now": now,
        "row": row,
        "gathering": row.gathering,
        "rated_from": None if is_now else row.starts_on,
        "rate_axes": _axes(request, practice, given) if is_now and (staff or may_use(row, who)) else [],
        "rate_until": row.day,
        "staff": staff,
        "my_rating": mine,
        "typed": request.POST.get("words", given.row.words if given else "")[:1000],
        "n_people": n,
        "axes": _table(axes),
        "mark_names": list(MARKS.values()),
    }


@framed
@require_POST
@public
def rate(request: HttpRequest, token: str) -> HttpResponseBase:
    """Rate with the phone one came in with, or signed in; what was chosen stays when it is refused."""
    row, now = room_of_phone(request, token), timezone.now()
    try:
        actions.rate(
            gathering_id=row.pk,
            opinion=opinion_from(request),
            actor=actor(request),
            now=now,
            device=mark_in(row, device_of(request)),
        )
    except Refused as refused:
        return _again(request, row, refused, now)
    messages.success(request, _("Thank you. You can change it until seven days after the end."))
    if request.POST.get("back") == "invited":
        return redirect("forums:invited", gathering_id=row.pk)
    if request.POST.get("back") == "gathering":
        return redirect("forums:gathering", gathering_id=row.pk)
    return redirect("forums:phone", token=row.room_token)


def _again(request: HttpRequest, row: Gathering, refused: Refused, now: datetime) -> HttpResponseBase:
    """The form once more, with what was chosen and what is wrong."""
    practice = practice_of(row)
    context = {
        "face": "resident",
        "now": now,
        "row": row,
        "practice": practice,
        "problem": say(refused, now=now),
        "typed": request.POST.get("words", "")[:1000],
        "rate_axes": _axes(request, practice, None) if is_time(row.ended_at, now) else [],
        "back": request.POST.get("back", "")[:20],
    }
    return render(request, "forums/rate.html", context, status=422)


def _rate_for(doing: Doing) -> None:
    opinion = actions.Opinion(marks=doing.form.marks(), words=doing.given["words"])
    chosen = doing.given["whose"]
    if chosen == "host":
        actions.rate(opinion=opinion, **doing.by)
    else:
        actions.rate_for(attendance_id=int(chosen), opinion=opinion, **doing.by)


RATING = VerbPage(
    form=RateForm,
    title=gettext_lazy("Rate this gathering"),
    hint=gettext_lazy(
        "As the one who held it, or for somebody who was there and told you or wrote it on paper."
    ),
    done=gettext_lazy("Kept."),
    right="gathering.host",
    do=_rate_for,
    more=lambda row, practice: rating_shown(row, practice, for_staff=True),
)


def rate_view() -> View:
    """The page of the desk, guarded by its right."""

    def view(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
        row = gathering_for_staff(gathering_id, actor(request), RATING.right)
        return show_or_do(request, "rate_for", RATING, row, None)

    view.__name__ = "rate_for"
    view.__doc__ = "rate_for: show the form, or act."
    return may(RATING.right)(view)
