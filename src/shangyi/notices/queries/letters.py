"""A notice in words, and the lists of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.template.loader import select_template
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext

from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.notices.models import Notice
from shangyi.notices.rules import WITHOUT_PACK, Persistence
from shangyi.rulepacks.queries import rules_at
from shangyi.ui.templatetags.ui import when

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[0-9:.+Z-]*")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
COUNTED = 99
IN_SUBJECT = ("what", "title", "code")
"""Facts that stand in the subject, which is one line."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice ready to be carried out. `key` is the same however often it is sent."""

    address: str
    subject: str
    body: str
    key: str


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as it is read: the subject in one line, the body, and the page it is about."""

    subject: str
    body: str
    url: str = ""


def words_of(row: Notice, *, language: str | None = None) -> Words:
    """The notice in the language given or its own. Days and times in the facts are said as people say them."""
    with translation.override(language or row.language):
        facts = {name: _spoken(value) for name, value in row.facts.items()}
        facts |= {name: " ".join(str(facts[name]).split()) for name in IN_SUBJECT if name in facts}
        template = select_template([f"notices/{row.template}.txt", "notices/plain.txt"])
        text = template.render(facts).strip()
    subject, _, body = text.partition("\n")
    return Words(subject.strip(), re.sub(r"\n{3,}", "\n\n", body).strip(), _address(row))


def letter_of(row: Notice) -> Letter:
    """The notice as it leaves the house, with the address of its page below the words."""
    words = words_of(row)
    with translation.override(row.language):
        link = gettext("Look here: %(url)s") % {"url": settings.BASE_URL + words.url} if words.url else ""
    body = "\n\n".join(part for part in (words.body or words.subject, link) if part)
    return Letter(row.address, words.subject, body, row.dedup_key)


def _spoken(value: Any) -> Any:
    """A stored day or moment in words; what ends with the day is said to end at 24:00."""
    if not isinstance(value, str):
        return value
    if MOMENT.fullmatch(value):
        return when(datetime.fromisoformat(value))
    return when(date.fromisoformat(value)) if DAY.fullmatch(value) else value


def _address(row: Notice) -> str:
    """The page that a notice is about, as the settings name it; the receipt opens it without signing in."""
    receipt = row.facts.get("receipt")
    kind, _, number = ("receipt", "", str(receipt)) if receipt else row.about.partition(":")
    name = settings.ABOUT_ADDRESSES.get(kind)
    if not name or not number:
        return ""
    try:
        return reverse(name, args=[number])
    except NoReverseMatch:
        return ""


def inbox(actor: Actor) -> QuerySet[Notice]:
    """What came to the actor in the app, newest first; nothing for a passer-by."""
    rows = Notice.objects.filter(channel=Notice.Channel.IN_APP)
    return rows.filter(person=actor.person_id).order_by("-id") if actor.person_id else rows.none()


def n_unread(actor: Actor) -> int:
    """How many messages wait for the bell, counted to 99, with one query on an index."""
    return inbox(actor).filter(read_at=None).order_by()[: COUNTED + 1].count() if actor.person_id else 0


def outgoing(state: str = "") -> QuerySet[Notice]:
    """What leaves the house, newest first; what is read in the app is not in it."""
    rows = Notice.objects.exclude(channel=Notice.Channel.IN_APP).order_by("-id")
    return rows.filter(state=state) if state else rows


def persistence_in_force(on: date) -> Persistence:
    """How often the outbox tries: as the rules in force everywhere say, or the plain default without any."""
    try:
        rules = rules_at("", on)
    except Refused:
        return WITHOUT_PACK
    attempts = rules.pack.attempts
    return Persistence(tries=attempts.tries, between=attempts.between, calendar=rules.calendar)


def n_by_state() -> dict[str, int]:
    """How many notices are waiting, delivered and given up."""
    found = dict(outgoing().order_by().values_list("state").annotate(n=Count("pk")))
    return {state: found.get(state, 0) for state in Notice.State.values}
