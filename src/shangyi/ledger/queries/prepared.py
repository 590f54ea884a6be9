"""Queries whose SQL is built once and then only filled in.

Building the SQL of a wide query takes several times as long as sending it. A page that is opened all day asks the same
few questions with other numbers, so the statement of each is kept, with the places where its values go.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)
Got = TypeVar("Got")

MOST_SHAPES: Final = 400
"""Shapes that one process keeps of one query; then it begins anew."""

NUMBER: Final = 7_310_000_000_000_001
WORD: Final = "\u2060prepared-%d\u2060"
MOMENT: Final = datetime(9876, 5, 4, 3, 2, 1, tzinfo=UTC)
DAY: Final = date(9876, 5, 4)


@dataclass(frozen=True, slots=True)
class _Shape:
    """One statement with the names of the values that go into it; `params` are those of the statement itself."""

    rows: QuerySet[Any]
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    holes: tuple[tuple[int, str, bool], ...]

    def filled(self, values: dict[str, Any]) -> QuerySet[Any]:
        params = list(self.params)
        adapt = connections[self.rows.db].ops.adapt_datetimefield_value
        for index, name, is_moment in self.holes:
            params[index] = adapt(values[name]) if is_moment else values[name]
        return _of(self.rows, _Filled(self, tuple(params)))


class _Filled:
    """Stands for the query of a query set when its rows are read, and for nothing else."""

    def __init__(self, shape: _Shape, params: tuple[Any, ...]) -> None:
        self._shape, self._params = shape, params

    def __getattr__(self, name: str) -> Any:
        return getattr(self._shape.rows.query, name)

    def get_compiler(self, using: str | None = None, *_more: object, **_even: object) -> SQLCompiler:
        compiler = copy.copy(self._shape.compiler)
        compiler.connection = connections[using or self._shape.rows.db]
        compiler.as_sql = lambda *_a, **_k: (self._shape.sql, self._params)  # type: ignore[method-assign]
        return compiler


def _of(rows: QuerySet[Any], query: Any) -> QuerySet[Any]:
    """The same query set, unread, with another query."""
    fresh = rows.__class__.__new__(rows.__class__)
    fresh.__dict__.update(rows.__dict__)
    fresh.__dict__["_query"] = query
    fresh.__dict__["_result_cache"] = None
    return fresh


class Prepared(Generic[Row, Got]):
    """A question asked often: `Prepared(build)(shape, name=value)` reads the rows that `build` would give.

    `build(*shape, **values)` makes the query set. What stands in `shape` may change the form of the statement; what is
    given by name may only fill places of it: whole numbers, texts, moments and days, each used as it is given. Where a
    value cannot be found again in the statement, the query set is built each time and nothing is lost but time.
    """

    def __init__(self, build: Callable[..., QuerySet[Row, Got]]) -> None:
        self._build = build
        self._kept: dict[Hashable, _Shape | None] = {}

    def __call__(self, *shape: Hashable, **values: Any) -> QuerySet[Row, Got]:
        key = (
            connections["default"].vendor,
            shape,
            tuple((name, type(value)) for name, value in values.items()),
        )
        if key not in self._kept:
            if len(self._kept) >= MOST_SHAPES:
                self._kept.clear()
            self._kept[key] = self._shape(shape, values)
        kept = self._kept[key]
        return self._build(*shape, **values) if kept is None else kept.filled(values)

    def _shape(self, shape: tuple[Hashable, ...], values: dict[str, Any]) -> _Shape | None:
        marks = {name: _mark(value, n) for n, (name, value) in enumerate(values.items())}
        if None in marks.values():
            return None
        rows = self._build(*shape, **marks)
        compiler = rows.query.get_compiler(using=rows.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        holes = _holes(params, marks, connections[rows.db].ops.adapt_datetimefield_value)
        if {name for _, name, _ in holes} != {*values}:
            return None
        return _Shape(rows, compiler, sql, tuple(params), holes)


def _mark(value: Any, n: int) -> Any:
    """A value of the same type that nobody means; nothing for types that are not filled in."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return NUMBER + n
    if isinstance(value, datetime):
        return MOMENT + timedelta(seconds=n)
    if isinstance(value, date):
        return DAY + timedelta(days=n)
    return WORD % n if isinstance(value, str) else None


def _holes(
    params: Any, marks: dict[str, Any], adapt: Callable[[Any], Any]
) -> tuple[tuple[int, str, bool], ...]:
    """Where each value goes: index, name, and whether it goes in as this database writes moments."""
    found = []
    for index, param in enumerate(params):
        for name, mark in marks.items():
            is_moment = isinstance(mark, datetime)
            if type(param) is type(adapt(mark) if is_moment else mark) and param == (
                adapt(mark) if is_moment else mark
            ):
                found.append((index, name, is_moment))
    return tuple(found)
