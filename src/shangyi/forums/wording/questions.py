"""What the states of a question are called, and what refusals about questions say."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.forums.rules.questions import Standing

Words = str | Promise

STANDINGS: Mapping[Standing, Words] = {
    Standing.WAITING: pgettext_lazy("question", "waiting"),
    Standing.ASKED: pgettext_lazy("question", "asked"),
    Standing.ANSWERED: pgettext_lazy("question", "answered"),
    Standing.CARRIED: pgettext_lazy("question", "carried over"),
}

TONES: Mapping[Standing, str] = {
    Standing.WAITING: "",
    Standing.ASKED: "action",
    Standing.ANSWERED: "done",
    Standing.CARRIED: "soon",
}

WORDING: dict[str, tuple[Words, Words]] = {
    "question.too-late": (
        _("It has begun: questions are asked in the room now."),
        _("Ask to speak, or send a slip from your phone."),
    ),
    "question.not-now": (
        _("It does not take place."),
        _("Look for the next one, or speak up on the home page."),
    ),
    "question.not-here": (
        _("In this practice no questions are collected."),
        _("Speak up on the home page, or tell the convenor."),
    ),
    "question.enough": (
        _("You have handed in %(most)s questions already."),
        _("Ask the rest in the room, or tell the convenor."),
    ),
    "question.theme-too-long": (
        _("The theme is longer than %(longest)s letters."),
        _("Name it in a word or two; the rest belongs into the question."),
    ),
    "question.none-left": (
        _("No question from before is without an answer."),
        _("Nothing needs to be carried over."),
    ),
}
