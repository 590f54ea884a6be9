"""The one way a ballot moves: lock, ask the table, save, record, tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shangyi.decisions.models import Ballot, Elector
from shangyi.decisions.queries.ballots import ballot_for_change
from shangyi.decisions.rules.ballot_life import BallotState, BallotVerb, Transition, step
from shangyi.kernel.actor import Act, Actor, may, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append_all
from shangyi.ledger.events import Entry, Event
from shangyi.notices.actions import Message, announce, queue
from shangyi.undertakings.actions import end_undertaking
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.rules import State, Task, Verb


@dataclass(slots=True)
class Move:
    """One change of one ballot while it is being made."""

    ballot: Ballot
    act: Act
    row: Transition
    entries: list[Entry] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def record(self, event: Event) -> None:
        """Add a line to the record of this ballot."""
        self.entries.append(
            Entry(event=event, subject=self.ballot.subject, place_code=self.ballot.place.code, act=self.act)
        )


def begin(ballot_id: int, verb: BallotVerb, actor: Actor, now: datetime, **given: object) -> Move:
    """Lock the ballot and ask whether it may be done now, and by this person.

    Refused: ballot.not-found (also for whoever may not even see it), rights.missing, ballot.not-now,
    ballot.<what>-needed.
    """
    ballot = ballot_for_change(ballot_id)
    if may(actor, "ballot.view", ballot.place_path) is None:
        raise Refused("ballot.not-found")
    row = step(BallotState(ballot.state), verb, **given)
    grant = require(actor, row.right, ballot.place_path)
    return Move(ballot, Act.by(actor, grant, now), row)


def begin_by_clock(ballot: Ballot, verb: BallotVerb, now: datetime) -> Move:
    """What time does to a locked ballot. Refused: ballot.not-now."""
    return Move(ballot, Act.by_clock(now), step(BallotState(ballot.state), verb))


def complete(move: Move) -> Ballot:
    """Save, record and tell, together; open pages hear that something changed."""
    ballot = move.ballot
    ballot.state = move.row.target
    ballot.save()
    append_all(move.entries)
    queue(move.messages, now=move.act.at)
    announce(channel=f"ballot:{ballot.pk}", kind="changed", now=move.act.at)
    return ballot


def end_publishing(move: Move, verb: Verb, words: str) -> None:
    """The duty to publish ends: done, or needed no more."""
    rows = Undertaking.objects.select_for_update(of=("self",)).select_related("place")
    for row in rows.filter(matter=move.ballot.subject, task=Task.PUBLISH, state=State.OPEN):
        move.entries.append(end_undertaking(row=row, verb=verb, outcome=words[:300], act=move.act))


def tell_electors(move: Move, template: str, *, only: set[str] | None = None, **facts: str) -> None:
    """A message to everyone in the list who can be reached in the app, each person once.

    `only` names the heads that are meant; the text never says how anybody voted. What may be told more than
    once carries the time in its key.
    """
    ballot = move.ballot
    rows = Elector.objects.filter(ballot=ballot, version=ballot.roster_version, person__isnull=False)
    heads: dict[int, set[str]] = {}
    for person_id, head in rows.order_by("id").values_list("person_id", "head"):
        if person_id is not None:
            heads.setdefault(person_id, set()).add(head)
    move.messages += [
        Message(
            template=template,
            about=ballot.subject,
            key=f"{template}:{ballot.pk}:{move.act.at.timestamp():.0f}:{person_id}",
            person_id=person_id,
            facts={"title": ballot.title, **facts},
        )
        for person_id, theirs in heads.items()
        if only is None or theirs & only
    ]
