"""Who is asking: the actor of a request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from shangyi.kernel.actor import Actor
from shangyi.people.queries import NOBODY, actor_of


class ActorMiddleware:
    """Puts `request.actor` in place, read from the database only when it is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        from django.utils.functional import SimpleLazyObject

        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    if not user.is_authenticated:
        return NOBODY
    return actor_of(user.person, timezone.localdate())


def locked_out(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Too many wrong passwords: say so and when to try again."""
    return render(request, "people/locked_out.html", {"face": "plain"}, status=429)


def client_address(request: HttpRequest) -> str:
    """Where a request comes from, as the last trusted hand wrote it: our own server, or the proxy before it."""
    from django.conf import settings

    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()[:45] or "unknown"
    return str(request.META.get("REMOTE_ADDR") or "unknown")[:45]
