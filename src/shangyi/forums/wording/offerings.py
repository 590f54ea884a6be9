"""What refusals about digests of cases and new services say."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

WORDING: dict[str, tuple[Words, Words]] = {
    "digest.not-found": (_("This practice knows of no digest of cases."), _("Go back to the gathering.")),
    "digest.closed": (_("The digest is closed."), _("It can be drawn anew until the record is filed.")),
    "digest.no-unit": (
        _("It is not said which firm the gathering is about."),
        _("Plan it anew and say whom it is about."),
    ),
    "digest.no-period": (
        _("No period of service of this firm is known here."),
        _("Enter on the page of the place from when to when the firm serves."),
    ),
    "digest.source-needed": (_("Who says how many there are is missing."), _("Name the source, or leave the number empty.")),
    "digest.date-needed": (_("The day of that number is missing."), _("Say as of which day, or leave the number empty.")),
    "digest.date-to-come": (_("%(day)s has not come yet."), _("Give the day on which the number was read.")),
    "digest.fewer-than-linked": (
        _("%(n_linked)s cases are linked already, more than %(n)s."),
        _("Ask the hotline again, or leave the number empty."),
    ),
    "service.name-needed": (_("The service has no name."), _("Say in a few words what is offered.")),
    "service.scope-needed": (_("For whom it is was not said."), _("Say for whom it is and what it covers.")),
    "service.not-found": (_("There is no such service that is open to you."), _("If you live there, sign in and open it again.")),
    "service.not-theirs": (
        _("This service is not yours to rate."),
        _("Whoever lives there may rate it, and nobody of the unit that runs it."),
    ),
    "service.not-begun": (_("It begins on %(on)s."), _("Rate it once you have seen it run.")),
    "service.rating-closed": (
        _("It could be rated until %(until)s."),
        _("Tell the community what you still want to say."),
    ),
    "service.rated-too-early": (
        _("It begins on %(day)s; it can be rated only after that."),
        _("Choose a later day for the rating."),
    ),
}  # fmt: skip
