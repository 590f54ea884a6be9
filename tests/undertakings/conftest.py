from __future__ import annotations

import pytest

from tests.people_and_places import Town


@pytest.fixture
def town(settled_places: Town) -> Town:
    return settled_places
