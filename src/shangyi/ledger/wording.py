"""What the record's refusals say."""

from django.utils.translation import gettext_lazy as _

WORDING = {
    "ledger.outside-transaction": (
        _("The change was not recorded, so it was not made."),
        _("Try again; if it happens again, tell the operator the number below."),
    ),
}
