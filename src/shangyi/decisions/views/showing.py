"""What pages of ballots show: the working of a count in words and bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shangyi.decisions.models import Ballot
from shangyi.decisions.queries.ballots import in_the_way
from shangyi.decisions.queries.turnout import Turnout
from shangyi.decisions.rules.ballot_life import BallotState
from shangyi.decisions.rules.detector import Finding
from shangyi.decisions.rules.roster import square_metres
from shangyi.decisions.wording.articles import article_said
from shangyi.decisions.wording.names import (
    CHECK_NAMES,
    CHOICE_NAMES,
    CLAIM_NAMES,
    CONSENT_STATES,
    OUTCOME_NAMES,
    POSITION_NAMES,
    SHARE_NAMES,
)
from shangyi.kernel.refused import Refused
from shangyi.ui.wording import Said, say

CITED = ("article", "source")
"""The facts of a refusal that cite the law."""

SHOWN = frozenset({BallotState.COUNTED, BallotState.PUBLISHED, BallotState.VOID})
TONES = {
    BallotState.DRAFT: "plain",
    BallotState.NOTICED: "soon",
    BallotState.OPEN: "action",
    BallotState.COUNTING: "soon",
    BallotState.COUNTED: "soon",
    BallotState.PUBLISHED: "done",
}
LIFE = (
    BallotState.DRAFT,
    BallotState.NOTICED,
    BallotState.OPEN,
    BallotState.COUNTING,
    BallotState.COUNTED,
    BallotState.PUBLISHED,
)


def tone_of(ballot: Ballot) -> str:
    return TONES.get(BallotState(ballot.state), "plain")


def steps_of(ballot: Ballot) -> list[dict[str, Any]]:
    """The life of a ballot as steps, with where it is; nothing where it ended another way."""
    if ballot.state not in set(LIFE):
        return []
    here = LIFE.index(BallotState(ballot.state))
    last = len(LIFE) - 1
    return [
        {
            "label": str(Ballot.StateChoice(state).label),
            "done": number < here or here == last,
            "current": number == here,
        }
        for number, state in enumerate(LIFE)
    ]


def problems_of(refused: Refused | None, now: datetime) -> list[Said]:
    """Everything that a refusal says, in words."""
    return [say(_cited(each), now=now) for each in refused.problems or (refused,)] if refused else []


def _cited(refused: Refused) -> Refused:
    """The same refusal with its articles in the language of the page."""
    same = copy(refused)
    named = {name: article_said(str(refused.facts[name])) for name in CITED if name in refused.facts}
    same.facts = {**refused.facts, **named}
    return same


def needs_others(ballot: Ballot, now: datetime) -> list[Said]:
    """Why this ballot cannot decide what it asks, and the way to go."""
    return [say(_cited(each), now=now) for each in in_the_way(ballot)]


def reasons_shown(finding: Finding) -> list[dict[str, str]]:
    """What the detector saw: the article, and the words where it read them."""
    return [
        {"article": article_said(each.article), "quoted": each.quoted if each.because == "text" else ""}
        for each in finding.matches
    ]


def turnout_rows(rows: Iterable[Turnout]) -> list[dict[str, Any]]:
    """One bar for each building: how many of its heads have answered."""
    return [{"label": row.label or _("No building"), "part": row.part, "whole": row.whole} for row in rows]


def result_of(ballot: Ballot) -> dict[str, Any] | None:
    """The stored working with names for its numbers; None before it is counted."""
    if ballot.state not in SHOWN or not ballot.result:
        return None
    data = ballot.result
    return {
        **data,
        "claim": CLAIM_NAMES.get(ballot.claim, ""),
        "is_decided": ballot.claim == "decided",
        "showed": OUTCOME_NAMES.get(ballot.outcome, "") if ballot.claim in {"leaning", "consulted"} else "",
        "checks": [_check(check) for check in data["checks"]],
        "answers": _answers(data),
        "heard": _named(data["numbers"].get("heard", {})),
        "state": CONSENT_STATES.get(str(data["numbers"].get("state", "")), ""),
        "standings": data["numbers"].get("standings", []),
        "undecided": data["numbers"].get("undecided", 0),
        "pairs": _pairs(data["numbers"]),
        "is_owners": data["kind"] == "owners",
    }


def _check(check: dict[str, Any]) -> dict[str, Any]:
    is_area = check["name"].endswith("area")
    said = square_metres if is_area else str
    return {
        **check,
        "label": CHECK_NAMES.get(check["name"], check["name"]),
        "part_said": said(check["part"]),
        "whole_said": said(check["whole"]),
        "needed_said": said(check["needed"]),
        "unit": " m²" if is_area else "",
        "share_said": SHARE_NAMES.get(check["share"], check["share"]),
        "mark": mark_of(check["share"]),
        "source": article_said(check["source"]),
        "of_all": check["name"].startswith(("took-part", "present")),
    }


def mark_of(share: str) -> str:
    """Where the threshold stands on a bar, such as 66.7%."""
    above, _slash, below = share.partition("/")
    thousandths = 1000 * int(above) // int(below or 1)
    return f"{thousandths // 10}.{thousandths % 10}%"


def _answers(data: dict[str, Any]) -> list[dict[str, Any]]:
    numbers = data["numbers"]
    if data["kind"] == "owners":
        return [
            {
                "label": CHOICE_NAMES[name],
                "heads": numbers[name]["heads"],
                "area": square_metres(numbers[name]["area"]),
            }
            for name in ("yes", "no", "abstain", "silent")
        ]
    if data["kind"] == "consent":
        rows = [{"label": POSITION_NAMES[name], "heads": n} for name, n in numbers["answers"].items()]
        return [*rows, {"label": CHOICE_NAMES["silent"], "heads": numbers["silent"]}]
    return _named(numbers)


def _named(numbers: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"label": CHOICE_NAMES[name], "heads": numbers[name]}
        for name in ("yes", "no", "abstain", "silent")
        if name in numbers
    ]


def _pairs(numbers: dict[str, Any]) -> list[dict[str, Any]]:
    """For a comparison in pairs: how many put the first above the second, and the strongest path."""
    strongest = {(one, two): n for one, two, n in numbers.get("strongest", [])}
    return [
        {"one": one, "two": two, "n": n, "path": strongest.get((one, two), 0)}
        for one, two, n in numbers.get("preferred", [])
    ]


def answer_said(choice: Any, options: Sequence[str]) -> str:
    """A stored answer in words, for whoever may read it."""
    if isinstance(choice, str):
        return str(CHOICE_NAMES.get(choice, choice))
    if isinstance(choice, dict) and "position" in choice:
        words = str(POSITION_NAMES[choice["position"]])
        return f"{words} {choice['reason']}".strip()
    if isinstance(choice, dict):
        return "，".join(f"{option} {choice[option]}" for option in options if option in choice)
    return " › ".join(choice) or "—"
