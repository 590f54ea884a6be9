"""What refusals about the record of a person say."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

WORDING: dict[str, tuple[Words, Words]] = {
    "member.not-found": (
        _("Nobody of this number was at a gathering of your places."),
        _("Open the record of a gathering and choose somebody from the list of those who came."),
    ),
}
