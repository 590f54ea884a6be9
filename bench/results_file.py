"""Results as JSON for machines and as a Markdown table for people, with the machine they were measured on."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Results:
    """What was measured: a title, sentences to read first, and rows that all have the same keys."""

    title: str
    notes: list[str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)


def write(name: str, results: Results, folder: Path) -> str:
    """Write NAME.json and NAME.md; return the Markdown."""
    folder.mkdir(parents=True, exist_ok=True)
    machine = machine_of()
    text = _markdown(results, machine)
    whole = {"machine": machine, **asdict(results)}
    (folder / f"{name}.json").write_text(
        json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return text


def machine_of() -> dict[str, Any]:
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "load at the end": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "system": platform.system(),
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _markdown(results: Results, machine: dict[str, Any]) -> str:
    about = " · ".join(f"{key} {value}" for key, value in machine.items())
    lines = [f"# {results.title}", "", *(f"{note}\n" for note in results.notes), about, ""]
    if results.rows:
        head = list(results.rows[0])
        lines += [
            _row(head),
            _row(["---"] * len(head)),
            *(_row([row[key] for key in head]) for row in results.rows),
        ]
    return "\n".join(lines) + "\n"


def _row(cells: list[Any]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"
