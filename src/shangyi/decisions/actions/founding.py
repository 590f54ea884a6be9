"""The one way the founding of a committee moves: lock, ask the table, save, record, tell, set the next duty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.decisions.models import Founding, FoundingAct, FoundingSupport
from shangyi.decisions.queries.foundings import founding_for_change, standing_of
from shangyi.decisions.queries.rosters import residents_below
from shangyi.decisions.rules.founding import FoundingState, FoundingVerb, Transition, due_of, next_deed, step
from shangyi.kernel.actor import Act, Actor, may, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append_all
from shangyi.ledger.events import Entry, Event
from shangyi.notices.actions import Message, announce, queue
from shangyi.people.models import Capacity, Person
from shangyi.rulepacks.queries import pack_of
from shangyi.undertakings.actions import NewUndertaking, end_undertaking, open_undertaking
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.rules import State as UndertakingState
from shangyi.undertakings.rules import Task, Timing, Verb


@dataclass(slots=True)
class Pace:
    """One change of one procedure while it is being made."""

    founding: Founding
    act: Act
    target: FoundingState
    entries: list[Entry] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def record(self, event: Event) -> None:
        """Add a line to the record of this procedure."""
        row = self.founding
        self.entries.append(Entry(event=event, subject=row.subject, place_code=row.place.code, act=self.act))

    def tell(self, template: str, person_ids: Iterable[int | None], **facts: str) -> None:
        """A message to each of these persons once, and never to whoever acts."""
        known = {each for each in person_ids if each is not None} - {self.act.person_id}
        self.messages += [
            Message(
                template=template,
                about=self.founding.subject,
                key=f"{template}:{self.founding.pk}:{self.act.at.timestamp():.0f}:{person_id}",
                person_id=person_id,
                facts={"place": self.founding.place.full_name, **facts},
            )
            for person_id in sorted(known)
        ]

    @property
    def today(self) -> date:
        """The day of this change by the clock of the place."""
        return timezone.localdate(self.act.at)

    def neighbours(self) -> set[int | None]:
        """Whoever lives in the compound."""
        return {person.pk for person in residents_below(self.founding.place_path, self.today)}

    def supporters(self) -> set[int | None]:
        """Whoever asked for it."""
        return set(FoundingSupport.objects.filter(founding=self.founding).values_list("person_id", flat=True))


def begin(founding_id: int, verb: FoundingVerb, actor: Actor, now: datetime, **given: object) -> Pace:
    """Lock the procedure and ask whether it may be done now, and by this person.

    Refused: founding.not-found (also for whoever may not even see it at the desk), rights.missing, founding.not-now,
    founding.reason-needed, founding.evidence-needed.
    """
    row = founding_for_change(founding_id)
    if may(actor, "founding.view", row.place_path) is None:
        raise Refused("founding.not-found")
    moved: Transition = step(FoundingState(row.state), verb, **given)
    grant = require(actor, moved.right, row.place_path)
    return Pace(row, Act.by(actor, grant, now), moved.target)


def complete(pace: Pace) -> Founding:
    """Save, record and tell, together; open pages hear that something changed."""
    row = pace.founding
    row.state = pace.target
    row.save()
    append_all(pace.entries)
    queue(pace.messages, now=pace.act.at)
    announce(channel=f"founding:{row.pk}", kind="changed", now=pace.act.at)
    return row


def end_of(day: date) -> datetime:
    """The last moment of a day by the clock of the place."""
    return datetime.combine(day, time.max, timezone.get_current_timezone())


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has to do what comes next, and as what."""

    person: Person
    capacity: Capacity | None


def holder_after(pace: Pace, held: Undertaking | None) -> Holder:
    """Whoever held the last duty goes on holding, else whoever acts."""
    if held is not None and held.holder is not None:
        return Holder(held.holder, held.holder_capacity)
    capacity = Capacity.objects.filter(pk=pace.act.capacity_id or 0).first()
    return Holder(Person.objects.get(pk=pace.act.person_id or 0), capacity)


def entrust(pace: Pace, task: Task, what: str, due_on: date, by: Holder) -> None:
    """What has to be done next, by a day. A last day that is over already is due at once."""
    row, now = pace.founding, pace.act.at
    due_at = max(end_of(due_on), now + timedelta(minutes=1))
    _row, line = open_undertaking(
        new=NewUndertaking(
            matter=row.subject,
            task=task,
            what=what[:300],
            place=row.place,
            holder=by.person,
            holder_capacity=by.capacity,
            answers_to=by.person,
            timing=Timing(
                due_at=due_at,
                remind_at=max(due_at - timedelta(days=3), now + (due_at - now) / 2),
                limit="promised",
            ),
        ),
        act=pace.act,
    )
    pace.entries.append(line)


def end_duty(pace: Pace, verb: Verb, words: str) -> Undertaking | None:
    """What was to be done next ends; the row, so that its holder goes on holding."""
    rows = Undertaking.objects.select_for_update(of=("self",)).select_related(
        "place", "holder", "holder_capacity"
    )
    last = None
    for row in rows.filter(matter=pace.founding.subject, state=UndertakingState.OPEN).order_by("id"):
        pace.entries.append(end_undertaking(row=row, verb=verb, outcome=words[:300], act=pace.act))
        last = row
    return last


def set_next_duty(pace: Pace, words: str, *, anew: bool = False) -> None:
    """The duty that ran ends as done, and the next act becomes somebody's, by the last day that the gates name.

    `anew`: whoever acts holds it from now on, whoever held the one before.
    """
    row = pace.founding
    ended = end_duty(pace, Verb.FINISH, words)
    held = None if anew else ended
    standing = standing_of(row, today=pace.today)
    deed = next_deed(standing.procedure, standing.acts)
    default = pace.today + timedelta(days=pack_of(row.pack_id).founding.step_days)
    name = FoundingAct.DeedChoice(deed).label if deed else ""
    what = _("Owners' committee of %(place)s: %(act)s") % {"place": row.place.name, "act": name}
    entrust(pace, Task.STEP, what, due_of(standing.procedure) or default, holder_after(pace, held))
