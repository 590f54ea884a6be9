"""投票: one head, one answer, in whatever way it is handed in; changed until the end, and every change is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from shangyi.decisions.actions.consenting import follow_objection
from shangyi.decisions.actions.moving import Move, begin, complete
from shangyi.decisions.events import VoteCast
from shangyi.decisions.models import Ballot, Elector, Vote, VoteChange
from shangyi.decisions.queries.ballots import (
    ballot_for_change,
    local_rules_of,
    paper_by_code,
    papers_of,
)
from shangyi.decisions.queries.counting import HANDS, electors_of, owners_votes, proxies_of, roster_of
from shangyi.decisions.rules.answers import checked
from shangyi.decisions.rules.assemblies import ASSEMBLIES, ShowOfHands, count_assembly
from shangyi.decisions.rules.ballot_life import BallotState, BallotVerb, Method, step
from shangyi.decisions.rules.labels import STATUTORY, Label
from shangyi.decisions.rules.proxies import check_proxies
from shangyi.decisions.rules.statutory import ONLINE
from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.refused import Refused

BY_DEVICE = frozenset({Vote.How.SIGNED_IN, Vote.How.CODE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is handed in for one head, and how."""

    head: str
    answer: Any
    how: Vote.How
    proxy: str = ""


@transaction.atomic
def cast_signed_in(*, ballot_id: int, head: str, answer: Any, actor: Actor, now: datetime) -> Vote:
    """The answer of somebody who is signed in and stands in the list.

    Refused: ballot.not-found, ballot.not-yours, and as `cast`.
    """
    ballot = ballot_for_change(ballot_id)
    if head not in {paper.head for paper in papers_of(ballot, actor)}:
        raise Refused("ballot.not-yours")
    paper = Paper(head=head, answer=answer, how=Vote.How.SIGNED_IN)
    return _by_device(ballot, paper, Act.by_resident(actor, now))


@transaction.atomic
def cast_by_code(*, code: str, answer: Any, actor: Actor, now: datetime) -> Vote:
    """The answer of whoever holds the code of a paper. Refused: ballot.code.not-found, and as `cast`."""
    ballot, row = paper_by_code(code, lock=True)
    paper = Paper(head=row.head, answer=answer, how=Vote.How.CODE)
    return _by_device(ballot, paper, Act.by_resident(actor, now))


def _by_device(ballot: Ballot, paper: Paper, act: Act) -> Vote:
    move = Move(ballot, act, step(BallotState(ballot.state), BallotVerb.CAST))
    _check_not_over(ballot, act.at)
    vote = cast(move, paper)
    complete(move)
    return vote


@transaction.atomic
def cast_for(*, ballot_id: int, paper: Paper, actor: Actor, now: datetime) -> Vote:
    """代录: staff write down what somebody says at the counter, or what the holder of a proxy hands in.

    Refused: ballot.not-found, rights.missing, ballot.paper-is-read-twice, and as `cast`; for a proxy as
    `check_proxies`.
    """
    move = begin(ballot_id, BallotVerb.ENTER, actor, now)
    step(BallotState(move.ballot.state), BallotVerb.CAST)
    _check_not_over(move.ballot, now)
    if paper.how not in {Vote.How.COUNTER, Vote.How.PROXY}:
        raise Refused("ballot.paper-is-read-twice")
    vote = cast(move, paper)
    if move.ballot.method == Method.OWNERS and paper.how is Vote.How.PROXY:
        roster = roster_of(move.ballot, electors_of(move.ballot))
        check_proxies(
            roster, proxies_of(move.ballot), owners_votes([vote]), local_rules_of(move.ballot).proxies
        )
    complete(move)
    return vote


def _check_not_over(ballot: Ballot, now: datetime) -> None:
    if ballot.closes_at is not None and now >= ballot.closes_at:
        raise Refused("ballot.closed", closed_at=ballot.closes_at)


def cast(move: Move, paper: Paper) -> Vote:
    """Keep the answer of one head; the caller has locked the ballot and completes the move.

    Refused: ballot.by-hands-only, ballot.voter-unknown, ballot.heard-only, ballot.on-paper-only, and as `checked`.
    """
    ballot = move.ballot
    _check_head(ballot, paper)
    options = [option.text for option in ballot.options.all()]
    choice = checked(Method(ballot.method), paper.answer, options=options, most_points=ballot.most_points)
    vote, again = _keep(move, paper, choice)
    if ballot.method == Method.CONSENT:
        follow_objection(move, paper.head, choice)
    move.record(VoteCast(how=paper.how.value, again=again, head=paper.head, choice=choice, proxy=paper.proxy))
    return vote


def _check_head(ballot: Ballot, paper: Paper) -> None:
    """Whether this head has a vote, in this way: on paper only where the law has no accepted online way here."""
    if ballot.method == Method.ASSEMBLY:
        raise Refused("ballot.by-hands-only")
    rows = Elector.objects.filter(ballot=ballot, version=ballot.roster_version, head=paper.head)
    heard_only = rows.values_list("is_heard_only", flat=True).first()
    if heard_only is None:
        raise Refused("ballot.voter-unknown", voter=paper.head[:60])
    if heard_only and Label(ballot.label) in STATUTORY:
        raise Refused("ballot.heard-only")
    if ballot.label == Label.OWNERS and paper.how in BY_DEVICE and ballot.channel != ONLINE:
        raise Refused("ballot.on-paper-only")


def _keep(move: Move, paper: Paper, choice: Any) -> tuple[Vote, bool]:
    """One row a head. The ballot is locked, so two at once come one after the other."""
    ballot, at = move.ballot, move.act.at
    recorded_by = None if paper.how in BY_DEVICE else move.act.person_id
    vote = Vote.objects.filter(ballot=ballot, head=paper.head).first()
    given = {
        "choice": choice,
        "how": paper.how,
        "proxy": paper.proxy[:60],
        "recorded_by_id": recorded_by,
        "changed_at": at,
        "stands": True,
    }
    if vote is None:
        return Vote.objects.create(ballot=ballot, head=paper.head, cast_at=at, **given), False
    VoteChange.objects.create(
        vote=vote,
        choice=vote.choice,
        how=vote.how,
        proxy=vote.proxy,
        recorded_by_id=vote.recorded_by_id,
        held_from=vote.changed_at,
        held_until=at,
    )
    for name, value in given.items():
        setattr(vote, name, value)
    vote.n_changes += 1
    vote.save()
    return vote, True


@transaction.atomic
def record_hands(*, ballot_id: int, hands: ShowOfHands, actor: Actor, now: datetime) -> Vote:
    """The show of hands of an assembly, counted in the room.

    Refused: as `begin` and `count_assembly`; ballot.label-and-method.
    """
    move = begin(ballot_id, BallotVerb.ENTER, actor, now)
    if move.ballot.method != Method.ASSEMBLY:
        raise Refused("ballot.label-and-method")
    count_assembly(ASSEMBLIES[move.ballot.assembly], hands)
    names = ("eligible", "present", "yes", "no", "abstained")
    shown = {name: getattr(hands, name) for name in names}
    vote, again = _keep(move, Paper(head=HANDS, answer=shown, how=Vote.How.HANDS), shown)
    move.record(VoteCast(how=Vote.How.HANDS.value, again=again, head=HANDS, choice=shown))
    complete(move)
    return vote
