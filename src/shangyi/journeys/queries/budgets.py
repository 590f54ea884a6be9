"""What must hold of budgets: never more than the sum, no wish left blank, and results that the votes give again."""

from __future__ import annotations

from shangyi.decisions.models import Budget
from shangyi.decisions.queries.budgets import case_of, counted
from shangyi.decisions.rules.budget_life import HAS_RESULT
from shangyi.decisions.rules.budget_words import digest_of
from shangyi.journeys.rules.invariants import Held, Invariant
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact

SHOWN = 5
MOST = 200
"""So many results are counted again in one night, the newest first; `whole` counts all."""

BUDGETS = (
    Invariant(
        number=10,
        code="budget.sum",
        told="what won never costs more than the sum, and won in one that was counted",
        of="decisions_budget",
        sql="""SELECT b.id FROM decisions_budget b
               JOIN decisions_budgetwish w ON w.budget_id = b.id AND w.is_won
               GROUP BY b.id, b.sum_fen, b.state
               HAVING SUM(w.cost_fen) > b.sum_fen OR b.state NOT IN ('counted', 'published', 'withdrawn')""",
    ),
    Invariant(
        number=6,
        code="budget.wish",
        told="every wish was checked before voting began, and none is turned down without a reason",
        of="decisions_budgetwish",
        sql="""SELECT w.id FROM decisions_budgetwish w JOIN decisions_budget b ON b.id = w.budget_id
               WHERE (w.state = 'proposed' AND b.state IN ('voting', 'closed', 'counted', 'published'))
                  OR (w.state = 'turned-down' AND TRIM(w.reason) = '')""",
    ),
    Invariant(
        number=4,
        code="budget.to-publish",
        told="every budget whose voting is over has somebody who must publish it by a day",
        of="decisions_budget",
        sql="""SELECT b.id FROM decisions_budget b WHERE b.state IN ('closed', 'counted') AND NOT EXISTS (
                   SELECT 1 FROM undertakings_undertaking u
                   WHERE u.matter = 'budget:' || b.id AND u.task = 'publish' AND u.state = 'open')""",
    ),
    Invariant(
        number=5,
        code="budget.winner",
        told="everything that won in a published budget is somebody's to do",
        of="decisions_budgetwish",
        sql="""SELECT w.id FROM decisions_budgetwish w JOIN decisions_budget b ON b.id = w.budget_id
               WHERE w.is_won AND b.state = 'published' AND w.undertaking_id IS NULL""",
    ),
)

RECOUNT_BUDGETS = Invariant(
    number=10,
    code="budget.recount",
    told="every result of a budget is what its votes give, what the page shows and what the record says",
    of="decisions_budget",
)


def budgets_recounted(*, whole: bool = False) -> Held:
    """Count every budget again from its votes, and compare it with what is shown and what was recorded."""
    rows = Budget.objects.filter(state__in=HAS_RESULT).order_by("-id")
    budgets = list(rows if whole else rows[:MOST])
    recorded = _recorded([row.subject for row in budgets])
    wrong = sorted(row.pk for row in budgets if not _is_same(row, recorded.get(row.subject, "")))
    return Held(RECOUNT_BUDGETS, len(budgets), len(wrong), tuple(wrong[:SHOWN]))


def _recorded(subjects: list[str]) -> dict[str, str]:
    """The digest of both workings that the record holds, for each budget."""
    facts = Fact.objects.filter(kind="budget.counted", subject__in=subjects).order_by("id")
    return {fact.subject: str(fact.public.get("digest", "")) for fact in facts}


def _is_same(row: Budget, recorded: str) -> bool:
    try:
        again = counted(case_of(row))
    except Refused:
        return False
    won = set(row.wishes.filter(is_won=True).values_list("key", flat=True))
    shown = won == set(row.result[row.rule]["winners"])
    return shown and digest_of(row.result) == digest_of(again) == recorded
