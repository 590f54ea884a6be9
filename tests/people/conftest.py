"""What the tests about people share: the town, and codes that are caught instead of sent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shangyi.people.actions import Letter
from tests.people_and_places import Town

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECRET = b"only for these tests"


@pytest.fixture
def town(settled_places: Town) -> Town:
    return settled_places


class Post:
    """Catches letters: `post.letters[-1].code` is what the recipient would read."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def __call__(self, letter: Letter, _now: datetime) -> None:
        self.letters.append(letter)


@pytest.fixture
def post() -> Post:
    return Post()
