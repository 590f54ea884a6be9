"""The pages that the tables draw say what the tables say, and the glossary names the words that the code uses."""

from __future__ import annotations

import re
from pathlib import Path

from tools import draw

from shangyi.concerns.rules import life as concerns
from shangyi.forums.rules import life as gatherings
from shangyi.forums.rules import suggestions
from shangyi.people.rules.capacities import CapacityKind
from shangyi.undertakings.rules import life as undertakings
from tests.architecture.source import ROOT

RECORD = re.compile(r"[0-9]{4}-[a-z0-9-]+\.md")
LINK = re.compile(r"\]\(([^)#:]+)\)")


def test_the_drawn_pages_say_what_the_tables_say() -> None:
    assert draw.outdated() == [], "run tools/draw.py"


def test_a_page_that_is_missing_or_says_something_else_is_found(tmp_path: Path) -> None:
    (tmp_path / "docs/rules").mkdir(parents=True)
    draw.draw(tmp_path)
    assert draw.outdated(tmp_path) == []

    rights = tmp_path / "docs/rules/rights.md"
    rights.write_text(rights.read_text(encoding="utf-8").replace("●", "○", 1), encoding="utf-8")
    (tmp_path / "docs/rules/undertakings.md").unlink()

    assert draw.outdated(tmp_path) == ["docs/rules/undertakings.md", "docs/rules/rights.md"]


def test_every_transition_has_a_line_and_an_arrow() -> None:
    pages: list[tuple[str, tuple[draw.Row, ...]]] = [
        (draw.line_of_life(), concerns.TABLE),
        (draw.undertakings_page(), undertakings.TABLE),
        (draw.gatherings_page(), (*gatherings.TABLE, *suggestions.TABLE)),
    ]
    for page, table in pages:
        rows = [line for line in page.splitlines() if "| **" in line]
        arrows = re.findall(r"^    (\w+) --> (\w+): (.+)$", page, re.MULTILINE)
        drawn = {(source, verb, target) for source, target, verbs in arrows for verb in verbs.split(", ")}

        assert len(rows) == len(table)
        assert drawn == {(str(row.source), str(row.verb), str(row.target)) for row in table}


def test_every_capacity_has_a_column_and_a_chinese_name() -> None:
    assert sorted(draw.CAPACITIES) == sorted(CapacityKind)
    assert sorted(draw.CONCERN_STATES) == sorted(concerns.State)
    assert sorted(draw.UNDERTAKING_STATES) == sorted(undertakings.State)
    assert sorted(draw.GATHERING_STATES) == sorted(gatherings.State)
    assert sorted(draw.SUGGESTION_STAGES) == sorted(suggestions.Stage)


def test_what_the_documents_link_to_is_there() -> None:
    documents = sorted((ROOT / "docs").rglob("*.md"))
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in documents
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]

    assert broken == []


def test_the_index_names_every_document() -> None:
    docs = ROOT / "docs"
    named = set(LINK.findall((docs / "README.md").read_text(encoding="utf-8")))
    there = {str(page.relative_to(docs)) for page in docs.rglob("*.md")} - {"README.md"}

    assert sorted(there - named) == []


def test_every_decision_record_says_when_why_and_what_follows() -> None:
    records = sorted((ROOT / "docs/adr").glob("*.md"))
    wanted = ["Date: ", "Status: ", "## Context", "## Choice", "## Consequences"]
    lacking = [
        f"{record.name}: {part.strip()}"
        for record in records
        for part in wanted
        if part not in record.read_text(encoding="utf-8")
    ]

    assert [record.name for record in records if not RECORD.fullmatch(record.name)] == []
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    assert lacking == []
