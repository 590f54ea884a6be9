"""Looking at everything that must hold, over the whole database, in statements and never row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from shangyi.journeys.queries.agreements import AGREEMENTS, UNTOUCHED, untouched
from shangyi.journeys.queries.ballots import BALLOTS, RECOUNT, recounted
from shangyi.journeys.queries.budgets import BUDGETS, RECOUNT_BUDGETS, budgets_recounted
from shangyi.journeys.queries.commitments import COMMITMENTS, commitments_kept
from shangyi.journeys.queries.foundings import FOUNDINGS, GATES, foundings_reviewed
from shangyi.journeys.queries.offenders import BY_SQL as OF_CONCERNS
from shangyi.journeys.queries.silence import SILENCE, silences
from shangyi.journeys.queries.sittings import GATHERINGS
from shangyi.journeys.queries.topics import RESULT, TOPICS, results_hold
from shangyi.journeys.rules.invariants import Held, Invariant, spelled

SHOWN = 5
"""How many of the offenders are named."""

BY_SQL = (*OF_CONCERNS, *GATHERINGS, *BALLOTS, *AGREEMENTS, *BUDGETS, *TOPICS, *FOUNDINGS)
ALL = (*BY_SQL, *SILENCE, COMMITMENTS, RECOUNT, UNTOUCHED, RECOUNT_BUDGETS, RESULT, GATES)
"""Everything that is looked at, by number and code."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that was looked at, in the order of the list."""

    held: tuple[Held, ...]

    @property
    def broken(self) -> tuple[Held, ...]:
        return tuple(each for each in self.held if not each.holds)


def check_everything(now: datetime, *, whole_record: bool = False) -> Whole:
    """What holds and what does not, in the whole database at this moment.

    Of the sealed private parts another stretch is opened each day where there are many; `whole_record` opens
    all. Nothing is written.
    """
    held = [
        *_by_sql(now),
        *silences(now),
        commitments_kept(now, whole=whole_record),
        recounted(whole=whole_record),
        untouched(whole=whole_record),
        results_hold(whole=whole_record),
        budgets_recounted(whole=whole_record),
        foundings_reviewed(whole=whole_record),
    ]
    return Whole(tuple(sorted(held, key=lambda each: each.invariant.number)))


def _by_sql(now: datetime) -> Iterator[Held]:
    values = {
        "now": connection.ops.adapt_datetimefield_value(now),
        "today": timezone.localdate(now).isoformat(),
    }
    sizes: dict[str, int] = {}
    for invariant in BY_SQL:
        if invariant.of not in sizes:
            sizes[invariant.of] = _rows(f'SELECT COUNT(*) FROM "{invariant.of}"', {})[0][0]  # noqa: S608
        yield _held(invariant, sizes[invariant.of], values)


def _held(invariant: Invariant, size: int, values: dict[str, Any]) -> Held:
    """Ask for the offenders once; both their number and the first of them come from that."""
    sql = spelled(invariant.sql, connection.vendor)
    rows = _rows(sql, values if "%(" in sql else {"": ""})
    ids = sorted(row[0] for row in rows)
    return Held(invariant, size, len(ids), tuple(ids[:SHOWN]))


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall())
