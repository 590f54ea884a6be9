"""The one way a topic moves: lock, ask the table, save, record, tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shangyi.deliberation.models import Topic
from shangyi.deliberation.queries.topics import people_in, require_taking_part, topic_for_change
from shangyi.deliberation.rules.topic_life import TopicState, TopicVerb, Transition, step
from shangyi.kernel.actor import Act, Actor, may, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append_all
from shangyi.ledger.events import Entry, Event
from shangyi.notices.actions import Message, queue
from shangyi.undertakings.actions import NewUndertaking, end_undertaking, open_undertaking
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.rules import State, Task, Timing, Verb


@dataclass(slots=True)
class Move:
    """One change of one topic while it is being made."""

    topic: Topic
    act: Act
    row: Transition
    entries: list[Entry] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def record(self, event: Event) -> None:
        """Add a line to the record of this topic."""
        self.entries.append(
            Entry(event=event, subject=self.topic.subject, place_code=self.topic.place.code, act=self.act)
        )

    def tell(self, template: str, person_ids: list[int], key: str = "", **facts: str) -> None:
        """A message to these people, each once; what may be told more than once carries its own key."""
        self.messages += [
            Message(
                template=template,
                about=self.topic.subject,
                key=f"{template}:{self.topic.pk}:{key}:{person_id}",
                person_id=person_id,
                facts={"title": self.topic.title, **facts},
            )
            for person_id in person_ids
        ]

    def tell_everybody(self, template: str, **facts: str) -> None:
        """A message to everybody who takes part."""
        self.tell(template, people_in(self.topic), **facts)


def begin(topic_id: int, verb: TopicVerb, actor: Actor, now: datetime, **given: object) -> Move:
    """Lock the topic and ask whether it may be done now, and by this person.

    Refused: topic.not-found (also for whoever may not see it on their desk), rights.missing, topic.not-now,
    topic.<what>-needed.
    """
    topic = topic_for_change(topic_id)
    if may(actor, "topic.view", topic.place_path) is None:
        raise Refused("topic.not-found")
    row = step(TopicState(topic.state), verb, **given)
    grant = require(actor, row.right, topic.place_path)
    return Move(topic, Act.by(actor, grant, now), row)


def begin_as_resident(topic_id: int, verb: TopicVerb, actor: Actor, now: datetime) -> Move:
    """Lock the topic and ask whether somebody who lives there may do this now.

    Refused: topic.not-found, topic.not-now, topic.card.not-found, topic.over.
    """
    topic = topic_for_change(topic_id)
    if topic.state == TopicState.DRAFT:
        raise Refused("topic.not-found")
    require_taking_part(actor, topic)
    if topic.closes_at is not None and now >= topic.closes_at:
        raise Refused("topic.over", closed_at=topic.closes_at)
    return Move(topic, Act.by_resident(actor, now), step(TopicState(topic.state), verb))


def begin_by_clock(topic: Topic, verb: TopicVerb, now: datetime) -> Move:
    """What time does to a locked topic. Refused: topic.not-now."""
    return Move(topic, Act.by_clock(now), step(TopicState(topic.state), verb))


def complete(move: Move) -> Topic:
    """Save, record and tell, together."""
    topic = move.topic
    topic.state = move.row.target
    topic.save()
    append_all(move.entries)
    queue(move.messages, now=move.act.at)
    return topic


def open_duty(move: Move, task: Task, due_at: datetime, what: str) -> None:
    """Somebody must do this by then, unless they must already; it is whoever put the topic."""
    topic, now = move.topic, move.act.at
    if open_duties(topic, task):
        return
    _row, line = open_undertaking(
        new=NewUndertaking(
            matter=topic.subject,
            task=task,
            what=what[:300],
            place=topic.place,
            holder=topic.asked_by,
            holder_capacity=topic.asked_capacity,
            answers_to=topic.asked_by,
            timing=Timing(due_at=due_at, remind_at=now + (due_at - now) / 2, limit=f"{(due_at - now).days}d"),
        ),
        act=move.act,
    )
    move.entries.append(line)


def end_duty(move: Move, task: Task, verb: Verb, words: str) -> None:
    """The duty ends: done, or needed no more."""
    for row in open_duties(move.topic, task):
        move.entries.append(end_undertaking(row=row, verb=verb, outcome=words[:300], act=move.act))


def open_duties(topic: Topic, task: Task) -> list[Undertaking]:
    """What somebody must still do for this topic."""
    rows = Undertaking.objects.select_for_update(of=("self",)).select_related("place")
    return list(rows.filter(matter=topic.subject, task=task, state=State.OPEN))
