"""Reading the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from shangyi.ledger.models import Fact
from shangyi.ledger.queries.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Line:
    """One fact with its private part; `private` is empty where it was erased."""

    id: int
    kind: str
    subject: str
    at: datetime
    capacity_kind: str
    category: str
    place_code: str
    public: dict[str, Any]
    private: dict[str, Any]


def lines_about(
    subjects: Iterable[str], *, newest_first: bool = True, limit: int | None = None
) -> list[Line]:
    """Every fact about these subjects, with one query."""
    wanted = tuple(subjects)
    order = "-id" if newest_first else "id"
    if len(wanted) == 1:
        rows = _ABOUT_ONE(order, limit, subject=wanted[0])
    else:
        rows = _in_order(Fact.objects.filter(subject__in=wanted), order, limit)
    return [_line(row) for row in rows]


def _line(row: tuple[Any, ...]) -> Line:
    return replace(Line(*row), private=row[-1] or {})


def _in_order(facts: QuerySet[Fact], order: str, limit: int | None) -> QuerySet[Fact, Any]:
    rows = facts.order_by(order).values_list(
        "id", "kind", "subject", "at", "capacity_kind", "category", "place_code", "public", "private__content"
    )
    return rows[:limit] if limit else rows


_ABOUT_ONE = Prepared(
    lambda order, limit, subject: _in_order(Fact.objects.filter(subject=subject), order, limit)
)
