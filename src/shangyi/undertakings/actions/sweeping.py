"""What time does: reminders and the climb up the ladder, from the rows alone.

A batch is one transaction: rows are locked, asked of the rules, changed, recorded and told together. Killed
in between, nothing of it happened and the next sweep does it; two sweepers take different rows (PostgreSQL)
or one after the other (SQLite).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Prefetch, Q

from shangyi.kernel.actor import Act
from shangyi.ledger.actions import append_all
from shangyi.ledger.events import Entry
from shangyi.notices.actions import Message, queue
from shangyi.notices.models import Notice
from shangyi.people.queries import bearers
from shangyi.people.rules.capacities import CapacityKind
from shangyi.undertakings.events import Raised, Reminded
from shangyi.undertakings.models import Reminder, Undertaking
from shangyi.undertakings.queries import pace_of, running, stand_ins
from shangyi.undertakings.rules import Looked, Pace, Rung, Stage, State, look

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.people.models import Person

log = logging.getLogger(__name__)

PACES = Callable[[Undertaking, dict[object, Pace]], Pace]
OnOverdue = Callable[[Undertaking], None]
OnRaised = Callable[[Undertaking, Rung], None]


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did."""

    n_looked_at: int = 0
    n_reminded: int = 0
    n_raised: int = 0
    n_failed: int = 0

    def __add__(self, other: Swept) -> Swept:
        return Swept(
            self.n_looked_at + other.n_looked_at,
            self.n_reminded + other.n_reminded,
            self.n_raised + other.n_raised,
            self.n_failed + other.n_failed,
        )


@dataclass(slots=True)
class Sweep:
    """One sweep while it runs: its clock, what it was handed, and what it looked up once."""

    now: datetime
    pace_for: PACES
    on_overdue: OnOverdue | None
    on_raised: OnRaised | None
    paces: dict[object, Pace] = field(default_factory=dict)
    above: dict[tuple[str, str], list[Person]] = field(default_factory=dict)
    away: dict[int, Person] | None = None

    def present(self, person: Person) -> Person:
        """The person, or who stands in while they are away."""
        if self.away is None:
            self.away = stand_ins(self.now)
        return self.away.get(person.pk, person)

    def bearers(self, kind: str, path: str, pace: Pace) -> list[Person]:
        """Who has this capacity nearest to the place, absent ones replaced by their stand-ins."""
        key = (kind, path)
        if key not in self.above:
            today = pace.calendar.local(self.now).date()
            self.above[key] = [self.present(row.person) for row in bearers(kind, path, today)]
        return self.above[key]


@dataclass(slots=True)
class Batch:
    """What one batch will write."""

    sweep: Sweep
    rows: list[Undertaking] = field(default_factory=list)
    reminders: list[Reminder] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    overdue: list[Undertaking] = field(default_factory=list)
    raised: list[tuple[Undertaking, Rung]] = field(default_factory=list)


def sweep(
    *,
    now: datetime,
    on_overdue: OnOverdue | None = None,
    on_raised: OnRaised | None = None,
    pace_for: PACES = pace_of,
    limit: int = 200,
) -> Swept:
    """Look at every undertaking whose time to be looked at has come; remind, climb, and set the next time.

    With nothing due this is one query on an index. No due time ever moves here. `on_overdue` is called once
    for each due time that passed, `on_raised` for each rung climbed, in the transaction that records it. A
    row that cannot be dealt with is logged and stays to be tried again; it does not hold up the others.
    """
    running_sweep = Sweep(now, pace_for, on_overdue, on_raised)
    total = Swept()
    after: tuple[datetime | None, int] = (None, 0)
    while batch := _next_ids(now, after, limit):
        total += _deal_with([pk for _, pk in batch], running_sweep)
        after = batch[-1]
    return total


def _next_ids(
    now: datetime, after: tuple[datetime | None, int], limit: int
) -> list[tuple[datetime | None, int]]:
    """The next rows to look at, as (look_at, id), in the order of the index."""
    rows = Undertaking.objects.filter(state=State.OPEN, look_at__lte=now)
    moment, pk = after
    if moment is not None:
        rows = rows.filter(Q(look_at__gt=moment) | Q(look_at=moment, pk__gt=pk))
    return list(rows.order_by("look_at", "pk").values_list("look_at", "pk")[:limit])


def _deal_with(ids: list[int], sweep: Sweep) -> Swept:
    try:
        return _one_batch(ids, sweep)
    except Exception:  # noqa: BLE001 - one bad row must not keep thousands from being reminded; logged below
        log.warning("a batch of %d undertakings failed and is swept one by one", len(ids))
    total = Swept()
    for pk in ids:
        try:
            total += _one_batch([pk], sweep)
        except Exception:
            log.exception("undertaking %d could not be swept", pk)
            total += Swept(n_looked_at=1, n_failed=1)
    return total


@transaction.atomic
def _one_batch(ids: list[int], sweep: Sweep) -> Swept:
    given = Reminder.objects.only("undertaking", "stage", "due_at")
    rows = list(
        Undertaking.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk__in=ids, state=State.OPEN, look_at__lte=sweep.now)
        .select_related("place__community", "holder", "unit", "answers_to")
        .prefetch_related(Prefetch("reminders", given, to_attr="given"))
        .order_by("look_at", "pk")
    )
    batch = Batch(sweep)
    for row in rows:
        _look_at(row, batch)
    _write(batch)
    return Swept(len(rows), len(batch.reminders) - len(batch.raised), len(batch.raised))


