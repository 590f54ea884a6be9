from __future__ import annotations

import pytest

from tests.forums.sittings import Hall, gather
from tests.people_and_places import Town


@pytest.fixture
def town(settled_town: Town) -> Town:
    return settled_town


@pytest.fixture
def hall(town: Town) -> Hall:
    """An evening talk that is on the calendar, with a property firm and its manager in the neighbourhood."""
    return gather(town)
