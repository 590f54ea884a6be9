"""A topic that is being talked about: some sixty neighbours in three camps, one statement that waits for the clerk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from shangyi.deliberation.actions.preparing import NewTopic, pin_statement, prepare_topic
from shangyi.deliberation.actions.running import open_topic
from shangyi.deliberation.actions.saying import judge_statement, say_statement
from shangyi.deliberation.actions.taking import Answer, take_part, take_position
from shangyi.entry.demo.texts import read_topic
from shangyi.people.queries import actor_of

if TYPE_CHECKING:
    from shangyi.entry.demo.days import Story
    from shangyi.entry.demo.world import World
    from shangyi.people.models import Person

WHERE, SECRETARY = "nongchang-1", "冯晓荷"
NEIGHBOURS = 58
DAYS_AGO = 4
FAITHFUL = 0.88
"""How often somebody says what their camp says."""


def topics(world: World, now: datetime, seed: int) -> Iterator[Story]:
    """What is being talked about when the demo begins."""
    yield _parking(world, now, Random(seed))


def _parking(world: World, now: datetime, rng: Random) -> Story:
    """Opened four days ago, open for ten more. Its chances are its own: the rest of the demo stays as it is."""
    told = read_topic()
    at = yield now - timedelta(days=DAYS_AGO)
    by: dict[str, Any] = {"actor": world.acting(world.people[SECRETARY], at), "now": at}
    new = NewTopic(title=told["title"], background=told["background"].strip(), place=world.places[WHERE])
    row = prepare_topic(new=new, **by)
    for text in told["first"]:
        pin_statement(topic_id=row.pk, text=text, **by)
    open_topic(topic_id=row.pk, closes_at=now + timedelta(days=10), **by)
    people = world.neighbours_at(WHERE)[:NEIGHBOURS]
    _say(row.pk, told, people, by)
    step = (now - at) / (NEIGHBOURS + 2)
    for n, person in enumerate(people):
        at = yield at + step
        mind = told["camps"][n % len(told["camps"])]
        _answer(row.pk, person, mind, rng, at)
    say_statement(topic_id=row.pk, text=told["waiting"][0], actor=actor_of(people[0], at.date()), now=at)


def _say(topic_id: int, told: dict[str, Any], people: list[Person], by: dict[str, Any]) -> None:
    """What neighbours added: most of it was put, one was not, and its author was told why."""
    for text, person in zip(told["said"], people, strict=False):
        _said(topic_id, text, person, by, reason="")
    for (text, reason), person in zip(told["turned_down"], reversed(people), strict=False):
        _said(topic_id, text, person, by, reason=reason)


def _said(topic_id: int, text: str, person: Person, by: dict[str, Any], *, reason: str) -> None:
    at: datetime = by["now"]
    row = say_statement(topic_id=topic_id, text=text, actor=actor_of(person, at.date()), now=at)
    judge_statement(topic_id=topic_id, statement_id=row.pk, accept=not reason, reason=reason, **by)


def _answer(topic_id: int, person: Person, mind: list[int], rng: Random, at: datetime) -> None:
    """Card by card, until they have had enough."""
    given: dict[str, Any] = {
        "topic_id": topic_id,
        "actor": actor_of(person, at.date()),
        "now": at,
        "randbelow": rng.randrange,
    }
    card = take_part(**given).dealt
    for _card in range(rng.randint(7, 8)):
        if card is None:
            return
        meant = mind[card.number - 1]
        value = meant if rng.random() < FAITHFUL else rng.choice((-1, 0, 1))
        answer = Answer(statement_id=card.pk, value=value, is_important=rng.random() < 0.1)
        card = take_position(answer=answer, **given).participant.dealt
