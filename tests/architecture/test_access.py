"""Every address says who may enter: the decorators of people leave the answer on the view as `access`.

Not seen: whether the answer is the right one (the generated test of the table of rights asks that over HTTP), and
addresses that a proxy or the live process serves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, include, path

from shangyi.people.views import may, public, signed_in

SAID_HERE = {"django.views.i18n.set_language": "public"}
"""Views from elsewhere, on which nothing can be left."""


def without_access(patterns: Iterable[URLPattern | URLResolver]) -> list[str]:
    return [
        f"{route or '/'} leads to {name}"
        for route, name, view in routes(patterns)
        if not getattr(view, "access", "") and name not in SAID_HERE
    ]


def routes(
    patterns: Iterable[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Address, dotted name and view of every pattern, nested ones included."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            view = pattern.callback
            yield route, f"{view.__module__}.{getattr(view, '__qualname__', type(view).__name__)}", view


def test_every_address_says_who_may_enter() -> None:
    assert without_access(get_resolver().url_patterns) == []


def test_an_address_that_does_not_say_is_found() -> None:
    def open_door(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    rooms = [
        path("a/", public(lambda _request: HttpResponse())),
        path("b/", signed_in(lambda _request: HttpResponse())),
        path("c/", may("concern.sort")(lambda _request: HttpResponse())),
        path("d/", open_door),
    ]

    assert without_access([path("room/", include(rooms))]) == [
        f"room/d/ leads to {__name__}.{open_door.__qualname__}"
    ]
