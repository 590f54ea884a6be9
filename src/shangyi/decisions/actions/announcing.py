"""公告、开票: the question is told to everyone who is asked, and from then on it is locked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shangyi.decisions.actions.moving import Move, begin, complete, tell_electors
from shangyi.decisions.events import BallotAnnounced, BallotExtended, BallotOpened
from shangyi.decisions.models import Ballot
from shangyi.decisions.queries.ballots import ballot_for_change, local_rules_of, n_answered
from shangyi.decisions.queries.counting import electors_of, roster_of
from shangyi.decisions.rules.assemblies import ASSEMBLIES
from shangyi.decisions.rules.ballot_life import BallotVerb, Method
from shangyi.decisions.rules.labels import Label
from shangyi.decisions.rules.local import check_assembly_notice, check_longer, check_window
from shangyi.decisions.rules.owners import OwnersMatter
from shangyi.decisions.rules.statutory import StatutoryPlan, check_statutory_plan
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when to when answers are taken."""

    opens_at: datetime
    closes_at: datetime


@transaction.atomic
def announce_ballot(*, ballot_id: int, window: Window, actor: Actor, now: datetime) -> Ballot:
    """Announce the question, its label, who is asked and when; it is locked from now on, and all listed are told.

    A statutory ballot is announced only with its roster frozen, an accepted channel and the whole notice ahead.
    Refused: as `begin`; ballot.window-wrong, and as `check_statutory_plan`.
    """
    is_frozen = ballot_for_change(ballot_id).frozen_at is not None
    move = begin(ballot_id, BallotVerb.ANNOUNCE, actor, now, electors=is_frozen)
    ballot = move.ballot
    check_window(now, window.opens_at, window.closes_at)
    _check_notice(ballot, window, now)
    ballot.noticed_at, ballot.opens_at = now, window.opens_at
    ballot.closes_at = ballot.first_closes_at = window.closes_at
    opens, closes = window.opens_at.isoformat(), window.closes_at.isoformat()
    move.record(BallotAnnounced(opens_at=opens, closes_at=closes, label=ballot.label))
    tell_electors(move, "ballot.announced", opens=opens, closes=closes)
    return complete(move)


def _check_notice(ballot: Ballot, window: Window, now: datetime) -> None:
    today, opens_on = timezone.localdate(now), timezone.localdate(window.opens_at)
    if ballot.method == Method.ASSEMBLY:
        check_assembly_notice(ASSEMBLIES[ballot.assembly], today, opens_on)
    if ballot.label != Label.OWNERS:
        return
    local = local_rules_of(ballot)
    matter = OwnersMatter(ballot.matter).value
    plan = StatutoryPlan(
        channel=ballot.channel,
        accepted_channels=local.channels,
        notice_on=today,
        opens_on=opens_on,
        closes_on=timezone.localdate(window.closes_at),
        matters_on_notice=(matter,),
        matters_on_ballot=(matter,),
        notice=local.notice,
        window=local.window,
    )
    check_statutory_plan(plan, roster_of(ballot, electors_of(ballot)))


@transaction.atomic
def open_ballot(*, ballot_id: int, actor: Actor, now: datetime) -> Ballot:
    """Begin to take answers; not before the time of the notice. Refused: as `begin`; ballot.opens-later."""
    return open_moved(begin(ballot_id, BallotVerb.OPEN, actor, now))


def open_moved(move: Move) -> Ballot:
    """Open a ballot that was begun to move, by a person or by the clock. Refused: ballot.opens-later."""
    ballot = move.ballot
    if ballot.opens_at is not None and move.act.at < ballot.opens_at:
        raise Refused("ballot.opens-later", opens_at=ballot.opens_at)
    ballot.opened_at = move.act.at
    move.record(BallotOpened(n_heads=n_answered(ballot)[1]))
    tell_electors(move, "ballot.opened", closes=ballot.closes_at.isoformat() if ballot.closes_at else "")
    return complete(move)


@transaction.atomic
def extend_ballot(*, ballot_id: int, closes_at: datetime, reason: str, actor: Actor, now: datetime) -> Ballot:
    """Let voting go on longer: said before the end, with the reason, to everyone; the first end stays on record.

    Refused: as `begin`, and as `check_longer`.
    """
    move = begin(ballot_id, BallotVerb.EXTEND, actor, now, reason=reason.strip(), closing=closes_at)
    ballot = move.ballot
    before = ballot.closes_at or now
    check_longer(
        now=timezone.localtime(now),
        opens_at=timezone.localtime(ballot.opens_at or now),
        closes_at=timezone.localtime(before),
        wanted=timezone.localtime(closes_at),
        window=local_rules_of(ballot).window if ballot.label == Label.OWNERS else None,
    )
    ballot.closes_at, ballot.extended_reason, ballot.reminded_at = closes_at, reason.strip()[:300], None
    move.record(
        BallotExtended(from_at=before.isoformat(), to_at=closes_at.isoformat(), reason=reason.strip())
    )
    tell_electors(move, "ballot.extended", closes=closes_at.isoformat(), reason=reason.strip())
    return complete(move)
