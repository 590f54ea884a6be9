"""What stands in the way of serving, in words that say what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

if TYPE_CHECKING:
    from collections.abc import Iterator

UNMIGRATED = "run: shangyi manage migrate  (after a backup, see docs/operating.md)"


def problems() -> list[str]:
    """Each thing that keeps the service from running; empty when nothing does."""
    wrong_settings = [f"{error.msg} {error.hint or ''}".strip() for error in errors()]
    return wrong_settings or list(database_problems())


def errors() -> list[checks.CheckMessage]:
    return [found for found in checks.run_checks() if found.level >= checks.ERROR and not found.is_silenced()]


def database_problems() -> Iterator[str]:
    try:
        waiting = waiting_migrations()
    except DatabaseError as problem:
        why = (str(problem).splitlines() or ["it does not answer"])[0]
        yield f"The database cannot be used: {why}"
        return
    finally:
        let_go()
    if waiting:
        yield f"The database is {len(waiting)} steps behind this version; {UNMIGRATED}"


def let_go() -> None:
    """Leave no connection and no thread of a pool behind: processes are forked from here."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]


def waiting_migrations() -> list[str]:
    """The steps that the tables still lack, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
