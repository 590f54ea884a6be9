"""The tables of the room."""

from shangyi.forums.models.findings import DiagnosisPoint, Finding, Goal, Site, SitePhoto
from shangyi.forums.models.gatherings import Attendance, Gathering, HeadCount, Invitation, Need
from shangyi.forums.models.minutes import Edition, Minutes, MinutesTemplate, Objection, Wording
from shangyi.forums.models.offerings import CaseDigest, ServiceOffering
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
    "CaseDigest",
    "DiagnosisPoint",
    "Dissent",
    "DueDay",
    "Edition",
    "Feed",
    "Finding",
    "Gathering",
    "Goal",
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
    "ServiceOffering",
    "Sheet",
    "Site",
    "SitePhoto",
    "StrawPoll",
    "Suggestion",
    "Wording",
]
