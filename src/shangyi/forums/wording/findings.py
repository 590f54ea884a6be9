"""What refusals about surveys, diagnoses and goals say."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

WORDING: dict[str, tuple[Words, Words]] = {
    "survey.not-found": (_("This practice knows of no survey."), _("Go back to the gathering.")),
    "gathering.survey-closed": (
        _("The survey is closed."),
        _("It can be added to until the record is filed."),
    ),
    "site.where-needed": (_("Where it was is missing."), _("Write where, or choose a place.")),
    "site.not-seen-yet": (_("%(day)s has not come yet."), _("Note what was seen on a day that is past.")),
    "site.members-needed": (_("Nobody who was there is named."), _("Tick them on the list or write their names.")),
    "site.too-many-members": (
        _("That is more than %(most)s people."),
        _("Name those who speak for the others."),
    ),
    "site.not-found": (_("There is no such site in this survey."), _("Choose one of the list, or none.")),
    "site-photo.not-found": (_("There is no such picture, or it is not open to you."), _("Go back to the gathering.")),
    "finding.words-needed": (_("The words are missing."), _("Write it in one sentence.")),
    "finding.words-too-long": (
        _("That is %(length)s letters; at most %(longest)s are kept."),
        _("What you typed is still here. Make it shorter."),
    ),
    "finding.too-many": (
        _("There are %(most)s findings already."),
        _("Put together what belongs together."),
    ),
    "finding.not-found": (_("There is no such finding in this survey."), _("Choose from the list.")),
    "point.cites-nothing": (
        _("This point rests on no finding."),
        _("Tick at least one finding; if there is none, note it first."),
    ),
    "goal.already-set": (_("This goal is set already."), _("Look at it on the page of the gathering.")),
}  # fmt: skip
