"""What ratings are called, and what refusals about them say."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise

MARKS: Mapping[int, Words] = {
    5: pgettext_lazy("rating", "very content"),
    4: pgettext_lazy("rating", "content"),
    3: pgettext_lazy("rating", "so-so"),
    2: pgettext_lazy("rating", "not content"),
    1: pgettext_lazy("rating", "not content at all"),
}

WORDING: dict[str, tuple[Words, Words]] = {
    "rating.not-over": (_("It is not over yet."), _("It can be rated once it has ended.")),
    "rating.closed": (
        _("The time to rate it ended %(until)s."),
        _("What was given until then stands. Tell the convenor what you still want to say."),
    ),
    "rating.not-there": (
        _("You are not on the list of those who were there."),
        _("Open the page with the phone you came in with, or tell the convenor, who can enter it."),
    ),
    "rating.no-axes": (
        _("This practice is not rated."),
        _("Speak up on the home page if you want to say something about it."),
    ),
    "rating.axis-unknown": (_("This practice is not rated on “%(axis)s”."), _("Open the page again.")),
    "rating.mark-unknown": (_("“%(mark)s” is no mark."), _("Choose one of the five.")),
    "rating.marks-needed": (_("Nothing is chosen."), _("Choose one of the five for at least one line.")),
    "rating.words-too-long": (
        _("That is %(length)s letters; at most %(longest)s are kept."),
        _("What you typed is still here. Make it shorter."),
    ),
    "rating.theirs-already": (
        _("They rated it themselves."),
        _("What people gave themselves stays; they can change it on their phone."),
    ),
}
