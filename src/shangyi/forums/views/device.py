"""The mark of a phone that came in without signing in: it names nobody."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from shangyi.forums.models import Gathering
from shangyi.forums.rules.rating import RATE_WITHIN

DEVICE = "room"
_SALT = "shangyi.room"
KEPT_FOR = int((RATE_WITHIN + timedelta(days=1)).total_seconds())
"""A phone keeps its mark as long as it may rate what it was at."""


def device_of(request: HttpRequest) -> str:
    """The mark that this phone was given when it came in, or nothing; it names nobody."""
    try:
        return str(Signer(salt=_SALT).unsign(request.COOKIES.get(DEVICE, "")))[:40]
    except BadSignature:
        return ""


def mark_in(row: Gathering, device: str) -> str:
    """The mark of a phone in one room: of two rooms nobody can tell that the same phone was in both."""
    return sha256(f"{row.join_secret}:{device}".encode()).hexdigest()[:40] if device else ""


def keep_device(response: HttpResponse, device: str) -> None:
    """Give a phone its mark for as long as it may need it."""
    response.set_cookie(
        DEVICE,
        Signer(salt=_SALT).sign(device),
        max_age=KEPT_FOR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
