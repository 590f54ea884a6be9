"""What an operator sends about a practice: its text, and where it is to hold."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shangyi.kernel.actor import Actor
from shangyi.rulepacks.forms import PackForm

LONGEST = 100_000


class PracticeForm(PackForm):
    """The text of a practice; checked whole before anything holds."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["place"].label = _("Where this practice holds")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if len(cleaned.get("whole", "")) > LONGEST:
            self.add_error("text", _("The text is far longer than a practice can be."))
        return cleaned

    @property
    def shown_text(self) -> str:
        """What the box shows: what was sent, or the version that one begins from."""
        return super().shown_text or str(self.initial.get("text", ""))
