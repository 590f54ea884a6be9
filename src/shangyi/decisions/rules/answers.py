"""What may be handed in for one head, by the way of counting: checked once, where it comes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shangyi.decisions.rules.ballot_life import Method
from shangyi.decisions.rules.consent import Position
from shangyi.decisions.rules.owners import Choice
from shangyi.decisions.rules.thresholds import is_count, repeated
from shangyi.kernel.refused import Refused

LONGEST_REASON = 500

Given = Any
"""A choice as it is stored: "yes"; a list of options; a mapping of points; a position with its words."""


def checked(method: Method, given: object, *, options: Sequence[str], most_points: int) -> Given:
    """The answer in the one form in which it is stored and counted.

    Refused: ballot.answer-needed, ballot.answer-unknown, ballot.option-unknown, ballot.ranked-twice,
    ballot.points-out-of-range, ballot.words-needed.
    """
    if method in {Method.YES_NO, Method.OWNERS}:
        return _choice(given)
    if method is Method.CONSENT:
        return _position(given)
    if method is Method.SCORE:
        return _points(given, options, most_points)
    return _listed(given, options, may_be_empty=method is Method.APPROVAL)


def _choice(given: object) -> str:
    if not given:
        raise Refused("ballot.answer-needed")
    if str(given) not in {each.value for each in Choice}:
        raise Refused("ballot.answer-unknown", answer=str(given)[:40])
    return str(given)


def _position(given: object) -> dict[str, str]:
    position, reason = (
        (given.get("position"), given.get("reason")) if isinstance(given, Mapping) else (given, "")
    )
    if not position:
        raise Refused("ballot.answer-needed")
    if str(position) not in {each.value for each in Position}:
        raise Refused("ballot.answer-unknown", answer=str(position)[:40])
    text = str(reason or "").strip()[:LONGEST_REASON]
    if position in {Position.AGREE_IF, Position.OBJECT} and not text:
        raise Refused("ballot.words-needed")
    return {"position": str(position), "reason": text}


def _points(given: object, options: Sequence[str], most: int) -> dict[str, int]:
    if not isinstance(given, Mapping) or not given:
        raise Refused("ballot.answer-needed")
    for option, points in given.items():
        _known(str(option), options)
        if not is_count(points) or points > most:
            raise Refused("ballot.points-out-of-range", option=option, points=points, most=most, ballot=1)
    return {str(option): int(points) for option, points in sorted(given.items())}


def _listed(given: object, options: Sequence[str], *, may_be_empty: bool) -> list[str]:
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise Refused("ballot.answer-needed")
    if not given and not may_be_empty:
        raise Refused("ballot.answer-needed")
    for option in given:
        _known(str(option), options)
    if twice := repeated([str(option) for option in given]):
        raise Refused("ballot.ranked-twice", option=twice[0], ballot=1)
    return [str(option) for option in given]


def _known(option: str, options: Sequence[str]) -> None:
    if option not in options:
        raise Refused("ballot.option-unknown", option=option[:60], ballot=1)
