"""What refusals about notices say."""

from django.utils.translation import gettext_lazy as _

WORDING = {
    "notice.not-found": (_("There is no such message."), _("Go back to the list and open it from there.")),
    "notice.not-given-up": (
        _("This message has not been given up: it is waiting or has been delivered."),
        _("Reload the list to see how it stands."),
    ),
}
