"""A tally as it is kept and printed: plain data that says the same to everybody who counts again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from shangyi.decisions.rules.budget import BudgetTally


def as_data(tally: BudgetTally, *, step: int) -> dict[str, Any]:
    """The rounds and what was passed over, with fractions as "7200/43"."""
    return {
        "rule": tally.rule.value,
        "budget": tally.budget,
        "n_ballots": tally.n_ballots,
        "spent": tally.spent,
        "share": str(tally.share),
        "increases": tally.increases,
        "step": step,
        "winners": list(tally.winners),
        "rounds": [
            {
                "number": each.number,
                "wish": each.wish,
                "cost": each.cost,
                "votes": each.votes,
                "each_pays": str(each.each_pays),
                "emptied": each.emptied,
                "left": each.left,
            }
            for each in tally.rounds
        ],
        "passed_over": [
            {
                "wish": each.wish,
                "because": each.because.value,
                "had": str(each.had),
                "missing": str(each.missing),
            }
            for each in tally.passed_over
        ],
    }


def digest_of(result: Mapping[str, Any]) -> str:
    """SHA-256 of a kept result: what the record holds of it."""
    body = json.dumps(result, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def paid_by(result: Mapping[str, Any], ticked: set[str]) -> list[tuple[str, Fraction]]:
    """What one voter's share paid for: the rounds replayed for one ballot.

    A round bought by points alone is paid by nobody's share.
    """
    left, paid = Fraction(result["share"]), []
    for each in result["rounds"]:
        most = Fraction(each["each_pays"])
        if each["wish"] in ticked and most:
            amount = min(left, most)
            left -= amount
            paid.append((each["wish"], amount))
    return paid


def fen_of(value: Fraction | str) -> int:
    """A fraction of fen as the nearest whole fen, half up: for reading, never for counting."""
    found = Fraction(value)
    return int((found * 2 + 1) // 2)
