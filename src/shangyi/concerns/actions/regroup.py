"""Joining voices that mean one matter, taking apart those that do not; both can be undone, no voice is ever lost."""

from __future__ import annotations

from datetime import datetime

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
from shangyi.concerns.events import ConcernOpened, ConcernsRegrouped
from shangyi.concerns.models import Concern, Photo, Regrouping, Voice
from shangyi.concerns.rules.clocks import sorting_limits
from shangyi.concerns.rules.life import State, Verb, step
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.people.models import Capacity
from shangyi.people.queries import receiver_for
from shangyi.undertakings.rules import Verb as UndertakingVerb
from shangyi.undertakings.rules import timing

JOINABLE = (State.HEARD, State.SORTED, State.HANDLING, State.LISTED, State.LOOKING)


@transaction.atomic
def merge_concerns(*, source_id: int, target_id: int, actor: Actor, now: datetime) -> Regrouping:
    """Join every voice of one concern to another that is still being worked on.

    Refused: rights.missing, concern.not-found, concern.merge-with-itself, concern.not-now, concern.target-done.
    """
    if source_id == target_id:
        raise Refused("concern.merge-with-itself")
    first, second = sorted((source_id, target_id))
    locked = {concern.pk: concern for concern in (concern_for_change(first), concern_for_change(second))}
    source, target = locked[source_id], locked[target_id]
    grant = require(actor, "concern.regroup", source.place_path)
    require(actor, "concern.regroup", target.place_path)
    step(State(source.state), Verb.MERGE, target=target)
    if State(target.state) not in JOINABLE:
        raise Refused("concern.target-done", number=target.number)
    act = Act.by(actor, grant, now)
    row = _regroup(
        Regrouping.What.MERGE, source, target, list(source.voices.values_list("pk", flat=True)), act
    )
    _withdraw(begin(source, act), target, row)
    _count(begin(target, act), row)
    return row


def _withdraw(move: Move, target: Concern, row: Regrouping) -> None:
    """The source ends: nothing runs on it any more, and it says where its voices went."""
    source = move.concern
    end_lead(
        move, outcome=_("joined to %(number)s") % {"number": target.number}, verb=UndertakingVerb.WITHDRAW
    )
    enter_state(move, State.MERGED, None)
    source.merged_into = target
    source.n_voices = 0
    move.record(_event(row))
    complete(move)


def _count(move: Move, row: Regrouping, *, undone: bool = False) -> None:
    move.concern.n_voices = Voice.objects.filter(concern=move.concern).count()
    move.record(_event(row, undone=undone))
    complete(move)


def _regroup(
    what: Regrouping.What, source: Concern, target: Concern, voice_ids: list[int], act: Act
) -> Regrouping:
    row = Regrouping.objects.create(
        what=what,
        source=source,
        target=target,
        voice_ids=voice_ids,
        before={"state": source.state},
        by_id=act.person_id,
        at=act.at,
    )
    _move_voices(voice_ids, target)
    return row


def _move_voices(voice_ids: list[int], target: Concern) -> None:
    Voice.objects.filter(pk__in=voice_ids).update(concern=target)
    Photo.objects.filter(voice__in=voice_ids).update(concern=target)


def _event(row: Regrouping, *, undone: bool = False) -> ConcernsRegrouped:
    return ConcernsRegrouped(
        what=row.what, source=row.source_id, target=row.target_id, n_voices=len(row.voice_ids), undone=undone
    )


