"""Lint, types, layers, templates, tables, translations and what is due: one line per check, output where one fails."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
FOLDERS = [name for name in ("src", "tests", "tools", "bench") if (ROOT / name).is_dir()]
LONGEST = 60
SETTINGS = ["--settings", "tests.settings"]

Command = list[str]


def templates() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("templates/**/*.html"))


def checks() -> dict[str, Command]:
    """Name → command; a command without files to look at is left out."""
    found = templates()
    djade = str(Path(PYTHON).parent / "djade")
    return {
        "lint": [PYTHON, "-m", "ruff", "check", "--quiet", *FOLDERS],
        "format": [PYTHON, "-m", "ruff", "format", "--check", *FOLDERS],
        "layers": [
            PYTHON,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ],
        **({"templates": [djade, "--check", "--target-version", "5.2", *found]} if found else {}),
        "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run", *SETTINGS],
        "translations": [PYTHON, "tools/messages.py", "missing"],
        "types": [PYTHON, "-m", "mypy"],
        "trace": [PYTHON, "tools/trace.py"],
    }


def run(name: str, command: Command) -> bool:
    """Whether the check is content; what it said is printed only when it is not."""
    started = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    print(
        f"{'ok    ' if done.returncode == 0 else 'failed'}  {name} ({time.monotonic() - started:.1f} s)",
        flush=True,
    )
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines()
        print("\n".join(lines[:LONGEST]))
        if len(lines) > LONGEST:
            print(f"… and {len(lines) - LONGEST} lines more: {shlex.join(command[1:])}")
    return done.returncode == 0


def main(wanted: list[str]) -> int:
    """Run all checks, or those named."""
    known = checks()
    if unknown := sorted(set(wanted) - set(known)):
        print(f"There is no check {', '.join(unknown)}. There are: {', '.join(known)}.")
        return 2
    results = [run(name, command) for name, command in known.items() if not wanted or name in wanted]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
