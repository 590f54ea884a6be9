from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from tests.concerns.life import rules_in_force
from tests.people_and_places import Town, settle


@pytest.fixture
def town(db: None) -> Town:
    rules_in_force()
    return settle()


@pytest.fixture
def randbelow() -> Callable[[int], int]:
    return Random(20260302).randrange
