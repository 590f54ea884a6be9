"""理: sorting, with undo: what it is, where it belongs, how urgent it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shangyi.concerns.actions.moving import (
    Move,
    NextStep,
    begin,
    complete,
    concern_for_change,
    end_lead,
    enter_state,
)
from shangyi.concerns.events import ConcernSorted, SortingUndone
from shangyi.concerns.models import Concern, SortingStep
from shangyi.concerns.rules.clocks import assigning_limits
from shangyi.concerns.rules.hearing import Kind
from shangyi.concerns.rules.life import State, Verb, check_backward, step
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.people.queries import keepers_for, receiver_for
from shangyi.places.models import Place
from shangyi.places.rules import Manner
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.queries import open_lead, running_lead_id, timing_of, undertaking_by_id
from shangyi.undertakings.rules import Timing, timing
from shangyi.undertakings.rules import Verb as UndertakingVerb

KEPT_FOR_UNDO = (
    "state",
    "title",
    "kind",
    "category",
    "grade",
    "tags",
    "may_be_shown",
    "place_id",
    "place_path",
    "community_id",
    "keeper_id",
    "keeper_capacity_id",
)
MOMENTS_FOR_UNDO = ("sorted_at", "assigned_at", "first_due_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorting:
    """What a clerk decided. `title` is written so that neighbours may read it when `may_be_shown`."""

    kind: Kind
    category: str
    grade: str
    title: str = ""
    tags: tuple[str, ...] = ()
    may_be_shown: bool = False
    place: Place | None = None


@transaction.atomic
def sort_concern(
    *, concern_id: int, sorting: Sorting, actor: Actor, now: datetime, version: int | None = None
) -> Concern:
    """Sort a concern that nobody works on yet; the clock for assigning it starts.

    Refused: rights.missing, concern.not-found, concern.stale, concern.not-now, concern.kind-needed,
    concern.category-needed, concern.grade-needed, pack.category-unknown and pack.grade-unknown from the rule pack.
    """
    concern = concern_for_change(concern_id, version=version)
    grant = require(actor, "concern.sort", concern.place_path)
    move = begin(concern, Act.by(actor, grant, now))
    remember(move, Verb.SORT)
    _sort(move, sorting)
    return complete(move)


def _sort(move: Move, sorting: Sorting) -> None:
    concern = move.concern
    verb = Verb.SORT if State(concern.state) in (State.HEARD, State.SORTED) else Verb.CORRECT
    row = step(State(concern.state), verb, kind=sorting.kind, category=sorting.category, grade=sorting.grade)
    apply_sorting(move, sorting)
    keep_at_the_place(move, may_change=verb is Verb.SORT)
    if verb is Verb.CORRECT:
        return
    end_lead(move, outcome=concern.title)
    enter_state(move, row.target, step_to_assign(move))


def apply_sorting(move: Move, sorting: Sorting) -> None:
    """Write what was decided onto the concern and record it. Refused: as the rule pack finds codes unknown.

    Once work has begun the grade stays: a limit never moves because somebody filed the matter elsewhere.
    """
    concern, pack = move.concern, move.rules.pack
    category = pack.category(sorting.category)
    pack.limits_for(sorting.kind.value, sorting.grade)
    concern.kind = sorting.kind
    concern.category = category.code
    if concern.first_due_at is None:
        concern.grade = sorting.grade
    concern.tags = list(sorting.tags)
    concern.title = sorting.title.strip()[:80] or concern.title
    concern.may_be_shown = sorting.may_be_shown
    concern.sorted_at = concern.sorted_at or move.act.at
    if sorting.place is not None:
        concern.place = sorting.place
        concern.place_path = sorting.place.path or ""
        concern.community = sorting.place.community
    move.record(
        ConcernSorted(
            concern_kind=concern.kind,
            category=concern.category,
            grade=concern.grade,
            tags=tuple(sorting.tags),
            title=concern.title,
        )
    )


def keep_at_the_place(move: Move, *, may_change: bool) -> None:
    """A matter that is moved to another place gets the keeper who receives there; once work has begun it is not moved.

    Refused: concern.keeper-not-ours.
    """
    concern, now = move.concern, move.act.at
    if keepers_for(concern.place_path, now.date()).filter(person=concern.keeper_id).exists():
        return
    if not may_change:
        raise Refused("concern.keeper-not-ours", name=concern.keeper.name)
    receiver = receiver_for(concern.place_path, now)
    concern.keeper, concern.keeper_capacity = receiver.person, receiver


def step_to_assign(move: Move, *, within: Timing | None = None) -> NextStep:
    """The step 派 with its keeper as the one to act."""
    concern = move.concern
    return NextStep(
        what=_("Assign: %(title)s") % {"title": concern.title},
        timing=within or timing(move.act.at, assigning_limits(move.rules.pack), move.rules.calendar),
        holder=concern.keeper,
        holder_capacity=concern.keeper_capacity,
    )


def remember(move: Move, verb: Verb) -> None:
    """Keep what the concern was, so that the next key press can undo this one."""
    concern = move.concern
    before: dict[str, Any] = {name: getattr(concern, name) for name in KEPT_FOR_UNDO}
    for name in MOMENTS_FOR_UNDO:
        moment = getattr(concern, name)
        before[name] = moment.isoformat() if moment else None
    before["lead"] = running_lead_id(concern.subject)
    SortingStep.objects.create(
        concern=concern,
        before=before,
        verb=verb,
        by_id=move.act.person_id,
        at=move.act.at,
        version_after=concern.version + 1,
    )


@transaction.atomic
def undo_sorting(*, concern_id: int, actor: Actor, now: datetime) -> Concern:
    """Take back the last sorting or assigning, while nothing else has happened to the concern.

    What was recorded stays recorded, and the undoing is recorded too.
    Refused: rights.missing, concern.nothing-to-undo.
    """
    concern = concern_for_change(concern_id)
    grant = require(actor, "concern.sort", concern.place_path)
    last = SortingStep.objects.filter(concern=concern, undone_at=None).order_by("-id").first()
    if last is None or last.version_after != concern.version:
        raise Refused("concern.nothing-to-undo")
    check_backward(State(concern.state), State(last.before["state"]))
    move = begin(concern, Act.by(actor, grant, now))
    _as_before(move, last.before)
    last.undone_at = now
    last.save(update_fields=["undone_at"])
    earlier = SortingStep.objects.filter(concern=concern, undone_at=None).order_by("-id").first()
    if earlier is not None:
        earlier.version_after = concern.version + 1
        earlier.save(update_fields=["version_after"])
    move.record(SortingUndone(verb=last.verb))
    return complete(move)


def _as_before(move: Move, before: dict[str, Any]) -> None:
    """Everything as it was, the clock too: no due time moves because something was taken back."""
    concern = move.concern
    for name in KEPT_FOR_UNDO:
        setattr(concern, name, before[name])
    for name in MOMENTS_FOR_UNDO:
        setattr(concern, name, datetime.fromisoformat(before[name]) if before[name] else None)
    keep_at_the_place(move, may_change=True)
    lead = open_lead(concern.subject, lock=True)
    if lead.pk != before["lead"]:
        earlier = undertaking_by_id(before["lead"])
        end_lead(move, outcome=_("taken back"), verb=UndertakingVerb.WITHDRAW)
        enter_state(move, State(before["state"]), _same_step(earlier, concern))


def _same_step(earlier: Undertaking, concern: Concern) -> NextStep:
    """The step that ran before, with its own clocks; what was our own goes to whoever keeps it now."""
    ours = earlier.unit is None
    return NextStep(
        what=earlier.what,
        timing=timing_of(earlier),
        holder=concern.keeper if ours else earlier.holder,
        holder_capacity=concern.keeper_capacity if ours else earlier.holder_capacity,
        unit=earlier.unit,
        manner=Manner(earlier.manner),
    )
