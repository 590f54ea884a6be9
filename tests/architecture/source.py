"""The source tree as the checks see it, and small planted trees that show a check biting."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src"
ROOMS = (
    "kernel",
    "ui",
    "ledger",
    "places",
    "people",
    "rulepacks",
    "notices",
    "insight",
    "undertakings",
    "concerns",
    "whispers",
    "deliberation",
    "decisions",
    "forums",
    "publicity",
    "journeys",
    "entry",
)
SIBLINGS = {"concerns", "whispers", "deliberation"}


@dataclass(frozen=True)
class Module:
    """One Python file of a room: `path` is relative to the package, "concerns/actions/assign.py"."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def room(self) -> str:
        return self.path.split("/")[0]

    @property
    def kind(self) -> str:
        """The file's role in its room: "actions" for actions.py and for actions/assign.py alike."""
        parts = self.path.split("/")
        return parts[1].removesuffix(".py") if len(parts) > 1 else ""

    def at(self, line: int, what: str) -> str:
        return f"{self.path}:{line}: {what}"


def read(source: Path = SOURCE) -> list[Module]:
    """Every Python file of the package but the package's own __init__, in the order of their paths."""
    package = source / "shangyi"
    paths = sorted(path for path in package.rglob("*.py") if path.parent != package)
    return [Module(path.relative_to(package).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def templates(source: Path = SOURCE) -> list[Module]:
    package = source / "shangyi"
    paths = sorted(
        path for path in package.glob("*/templates/**/*") if path.suffix in {".html", ".txt", ".svg", ".xml"}
    )
    return [Module(path.relative_to(package).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def plant(folder: Path, files: dict[str, str]) -> Path:
    """Write files of a package `shangyi` below `folder`, with the __init__.py they need; the folder again."""
    for name, text in files.items():
        path = folder / "shangyi" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for parent in path.parents:
            if parent == folder:
                break
            if path.suffix == ".py":
                (parent / "__init__.py").touch()
    return folder


def may_know(room: str, other: str) -> bool:
    """Whether a room may know the other: itself, an earlier one, but no sibling of its own row."""
    if room == other:
        return True
    if {room, other} <= SIBLINGS:
        return False
    return ROOMS.index(other) < ROOMS.index(room)
