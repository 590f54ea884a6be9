"""What every change of a gathering has in common: locked, changed, recorded, told and shown in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shangyi.forums.models import Gathering
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.rules.life import State, Verb, right_for, step
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append_all
from shangyi.ledger.events import Entry, Event
from shangyi.notices.actions import Message, announce, queue
from shangyi.rulepacks.queries import InForce, rules_of

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.forums.rules.practice import Practice


@dataclass(slots=True)
class Move:
    """One change of one gathering while it is being made: what will be saved, recorded and told together."""

    gathering: Gathering
    act: Act
    rules: InForce
    practice: Practice
    entries: list[Entry] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def record(self, event: Event, *, subject: str = "") -> None:
        self.entries.append(self.entry(event, subject=subject))

    def entry(self, event: Event, *, subject: str = "") -> Entry:
        return Entry(
            event=event,
            subject=subject or self.gathering.subject,
            place_code=self.gathering.place.code,
            category=self.gathering.practice,
            act=self.act,
        )

    def tell(self, template: str, person_id: int | None, *, about: str = "", **facts: Any) -> None:
        """Tell one person in the app, once for each change; not the one who did it."""
        if person_id is None or person_id == self.act.person_id:
            return
        row = self.gathering
        self.messages.append(
            Message(
                template=template,
                about=about or row.subject,
                key=f"{template}:{about or row.subject}:{person_id}:{row.version}",
                person_id=person_id,
                facts={"title": row.theme, "place": row.place.full_name, **facts},
            )
        )


def gathering_for_change(gathering_id: int, *, version: int | None = None) -> Gathering:
    """The gathering, locked. Refused: gathering.not-found; gathering.stale, when the page was older than it."""
    row = (
        Gathering.objects.select_for_update(of=("self",))
        .select_related("place", "community", "keeper", "convened_by", "about_unit")
        .filter(pk=gathering_id)
        .first()
    )
    if row is None:
        raise Refused("gathering.not-found")
    if version is not None and version != row.version:
        raise Refused("gathering.stale")
    return row


def begin(gathering: Gathering, act: Act) -> Move:
    """Start a change of a locked gathering, under the rules and the practice it was planned with."""
    return Move(gathering, act, rules_of(gathering.pack_id), practice_of(gathering))


def begin_verb(gathering_id: int, verb: Verb, actor: Actor, now: datetime, **given: object) -> Move:
    """Lock, ask whether the actor may and whether it can be done now, and put the gathering into its new state.

    Refused: gathering.not-found, rights.missing, gathering.already-done, gathering.not-now, gathering.<what>-needed.
    """
    row = gathering_for_change(gathering_id)
    grant = require(actor, right_for(verb), row.place_path)
    row.state = step(State(row.state), verb, **given).target
    return begin(row, Act.by(actor, grant, now))


def begin_work(gathering_id: int, right: str, actor: Actor, now: datetime) -> Move:
    """Lock a gathering to work on what belongs to it. Refused: gathering.not-found, rights.missing."""
    row = gathering_for_change(gathering_id)
    grant = require(actor, right, row.place_path)
    return begin(row, Act.by(actor, grant, now))


def complete(move: Move, shown: str = "changed") -> Gathering:
    """Save, record, tell and let open pages know, all or nothing: the caller's transaction is open."""
    row = move.gathering
    row.version += 1
    row.save()
    append_all(move.entries)
    queue(move.messages, now=move.act.at)
    announce(channel=row.channel, kind=shown, now=move.act.at)
    return row
