"""Facts about voices and concerns. Words, names and contacts are private; codes and clock values are public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceHeard(Event):
    kind: ClassVar[str] = "voice.heard"
    voice: int = public()
    channel: str = public()
    naming: str = public()
    said_at: str = public()
    on_behalf: bool = public(default=False)
    read_back: bool = public(default=False)
    n_photos: int = public(default=0)
    receipt: str
    words: str
    suspicion: str = ""
    tried_before: str = ""
    noticed: str = ""
    speaker: int | None = None
    speaker_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceAdded(Event):
    """More words by the one who spoke: 补充一句."""

    kind: ClassVar[str] = "voice.added"
    voice: int = public()
    n_photos: int = public(default=0)
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernOpened(Event):
    kind: ClassVar[str] = "concern.opened"
    number: str = public()
    due_at: str = public()
    keeper: int
    keeper_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernSorted(Event):
    kind: ClassVar[str] = "concern.sorted"
    concern_kind: str = public()
    category: str = public()
    grade: str = public()
    tags: tuple[str, ...] = public(default=())
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernAssigned(Event):
    kind: ClassVar[str] = "concern.assigned"
    manner: str = public()
    unit: int | None = public()
    due_at: str = public()
    first_due_at: str = public()
    in_batch: bool = public(default=False)
    keeper: int
    keeper_name: str
    handler: int | None
    handler_name: str
    unit_name: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernReturned(Event):
    kind: ClassVar[str] = "concern.returned"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SortingUndone(Event):
    kind: ClassVar[str] = "concern.undone"
    verb: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRecorded(Event):
    kind: ClassVar[str] = "concern.found"
    source: str = public()
    seen_at: str = public()
    n_visitors: int = public()
    n_photos: int = public(default=0)
    overrules_suspicion: bool = public(default=False)
    finding: int = public()
    text: str
    visitors: tuple[str, ...] = ()
    unit_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed(Event):
    kind: ClassVar[str] = "concern.pushed"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernListed(Event):
    kind: ClassVar[str] = "concern.listed"
    review_on: str = public()
    reported_up: bool = public()
    plan: str
    reported_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReviewed(Event):
    kind: ClassVar[str] = "concern.list-reviewed"
    review_on: str = public()
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAnswered(Event):
    kind: ClassVar[str] = "concern.report-answered"
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernResumed(Event):
    kind: ClassVar[str] = "concern.resumed"
    due_at: str = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernDiverted(Event):
    kind: ClassVar[str] = "concern.diverted"
    channel: str = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernDone(Event):
    kind: ClassVar[str] = "concern.done"
    heard_at: str = public()
    due_at: str = public()
    first_due_at: str = public()
    in_time: bool = public()
    tier: str = public(default="")
    on_the_spot: bool = public(default=False)
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWritten(Event):
    kind: ClassVar[str] = "answer.written"
    n_voices: int = public()
    round: int = public()
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEnded(Event):
    """A voice was told, or it was recorded that it could not be."""

    kind: ClassVar[str] = "answer.ended"
    voice: int = public()
    state: str = public()
    how: str = public()
    made_at: str = public()
    n_tries: int = public(default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTried(Event):
    kind: ClassVar[str] = "answer.tried"
    voice: int = public()
    how: str = public()
    n_tries: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated(Event):
    kind: ClassVar[str] = "voice.rated"
    voice: int = public()
    verdict: str = public()
    satisfied: int | None = public()
    insisted: bool = public(default=False)
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernDisputed(Event):
    kind: ClassVar[str] = "concern.disputed"
    times: int = public()
    rung: str = public()
    due_at: str = public()
    looker: int | None
    looker_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernLookedAt(Event):
    kind: ClassVar[str] = "concern.looked-at"
    reopened: bool = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernClosed(Event):
    kind: ClassVar[str] = "concern.closed"
    verdict: str = public()
    heard_at: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernsRegrouped(Event):
    kind: ClassVar[str] = "concern.regrouped"
    what: str = public()
    source: int = public()
    target: int = public()
    n_voices: int = public()
    undone: bool = public(default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeeperChanged(Event):
    kind: ClassVar[str] = "concern.keeper-changed"
    old_keeper: int
    keeper: int
    keeper_name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionMade(Event):
    kind: ClassVar[str] = "concern.objected"
    undertaking: int = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionDecided(Event):
    kind: ClassVar[str] = "concern.objection-decided"
    accepted: bool = public()
    reason: str
