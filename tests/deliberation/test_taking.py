"""Positions: one card at a time, one answer a person, undo, and everything on record."""

from __future__ import annotations

import pytest

from tests.deliberation.talks import FIRST, prepared
from tests.people_and_places import Town


@pytest.mark.trace("FS-5")
def test_the_pinned_statements_come_first_in_their_order_and_then_none_is_left(town: Town) -> None:
    talk = prepared(town).opened()
    for text in FIRST:
        card = talk.card()
        assert card is not None
        assert card.text == text
        assert talk.card() == card, "it stays until it is answered"
        talk.answers(1)
    assert talk.card() is None
