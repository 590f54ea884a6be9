"""Reading and writing Pabulib `.pb` files: META, PROJECTS and VOTES, separated by semicolons.

Format: pabulib.org/format. Votes may be ticks (approval, choose-1), points (cumulative, scoring) or an order
(ordinal: the first of n gets n points).
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shangyi.decisions.rules.budget import BudgetCase, BudgetTally, Wish, WishBallot
from shangyi.decisions.rules.thresholds import refuse_all, repeated
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SECTIONS: dict[str, tuple[str, ...]] = {
    "META": ("key", "value"),
    "PROJECTS": ("project_id", "cost"),
    "VOTES": ("voter_id", "vote"),
}
"""Each section with the columns that it cannot do without."""

TICKED = frozenset({"approval", "choose-1"})
POINTED = frozenset({"cumulative", "scoring"})
ORDINAL = "ordinal"

LONGEST_FIELD = 1_000_000
_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,15})(?:[.,](?P<part>[0-9]{1,4}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PabulibFile:
    """A budget case with what the file says about itself.

    `unit` is how many of the case's whole numbers make one of the file's units of money: 1, or 100 where an
    amount has two decimals. `official` are the winners that the file names, where it names any.
    """

    case: BudgetCase
    meta: Mapping[str, str]
    unit: int = 1
    official: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    fields: Mapping[str, str]


@dataclass(slots=True)
class _Sheet:
    """The raw sections, and what is wrong with them."""

    columns: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[_Row]] = field(default_factory=dict)
    problems: list[Refused] = field(default_factory=list)


def read_pb(text: str) -> PabulibFile:
    """The file as a budget case.

    Everything that is wrong is said at once, with line numbers. A file whose own counts (`num_projects`,
    `num_votes`) differ from its rows is refused: half a file must not be counted as a whole one.
    Refused: pabulib.unreadable, pabulib.section-missing, pabulib.columns-missing, pabulib.budget-missing,
    pabulib.amount-unreadable, pabulib.project-twice, pabulib.voter-twice, pabulib.vote-type-unknown,
    pabulib.project-unknown, pabulib.named-twice, pabulib.points-unreadable, pabulib.count-differs; and what
    `BudgetCase` refuses.
    """
    sheet = _sections(text)
    refuse_all([*sheet.problems, *_structure_problems(sheet)])
    meta = {row.fields["key"]: row.fields["value"] for row in sheet.rows["META"]}
    vote_type = meta.get("vote_type", "approval")
    problems = [*_meta_problems(meta, vote_type, sheet), *_amount_problems(meta, sheet)]
    ballots = _ballots(sheet, vote_type, problems)
    refuse_all(problems)
    unit = _unit([meta["budget"], *(row.fields["cost"] for row in sheet.rows["PROJECTS"])])
    wishes = tuple(
        Wish(row.fields["project_id"], _amount(row.fields["cost"], unit), row.fields.get("name", ""))
        for row in sheet.rows["PROJECTS"]
    )
    return PabulibFile(
        BudgetCase(_amount(meta["budget"], unit), wishes, ballots), meta, unit, _official(sheet)
    )


def write_pb(case: BudgetCase, *, meta: Mapping[str, str], tally: BudgetTally | None = None) -> str:
    """The case as a `.pb` text that `read_pb` reads back equal; amounts are whole, in the case's own unit.

    Ballots that only give ones are written as approvals, others as points. With a tally, the column
    `selected` says who won.
    """
    is_ticked = all(points == 1 for ballot in case.ballots for points in ballot.points.values())
    counts = {"num_projects": len(case.wishes), "num_votes": len(case.ballots), "budget": case.budget}
    head = {**meta, **counts, "vote_type": "approval" if is_ticked else "cumulative"}
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\n")
    rows.writerows([["META"], ["key", "value"], *([key, value] for key, value in head.items())])
    selected = ["selected"] if tally else []
    rows.writerows([["PROJECTS"], ["project_id", "cost", "votes", "name", *selected]])
    for wish in case.wishes:
        won = [int(wish.key in tally.winners)] if tally else []
        rows.writerow([wish.key, wish.cost, case.votes[wish.key], wish.name, *won])
    rows.writerows([["VOTES"], ["voter_id", "vote"] if is_ticked else ["voter_id", "vote", "points"]])
    for ballot in case.ballots:
        points = [] if is_ticked else [",".join(str(given) for given in ballot.points.values())]
        rows.writerow([ballot.voter, ",".join(ballot.points), *points])
    return out.getvalue()


def _sections(text: str) -> _Sheet:
    sheet, section = _Sheet(), ""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    try:
        for cells in reader:
            section = _take(sheet, section, [cell.strip() for cell in cells], reader.line_num)
    except csv.Error as error:
        sheet.problems.append(Refused("pabulib.unreadable", line=reader.line_num, why=str(error)))
    return sheet


def _take(sheet: _Sheet, section: str, cells: list[str], line: int) -> str:
    """Put one line where it belongs and return the section that goes on."""
    if not any(cells):
        return section
    title = cells[0].upper()
    if title in SECTIONS and not any(cells[1:]):
        sheet.rows[title] = []
        return title
    if not section:
        sheet.problems.append(Refused("pabulib.unreadable", line=line, why=cells[0][:40]))
    elif section not in sheet.columns:
        sheet.columns[section] = [cell.lower() for cell in cells]
    else:
        names = sheet.columns[section]
        padded = [*cells, *[""] * (len(names) - len(cells))]
        sheet.rows[section].append(_Row(line, dict(zip(names, padded, strict=False))))
    return section


def _structure_problems(sheet: _Sheet) -> Iterable[Refused]:
    for section, needed in SECTIONS.items():
        if section not in sheet.rows:
            yield Refused("pabulib.section-missing", section=section)
            continue
        missing = [name for name in needed if name not in sheet.columns.get(section, [])]
        if missing:
            yield Refused("pabulib.columns-missing", section=section, columns=", ".join(missing))


def _meta_problems(meta: Mapping[str, str], vote_type: str, sheet: _Sheet) -> Iterable[Refused]:
    if vote_type not in TICKED | POINTED | {ORDINAL}:
        yield Refused("pabulib.vote-type-unknown", vote_type=vote_type[:40])
    if vote_type in POINTED and "points" not in sheet.columns["VOTES"]:
        yield Refused("pabulib.columns-missing", section="VOTES", columns="points")
    for key, section in (("num_projects", "PROJECTS"), ("num_votes", "VOTES")):
        said, found = meta.get(key, ""), len(sheet.rows[section])
        if said and said != str(found):
            yield Refused("pabulib.count-differs", key=key, said=said[:40], found=found)
    for key in repeated([row.fields["project_id"] for row in sheet.rows["PROJECTS"]]):
        yield Refused("pabulib.project-twice", project=key)
    for voter in repeated([row.fields["voter_id"] for row in sheet.rows["VOTES"]]):
        yield Refused("pabulib.voter-twice", voter=voter)


def _amount_problems(meta: Mapping[str, str], sheet: _Sheet) -> Iterable[Refused]:
    if not meta.get("budget"):
        yield Refused("pabulib.budget-missing")
    elif not _AMOUNT.fullmatch(meta["budget"]):
        yield Refused("pabulib.amount-unreadable", what="budget", text=meta["budget"][:40], line=0)
    for row in sheet.rows["PROJECTS"]:
        if not _AMOUNT.fullmatch(row.fields["cost"]):
            what, text = row.fields["project_id"], row.fields["cost"][:40]
            yield Refused("pabulib.amount-unreadable", what=what, text=text, line=row.line)


def _ballots(sheet: _Sheet, vote_type: str, problems: list[Refused]) -> tuple[WishBallot, ...]:
    known = {row.fields["project_id"] for row in sheet.rows["PROJECTS"]}
    ballots = []
    for row in sheet.rows["VOTES"]:
        named = [key.strip() for key in row.fields["vote"].split(",") if key.strip()]
        problems += [
            Refused("pabulib.project-unknown", project=key, line=row.line)
            for key in named
            if key not in known
        ]
        problems += [Refused("pabulib.named-twice", project=key, line=row.line) for key in repeated(named)]
        points = _points(row, named, vote_type)
        if points is None:
            problems.append(Refused("pabulib.points-unreadable", line=row.line))
        else:
            ballots.append(WishBallot(row.fields["voter_id"], dict(zip(named, points, strict=True))))
    return tuple(ballots)


def _points(row: _Row, named: list[str], vote_type: str) -> list[int] | None:
    """The points of one ballot in the order of its wishes, or None when they cannot be read."""
    if vote_type == ORDINAL:
        return list(range(len(named), 0, -1))
    if vote_type not in POINTED:
        return [1] * len(named)
    given = [text.strip() for text in row.fields.get("points", "").split(",") if text.strip()]
    if len(given) != len(named) or not all(re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) for text in given):
        return None
    return [int(text) for text in given]


def _unit(amounts: Iterable[str]) -> int:
    parts = (_AMOUNT.fullmatch(text) for text in amounts)
    places = max(len((found["part"] or "").rstrip("0")) for found in parts if found)
    return int(10**places)


def _amount(text: str, unit: int) -> int:
    found = _AMOUNT.fullmatch(text)
    assert found is not None  # noqa: S101 - `_amount_problems` has refused every other text
    part = (found["part"] or "").rstrip("0")
    return int(f"{found['whole']}{part}") * unit // int(10 ** len(part))


def _official(sheet: _Sheet) -> tuple[str, ...] | None:
    if "selected" not in sheet.columns["PROJECTS"]:
        return None
    chosen = (
        row.fields["project_id"] for row in sheet.rows["PROJECTS"] if row.fields["selected"] not in {"", "0"}
    )
    return tuple(chosen)
