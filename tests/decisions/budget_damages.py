"""Budgets that hold, lived by the actions, and one way to break each of their invariants by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.decisions.pots import planned, running
from tests.forums.damages import damage


def _overspent(world: Any) -> None:
    pot = running(world.town).voted().counted().published()
    damage("UPDATE decisions_budget SET sum_fen = 1 WHERE id = %s", pot.pk)


def _blank(world: Any) -> None:
    planned(world.town).announced().wished()
    damage("UPDATE decisions_budgetwish SET state = 'turned-down', reason = ' ' WHERE number = 1")


def _nobody_publishes(world: Any) -> None:
    pot = running(world.town).voted().counted()
    damage(
        "UPDATE undertakings_undertaking SET state = 'withdrawn', ended_at = opened_at WHERE matter = %s",
        pot.budget.subject,
    )


def _nobody_does_it(world: Any) -> None:
    running(world.town).voted().counted().published()
    damage("UPDATE decisions_budgetwish SET undertaking_id = NULL")


def _other_votes(world: Any) -> None:
    running(world.town).voted().counted().published()
    damage("UPDATE decisions_budgetvote SET points = %s", '{"1": 1}')


BUDGET_DAMAGES: dict[str, Callable[[Any], None]] = {
    "budget.sum": _overspent,
    "budget.wish": _blank,
    "budget.to-publish": _nobody_publishes,
    "budget.winner": _nobody_does_it,
    "budget.recount": _other_votes,
}
