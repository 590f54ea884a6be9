"""派: a keeper of our own, a handler, a limit; one concern or a batch; and what happens when a handler objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shangyi.concerns.actions.moving import (
    Move,
    NextStep,
    begin,
    complete,
    concern_for_change,
    end_lead,
    enter_state,
)
from shangyi.concerns.actions.sort import Sorting, _sort, remember, step_to_assign
from shangyi.concerns.actions.telling import tell_handler, tell_keeper, tell_speakers
from shangyi.concerns.events import ConcernAssigned, ConcernReturned, ObjectionDecided, ObjectionMade
from shangyi.concerns.models import Concern, Objection
from shangyi.concerns.rules.clocks import handling_limits
from shangyi.concerns.rules.life import State, Verb, step
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import keepers_for
from shangyi.places.models import Unit
from shangyi.places.rules import Manner
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.queries import open_lead
from shangyi.undertakings.rules import Timing, check_return, timing
from shangyi.undertakings.rules import Verb as UndertakingVerb


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who keeps it, who does it, what is to be done. `due_at` may only be earlier than the rules allow."""

    keeper: Capacity
    handler: Person | None = None
    unit: Unit | None = None
    what: str = ""
    due_at: datetime | None = None

    @property
    def manner(self) -> Manner:
        return Manner(self.unit.manner) if self.unit else Manner.ASSIGN


@transaction.atomic
def assign_concern(
    *, concern_id: int, assignment: Assignment, actor: Actor, now: datetime, version: int | None = None
) -> Concern:
    """Name the keeper and the handler and start the clock of handling.

    Where we command, a person is named at once (TC-18); a unit that is asked may name its person later.
    Refused: rights.missing, concern.not-found, concern.stale, concern.not-now, concern.keeper-needed,
    concern.keeper-not-ours, concern.handler-needed, concern.handler-elsewhere, concern.due-beyond-limit.
    """
    concern = concern_for_change(concern_id, version=version)
    grant = require(actor, "concern.assign", concern.place_path)
    move = begin(concern, Act.by(actor, grant, now))
    remember(move, Verb.ASSIGN)
    _assign(move, assignment)
    return complete(move)


