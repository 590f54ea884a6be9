"""The tables of the room."""

from shangyi.forums.models.gatherings import Attendance, Gathering, HeadCount, Invitation, Need
from shangyi.forums.models.minutes import Edition, Minutes, MinutesTemplate, Objection, Wording
from shangyi.forums.models.practices import PracticeVersion
from shangyi.forums.models.ratings import AdvanceQuestion, Rating, RatingMark
from shangyi.forums.models.record import (
    Addition,
    AgendaItem,
    Dissent,
    Hand,
    Leaning,
    Outcome,
    Remark,
    Sheet,
    StrawPoll,
)
from shangyi.forums.models.series import DueDay, Feed, Series, SeriesRhythm
from shangyi.forums.models.suggestions import Suggestion

__all__ = [
    "Addition",
    "AdvanceQuestion",
    "AgendaItem",
    "Attendance",
    "Dissent",
    "DueDay",
    "Edition",
    "Feed",
    "Gathering",
    "Hand",
    "HeadCount",
    "Invitation",
    "Leaning",
    "Minutes",
    "MinutesTemplate",
    "Need",
    "Objection",
    "Outcome",
    "PracticeVersion",
    "Rating",
    "RatingMark",
    "Remark",
    "Series",
    "SeriesRhythm",
    "Sheet",
    "StrawPoll",
    "Suggestion",
    "Wording",
]
