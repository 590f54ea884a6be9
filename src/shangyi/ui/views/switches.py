"""Large print and language: a POST, a cookie, and back to the page one was on."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

YEAR = 365 * 24 * 3600


def safe_next(request: HttpRequest, address: str) -> str:
    """The address when it is on this site, else the home page: no open redirect."""
    host = {request.get_host()}
    return (
        address if url_has_allowed_host_and_scheme(address, host, require_https=request.is_secure()) else "/"
    )


@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """Large print, in three steps; anything else is the standard size."""
    response = HttpResponseRedirect(safe_next(request, request.POST.get("next", "")))
    if request.POST.get("elder") in {"1", "2", "3"}:
        _keep(response, "elder", request.POST["elder"])
    else:
        response.delete_cookie("elder", samesite="Lax")
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(safe_next(request, request.POST.get("next", "")))
    if request.POST.get("language") in dict(settings.LANGUAGES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, request.POST["language"])
    return response


class LanguageMiddleware:
    """Speaks the language that was chosen with the switch, else Chinese.

    What a browser says it prefers is not asked: an old telephone set up in English by a grandchild would
    otherwise show its owner an English page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response


for _view in (reading, language):
    _view.access = "public"  # type: ignore[attr-defined]


def _keep(response: HttpResponse, name: str, value: str) -> None:
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
