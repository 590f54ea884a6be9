"""提心愿、审心愿: residents propose, a named person checks each, and nothing vanishes without a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from shangyi.decisions.actions.budgeting import Turn, begin, begin_locked, complete
from shangyi.decisions.events import WishChecked, WishMerged, WishProposed
from shangyi.decisions.models import BudgetWish
from shangyi.decisions.queries.budgets import (
    budget_for_change,
    check_seen,
    finding_of_wish,
    wish_for_change,
)
from shangyi.decisions.rules.budget_life import BudgetVerb, WishState, check_collecting, check_merge
from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.refused import Refused
from shangyi.people.queries import same_person_ids

MOST_EACH = 5
MOST_WISHES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWish:
    """What somebody would have the money spent on; `proposer` names who says it at the counter."""

    title: str
    why: str = ""
    proposer: str = ""


@transaction.atomic
def propose_wish(*, budget_id: int, wish: NewWish, actor: Actor, now: datetime) -> BudgetWish:
    """A resident proposes something on the phone.

    Refused: budget.not-found, budget.not-now, budget.wishes-over, budget.wish-title-needed,
    budget.too-many-wishes, budget.list-full.
    """
    budget = budget_for_change(budget_id)
    check_seen(budget, actor)
    if actor.person_id is None:
        raise Refused("budget.not-found")
    turn = begin_locked(budget, BudgetVerb.PROPOSE, Act.by_resident(actor, now))
    own = BudgetWish.objects.filter(budget=budget, proposed_by__in=same_person_ids(actor.person_id))
    if own.exclude(state=WishState.TAKEN_BACK).count() >= MOST_EACH:
        raise Refused("budget.too-many-wishes", most=MOST_EACH)
    row = _keep(turn, wish, proposed_by_id=actor.person_id, proposer_name=actor.name)
    complete(turn)
    return row


@transaction.atomic
def record_wish(*, budget_id: int, wish: NewWish, actor: Actor, now: datetime) -> BudgetWish:
    """代录: what somebody says at the counter. Refused: as `begin`; budget.wishes-over, budget.wish-title-needed,
    budget.list-full.
    """
    turn = begin(budget_id, BudgetVerb.ENTER, actor, now)
    row = _keep(turn, wish, recorded_by_id=actor.person_id, proposer_name=wish.proposer.strip()[:60])
    complete(turn)
    return row


def _keep(turn: Turn, wish: NewWish, **who: object) -> BudgetWish:
    budget = turn.budget
    check_collecting(turn.act.at, budget.wishes_until)
    title = " ".join(wish.title.split())[:120]
    if not title:
        raise Refused("budget.wish-title-needed")
    last: int = budget.wishes.aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_WISHES:
        raise Refused("budget.list-full", most=MOST_WISHES)
    row = BudgetWish.objects.create(
        budget=budget,
        number=last + 1,
        key=str(last + 1),
        title=title,
        why=wish.why.strip()[:4000],
        proposed_at=turn.act.at,
        **who,
    )
    turn.record(WishProposed(wish=row.pk, title=row.title, why=row.why, proposer=row.proposer_name))
    return row


@transaction.atomic
def take_wish_back(*, budget_id: int, wish_id: int, actor: Actor, now: datetime) -> BudgetWish:
    """Whoever proposed it takes it back while wishes are collected.

    What was merged into it stands for itself again.
    Refused: budget.not-found, budget.not-now, budget.wish-not-found, budget.wish-not-yours,
    budget.wish-merged-already.
    """
    budget = budget_for_change(budget_id)
    check_seen(budget, actor)
    turn = begin_locked(budget, BudgetVerb.TAKE_BACK, Act.by_resident(actor, now))
    row = wish_for_change(budget, wish_id)
    if row.proposed_by_id is None or row.proposed_by_id not in same_person_ids(actor.person_id or 0):
        raise Refused("budget.wish-not-yours")
    if row.state == WishState.MERGED:
        raise Refused("budget.wish-merged-already")
    for other in row.merged.all():
        split(turn, other)
    row.state = WishState.TAKEN_BACK
    row.save(update_fields=["state"])
    turn.record(WishChecked(wish=row.pk, state=row.state))
    complete(turn)
    return row


@transaction.atomic
def merge_wish(*, budget_id: int, wish_id: int, into_id: int, actor: Actor, now: datetime) -> BudgetWish:
    """Two wishes want the same: the first goes with the second until it is undone. Whoever proposed either is told.

    Refused: as `begin` and `check_merge`; budget.wish-not-found.
    """
    turn = begin(budget_id, BudgetVerb.CHECK, actor, now)
    row, into = wish_for_change(turn.budget, wish_id), wish_for_change(turn.budget, into_id)
    check_merge(
        WishState(row.state), WishState(into.state), n_in_source=row.merged.count(), is_same=row.pk == into.pk
    )
    row.state_before, row.state = row.state, WishState.MERGED
    row.merged_into, row.merged_by_id, row.merged_at = into, actor.person_id, now
    row.save()
    turn.record(WishMerged(wish=row.pk, into=into.pk))
    turn.tell(
        "budget.wish-merged", {row.proposed_by_id, into.proposed_by_id}, wish=row.title, into=into.title
    )
    complete(turn)
    return row


@transaction.atomic
def split_wish(*, budget_id: int, wish_id: int, actor: Actor, now: datetime) -> BudgetWish:
    """Undo a merge: the wish stands for itself again, as it stood before. Refused: as `begin`; budget.wish-not-found,
    budget.wish-not-merged.
    """
    turn = begin(budget_id, BudgetVerb.CHECK, actor, now)
    row = wish_for_change(turn.budget, wish_id)
    if row.state != WishState.MERGED:
        raise Refused("budget.wish-not-merged")
    split(turn, row)
    complete(turn)
    return row


def split(turn: Turn, row: BudgetWish) -> None:
    """The wish is what it was before it was merged; whoever proposed either is told."""
    into = row.merged_into
    if into is None:
        return
    row.state, row.state_before = row.state_before, ""
    row.merged_into = row.merged_by = row.merged_at = None
    row.save()
    turn.record(WishMerged(wish=row.pk, into=into.pk, undone=True))
    turn.tell("budget.wish-split", {row.proposed_by_id, into.proposed_by_id}, wish=row.title, into=into.title)


@transaction.atomic
def admit_wish(
    *, budget_id: int, wish_id: int, cost_fen: int, owners_note: str = "", actor: Actor, now: datetime
) -> BudgetWish:
    """Put a wish to the vote at a cost that was checked; whoever proposed it is told.

    Where the words touch what only the owners can decide, a named person says who has decided, or why they need
    not. Refused: as `begin`; budget.wish-not-found, budget.wish-taken-back, budget.cost-wrong,
    budget.dearer-than-sum, budget.owners-first.
    """
    turn, row = _checkable(budget_id, wish_id, actor, now)
    if cost_fen <= 0:
        raise Refused("budget.cost-wrong")
    if cost_fen > turn.budget.sum_fen:
        raise Refused("budget.dearer-than-sum")
    finding = finding_of_wish(row, row.merged.all())
    if finding.asks and not owners_note.strip():
        raise Refused("budget.owners-first", quoted=finding.matches[0].quoted)
    row.cost_fen, row.owners_note, row.reason = cost_fen, owners_note.strip()[:300], ""
    return _checked(turn, row, WishState.ADMITTED)


@transaction.atomic
def turn_wish_down(*, budget_id: int, wish_id: int, reason: str, actor: Actor, now: datetime) -> BudgetWish:
    """Do not put a wish, with the reason that whoever proposed it reads.

    Refused: as `begin`; budget.wish-not-found, budget.wish-taken-back, budget.reason-needed.
    """
    turn, row = _checkable(budget_id, wish_id, actor, now)
    if not reason.strip():
        raise Refused("budget.reason-needed")
    row.reason = reason.strip()[:300]
    return _checked(turn, row, WishState.TURNED_DOWN)


def _checkable(budget_id: int, wish_id: int, actor: Actor, now: datetime) -> tuple[Turn, BudgetWish]:
    """A wish can be checked, and checked again, until voting opens."""
    turn = begin(budget_id, BudgetVerb.CHECK, actor, now)
    row = wish_for_change(turn.budget, wish_id)
    if row.state == WishState.TAKEN_BACK:
        raise Refused("budget.wish-taken-back")
    if row.state == WishState.MERGED:
        raise Refused("budget.wish-merged-already")
    return turn, row


def _checked(turn: Turn, row: BudgetWish, state: WishState) -> BudgetWish:
    row.state, row.checked_by_id, row.checked_at = state, turn.act.person_id, turn.act.at
    row.save()
    turn.record(
        WishChecked(
            wish=row.pk,
            state=state.value,
            cost_fen=row.cost_fen if state is WishState.ADMITTED else None,
            reason=row.reason,
            owners_note=row.owners_note,
        )
    )
    wished = {row.proposed_by_id, *row.merged.values_list("proposed_by_id", flat=True)}
    if state is WishState.ADMITTED:
        turn.tell("budget.wish-admitted", wished, wish=row.title)
    else:
        turn.tell("budget.wish-turned-down", wished, wish=row.title, reason=row.reason)
    complete(turn)
    return row
