"""The statement every view makes about who may enter, and the way to the sign-in page and back.

It lies here, below every room with pages, because the places come before the people. The actor is put on the
request by the middleware of `people`, which also hands these names on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from shangyi.kernel.actor import Actor, require_somewhere

View = Callable[..., HttpResponseBase]


def actor(request: HttpRequest) -> Actor:
    """The actor of this request, typed."""
    return cast("Any", request).actor  # type: ignore[no-any-return]


def public(view: View) -> View:
    """Anybody may enter."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Whoever is signed in may enter."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    guarded.access = "signed_in"  # type: ignore[attr-defined]
    return guarded


def may(verb: str) -> Callable[[View], View]:
    """Whoever may do `verb` somewhere may enter; the action asks again for the very place."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            require_somewhere(actor(request), verb)
            return view(request, *args, **kwargs)

        guarded.access = verb  # type: ignore[attr-defined]
        return guarded

    return decorate


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Off to the sign-in page, and afterwards back to the page with the form on it, where the draft waits."""
    response = redirect_to_login(page_to_return_to(request))
    if not getattr(request, "htmx", False):
        return response
    by_script = HttpResponse(status=204)
    by_script["HX-Redirect"] = response["Location"]
    return by_script


def page_to_return_to(request: HttpRequest) -> str:
    """The page somebody was on: what was sent cannot be sent again by an address, so a post goes back to its form."""
    seen = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    asked_for_page = request.method in {"GET", "HEAD"} and not getattr(request, "htmx", False)
    if asked_for_page or not is_ours(request, seen):
        return request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    parts = urlsplit(seen)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_ours(request: HttpRequest, address: str) -> bool:
    """Whether the address leads to this very site; anything else would send people away with their trust."""
    return bool(address) and url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
