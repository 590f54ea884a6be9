"""The fixtures that others stand on: rows really committed, nothing left behind, one server for all."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

LATER = datetime(2100, 1, 1, tzinfo=UTC)


def add_session(key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=LATER)


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_cloned_database_starts_empty_each_time(cloned_database: str, time: str) -> None:
    add_session(time)

    assert [row.session_key for row in Session.objects.all()] == [time]


def test_another_thread_sees_what_was_committed_in_a_cloned_database(cloned_database: str) -> None:
    add_session("mine")
    seen: list[str] = []

    def look() -> None:
        seen.extend(row.session_key for row in Session.objects.all())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()

    assert seen == ["mine"]


@pytest.mark.django_db
def test_a_clone_leaves_nothing_in_the_database_of_the_other_tests() -> None:
    assert Session.objects.count() == 0


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_postgres_part_of_the_suite_runs_on_postgres() -> None:
    assert connection.vendor == "postgresql"
