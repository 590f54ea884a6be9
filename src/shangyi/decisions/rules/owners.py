"""The owners' joint decision: four comparisons in integers, three outcomes, and the working to print.

Source: 民法典, articles 278 and 279, in force since 2021-01-01; 1259 for whether equality passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from shangyi.decisions.rules.thresholds import Check, Outcome, Source, Threshold, outcome_of, refuse_all
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shangyi.decisions.rules.roster import FrozenRoster, Head


class OwnersMatter(StrEnum):
    """What owners decide together: the nine items of 民法典 278(1), item 8 by its two limbs, and 279."""

    PROCEDURE = "278-1"
    COVENANT = "278-2"
    COMMITTEE = "278-3"
    PROPERTY_FIRM = "278-4"
    FUND_USE = "278-5"
    FUND_RAISING = "278-6"
    REBUILDING = "278-7"
    CHANGE_OF_USE = "278-8-use"
    COMMERCIAL_USE = "278-8-commerce"
    OTHER_MAJOR = "278-9"
    DWELLING_TO_BUSINESS = "279"


class MatterClass(StrEnum):
    ORDINARY = "ordinary"
    SPECIAL = "special"
    UNANIMOUS = "unanimous"


@dataclass(frozen=True, slots=True)
class OwnersLaw:
    """The shares that law fixes. Quorum is of all owners; the other two are of those who took part."""

    quorum: Threshold
    ordinary: Threshold
    special: Threshold
    special_matters: frozenset[OwnersMatter]

    def agreement_needed(self, matter: OwnersMatter) -> Threshold:
        return self.special if matter in self.special_matters else self.ordinary


_ARTICLE_278 = Source("民法典第二百七十八条第二款", date(2021, 1, 1))

CIVIL_CODE = OwnersLaw(
    quorum=Threshold(Fraction(2, 3), strictly_more=False, source=_ARTICLE_278),
    ordinary=Threshold(Fraction(1, 2), strictly_more=True, source=_ARTICLE_278),
    special=Threshold(Fraction(3, 4), strictly_more=False, source=_ARTICLE_278),
    special_matters=frozenset(
        {
            OwnersMatter.FUND_RAISING,
            OwnersMatter.REBUILDING,
            OwnersMatter.CHANGE_OF_USE,
            OwnersMatter.COMMERCIAL_USE,
        }
    ),
)

UNANIMITY = Threshold(
    Fraction(1, 1), strictly_more=False, source=Source("民法典第二百七十九条", date(2021, 1, 1))
)
"""A dwelling becomes business premises only if every interested owner agrees; a majority is no defence."""


def class_of(matter: OwnersMatter, law: OwnersLaw = CIVIL_CODE) -> MatterClass:
    """Ordinary, special, or needing everyone: raising the fund is special, using it is ordinary."""
    if matter == OwnersMatter.DWELLING_TO_BUSINESS:
        return MatterClass.UNANIMOUS
    return MatterClass.SPECIAL if matter in law.special_matters else MatterClass.ORDINARY


class Choice(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class OwnersVote:
    """What was handed in for one household; `proxy` names who handed it in for the owner."""

    household: str
    choice: Choice
    proxy: str | None = None


@dataclass(frozen=True, slots=True)
class Weight:
    """Heads and area (0.01 m²) of one group of owners."""

    heads: int
    area: int


@dataclass(frozen=True, slots=True)
class OwnersTally:
    """A count with all that is needed to print it and to do it again.

    `checks` are the four comparisons in the order of the law: took part by area and by heads, agreed by
    area and by heads. All four must hold. `counted` lists each head with its answer; who is missing there
    was silent.
    """

    matter: OwnersMatter
    matter_class: MatterClass
    roster_digest: str
    electorate: Weight
    took_part: Weight
    agreed: Weight
    against: Weight
    abstained: Weight
    silent: Weight
    checks: tuple[Check, ...]
    counted: tuple[tuple[Head, Choice], ...]
    outcome: Outcome

    @property
    def failed_checks(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.is_met)


def count_owners(
    *,
    roster: FrozenRoster,
    votes: Sequence[OwnersVote],
    matter: OwnersMatter,
    law: OwnersLaw = CIVIL_CODE,
) -> OwnersTally:
    """Passed, rejected, or too few took part, with the four comparisons that say so.

    An abstention takes part but does not agree; silence counts nowhere. Quorum is 2/3 of all by area and by
    heads, equality passing. Agreement is over half (equality fails) or, for a special matter, 3/4 (equality
    passes) of those who took part, again by both. Without quorum the outcome is NO_QUORUM whatever was
    answered. For 279 every head of the roster must agree: the interested owners are the roster. Refused:
    owners.not-on-roster, owners.voted-twice, owners.two-answers; all that apply at once.
    """
    counted = answers_by_head(roster, votes)
    groups = {choice: _weigh(head for head, given in counted if given == choice) for choice in Choice}
    electorate, took_part = _weigh(roster.heads), _weigh(head for head, _ in counted)
    checks = _checks(matter, law, electorate, took_part, groups[Choice.YES])
    return OwnersTally(
        matter=matter,
        matter_class=class_of(matter, law),
        roster_digest=roster.digest,
        electorate=electorate,
        took_part=took_part,
        agreed=groups[Choice.YES],
        against=groups[Choice.NO],
        abstained=groups[Choice.ABSTAIN],
        silent=Weight(electorate.heads - took_part.heads, electorate.area - took_part.area),
        checks=checks,
        counted=counted,
        outcome=outcome_of(
            [check for check in checks if check.name.startswith("took-part")],
            [check for check in checks if check.name.startswith("agreed")],
        ),
    )


def answers_by_head(roster: FrozenRoster, votes: Sequence[OwnersVote]) -> tuple[tuple[Head, Choice], ...]:
    """One answer a head, by head key. An owner of several units may hand in one paper for each if they agree.

    Refused: owners.not-on-roster, owners.voted-twice, owners.two-answers.
    """
    heads = roster.head_by_household
    refuse_all(list(_vote_problems(heads, votes)))
    answers = {heads[vote.household].key: vote.choice for vote in votes}
    return tuple((head, answers[head.key]) for head in roster.heads if head.key in answers)


def _vote_problems(heads: dict[str, Head], votes: Sequence[OwnersVote]) -> Iterable[Refused]:
    seen: set[str] = set()
    answers: dict[str, Choice] = {}
    for vote in votes:
        head = heads.get(vote.household)
        if head is None:
            yield Refused("owners.not-on-roster", household=vote.household)
        elif vote.household in seen:
            yield Refused("owners.voted-twice", household=vote.household)
        elif answers.setdefault(head.key, vote.choice) != vote.choice:
            yield Refused(
                "owners.two-answers", household=vote.household, households=", ".join(head.households)
            )
        seen.add(vote.household)


def _weigh(heads: Iterable[Head]) -> Weight:
    listed = list(heads)
    return Weight(len(listed), sum(head.area for head in listed))


def _checks(
    matter: OwnersMatter, law: OwnersLaw, electorate: Weight, took_part: Weight, agreed: Weight
) -> tuple[Check, ...]:
    if class_of(matter, law) == MatterClass.UNANIMOUS:
        return (Check("agreed-heads", agreed.heads, electorate.heads, UNANIMITY),)
    needed = law.agreement_needed(matter)
    return (
        Check("took-part-area", took_part.area, electorate.area, law.quorum),
        Check("took-part-heads", took_part.heads, electorate.heads, law.quorum),
        Check("agreed-area", agreed.area, took_part.area, needed),
        Check("agreed-heads", agreed.heads, took_part.heads, needed),
    )
