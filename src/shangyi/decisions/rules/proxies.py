"""Who may vote for whom, and how papers are entered so that one slip of the hand does not decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shangyi.decisions.rules.owners import Choice, OwnersVote
from shangyi.decisions.rules.thresholds import refuse_all
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shangyi.decisions.rules.roster import FrozenRoster, Head


@dataclass(frozen=True, slots=True)
class ProxyRule:
    """What the place asks of a proxy. National law only says that owners may have one (物业管理条例, article
    12).
    """

    most_per_holder: int | None = None
    must_state_choice: bool = False
    source: str = "物业管理条例第十二条"


@dataclass(frozen=True, slots=True)
class Proxy:
    """`holder` may vote for the owner of `household`; `choice` is what the paper says, if it says."""

    household: str
    holder: str
    is_written: bool
    choice: Choice | None = None


def check_proxies(
    roster: FrozenRoster, proxies: Sequence[Proxy], votes: Sequence[OwnersVote], rule: ProxyRule
) -> None:
    """Every vote handed in for somebody else rests on a written proxy within the limit.

    The limit counts heads, not units: one owner of three flats is one proxy. An owner who votes in person
    sets the proxy aside, which is no error. Refused: proxy.not-on-roster, proxy.not-written,
    proxy.choice-not-stated, proxy.two-holders, proxy.over-limit, proxy.missing, proxy.against-instruction;
    all that apply at once.
    """
    heads = roster.head_by_household
    by_head: dict[str, list[Proxy]] = {}
    for proxy in proxies:
        if proxy.household in heads:
            by_head.setdefault(heads[proxy.household].key, []).append(proxy)
    refuse_all(
        [
            *_paper_problems(heads, proxies, rule),
            *_holder_problems(by_head, rule),
            *_vote_problems(heads, by_head, votes),
        ]
    )


def _paper_problems(
    heads: Mapping[str, Head], proxies: Sequence[Proxy], rule: ProxyRule
) -> Iterable[Refused]:
    for proxy in proxies:
        if proxy.household not in heads:
            yield Refused("proxy.not-on-roster", household=proxy.household)
        if not proxy.is_written:
            yield Refused("proxy.not-written", household=proxy.household, holder=proxy.holder)
        if rule.must_state_choice and proxy.choice is None:
            yield Refused("proxy.choice-not-stated", household=proxy.household, source=rule.source)


def _holder_problems(by_head: Mapping[str, Sequence[Proxy]], rule: ProxyRule) -> Iterable[Refused]:
    held: dict[str, set[str]] = {}
    for key, papers in by_head.items():
        holders = {proxy.holder for proxy in papers}
        if len(holders) > 1:
            yield Refused("proxy.two-holders", household=key, holders=", ".join(sorted(holders)))
        for holder in holders:
            held.setdefault(holder, set()).add(key)
    for holder, keys in sorted(held.items()):
        if rule.most_per_holder is not None and len(keys) > rule.most_per_holder:
            yield Refused(
                "proxy.over-limit",
                holder=holder,
                held=len(keys),
                most=rule.most_per_holder,
                source=rule.source,
            )


def _vote_problems(
    heads: Mapping[str, Head], by_head: Mapping[str, Sequence[Proxy]], votes: Sequence[OwnersVote]
) -> Iterable[Refused]:
    for vote in votes:
        if vote.proxy is None or vote.household not in heads:
            continue
        papers = [proxy for proxy in by_head.get(heads[vote.household].key, ()) if proxy.holder == vote.proxy]
        if not papers:
            yield Refused("proxy.missing", household=vote.household, holder=vote.proxy)
        elif any(proxy.choice not in {None, vote.choice} for proxy in papers):
            yield Refused("proxy.against-instruction", household=vote.household, holder=vote.proxy)


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """What one person typed in from the papers: household to answer."""

    entered_by: str
    answers: Mapping[str, Choice]


@dataclass(frozen=True, slots=True)
class Difference:
    """A paper that the two read differently, or that one of them did not have (None)."""

    household: str
    first: Choice | None
    second: Choice | None


@dataclass(frozen=True, slots=True)
class PaperMatch:
    """What both read alike counts; what they did not waits until both have looked at the paper again."""

    agreed: tuple[OwnersVote, ...]
    differences: tuple[Difference, ...]


def match_papers(first: PaperEntry, second: PaperEntry) -> PaperMatch:
    """The votes that two people read alike, and those to be looked at again. Refused: paper.same-person."""
    if first.entered_by == second.entered_by:
        raise Refused("paper.same-person", name=first.entered_by)
    agreed, differences = [], []
    for household in sorted(first.answers.keys() | second.answers.keys()):
        one, two = first.answers.get(household), second.answers.get(household)
        if one is not None and one == two:
            agreed.append(OwnersVote(household, one))
        else:
            differences.append(Difference(household, one, two))
    return PaperMatch(tuple(agreed), tuple(differences))


def papers_to_count(match: PaperMatch) -> tuple[OwnersVote, ...]:
    """The papers, once nothing differs. Refused: paper.differs (one for each household)."""
    refuse_all([Refused("paper.differs", household=difference.household) for difference in match.differences])
    return match.agreed
