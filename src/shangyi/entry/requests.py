"""Round every request: its id, one line in the log, and the headers that Django leaves out."""

from __future__ import annotations

import logging
import re
import time
from ipaddress import ip_address
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings

from shangyi.entry.logs import request_id
from shangyi.kernel.actor import Actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

log = logging.getLogger("shangyi.request")

HEADERS = {
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), "
    "browsing-topics=(), display-capture=(), midi=(), serial=(), hid=(), bluetooth=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SECRET_PARTS = frozenset({"code", "token", "receipt", "key"})
"""Names under which an address carries what opens somebody's matter: such a page is stored nowhere."""


class RequestLog:
    """The outermost layer, so that it also sees what the layers inside refuse."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        if settings.BEHIND_PROXY:
            request.META["REMOTE_ADDR"] = caller_behind_proxy(request)
        mark = request_id.set(id_of(request))
        request.request_id = request_id.get()  # type: ignore[attr-defined] # error pages show it
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id.get()
            add_headers(request, response)
            log.info("request", extra={"facts": facts(request, response, time.perf_counter() - started)})
        finally:
            request_id.reset(mark)
        return response


def caller_behind_proxy(request: HttpRequest) -> str:
    """The address that the proxy itself saw, the last one it names; what stands before it anybody can invent.

    Without it all residents would share the proxy's address, and the limits on tries with it.
    """
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(named))
    except ValueError:
        return str(request.META.get("REMOTE_ADDR", ""))


def id_of(request: HttpRequest) -> str:
    """The id that the proxy gave, when it is one; anything else could forge lines of the log."""
    given = request.headers.get("X-Request-ID", "")
    return given if re.fullmatch(r"[A-Za-z0-9_-]{8,64}", given) else uuid4().hex


def add_headers(request: HttpRequest, response: HttpResponseBase) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if is_personal(request):
        response.headers.setdefault("Cache-Control", "no-store")


def is_personal(request: HttpRequest) -> bool:
    """Whether the page is one person's: made from their session, or opened by the secret in its address."""
    match = request.resolver_match
    by_secret = match is not None and not SECRET_PARTS.isdisjoint(match.kwargs)
    session = getattr(request, "session", None)
    return by_secret or (session is not None and session.accessed and not session.is_empty())


def facts(request: HttpRequest, response: HttpResponseBase, seconds: float) -> dict[str, object]:
    """Whom it concerns is never here: no path (it may hold a receipt), no address of the caller, no name."""
    match = request.resolver_match
    return {
        "method": request.method,
        "route": match.view_name or match.route if match else None,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "capacities": capacities(request),
    }


def capacities(request: HttpRequest) -> list[str]:
    """In what capacities the person could act, if the page has asked; the log never asks the database."""
    asked = getattr(request, "actor", None)
    actor = getattr(asked, "_wrapped", asked)
    return sorted({grant.kind for grant in actor.grants}) if isinstance(actor, Actor) else []
