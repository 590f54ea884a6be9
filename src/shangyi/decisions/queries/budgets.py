"""Budgets as people see them: those of a place, mine to wish for or vote in, one with its wishes and its count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from shangyi.decisions.models import Budget, BudgetVote, BudgetVoter, BudgetWish
from shangyi.decisions.queries.ballots import LARGEST_ID
from shangyi.decisions.rules.budget import BudgetCase, BudgetTally, Rule, Wish, WishBallot, count_greedy
from shangyi.decisions.rules.budget_life import SEEN_BY_RESIDENTS, BudgetState, WishState, step_for
from shangyi.decisions.rules.budget_words import as_data
from shangyi.decisions.rules.detector import Finding, needs_deciding_by
from shangyi.decisions.rules.equal_shares import count_equal_shares
from shangyi.kernel.actor import Actor, may
from shangyi.kernel.ids import read_code
from shangyi.kernel.refused import Refused
from shangyi.people.models import Person
from shangyi.people.queries import belongs_below, same_person_ids
from shangyi.places.rules import ancestor_paths


def budgets_below(actor: Actor) -> QuerySet[Budget]:
    """The budgets whose desk page the actor may open."""
    reach = Q(pk__in=[])
    for path in actor.paths_for("budget.view"):
        reach |= Q(place_path__startswith=path)
    return Budget.objects.filter(reach).select_related("place", "planned_by")


def budget_seen_by(actor: Actor, budget_id: int) -> Budget:
    """One budget for its desk page. Refused: budget.not-found, also when it is none of theirs."""
    row = budgets_below(actor).filter(pk=min(budget_id, LARGEST_ID)).first()
    if row is None:
        raise Refused("budget.not-found")
    return row


def budget_for_change(budget_id: int) -> Budget:
    """The budget, locked. Refused: budget.not-found."""
    rows = Budget.objects.select_for_update(of=("self",)).select_related(
        "place", "planned_by", "planned_capacity"
    )
    row = rows.filter(pk=min(budget_id, LARGEST_ID)).first()
    if row is None:
        raise Refused("budget.not-found")
    return row


def public_budget(budget_id: int, actor: Actor) -> Budget:
    """A budget as residents of its place see it, once it was announced. Refused: budget.not-found."""
    row = (
        Budget.objects.select_related("place", "planned_by")
        .filter(pk=min(budget_id, LARGEST_ID), state__in=SEEN_BY_RESIDENTS)
        .first()
    )
    if row is None:
        raise Refused("budget.not-found")
    check_seen(row, actor)
    return row


def check_seen(row: Budget, actor: Actor) -> None:
    """Whether the actor lives there, has a vote in it, or may see it at the desk. Refused: budget.not-found."""
    if may(actor, "budget.view", row.place_path) is not None:
        return
    if not belongs_below(actor, row.place_path) and not voters_of(row, actor):
        raise Refused("budget.not-found")


def voters_of(budget: Budget, actor: Actor) -> list[BudgetVoter]:
    """The rows of the list of voters that are the signed-in person's."""
    if actor.person_id is None:
        return []
    rows = BudgetVoter.objects.filter(budget=budget, person__in=same_person_ids(actor.person_id))
    return list(rows.select_related("vote", "place").order_by("key"))


def voter_by_code(code: str) -> tuple[Budget, BudgetVoter]:
    """Whose paper this code opens, typed however. Refused: budget.code.not-found."""
    known = read_code(code)
    row = (
        BudgetVoter.objects.select_related("budget__place", "budget__planned_by", "vote", "place")
        .filter(code=known)
        .first()
        if known
        else None
    )
    if row is None or row.budget.state not in SEEN_BY_RESIDENTS:
        raise Refused("budget.code.not-found")
    return row.budget, row


def voter_by_key(budget: Budget, key: str) -> BudgetVoter:
    """A row of the list of voters. Refused: budget.voter-unknown."""
    row = BudgetVoter.objects.select_related("vote").filter(budget=budget, key=key[:60]).first()
    if row is None:
        raise Refused("budget.voter-unknown")
    return row


