"""拟: putting a topic with its first statements; nobody but the desk sees it before it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shangyi.deliberation.actions.moving import begin, complete
from shangyi.deliberation.events import StatementPinned, StatementUnpinned, TopicChanged, TopicPrepared
from shangyi.deliberation.models import Statement, Topic
from shangyi.deliberation.queries.topics import statement_in
from shangyi.deliberation.rules.topic_life import (
    MOST_PINNED,
    StatementState,
    TopicState,
    TopicVerb,
    checked_text,
    same_words,
)
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTopic:
    """What is put to everybody who lives at a place."""

    title: str
    place: Place
    background: str = ""
    takes_statements: bool = True
    about: str = ""


@transaction.atomic
def prepare_topic(*, new: NewTopic, actor: Actor, now: datetime) -> Topic:
    """A draft. Refused: rights.missing, topic.title-needed."""
    title = _title(new.title)
    grant = require(actor, "topic.run", new.place.path or "")
    topic = Topic.objects.create(
        title=title,
        background=new.background.strip(),
        about=new.about,
        place=new.place,
        place_path=new.place.path or "",
        takes_statements=new.takes_statements,
        asked_by=Person.objects.get(pk=actor.person_id or 0),
        asked_capacity=Capacity.objects.filter(pk=grant.capacity_id or 0).first(),
        made_at=now,
    )
    append(
        TopicPrepared(title=title),
        subject=topic.subject,
        place_code=topic.place.code,
        act=Act.by(actor, grant, now),
    )
    return topic


def _title(title: str) -> str:
    words = " ".join(title.split())[:120]
    if not words:
        raise Refused("topic.title-needed")
    return words


@transaction.atomic
def edit_topic(*, topic_id: int, new: NewTopic, actor: Actor, now: datetime) -> Topic:
    """Change a draft. Refused: as `begin`; topic.title-needed, rights.missing at the new place."""
    title = _title(new.title)
    move = begin(topic_id, TopicVerb.EDIT, actor, now)
    require(actor, "topic.run", new.place.path or "")
    topic = move.topic
    topic.title, topic.background = title, new.background.strip()
    topic.place, topic.place_path = new.place, new.place.path or ""
    topic.takes_statements = new.takes_statements
    move.record(TopicChanged(title=title))
    return complete(move)


@transaction.atomic
def pin_statement(*, topic_id: int, text: str, actor: Actor, now: datetime) -> Statement:
    """One of the first statements, which everybody answers first, in this order.

    Refused: as `begin` and `checked_text`; statement.there-already, statement.too-many-pinned.
    """
    words = checked_text(text)
    move = begin(topic_id, TopicVerb.PIN, actor, now)
    topic = move.topic
    check_new(topic, words)
    if topic.statements.filter(is_pinned=True, state=StatementState.ACCEPTED).count() >= MOST_PINNED:
        raise Refused("statement.too-many-pinned", most=MOST_PINNED)
    topic.n_statements += 1
    topic.n_changes += topic.state != TopicState.DRAFT
    row = Statement.objects.create(
        topic=topic,
        number=topic.n_statements,
        text=words,
        is_pinned=True,
        state=StatementState.ACCEPTED,
        said_at=now,
        judged_by_id=actor.person_id,
        judged_at=now,
    )
    move.record(StatementPinned(statement=row.number, text=words))
    complete(move)
    return row


def check_new(topic: Topic, words: str) -> None:
    """Nobody is asked the same twice. Refused: statement.there-already."""
    there = topic.statements.exclude(state=StatementState.TURNED_DOWN).values_list("text", flat=True)
    if any(same_words(text, words) for text in there):
        raise Refused("statement.there-already")


@transaction.atomic
def unpin_statement(*, topic_id: int, statement_id: int, actor: Actor, now: datetime) -> None:
    """Take a first statement back while the topic is a draft. Refused: as `begin`; statement.not-found."""
    move = begin(topic_id, TopicVerb.UNPIN, actor, now)
    row = statement_in(move.topic, statement_id)
    move.record(StatementUnpinned(statement=row.number, text=row.text))
    row.delete()
    complete(move)
