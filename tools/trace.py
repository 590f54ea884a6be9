"""Which requirements are due and shown by no passing test.

Reads docs/requirements.md (what must hold and which stages are due), the marks in tests/, and the outcomes
that `make test` wrote. A requirement is shown when a test that names it passed and none that names it failed.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.sources import digest  # noqa: E402

REQUIREMENT = re.compile(r"^\| ([A-Z]{2}-\d+) \| (.+) \| (\w+) \|$", re.MULTILINE)
STAGE = re.compile(r"^\| (\w+) \| (\d{4}-\d\d-\d\d|–) \| .+ \|$", re.MULTILINE)

Marks = dict[str, list[str]]
Tests = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Requirements:
    """What must hold, by id, with its stage; and the stages with the day from which they are due, if any."""

    words: dict[str, str]
    stage: dict[str, str]
    stages: dict[str, date | None]
    problems: tuple[str, ...] = ()

    def due(self, today: date) -> list[str]:
        """The ids that must be shown by now, in the order of the page."""
        begun = {stage for stage, day in self.stages.items() if day is not None and day <= today}
        return [each for each, stage in self.stage.items() if stage in begun]


def read_requirements(text: str) -> Requirements:
    stages = {name: None if day == "–" else date.fromisoformat(day) for name, day in STAGE.findall(text)}
    words: dict[str, str] = {}
    stage: dict[str, str] = {}
    problems = []
    for each, said, its_stage in REQUIREMENT.findall(text):
        if each in words:
            problems.append(f"{each} stands twice in the requirements")
        if its_stage not in stages:
            problems.append(f"{each} belongs to a stage that is not listed: {its_stage}")
        words[each], stage[each] = said, its_stage
    return Requirements(words, stage, stages, tuple(problems))


def read_marks(tests: Path) -> Marks:
    """Requirement id → where a test names it. A mark that is no literal is kept under its source text."""
    found: Marks = {}
    for path in sorted(tests.rglob("*.py")):
        for line, name in _marks_in(path.read_text(encoding="utf-8")):
            found.setdefault(name, []).append(f"{path.relative_to(tests)}:{line}")
    return found


def _marks_in(text: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.trace"):
            for arg in node.args:
                yield node.lineno, str(arg.value) if isinstance(arg, ast.Constant) else ast.unparse(arg)


def unknown(marks: Marks, requirements: Requirements) -> list[str]:
    return [
        f"{name} is no requirement, but {', '.join(places)} names it"
        for name, places in sorted(marks.items())
        if name not in requirements.words
    ]


def not_shown(requirements: Requirements, parts: dict[str, Tests], today: date) -> list[str]:
    """Each due requirement that lacks a passing test or has a failing one, with the reason."""
    outcomes: dict[str, set[str]] = {}
    for tests in parts.values():
        for test in tests.values():
            for name in test["trace"]:
                outcomes.setdefault(name, set()).add(test["outcome"])
    lacking = []
    for name in requirements.due(today):
        seen = outcomes.get(name, set())
        if "failed" in seen or "passed" not in seen:
            reason = "a test fails" if "failed" in seen else "only skipped" if seen else "no test"
            lacking.append(f"{name} ({reason}): {requirements.words[name]}")
    return lacking


def main(root: Path = ROOT, today: date | None = None) -> int:
    requirements = read_requirements((root / "docs" / "requirements.md").read_text(encoding="utf-8"))
    outcomes = root / "var" / "test" / "outcomes.json"
    if not outcomes.exists():
        print("No outcomes yet: run make test first.")
        return 1
    written = json.loads(outcomes.read_text(encoding="utf-8"))
    if written["sources"] != digest(root):
        print("The outcomes are older than the sources: run make test for an answer that holds.")
    today = today or date.today()  # noqa: DTZ011 - the day on this desk
    lacking = not_shown(requirements, written["parts"], today)
    findings = [*requirements.problems, *unknown(read_marks(root / "tests"), requirements), *lacking]
    for finding in findings:
        print(finding)
    due = len(requirements.due(today))
    print(f"{due - len(lacking)} of {due} due requirements are shown by a passing test")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
