from __future__ import annotations

import pytest

from tests.people_and_places import Town


@pytest.fixture
def town(settled_town: Town) -> Town:
    return settled_town
