"""定预算: a sum for wishes, announced to whoever lives there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.decisions.actions.budgeting import Turn, begin, complete, end_duties, entrust
from shangyi.decisions.events import (
    BudgetAnnounced,
    BudgetChanged,
    BudgetExtended,
    BudgetPlanned,
    BudgetWithdrawn,
)
from shangyi.decisions.models import Budget, BudgetVoter, BudgetWish
from shangyi.decisions.queries.rosters import residents_below
from shangyi.decisions.rules.budget import Rule
from shangyi.decisions.rules.budget_life import BudgetState, BudgetVerb, Who, check_dates, check_extension
from shangyi.decisions.rules.thresholds import refuse_all
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place
from shangyi.undertakings.rules import Task, Verb

CHECK_WITHIN = timedelta(days=7)
"""Every wish is checked within a week of the last moment for wishes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much for whom, until when wishes are taken, and by which rule it is counted."""

    title: str
    place: Place
    sum_fen: int
    wishes_until: datetime
    background: str = ""
    source: str = ""
    rule: Rule = Rule.EQUAL_SHARES
    who: Who = Who.RESIDENTS


def check_plan(plan: Plan, now: datetime) -> None:
    """Everything that is wrong with a plan, said at once. Refused: budget.title-needed, budget.sum-not-whole,
    budget.dates-wrong.
    """
    problems = [] if plan.title.strip() else [Refused("budget.title-needed")]
    if plan.sum_fen <= 0:
        problems.append(Refused("budget.sum-not-whole", value=plan.sum_fen))
    try:
        check_dates(now, plan.wishes_until)
    except Refused as refused:
        problems.append(refused)
    refuse_all(problems)


@transaction.atomic
def plan_budget(*, plan: Plan, actor: Actor, now: datetime) -> Budget:
    """A draft that nobody but the desk sees yet. Refused: rights.missing, and as `check_plan`."""
    check_plan(plan, now)
    grant = require(actor, "budget.plan", plan.place.path or "")
    budget = Budget(
        planned_by=Person.objects.get(pk=actor.person_id or 0),
        planned_capacity=Capacity.objects.filter(pk=grant.capacity_id or 0).first(),
        made_at=now,
    )
    put_plan(budget, plan)
    budget.save(force_insert=True)
    append(
        BudgetPlanned(sum_fen=budget.sum_fen, rule=budget.rule, who=budget.who, title=budget.title),
        subject=budget.subject,
        place_code=budget.place.code,
        act=Act.by(actor, grant, now),
    )
    return budget


def put_plan(budget: Budget, plan: Plan) -> None:
    """Fill the columns of a draft."""
    budget.title = plan.title.strip()[:120]
    budget.background, budget.source = plan.background.strip(), plan.source.strip()[:120]
    budget.place, budget.place_path = plan.place, plan.place.path or ""
    budget.sum_fen, budget.rule, budget.who = plan.sum_fen, plan.rule, plan.who
    budget.wishes_until = plan.wishes_until


@transaction.atomic
def edit_budget(*, budget_id: int, plan: Plan, actor: Actor, now: datetime) -> Budget:
    """Change a draft; once announced, sum and rule are locked. Refused: as `begin` and `check_plan`."""
    check_plan(plan, now)
    turn = begin(budget_id, BudgetVerb.EDIT, actor, now)
    require(actor, "budget.plan", plan.place.path or "")
    put_plan(turn.budget, plan)
    turn.record(BudgetChanged(sum_fen=turn.budget.sum_fen, rule=turn.budget.rule, title=turn.budget.title))
    return complete(turn)


@transaction.atomic
def announce_budget(*, budget_id: int, actor: Actor, now: datetime) -> Budget:
    """Ask for wishes: whoever lives there is told, and every wish will be checked by a day.

    Refused: as `begin`; budget.dates-wrong.
    """
    turn = begin(budget_id, BudgetVerb.ANNOUNCE, actor, now)
    budget = turn.budget
    check_dates(now, budget.wishes_until)
    budget.announced_at = now
    until = budget.wishes_until.isoformat()
    turn.record(BudgetAnnounced(sum_fen=budget.sum_fen, wishes_until=until))
    _entrust_checking(turn)
    turn.tell("budget.announced", _neighbours(budget, now), until=until)
    return complete(turn)


@transaction.atomic
def extend_budget(*, budget_id: int, until: datetime, reason: str, actor: Actor, now: datetime) -> Budget:
    """Take wishes, or votes, for longer: said before it is over, with the reason; the first end stays on record.

    Refused: as `begin` and `check_extension`.
    """
    turn = begin(budget_id, BudgetVerb.EXTEND, actor, now, reason=reason)
    budget, words = turn.budget, reason.strip()[:300]
    is_voting = budget.state == BudgetState.VOTING
    before = (budget.closes_at if is_voting else None) or budget.wishes_until
    check_extension(now, before, until)
    budget.extended_reason = words
    if is_voting:
        budget.first_closes_at = budget.first_closes_at or before
        budget.closes_at, budget.reminded_at = until, None
        told = concerned(turn)
    else:
        budget.first_wishes_until = budget.first_wishes_until or before
        budget.wishes_until = until
        told = concerned(turn) | _neighbours(budget, now)
        end_duties(turn, Verb.WITHDRAW, words, Task.REPLY)
        _entrust_checking(turn)
    turn.record(
        BudgetExtended(
            what="votes" if is_voting else "wishes",
            before=before.isoformat(),
            until=until.isoformat(),
            reason=words,
        )
    )
    turn.tell("budget.extended", told, until=until.isoformat(), reason=words)
    return complete(turn)


def _entrust_checking(turn: Turn) -> None:
    """Every wish is checked by a named person within a week of the last moment for wishes."""
    what = _("Check every wish: %(title)s") % {"title": turn.budget.title}
    entrust(turn, Task.REPLY, what, turn.budget.wishes_until + CHECK_WITHIN)


def _neighbours(budget: Budget, now: datetime) -> set[int | None]:
    return {person.pk for person in residents_below(budget.place_path, timezone.localdate(now))}


@transaction.atomic
def withdraw_budget(*, budget_id: int, reason: str, actor: Actor, now: datetime) -> Budget:
    """Take the whole back before it is published; whoever wished or has a vote is told why. Refused: as `begin`."""
    turn = begin(budget_id, BudgetVerb.WITHDRAW, actor, now, reason=reason)
    budget = turn.budget
    was_told = budget.state != BudgetState.DRAFT
    budget.ended_reason = reason.strip()[:300]
    turn.record(BudgetWithdrawn(reason=budget.ended_reason))
    end_duties(turn, Verb.WITHDRAW, budget.ended_reason, Task.REPLY, Task.PUBLISH)
    if was_told:
        turn.tell("budget.withdrawn", concerned(turn), reason=budget.ended_reason)
    return complete(turn)


def concerned(turn: Turn) -> set[int | None]:
    """Whoever proposed something, or has a vote."""
    found: set[int | None] = set(
        BudgetWish.objects.filter(budget=turn.budget).values_list("proposed_by_id", flat=True)
    )
    found.update(BudgetVoter.objects.filter(budget=turn.budget).values_list("person_id", flat=True))
    return found