def _look_at(row: Undertaking, batch: Batch) -> None:
    pace = batch.sweep.pace_for(row, batch.sweep.paces)
    reminders: list[Reminder] = row.given  # type: ignore[attr-defined]
    given = frozenset(Stage(each.stage) for each in reminders if each.due_at == _spoken_of(row, each.stage))
    looked = look(running(row), pace, given, batch.sweep.now)
    if not looked.stages and not looked.rungs and looked.next_at == row.look_at:
        return
    _note_overdue(row, looked, given, batch)
    for stage in looked.stages:
        _remind(row, stage, batch)
    for n in looked.rungs:
        _raise(row, n, pace, batch)
    row.look_at = looked.next_at
    batch.rows.append(row)


def _spoken_of(row: Undertaking, stage: str) -> datetime | None:
    """The due time that a reminder of this stage speaks of."""
    return row.respond_by if stage == Stage.RESPONSE else row.due_at


def _note_overdue(row: Undertaking, looked: Looked, given: frozenset[Stage], batch: Batch) -> None:
    late = {Stage.AT, Stage.AFTER}
    if row.due_at and batch.sweep.now > row.due_at and late & set(looked.stages) and not late & given:
        batch.overdue.append(row)


def _remind(row: Undertaking, stage: Stage, batch: Batch) -> None:
    """Remind whoever does it; once it is due, whoever answers for it hears of it too."""
    first = row.holder or row.answers_to
    meant = [first, row.answers_to] if stage in {Stage.AT, Stage.AFTER} else [first]
    persons = {person.pk: person for person in map(batch.sweep.present, meant)}
    for person in persons.values():
        _add_reminder(row, stage, 0, person, batch)
        due_at = _spoken_of(row, stage)
        batch.entries.append(
            _entry(
                row,
                Reminded(
                    undertaking=row.pk,
                    stage=stage.value,
                    due_at=due_at.isoformat() if due_at else "",
                    reminded=person.pk,
                    reminded_name=person.name,
                ),
                batch,
            )
        )
        batch.messages += _messages(row, stage.value, person)


def _raise(row: Undertaking, n: int, pace: Pace, batch: Batch) -> None:
    """Let the bearer of the rung hold it too; a rung without a bearer is recorded and the next one up holds
    it now. Where nobody stands above either, whoever held it last holds on.
    """
    rung = pace.ladder[n - 1]
    person = _bearer(row, n, pace, batch.sweep)
    row.rung = n
    row.raised_to = person or row.raised_to
    _add_reminder(row, Stage.RUNG, n, person, batch)
    batch.entries.append(
        _entry(
            row,
            Raised(
                undertaking=row.pk,
                rung=n,
                rung_capacity=rung.capacity_kind,
                due_at=row.due_at.isoformat() if row.due_at else "",
                raised_to=person.pk if person else None,
                raised_to_name=person.name if person else "",
            ),
            batch,
        )
    )
    batch.raised.append((row, rung))
    if person is not None:
        batch.messages += _messages(row, f"{Stage.RUNG.value}-{n}", person)


def _bearer(row: Undertaking, n: int, pace: Pace, sweep: Sweep) -> Person | None:
    """Whoever stands nearest on this rung or, where it is empty or the holder's own, on the next one above.

    At the very top stands the operator, so that only a system without one leaves a late undertaking to
    nobody.
    """
    kinds = [rung.capacity_kind for rung in pace.ladder[n - 1 :]] + [CapacityKind.OPERATOR]
    for kind in kinds:
        for person in sweep.bearers(kind, row.place_path, pace):
            if person.pk != row.holder_id:
                return person
    return None


def _add_reminder(row: Undertaking, stage: Stage, rung: int, person: Person | None, batch: Batch) -> None:
    due_at = _spoken_of(row, stage)
    if due_at is None:
        return
    batch.reminders.append(
        Reminder(
            undertaking=row, stage=stage, rung=rung, due_at=due_at, person=person, given_at=batch.sweep.now
        )
    )


def _entry(row: Undertaking, event: Reminded | Raised, batch: Batch) -> Entry:
    return Entry(
        event=event,
        subject=row.matter,
        place_code=row.place.code,
        act=Act.by_clock(batch.sweep.now),
    )


def _messages(row: Undertaking, stage: str, person: Person) -> list[Message]:
    """In the app always, and by e-mail where there is an address."""
    due_at = _spoken_of(row, stage)
    facts = {
        "undertaking": row.pk,
        "what": row.what,
        "place": row.place.full_name or row.place.name,
        "due_at": due_at.isoformat() if due_at else "",
        "holder": row.holder.name if row.holder else (row.unit.name if row.unit else ""),
        "yours": person.pk == row.holder_id,
    }
    key = f"reminder:{row.pk}:{stage}:{due_at.isoformat() if due_at else ''}:{person.pk}"
    template = f"undertaking.reminder-{stage.partition('-')[0]}"
    by = [(Notice.Channel.IN_APP, "")]
    if person.email:
        by.append((Notice.Channel.EMAIL, person.email))
    return [
        Message(
            template=template,
            about=row.matter,
            key=f"{key}:{channel}",
            person_id=person.pk,
            address=address,
            channel=channel,
            facts=facts,
        )
        for channel, address in by
    ]


def _write(batch: Batch) -> None:
    Undertaking.objects.bulk_update(batch.rows, ["rung", "raised_to", "look_at"])
    Reminder.objects.bulk_create(batch.reminders, ignore_conflicts=True)
    append_all(batch.entries)
    queue(batch.messages, now=batch.sweep.now)
    for row in batch.overdue:
        if batch.sweep.on_overdue is not None:
            batch.sweep.on_overdue(row)
    for row, rung in batch.raised:
        if batch.sweep.on_raised is not None:
            batch.sweep.on_raised(row, rung)
