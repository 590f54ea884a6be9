"""Money for wishes in the demo: twelve wishes voted on, counted by both rules, published; and a sum still open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shangyi.decisions.actions.budget_counting import publish_budget
from shangyi.decisions.actions.budget_planning import Plan, announce_budget, plan_budget
from shangyi.decisions.actions.budget_voting import open_budget, record_vote, vote_by_code, vote_signed_in
from shangyi.decisions.actions.by_clock import move_budgets_by_clock
from shangyi.decisions.actions.wishing import (
    NewWish,
    admit_wish,
    propose_wish,
    record_wish,
    turn_wish_down,
)
from shangyi.decisions.models import Budget, BudgetVoter, BudgetWish
from shangyi.decisions.rules.budget_life import WishState
from shangyi.entry.demo.texts import read_wishes
from shangyi.people.queries import NOBODY
from shangyi.undertakings.actions import finish_undertaking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shangyi.entry.demo.days import Story
    from shangyi.entry.demo.world import World

DAY = timedelta(days=1)
WHERE, CHIEF, CLERK, RESIDENT = "nongchang-1", "冯晓荷", "马晓燕", "沈桂兰"
VOTES = 160
AT_THE_COUNTER = 9
"""Every ninth says at the counter what they tick."""

DONE = "六把带靠背的长椅"


def wishes(world: World, now: datetime) -> Iterator[Story]:
    """A sum that was voted on a month ago, and one for which wishes are taken now."""
    told = read_wishes()
    yield _voted(world, told["voted"], now)
    yield _collecting(world, told["open"], now)


def _by(world: World, row: Budget, who: str, at: datetime) -> dict[str, Any]:
    return {"budget_id": row.pk, "actor": world.acting(world.people[who], at), "now": at}


def _announced(world: World, told: dict[str, Any], at: datetime, until: datetime) -> Budget:
    plan = Plan(
        title=told["title"],
        place=world.places[WHERE],
        sum_fen=told["sum"] * 100,
        wishes_until=until,
        background=told["background"],
        source=told["source"],
    )
    row = plan_budget(plan=plan, actor=world.acting(world.people[CHIEF], at), now=at)
    announce_budget(**_by(world, row, CHIEF, at))
    return row


def _wished(world: World, row: Budget, given: list[dict[str, Any]], began: datetime) -> Story:
    """Whoever is named proposes on the phone; the others say theirs at the counter."""
    for number, each in enumerate(given):
        at = yield world.clock(began + (number + 1) // 2 * DAY, ("19:50", "08:40")[number % 2])
        wish = NewWish(title=each["title"], why=each["why"], proposer=world.neighbours[number].name)
        if each["by"]:
            propose_wish(wish=wish, **_by(world, row, each["by"], at))
        else:
            record_wish(wish=wish, **_by(world, row, CLERK, at))


def _voted(world: World, told: dict[str, Any], now: datetime) -> Story:
    at = yield world.clock(now - 46 * DAY, "10:00")
    row = _announced(world, told, at, world.clock(now - 36 * DAY, "18:00"))
    yield from _wished(world, row, [*told["wish"], *told["turned_down"]], at)
    at = yield world.clock(now - 34 * DAY, "15:00")
    _checked(world, told, row, at)
    at = yield world.clock(now - 30 * DAY, "09:00")
    closes = world.clock(now - 16 * DAY, "18:00")
    open_budget(closes_at=closes, randbelow=world.rng.randrange, **_by(world, row, CHIEF, at))
    yield from _ticked(world, told, row, at, closes)
    at = yield closes
    move_budgets_by_clock(now=at)
    at = yield world.clock(now - 15 * DAY, "10:30")
    done_by = (world.calendar.local(now) + 45 * DAY).date()
    publish_budget(done_by=done_by, **_by(world, row, CHIEF, at))
    at = yield world.clock(now - 4 * DAY, "16:00")
    _one_is_done(world, row, at)


def _checked(world: World, told: dict[str, Any], row: Budget, at: datetime) -> None:
    """Each wish gets its cost, or the reason why it is not put."""
    costs = {each["title"]: each["cost"] for each in told["wish"]}
    reasons = {each["title"]: each["reason"] for each in told["turned_down"]}
    by = _by(world, row, CHIEF, at)
    for wish in BudgetWish.objects.filter(budget=row).order_by("number"):
        if wish.title in costs:
            admit_wish(wish_id=wish.pk, cost_fen=costs[wish.title] * 100, **by)
        else:
            turn_wish_down(wish_id=wish.pk, reason=reasons[wish.title], **by)


def _ticked(world: World, told: dict[str, Any], row: Budget, opened: datetime, closes: datetime) -> Story:
    """Neighbours tick what their kind likes, some of it not, and now and then something else."""
    given = {each["title"]: each for each in told["wish"]}
    put = BudgetWish.objects.filter(budget=row, state=WishState.ADMITTED).values_list("key", "title")
    wished = {key: given[title] for key, title in put}
    voters = list(BudgetVoter.objects.filter(budget=row, person__in=world.neighbours).order_by("pk"))
    minds = world.rng.choices(list(told["share"]), list(told["share"].values()), k=VOTES)
    step = (closes - opened) / (VOTES + 2)
    for n, (voter, mind) in enumerate(zip(world.rng.sample(voters, VOTES), minds, strict=True)):
        at = yield opened + (n + 1) * step
        ticked = _ticks(world, wished, mind)
        if n % AT_THE_COUNTER:
            vote_by_code(code=voter.code, ticked=ticked, actor=NOBODY, now=at)
        else:
            record_vote(voter_key=voter.key, ticked=ticked, **_by(world, row, CLERK, at))
    at = yield opened + (VOTES + 1) * step
    mine = [key for key, each in wished.items() if each["camp"] == "old"]
    key = f"person:{world.people[RESIDENT].pk}"
    vote_signed_in(voter_key=key, ticked=mine, **_by(world, row, RESIDENT, at))


def _ticks(world: World, wished: dict[str, dict[str, Any]], mind: str) -> list[str]:
    ticked = [
        key
        for key, each in wished.items()
        if world.rng.random() < (each.get("love", 0.86) if each["camp"] == mind else 0.07)
    ]
    return ticked or [next(key for key, each in wished.items() if each["camp"] == mind)]


def _one_is_done(world: World, row: Budget, at: datetime) -> None:
    """The benches stand already; the rest is under way."""
    wish = BudgetWish.objects.filter(budget=row, title=DONE, undertaking__isnull=False).first()
    if wish is not None and wish.undertaking_id is not None:
        finish_undertaking(
            undertaking_id=wish.undertaking_id,
            outcome="六把长椅都装好了，三号楼前两把，去菜店的路上四把。",
            actor=world.acting(world.people[CHIEF], at),
            now=at,
        )


def _collecting(world: World, told: dict[str, Any], now: datetime) -> Story:
    at = yield world.clock(now - 3 * DAY, "10:00")
    row = _announced(world, told, at, world.clock(now + 9 * DAY, "18:00"))
    yield from _wished(world, row, told["wish"], at)
