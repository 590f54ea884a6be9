"""A clock that a story sets: Django's own, which every page and command reads, shows the story's time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class Clock:
    """What `django.utils.timezone.now()` answers, in all threads."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def at(self, moment: datetime) -> datetime:
        """Go on to this moment; a story never goes back."""
        if moment < self.moment:
            raise ValueError(f"the story is already past {moment}")
        self.moment = moment
        return moment

    def after(self, **span: float) -> datetime:
        """Let some time pass: `clock.after(hours=2)`."""
        return self.at(self.moment + timedelta(**span))
