from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.concerns.life import MONDAY
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, move_in
from tests.people_and_places import Town, account_of

if TYPE_CHECKING:
    from shangyi.people.models import Person
    from tests.harness.browser import Visitor
    from tests.journeys.seats import Seat


@pytest.fixture
def town(settled_town: Town) -> Town:
    return settled_town


@pytest.fixture
def randbelow() -> Callable[[int], int]:
    return Random(20260302).randrange


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The story begins on a Monday morning, a working day of an official year."""
    from django.utils import timezone

    story = Clock(MONDAY)
    monkeypatch.setattr(timezone, "now", story.now)
    return story


@pytest.fixture
def here(live_site: object, clock: Clock) -> Neighbourhood:
    """The neighbourhood of the stories, in a database that browser and test both see."""
    return move_in()


@pytest.fixture
def seat(here: Neighbourhood, visit: Callable[..., Visitor]) -> Iterator[Callable[..., Seat]]:
    """A person at a screen: `seat(phone=True)` for a passer-by, `seat(here.town.li)` for somebody signed in."""
    from tests.journeys.seats import Seat

    seats: list[Seat] = []

    def sit_down(
        who: Person | None = None, *, phone: bool = False, script: bool = True, **wishes: Any
    ) -> Seat:
        account = account_of(who) if who else None
        seats.append(Seat(visit(phone=phone, script=script, account=account, **wishes), script=script))
        return seats[-1]

    yield sit_down
    assert [serious for each in seats for serious in each.serious] == []
