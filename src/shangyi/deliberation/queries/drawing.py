"""The map of a topic computed from its positions. Compiled mathematics: only the worker imports this."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from shangyi.deliberation.queries.places_on_map import PLACE
from shangyi.deliberation.queries.votes import Laid, cells_by_area
from shangyi.deliberation.rules.shares import FEWEST_FOR_MAP
from shangyi.insight.opinions.export import map_as_data
from shangyi.insight.opinions.learning import learn_statements
from shangyi.insight.opinions.opinion_map import VERSION, OpinionMap, draw_map
from shangyi.insight.opinions.reading import Report, VotesFile
from shangyi.insight.opinions.votes import VoteMatrix, pack_votes
from shangyi.ledger.events import canonical

SEED = 1
"""The same for every topic, and that of the command line: whoever has the votes gets the same map."""
SLATE = 5


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is kept of a map. With fewer than forty people it knows no groups and no places."""

    n_people: int
    n_positions: int
    data: dict[str, Any]
    telling: dict[str, Any]
    places: bytes
    seed: int = SEED
    version: str = VERSION

    @property
    def digest(self) -> str:
        """What the record holds of it."""
        return hashlib.sha256(canonical(self.data) + self.places).hexdigest()


def draw(laid: Laid) -> Drawing:
    """The map of these votes; the same votes give the same map, whatever order they came in."""
    matrix = _packed(laid)
    if not matrix.n_people:
        return Drawing(0, 0, {"statements": [], "groups": [], "stable": False}, {}, b"")
    drawn = draw_map(matrix, seed=SEED, places=SLATE)
    file = VotesFile(matrix, laid.tags, [str(number) for number in laid.numbers], Report(rows=matrix.n_votes))
    data = map_as_data(drawn, file)
    participants = data.pop("participants")
    for row in data["statements"]:
        row["important"] = laid.important.get(int(row["statement"]), 0)
    telling = _telling(drawn, laid)
    if matrix.n_people < FEWEST_FOR_MAP:
        bare = {**_without_people(data), "areas": cells_by_area(laid)}
        return Drawing(matrix.n_people, matrix.n_votes, bare, telling, b"")
    return Drawing(matrix.n_people, matrix.n_votes, data, telling, _places(participants))


def _packed(laid: Laid) -> VoteMatrix:
    people, statements, votes = laid.rows.T
    return pack_votes(
        np.ascontiguousarray(people),
        np.ascontiguousarray(statements),
        np.ascontiguousarray(votes),
        n_people=len(laid.tags),
        n_statements=len(laid.numbers),
    )


def _places(participants: list[dict[str, Any]]) -> bytes:
    rows = np.zeros(len(participants), PLACE)
    for n, row in enumerate(participants):
        group = -1 if row["group"] is None else row["group"]
        sure = np.nan if row["confidence"] is None else row["confidence"]
        rows[n] = (row["participant"].encode(), row["x"], row["y"], group, sure)
    return rows.tobytes()


def _without_people(data: dict[str, Any]) -> dict[str, Any]:
    """What may be said of a few: counts of all of them, and the slate."""
    nothing = {"score": None, "low": None, "high": None}
    bare: dict[str, Any] = {
        "groups": [],
        "representative": [],
        "consensus": None,
        "divisive": None,
        "bridging": nothing,
    }
    rows = [{**row, **bare, "x": None, "y": None} for row in data["statements"]]
    return {**data, "statements": rows, "groups": [], "stable": False, "tried": []}


def _telling(drawn: OpinionMap, laid: Laid) -> dict[str, Any]:
    """What dealing the next card needs: leaning, noise, share that does not pass, seen; and open claims."""
    known = learn_statements(drawn.matrix, drawn.outline.projection, drawn.outline.counted)
    rows = np.column_stack([known.leaning, known.noise, known.answered, known.seen])
    rounded = np.round(np.nan_to_num(rows), 6).tolist()
    return {
        "statements": {str(number): row for number, row in zip(laid.numbers, rounded, strict=True)},
        "claims": [laid.numbers[claim.statement] for claim in drawn.slate.open_claims],
    }
