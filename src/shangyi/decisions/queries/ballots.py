"""Ballots as people see them: those of a place, mine to answer, one with all that its page needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from shangyi.decisions.models import Ballot, Elector, Objection, PaperReading, Vote
from shangyi.decisions.rules.ballot_life import BallotState
from shangyi.decisions.rules.detector import Change, Finding, Ground, needs_deciding_by
from shangyi.decisions.rules.labels import Label, SetAside, check_may_be_approved
from shangyi.decisions.rules.local import LocalRules, local_rules
from shangyi.decisions.rules.owners import OwnersMatter
from shangyi.decisions.rules.statutory import NOTICE_OF_MEETING
from shangyi.kernel.actor import Actor, may
from shangyi.kernel.ids import read_code
from shangyi.kernel.refused import Refused
from shangyi.people.queries import belongs_below, same_person_ids
from shangyi.rulepacks.queries import pack_of
from shangyi.rulepacks.rules import OwnersVote

LARGEST_ID = 2**63 - 1
SEEN_BY_RESIDENTS = (
    BallotState.NOTICED,
    BallotState.OPEN,
    BallotState.COUNTING,
    BallotState.COUNTED,
    BallotState.PUBLISHED,
    BallotState.VOID,
)


def finding_of(ballot: Ballot) -> Finding:
    """What the detector sees in the title, the background and what was ticked."""
    changes = [Change(each) for each in ballot.changes if each in set(Change)]
    return needs_deciding_by(
        f"{ballot.title}\n{ballot.background}", changes=changes, ground=Ground(ballot.ground)
    )


def asks_committee(finding: Finding) -> bool:
    """Whether an owners' committee is asked for: there is a procedure for that, which is the way to go."""
    return any(match.matter is OwnersMatter.COMMITTEE for match in finding.matches)


def set_aside_of(ballot: Ballot) -> SetAside | None:
    """Who set the detector's question aside, and why."""
    if ballot.set_aside_by is None:
        return None
    return SetAside(by=ballot.set_aside_by.name, reason=ballot.set_aside_reason)


def in_the_way(ballot: Ballot) -> tuple[Refused, ...]:
    """What keeps this ballot from deciding what it asks: one for each matter that others decide."""
    try:
        check_may_be_approved(Label(ballot.label), finding_of(ballot), set_aside_of(ballot))
    except Refused as refused:
        return tuple(refused.problems or (refused,))
    return ()


def below_actor(actor: Actor) -> QuerySet[Ballot]:
    """The ballots whose desk page the actor may open."""
    reach = Q(pk__in=[])
    for path in actor.paths_for("ballot.view"):
        reach |= Q(place_path__startswith=path)
    return Ballot.objects.filter(reach).select_related("place", "asked_by")


def local_rules_of(ballot: Ballot) -> LocalRules:
    """The numbers of the rule pack that the ballot is stamped with; without one, what holds nationally."""
    if ballot.pack_id is None:
        return local_rules(OwnersVote(), NOTICE_OF_MEETING.source.in_force_on)
    pack = pack_of(ballot.pack_id)
    return local_rules(pack.owners_vote, pack.in_force_from)


def objection_by_id(ballot_id: int, objection_id: int) -> Objection:
    """One objection of this ballot. Refused: ballot.not-found."""
    found = Objection.objects.filter(
        pk=min(objection_id, LARGEST_ID), ballot=min(ballot_id, LARGEST_ID)
    ).first()
    if found is None:
        raise Refused("ballot.not-found")
    return found


def ballot_seen_by(actor: Actor, ballot_id: int) -> Ballot:
    """One ballot for its desk page. Refused: ballot.not-found, also when it is none of theirs."""
    ballot = below_actor(actor).filter(pk=min(ballot_id, LARGEST_ID)).first()
    if ballot is None:
        raise Refused("ballot.not-found")
    return ballot


def ballot_for_change(ballot_id: int) -> Ballot:
    """The ballot, locked. Refused: ballot.not-found."""
    rows = Ballot.objects.select_for_update(of=("self",)).select_related("place", "asked_by")
    ballot = rows.filter(pk=min(ballot_id, LARGEST_ID)).first()
    if ballot is None:
        raise Refused("ballot.not-found")
    return ballot


def public_ballot(ballot_id: int, actor: Actor) -> Ballot:
    """A ballot as residents see it: announced, and their own to answer, or published where they live.

    Refused: ballot.not-found.
    """
    ballot = (
        Ballot.objects.select_related("place", "asked_by")
        .filter(pk=min(ballot_id, LARGEST_ID), state__in=SEEN_BY_RESIDENTS)
        .first()
    )
    if ballot is None:
        raise Refused("ballot.not-found")
    if may(actor, "ballot.view", ballot.place_path) is not None or papers_of(ballot, actor):
        return ballot
    if ballot.state == BallotState.PUBLISHED and belongs_below(actor, ballot.place_path):
        return ballot
    raise Refused("ballot.not-found")


