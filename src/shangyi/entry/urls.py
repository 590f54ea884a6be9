"""The root of all addresses. A room is reachable as soon as it has a urls module."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from shangyi.entry.health import healthz

ROOMS = {
    "ui": "ui/",
    "places": "places/",
    "people": "people/",
    "rulepacks": "rules/",
    "notices": "notices/",
    "undertakings": "undertakings/",
    "concerns": "",
    "journeys": "",
    "deliberation": "",
    "decisions": "",
    "forums": "",
}
"""Room and the address below which its pages lie.

Those at the root are tried one after the other, so what is asked for most comes first.
"""


def rooms() -> list[URLResolver]:
    found = ((f"shangyi.{room}.urls", at) for room, at in ROOMS.items())
    return [path(at, include(module)) for module, at in found if find_spec(module)]


handler400 = "shangyi.ui.views.bad_request"
handler403 = "shangyi.ui.views.permission_denied"
handler404 = "shangyi.ui.views.page_not_found"
handler500 = "shangyi.ui.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("language/", include("django.conf.urls.i18n")),
    *rooms(),
]
