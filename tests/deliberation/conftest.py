from __future__ import annotations

import pytest

from tests.concerns.life import rules_in_force
from tests.deliberation.talks import Talk, crowd
from tests.harness.beginnings import begun
from tests.people_and_places import Town, settle


@pytest.fixture
def town(settled_town: Town) -> Town:
    return settled_town


def _answered() -> Talk:
    rules_in_force()
    return crowd(settle())


def _drawn() -> Talk:
    talk = _answered()
    talk.answers_all({n: 1 if n % 2 else -1 for n in range(1, 10)}, talk.town.wang)
    talk.drawn()
    return talk


_on_answered = begun("a topic that 45 answered", _answered)
_on_drawn = begun("a topic that 46 answered, with its map", _drawn)


@pytest.fixture
def answered(_on_answered: Talk, db: None) -> Talk:
    """A topic that forty-five neighbours in three camps have answered."""
    return _on_answered


@pytest.fixture
def drawn_talk(_on_drawn: Talk, db: None) -> Talk:
    """The same after 王阿姨 has answered too, with its map."""
    return _on_drawn
