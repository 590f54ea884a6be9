"""Voices, the concerns they belong to, and what becomes of them."""

from shangyi.concerns.models.answers import Answer, AnswerText, Rating
from shangyi.concerns.models.changes import Objection, OpenListing, Regrouping, SortingStep
from shangyi.concerns.models.imports import ColumnMapping, HotlineCase, ImportBatch, WrongRow
from shangyi.concerns.models.matters import Concern, Finding, Photo, Voice

__all__ = [
    "Answer",
    "AnswerText",
    "ColumnMapping",
    "Concern",
    "Finding",
    "HotlineCase",
    "ImportBatch",
    "Objection",
    "OpenListing",
    "Photo",
    "Rating",
    "Regrouping",
    "SortingStep",
    "Voice",
    "WrongRow",
]
