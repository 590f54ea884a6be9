"""Public functions of rules, actions, queries and the mathematics say what comes out.

Not seen: whether what they say is true, and methods of classes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from tests.architecture.source import Module, plant, read

KINDS = {"rules", "actions", "queries"}


def undocumented(modules: Iterable[Module]) -> list[str]:
    return [
        module.at(node.lineno, f"{node.name} has no docstring")
        for module in modules
        if module.kind in KINDS or module.room == "insight"
        for node in module.tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        if not node.name.startswith("_") and not (ast.get_docstring(node) or "").strip()
    ]


def test_public_functions_say_what_comes_out() -> None:
    assert undocumented(read()) == []


def test_a_silent_function_is_found(tmp_path: Path) -> None:
    text = 'def told() -> None:\n    """It is told."""\n\n\ndef silent() -> None:\n    ...\n\n\ndef _own() -> None:\n    ...\n'
    places = ["insight/maps.py", "places/actions/move.py", "places/queries.py", "places/rules.py"]
    source = plant(tmp_path, dict.fromkeys([*places, "places/views.py", "kernel/ids.py"], text))

    assert undocumented(read(source)) == [f"{place}:5: silent has no docstring" for place in places]
