"""What a ballot may claim: straw poll, consultative, or statutory; consulting is not deciding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shangyi.decisions.rules.detector import Finding, Match, WhoDecides
from shangyi.decisions.rules.thresholds import Outcome, refuse_all
from shangyi.kernel.refused import Refused


class Label(StrEnum):
    """Always shown beside a ballot and its result: 意向征询, 协商表决, 业主共同决定 or 居民/村民会议表决."""

    STRAW_POLL = "straw-poll"
    CONSULTATIVE = "consultative"
    OWNERS = "statutory-owners"
    ASSEMBLY = "statutory-assembly"


class Claim(StrEnum):
    """The strongest word that a page may put on a result."""

    LEANING = "leaning"
    CONSULTED = "consulted"
    DECIDED = "decided"
    NOT_DECIDED = "not-decided"
    TOO_FEW = "too-few"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A named person's answer to the detector, kept with the ballot: this is no such matter, because …"""

    by: str
    reason: str


STATUTORY = frozenset({Label.OWNERS, Label.ASSEMBLY})

_FITTING = {
    WhoDecides.OWNERS: frozenset({Label.OWNERS}),
    WhoDecides.INTERESTED_OWNERS: frozenset({Label.OWNERS}),
    WhoDecides.VILLAGERS: frozenset({Label.ASSEMBLY}),
}


def claim_of(label: Label, outcome: Outcome) -> Claim:
    """The word for a result. A consultative result is never "decided", however clear it is."""
    if label == Label.STRAW_POLL:
        return Claim.LEANING
    if label == Label.CONSULTATIVE:
        return Claim.CONSULTED
    return {
        Outcome.PASSED: Claim.DECIDED,
        Outcome.REJECTED: Claim.NOT_DECIDED,
        Outcome.NO_QUORUM: Claim.TOO_FEW,
    }[outcome]


def check_may_be_approved(label: Label, finding: Finding, set_aside: SetAside | None = None) -> None:
    """A matter may be marked approved under this label.

    Where the detector found that owners or villagers decide, only their own statutory ballot approves it,
    unless a named person has said with a reason that this is not such a matter. Refused:
    label.needs-owners, label.needs-interested-owners, label.needs-villagers (one for each match),
    label.reason-needed.
    """
    if set_aside is not None and not (set_aside.by.strip() and set_aside.reason.strip()):
        raise Refused("label.reason-needed")
    if set_aside is not None:
        return
    refuse_all([_needs(match) for match in finding.matches if label not in _FITTING[match.who]])


def _needs(match: Match) -> Refused:
    article, quoted = match.article, match.quoted
    if match.who == WhoDecides.VILLAGERS:
        return Refused("label.needs-villagers", article=article, quoted=quoted)
    if match.who == WhoDecides.INTERESTED_OWNERS:
        return Refused("label.needs-interested-owners", article=article, quoted=quoted)
    return Refused("label.needs-owners", article=article, quoted=quoted)