@transaction.atomic
def split_concern(*, concern_id: int, voice_ids: frozenset[int], actor: Actor, now: datetime) -> Concern:
    """Take some voices out into a concern of their own, which starts unsorted with a keeper and a clock.

    Refused: rights.missing, concern.not-now, concern.split-nobody, concern.split-everybody.
    """
    source = concern_for_change(concern_id)
    grant = require(actor, "concern.regroup", source.place_path)
    if State(source.state) not in JOINABLE:
        raise Refused("concern.not-now", state=source.state, verb="split")
    here = set(source.voices.values_list("pk", flat=True))
    chosen = sorted(here & voice_ids)
    if not chosen:
        raise Refused("concern.split-nobody")
    if len(chosen) == len(here):
        raise Refused("concern.split-everybody")
    act = Act.by(actor, grant, now)
    first = Voice.objects.select_related("place__community").get(pk=chosen[0])
    receiver = receiver_for(first.place.path or "", now)
    target = _new_concern(source, first, len(chosen), receiver, now)
    row = _regroup(Regrouping.What.SPLIT, source, target, chosen, act)
    _begin_split(begin(target, act), receiver, row)
    _count(begin(source, act), row)
    return target


def _new_concern(source: Concern, first: Voice, n_voices: int, receiver: Capacity, now: datetime) -> Concern:
    return Concern.objects.create(
        title=source.title,
        kind=source.kind,
        place=first.place,
        place_path=first.place.path or "",
        community=first.place.community,
        keeper=receiver.person,
        keeper_capacity=receiver,
        pack_id=source.pack_id,
        heard_at=first.heard_at,
        due_at=now,
        n_voices=n_voices,
    )


def _begin_split(move: Move, receiver: Capacity, row: Regrouping) -> None:
    lead = enter_state(move, State.HEARD, _step_to_sort(move))
    due_at = lead.due_at.isoformat() if lead and lead.due_at else ""
    move.record(
        ConcernOpened(
            number=move.concern.number,
            due_at=due_at,
            keeper=receiver.person_id,
            keeper_name=receiver.person.name,
        )
    )
    move.record(_event(row))
    complete(move)


def _step_to_sort(move: Move) -> NextStep:
    concern = move.concern
    return NextStep(
        what=_("Sort: %(title)s") % {"title": concern.title},
        timing=timing(move.act.at, sorting_limits(move.rules.pack), move.rules.calendar),
        holder=concern.keeper,
        holder_capacity=concern.keeper_capacity,
    )


@transaction.atomic
def undo_merge(*, regrouping_id: int, actor: Actor, now: datetime) -> Concern:
    """Give a merged concern its voices back; it waits to be sorted again. Voices that joined later stay.

    Refused: rights.missing, concern.nothing-to-undo, also when its voices have gone elsewhere since;
    concern.target-done, when the other was done meanwhile; concern.split-everybody, when the other would be left
    without any voice.
    """
    row = (
        Regrouping.objects.select_for_update(of=("self",))
        .filter(pk=regrouping_id, what=Regrouping.What.MERGE, undone_at=None)
        .first()
    )
    if row is None:
        raise Refused("concern.nothing-to-undo")
    first, second = sorted((row.source_id, row.target_id))
    locked = {concern.pk: concern for concern in (concern_for_change(first), concern_for_change(second))}
    source, target = locked[row.source_id], locked[row.target_id]
    grant = require(actor, "concern.regroup", source.place_path)
    if State(target.state) not in JOINABLE:
        raise Refused("concern.target-done", number=target.number)
    act = Act.by(actor, grant, now)
    step(State(source.state), Verb.UNMERGE)
    still = _still_there(row, target)
    row.undone_at = now
    row.save(update_fields=["undone_at"])
    _move_voices(still, source)
    _revive(begin(source, act), row, len(still))
    _count(begin(target, act), row, undone=True)
    return source


def _still_there(row: Regrouping, target: Concern) -> list[int]:
    """The voices that can be given back. Refused: concern.nothing-to-undo, concern.split-everybody."""
    here = set(target.voices.values_list("pk", flat=True))
    still = sorted(here & set(row.voice_ids))
    if not still:
        raise Refused("concern.nothing-to-undo")
    if len(still) == len(here):
        raise Refused("concern.split-everybody")
    return still


def _revive(move: Move, row: Regrouping, n_voices: int) -> None:
    source = move.concern
    source.merged_into = None
    source.n_voices = n_voices
    enter_state(move, State.HEARD, _step_to_sort(move))
    move.record(_event(row, undone=True))
    complete(move)
