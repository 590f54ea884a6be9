"""Who may know whom, as import-linter sees it, and what the pure modules may import at all.

Not seen: an import made by name at run time (`import_module`, a dotted path in settings, `apps.get_model`).
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, Module, plant, read

PURE_FILES = {"rules", "events"}
MATHEMATICS = {"insight"}
BARE = {
    "kernel/ids.py": "",
    "places/tables.py": "import django.db\n",
    "people/apps.py": "",
    "concerns/apps.py": "",
    "entry/cli.py": "",
}


def lint_imports(source: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command as run; run()"
    arguments = ["--no-cache", "--no-logo", "--config", str(ROOT / ".importlinter")]
    return subprocess.run(
        [sys.executable, "-c", command, *arguments],
        cwd=source,
        env={"PYTHONPATH": str(source), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def impure_imports(modules: Iterable[Module]) -> list[str]:
    """What pure modules import beyond the standard library, the kernel and the rules of rooms below.

    The mathematics may use numerical packages besides, but no Django and no room that has tables.
    """
    return [
        module.at(line, f"imports {name}")
        for module in modules
        for line, name in imports(module)
        if not _allowed(module, name)
    ]


def imports(module: Module) -> Iterable[tuple[int, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


def _allowed(module: Module, name: str) -> bool:
    parts = name.split(".")
    if module.room == "kernel":
        return parts[0] in sys.stdlib_module_names or parts[:2] == ["shangyi", "kernel"]
    if module.room in MATHEMATICS:
        return parts[0] not in {"django", "ninja", ""} and (
            parts[0] != "shangyi" or parts[1] in {"kernel", *MATHEMATICS}
        )
    if module.kind not in PURE_FILES:
        return True
    below = parts[0] == "shangyi" and (
        parts[1] in {"kernel", *MATHEMATICS} or parts[2:3] in ([kind] for kind in PURE_FILES)
    )
    return parts[0] in sys.stdlib_module_names or below


def test_the_rooms_import_only_what_lies_below_them() -> None:
    done = lint_imports(ROOT / "src")

    assert done.returncode == 0, done.stdout + done.stderr


def test_pure_modules_import_nothing_else() -> None:
    assert impure_imports(read()) == []


@pytest.mark.parametrize(
    ("path", "text", "contract"),
    [
        ("ledger/queries.py", "import shangyi.people.apps\n", "never the reverse"),
        ("ledger/queries.py", "import shangyi.entry.cli\n", "never the reverse"),
        ("whispers/queries.py", "import shangyi.concerns.apps\n", "never the reverse"),
        ("places/rules.py", "import django.db\n", "know no Django"),
        ("kernel/money.py", "import django.db\n", "know no Django"),
        ("insight/maps.py", "import django.db\n", "know no Django"),
        ("places/rules/limits.py", "import shangyi.places.tables\n", "know no Django"),
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, path: str, text: str, contract: str) -> None:
    plant(tmp_path, BARE | {path: text})

    done = lint_imports(tmp_path)

    assert done.returncode == 1
    assert [
        line for line in done.stdout.splitlines() if line.endswith("BROKEN") and contract in line
    ] != [], done.stdout


def test_a_circle_inside_a_room_is_found(tmp_path: Path) -> None:
    plant(
        tmp_path,
        BARE
        | {"places/one.py": "import shangyi.places.two\n", "places/two.py": "import shangyi.places.one\n"},
    )

    done = lint_imports(tmp_path)

    assert "Nothing goes in a circle, inside a room neither BROKEN" in done.stdout


def test_a_room_without_a_place_in_the_order_is_found(tmp_path: Path) -> None:
    plant(tmp_path, BARE | {"attic/rules.py": ""})

    done = lint_imports(tmp_path)

    assert done.returncode == 1
    assert "shangyi.attic" in done.stdout


def test_an_impure_import_is_found(tmp_path: Path) -> None:
    source = plant(
        tmp_path,
        {
            "kernel/money.py": "import decimal\nimport numpy\n",
            "concerns/rules/limits.py": "import numpy\nimport shangyi.ui.rules\nimport shangyi.ui.views\n",
            "concerns/events.py": "from .models import Concern\n",
            "concerns/actions.py": "import numpy\n",
            "insight/maps.py": "import numpy\nfrom shangyi.concerns.rules import y\n",
        },
    )

    assert impure_imports(read(source)) == [
        "concerns/events.py:1: imports .models",
        "concerns/rules/limits.py:1: imports numpy",
        "concerns/rules/limits.py:3: imports shangyi.ui.views",
        "insight/maps.py:2: imports shangyi.concerns.rules",
        "kernel/money.py:2: imports numpy",
    ]
