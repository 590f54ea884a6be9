"""From rows to the rules that count them, and back to the working that a page prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shangyi.decisions.models import Ballot, Elector, ProxyPaper, Vote
from shangyi.decisions.rules import working
from shangyi.decisions.rules.assemblies import ASSEMBLIES, ShowOfHands, count_assembly
from shangyi.decisions.rules.ballot_life import MAJORITIES, Majority, Method
from shangyi.decisions.rules.ballots import count_approval, count_scores, count_yes_no
from shangyi.decisions.rules.consent import ConsentEvent, Position, Step, count_consent
from shangyi.decisions.rules.labels import Label, claim_of
from shangyi.decisions.rules.owners import Choice, OwnersMatter, OwnersVote, count_owners
from shangyi.decisions.rules.proxies import Proxy
from shangyi.decisions.rules.ranked import count_instant_runoff, count_schulze
from shangyi.decisions.rules.roster import (
    AreaSource,
    FrozenRoster,
    RosterRow,
    Scope,
    ScopeKind,
    Standing,
    freeze_roster,
)
from shangyi.decisions.rules.working import Working
from shangyi.kernel.refused import Refused

HANDS = "hands"
"""The one head under which a show of hands is kept."""


def electors_of(ballot: Ballot) -> list[Elector]:
    """The list of voters as it is frozen now, in the order of its keys."""
    return list(
        Elector.objects.filter(ballot=ballot, version=ballot.roster_version)
        .order_by("key")
        .select_related("place")
    )


def roster_row(row: Elector) -> RosterRow:
    """A row of the owners' roster as the rules read it."""
    return RosterRow(
        household=row.key,
        owners=tuple(row.owners),
        area=row.area,
        area_source=AreaSource(row.area_source or AreaSource.REGISTER),
        standing=Standing(row.standing),
        is_parking=row.is_parking,
    )


def scope_of(ballot: Ballot) -> Scope:
    """Whose matter it is, as the rules name it."""
    return Scope(ScopeKind(ballot.scope_kind), ballot.place.code)


def roster_of(ballot: Ballot, rows: Sequence[Elector]) -> FrozenRoster:
    """The frozen roster of an owners' decision. Refused: ballot.electors-needed, where none was frozen."""
    if ballot.frozen_at is None:
        raise Refused("ballot.electors-needed")
    return freeze_roster(
        scope=scope_of(ballot), rows=[roster_row(row) for row in rows], frozen_at=ballot.frozen_at
    )


def proxies_of(ballot: Ballot) -> list[Proxy]:
    """The written proxies in force."""
    return [
        Proxy(row.household, row.holder, row.is_written, Choice(row.choice) if row.choice else None)
        for row in ProxyPaper.objects.filter(ballot=ballot, withdrawn_at=None).order_by("household")
    ]


def owners_votes(votes: Sequence[Vote]) -> list[OwnersVote]:
    """The stored answers as the owners' count reads them, with who held the proxy."""
    return [OwnersVote(vote.head, Choice(vote.choice), vote.proxy or None) for vote in votes]


def voters_of(rows: Sequence[Elector]) -> list[str]:
    """The heads that have a vote, each once; who is only heard has none."""
    return sorted({row.head for row in rows if not row.is_heard_only})


def count(ballot: Ballot) -> Working:
    """Count what was handed in so far, over the list as it is frozen. Refused: as the rule of the method."""
    rows = electors_of(ballot)
    method, allowed = Method(ballot.method), {*voters_of(rows), HANDS}
    handed_in = list(Vote.objects.filter(ballot=ballot, stands=True).order_by("head"))
    votes = [vote for vote in handed_in if vote.head in allowed]
    if method is Method.OWNERS:
        roster = roster_of(ballot, rows)
        return working.of_owners(
            count_owners(roster=roster, votes=owners_votes(votes), matter=OwnersMatter(ballot.matter))
        )
    if method is Method.ASSEMBLY:
        return _hands(ballot, rows, votes)
    if method is Method.YES_NO:
        heard = [Choice(vote.choice) for vote in handed_in if vote.head not in allowed]
        return _yes_no(ballot, rows, votes, heard)
    if method is Method.CONSENT:
        return working.of_consent(count_consent(people=voters_of(rows), events=consent_events(ballot, votes)))
    return _options(ballot, method, rows, votes)


def _yes_no(
    ballot: Ballot, rows: Sequence[Elector], votes: Sequence[Vote], heard: Sequence[Choice]
) -> Working:
    return working.of_yes_no(
        count_yes_no(
            votes=[(vote.head, Choice(vote.choice)) for vote in votes],
            voters=voters_of(rows),
            decision=MAJORITIES[Majority(ballot.majority)],
            quorum=MAJORITIES[Majority(ballot.quorum)] if ballot.quorum else None,
        ),
        heard,
    )


def _hands(ballot: Ballot, rows: Sequence[Elector], votes: Sequence[Vote]) -> Working:
    shown: dict[str, Any] = votes[0].choice if votes else {}
    eligible = int(shown.get("eligible", len(voters_of(rows))))
    hands = ShowOfHands(
        eligible=eligible, **{name: int(shown.get(name, 0)) for name in ("present", "yes", "no", "abstained")}
    )
    return working.of_assembly(count_assembly(ASSEMBLIES[ballot.assembly], hands))


def _options(ballot: Ballot, method: Method, rows: Sequence[Elector], votes: Sequence[Vote]) -> Working:
    options = [option.text for option in ballot.options.all()]
    given = [vote.choice for vote in votes]
    n = len(voters_of(rows))
    lot = tuple(ballot.lot)
    if method is Method.APPROVAL:
        return working.of_points(
            count_approval(options=options, ballots=given, seats=ballot.seats, lot=lot), n
        )
    if method is Method.SCORE:
        tally = count_scores(
            options=options, ballots=given, most=ballot.most_points, seats=ballot.seats, lot=lot
        )
        return working.of_points(tally, n)
    rankings = [tuple(ranking) for ranking in given]
    if method is Method.RUNOFF:
        return working.of_runoff(count_instant_runoff(options=options, ballots=rankings, lot=lot), n)
    return working.of_schulze(count_schulze(options=options, ballots=rankings), n)


def consent_events(ballot: Ballot, votes: Sequence[Vote]) -> list[ConsentEvent]:
    """The answers as they stand, and the ways out that were offered and accepted."""
    events = [
        ConsentEvent(Step.ANSWER, vote.head, Position(vote.choice["position"]), vote.choice.get("reason", ""))
        for vote in votes
    ]
    current = {vote.head: vote.choice.get("reason", "") for vote in votes}
    for each in ballot.objections.exclude(answer="").order_by("answered_at", "id"):
        if current.get(each.head) == each.reason:
            events.append(ConsentEvent(Step.OFFER, each.head, text=each.answer))
            if each.ended_at is not None:
                events.append(ConsentEvent(Step.ACCEPT, each.head))
    return events


def claim(ballot: Ballot, counted: Working) -> str:
    """The strongest word that may stand over the result; nothing where options were chosen from."""
    return claim_of(Label(ballot.label), counted.outcome).value if counted.outcome else ""
