"""What refusals about suggestions say."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDING: dict[str, tuple[str | Promise, str | Promise]] = {
    "suggestion.not-found": (
        _("There is no such suggestion, or it is not open to you."),
        _("Look at the list of suggestions."),
    ),
    "suggestion.not-now": (
        _("This step does not come now."),
        _("Look at the way of the suggestion to see which one does."),
    ),
    "suggestion.already-done": (_("This step was taken already."), _("Nothing was done twice.")),
    "suggestion.already-contacted": (
        _("The first contact was on %(contact_at)s already."),
        _("Write the reply when there is one."),
    ),
    "suggestion.gate-first": (
        _("Suggestions of this practice are put together and approved before they are sent."),
        _("Put it together first, then have it approved."),
    ),
    "suggestion.file-first": (
        _("The gathering is not filed yet."),
        _("Suggestions go out once the record is complete."),
    ),
    "suggestion.text-needed": (_("The suggestion has no words."), _("Write it in one sentence.")),
    "suggestion.unit-needed": (_("It is addressed to nobody."), _("Choose the unit it is for.")),
    "suggestion.reason-needed": (_("The reason is missing."), _("Write in a sentence why.")),
    "suggestion.contact-by-needed": (_("Who made contact is missing."), _("Write the name of the person of the unit.")),
    "suggestion.contact-how-needed": (_("How contact was made is missing."), _("By telephone, on the spot, in the office …")),
    "suggestion.reply-needed": (_("The reply has no words."), _("Write what the unit does about it.")),
    "suggestion.found-needed": (_("What was found is missing."), _("Write what you saw.")),
    "suggestion.why-needed": (
        _("Why it is not adopted is missing."),
        _("Whoever proposed it reads this; write it as you would say it to them."),
    ),
}  # fmt: skip
