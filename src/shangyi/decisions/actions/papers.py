"""纸票与委托书: papers are read by two people who do not see each other's reading; proxies are kept in writing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from shangyi.decisions.actions.casting import Paper, cast
from shangyi.decisions.actions.moving import Move, begin, complete
from shangyi.decisions.events import PaperRead, ProxyRecorded
from shangyi.decisions.models import Ballot, Elector, PaperReading, ProxyPaper, Vote
from shangyi.decisions.queries.ballots import local_rules_of
from shangyi.decisions.queries.counting import electors_of, proxies_of, roster_of
from shangyi.decisions.rules.answers import checked
from shangyi.decisions.rules.ballot_life import BallotVerb, Method
from shangyi.decisions.rules.proxies import Proxy, check_proxies
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused

READERS = 2


@transaction.atomic
def read_paper(*, ballot_id: int, household: str, answer: Any, actor: Actor, now: datetime) -> PaperReading:
    """What one person reads on one paper. When a second person has read the same, the vote counts.

    Until then it counts nothing; read differently, it waits until one of them corrects what they typed.
    Refused: as `begin` and `checked`; ballot.voter-unknown, ballot.already-read, owners.two-answers.
    """
    move = begin(ballot_id, BallotVerb.ENTER, actor, now)
    ballot = move.ballot
    row = Elector.objects.filter(ballot=ballot, version=ballot.roster_version, key=household).first()
    if row is None:
        raise Refused("ballot.voter-unknown", voter=household[:60])
    options = [option.text for option in ballot.options.all()]
    choice = checked(Method(ballot.method), answer, options=options, most_points=ballot.most_points)
    reading = _keep(ballot, household, choice, actor, now)
    move.record(PaperRead(household=household, choice=choice))
    if _count_if_alike(move, row, choice):
        reading.counted_at = now
    complete(move)
    return reading


def _keep(ballot: Ballot, household: str, choice: Any, actor: Actor, now: datetime) -> PaperReading:
    """My reading of this paper, corrected while it waits. Refused: ballot.already-read."""
    mine = PaperReading.objects.filter(
        ballot=ballot, household=household, read_by_id=actor.person_id, stands=True
    ).first()
    if mine is None:
        return PaperReading.objects.create(
            ballot=ballot, household=household, choice=choice, read_by_id=actor.person_id or 0, read_at=now
        )
    if mine.counted_at is not None:
        raise Refused("ballot.already-read", household=household)
    mine.choice, mine.read_at = choice, now
    mine.save()
    return mine


def _count_if_alike(move: Move, row: Elector, choice: Any) -> bool:
    """Whether the paper now counts. Refused: owners.two-answers, where the same owner's other paper says else."""
    readings = list(
        PaperReading.objects.filter(ballot=move.ballot, household=row.key, counted_at=None, stands=True)
    )
    if len(readings) < READERS or any(each.choice != choice for each in readings):
        return False
    _check_other_papers(move.ballot, row, choice)
    cast(move, Paper(head=row.head, answer=choice, how=Vote.How.PAPER))
    PaperReading.objects.filter(pk__in=[each.pk for each in readings]).update(counted_at=move.act.at)
    return True


def _check_other_papers(ballot: Ballot, row: Elector, choice: Any) -> None:
    """One owner of several units may hand in one paper for each, if they agree."""
    units = list(
        Elector.objects.filter(ballot=ballot, version=ballot.roster_version, head=row.head).values_list(
            "key", flat=True
        )
    )
    others = PaperReading.objects.filter(
        ballot=ballot, household__in=units, counted_at__isnull=False, stands=True
    )
    if any(each.choice != choice for each in others.exclude(household=row.key)):
        raise Refused("owners.two-answers", household=row.key, households="、".join(sorted(units)))


@transaction.atomic
def record_proxy(*, ballot_id: int, proxy: Proxy, proof: str, actor: Actor, now: datetime) -> ProxyPaper:
    """Keep a written proxy with the ballot; a new one for the same household takes the place of the old.

    `proof` says where the signed paper is kept. Refused: as `begin` and `check_proxies`; proxy.proof-needed,
    ballot.label-and-electorate where no owners are asked.
    """
    move = begin(ballot_id, BallotVerb.ENTRUST, actor, now)
    ballot = move.ballot
    if ballot.method != Method.OWNERS:
        raise Refused("ballot.label-and-electorate")
    if proxy.is_written and not proof.strip():
        raise Refused("proxy.proof-needed", household=proxy.household)
    others = [each for each in proxies_of(ballot) if each.household != proxy.household]
    check_proxies(
        roster_of(ballot, electors_of(ballot)), [*others, proxy], [], local_rules_of(ballot).proxies
    )
    ProxyPaper.objects.filter(ballot=ballot, household=proxy.household, withdrawn_at=None).update(
        withdrawn_at=now
    )
    row = ProxyPaper.objects.create(
        ballot=ballot,
        household=proxy.household,
        holder=proxy.holder,
        is_written=proxy.is_written,
        proof=proof.strip()[:120],
        choice=proxy.choice or "",
        recorded_by_id=actor.person_id or 0,
        recorded_at=now,
    )
    move.record(
        ProxyRecorded(
            household=proxy.household, holder=proxy.holder, proof=row.proof, choice=proxy.choice or ""
        )
    )
    complete(move)
    return row
