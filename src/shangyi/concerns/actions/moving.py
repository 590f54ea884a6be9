"""The one way a concern moves: lock, ask the table, end the running clock, start the next, record, tell."""

from __future__ import annotations

from dataclasses import dataclass, field

from shangyi.concerns.events import ObjectionDecided
from shangyi.concerns.models import Concern, Objection, OpenListing
from shangyi.concerns.rules.life import LEAD_TASK, State
from shangyi.kernel.actor import Act
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append_all
from shangyi.ledger.events import Entry, Event
from shangyi.notices.actions import Message, announce, queue
from shangyi.people.models import Capacity, Person
from shangyi.places.models import Unit
from shangyi.places.rules import Manner
from shangyi.rulepacks.queries import InForce, rules_at, rules_of
from shangyi.undertakings.actions import NewUndertaking, end_undertaking, open_undertaking
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.queries import open_lead
from shangyi.undertakings.rules import Timing, Verb


@dataclass(slots=True)
class Move:
    """One change of one concern while it is being made: what will be saved, recorded and told together."""

    concern: Concern
    act: Act
    rules: InForce
    entries: list[Entry] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def record(self, event: Event) -> None:
        self.entries.append(self.entry(event))

    def entry(self, event: Event) -> Entry:
        return Entry(
            event=event,
            subject=self.concern.subject,
            place_code=self.concern.place.code,
            category=self.concern.category,
            act=self.act,
        )

    def tell(self, message: Message) -> None:
        self.messages.append(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """The step whose clock runs next: who must do what by when."""

    what: str
    timing: Timing
    holder: Person | None = None
    holder_capacity: Capacity | None = None
    unit: Unit | None = None
    manner: Manner = Manner.ASSIGN


def concern_for_change(concern_id: int, *, version: int | None = None) -> Concern:
    """The concern, locked. Refused: concern.not-found; concern.stale, when the page was older than the concern."""
    concern = (
        Concern.objects.select_for_update(of=("self",))
        .select_related("place", "community", "keeper", "pack")
        .filter(pk=concern_id)
        .first()
    )
    if concern is None:
        raise Refused("concern.not-found")
    if version is not None and version != concern.version:
        raise Refused("concern.stale", number=concern.number)
    return concern


def begin(concern: Concern, act: Act) -> Move:
    """Start a change of a locked concern, under the rules it was opened with."""
    rules = rules_of(concern.pack_id) if concern.pack_id else rules_at(concern.place_path, act.at.date())
    return Move(concern, act, rules)


def end_lead(move: Move, outcome: str, *, verb: Verb = Verb.FINISH) -> Undertaking:
    """End the running step. Refused: undertaking.no-clock, and as `end_undertaking`."""
    lead = open_lead(move.concern.subject, lock=True)
    if move.concern.state == State.HANDLING:
        _end_objection(move, lead, outcome)
    move.entries.append(
        end_undertaking(row=lead, verb=verb, outcome=outcome, act=move.act, category=move.concern.category)
    )
    return lead


def _end_objection(move: Move, lead: Undertaking, outcome: str) -> None:
    """What the handler objected to runs no more: nothing is left to decide, and the next handler may object."""
    pending = Objection.objects.filter(concern=move.concern, undertaking=lead.pk, decided_at=None)
    if pending.update(decided_at=move.act.at, accepted=False, decision_reason=outcome[:300]):
        move.record(ObjectionDecided(accepted=False, reason=outcome[:300]))


def end_listing(move: Move) -> None:
    """Close the listing of a concern that leaves the open list, by work, by being done or by being joined."""
    OpenListing.objects.filter(concern=move.concern, ended_at=None).update(ended_at=move.act.at)


def enter_state(move: Move, target: State, step: NextStep | None) -> Undertaking | None:
    """Put the concern into `target` and start the clock of its next step; None only where nothing runs any more."""
    concern = move.concern
    if concern.state == State.LISTED and target is not State.LISTED:
        end_listing(move)
    concern.state = target
    if step is None:
        concern.due_at = None
        return None
    row, line = open_undertaking(new=lead_of(concern, target, step), act=move.act, category=concern.category)
    move.entries.append(line)
    concern.due_at = row.due_at
    return row


def lead_of(concern: Concern, target: State, step: NextStep) -> NewUndertaking:
    """The undertaking that is the running clock of a concern in this state; bulk verbs use it too."""
    return NewUndertaking(
        matter=concern.subject,
        task=LEAD_TASK[target],
        what=step.what,
        place=concern.place,
        answers_to=concern.keeper,
        timing=step.timing,
        holder=step.holder,
        holder_capacity=step.holder_capacity,
        unit=step.unit,
        manner=step.manner,
        pack_id=concern.pack_id,
        is_lead=True,
    )


def complete(move: Move, *, saved: bool = False) -> Concern:
    """Save, record and tell, all or nothing: the caller's transaction is open. `saved`: the row is as it should be."""
    concern = move.concern
    if not saved:
        concern.version += 1
        concern.save()
    append_all(move.entries)
    queue(move.messages, now=move.act.at)
    announce(
        channel=f"desk:{concern.community_id}", kind="concern", now=move.act.at, body={"concern": concern.pk}
    )
    return concern
