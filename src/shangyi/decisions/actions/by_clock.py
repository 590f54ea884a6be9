"""What time does to ballots: opens, reminds, closes, and counts where no paper waits to be entered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from shangyi.decisions.actions.announcing import open_moved
from shangyi.decisions.actions.budget_counting import close_by_clock
from shangyi.decisions.actions.budget_voting import remind_voters
from shangyi.decisions.actions.closing import close_moved, count_moved
from shangyi.decisions.actions.moving import begin_by_clock, complete, tell_electors
from shangyi.decisions.actions.signing import remind_silent
from shangyi.decisions.models import Ballot, Budget, Elector, Vote
from shangyi.decisions.queries.agreements import to_remind
from shangyi.decisions.queries.ballots import ballot_for_change, due_by_clock
from shangyi.decisions.queries.budgets import due_to_close
from shangyi.decisions.queries.budgets import to_remind as budgets_to_remind
from shangyi.decisions.rules.ballot_life import BallotState, BallotVerb, Method
from shangyi.decisions.rules.labels import STATUTORY, Label

REMIND_BEFORE = timedelta(hours=24)
AT_ONCE = 200


def move_ballots_by_clock(*, now: datetime) -> int:
    """Open what was announced for now, close what ends now, remind who is silent a day before; how many."""
    moved = sum(_move(pk, now) for pk in due_by_clock(now).values_list("pk", flat=True)[:AT_ONCE])
    return moved + _remind(now)


@transaction.atomic
def _move(ballot_id: int, now: datetime) -> int:
    """One step of one ballot, if it is still due when it is locked."""
    ballot = ballot_for_change(ballot_id)
    if ballot.state == BallotState.NOTICED and ballot.opens_at and ballot.opens_at <= now:
        open_moved(begin_by_clock(ballot, BallotVerb.OPEN, now))
        return 1
    if ballot.state == BallotState.OPEN and ballot.closes_at and ballot.closes_at <= now:
        close_moved(begin_by_clock(ballot, BallotVerb.CLOSE, now))
        _count_where_nothing_waits(ballot, now)
        return 1
    return 0


def _count_where_nothing_waits(ballot: Ballot, now: datetime) -> None:
    """A statutory count is a person's act, with papers on the table; hands are counted in the room."""
    by_hand = Label(ballot.label) in STATUTORY or ballot.method == Method.ASSEMBLY
    if by_hand or ballot.readings.filter(counted_at=None, stands=True).exists():
        return
    count_moved(begin_by_clock(ballot, BallotVerb.COUNT, now))


def remind_signers(*, now: datetime) -> int:
    """Whoever has not signed an agreement is reminded a day before signing ends; how many were."""
    due = to_remind(now, REMIND_BEFORE).values_list("pk", flat=True)[:AT_ONCE]
    return sum(remind_silent(agreement_id=pk, now=now) for pk in due)


def move_budgets_by_clock(*, now: datetime) -> int:
    """Budgets whose voting is over are closed and counted; who has not voted is reminded a day before; how many."""
    closed = sum(close_by_clock(budget_id=pk, now=now) for pk in _ids(due_to_close(now)))
    soon = _ids(budgets_to_remind(now, REMIND_BEFORE))
    return closed + sum(remind_voters(budget_id=pk, now=now) for pk in soon)


def _ids(rows: QuerySet[Budget]) -> list[int]:
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


def _remind(now: datetime) -> int:
    rows = Ballot.objects.filter(
        state=BallotState.OPEN, reminded_at=None, closes_at__gt=now, closes_at__lte=now + REMIND_BEFORE
    ).exclude(opened_at__gt=now - REMIND_BEFORE)
    return sum(_remind_one(pk, now) for pk in rows.values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _remind_one(ballot_id: int, now: datetime) -> int:
    ballot = ballot_for_change(ballot_id)
    if ballot.state != BallotState.OPEN or ballot.reminded_at is not None:
        return 0
    answered = Vote.objects.filter(ballot=ballot, stands=True).values("head")
    rows = Elector.objects.filter(ballot=ballot, version=ballot.roster_version, is_heard_only=False)
    silent = set(rows.exclude(head__in=answered).values_list("head", flat=True))
    move = begin_by_clock(ballot, BallotVerb.CAST, now)
    ballot.reminded_at = now
    closes = ballot.closes_at.isoformat() if ballot.closes_at else ""
    tell_electors(move, "ballot.closing", only=silent, closes=closes)
    complete(move)
    return 1
