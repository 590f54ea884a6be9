"""What many tests begin with, made once in a process: a fixture that puts the test on a database where it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest


def begun(name: str, make: Callable[[], Any]) -> Any:
    """A fixture that gives a fresh copy of what `make()` gave when it was committed, once, in a database of its own.

    Ask for it before `db`: then the test is a transaction in that database, and is taken back.
    """

    @pytest.fixture
    def begin(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
        from tests.harness.databases import prepared

        with django_db_blocker.unblock(), prepared(name, make) as given:
            yield given

    return begin