@transaction.atomic
def sort_and_assign(
    *,
    concern_id: int,
    sorting: Sorting,
    assignment: Assignment,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Concern:
    """Sort and assign with one key: both or neither. Refused: as `sort_concern` and `assign_concern`."""
    concern = concern_for_change(concern_id, version=version)
    require(actor, "concern.sort", concern.place_path)
    grant = require(actor, "concern.assign", concern.place_path)
    move = begin(concern, Act.by(actor, grant, now))
    remember(move, Verb.ASSIGN)
    _sort(move, sorting)
    _assign(move, assignment)
    return complete(move)


@transaction.atomic
def assign_batch(*, orders: Sequence[tuple[int, Assignment]], actor: Actor, now: datetime) -> list[Concern]:
    """集中交办: assign many in one go, all or none; every problem is named with its concern.

    Refused: rights.missing; concern.batch with `problems`, one per concern that cannot be assigned so.
    """
    done, problems = [], []
    for concern_id, assignment in sorted(orders, key=lambda order: order[0]):
        concern = concern_for_change(concern_id)
        grant = require(actor, "concern.assign_batch", concern.place_path)
        move = begin(concern, Act.by(actor, grant, now))
        try:
            remember(move, Verb.ASSIGN)
            _assign(move, assignment, in_batch=True)
            done.append(complete(move))
        except Refused as refused:
            refused.facts["number"] = concern.number
            problems.append(refused)
    if problems:
        raise Refused("concern.batch", problems=tuple(problems), n_problems=len(problems))
    return done


def _assign(move: Move, assignment: Assignment, *, in_batch: bool = False) -> None:
    concern = move.concern
    row = step(State(concern.state), Verb.ASSIGN, keeper=assignment.keeper)
    check_assignment(concern, assignment, move.act.at)
    clock = handling_timing(move, assignment.due_at)
    end_lead(move, outcome=assignment.what or concern.title)
    concern.keeper = assignment.keeper.person
    concern.keeper_capacity = assignment.keeper
    concern.assigned_at = concern.assigned_at or move.act.at
    concern.first_due_at = concern.first_due_at or clock.due_at
    lead = enter_state(move, row.target, _step_to_handle(concern, assignment, clock))
    _record_assignment(move, assignment, clock, in_batch=in_batch)
    if lead is not None:
        tell_handler(move, lead)
    tell_speakers(move, "concern.assigned", by=_due_text(clock), who=_who(assignment))


def _step_to_handle(concern: Concern, assignment: Assignment, clock: Timing) -> NextStep:
    return NextStep(
        what=assignment.what.strip() or concern.title,
        timing=clock,
        holder=assignment.handler or (None if assignment.unit else assignment.keeper.person),
        unit=assignment.unit,
        manner=assignment.manner,
    )


def _record_assignment(move: Move, assignment: Assignment, clock: Timing, *, in_batch: bool) -> None:
    handler = assignment.handler or (None if assignment.unit else assignment.keeper.person)
    move.record(
        ConcernAssigned(
            manner=assignment.manner.value,
            unit=assignment.unit.pk if assignment.unit else None,
            due_at=clock.due_at.isoformat(),
            first_due_at=(move.concern.first_due_at or clock.due_at).isoformat(),
            in_batch=in_batch,
            keeper=assignment.keeper.person_id,
            keeper_name=assignment.keeper.person.name,
            handler=handler.pk if handler else None,
            handler_name=handler.name if handler else "",
            unit_name=assignment.unit.name if assignment.unit else "",
            what=assignment.what.strip() or move.concern.title,
        )
    )


def check_assignment(concern: Concern, assignment: Assignment, now: datetime) -> None:
    """The keeper is ours and here; where we command a person is named; the person belongs to the unit.

    Refused: concern.keeper-not-ours, concern.handler-needed, concern.handler-elsewhere.
    """
    if not keepers_for(concern.place_path, now.date()).filter(pk=assignment.keeper.pk).exists():
        raise Refused("concern.keeper-not-ours", name=assignment.keeper.person.name)
    unit, handler = assignment.unit, assignment.handler
    if unit is not None and unit.manner == Manner.ASSIGN and handler is None:
        raise Refused("concern.handler-needed", unit=unit.name)
    if unit is not None and handler is not None and not unit.capacities.filter(person=handler).exists():
        raise Refused("concern.handler-elsewhere", name=handler.name, unit=unit.name)


def handling_timing(move: Move, wanted: datetime | None = None) -> Timing:
    """The clock of handling. Work that was promised before keeps its promise while that lies ahead.

    Refused: concern.due-beyond-limit, when a later time is wanted than the rules allow; concern.due-passed.
    """
    concern = move.concern
    clock = timing(
        move.act.at, handling_limits(move.rules.pack, concern.kind, concern.grade), move.rules.calendar
    )
    promised = concern.first_due_at
    due_at = promised if promised and promised > move.act.at else clock.due_at
    if wanted is not None and wanted > due_at:
        raise Refused("concern.due-beyond-limit", due_at=due_at, wanted=wanted)
    if wanted is not None and wanted <= move.act.at:
        raise Refused("concern.due-passed", wanted=wanted)
    due_at = wanted or due_at
    return Timing(
        due_at=due_at,
        respond_by=min(clock.respond_by, due_at) if clock.respond_by else None,
        remind_at=min(clock.remind_at, due_at) if clock.remind_at else None,
        return_by=min(clock.return_by, due_at) if clock.return_by else None,
        limit=clock.limit,
        working={**clock.working, "chosen": due_at.isoformat()} if due_at != clock.due_at else clock.working,
        first_due_at=promised or due_at,
    )


def _due_text(clock: Timing) -> str:
    return clock.due_at.isoformat()


def _who(assignment: Assignment) -> str:
    unit = assignment.unit.name if assignment.unit else ""
    person = (
        assignment.handler.name if assignment.handler else ("" if unit else assignment.keeper.person.name)
    )
    return " ".join(part for part in (unit, person) if part)


@transaction.atomic
def object_to_concern(*, concern_id: int, reason: str, actor: Actor, now: datetime) -> Objection:
    """The handler says it is not theirs. They keep it, and the clock runs, until the keeper's side decides.

    Refused: rights.missing, concern.not-now, concern.reason-needed, undertaking.return-too-late,
    concern.objection-pending.
    """
    concern = concern_for_change(concern_id)
    lead = open_lead(concern.subject, lock=True)
    grant = require(actor, "undertaking.return", concern.place_path, own=holds(actor, lead))
    step(State(concern.state), Verb.OBJECT, reason=reason.strip())
    check_return(now=now, opened_at=lead.opened_at, return_by=lead.return_by or lead.due_at or now)
    if Objection.objects.filter(concern=concern, decided_at=None).exists():
        raise Refused("concern.objection-pending")
    move = begin(concern, Act.by(actor, grant, now))
    objection = Objection.objects.create(
        concern=concern,
        undertaking=lead.pk,
        by_id=actor.person_id or 0,
        reason=reason.strip()[:300],
        made_at=now,
    )
    move.record(ObjectionMade(undertaking=lead.pk, reason=objection.reason))
    tell_keeper(move, "concern.objection", reason=objection.reason)
    complete(move)
    return objection


@transaction.atomic
def decide_objection(*, concern_id: int, accept: bool, reason: str, actor: Actor, now: datetime) -> Concern:
    """Release the handler, so that it is assigned anew; or say why it stays with them. Nobody decides on their own.

    Refused: rights.missing, concern.no-objection, concern.reason-needed, concern.own-objection.
    """
    concern = concern_for_change(concern_id)
    grant = require(actor, "concern.assign", concern.place_path)
    objection = Objection.objects.select_for_update().filter(concern=concern, decided_at=None).first()
    if objection is None:
        raise Refused("concern.no-objection")
    if objection.by_id == actor.person_id:
        raise Refused("concern.own-objection")
    row = step(State(concern.state), Verb.RELEASE if accept else Verb.INSIST, reason=reason.strip())
    move = begin(concern, Act.by(actor, grant, now))
    _decide(objection, accept, reason.strip(), actor, now)
    move.record(ObjectionDecided(accepted=accept, reason=reason.strip()))
    if accept:
        lead = end_lead(move, outcome=objection.reason, verb=UndertakingVerb.RETURN)
        move.record(ConcernReturned(reason=objection.reason))
        enter_state(move, row.target, step_to_assign(move))
        concern.first_due_at = concern.first_due_at or lead.due_at
    return complete(move)


def _decide(objection: Objection, accept: bool, reason: str, actor: Actor, now: datetime) -> None:  # noqa: FBT001
    objection.accepted = accept
    objection.decided_by_id = actor.person_id
    objection.decided_at = now
    objection.decision_reason = reason[:300]
    objection.save()


def holds(actor: Actor, row: Undertaking) -> bool:
    """Whether this is the actor's own to do: named as holder, or of the unit that was asked."""
    if row.holder_id is not None and row.holder_id == actor.person_id:
        return True
    return row.unit_id is not None and row.unit_id in actor.unit_ids
