"""A refusal as a page or as a message, and a form that expired: whatever was typed is shown again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils import timezone

from shangyi.kernel.refused import Refused
from shangyi.ui.views.errors import is_fragment, put_with_messages
from shangyi.ui.views.switches import safe_next
from shangyi.ui.wording import say, status_of

if TYPE_CHECKING:
    from collections.abc import Callable

NEVER_SHOWN = re.compile(r"password|secret|token|otp|pin|csrf", re.IGNORECASE)


class RefusalMiddleware:
    """Shows a refusal in words, and keeps messages alive through send.js.

    A script that follows a redirect would eat the success message, so a redirect in answer to send.js becomes
    204 with the address in X-Location, and the browser goes there itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.headers.get("X-Send") or response.status_code not in {301, 302, 303}:
            return response
        sent = HttpResponse(status=204, headers={"X-Location": response["Location"]})
        sent.cookies = response.cookies
        return sent

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, Refused) else None


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    now = timezone.now()
    first, *also = [say(problem, now=now) for problem in (refusal.problems or (refusal,))]
    typed = [entry["value"] for entry in posted(request) if entry["shown"]]
    context = {"said": first, "also": also, "typed": typed, "back": back(request)}
    return _answer(request, "ui/refused.html", context, status_of(refusal.code))


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django names it
    """The CSRF failure page: what was typed stands in a form with a fresh token, one press from being sent.

    Only when the post came from our own page: what another site posted is not offered for sending.
    """
    context: dict[str, Any] = {"back": back(request)}
    if from_this_site(request):
        fields = posted(request)
        context |= {"fields": fields, "had_files": bool(request.FILES), "action": request.get_full_path()}
    return _answer(request, "ui/expired.html", context, 403)


def _answer(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    if is_fragment(request):
        return put_with_messages(render(request, f"{template}#message", context, status=status))
    return render(request, template, {"face": "plain", **context}, status=status)


def posted(request: HttpRequest) -> list[dict[str, Any]]:
    """What was posted, without passwords and tokens; `shown` marks what a person wrote."""
    try:
        lists = list(request.POST.lists())
    except (UnreadablePostError, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return []
    return [
        {"name": name, "value": value, "shown": is_written(str(value))}
        for name, values in lists
        for value in values
        if not NEVER_SHOWN.search(name)
    ]


def is_written(value: str) -> bool:
    """Whether it reads like words of a person: Chinese or other non-ASCII letters, or several words."""
    return not value.isascii() or len(value.split()) > 1


def from_this_site(request: HttpRequest) -> bool:
    """Whether the browser says that our own page sent this; without its word the answer is no."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    parts = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "")
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())


def back(request: HttpRequest) -> str:
    return safe_next(request, request.headers.get("Referer", ""))
