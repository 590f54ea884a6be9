"""The migrated test database, made once, and private copies of it for tests whose rows must really be committed.

Flushing tables between tests is impossible here: triggers refuse to delete what is recorded. A copy of the
empty, migrated database is made instead and dropped afterwards.

Migrating takes longer than most files of tests, so one process does it and the others copy what it made. With SQLite
the copy outlasts the run, under a name that changes with the migrations.
"""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import os
import pickle
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "test"
_NUMBERS = itertools.count(1)
_PREPARED: dict[str, tuple[str, bytes]] = {}


def migrated() -> Any:
    """Make the test database of this process and point Django to it; gives what `teardown_databases` wants."""
    from django.test.utils import setup_databases

    def set_up(*, keep: bool) -> Any:
        return setup_databases(0, interactive=False, keepdb=keep, aliases={"default"}, serialized_aliases=())

    name = connection.creation._get_test_db_name()
    source = _source()
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_there(source):
            made = set_up(keep=False)
            _forget_older()
            _copy(str(connection.settings_dict["NAME"]), source)
            return made
        _copy(source, name)
    return set_up(keep=True)


def _source() -> str:
    """Where the migrated database is kept that belongs to the migrations as they are now."""
    files = [ROOT / "requirements" / "runtime.txt", *sorted((ROOT / "src").glob("shangyi/*/migrations/*.py"))]
    digest = hashlib.sha256(b"".join(str(path).encode() + path.read_bytes() for path in files)).hexdigest()[
        :16
    ]
    if connection.vendor == "sqlite":
        return str(KEPT / f"migrated-{digest}.sqlite3")
    return f"migrated_{digest}"


def _forget_older() -> None:
    for old in KEPT.glob("migrated-*.sqlite3"):
        old.unlink(missing_ok=True)


def _is_there(source: str) -> bool:
    if connection.vendor == "sqlite":
        return Path(source).exists()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [source])
        return cursor.fetchone() is not None


@contextmanager
def cloned() -> Iterator[str]:
    """The default connection, in all threads, on a copy of the test database; yields the copy's name."""
    if connection.in_atomic_block:
        raise RuntimeError("a cloned database cannot be used together with db: take one of the two")
    template = str(connection.settings_dict["NAME"])
    clone = f"{template}_{os.getpid()}_{next(_NUMBERS)}"
    _copy(template, clone)
    _switch_to(clone)
    try:
        yield clone
    finally:
        _switch_to(template)
        _drop(clone)


@contextmanager
def prepared(name: str, make: Callable[[], Any]) -> Iterator[Any]:
    """The default connection on a database in which `make()` was committed once; yields a fresh copy of what it gave.

    What many tests begin with is made once for all tests of a process; each of them takes back its own changes.
    """
    if connection.in_atomic_block:
        raise RuntimeError("take a prepared database before db, which begins a transaction in another")
    template = str(connection.settings_dict["NAME"])
    if name not in _PREPARED:
        clone = f"{template}_{os.getpid()}_{next(_NUMBERS)}"
        _copy(template, clone)
        _switch_to(clone)
        _PREPARED[name] = (clone, pickle.dumps(make()))
    clone, given = _PREPARED[name]
    _switch_to(clone)
    try:
        yield pickle.loads(given)
    finally:
        _switch_to(template)


def drop_prepared() -> None:
    """At the end of a process: its prepared databases go."""
    for clone, _given in _PREPARED.values():
        _drop(clone)
    _PREPARED.clear()


def _switch_to(name: str) -> None:
    # Every thread's connection shares this one dictionary, so a server thread follows.
    _disconnect()
    connection.settings_dict["NAME"] = name


def _disconnect() -> None:
    connections.close_all()
    if connection.vendor == "postgresql":
        connection.close_pool()


def _copy(template: str, clone: str) -> None:
    _disconnect()
    if connection.vendor == "sqlite":
        half = f"{clone}.half"
        with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(half)) as target:
            source.backup(target)
        shutil.move(half, clone)
    else:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{clone}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{clone}" TEMPLATE "{template}"')


def _drop(clone: str) -> None:
    if connection.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(clone + end).unlink(missing_ok=True)
    else:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{clone}" WITH (FORCE)')
