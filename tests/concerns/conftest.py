from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from tests.people_and_places import Town


@pytest.fixture
def town(settled_town: Town) -> Town:
    return settled_town


@pytest.fixture
def randbelow() -> Callable[[int], int]:
    return Random(20260302).randrange
