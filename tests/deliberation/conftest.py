from __future__ import annotations

import pytest

from tests.concerns.life import rules_in_force
from tests.people_and_places import Town, settle


@pytest.fixture
def town(db: None) -> Town:
    rules_in_force()
    return settle()
