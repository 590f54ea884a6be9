"""Budgets lived by the real actions: 农场小区 has twenty thousand yuan for what its residents wish for.

小马 plans and checks; 王阿姨 wishes on her phone; twelve neighbours live in the stairwell and tick by their codes.
Seven of them tick the dear slide and the lamps, five the bench and the ramp: by most ticks the seven take all, by
equal shares both are served.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from shangyi.decisions.actions.budget_counting import publish_budget
from shangyi.decisions.actions.budget_planning import Plan, announce_budget, plan_budget
from shangyi.decisions.actions.budget_voting import open_budget, vote_by_code
from shangyi.decisions.actions.by_clock import move_budgets_by_clock
from shangyi.decisions.actions.wishing import NewWish, admit_wish, propose_wish, record_wish
from shangyi.decisions.models import Budget, BudgetVoter, BudgetWish
from shangyi.people.models import Person
from shangyi.people.queries import NOBODY
from tests.people_and_places import Town, acting, person

PLANNED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday, nine in the morning by the region's clock."""

DAY = timedelta(days=1)
SUM = 2_000_000
WISHES_UNTIL = PLANNED + 7 * DAY
OPENS, CLOSES = PLANNED + 8 * DAY, PLANNED + 15 * DAY
DONE_BY = date(2026, 6, 30)
WISHES = {"儿童滑梯": 1_200_000, "楼道声控灯": 700_000, "树下长椅": 400_000, "无障碍坡道": 500_000}
MANY, FEW = ("儿童滑梯", "楼道声控灯"), ("树下长椅", "无障碍坡道")


@dataclass
class Pot:
    """One budget and the people around it; every verb is done by whoever may, at the moment given."""

    town: Town
    budget: Budget

    @property
    def pk(self) -> int:
        return self.budget.pk

    def by(self, who: Person | None = None, at: datetime = PLANNED) -> dict[str, Any]:
        return {"budget_id": self.pk, "actor": acting(who or self.town.ma, at.date()), "now": at}

    def fresh(self) -> Budget:
        self.budget = Budget.objects.get(pk=self.pk)
        return self.budget

    def wish(self, title: str) -> BudgetWish:
        return BudgetWish.objects.get(budget=self.pk, title=title)

    def key(self, title: str) -> str:
        return self.wish(title).key

    def announced(self) -> Pot:
        announce_budget(**self.by())
        return self

    def wished(self) -> Pot:
        """王阿姨 proposes the bench on her phone, the others are said at the counter; each is checked."""
        for title, cost in WISHES.items():
            if title == "树下长椅":
                propose_wish(wish=NewWish(title=title), **self.by(self.town.wang, PLANNED + DAY))
            else:
                record_wish(wish=NewWish(title=title, proposer="邻居"), **self.by(at=PLANNED + DAY))
            admit_wish(wish_id=self.wish(title).pk, cost_fen=cost, **self.by(at=PLANNED + 2 * DAY))
        return self

    def opened(self) -> Pot:
        open_budget(closes_at=CLOSES, randbelow=Random(4).randrange, **self.by(at=OPENS))
        return self

    def code(self, name: str) -> str:
        return BudgetVoter.objects.get(budget=self.pk, name=name).code

    def ticks(self, name: str, *titles: str, at: datetime | None = None) -> None:
        """By link and code, as a neighbour without an account would."""
        chosen = [self.key(title) for title in titles]
        vote_by_code(code=self.code(name), ticked=chosen, actor=NOBODY, now=at or OPENS + timedelta(hours=1))

    def voted(self) -> Pot:
        for number in range(1, 13):
            self.ticks(f"邻居{number}", *(MANY if number <= 7 else FEW))
        return self

    def counted(self) -> Pot:
        move_budgets_by_clock(now=CLOSES)
        self.fresh()
        return self

    def published(self) -> Pot:
        publish_budget(done_by=DONE_BY, **self.by(at=CLOSES + DAY))
        self.fresh()
        return self


def planned(town: Town, **more: Any) -> Pot:
    """A draft; twelve neighbours live in the stairwell beside 王阿姨."""
    for number in range(1, 13):
        if not Person.objects.filter(name=f"邻居{number}").exists():
            person(f"邻居{number}", f"1380000{number:04}", town.stairwell)
    asked: dict[str, Any] = {
        "title": "2026年微改造心愿",
        "place": town.compound,
        "sum_fen": SUM,
        "wishes_until": WISHES_UNTIL,
        "source": "为民服务资金",
    }
    row = plan_budget(plan=Plan(**{**asked, **more}), actor=acting(town.ma), now=PLANNED)
    return Pot(town, row)


def running(town: Town, **more: Any) -> Pot:
    """Announced, wished for, checked and open."""
    return planned(town, **more).announced().wished().opened()
