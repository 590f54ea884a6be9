"""What became of each test, with the requirement ids it shows and how long it took.

tools/trace.py reads the file for the requirements, tools/run_tests.py for what is dear.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

RANK = {"skipped": 0, "passed": 1, "failed": 2}
LONGEST = 3600
"""Seconds; a longer duration was measured while a test held the clock."""


class Outcomes:
    """A pytest plugin of the process that collects the reports; workers send theirs to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tests: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        traces = [value for name, value in report.user_properties if name == "trace"]
        test = self.tests.setdefault(report.nodeid, {"outcome": "skipped", "seconds": 0.0})
        test["trace"] = sorted(map(str, traces))
        if 0 <= report.duration < LONGEST:
            test["seconds"] = round(test["seconds"] + report.duration, 3)
        if report.when == "call" or report.outcome != "passed":
            test["outcome"] = max(test["outcome"], report.outcome, key=RANK.__getitem__)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.tests[report.nodeid] = {"trace": [], "outcome": "failed", "seconds": 0.0}

    def pytest_sessionfinish(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(
            json.dumps(self.tests, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8"
        )


def register(config: pytest.Config) -> None:
    """Record when SHANGYI_OUTCOMES names a file, in the one process that hears of every test."""
    path = os.environ.get("SHANGYI_OUTCOMES")
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Outcomes(Path(path)), "outcomes")


def note_traces(items: list[pytest.Item]) -> None:
    for item in items:
        for marker in item.iter_markers("trace"):
            item.user_properties.extend(("trace", name) for name in marker.args)
