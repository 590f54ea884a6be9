"""更正名册: a correction makes new rows, never other ones; it reopens a running ballot and voids a published one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shangyi.decisions.actions.electorate import (
    Listed,
    OwnersList,
    RandBelow,
    check_asked,
    frozen,
    keep_list,
    keep_owners,
    list_rows,
)
from shangyi.decisions.actions.moving import Move, begin, complete, end_publishing, tell_electors
from shangyi.decisions.events import RosterCorrected
from shangyi.decisions.models import Ballot, PaperReading, Vote
from shangyi.decisions.queries.counting import electors_of, owners_votes, roster_of
from shangyi.decisions.rules.ballot_life import BallotState, BallotVerb
from shangyi.decisions.rules.listing import CorrectedList, ListRow, check_list, correct_list
from shangyi.decisions.rules.local import check_window
from shangyi.decisions.rules.statutory import Effect, Stage, correct_roster
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.undertakings.rules import Verb

STAGES = {
    BallotState.NOTICED: Stage.NOT_OPEN,
    BallotState.OPEN: Stage.OPEN,
    BallotState.COUNTING: Stage.CLOSED,
    BallotState.COUNTED: Stage.CLOSED,
    BallotState.PUBLISHED: Stage.PUBLISHED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The reason of a correction, and until when voting goes on again where it was over."""

    reason: str
    closes_at: datetime | None = None


@transaction.atomic
def correct_owners(
    *, ballot_id: int, listed: OwnersList, why: Why, actor: Actor, now: datetime, randbelow: RandBelow
) -> CorrectedList:
    """A correction after freezing: refreezes before the opening, reopens after it, voids once published.

    Both lists and all votes stay on record. Votes of heads that are the same in both stand; the others are asked
    again and told. Refused: as `begin` and `freeze_roster`; ballot.reason-needed, ballot.closing-needed,
    ballot.roster-unchanged, ballot.label-and-electorate.
    """
    move = _begin(ballot_id, why, actor, now)
    check_asked(move.ballot, owners=True)
    after = frozen(move.ballot, listed, now)
    correction = CorrectedList.of_owners(
        correct_roster(
            frozen=roster_of(move.ballot, electors_of(move.ballot)),
            corrected=after,
            stage=STAGES[BallotState(move.ballot.state)],
            votes=owners_votes(list(Vote.objects.filter(ballot=move.ballot, stands=True))),
        )
    )
    _check_changed(correction)
    if correction.effect is not Effect.VOID:
        keep_owners(move, after, listed, randbelow)
    return _carry_out(move, correction, why)


@transaction.atomic
def correct_listed(
    *, ballot_id: int, listed: Sequence[Listed], why: Why, actor: Actor, now: datetime, randbelow: RandBelow
) -> CorrectedList:
    """The same for a list of households or persons. Refused: as `correct_owners` and `check_list`."""
    move = _begin(ballot_id, why, actor, now)
    check_asked(move.ballot, owners=False)
    rows = list_rows(listed)
    check_list(rows)
    correction = correct_list(
        frozen=[ListRow(row.key, row.is_heard_only) for row in electors_of(move.ballot)],
        corrected=rows,
        stage=STAGES[BallotState(move.ballot.state)],
    )
    _check_changed(correction)
    if correction.effect is not Effect.VOID:
        keep_list(move, listed, randbelow)
    return _carry_out(move, correction, why)


def _begin(ballot_id: int, why: Why, actor: Actor, now: datetime) -> Move:
    reason = why.reason.strip()
    move = begin(ballot_id, BallotVerb.CORRECT, actor, now, reason=reason, closing=why.closes_at)
    if why.closes_at is not None:
        check_window(now, now, why.closes_at)
    return move


def _check_changed(correction: CorrectedList) -> None:
    if correction.effect is Effect.NONE:
        raise Refused("ballot.roster-unchanged")


def _carry_out(move: Move, correction: CorrectedList, why: Why) -> CorrectedList:
    n_set_aside = _set_aside(move.ballot, correction)
    reason = why.reason.strip()
    move.record(
        RosterCorrected(
            effect=correction.effect.value,
            from_digest=correction.from_digest,
            to_digest=correction.to_digest,
            n_set_aside=n_set_aside,
            households=correction.changed,
            reason=reason,
        )
    )
    if correction.effect is Effect.VOID:
        move.ballot.ended_reason = reason[:300]
        tell_electors(move, "ballot.void", reason=reason)
    elif correction.effect is Effect.REOPEN:
        _reopen(move, correction, why)
    complete(move)
    return correction


def _set_aside(ballot: Ballot, correction: CorrectedList) -> int:
    """Answers and papers of heads that are not the same any more count no longer; they stay as they are."""
    if correction.effect is Effect.VOID:
        return 0
    votes = Vote.objects.filter(ballot=ballot, stands=True).exclude(head__in=correction.stands)
    readings = PaperReading.objects.filter(ballot=ballot, stands=True, household__in=correction.changed)
    readings.update(stands=False)
    return votes.update(stands=False)


def _reopen(move: Move, correction: CorrectedList, why: Why) -> None:
    ballot = move.ballot
    ballot.closed_at, ballot.counted_at, ballot.publish_by = None, None, None
    ballot.result, ballot.outcome, ballot.claim, ballot.reminded_at = {}, "", "", None
    if why.closes_at is not None:
        ballot.closes_at = why.closes_at
    end_publishing(move, Verb.WITHDRAW, why.reason.strip())
    again = set(correction.ask_again)
    tell_electors(move, "ballot.ask-again", only=again, reason=why.reason.strip())
