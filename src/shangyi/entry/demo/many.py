"""Topics of six hundred in the demo: one with three groups that hold, one without any. Both came on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from shangyi.deliberation.actions.papers import Paper, enter_papers
from shangyi.deliberation.actions.preparing import NewTopic, pin_statement, prepare_topic
from shangyi.deliberation.actions.running import close_topic, conclude_topic, open_topic
from shangyi.deliberation.models import Topic
from shangyi.deliberation.rules.paper_text import MOST_PAPERS
from shangyi.entry.demo.texts import read_many

if TYPE_CHECKING:
    from shangyi.entry.demo.days import Story
    from shangyi.entry.demo.world import World

DAY = timedelta(days=1)
WHERE, SECRETARY, CLERK = "nongchang", "冯晓荷", "马晓燕"
FAITHFUL = 0.86
"""How often somebody answers as their kind does."""
LEFT_OPEN = 0.1
"""How often a line of the paper stays empty."""

Told = dict[str, Any]


def topics_of_many(world: World, now: datetime, seed: int) -> Iterator[Story]:
    """What six hundred neighbours were asked this year."""
    told = read_many()
    yield _asked(world, told["camps"], now - 33 * DAY, Random(seed))
    yield _asked(world, told["mixed"], now - 16 * DAY, Random(seed + 1))


def _asked(world: World, told: Told, began: datetime, rng: Random) -> Story:
    """Open for two weeks; the papers are typed in on three afternoons; a reply follows where there is one."""
    at = yield world.clock(began, "09:30")
    topic = _opened(world, told, at)
    papers = _papers(world, told, rng)
    for number, first in enumerate(range(0, len(papers), MOST_PAPERS)):
        at = yield world.clock(began + (4 + 3 * number) * DAY, "15:20")
        batch = papers[first : first + MOST_PAPERS]
        enter_papers(papers=batch, randbelow=rng.randrange, **_by(world, topic, CLERK, at))
    at = yield world.clock(began + 14 * DAY, "18:00")
    close_topic(**_by(world, topic, SECRETARY, at))
    if "conclusion" in told:
        at = yield world.clock(began + 20 * DAY, "10:40")
        conclude_topic(words=told["conclusion"].strip(), **_by(world, topic, SECRETARY, at))


def _by(world: World, topic: Topic, who: str, at: datetime) -> dict[str, Any]:
    return {"topic_id": topic.pk, "actor": world.acting(world.people[who], at), "now": at}


def _opened(world: World, told: Told, at: datetime) -> Topic:
    new = NewTopic(
        title=told["title"],
        background=told["background"].strip(),
        place=world.places[WHERE],
        takes_statements=False,
    )
    topic = prepare_topic(new=new, actor=world.acting(world.people[SECRETARY], at), now=at)
    for text in told["statements"]:
        pin_statement(text=text, **_by(world, topic, SECRETARY, at))
    open_topic(closes_at=at + 15 * DAY, **_by(world, topic, SECRETARY, at))
    return topic


def _papers(world: World, told: Told, rng: Random) -> list[Paper]:
    """One for each neighbour: of one mind with their kind, mostly; or each for themselves."""
    answers = _of_a_kind if "minds" in told else _each_alone
    return [Paper(person_id=person.pk, answers=answers(told, rng)) for person in world.neighbours]


def _of_a_kind(told: Told, rng: Random) -> dict[int, object]:
    mind = rng.choices(told["minds"], told["shares"])[0]
    meant = [value if rng.random() < FAITHFUL else rng.choice((-1, 0, 1)) for value in mind]
    return _ticked(meant, rng)


def _each_alone(told: Told, rng: Random) -> dict[int, object]:
    meant = [rng.choices((1, -1, 0), (0.88 * share, 0.88 * (1 - share), 0.12))[0] for share in told["agree"]]
    return _ticked(meant, rng)


def _ticked(meant: list[int], rng: Random) -> dict[int, object]:
    """What is left open on the paper is no answer; the first line is always ticked."""
    return {
        number: value
        for number, value in enumerate(meant, start=1)
        if number == 1 or rng.random() >= LEFT_OPEN
    }
