"""计票、公布: both workings are kept, the rule that was announced decides, and every winner is somebody's to do."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from shangyi.decisions.actions.budget_planning import Plan, concerned, put_plan
from shangyi.decisions.actions.budgeting import Turn, begin, begin_locked, complete, end_duties, entrust
from shangyi.decisions.events import BudgetClosed, BudgetCounted, BudgetPlanned, BudgetPublished
from shangyi.decisions.models import Budget, BudgetVote, BudgetVoter, BudgetWish
from shangyi.decisions.queries.budgets import budget_for_change, case_of, counted, n_voted
from shangyi.decisions.rules.budget import BudgetCase
from shangyi.decisions.rules.budget_life import BudgetState, BudgetVerb, WishState
from shangyi.decisions.rules.budget_words import digest_of
from shangyi.decisions.rules.pabulib import PabulibFile
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.people.models import Capacity, Person
from shangyi.undertakings.rules import Task, Verb

PUBLISH_WITHIN = timedelta(days=3)
MOST_READ = 20_000
"""So many votes and wishes are read from a file; larger ones are counted on the command line."""

LONGEST_KEY = 40


@transaction.atomic
def close_budget(*, budget_id: int, actor: Actor, now: datetime) -> Budget:
    """Take no more votes before the announced end, when everybody has voted. Refused: as `begin`;
    budget.closes-later.
    """
    turn = begin(budget_id, BudgetVerb.CLOSE, actor, now)
    voted, whole = n_voted(turn.budget)
    if turn.budget.closes_at is not None and now < turn.budget.closes_at and voted < whole:
        raise Refused("budget.closes-later", closes_at=turn.budget.closes_at)
    return _close(turn)


@transaction.atomic
def close_by_clock(*, budget_id: int, now: datetime) -> int:
    """Voting ends at its time and is counted at once, where anybody voted; how many budgets moved."""
    budget = budget_for_change(budget_id)
    if budget.state != BudgetState.VOTING or budget.closes_at is None or budget.closes_at > now:
        return 0
    _close(begin_locked(budget, BudgetVerb.CLOSE, Act.by_clock(now)))
    if n_voted(budget)[0]:
        _count(begin_locked(budget, BudgetVerb.COUNT, Act.by_clock(now)))
    return 1


def _close(turn: Turn) -> Budget:
    budget, now = turn.budget, turn.act.at
    last = timezone.localdate(now + PUBLISH_WITHIN)
    budget.closed_at = now
    budget.publish_by = datetime.combine(last, time.max, timezone.get_current_timezone())
    voted, whole = n_voted(budget)
    turn.record(BudgetClosed(n_votes=voted, n_voters=whole, publish_by=budget.publish_by.isoformat()))
    entrust(turn, Task.PUBLISH, budget.title, budget.publish_by)
    return complete(turn)


@transaction.atomic
def count_votes(*, budget_id: int, actor: Actor, now: datetime) -> Budget:
    """Count by both rules; the one that was announced decides. Refused: as `begin`; budget.no-ballots."""
    return _count(begin(budget_id, BudgetVerb.COUNT, actor, now))


def _count(turn: Turn) -> Budget:
    budget = turn.budget
    case = case_of(budget)
    if not case.ballots:
        raise Refused("budget.no-ballots")
    budget.result, budget.counted_at = counted(case), turn.act.at
    working = budget.result[budget.rule]
    BudgetWish.objects.filter(budget=budget, key__in=working["winners"]).update(is_won=True)
    turn.record(
        BudgetCounted(
            rule=budget.rule,
            n_votes=working["n_ballots"],
            spent_fen=working["spent"],
            winners=tuple(working["winners"]),
            digest=digest_of(budget.result),
        )
    )
    return complete(turn)


@transaction.atomic
def publish_budget(*, budget_id: int, done_by: date, actor: Actor, now: datetime) -> Budget:
    """Publish both workings; every winner becomes an undertaking until a day. Refused: as `begin`;
    budget.done-by-wrong.
    """
    turn = begin(budget_id, BudgetVerb.PUBLISH, actor, now)
    budget = turn.budget
    due_at = datetime.combine(done_by, time.max, timezone.get_current_timezone())
    if due_at <= now:
        raise Refused("budget.done-by-wrong")
    winners = list(budget.wishes.filter(is_won=True))
    for wish in winners:
        wish.undertaking = entrust(turn, Task.WORKS, wish.title, due_at)
        wish.save(update_fields=["undertaking"])
    budget.published_at = now
    in_time = budget.publish_by is None or now <= budget.publish_by
    turn.record(BudgetPublished(n_winners=len(winners), in_time=in_time))
    end_duties(turn, Verb.FINISH, budget.title, Task.PUBLISH)
    turn.tell("budget.published", concerned(turn))
    return complete(turn)


@transaction.atomic
def import_budget(*, file: PabulibFile, plan: Plan, file_name: str, actor: Actor, now: datetime) -> Budget:
    """A vote that was held elsewhere, read from a .pb file: its wishes and votes, ready to be counted here.

    Refused: rights.missing, budget.title-needed, budget.file-too-large, budget.key-too-long, budget.not-in-fen.
    """
    case = _in_fen(file)
    if not plan.title.strip():
        raise Refused("budget.title-needed")
    grant = require(actor, "budget.plan", plan.place.path or "")
    budget = Budget(
        planned_by=Person.objects.get(pk=actor.person_id or 0),
        planned_capacity=Capacity.objects.filter(pk=grant.capacity_id or 0).first(),
        made_at=now,
        imported_from=file_name[:120],
    )
    put_plan(budget, plan)
    budget.sum_fen, budget.state = case.budget, BudgetState.VOTING
    budget.opened_at = budget.closes_at = now
    budget.save(force_insert=True)
    act = Act.by(actor, grant, now)
    append(
        BudgetPlanned(
            sum_fen=budget.sum_fen, rule=budget.rule, who=budget.who, imported=True, title=budget.title
        ),
        subject=budget.subject,
        place_code=budget.place.code,
        act=act,
    )
    _put_case(budget, case, now)
    return _close(begin_locked(budget, BudgetVerb.CLOSE, act))


def _in_fen(file: PabulibFile) -> BudgetCase:
    """The case with money in fen, however the file writes it."""
    case, unit = file.case, file.unit
    if len(case.ballots) + len(case.wishes) > MOST_READ:
        raise Refused("budget.file-too-large", most=MOST_READ)
    if any(len(wish.key) > LONGEST_KEY for wish in case.wishes):
        raise Refused("budget.key-too-long", most=LONGEST_KEY)
    amounts = [case.budget, *(wish.cost for wish in case.wishes)]
    if any(amount * 100 % unit for amount in amounts):
        raise Refused("budget.not-in-fen")
    wishes = tuple(type(wish)(wish.key, wish.cost * 100 // unit, wish.name) for wish in case.wishes)
    return BudgetCase(case.budget * 100 // unit, wishes, case.ballots)


def _put_case(budget: Budget, case: BudgetCase, now: datetime) -> None:
    BudgetWish.objects.bulk_create(
        BudgetWish(
            budget=budget,
            number=number,
            key=wish.key,
            title=(wish.name or wish.key)[:120],
            cost_fen=wish.cost,
            proposed_at=now,
            state=WishState.ADMITTED,
            checked_at=now,
        )
        for number, wish in enumerate(case.wishes, start=1)
    )
    voters = BudgetVoter.objects.bulk_create(
        BudgetVoter(budget=budget, key=f"file:{number}", name=f"{number}", code="")
        for number in range(1, len(case.ballots) + 1)
    )
    BudgetVote.objects.bulk_create(
        BudgetVote(
            voter=voter, points=dict(ballot.points), how=BudgetVote.How.FILE, cast_at=now, changed_at=now
        )
        for voter, ballot in zip(voters, case.ballots, strict=True)
    )
