"""What pages of budgets show: wishes, both workings line by line, and what one's own vote paid for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shangyi.decisions.models import Budget, BudgetVoter, BudgetWish
from shangyi.decisions.rules.budget import Rule
from shangyi.decisions.rules.budget_life import HAS_RESULT, BudgetState
from shangyi.decisions.rules.budget_words import fen_of, paid_by
from shangyi.decisions.wording.names import WHY_NOT_NAMES
from shangyi.kernel.refused import Refused
from shangyi.ui.templatetags.ui import fen
from shangyi.ui.wording import Said, say

TONES = {
    BudgetState.DRAFT: "plain",
    BudgetState.COLLECTING: "action",
    BudgetState.VOTING: "action",
    BudgetState.CLOSED: "soon",
    BudgetState.COUNTED: "soon",
    BudgetState.PUBLISHED: "done",
    BudgetState.WITHDRAWN: "plain",
}
LIFE = (
    BudgetState.DRAFT,
    BudgetState.COLLECTING,
    BudgetState.VOTING,
    BudgetState.CLOSED,
    BudgetState.COUNTED,
    BudgetState.PUBLISHED,
)


def tone_of(budget: Budget) -> str:
    return TONES[BudgetState(budget.state)]


def steps_of(budget: Budget) -> list[dict[str, Any]]:
    """The life of a budget as steps, with where it is; nothing where it was withdrawn."""
    if budget.state not in set(LIFE):
        return []
    here, last = LIFE.index(BudgetState(budget.state)), len(LIFE) - 1
    return [
        {
            "label": str(Budget.StateChoice(state).label),
            "done": number < here or here == last,
            "current": number == here,
        }
        for number, state in enumerate(LIFE)
    ]


def problems_of(refused: Refused | None, now: datetime) -> list[Said]:
    """Everything that a refusal says, in words."""
    return [say(each, now=now) for each in refused.problems or (refused,)] if refused else []


def result_of(budget: Budget, wishes: list[BudgetWish]) -> dict[str, Any] | None:
    """The working that decides, line by line, and the other one beside it; None before it is counted."""
    if budget.state not in HAS_RESULT or not budget.result:
        return None
    by_key = {wish.key: wish for wish in wishes}
    deciding = budget.result[budget.rule]
    other = Rule.GREEDY if budget.rule == Rule.EQUAL_SHARES else Rule.EQUAL_SHARES
    return {
        "deciding": _working(deciding, by_key),
        "other": _working(budget.result[other.value], by_key),
        "compared": _compared(budget, wishes),
    }


def _working(data: dict[str, Any], by_key: dict[str, BudgetWish]) -> dict[str, Any]:
    is_equal = data["rule"] == Rule.EQUAL_SHARES
    return {
        "name": str(Budget.RuleChoice(data["rule"]).label),
        "is_equal": is_equal,
        "n_ballots": data["n_ballots"],
        "spent": data["spent"],
        "left": data["budget"] - data["spent"],
        "plain_share": fen_of(f"{data['budget']}/{data['n_ballots']}") if data["n_ballots"] else 0,
        "share": fen_of(data["share"]),
        "increases": data["increases"],
        "step": data["step"],
        "rounds": [
            {**each, "wish": by_key[each["wish"]], "pays": fen_of(each["each_pays"])}
            for each in data["rounds"]
        ],
        "passed": [_passed(each, by_key) for each in data["passed_over"]],
    }


def _passed(each: dict[str, Any], by_key: dict[str, BudgetWish]) -> dict[str, Any]:
    facts = {"had": fen(fen_of(each["had"])), "missing": fen(fen_of(each["missing"]))}
    return {"wish": by_key[each["wish"]], "why": WHY_NOT_NAMES[each["because"]] % facts}


def _compared(budget: Budget, wishes: list[BudgetWish]) -> list[dict[str, Any]]:
    """Each wish with what the two counts say of it: those on which they differ first to be seen."""
    equal = set(budget.result[Rule.EQUAL_SHARES]["winners"])
    greedy = set(budget.result[Rule.GREEDY]["winners"])
    votes = _votes(budget)
    return [
        {
            "wish": wish,
            "votes": votes.get(wish.key, 0),
            "equal": wish.key in equal,
            "greedy": wish.key in greedy,
            "differs": (wish.key in equal) != (wish.key in greedy),
        }
        for wish in wishes
        if wish.state == "admitted"
    ]


def _votes(budget: Budget) -> dict[str, int]:
    """How many ticked each wish, as the kept workings say."""
    found: dict[str, int] = dict(budget.result.get("votes", {}))
    return found


def mine_of(budget: Budget, voter: BudgetVoter, wishes: list[BudgetWish]) -> dict[str, Any]:
    """One paper: what is ticked on it, and once it is published what its share paid for."""
    vote = getattr(voter, "vote", None)
    ticked = {key for key, points in vote.points.items() if points} if vote else set()
    titles = {wish.key: wish.title for wish in wishes}
    equal = budget.result.get(Rule.EQUAL_SHARES) if budget.state == BudgetState.PUBLISHED else None
    paid = paid_by(equal, ticked) if equal and budget.rule == Rule.EQUAL_SHARES else []
    return {
        "voter": voter,
        "vote": vote,
        "ticked": ticked,
        "said": "、".join(titles[key] for key in titles if key in ticked),
        "paid": [(titles.get(key, key), fen_of(amount)) for key, amount in paid],
    }


def how_counted() -> list[str]:
    """The rule in words that a resident follows."""
    return [
        _("The sum is divided equally: every voter decides over one part of it."),
        _("A wish is bought when those who ticked it can pay it together out of their parts, alike."),
        _(
            "The wish of whose cost one voter carries the smallest part comes first; then the next, from what is left."
        ),
        _(
            "Money left over is used: every part grows a little and all is counted anew, as long as the sum allows."
        ),
        _("So a tenth of the voters who tick the same things decide over about a tenth of the money."),
    ]
