"""Every refusal has two sentences: what happened, and what can be done now.

The codes are read where they are raised: a literal, or a pattern `f"room.{name}-needed"` whose names stand in the
`needs=(…)` or in the transition `TABLE` of the same module, or a parameter whose values are literals in the calls
of that function within the room. Any other spelling is a finding, because it cannot be checked.
Not seen: whether the sentences fit the facts that are raised with the code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.source import ROOMS, Module, may_know, plant, read

CODE = re.compile(r"[a-z-]+\.[a-z-]+")
Sentences = dict[str, dict[str, int]]


def without_wording(modules: Iterable[Module]) -> list[str]:
    modules = list(modules)
    called = {
        room: list(_calls(each for each in modules if each.room == room))
        for room in {m.room for m in modules}
    }
    wordings: Sentences = {}
    for module in modules:
        if module.kind == "wording":
            wordings.setdefault(module.room, {}).update(sentences(module))
    return [
        module.at(line, what)
        for module in modules
        for line, code in codes_raised(module, called[module.room])
        if (what := _lack(module.room, code, wordings))
    ]


def claimed_twice(modules: Iterable[Module]) -> list[str]:
    """Codes that more than one room puts into words: nobody could tell which words are shown."""
    rooms: dict[str, list[str]] = {}
    for module in modules:
        for code in sentences(module) if module.kind == "wording" else ():
            rooms.setdefault(code, []).append(module.room)
    return [f"{code}: {', '.join(claims)}" for code, claims in sorted(rooms.items()) if len(claims) > 1]


def sentences(module: Module) -> dict[str, int]:
    """Code → how many filled sentences it has, from the literal WORDING of a wording module."""
    found = {}
    for node in ast.walk(module.tree):
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        if any(isinstance(target, ast.Name) and target.id == "WORDING" for target in targets):
            for table in (part for part in ast.walk(node) if isinstance(part, ast.Dict)):
                found.update(dict(_entries(table)))
    return found


def _entries(table: ast.Dict) -> Iterator[tuple[str, int]]:
    for key, value in zip(table.keys, table.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            parts = value.elts if isinstance(value, ast.Tuple) else []
            yield key.value, sum(1 for part in parts if _text(part).strip())


def _text(node: ast.expr) -> str:
    """The message id in `_("…")`, or a bare text."""
    if isinstance(node, ast.Call):
        node = node.args[0] if node.args else ast.Constant("")
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def codes_raised(module: Module, called: list[ast.Call]) -> Iterator[tuple[int, str | None]]:
    """Line and code of every `Refused(…)`; None where the code cannot be read."""
    for function, node in _with_function(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Refused":
            code = node.args[0] if node.args else None
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield node.lineno, code.value
            elif isinstance(code, ast.IfExp) and all(
                isinstance(x, ast.Constant) for x in (code.body, code.orelse)
            ):
                yield from ((node.lineno, ast.literal_eval(x)) for x in (code.body, code.orelse))
            elif isinstance(code, ast.Name) and function is not None and _has_parameter(function, code.id):
                yield from ((node.lineno, given) for given in _given_to(function.name, called))
            else:
                yield from ((node.lineno, made) for made in _patterned(code, module))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def _with_function(
    node: ast.AST, function: Function | None = None
) -> Iterator[tuple[Function | None, ast.AST]]:
    """Every node with the function it stands in."""
    for child in ast.iter_child_nodes(node):
        yield function, child
        inside = child if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)) else function
        yield from _with_function(child, inside)


def _has_parameter(function: Function, name: str) -> bool:
    return name in {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}


def _calls(modules: Iterable[Module]) -> Iterator[ast.Call]:
    return (node for module in modules for node in ast.walk(module.tree) if isinstance(node, ast.Call))


def _given_to(function: str, called: list[ast.Call]) -> list[str | None]:
    texts = {
        arg.value
        for call in called
        if ast.unparse(call.func).split(".")[-1] == function
        for arg in (*call.args, *(keyword.value for keyword in call.keywords))
        if isinstance(arg, ast.Constant) and isinstance(arg.value, str) and CODE.fullmatch(arg.value)
    }
    return sorted(texts) or [None]


def _patterned(code: ast.expr | None, module: Module) -> list[str | None]:
    if (
        not isinstance(code, ast.JoinedStr)
        or sum(isinstance(part, ast.FormattedValue) for part in code.values) != 1
    ):
        return [None]
    named = {
        text.value.replace("_", "-")
        for part in _naming_parts(module)
        for text in ast.walk(part)
        if isinstance(text, ast.Constant)
        and isinstance(text.value, str)
        and re.fullmatch("[a-z_]+", text.value)
    }
    shape = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in code.values)  # type: ignore[misc]
    return [shape.replace("{}", need) for need in sorted(named)] or [None]


def _naming_parts(module: Module) -> Iterator[ast.AST]:
    """Where a transition table says what must be given: `needs=(…)`, and the bare words of `TABLE`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.keyword) and node.arg == "needs":
            yield node.value
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == "TABLE" for target in targets):
                yield node.value


