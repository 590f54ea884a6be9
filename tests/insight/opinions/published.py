"""Published conversations and their published results, beside the repository and never in it."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from shangyi.insight.opinions.votes import VoteMatrix, pack_votes

VOTES = Path(__file__).resolve().parents[4] / "shared" / "data" / "votes"
REFERENCES = ["150ptpt-3gp-no-strict-no-meta", "25ptpt-3gp-no-strict-with-meta", "above-100-ptpts"]
CONVERSATIONS = [
    "vtaiwan.uberx",
    "scoop-hivemind.biodiversity",
    "austria-climate.5twd2jsnkf.2022-08-08",
    "austria-climate.7z7ejpbmv5.2022-08-08",
    "bg2050-volunteers",
]

needs_published = pytest.mark.skipif(
    not VOTES.is_dir(), reason=f"published votes are not at hand: no {VOTES}"
)


@dataclass(frozen=True)
class Reference:
    """Votes (agree = 1) and what the production system made of them; `column` maps its statement ids."""

    matrix: VoteMatrix
    hidden: npt.NDArray[np.bool_]
    column: dict[int, int]
    result: dict[str, Any]

    def members(self) -> npt.NDArray[np.int64]:
        """The group that the reference put each participant in, or −1."""
        labels = np.full(self.matrix.n_people, -1)
        base = self.result["base-clusters"]
        people_of = dict(zip(base["id"], base["members"], strict=True))
        for group in self.result["group-clusters"]:
            for cluster in group["members"]:
                labels[people_of[cluster]] = group["id"]
        return labels


@dataclass(frozen=True)
class Conversation:
    """A conversation's exported votes, its hidden statements and the groups that were shown at the time."""

    matrix: VoteMatrix
    hidden: npt.NDArray[np.bool_]
    groups: npt.NDArray[np.int64]


def reference(name: str) -> Reference:
    folder = VOTES / "reference-outputs" / name
    votes = json.loads((folder / "votes.json").read_text(encoding="utf-8"))
    result = json.loads((folder / "math-pca2.json").read_text(encoding="utf-8"))
    column = {statement: i for i, statement in enumerate(result["tids"])}
    matrix = pack_votes(
        np.array([vote["participant_id"] for vote in votes]),
        np.array([column[vote["statement_id"]] for vote in votes]),
        np.array([vote["vote"] for vote in votes]),
        n_people=max(vote["participant_id"] for vote in votes) + 1,
        n_statements=len(column),
    )
    taken_out = {*result["mod-out"], *result["meta-tids"]}
    hidden = np.array([statement in taken_out for statement in column])
    return Reference(matrix, hidden, column, result)


def conversation(name: str) -> Conversation:
    with (VOTES / name / "comments.csv").open(encoding="utf-8", newline="") as file:
        moderated = {row["comment-id"]: row["moderated"] for row in csv.DictReader(file)}
    with (VOTES / name / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ids = [field for field in rows[0] if field.isdigit()]
    cells = [(i, j, int(row[s])) for i, row in enumerate(rows) for j, s in enumerate(ids) if row[s] != ""]
    people, statements, votes = np.array(cells).T
    return Conversation(
        pack_votes(people, statements, votes, n_people=len(rows), n_statements=len(ids)),
        np.array([moderated.get(statement) == "-1" for statement in ids]),
        np.array([int(row["group-id"] or -1) for row in rows]),
    )
