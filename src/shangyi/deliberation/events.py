"""Facts about topics. Counts, states and clock values are public; who said or answered what never is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPrepared(Event):
    kind: ClassVar[str] = "topic.prepared"
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChanged(Event):
    kind: ClassVar[str] = "topic.changed"
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPinned(Event):
    """Staff put a first statement."""

    kind: ClassVar[str] = "topic.statement-pinned"
    statement: int = public()
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementUnpinned(Event):
    """Staff took it back before anybody had seen it."""

    kind: ClassVar[str] = "topic.statement-unpinned"
    statement: int = public()
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicOpened(Event):
    kind: ClassVar[str] = "topic.opened"
    closes_at: str = public()
    n_statements: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementSaid(Event):
    """A resident's statement came in and waits to be looked at."""

    kind: ClassVar[str] = "topic.statement-said"
    statement: int = public()
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementJudged(Event):
    kind: ClassVar[str] = "topic.statement-judged"
    statement: int = public()
    state: str = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionTaken(Event):
    """Somebody answered a statement; `again` when it changes an earlier answer. Which and what is sealed."""

    kind: ClassVar[str] = "topic.position-taken"
    again: bool = public(default=False)
    statement: int
    value: int
    is_important: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperEntered(Event):
    """Staff wrote down a paper: whose it was is sealed; `n_kept` answers stood already and were left as they are.

    The lines of its positions follow.
    """

    kind: ClassVar[str] = "topic.paper-entered"
    n_taken: int = public()
    n_kept: int = public()
    filled_in_by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionTakenBack(Event):
    kind: ClassVar[str] = "topic.position-taken-back"
    statement: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicExtended(Event):
    kind: ClassVar[str] = "topic.extended"
    from_at: str = public()
    to_at: str = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicClosed(Event):
    kind: ClassVar[str] = "topic.closed"
    n_people: int = public()
    n_positions: int = public()
    n_statements: int = public()
    conclude_by: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class MapDrawn(Event):
    """The last map of a topic that is over: how it was made, and the digest of what it says."""

    kind: ClassVar[str] = "topic.map-drawn"
    n_people: int = public()
    n_positions: int = public()
    n_groups: int = public()
    seed: int = public()
    version: str = public()
    digest: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicConcluded(Event):
    """People are told what is done with what they said."""

    kind: ClassVar[str] = "topic.concluded"
    in_time: bool = public()
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicWithdrawn(Event):
    kind: ClassVar[str] = "topic.withdrawn"
    reason: str
