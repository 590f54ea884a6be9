"""No function over 40 lines, no module over 400.

A function is counted without its docstring and decorators. Migrations, which the framework writes, are left out.
Not seen: templates, style sheets and scripts; many small functions that belong in two modules.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.source import Module, plant, read

FUNCTION_LINES = 40
MODULE_LINES = 400


def too_long(modules: Iterable[Module]) -> list[str]:
    return [finding for module in modules if "migrations" not in module.path for finding in _too_long(module)]


def _too_long(module: Module) -> Iterator[str]:
    lines = len(module.text.splitlines())
    if lines > MODULE_LINES:
        yield module.at(lines, f"{lines} lines")
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and _length(node) > FUNCTION_LINES:
            yield module.at(node.lineno, f"{node.name} has {_length(node)} lines")


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return whole
    first = function.body[0]
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)


def test_functions_and_modules_stay_short() -> None:
    assert too_long(read()) == []


def test_what_grew_too_long_is_found(tmp_path: Path) -> None:
    source = plant(
        tmp_path,
        {
            "places/rules.py": 'def right() -> None:\n    """Say.\n    More.\n    """\n' + "    x = 1\n" * 39,
            "places/queries.py": "def wrong() -> None:\n" + "    x = 1\n" * 40,
            "places/views.py": "x = 1\n" * 401,
            "places/migrations/0001_initial.py": "x = 1\n" * 401,
        },
    )

    assert too_long(read(source)) == [
        "places/queries.py:1: wrong has 41 lines",
        "places/views.py:401: 401 lines",
    ]
