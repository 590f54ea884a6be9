"""Facts about deciding together. Numbers, labels and clock values are public; who answered what never is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotPrepared(Event):
    kind: ClassVar[str] = "ballot.prepared"
    label: str = public()
    method: str = public()
    matter: str = public(default="")
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotChanged(Event):
    kind: ClassVar[str] = "ballot.changed"
    label: str = public()
    method: str = public()
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorSetAside(Event):
    """A named person said with a reason that the law does not reserve this question."""

    kind: ClassVar[str] = "ballot.detector-set-aside"
    articles: tuple[str, ...] = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectorsFrozen(Event):
    kind: ClassVar[str] = "ballot.electors-frozen"
    version: int = public()
    n_heads: int = public()
    area: int = public()
    digest: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterCorrected(Event):
    kind: ClassVar[str] = "ballot.roster-corrected"
    effect: str = public()
    from_digest: str = public()
    to_digest: str = public()
    n_set_aside: int = public()
    households: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotAnnounced(Event):
    kind: ClassVar[str] = "ballot.announced"
    opens_at: str = public()
    closes_at: str = public()
    label: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotOpened(Event):
    kind: ClassVar[str] = "ballot.opened"
    n_heads: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast(Event):
    """Somebody handed in an answer; `again` when it changes an earlier one. What it says is sealed."""

    kind: ClassVar[str] = "ballot.cast"
    how: str = public()
    again: bool = public(default=False)
    head: str
    choice: Any
    proxy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRead(Event):
    kind: ClassVar[str] = "ballot.paper-read"
    household: str
    choice: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyRecorded(Event):
    kind: ClassVar[str] = "ballot.proxy-recorded"
    household: str
    holder: str
    proof: str = ""
    choice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionAnswered(Event):
    kind: ClassVar[str] = "ballot.objection-answered"
    objection: int = public()
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionEnded(Event):
    kind: ClassVar[str] = "ballot.objection-ended"
    objection: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotExtended(Event):
    """Voting goes on longer: said before the end, with the reason."""

    kind: ClassVar[str] = "ballot.extended"
    from_at: str = public()
    to_at: str = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotClosed(Event):
    """No more answers; by when the result is out."""

    kind: ClassVar[str] = "ballot.closed"
    n_answered: int = public()
    n_electors: int = public()
    publish_by: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotCounted(Event):
    """The count. `working` is a digest of the whole working as it is printed; `numbers` are left out where they
    would carry the words of options.
    """

    kind: ClassVar[str] = "ballot.counted"
    label: str = public()
    outcome: str = public()
    claim: str = public()
    n_electors: int = public()
    n_took_part: int = public()
    checks: tuple[Any, ...] = public(default=())
    numbers: Mapping[str, Any] = public()
    working: str = public()
    digest: str = public(default="")
    winners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotPublished(Event):
    kind: ClassVar[str] = "ballot.published"
    outcome: str = public()
    claim: str = public()
    publish_by: str = public()
    in_time: bool = public(default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultAdopted(Event):
    """The result is carried out: said by a named person, where the label lets it carry that."""

    kind: ClassVar[str] = "ballot.adopted"
    label: str = public()
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotEnded(Event):
    """Withdrawn before its end, or void after it, with the reason."""

    kind: ClassVar[str] = "ballot.ended"
    state: str = public()
    reason: str
