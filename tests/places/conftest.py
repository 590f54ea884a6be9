from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.people_and_places import Town

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def town(settled_places: Town) -> Town:
    return settled_places
