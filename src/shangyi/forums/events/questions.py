"""Facts about questions handed in before: classes and lines are public; words and names are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionHandedIn(Event):
    kind: ClassVar[str] = "gathering.question-handed-in"
    question: int = public()
    class_code: str = public()
    by_staff: bool = public(default=False)
    theme: str
    text: str
    asker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsTaken(Event):
    """The questions, and in the same order the lines that they became."""

    kind: ClassVar[str] = "gathering.questions-taken"
    questions: tuple[int, ...] = public()
    remarks: tuple[int, ...] = public()
