"""Facts about agreements: what was drafted, offered, signed and paid. Names and amounts are not public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from shangyi.ledger.events import Event, public


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
    drawing: str = ""


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
