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
from shangyi.decisions.models.budgets import (
    Budget,
    BudgetVote,
    BudgetVoteChange,
    BudgetVoter,
    BudgetWish,
)
from shangyi.decisions.models.foundings import (
    Founding,
    FoundingAct,
    FoundingMember,
    FoundingSupport,
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
    "Budget",
    "BudgetVote",
    "BudgetVoteChange",
    "BudgetVoter",
    "BudgetWish",
    "Elector",
    "Founding",
    "FoundingAct",
    "FoundingMember",
    "FoundingSupport",
    "Objection",
    "PaperReading",
    "ProxyPaper",
    "Vote",
    "VoteChange",
]
