"""The mark of a phone that came in without signing in: it names nobody."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from shangyi.forums.models import Gathering
from shangyi.forums.queries.gatherings import gathering_by_secret
from shangyi.forums.rules.rating import RATE_WITHIN
from shangyi.people.queries import NOBODY

DEVICE, SEAT = "room", "room_seat"
_SALT = "shangyi.room"
KEPT_FOR = int((RATE_WITHIN + timedelta(days=1)).total_seconds())
"""A phone keeps its mark as long as it may rate what it was at."""


def room_of_phone(request: HttpRequest, token: str) -> Gathering:
    """The gathering that an address of the room opens. A phone that is known by its address is nobody else: not
    whoever is signed in beside it in the same browser.
    """
    row = gathering_by_secret(token)
    if row.seat:
        request.user, request.actor = AnonymousUser(), NOBODY  # type: ignore[attr-defined]
        setattr(request, SEAT, row.seat)
    return row


def device_of(request: HttpRequest) -> str:
    """The mark of this phone: in its address, or given to it when it came in, or nothing; it names nobody."""
    if seat := getattr(request, SEAT, ""):
        return f"seat:{seat}"
    try:
        return str(Signer(salt=_SALT).unsign(request.COOKIES.get(DEVICE, "")))[:40]
    except BadSignature:
        return ""


def mark_in(row: Gathering, device: str) -> str:
    """The mark of a phone in one room: of two rooms nobody can tell that the same phone was in both."""
    return sha256(f"{row.join_secret}:{device}".encode()).hexdigest()[:40] if device else ""


def keep_device(response: HttpResponse, device: str) -> None:
    """Give a phone its mark for as long as it may need it; one that has it in its address needs no other."""
    if device.startswith("seat:"):
        return
    response.set_cookie(
        DEVICE,
        Signer(salt=_SALT).sign(device),
        max_age=KEPT_FOR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
