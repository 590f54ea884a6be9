"""The map as data for a file, and as a table of the same numbers."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import numpy as np

from shangyi.insight.opinions.projection import statement_places
from shangyi.insight.opinions.votes import AGREE, DISAGREE, PASS

if TYPE_CHECKING:
    from shangyi.insight.opinions.compiled import Floats, Ints
    from shangyi.insight.opinions.opinion_map import OpinionMap
    from shangyi.insight.opinions.reading import VotesFile
    from shangyi.insight.opinions.statements import Representative

DIGITS = 6


def map_as_data(drawn: OpinionMap, file: VotesFile) -> dict[str, Any]:
    """Return the map as plain lists and dictionaries, in the order of the file's names.

    Numbers are rounded to six digits after the point. A missing group, confidence, consensus or score is
    None, never a number that could be taken for one. Groups are numbered from 0, the largest first.
    """
    return {
        "method": drawn.method,
        "version": drawn.version,
        "seed": drawn.seed,
        "votes": _report(file),
        "stable": drawn.stability.chosen is not None,
        "participants": _participants(drawn, file.participants),
        "statements": _statements(drawn, file.statements),
        "groups": _groups(drawn, file.statements),
        "tried": [
            {
                "groups": tried.grouping.k,
                "silhouette": _number(tried.grouping.silhouette),
                "stability": [_number(value) for value in tried.jaccard],
                "stable": tried.stable,
            }
            for tried in drawn.stability.tried
        ],
        "majority": {
            side: [file.statements[s] for s in found]
            for side, found in zip(("agree", "disagree"), drawn.outline.majority, strict=True)
        },
        "slate": _slate(drawn, file.statements),
    }


def table_of(data: dict[str, Any]) -> str:
    """Return the statements of `map_as_data` as a CSV table, one row a statement, with the same numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    groups = [group["group"] for group in data["groups"]]
    sides = ("agree", "disagree", "pass")
    writer.writerow(
        ["statement", "seen", *sides, "consensus", "divisive", "bridging", "bridging low", "bridging high"]
        + [f"group {group} {side}" for group in groups for side in ("seen", *sides)]
    )
    for row in data["statements"]:
        bridge = row["bridging"]
        writer.writerow(
            [row["statement"], row["seen"], *(row[side] for side in sides), row["consensus"], row["divisive"]]
            + [bridge["score"], bridge["low"], bridge["high"]]
            + [counts[side] for counts in row["groups"] for side in ("seen", *sides)]
        )
    return out.getvalue()


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), DIGITS)


def _report(file: VotesFile) -> dict[str, Any]:
    report = file.report
    return {
        "rows": report.rows,
        "kept": file.matrix.n_votes,
        "replaced": report.replaced,
        "garbage": report.garbage,
        "garbage_examples": [{"line": one.line, "why": one.why} for one in report.examples],
        "header": report.header,
    }


def _participants(drawn: OpinionMap, names: list[str]) -> list[dict[str, Any]]:
    places = (np.round(drawn.outline.projection.positions, DIGITS) + 0.0).tolist()  # no −0.0
    labels, counted = drawn.outline.labels.tolist(), drawn.outline.counted.tolist()
    sure = np.round(drawn.confidence, DIGITS).tolist()
    return [
        {
            "participant": name,
            "x": places[i][0],
            "y": places[i][1],
            "group": labels[i] if labels[i] >= 0 else None,
            "confidence": sure[i] if labels[i] >= 0 else None,
            "counted": counted[i],
        }
        for i, name in enumerate(names)
    ]


def _counts(tally: Ints) -> dict[str, int]:
    return {
        "seen": int(tally.sum()),
        "agree": int(tally[AGREE]),
        "disagree": int(tally[DISAGREE]),
        "pass": int(tally[PASS]),
    }


def _statements(drawn: OpinionMap, names: list[str]) -> list[dict[str, Any]]:
    found = drawn.outline
    places: Floats = statement_places(found.projection, drawn.matrix.n_statements)
    grouped = drawn.n_groups > 0
    return [
        {
            "statement": name,
            **_counts(drawn.matrix.tally[s]),
            "x": _number(places[s, 0]),
            "y": _number(places[s, 1]),
            "groups": [{"group": g, **_counts(found.counts[g, s])} for g in range(drawn.n_groups)],
            "representative": [
                _representative(entry, g)
                for g, mine in enumerate(found.representative)
                for entry in mine
                if entry.statement == s
            ],
            "consensus": _number(found.consensus[s]) if grouped else None,
            "divisive": _number(found.divisive[s]) if grouped else None,
            "bridging": {
                "score": _number(drawn.bridging.score[s]),
                "low": _number(drawn.bridging.low[s]),
                "high": _number(drawn.bridging.high[s]),
            },
        }
        for s, name in enumerate(names)
    ]


def _representative(entry: Representative, group: int) -> dict[str, Any]:
    return {
        "group": group,
        "agrees": entry.agrees,
        "share": _number(entry.share),
        "ratio": _number(entry.ratio),
        "share_z": _number(entry.share_z),
        "ratio_z": _number(entry.ratio_z),
        "best_agree": entry.best_agree,
    }


def _groups(drawn: OpinionMap, names: list[str]) -> list[dict[str, Any]]:
    chosen = drawn.stability.chosen
    if chosen is None:
        return []
    sizes = np.bincount(chosen.grouping.labels, minlength=chosen.grouping.k)
    return [
        {
            "group": g,
            "size": int(sizes[g]),
            "stability": _number(chosen.jaccard[g]),
            "representative": [names[entry.statement] for entry in drawn.outline.representative[g]],
        }
        for g in range(chosen.grouping.k)
    ]


def _slate(drawn: OpinionMap, names: list[str]) -> dict[str, Any]:
    found = drawn.slate
    return {
        "people": found.people,
        "places": found.places,
        "quota": str(found.quota),
        "lines": [
            {
                "statement": names[line.statement],
                "reason": line.reason.value,
                "newly": line.newly,
                "waiting": line.waiting,
                "left": line.left,
                "seen": line.seen,
                "agreed": line.agreed,
            }
            for line in found.lines
        ],
        "open_claims": [
            {"statement": names[claim.statement], "agreed": claim.agreed, "unseen": claim.unseen}
            for claim in found.open_claims
        ],
    }
