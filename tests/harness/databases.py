"""Private copies of the migrated test database, for tests whose rows must really be committed.

Flushing tables between tests is impossible here: triggers refuse to delete what is recorded. A copy of the
empty, migrated database is made instead and dropped afterwards.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, connections

_NUMBERS = itertools.count(1)


@contextmanager
def cloned() -> Iterator[str]:
    """The default connection, in all threads, on a copy of the test database; yields the copy's name."""
    if connection.in_atomic_block:
        raise RuntimeError("a cloned database cannot be used together with db: take one of the two")
    template = str(connection.settings_dict["NAME"])
    clone = _copy(template)
    _switch_to(clone)
    try:
        yield clone
    finally:
        _switch_to(template)
        _drop(clone)


def _switch_to(name: str) -> None:
    # Every thread's connection shares this one dictionary, so a server thread follows.
    _disconnect()
    connection.settings_dict["NAME"] = name


def _disconnect() -> None:
    connections.close_all()
    if connection.vendor == "postgresql":
        connection.close_pool()


def _copy(template: str) -> str:
    _disconnect()
    clone = f"{template}_{os.getpid()}_{next(_NUMBERS)}"
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(clone)) as target:
            source.backup(target)
    else:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{clone}" TEMPLATE "{template}"')
    return clone


def _drop(clone: str) -> None:
    if connection.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(clone + end).unlink(missing_ok=True)
    else:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{clone}" WITH (FORCE)')
