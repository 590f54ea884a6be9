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


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDrafted(Event):
    kind: ClassVar[str] = "agreement.drafted"
    version: int = public(default=1)
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementChanged(Event):
    """A part of the draft was changed; what it says lies in the draft until it is offered."""

    kind: ClassVar[str] = "agreement.changed"
    part: str = public()
    version: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementOffered(Event):
    """A text lies open for signature; the digest fixes it, its random number keeps the digest from telling it."""

    kind: ClassVar[str] = "agreement.offered"
    version: int = public()
    digest: str = public()
    n_parties: int = public()
    n_signers: int = public()
    sign_by: str = public()
    total_fen: int
    terms: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSigned(Event):
    kind: ClassVar[str] = "agreement.signed"
    version: int = public()
    way: str = public()
    digest: str = public()
    household: str
    signer: str
    evidence: str = ""
    witness: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureTakenBack(Event):
    kind: ClassVar[str] = "agreement.signature-taken-back"
    version: int = public()
    household: str
    signer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSentBack(Event):
    """A party refused, or whoever drafted it took it back: nobody's signature holds any more."""

    kind: ClassVar[str] = "agreement.sent-back"
    version: int = public()
    verb: str = public()
    n_signed: int = public()
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementObjected(Event):
    kind: ClassVar[str] = "agreement.objected"
    objection: int = public()
    household: str
    signer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementObjectionMoved(Event):
    """An objection was answered, or it ended."""

    kind: ClassVar[str] = "agreement.objection-moved"
    objection: int = public()
    to: str = public()
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementInForce(Event):
    kind: ClassVar[str] = "agreement.in-force"
    version: int = public()
    digest: str = public()
    n_signatures: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPaid(Event):
    """Money came in, or was given back; `undoes` names a line that was booked in error."""

    kind: ClassVar[str] = "agreement.paid"
    payment: int = public()
    undoes: int | None = public(default=None)
    household: str
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksAccepted(Event):
    kind: ClassVar[str] = "agreement.works-accepted"
    warranty_until: str = public()
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDropped(Event):
    kind: ClassVar[str] = "agreement.dropped"
    version: int = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPlanned(Event):
    kind: ClassVar[str] = "budget.planned"
    sum_fen: int = public()
    rule: str = public()
    who: str = public()
    imported: bool = public(default=False)
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetChanged(Event):
    kind: ClassVar[str] = "budget.changed"
    sum_fen: int = public()
    rule: str = public()
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetAnnounced(Event):
    kind: ClassVar[str] = "budget.announced"
    sum_fen: int = public()
    wishes_until: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class WishProposed(Event):
    kind: ClassVar[str] = "budget.wish-proposed"
    wish: int = public()
    title: str
    why: str = ""
    proposer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishChecked(Event):
    """A wish was put to the vote at a cost, turned down with the reason, or taken back by whoever proposed it."""

    kind: ClassVar[str] = "budget.wish-checked"
    wish: int = public()
    state: str = public()
    cost_fen: int | None = public(default=None)
    reason: str = ""
    owners_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetOpened(Event):
    kind: ClassVar[str] = "budget.opened"
    n_voters: int = public()
    n_wishes: int = public()
    closes_at: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class VoterEnrolled(Event):
    kind: ClassVar[str] = "budget.voter-enrolled"
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetVoted(Event):
    """Somebody ticked; `again` when it changes an earlier vote. What was ticked is sealed."""

    kind: ClassVar[str] = "budget.voted"
    how: str = public()
    again: bool = public(default=False)
    voter: str
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetClosed(Event):
    kind: ClassVar[str] = "budget.closed"
    n_votes: int = public()
    n_voters: int = public()
    publish_by: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetCounted(Event):
    kind: ClassVar[str] = "budget.counted"
    rule: str = public()
    n_votes: int = public()
    spent_fen: int = public()
    winners: tuple[str, ...] = public()
    digest: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPublished(Event):
    kind: ClassVar[str] = "budget.published"
    n_winners: int = public()
    in_time: bool = public(default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetWithdrawn(Event):
    kind: ClassVar[str] = "budget.withdrawn"
    reason: str
