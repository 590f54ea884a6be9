"""What other programs ask of this room: counting a Pabulib file from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import translation

from shangyi.decisions.rules.budget import BudgetRound, BudgetTally, PassedOver, Rule
from shangyi.decisions.rules.equal_shares import count_budget
from shangyi.decisions.rules.pabulib import read_pb
from shangyi.decisions.wording import WORDING
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST_FILE = 200_000_000
"""Bytes. The largest published file has some 40 million."""


def main(argv: Sequence[str] | None = None) -> int:
    """`shangyi ballots count FILE.pb --rule RULE`: the winners and the rounds as one line of JSON.

    Winners stand in the order in which they were bought. Amounts are in the file's smallest unit, fractions
    as "7200/43". Returns 0, or 1 with a sentence on the error stream for everything that is wrong with the
    file.
    """
    options = _parser().parse_args(argv)
    try:
        file = read_pb(_text_of(Path(options.file)))
        tally = count_budget(file.case, Rule(options.rule), step=options.step or file.unit)
    except Refused as refused:
        for problem in refused.problems or (refused,):
            sys.stderr.write(f"{_sentence(problem)}\n")
        return 1
    sys.stdout.write(json.dumps(_as_json(tally, file.unit), ensure_ascii=False) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shangyi ballots", description="Count a participatory budget.")
    commands = parser.add_subparsers(dest="command", required=True)
    count = commands.add_parser("count", help="count a Pabulib .pb file and print JSON")
    count.add_argument("file", metavar="FILE.pb")
    count.add_argument("--rule", choices=[rule.value for rule in Rule], default=Rule.EQUAL_SHARES.value)
    count.add_argument("--step", type=int, default=0, help="add1: how much each share grows at a time")
    return parser


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused("pabulib.too-large", file=path.name)
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Refused("pabulib.no-such-file", file=path.name) from error
    except UnicodeDecodeError as error:
        raise Refused("pabulib.not-utf8", file=path.name) from error


def _sentence(refused: Refused) -> str:
    with translation.override("en"):
        return " ".join(str(part) % refused.facts for part in WORDING[refused.code])


def _as_json(tally: BudgetTally, unit: int) -> dict[str, object]:
    return {
        "winners": list(tally.winners),
        "rounds": [_round(step) for step in tally.rounds],
        "passed_over": [_passed(passed) for passed in tally.passed_over],
        "rule": tally.rule.value,
        "ballots": tally.n_ballots,
        "budget": tally.budget,
        "spent": tally.spent,
        "unit": unit,
        "share": str(tally.share),
        "increases": tally.increases,
    }


def _round(step: BudgetRound) -> dict[str, object]:
    return {
        "round": step.number,
        "winner": step.wish,
        "cost": step.cost,
        "votes": step.votes,
        "points": step.points,
        "each_pays": str(step.each_pays),
        "emptied": step.emptied,
        "left": step.left,
    }


def _passed(passed: PassedOver) -> dict[str, object]:
    return {
        "project": passed.wish,
        "because": passed.because.value,
        "had": str(passed.had),
        "missing": str(passed.missing),
    }