def papers_of(ballot: Ballot, actor: Actor) -> list[Elector]:
    """The heads of this ballot for which the signed-in person may answer: one row each."""
    if actor.person_id is None:
        return []
    rows = Elector.objects.filter(
        ballot=ballot, version=ballot.roster_version, person__in=same_person_ids(actor.person_id)
    ).order_by("head", "key")
    return list({row.head: row for row in reversed(rows)}.values())


def paper_by_code(code: str, *, lock: bool = False) -> tuple[Ballot, Elector]:
    """The paper that this code opens, typed however. Refused: ballot.code.not-found."""
    known = read_code(code)
    row = (
        Elector.objects.select_related("ballot", "ballot__place", "ballot__asked_by")
        .filter(code=known, version=F("ballot__roster_version"))
        .first()
        if known
        else None
    )
    if row is None:
        raise Refused("ballot.code.not-found")
    ballot = ballot_for_change(row.ballot_id) if lock else row.ballot
    if row.version != ballot.roster_version:
        raise Refused("ballot.code.not-found")
    return ballot, row


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open ballot that waits for the person's answer, or has it already."""

    ballot: Ballot
    has_answered: bool


def waiting_for(person_ids: list[int]) -> list[Waiting]:
    """Open ballots in which the person has a vote, the first to close first; in one statement."""
    mine, given = _papers(person_ids)
    rows = Ballot.objects.filter(mine, state=BallotState.OPEN).annotate(has_answered=given)
    rows = rows.select_related("place").order_by("closes_at", "id")
    return [Waiting(row, row.has_answered) for row in rows[:20]]


def ballots_to_answer(person_ids: list[int]) -> QuerySet[Ballot]:
    """Open ballots that still wait for the person's answer."""
    mine, given = _papers(person_ids)
    return Ballot.objects.filter(mine, ~given, state=BallotState.OPEN)


def _papers(person_ids: list[int]) -> tuple[Exists, Exists]:
    """Whether the person has a vote in a ballot, and whether one of theirs is in."""
    mine = Elector.objects.filter(
        ballot=OuterRef("pk"), version=OuterRef("roster_version"), person__in=person_ids, is_heard_only=False
    )
    heads = Elector.objects.filter(
        ballot=OuterRef(OuterRef("pk")), version=OuterRef(OuterRef("roster_version")), person__in=person_ids
    )
    given = Vote.objects.filter(ballot=OuterRef("pk"), stands=True, head__in=heads.values("head"))
    return Exists(mine), Exists(given)


def ballots_of(person_ids: list[int]) -> QuerySet[Ballot]:
    """Ballots with a paper of the person that are announced, counted or over, the newest first."""
    mine = Elector.objects.filter(
        ballot=OuterRef("pk"), version=OuterRef("roster_version"), person__in=person_ids
    )
    rows = Ballot.objects.filter(Exists(mine), state__in=SEEN_BY_RESIDENTS).exclude(state=BallotState.OPEN)
    return rows.select_related("place").order_by("-id")


def votes_of(ballot: Ballot, heads: list[str]) -> dict[str, Vote]:
    """What these heads have handed in so far."""
    return {vote.head: vote for vote in Vote.objects.filter(ballot=ballot, head__in=heads, stands=True)}


def objections_of(ballot: Ballot, heads: list[str]) -> dict[str, Objection]:
    """The objections and conditions of these heads that are still open."""
    rows = Objection.objects.filter(ballot=ballot, head__in=heads, ended_at=None)
    return {row.head: row for row in rows}


def n_answered(ballot: Ballot) -> tuple[int, int]:
    """How many heads have answered, of how many."""
    heads = Elector.objects.filter(
        ballot=ballot, version=ballot.roster_version, is_heard_only=False
    ).aggregate(n=Count("head", distinct=True))["n"]
    only_heard = Elector.objects.filter(
        ballot=ballot, version=ballot.roster_version, is_heard_only=True
    ).values("head")
    return Vote.objects.filter(ballot=ballot, stands=True).exclude(head__in=only_heard).count(), heads


def due_by_clock(now: datetime) -> QuerySet[Ballot]:
    """Ballots that time moves: announced ones whose opening has come, open ones whose closing has."""
    opening = Q(state=BallotState.NOTICED, opens_at__lte=now)
    closing = Q(state=BallotState.OPEN, closes_at__lte=now)
    return Ballot.objects.filter(opening | closing).order_by("id")


@dataclass(frozen=True, slots=True)
class WaitingPaper:
    """A paper that one person has read, or two differently. What one read is not shown before the other has."""

    household: str
    readers: tuple[str, ...]
    readings: tuple[tuple[str, Any], ...]

    @property
    def differs(self) -> bool:
        return bool(self.readings)


def waiting_papers(ballot: Ballot) -> list[WaitingPaper]:
    """Papers that do not count yet, household by household."""
    rows = ballot.readings.filter(counted_at=None, stands=True).select_related("read_by")
    groups: dict[str, list[PaperReading]] = {}
    for row in rows.order_by("household", "id"):
        groups.setdefault(row.household, []).append(row)
    return [
        WaitingPaper(
            household,
            tuple(row.read_by.name for row in group),
            tuple((row.read_by.name, row.choice) for row in group) if len(group) > 1 else (),
        )
        for household, group in groups.items()
    ]
