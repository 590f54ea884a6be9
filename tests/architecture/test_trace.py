"""The list of what is due, and the tool that says which of it nothing shows."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from tools import trace
from tools.sources import digest

from tests.architecture.source import ROOT

TODAY = date(2026, 11, 22)
PAGE = """
| stage | due from | what |
|---|---|---|
| first | 2026-11-22 | x |
| second | 2026-11-23 | x |
| third | – | x |

| id | what must hold | due |
|---|---|---|
| AA-1 | One. | first |
| AA-2 | Two. | first |
| AA-3 | Three. | second |
| AA-4 | Four. | third |
"""
SHOWING = '@pytest.mark.trace("AA-1", "AA-2")\ndef test_it() -> None: ...\n'


def make(root: Path, *, tests: str = SHOWING, first: str = "passed", second: str = "passed") -> Path:
    for folder in ("docs", "tests", "src", "var/test"):
        (root / folder).mkdir(parents=True)
    (root / "docs" / "requirements.md").write_text(PAGE, encoding="utf-8")
    (root / "tests" / "test_it.py").write_text(tests, encoding="utf-8")
    parts = {
        "sqlite": {"tests/test_it.py::one": {"trace": ["AA-1"], "outcome": "passed"}},
        "postgres": {
            "tests/test_it.py::one": {"trace": ["AA-1"], "outcome": first},
            "tests/test_it.py::two": {"trace": ["AA-2"], "outcome": second},
        },
    }
    written = {"sources": digest(root), "parts": parts}
    (root / "var" / "test" / "outcomes.json").write_text(json.dumps(written), encoding="utf-8")
    return root


def test_the_list_of_requirements_can_be_read_without_a_complaint() -> None:
    requirements = trace.read_requirements((ROOT / "docs" / "requirements.md").read_text(encoding="utf-8"))
    rooms = {
        name: sum(each.startswith(f"{name}-") for each in requirements.words)
        for name in ("NT", "IC", "FS", "TC")
    }

    assert requirements.problems == ()
    assert rooms == {"NT": 35, "IC": 23, "FS": 8, "TC": 32}
    assert len(requirements.words) == 177
    assert len(requirements.due(TODAY)) >= 35


def test_tests_name_only_requirements_that_exist() -> None:
    requirements = trace.read_requirements((ROOT / "docs" / "requirements.md").read_text(encoding="utf-8"))

    assert trace.unknown(trace.read_marks(ROOT / "tests"), requirements) == []


def test_all_due_requirements_shown_is_a_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trace.main(make(tmp_path), TODAY) == 0
    assert capsys.readouterr().out == "2 of 2 due requirements are shown by a passing test\n"


def test_a_stage_is_due_from_its_day_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trace.main(make(tmp_path), date(2026, 11, 23)) == 1
    assert capsys.readouterr().out.splitlines()[0] == "AA-3 (no test): Three."


@pytest.mark.parametrize(
    ("outcomes", "finding"),
    [
        ({"second": "skipped"}, "AA-2 (only skipped): Two."),
        ({"first": "failed"}, "AA-1 (a test fails): One."),
    ],
)
def test_a_due_requirement_that_nothing_shows_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], outcomes: dict[str, str], finding: str
) -> None:
    assert trace.main(make(tmp_path, **outcomes), TODAY) == 1
    assert capsys.readouterr().out.splitlines() == [
        finding,
        "1 of 2 due requirements are shown by a passing test",
    ]


@pytest.mark.parametrize("argument", ['"AA-9"', "NAMES"])
def test_a_mark_that_names_no_requirement_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], argument: str
) -> None:
    tests = f"@pytest.mark.trace({argument})\ndef test_it() -> None: ...\n"

    assert trace.main(make(tmp_path, tests=tests), TODAY) == 1
    name = argument.strip('"')
    assert capsys.readouterr().out.splitlines()[0] == f"{name} is no requirement, but test_it.py:1 names it"


def test_outcomes_of_other_sources_are_called_old(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make(tmp_path)
    (root / "src" / "new.py").write_text("", encoding="utf-8")

    trace.main(root, TODAY)

    assert capsys.readouterr().out.splitlines()[0].startswith("The outcomes are older than the sources")


def test_without_outcomes_nothing_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make(tmp_path)
    (root / "var" / "test" / "outcomes.json").unlink()

    assert trace.main(root, TODAY) == 1
    assert capsys.readouterr().out == "No outcomes yet: run make test first.\n"


def test_a_requirement_that_stands_twice_or_in_no_stage_is_found() -> None:
    page = PAGE + "| AA-1 | Again. | fourth |\n"

    assert trace.read_requirements(page).problems == (
        "AA-1 stands twice in the requirements",
        "AA-1 belongs to a stage that is not listed: fourth",
    )
