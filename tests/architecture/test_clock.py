"""Clock and chance are read at the edge and handed in.

The edge: views, the API, and the wiring in entry, but not the demo world, which lives in simulated months.
Not seen: a clock read in a library, a database default (`Now()` is found), a default argument that names a source
without calling it, which is how an edge is left open on purpose.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.architecture.source import Module, plant, read

CLOCK = {
    "timezone.now", "timezone.localtime", "timezone.localdate", "datetime.now", "datetime.utcnow", "datetime.today",
    "date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime", "Now", "auto_now",
}  # fmt: skip
CHANCE_MODULES = {"secrets", "random"}
CHANCE = {
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid4",
    "uuid1",
    "os.urandom",
    "urandom",
    "get_random_string",
    "default_rng",
}
NEED_NO_CLOCK = {"timezone.localtime", "timezone.localdate", "time.localtime", "time.gmtime"}


def clocks_and_chance(modules: Iterable[Module]) -> list[str]:
    return [
        module.at(line, f"{name}(")
        for module in modules
        if not _is_edge(module)
        for line, name in _reads(module)
    ]


def _is_edge(module: Module) -> bool:
    if module.room == "entry":
        return not module.path.startswith("entry/demo")
    return module.kind in {"views", "api"} or "migrations" in module.path.split("/")


def _reads(module: Module) -> Iterator[tuple[int, str]]:
    taken = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module in {*CHANCE_MODULES, "time"}
        for alias in node.names
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield node.lineno, node.arg
        if isinstance(node, ast.Call):
            name = ".".join(ast.unparse(node.func).split(".")[-2:])
            name = taken.get(name, name)
            if _is_clock(name, node) or name in CHANCE or _is_chance(name, node):
                yield node.lineno, name


def _is_clock(name: str, call: ast.Call) -> bool:
    return name in CLOCK and not (name in NEED_NO_CLOCK and bool(call.args))


def _is_chance(name: str, call: ast.Call) -> bool:
    """`random.Random(seed)` is no chance; the same without a seed is."""
    first, _, last = name.partition(".")
    if last in {"default_rng", "Random", "RandomState"} or first in {"default_rng", "Random"}:
        return not call.args and not call.keywords
    return (first in CHANCE_MODULES and last != "compare_digest" and bool(last)) and first != "np"


def test_clock_and_chance_are_read_at_the_edge_only() -> None:
    assert clocks_and_chance(read()) == []


@pytest.mark.parametrize(
    "line",
    [
        "timezone.now()",
        "django.utils.timezone.now()",
        "datetime.now(tz=UTC)",
        "datetime.datetime.now()",
        "date.today()",
        "time.time()",
        "timezone.localdate()",
        "from time import time\ntime()",
        "at = models.DateTimeField(auto_now_add=True)",
        "secrets.token_urlsafe()",
        "from secrets import randbelow\nrandbelow(3)",
        "random.shuffle(rows)",
        "random.Random()",
        "numpy.random.default_rng()",
        "uuid4()",
        "uuid.uuid4()",
        "os.urandom(32)",
    ],
)
def test_a_clock_or_chance_below_the_edge_is_found(tmp_path: Path, line: str) -> None:
    below = [
        "concerns/actions/hear.py",
        "concerns/models.py",
        "entry/demo/people.py",
        "ui/templatetags/ui.py",
    ]
    edge = ["concerns/api.py", "concerns/views/desk.py", "entry/cli.py"]
    source = plant(tmp_path, dict.fromkeys([*below, *edge], f"{line}\n"))

    assert [finding.split(":")[0] for finding in clocks_and_chance(read(source))] == below


@pytest.mark.parametrize(
    "line",
    [
        "timezone.localtime(at)",
        "timezone.localdate(at)",
        "random.Random(seed)",
        "numpy.random.default_rng(seed)",
        "now()",
        "timezone.make_aware(at)",
        "secrets.compare_digest(a, b)",
        "time.perf_counter()",
    ],
)
def test_what_needs_no_clock_is_left_alone(tmp_path: Path, line: str) -> None:
    assert clocks_and_chance(read(plant(tmp_path, {"concerns/actions.py": f"{line}\n"}))) == []
