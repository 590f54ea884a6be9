"""截止、计票、公布: no more answers, the count with its working, and the result for everyone."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from shangyi.decisions.actions.moving import Move, begin, complete, end_publishing, tell_electors
from shangyi.decisions.events import BallotClosed, BallotCounted, BallotEnded, BallotPublished, ResultAdopted
from shangyi.decisions.models import Ballot, Vote
from shangyi.decisions.queries.ballots import (
    ballot_for_change,
    finding_of,
    local_rules_of,
    n_answered,
    set_aside_of,
)
from shangyi.decisions.queries.counting import (
    claim,
    count,
    electors_of,
    owners_votes,
    proxies_of,
    roster_of,
)
from shangyi.decisions.rules.ballot_life import WITH_OPTIONS, BallotState, BallotVerb, Method
from shangyi.decisions.rules.labels import Label, check_may_be_approved
from shangyi.decisions.rules.proxies import check_proxies
from shangyi.decisions.rules.statutory import publish_by
from shangyi.decisions.rules.thresholds import Outcome, refuse_all
from shangyi.decisions.rules.working import digest_of
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.undertakings.actions import NewUndertaking, open_undertaking
from shangyi.undertakings.rules import Task, Timing, Verb


@transaction.atomic
def close_ballot(*, ballot_id: int, actor: Actor, now: datetime) -> Ballot:
    """Take no more answers. Before the announced end only when everyone has answered, or hands were counted.

    Papers that came in before the end may still be entered. Refused: as `begin`; ballot.closes-later.
    """
    move = begin(ballot_id, BallotVerb.CLOSE, actor, now)
    ballot = move.ballot
    answered, whole = n_answered(ballot)
    early = ballot.closes_at is not None and now < ballot.closes_at
    is_complete = answered >= (1 if ballot.method == Method.ASSEMBLY else whole)
    if early and not is_complete:
        raise Refused("ballot.closes-later", closes_at=ballot.closes_at)
    return close_moved(move)


def close_moved(move: Move) -> Ballot:
    """Close a ballot that was begun to move; from now on somebody must publish its result by a day."""
    ballot = move.ballot
    ballot.closed_at = move.act.at
    last = publish_by(timezone.localdate(move.act.at), local_rules_of(ballot).publish)
    ballot.publish_by = datetime.combine(last, time.max, timezone.get_current_timezone())
    answered, whole = n_answered(ballot)
    move.record(BallotClosed(n_answered=answered, n_electors=whole, publish_by=ballot.publish_by.isoformat()))
    _open_publishing(move, ballot.publish_by)
    return complete(move)


def _open_publishing(move: Move, due_at: datetime) -> None:
    ballot = move.ballot
    now = move.act.at
    _row, line = open_undertaking(
        new=NewUndertaking(
            matter=ballot.subject,
            task=Task.PUBLISH,
            what=ballot.title,
            place=ballot.place,
            holder=ballot.asked_by,
            holder_capacity=ballot.asked_capacity,
            answers_to=ballot.asked_by,
            timing=Timing(
                due_at=due_at,
                remind_at=now + (due_at - now) / 2,
                limit=f"{local_rules_of(ballot).publish.days}d",
            ),
            pack_id=ballot.pack_id,
        ),
        act=move.act,
    )
    move.entries.append(line)


@transaction.atomic
def count_ballot(*, ballot_id: int, actor: Actor, now: datetime) -> Ballot:
    """Count what was handed in. Refused: as `begin`; paper.differs, as `check_proxies`, and as the count itself."""
    return count_moved(begin(ballot_id, BallotVerb.COUNT, actor, now))


def count_moved(move: Move) -> Ballot:
    """Count a ballot that was begun to move, and keep the working as it will be printed."""
    ballot = move.ballot
    check_papers(ballot)
    counted = count(ballot)
    ballot.result, ballot.counted_at = counted.as_data(), move.act.at
    ballot.outcome = counted.outcome.value if counted.outcome else ""
    ballot.claim = claim(ballot, counted)
    move.record(
        BallotCounted(
            label=ballot.label,
            outcome=ballot.outcome,
            claim=ballot.claim,
            n_electors=counted.n_electors,
            n_took_part=counted.n_took_part,
            checks=counted.checks,
            numbers={} if ballot.method in WITH_OPTIONS else counted.numbers,
            working=digest_of(ballot.result),
            winners=counted.winners,
            digest=ballot.roster_digest,
        )
    )
    return complete(move)


def check_papers(ballot: Ballot) -> None:
    """Every paper was read alike by two people, and every proxy holds. Refused: paper.differs, as `check_proxies`."""
    waiting = (
        ballot.readings.filter(counted_at=None, stands=True)
        .order_by("household")
        .values_list("household", flat=True)
    )
    refuse_all([Refused("paper.differs", household=household) for household in dict.fromkeys(waiting)])
    if ballot.method == Method.OWNERS:
        votes = owners_votes(list(Vote.objects.filter(ballot=ballot, stands=True)))
        roster = roster_of(ballot, electors_of(ballot))
        check_proxies(roster, proxies_of(ballot), votes, local_rules_of(ballot).proxies)


@transaction.atomic
def publish_ballot(*, ballot_id: int, actor: Actor, now: datetime) -> Ballot:
    """Publish the result with its working.

    A consultative result on a matter of the owners or villagers is published as heard, never as decided; whoever
    wants more opens the ballot that decides. Refused: as `begin`.
    """
    move = begin(ballot_id, BallotVerb.PUBLISH, actor, now)
    ballot = move.ballot
    ballot.published_at = now
    due = ballot.publish_by.isoformat() if ballot.publish_by else ""
    in_time = ballot.publish_by is None or now <= ballot.publish_by
    move.record(BallotPublished(outcome=ballot.outcome, claim=ballot.claim, publish_by=due, in_time=in_time))
    end_publishing(move, Verb.FINISH, ballot.title)
    tell_electors(move, "ballot.published")
    return complete(move)


@transaction.atomic
def adopt_result(*, ballot_id: int, words: str, actor: Actor, now: datetime) -> Ballot:
    """Say that a published result is carried out, and what that means.

    Consulting is not deciding: where the law leaves the matter to owners or villagers, only their own vote can be
    adopted, and only when it passed. Refused: as `begin` and `check_may_be_approved`; ballot.words-needed,
    ballot.not-passed.
    """
    move = begin(ballot_id, BallotVerb.ADOPT, actor, now, words=words.strip())
    ballot = move.ballot
    check_may_be_approved(Label(ballot.label), finding_of(ballot), set_aside_of(ballot))
    if ballot.outcome and ballot.outcome != Outcome.PASSED:
        raise Refused("ballot.not-passed")
    ballot.adopted_by_id, ballot.adopted_at = actor.person_id, now
    ballot.adopted_words = words.strip()[:300]
    move.record(ResultAdopted(label=ballot.label, words=ballot.adopted_words))
    return complete(move)


@transaction.atomic
def annul_ballot(*, ballot_id: int, reason: str, actor: Actor, now: datetime) -> Ballot:
    """A counted result falls: a court rescinds it, the street orders it, or it was found to be wrong.

    Votes, count and list stay on record; everyone who was asked is told. Refused: as `begin`.
    """
    move = begin(ballot_id, BallotVerb.ANNUL, actor, now, reason=reason.strip())
    return _end(move, BallotState.VOID, "ballot.void", reason.strip())


@transaction.atomic
def withdraw_ballot(*, ballot_id: int, reason: str, actor: Actor, now: datetime) -> Ballot:
    """Take a question back before it is counted; everyone who was told is told why. Refused: as `begin`."""
    was_announced = ballot_for_change(ballot_id).noticed_at is not None
    move = begin(ballot_id, BallotVerb.WITHDRAW, actor, now, reason=reason.strip())
    return _end(move, BallotState.WITHDRAWN, "ballot.withdrawn" if was_announced else "", reason.strip())


def _end(move: Move, state: BallotState, template: str, reason: str) -> Ballot:
    move.ballot.ended_reason = reason[:300]
    move.record(BallotEnded(state=state.value, reason=reason))
    end_publishing(move, Verb.WITHDRAW, reason)
    if template:
        tell_electors(move, template, reason=reason)
    return complete(move)