def _lack(room: str, code: str | None, wordings: Sentences) -> str:
    if code is None:
        return "spell the code out, so that its wording can be checked"
    known = [other for other in wordings if room == "kernel" or (other in ROOMS and may_know(room, other))]
    filled = max((wordings[other].get(code, 0) for other in known), default=0)
    return "" if filled == 2 else f"{code} has {filled} of 2 sentences"


def test_every_refusal_says_what_happened_and_what_can_be_done() -> None:
    assert without_wording(read()) == []


def test_each_refusal_is_put_into_words_by_one_room() -> None:
    assert claimed_twice(read()) == []


def test_two_rooms_with_words_for_one_refusal_are_found(tmp_path: Path) -> None:
    words = 'WORDING: dict[str, tuple[str, str]] = {"a.both": (_("It is late."), _("Ask again."))}'
    source = plant(tmp_path, {"people/wording.py": words, "concerns/wording.py": words})

    assert claimed_twice(read(source)) == ["a.both: concerns, people"]


def test_a_refusal_without_wording_is_found(tmp_path: Path) -> None:
    wording = 'WORDING = {"a.both": (_("It is late."), _("Ask again.")), "a.one": (_("It is late."), _(" ")), "a.x-y-needed": ("A.", "B.")}'
    raised = (
        'raise Refused("a.both")\n'
        'raise Refused("a.one")\n'
        'raise kernel.Refused("a.none", fact=1)\n'
        "raise Refused(code)\n"
        'Row(needs=("x_y", "z"))\n'
        'TABLE = (Row("right.of", "w"),)\n'
        "raise Refused(f\"a.{name.replace('_', '-')}-needed\")\n"
        'raise Refused("a.both" if late else "a.none")\n'
        "def find(code): raise Refused(code)\n"
        "def lost(code): raise Refused(code)\n"
    )
    source = plant(
        tmp_path,
        {
            "people/wording.py": wording,
            "concerns/wording/__init__.py": "WORDING = {**first.WORDING, **second.WORDING}",
            "concerns/wording/first.py": 'WORDING = {"c.first": (_("It is late."), _("Ask again."))}',
            "concerns/wording/second.py": 'WORDING = {"c.second": (_("It is late."), _("Ask again."))}',
            "concerns/rules.py": 'Refused("c.first")\nRefused("c.second")\nRefused("c.third")\n',
            "people/rules/a.py": raised,
            "people/queries.py": 'x.find("a.both", "a.two words", 1)\nfind("a.away")\n',
            "places/rules.py": 'Refused("a.both")',
        },
    )

    assert without_wording(read(source)) == [
        "concerns/rules.py:3: c.third has 0 of 2 sentences",
        "people/rules/a.py:2: a.one has 1 of 2 sentences",
        "people/rules/a.py:3: a.none has 0 of 2 sentences",
        "people/rules/a.py:4: spell the code out, so that its wording can be checked",
        "people/rules/a.py:7: a.w-needed has 0 of 2 sentences",
        "people/rules/a.py:7: a.z-needed has 0 of 2 sentences",
        "people/rules/a.py:8: a.none has 0 of 2 sentences",
        "people/rules/a.py:9: a.away has 0 of 2 sentences",
        "people/rules/a.py:10: spell the code out, so that its wording can be checked",
        "places/rules.py:1: a.both has 0 of 2 sentences",
    ]
