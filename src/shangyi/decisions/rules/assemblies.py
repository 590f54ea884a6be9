"""Residents' and villagers' assemblies: who is enough, and which share of those present decides.

Not owners: adults of a community or village count by head, tenants and non-registered residents included as
the law of each assembly says. Sources: 城市居民委员会组织法, 村民委员会组织法 (both as amended 2018-12-29).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from shangyi.decisions.rules.thresholds import (
    Check,
    Outcome,
    Source,
    Threshold,
    is_count,
    outcome_of,
    refuse_all,
)
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

VOTING_AGE = 18
"""居民委员会组织法 article 9, 村民委员会组织法 article 21."""

_RESIDENTS = "城市居民委员会组织法"
_VILLAGERS = "村民委员会组织法"
_AMENDED = date(2018, 12, 29)


def _over(share: Fraction, article: str) -> Threshold:
    return Threshold(share, strictly_more=True, source=Source(article, _AMENDED))


def _at_least(share: Fraction, article: str) -> Threshold:
    return Threshold(share, strictly_more=False, source=Source(article, _AMENDED))


@dataclass(frozen=True, slots=True)
class AssemblyRule:
    """One way of meeting: who is counted, how many must come, how many of those present decide, who may
    call it.
    """

    key: str
    quorum: Threshold
    decision: Threshold
    call: Threshold | None
    notice_days: int | None = None


ASSEMBLIES: dict[str, AssemblyRule] = {
    rule.key: rule
    for rule in (
        AssemblyRule(
            key="residents-adults",
            quorum=_over(Fraction(1, 2), f"{_RESIDENTS}第九条"),
            decision=_over(Fraction(1, 2), f"{_RESIDENTS}第九条"),
            call=_at_least(Fraction(1, 5), f"{_RESIDENTS}第十条"),
        ),
        AssemblyRule(
            key="residents-households",
            quorum=_over(Fraction(1, 2), f"{_RESIDENTS}第九条"),
            decision=_over(Fraction(1, 2), f"{_RESIDENTS}第九条"),
            call=_at_least(Fraction(1, 5), f"{_RESIDENTS}第十条"),
        ),
        AssemblyRule(
            key="residents-groups",
            quorum=_over(Fraction(1, 2), f"{_RESIDENTS}第九条"),
            decision=_over(Fraction(1, 2), f"{_RESIDENTS}第九条"),
            call=_at_least(Fraction(1, 3), f"{_RESIDENTS}第十条"),
        ),
        AssemblyRule(
            key="villagers-adults",
            quorum=_over(Fraction(1, 2), f"{_VILLAGERS}第二十二条"),
            decision=_over(Fraction(1, 2), f"{_VILLAGERS}第二十二条"),
            call=_at_least(Fraction(1, 10), f"{_VILLAGERS}第二十一条"),
            notice_days=10,
        ),
        AssemblyRule(
            key="villagers-households",
            quorum=_at_least(Fraction(2, 3), f"{_VILLAGERS}第二十二条"),
            decision=_over(Fraction(1, 2), f"{_VILLAGERS}第二十二条"),
            call=_at_least(Fraction(1, 10), f"{_VILLAGERS}第二十一条"),
            notice_days=10,
        ),
        AssemblyRule(
            key="village-representatives",
            quorum=_at_least(Fraction(2, 3), f"{_VILLAGERS}第二十六条"),
            decision=_over(Fraction(1, 2), f"{_VILLAGERS}第二十六条"),
            call=_at_least(Fraction(1, 5), f"{_VILLAGERS}第二十六条"),
        ),
    )
}

REPRESENTATIVES_OF_ALL = _at_least(Fraction(4, 5), f"{_VILLAGERS}第二十五条")
WOMEN_OF_REPRESENTATIVES = _at_least(Fraction(1, 3), f"{_VILLAGERS}第二十五条")


@dataclass(frozen=True, slots=True)
class ShowOfHands:
    """What was counted in the room. Who is present and raises no hand is present and did not agree."""

    eligible: int
    present: int
    yes: int
    no: int
    abstained: int = 0


@dataclass(frozen=True, slots=True)
class AssemblyTally:
    rule: AssemblyRule
    count: ShowOfHands
    quorum: Check
    decision: Check
    outcome: Outcome


def count_assembly(rule: AssemblyRule, count: ShowOfHands) -> AssemblyTally:
    """Passed, rejected, or too few came: quorum of all eligible, decision of those present, both in integers.

    Refused: assembly.not-a-count, assembly.more-present-than-eligible, assembly.more-answers-than-present.
    """
    refuse_all(list(_problems(count)))
    quorum = Check("present", count.present, count.eligible, rule.quorum)
    decision = Check("agreed", count.yes, count.present, rule.decision)
    return AssemblyTally(rule, count, quorum, decision, outcome_of([quorum], [decision]))


def _problems(count: ShowOfHands) -> Iterable[Refused]:
    numbers = {
        "eligible": count.eligible,
        "present": count.present,
        "yes": count.yes,
        "no": count.no,
        "abstained": count.abstained,
    }
    wrong = [name for name, value in numbers.items() if not is_count(value)]
    for name in wrong:
        yield Refused("assembly.not-a-count", name=name, value=numbers[name])
    if wrong:
        return
    if count.present > count.eligible:
        yield Refused("assembly.more-present-than-eligible", present=count.present, eligible=count.eligible)
    answers = count.yes + count.no + count.abstained
    if answers > count.present:
        yield Refused("assembly.more-answers-than-present", answers=answers, present=count.present)


def may_be_called(rule: AssemblyRule, asking: int, eligible: int) -> bool:
    """Whether enough people ask for the assembly."""
    return rule.call is not None and rule.call.is_met(asking, eligible)


def check_representatives(members: int, representatives: int, women: int) -> tuple[Check, Check]:
    """The two lines on who sits in a village representatives' assembly: 4/5 representatives, 1/3 of them
    women.
    """
    return (
        Check("representatives", representatives, members, REPRESENTATIVES_OF_ALL),
        Check("women", women, representatives, WOMEN_OF_REPRESENTATIVES),
    )


def is_of_voting_age(born_on: date, on: date) -> bool:
    """Whether a person has completed eighteen years on that day; born on 29 February means 1 March."""
    years = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return years >= VOTING_AGE