def wish_for_change(budget: Budget, wish_id: int) -> BudgetWish:
    """A wish for this budget. Refused: budget.wish-not-found."""
    row = BudgetWish.objects.filter(budget=budget, pk=min(wish_id, LARGEST_ID)).first()
    if row is None:
        raise Refused("budget.wish-not-found")
    return row


def admitted(budget: Budget) -> QuerySet[BudgetWish]:
    """The wishes that are put to the vote, in their order."""
    return BudgetWish.objects.filter(budget=budget, state=WishState.ADMITTED).order_by("number")


def finding_of_wish(wish: BudgetWish, merged: Iterable[BudgetWish] = ()) -> Finding:
    """What the detector sees in a wish and in those that go with it: whether the owners would have to decide first."""
    return needs_deciding_by("\n".join(f"{each.title}\n{each.why}" for each in (wish, *merged)))


def case_of(budget: Budget) -> BudgetCase:
    """The sum, the wishes that were put, and the votes that were cast. Refused: as `BudgetCase`."""
    wishes = tuple(Wish(row.key, row.cost_fen or 0, row.title) for row in admitted(budget))
    votes = BudgetVote.objects.filter(voter__budget=budget).order_by("voter__key")
    ballots = tuple(WishBallot(key, points) for key, points in votes.values_list("voter__key", "points"))
    return BudgetCase(budget.sum_fen, wishes, ballots)


def tallies(case: BudgetCase) -> dict[str, BudgetTally]:
    """The count by equal shares, and by most ticks beside it. Refused: as the counts."""
    return {
        Rule.EQUAL_SHARES.value: count_equal_shares(case, step=step_for(case)),
        Rule.GREEDY.value: count_greedy(case),
    }


def counted(case: BudgetCase) -> dict[str, Any]:
    """Both workings as they are kept, and how many ticked each wish. Refused: as the counts."""
    workings = {name: as_data(tally, step=step_for(case)) for name, tally in tallies(case).items()}
    return {**workings, "votes": dict(case.votes)}


def n_voted(budget: Budget) -> tuple[int, int]:
    """How many have voted, of how many; in one statement."""
    found = BudgetVoter.objects.filter(budget=budget).aggregate(n=Count("pk"), voted=Count("vote"))
    return found["voted"], found["n"]


def budgets_to_vote(person_ids: list[int]) -> QuerySet[Budget]:
    """Budgets that still wait for the person's ticks."""
    silent = BudgetVoter.objects.filter(budget=OuterRef("pk"), person__in=person_ids, vote__isnull=True)
    return Budget.objects.filter(Exists(silent), state=BudgetState.VOTING)


def budgets_near(person_ids: list[int]) -> QuerySet[Budget]:
    """Budgets of the places in which the person lives, and those with a vote of theirs; the newest first."""
    homes = Person.objects.filter(pk__in=person_ids, home__isnull=False).values_list("home__path", flat=True)
    paths = {path for home in homes for path in ancestor_paths(home or "")}
    mine = BudgetVoter.objects.filter(budget=OuterRef("pk"), person__in=person_ids)
    rows = Budget.objects.filter(Q(place_path__in=paths) | Q(Exists(mine)), state__in=SEEN_BY_RESIDENTS)
    return rows.select_related("place").order_by("-id")


def due_to_close(now: datetime) -> QuerySet[Budget]:
    """Budgets whose voting is over by the clock."""
    return Budget.objects.filter(state=BudgetState.VOTING, closes_at__lte=now).order_by("id")


def silent_voters(budget: Budget) -> QuerySet[BudgetVoter]:
    """Whoever has not voted."""
    return BudgetVoter.objects.filter(budget=budget, vote__isnull=True)


def to_remind(now: datetime, before: timedelta) -> QuerySet[Budget]:
    """Budgets whose voting ends soon and whose silent voters were not reminded."""
    rows = Budget.objects.filter(state=BudgetState.VOTING, reminded_at=None, closes_at__gt=now)
    return rows.filter(closes_at__lte=now + before).exclude(opened_at__gt=now - before).order_by("id")
