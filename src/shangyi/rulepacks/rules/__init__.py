"""What a rule pack and a calendar hold, and how their text is read: data in, frozen dataclasses out."""

from shangyi.rulepacks.rules.calendars import load_calendar
from shangyi.rulepacks.rules.founding import CommitteeGate, Founding
from shangyi.rulepacks.rules.loading import load_pack
from shangyi.rulepacks.rules.pack import (
    Article,
    Attempts,
    Category,
    Clock,
    Diversion,
    Extension,
    Grade,
    Kind,
    Ladder,
    Limits,
    OpenList,
    OwnersVote,
    Pack,
    Rating,
    Reminders,
    Rung,
    Source,
    Tag,
)

__all__ = [
    "Article",
    "Attempts",
    "Category",
    "Clock",
    "CommitteeGate",
    "Diversion",
    "Extension",
    "Founding",
    "Grade",
    "Kind",
    "Ladder",
    "Limits",
    "OpenList",
    "OwnersVote",
    "Pack",
    "Rating",
    "Reminders",
    "Rung",
    "Source",
    "Tag",
    "load_calendar",
    "load_pack",
]
