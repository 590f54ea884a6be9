"""The one way a budget moves: lock, ask the table, save, record, tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shangyi.decisions.models import Budget
from shangyi.decisions.queries.budgets import budget_for_change
from shangyi.decisions.rules.budget_life import BudgetState, BudgetVerb, Transition, step
from shangyi.kernel.actor import Act, Actor, may, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append_all
from shangyi.ledger.events import Entry, Event
from shangyi.notices.actions import Message, announce, queue
from shangyi.undertakings.actions import NewUndertaking, end_undertaking, open_undertaking
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.rules import State as UndertakingState
from shangyi.undertakings.rules import Task, Timing, Verb


@dataclass(slots=True)
class Turn:
    """One change of one budget while it is being made."""

    budget: Budget
    act: Act
    row: Transition
    entries: list[Entry] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def record(self, event: Event) -> None:
        """Add a line to the record of this budget."""
        self.entries.append(
            Entry(event=event, subject=self.budget.subject, place_code=self.budget.place.code, act=self.act)
        )

    def tell(self, template: str, person_ids: Iterable[int | None], **facts: str) -> None:
        """A message to each of these persons once, and never to whoever acts."""
        known = {each for each in person_ids if each is not None} - {self.act.person_id}
        self.messages += [
            Message(
                template=template,
                about=self.budget.subject,
                key=f"{template}:{self.budget.pk}:{self.act.at.timestamp():.0f}:{person_id}",
                person_id=person_id,
                facts={"title": self.budget.title, **facts},
            )
            for person_id in sorted(known)
        ]


def begin(
    budget_id: int, verb: BudgetVerb, actor: Actor, now: datetime, *, reason: str | None = None
) -> Turn:
    """Lock the budget and ask whether it may be done now, and by this person.

    Refused: budget.not-found (also for whoever may not even see it), rights.missing, budget.not-now,
    budget.reason-needed.
    """
    budget = budget_for_change(budget_id)
    if may(actor, "budget.view", budget.place_path) is None:
        raise Refused("budget.not-found")
    row = step(BudgetState(budget.state), verb, reason=reason)
    grant = require(actor, row.right, budget.place_path)
    return Turn(budget, Act.by(actor, grant, now), row)


def begin_locked(budget: Budget, verb: BudgetVerb, act: Act) -> Turn:
    """What residents and time do to a locked budget; the caller has asked who it is. Refused: budget.not-now."""
    return Turn(budget, act, step(BudgetState(budget.state), verb))


def complete(turn: Turn) -> Budget:
    """Save, record and tell, together; open pages hear that something changed."""
    budget = turn.budget
    budget.state = turn.row.target
    budget.save()
    append_all(turn.entries)
    queue(turn.messages, now=turn.act.at)
    announce(channel=f"budget:{budget.pk}", kind="changed", now=turn.act.at)
    return budget


def entrust(turn: Turn, task: Task, what: str, due_at: datetime) -> Undertaking:
    """Something that whoever planned the budget must do by a moment."""
    budget, now = turn.budget, turn.act.at
    row, line = open_undertaking(
        new=NewUndertaking(
            matter=budget.subject,
            task=task,
            what=what,
            place=budget.place,
            holder=budget.planned_by,
            holder_capacity=budget.planned_capacity,
            answers_to=budget.planned_by,
            timing=Timing(
                due_at=due_at,
                remind_at=max(due_at - timedelta(days=1), now + (due_at - now) / 2),
                limit="promised",
            ),
        ),
        act=turn.act,
    )
    turn.entries.append(line)
    return row


def end_duties(turn: Turn, verb: Verb, words: str, *tasks: Task) -> None:
    """What was to be done for this budget in these steps ends: done, or needed no more."""
    rows = Undertaking.objects.select_for_update(of=("self",)).select_related("place")
    for row in rows.filter(matter=turn.budget.subject, task__in=tasks, state=UndertakingState.OPEN).order_by(
        "id"
    ):
        turn.entries.append(end_undertaking(row=row, verb=verb, outcome=words[:300], act=turn.act))
