"""看现场: the console, the wall and two phones side by side, and which pages may stand in a frame of our own."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import cast

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from shangyi.forums.queries.gatherings import gathering_for_staff
from shangyi.forums.queries.practices import practice_of
from shangyi.people.views import View, actor, may

PHONES = ("a", "b")
SEATS = "room_seats"


_seen_by_us = cast("Callable[[View], View]", csp_replace({"frame-ancestors": [SELF]}))
_holds_frames = cast("Callable[[View], View]", csp_replace({"frame-src": [SELF]}))


def framed(view: View) -> View:
    """A page that may stand in a frame of our own pages, and of nobody else's."""
    return _seen_by_us(xframe_options_sameorigin(view))


@_holds_frames
@may("gathering.host")
def side_by_side(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """The console of the host, the wall and two phones beside one another; each phone is a guest of its own."""
    row = gathering_for_staff(gathering_id, actor(request), "gathering.host")
    phones = [
        (_("Phone %(n)s") % {"n": n}, reverse("forums:phone", args=[f"{row.join_secret}~{seat}"]))
        for n, seat in enumerate(_seats(request, row.pk), start=1)
    ]
    context = {
        "face": "plain",
        "wide": True,
        "nav": [],
        "now": timezone.now(),
        "row": row,
        "practice": practice_of(row),
        "console": reverse("forums:host", args=[row.pk]),
        "wall": reverse("forums:hall", args=[row.join_secret]),
        "phones": phones,
    }
    return render(request, "forums/side_by_side.html", context)


def _seats(request: HttpRequest, pk: int) -> list[str]:
    """The seats of the two phones, the same for as long as the sign-in lasts."""
    kept = request.session.get(SEATS, {})
    if str(pk) not in kept:
        kept = {str(pk): [secrets.token_urlsafe(12) for _phone in PHONES]}
        request.session[SEATS] = kept
    seats: list[str] = kept[str(pk)]
    return seats
