from __future__ import annotations

import pytest

from tests.concerns.life import rules_in_force
from tests.forums.sittings import Hall, gather
from tests.people_and_places import Town, settle


@pytest.fixture
def town(db: None) -> Town:
    rules_in_force()
    return settle()


@pytest.fixture
def hall(town: Town) -> Hall:
    """An evening talk that is on the calendar, with a property firm and its manager in the neighbourhood."""
    return gather(town)
