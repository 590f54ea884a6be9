"""勾选: the list of voters is frozen, each has one vote, changed until the end with every change kept."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shangyi.decisions.actions.budgeting import Turn, begin, begin_locked, complete, end_duties
from shangyi.decisions.events import BudgetOpened, BudgetVoted, VoterEnrolled
from shangyi.decisions.models import Budget, BudgetVote, BudgetVoteChange, BudgetVoter
from shangyi.decisions.queries.budgets import (
    admitted,
    budget_for_change,
    silent_voters,
    voter_by_code,
    voter_by_key,
    voters_of,
)
from shangyi.decisions.queries.rosters import households_below, residents_below
from shangyi.decisions.rules.budget_life import BudgetState, BudgetVerb, Who, WishState
from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.ids import new_code
from shangyi.kernel.refused import Refused
from shangyi.places.models import Place
from shangyi.undertakings.rules import Task, Verb

RandBelow = Callable[[int], int]


@transaction.atomic
def open_budget(
    *, budget_id: int, closes_at: datetime, actor: Actor, now: datetime, randbelow: RandBelow
) -> Budget:
    """Freeze who has a vote and which wishes are put, and ask everybody; each wish was checked.

    Refused: as `begin`; budget.wishes-unchecked, budget.no-wishes, budget.no-voters, budget.closing-wrong.
    """
    turn = begin(budget_id, BudgetVerb.OPEN, actor, now)
    budget = turn.budget
    if closes_at <= now:
        raise Refused("budget.closing-wrong")
    if budget.wishes.filter(state=WishState.PROPOSED).exists():
        raise Refused("budget.wishes-unchecked")
    n_wishes = admitted(budget).count()
    if n_wishes == 0:
        raise Refused("budget.no-wishes")
    voters = _frozen(budget, now, randbelow)
    if not voters:
        raise Refused("budget.no-voters")
    BudgetVoter.objects.bulk_create(voters)
    budget.opened_at, budget.closes_at = now, closes_at
    turn.record(BudgetOpened(n_voters=len(voters), n_wishes=n_wishes, closes_at=closes_at.isoformat()))
    end_duties(turn, Verb.FINISH, budget.title, Task.REPLY)
    turn.tell("budget.opened", [row.person_id for row in voters], closes=closes_at.isoformat())
    return complete(turn)


def _frozen(budget: Budget, now: datetime, randbelow: RandBelow) -> list[BudgetVoter]:
    """Everybody who has a vote: each household once, or each resident who is known once."""
    today = timezone.localdate(now)
    if budget.who == Who.HOUSEHOLDS:
        return [
            BudgetVoter(
                budget=budget, key=place.code, name=name, place=place, person=person, code=new_code(randbelow)
            )
            for place, name, person in households_below(budget.place_path, today)
        ]
    return [
        BudgetVoter(
            budget=budget,
            key=f"person:{person.pk}",
            name=person.name,
            place=person.home,
            person=person,
            code=new_code(randbelow),
        )
        for person in residents_below(budget.place_path, today)
    ]


@transaction.atomic
def enrol_voter(
    *,
    budget_id: int,
    name: str,
    place: Place,
    actor: Actor,
    now: datetime,
    randbelow: RandBelow,
) -> BudgetVoter:
    """Somebody who lives there and is missing from the list gets a vote; who enrolled them stays on record.

    Refused: as `begin`; budget.name-needed, budget.place-elsewhere, budget.voter-enrolled-already.
    """
    turn = begin(budget_id, BudgetVerb.ENROL, actor, now)
    budget, plain = turn.budget, " ".join(name.split())[:120]
    if not plain:
        raise Refused("budget.name-needed")
    if not (place.path or "").startswith(budget.place_path):
        raise Refused("budget.place-elsewhere")
    by_house = budget.who == Who.HOUSEHOLDS
    key = place.code if by_house else f"{place.code}:{plain}"[:60]
    same = BudgetVoter.objects.filter(budget=budget, key=key)
    known = BudgetVoter.objects.filter(budget=budget, name=plain, place=place)
    if same.exists() or known.exists():
        raise Refused("budget.voter-enrolled-already", name=plain)
    row = BudgetVoter.objects.create(
        budget=budget,
        key=key,
        name=plain,
        place=place,
        code=new_code(randbelow),
        enrolled_by_id=actor.person_id,
    )
    turn.record(VoterEnrolled(name=plain))
    complete(turn)
    return row


@transaction.atomic
def vote_signed_in(
    *, budget_id: int, voter_key: str, ticked: Collection[str], actor: Actor, now: datetime
) -> BudgetVote:
    """The ticks of somebody who is signed in and has a vote. Refused: budget.not-found, budget.not-yours, and as
    `_vote`.
    """
    budget = budget_for_change(budget_id)
    mine = {row.key: row for row in voters_of(budget, actor)}
    if voter_key not in mine:
        raise Refused("budget.not-yours")
    turn = begin_locked(budget, BudgetVerb.VOTE, Act.by_resident(actor, now))
    return _vote(turn, mine[voter_key], ticked, BudgetVote.How.SIGNED_IN)


@transaction.atomic
def vote_by_code(*, code: str, ticked: Collection[str], actor: Actor, now: datetime) -> BudgetVote:
    """The ticks of whoever holds the code of a paper. Refused: budget.code.not-found, and as `_vote`."""
    budget = budget_for_change(voter_by_code(code)[0].pk)
    voter = voter_by_code(code)[1]
    turn = begin_locked(budget, BudgetVerb.VOTE, Act.by_resident(actor, now))
    return _vote(turn, voter, ticked, BudgetVote.How.CODE)


@transaction.atomic
def record_vote(
    *, budget_id: int, voter_key: str, ticked: Collection[str], actor: Actor, now: datetime
) -> BudgetVote:
    """代录: what somebody says at the counter or ticked on paper. Refused: as `begin` and `_vote`;
    budget.voter-unknown.
    """
    turn = begin(budget_id, BudgetVerb.ENTER, actor, now)
    if turn.budget.state != BudgetState.VOTING:
        raise Refused("budget.not-now", state=turn.budget.state, verb=BudgetVerb.VOTE.value)
    voter = voter_by_key(turn.budget, voter_key)
    return _vote(turn, voter, ticked, BudgetVote.How.COUNTER)


def _vote(turn: Turn, voter: BudgetVoter, ticked: Collection[str], how: BudgetVote.How) -> BudgetVote:
    """Keep the ticks of one voter. Refused: budget.over, budget.nothing-ticked, budget.wish-not-put."""
    budget, now = turn.budget, turn.act.at
    if budget.closes_at is not None and now >= budget.closes_at:
        raise Refused("budget.over", closed_at=budget.closes_at)
    if not ticked:
        raise Refused("budget.nothing-ticked")
    known = list(admitted(budget).values_list("key", flat=True))
    if set(ticked) - set(known):
        raise Refused("budget.wish-not-put")
    points = {key: 1 for key in known if key in set(ticked)}
    recorder = turn.act.person_id if how is BudgetVote.How.COUNTER else None
    vote = BudgetVote.objects.filter(voter=voter).first()
    again = vote is not None
    if vote is None:
        vote = BudgetVote(voter=voter, cast_at=now)
    else:
        _keep_earlier(vote, now)
        vote.n_changes += 1
    vote.points, vote.how, vote.recorded_by_id, vote.changed_at = points, how, recorder, now
    vote.save()
    turn.record(BudgetVoted(how=how.value, again=again, voter=voter.key, points=points))
    complete(turn)
    return vote


def _keep_earlier(vote: BudgetVote, now: datetime) -> None:
    BudgetVoteChange.objects.create(
        vote=vote,
        points=vote.points,
        how=vote.how,
        recorded_by_id=vote.recorded_by_id,
        held_from=vote.changed_at,
        held_until=now,
    )


@transaction.atomic
def remind_voters(*, budget_id: int, now: datetime) -> int:
    """A day before the end, whoever has not voted is reminded once; how many were."""
    budget = budget_for_change(budget_id)
    if budget.state != BudgetState.VOTING or budget.reminded_at is not None:
        return 0
    turn = begin_locked(budget, BudgetVerb.VOTE, Act.by_clock(now))
    budget.reminded_at = now
    closes = budget.closes_at.isoformat() if budget.closes_at else ""
    turn.tell("budget.closing", silent_voters(budget).values_list("person_id", flat=True), closes=closes)
    complete(turn)
    return len(turn.messages)
