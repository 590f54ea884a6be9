"""Tables of deciding together. What law counts is frozen before it is counted; votes are added, never edited."""

from shangyi.decisions.models.agreements import (
    Agreement,
    AgreementConcession,
    AgreementObjection,
    AgreementParty,
    AgreementPayment,
    AgreementPromise,
    AgreementQuote,
    AgreementSignature,
    AgreementSigner,
    AgreementText,
)
from shangyi.decisions.models.ballots import (
    Ballot,
    BallotOption,
    Elector,
    Objection,
    PaperReading,
    ProxyPaper,
    Vote,
    VoteChange,
)

__all__ = [
    "Agreement",
    "AgreementConcession",
    "AgreementObjection",
    "AgreementParty",
    "AgreementPayment",
    "AgreementPromise",
    "AgreementQuote",
    "AgreementSignature",
    "AgreementSigner",
    "AgreementText",
    "Ballot",
    "BallotOption",
    "Elector",
    "Objection",
    "PaperReading",
    "ProxyPaper",
    "Vote",
    "VoteChange",
]
