"""A name drawn by hand: strokes of a pen as they come from a screen, cleaned before they are kept."""

from __future__ import annotations

import json
from itertools import pairwise
from math import hypot
from typing import Any

from shangyi.kernel.refused import Refused

WIDTH, HEIGHT = 1000, 360
"""The field that is drawn on, in steps; whatever the screen, the script sends these."""
MOST_SENT = 60_000
MOST_STROKES = 60
MOST_POINTS = 1_500
NEAR = 3.0
LEAST_INK = 120.0
"""A tap or a dash is no name: the pen must have gone about an eighth of the width."""

Point = tuple[int, int]
Stroke = tuple[Point, ...]


def read_strokes(sent: str) -> tuple[Stroke, ...]:
    """Strokes from what a page sent, a JSON list of lists of [x, y]: inside the field, without needless points.

    Refused: agreement.drawing-missing, agreement.drawing-too-large, agreement.drawing-unreadable,
    agreement.drawing-too-short.
    """
    if not sent.strip() or sent.strip() == "[]":
        raise Refused("agreement.drawing-missing")
    if len(sent) > MOST_SENT:
        raise Refused("agreement.drawing-too-large")
    try:
        strokes = [_stroke(each) for each in _listed(json.loads(sent))]
    except (ValueError, TypeError, RecursionError):
        raise Refused("agreement.drawing-unreadable") from None
    if len(strokes) > MOST_STROKES:
        raise Refused("agreement.drawing-too-large")
    if sum(_length(each) for each in strokes) < LEAST_INK:
        raise Refused("agreement.drawing-too-short")
    return _thinned(strokes)


def kept(strokes: tuple[Stroke, ...]) -> str:
    """Strokes as they are stored: "x,y x,y;x,y": one line for one drawing, whoever sent it how."""
    return ";".join(" ".join(f"{x},{y}" for x, y in stroke) for stroke in strokes)


def from_kept(text: str) -> tuple[Stroke, ...]:
    """The strokes that are stored."""
    return tuple(
        tuple((int(x), int(y)) for x, y in (point.split(",") for point in stroke.split(" ")))
        for stroke in text.split(";")
        if stroke
    )


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _stroke(value: Any) -> Stroke:
    points: list[Point] = []
    for each in _listed(value):
        x, y = (_whole(part) for part in _listed(each))
        points.append((min(max(x, 0), WIDTH), min(max(y, 0), HEIGHT)))
    if not points:
        raise ValueError
    return tuple(points)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e6:
        raise ValueError
    return round(value)


def _length(stroke: Stroke) -> float:
    return sum(hypot(x - p, y - q) for (p, q), (x, y) in pairwise(stroke))


def _thinned(strokes: list[Stroke]) -> tuple[Stroke, ...]:
    """Leave out points nearer than three steps to the last one kept; farther, until there are few enough."""
    near = NEAR
    while True:
        found = tuple(_without_near(each, near) for each in strokes)
        if sum(map(len, found)) <= MOST_POINTS:
            return found
        near *= 1.5


def _without_near(stroke: Stroke, near: float) -> Stroke:
    points = [stroke[0]]
    for x, y in stroke[1:-1]:
        if hypot(x - points[-1][0], y - points[-1][1]) >= near:
            points.append((x, y))
    return (*points, stroke[-1])
