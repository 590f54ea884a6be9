from __future__ import annotations

import pytest

from tests.people_and_places import Town, settle


@pytest.fixture
def town(db: None) -> Town:
    return settle()
