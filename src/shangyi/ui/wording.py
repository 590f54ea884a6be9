"""From a refusal's code to what happened and what can be done now, in the words of the room that refused.

Every room keeps `wording.py` with `WORDING = {"room.code": (_("what happened"), _("what you can do now"))}`.
Facts of the refusal stand in the sentences as %(name)s. This module finds the rooms' mappings by the list of
installed apps, so that it need not import a room above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shangyi.ui.templatetags.ui import when

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shangyi.kernel.refused import Refused

Sentence = str | Promise
Pair = tuple[Sentence, Sentence]

WORDING: dict[str, Pair] = {
    "page.not-open": (
        _("This page is not open to you in the capacity you act in now."),
        _("If it should be, ask the community committee to look at your capacity. Nothing was changed."),
    ),
    "page.not-found": (
        _("There is nothing at this address, or it is not open to you."),
        _("Check the address or the receipt number, or start again from the home page."),
    ),
}
UNWORDED: Pair = (
    _("This cannot be done right now."),
    _("Go back and look at the page again. If it stays so, tell the community staff what you were doing."),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One refusal in words."""

    happened: str
    next_step: str


@cache
def all_wording() -> Mapping[str, Pair]:
    """The mappings of all installed rooms; a test forbids that two rooms claim one code."""
    found: dict[str, Pair] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("shangyi.") and find_spec(f"{config.name}.wording"):
            found |= import_module(f"{config.name}.wording").WORDING
    return found


def say(refused: Refused, *, now: datetime) -> Said:
    """What happened and what can be done now, in the language of the request."""
    return say_code(refused.code, refused.facts, now=now)


def say_code(code: str, facts: Mapping[str, object], *, now: datetime) -> Said:
    """The same for a refusal that was kept as its code and facts, as beside a row that could not be imported."""
    happened, next_step = all_wording().get(code, UNWORDED)
    spoken = _Facts({name: _spoken(value, now) for name, value in facts.items()})
    return Said(str(happened) % spoken, str(next_step) % spoken)


class _Facts(dict[str, str]):
    """A sentence that asks for a fact which was not given gets a dash instead of failing."""

    def __missing__(self, key: str) -> str:
        return "—"


def _spoken(value: object, now: datetime) -> str:
    if isinstance(value, date):
        return when(value, now)
    if isinstance(value, (list, tuple, set, frozenset)):
        return "、".join(_spoken(entry, now) for entry in value)
    return "—" if value is None else str(value)


def status_of(code: str) -> int:
    """403 for rights, 404 for what is not there, 409 when somebody was quicker, 422 for everything else."""
    subject, _dot, reason = code.partition(".")
    if reason == "not-found" or reason.endswith(".not-found"):
        return 404
    if subject == "rights":
        return 403
    return 409 if reason.startswith(("stale", "already")) else 422
