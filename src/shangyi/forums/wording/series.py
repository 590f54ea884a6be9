"""Words for what stands in a calendar, and what refusals about series and feeds say."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.forums.rules.series import Standing

Words = str | Promise

WORDING: dict[str, tuple[Words, Words]] = {
    "series.not-found": (
        _("There is no such series, or it is not open to you."),
        _("Look at the list of what is held regularly."),
    ),
    "series.name-needed": (_("The name is missing."), _("Write what people call it.")),
    "series.in-the-past": (
        _("%(started_on)s has passed."),
        _("Choose today or a later day; for what passed nothing can be owed any more."),
    ),
    "series.rhythm-needed": (_("It is not said when it sits."), _("Say on which days, and at what time.")),
    "series.too-many-rules": (_("More than %(most)s rules are too many."), _("Make two series of it.")),
    "series.nth-without-weekday": (
        _("The n-th of the month is named without a weekday."),
        _("Choose the weekday."),
    ),
    "series.never-occurs": (
        _("There is no such day in the next nine years."),
        _("Look at the days and months again."),
    ),
    "series.rhythm-too-early": (
        _("From %(from_on)s on a rhythm is set already."),
        _("Choose a later day."),
    ),
    "series.ended": (_("This series ended on %(ended_on)s."), _("Start another one.")),
    "series.nothing-due": (
        _("Nothing is due: the rhythm names no day, or every day has its gathering."),
        _("Plan one besides the rhythm."),
    ),
    "series.no-such-day": (
        _("%(day)s is no day that a calendar here holds."),
        _("Choose a day of these years."),
    ),
    "series.not-due": (_("On %(day)s nothing is due in this series."), _("Look at its calendar again.")),
    "series.already-planned": (
        _("For this day one is planned already, on %(planned_at)s."),
        _("Nothing was done twice. Look at the calendar of the series."),
    ),
    "feed.not-found": (
        _("This calendar address opens nothing, or not any more."),
        _("Ask for a new one, or make one on the page of gatherings."),
    ),
    "feed.already-revoked": (_("This address opens nothing any more already."), _("Make a new one.")),
    "feed.sign-in": (_("Your own calendar needs to know who you are."), _("Sign in first.")),
    "feed.place-needed": (_("The place is missing."), _("Choose the place whose gatherings it shows.")),
}  # fmt: skip

STANDINGS: Mapping[Standing, Words] = {
    Standing.DUE: _("due, not planned yet"),
    Standing.PLANNED: _("planned"),
    Standing.HELD: pgettext_lazy("series", "held"),
    Standing.CANCELLED: pgettext_lazy("series", "left out"),
    Standing.MISSED: pgettext_lazy("series", "missed"),
}
TONES: Mapping[Standing, str] = {
    Standing.DUE: "soon",
    Standing.PLANNED: "action",
    Standing.HELD: "done",
    Standing.CANCELLED: "plain",
    Standing.MISSED: "late",
}
