"""Run everything: all of it on SQLite, then whatever uses the database again on a real PostgreSQL.

Three workers each, one part after the other: on two cores, for a third of the time one of them waits for a page or a
process. SHANGYI_WORKERS says otherwise.
The last line counts both parts.
What became of each test is left in var/test/outcomes.json, from which tools/trace.py reads which requirements
are shown.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.harness import chromium  # noqa: E402
from tools.sources import digest  # noqa: E402

OUT = ROOT / "var" / "test"
PARTS = {
    "sqlite": (["-m", "not postgres"], {}),
    "postgres": (["-m", "database and not browser"], {"SHANGYI_TEST_DB": "postgres"}),
}
NOTHING_COLLECTED = 5
COMPILE = "from shangyi.insight.opinions.ahead import compile_ahead; compile_ahead()"
"""The kernels are compiled once beside the first tests, and not by each worker that comes to need them."""

Tests = dict[str, dict[str, Any]]


def run(part: str, more: list[str]) -> Tests:
    """What became of each test of one part, by its id; a run that broke off counts as one failure."""
    arguments, environment = PARTS[part]
    path = OUT / f"{part}.json"
    path.unlink(missing_ok=True)
    print(f"· {part}", flush=True)
    started = time.monotonic()
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        os.environ.get("SHANGYI_WORKERS", "3"),
        "--dist",
        "loadgroup",
        *arguments,
        *more,
    ]
    wishes = {
        **os.environ,
        **environment,
        "SHANGYI_OUTCOMES": str(path),
    }
    wishes.pop("DATABASE_URL", None)
    code = subprocess.run(command, cwd=ROOT, env=wishes, check=False).returncode
    print(f"· {part} took {time.monotonic() - started:.0f} s", flush=True)
    tests: Tests = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    failed = any(test["outcome"] == "failed" for test in tests.values())
    if code not in {0, NOTHING_COLLECTED} and not failed:
        tests[f"the {part} part as a whole (pytest ended with {code})"] = {"trace": [], "outcome": "failed"}
    return tests


def summary(parts: dict[str, Tests]) -> str:
    counts = Counter(test["outcome"] for tests in parts.values() for test in tests.values())
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in ("passed", "failed", "skipped"))


def dearest(tests: Tests, count: int = 12) -> list[str]:
    """The files of one part that took longest, in seconds of their workers, the longest first."""
    spent: Counter[str] = Counter()
    for name, test in tests.items():
        spent[name.partition("::")[0]] += test.get("seconds", 0.0)
    return [f"{seconds:7.1f} s  {path}" for path, seconds in spent.most_common(count)]


def main(more: list[str]) -> int:
    if chromium.find_or_install() is None:
        print(chromium.WHAT_TO_INSTALL, file=sys.stderr)
        print("0 passed, 1 failed, 0 skipped")
        return 1
    OUT.mkdir(parents=True, exist_ok=True)
    compiling = subprocess.Popen([sys.executable, "-c", COMPILE], cwd=ROOT)
    sources = digest(ROOT)  # before the run: an edit made meanwhile must show
    parts = {part: run(part, more) for part in PARTS}
    compiling.wait()
    written = {"sources": sources, "parts": parts}
    (OUT / "outcomes.json").write_text(json.dumps(written, ensure_ascii=False, indent=1), encoding="utf-8")
    for part, tests in parts.items():
        print(f"· {part}: what took longest", *dearest(tests), sep="\n")
    failures = [
        f"{part}: {name}"
        for part, tests in parts.items()
        for name in tests
        if tests[name]["outcome"] == "failed"
    ]
    for failure in failures:
        print(f"failed  {failure}")
    print(summary(parts))
    return 1 if failures or not any(parts.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
