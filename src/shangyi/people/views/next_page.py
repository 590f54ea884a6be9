"""Where to go after signing in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from shangyi.people.models import Account
from shangyi.ui.views.access import is_ours

YEAR = 365 * 24 * 3600
LONGEST = 500


def wanted_page(request: HttpRequest) -> str:
    """The page of ours that `next` names, or nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if len(wanted) <= LONGEST and wanted.startswith("/") and is_ours(request, wanted) else ""


def home_page() -> str:
    try:
        return reverse(settings.LOGIN_REDIRECT_URL)
    except NoReverseMatch:
        return "/"


def onward(request: HttpRequest, account: Account, page: str) -> HttpResponse:
    """On to the page, with large print and language as the person keeps them, unless this device says otherwise."""
    response = HttpResponseRedirect(page or home_page())
    person = account.person
    if person.large_print and "elder" not in request.COOKIES:
        keep(response, "elder", "1")
    if (
        settings.LANGUAGE_COOKIE_NAME not in request.COOKIES
        and person.language
        and person.language != get_language()
    ):
        keep(response, settings.LANGUAGE_COOKIE_NAME, person.language)
    return response


def keep(response: HttpResponse, name: str, value: str) -> None:
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; an empty post is a form left empty, not one that was never shown."""
    return request.POST if request.method == "POST" else None
