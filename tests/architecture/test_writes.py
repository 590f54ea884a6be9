"""Only actions write.

Not seen: a write through a many-to-many manager (`.add`, `.set`, `.remove`, `.clear`), a positional `.update` on
a name whose origin lies in another module, a verb called through `getattr`, SQL that is put together at run time.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.architecture.source import Module, plant, read

ALWAYS = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "in_bulk_create"}
SAVING = {"save", "delete"}
OF_QUERYSETS = {
    "filter", "exclude", "all", "select_for_update", "select_related", "prefetch_related", "annotate", "order_by",
    "distinct", "using", "only", "defer", "alias",
}  # fmt: skip
NO_MODELS = {
    "image",
    "picture",
    "thumbnail",
    "workbook",
    "book",
    "document",
    "storage",
    "default_storage",
    "cache",
    "session",
}
SQL_WRITE = re.compile(
    r"\s*(insert|update|delete|replace|truncate|drop|alter|create|merge|copy)\b", re.IGNORECASE
)


def writes_outside_actions(modules: Iterable[Module]) -> list[str]:
    return [
        module.at(line, what)
        for module in modules
        if module.kind != "actions" and "migrations" not in module.path.split("/")
        for line, what in _writes(module.tree)
    ]


def _writes(tree: ast.Module) -> Iterator[tuple[int, str]]:
    querysets = set(_names_of_querysets(tree))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and _is_write(node, node.func, querysets)
        ):
            yield node.lineno, f"{ast.unparse(node.func)}("


def _is_write(call: ast.Call, function: ast.Attribute, querysets: set[str]) -> bool:
    verb = function.attr
    plain = verb.removeprefix("a") if verb.removeprefix("a") in {*ALWAYS, *SAVING, "update"} else verb
    if plain in ALWAYS:
        return True
    if plain in SAVING:
        return _last_name(function.value) not in NO_MODELS
    if plain == "update":
        related = isinstance(function.value, ast.Attribute) and not call.args and bool(call.keywords)
        return related or _is_queryset(function.value, querysets)
    return verb == "executemany" or (verb == "execute" and _is_writing_sql(call))


def _is_queryset(receiver: ast.expr, querysets: set[str]) -> bool:
    for node in ast.walk(receiver):
        if isinstance(node, ast.Attribute) and (
            node.attr in {"objects", "_default_manager", "_base_manager"} or node.attr.endswith("_set")
        ):
            return True
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in OF_QUERYSETS
        ):
            return True
    return isinstance(receiver, ast.Name) and receiver.id in querysets


def _names_of_querysets(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _is_queryset(node.value, set()):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, (ast.AnnAssign, ast.arg)) and node.annotation is not None:
            name = node.arg if isinstance(node, ast.arg) else getattr(node.target, "id", "")
            if re.search(r"QuerySet|Manager\b", ast.unparse(node.annotation)):
                yield name


def _is_writing_sql(call: ast.Call) -> bool:
    text = call.args[0] if call.args else None
    first = text.values[0] if isinstance(text, ast.JoinedStr) and text.values else text
    return (
        isinstance(first, ast.Constant)
        and isinstance(first.value, str)
        and bool(SQL_WRITE.match(first.value))
    )


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_only_actions_write() -> None:
    assert writes_outside_actions(read()) == []


@pytest.mark.parametrize(
    "line",
    [
        "concern.save()",
        "form.save()",
        "super().save(*args)",
        "await concern.asave()",
        "concern.voices.all().delete()",
        "Concern.objects.create(text='x')",
        "concern.voices.create(text='x')",
        "Concern.objects.bulk_create([])",
        "Concern.objects.get_or_create(text='x')",
        "Concern.objects.filter(pk=1).update(state='x')",
        "concern.voice_set.update(state='x')",
        "concern.voices.update(state='x')",
        "rows = Concern.objects.all()\nrows.update(state='x')",
        "def put(rows: QuerySet[Concern]) -> None:\n    rows.update(state='x')",
        "cursor.execute('UPDATE concerns_concern SET state = 1')",
        "cursor.execute(f'DELETE FROM {table}')",
        "cursor.executemany(sql, rows)",
    ],
)
def test_a_write_outside_actions_is_found(tmp_path: Path, line: str) -> None:
    source = plant(tmp_path, {"concerns/views.py": f"{line}\n", "concerns/actions/sort.py": f"{line}\n"})

    assert [finding.split(":")[0] for finding in writes_outside_actions(read(source))] == [
        "concerns/views.py"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "facts.update(other)",
        "facts.update(a=1)",
        "seen.update([1, 2])",
        "digest.update(data)",
        "self.digest.update(data)",
        "found.values.update({})",
        "image.save(buffer, 'JPEG')",
        "self.workbook.save(path)",
        "cursor.execute('SELECT 1')",
        "rows = Concern.objects.filter(pk=1)",
    ],
)
def test_what_only_looks_like_a_write_is_left_alone(tmp_path: Path, line: str) -> None:
    assert writes_outside_actions(read(plant(tmp_path, {"concerns/queries.py": f"{line}\n"}))) == []
