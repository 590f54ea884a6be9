"""The demo's front door: eleven people, one click. Its address exists only where settings.DEMO is on."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shangyi.people.models import Account
from shangyi.people.views.by_code import BACKEND
from shangyi.people.views.next_page import onward, wanted_page
from shangyi.ui.views.access import public


@dataclass(frozen=True, slots=True)
class Figure:
    """One person of the demo: how to sign in, who it is, and what one sees with those eyes."""

    sign_in_name: str
    name: str
    role: str
    sees: str
    is_staff: bool = False
    first_page: str = ""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A gathering of the demo that goes on right now: its wall, its phones, and who holds it where."""

    theme: str
    wall: str
    phone: str
    host: str
    host_page: str
    side_by_side: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that people decide together: what there is to see, and with whose eyes on which page."""

    title: str
    what: str
    eyes: str
    page: str


def demo_cast() -> list[Figure]:
    """The figures that entry hands in."""
    return list(import_string(settings.DEMO_CAST)())


def under_way() -> list[UnderWay]:
    """The gatherings that entry hands in."""
    return list(import_string(settings.DEMO_UNDER_WAY)())


def scenes() -> list[Scene]:
    """The scenes that entry hands in."""
    return list(import_string(settings.DEMO_SCENES)())


@public
@never_cache
@require_http_methods(["GET", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    figures = demo_cast()
    if request.method == "POST":
        return _enter(request, figures)
    context = {
        "residents": [figure for figure in figures if not figure.is_staff],
        "staff": [figure for figure in figures if figure.is_staff],
        "next": wanted_page(request),
        "under_way": under_way(),
        "scenes": scenes(),
        "face": "plain",
        "wide": True,
    }
    return render(request, "people/demo.html", context)


def _enter(request: HttpRequest, figures: list[Figure]) -> HttpResponse:
    wanted = request.POST.get("as", "")
    figure = next((each for each in figures if each.sign_in_name == wanted), None)
    if figure is None:
        raise Http404
    account = Account.objects.select_related("person").filter(sign_in_name=wanted, is_active=True).first()
    if account is None:
        raise Http404
    login(request, account, backend=BACKEND)
    return onward(request, account, wanted_page(request) or figure.first_page)


def demo_patterns(*, is_demo: bool) -> list[URLPattern]:
    """The address of the demo sign-in, which does not exist anywhere else."""
    return [path("demo/", demo, name="demo")] if is_demo else []
