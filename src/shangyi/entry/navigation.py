"""What the frame of every page shows: the places one can go to, who one is, and which of the faces one looks at."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shangyi.journeys.queries.desk import DeskCounts, desk_counts
from shangyi.kernel.actor import Actor
from shangyi.notices.queries import n_unread
from shangyi.people.queries import NOBODY

LINKS: tuple[tuple[str, str, str, str], ...] = (
    ("concern.sort", "journeys:desk", gettext_noop("Inbox"), "waiting"),
    ("desk.enter", "journeys:my_undertakings", gettext_noop("My undertakings"), "mine"),
    ("undertaking.view", "journeys:late", gettext_noop("Due and late"), "late"),
    ("concern.view", "journeys:open_list", gettext_noop("Open list"), "listed"),
    ("concern.assign", "journeys:decisions", gettext_noop("To decide"), ""),
    ("concern.view", "journeys:concerns", gettext_noop("All matters"), ""),
    ("gathering.view", "forums:gatherings", gettext_noop("Gatherings"), ""),
    ("topic.view", "deliberation:topics", gettext_noop("Topics"), ""),
    ("ballot.view", "decisions:ballots", gettext_noop("Ballots"), ""),
    ("founding.view", "decisions:foundings", gettext_noop("Owners' committees"), ""),
    ("agreement.view", "decisions:agreements", gettext_noop("Agreements"), ""),
    ("budget.view", "decisions:budgets", gettext_noop("Budgets"), ""),
    ("suggestion.reply", "forums:suggestions", gettext_noop("Suggestions"), ""),
    ("hotline.import", "concerns:import", gettext_noop("Hotline import"), ""),
    ("person.view", "people:search", gettext_noop("People"), ""),
    ("place.view", "places:tree", gettext_noop("Places and units"), ""),
    ("rulepack.view", "rulepacks:packs", gettext_noop("Rules and calendar"), ""),
    ("notices.view", "notices:outbox", gettext_noop("Outbox"), ""),
)
"""Right, address, message id of the label, and which count stands beside it."""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The frame's data; a view that gives its own `face` wins. The desk's links are worked out only when shown."""
    return {
        "nav": SimpleLazyObject(lambda: desk_links(request)),
        "face": face_of(request),
        "site": {"home": "/", "links": []},
        "account": SimpleLazyObject(lambda: account_of(request)),
    }


def face_of(request: HttpRequest) -> str:
    """The desk and the hall have addresses of their own; every other page shows the resident's frame."""
    first = request.path.split("/", 2)[1]
    return first if first in {"desk", "hall"} else "resident"


def actor_of_request(request: HttpRequest) -> Actor:
    found: Actor = getattr(request, "actor", NOBODY)
    return found


def desk_links(request: HttpRequest) -> list[dict[str, Any]]:
    """The places of the desk this person may go to, each with what waits there."""
    who = actor_of_request(request)
    if not who.may_anywhere("desk.enter"):
        return []
    counts = desk_counts(who, timezone.now())
    return [link for link in (_link(request, who, counts, *each) for each in LINKS) if link is not None]


def _link(
    request: HttpRequest, who: Actor, counts: DeskCounts, right: str, address: str, label: str, count: str
) -> dict[str, Any] | None:
    if not who.may_anywhere(right):
        return None
    url = address_of(address)
    if not url:
        return None
    return {
        "label": _(label),
        "url": url,
        "count": getattr(counts, count) if count else 0,
        "current": request.path == url,
        "urgent": count == "late",
    }


@cache
def address_of(name: str) -> str:
    """The address of a page, or nothing where its room is not part of this installation."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def account_of(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in and how to leave, or where to sign in."""
    who = actor_of_request(request)
    if who.person_id is None:
        return {"sign_in_url": address_of("people:sign_in")}
    links = [
        {"label": _("Home page"), "url": address_of("journeys:home")},
        {"label": _("Who I am here"), "url": address_of("people:me")},
    ]
    if who.may_anywhere("desk.enter"):
        links.append({"label": _("My desk"), "url": first_page(who)})
    links.append({"label": _messages(request, who), "url": address_of("notices:messages")})
    return {"name": who.name, "links": links, "sign_out_url": address_of("people:sign_out")}


def _messages(request: HttpRequest, who: Actor) -> str:
    """The bell in words: how many messages wait. The desk's lists say what waits there, so it is not asked again."""
    n = 0 if face_of(request) == "desk" else n_unread(who)
    return _("Messages (%(n)s new)") % {"n": n} if n else _("Messages")


def first_page(who: Actor) -> str:
    """Where the desk begins for this person: the inbox for who sorts, else what they must do."""
    return address_of("journeys:desk" if who.may_anywhere("concern.sort") else "journeys:my_undertakings")
