"""拟: putting a question, with its label, its way of counting and what the detector says about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shangyi.decisions.actions.moving import begin, complete
from shangyi.decisions.events import BallotChanged, BallotPrepared, DetectorSetAside
from shangyi.decisions.models import Ballot, BallotOption
from shangyi.decisions.queries.ballots import ballot_for_change, finding_of, local_rules_of
from shangyi.decisions.rules.assemblies import ASSEMBLIES
from shangyi.decisions.rules.ballot_life import (
    WITH_OPTIONS,
    BallotVerb,
    Electorate,
    Majority,
    Method,
    check_label,
)
from shangyi.decisions.rules.detector import WhoDecides, hardest
from shangyi.decisions.rules.labels import Label
from shangyi.decisions.rules.owners import OwnersMatter
from shangyi.decisions.rules.roster import ScopeKind
from shangyi.decisions.rules.thresholds import refuse_all, repeated
from shangyi.kernel.actor import Act, Actor, may, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place
from shangyi.places.rules import PlaceKind
from shangyi.rulepacks.queries import version_in_force

MOST_OPTIONS = 60
SCOPES = {
    PlaceKind.STAIRWELL: ScopeKind.STAIRWELL,
    PlaceKind.BUILDING: ScopeKind.BUILDING,
    PlaceKind.HOUSEHOLD: ScopeKind.HOUSEHOLDS,
}
"""Whose matter it is, by the place it is put at; everything else is the whole compound's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is put to whom, and how it is counted."""

    title: str
    place: Place
    label: Label
    method: Method
    electorate: Electorate
    background: str = ""
    about: str = ""
    matter: OwnersMatter | None = None
    assembly: str = ""
    scope_kind: ScopeKind = ScopeKind.COMPOUND
    majority: Majority = Majority.HALF
    quorum: Majority | None = None
    options: tuple[str, ...] = ()
    seats: int = 1
    most_points: int = 5
    ground: str = "unknown"
    changes: tuple[str, ...] = ()
    is_secret: bool = True
    channel: str = ""
    follows: Ballot | None = None


@transaction.atomic
def prepare_ballot(*, question: Question, actor: Actor, now: datetime) -> Ballot:
    """A draft that nobody but the desk sees yet.

    Refused: rights.missing, ballot.title-needed, ballot.label-and-method, ballot.label-and-electorate,
    ballot.matter-needed, ballot.assembly-unknown, ballot.no-options, ballot.option-twice, ballot.too-many-options,
    ballot.seats-wrong.
    """
    check_question(question)
    grant = require(actor, "ballot.prepare", question.place.path or "")
    ballot = Ballot(
        asked_by=Person.objects.get(pk=actor.person_id or 0),
        asked_capacity=Capacity.objects.filter(pk=grant.capacity_id or 0).first(),
        made_at=now,
        place=question.place,
        place_path=question.place.path or "",
        about=question.about,
        follows=question.follows,
    )
    _stamp(ballot, question, now)
    _put(ballot, question)
    ballot.save(force_insert=True)
    _put_options(ballot, question)
    append(
        BallotPrepared(label=ballot.label, method=ballot.method, matter=ballot.matter, title=ballot.title),
        subject=ballot.subject,
        place_code=ballot.place.code,
        act=Act.by(actor, grant, now),
    )
    return ballot


@transaction.atomic
def edit_ballot(*, ballot_id: int, question: Question, actor: Actor, now: datetime) -> Ballot:
    """Change a draft. After the notice the question is locked. Refused: as `prepare_ballot`, and as `begin`."""
    check_question(question)
    move = begin(ballot_id, BallotVerb.EDIT, actor, now)
    require(actor, "ballot.prepare", question.place.path or "")
    ballot = move.ballot
    moved = (ballot.place_id, ballot.electorate) != (question.place.pk, question.electorate)
    ballot.place, ballot.place_path = question.place, question.place.path or ""
    _forget_set_aside(ballot, question)
    _stamp(ballot, question, now)
    _put(ballot, question)
    if moved:
        ballot.frozen_at, ballot.roster_digest = None, ""
    ballot.options.all().delete()
    _put_options(ballot, question)
    move.record(BallotChanged(label=ballot.label, method=ballot.method, title=ballot.title))
    return complete(move)


def check_question(question: Question) -> None:
    """Everything that is wrong with a question, said at once. Refused: as `prepare_ballot`."""
    check_label(question.label, question.method, question.electorate)
    problems = []
    if not question.title.strip():
        problems.append(Refused("ballot.title-needed"))
    if question.method is Method.OWNERS and question.matter is None:
        problems.append(Refused("ballot.matter-needed"))
    if question.method is Method.ASSEMBLY and question.assembly not in ASSEMBLIES:
        problems.append(Refused("ballot.assembly-unknown"))
    refuse_all([*problems, *_option_problems(question)])


def _option_problems(question: Question) -> list[Refused]:
    if question.method not in WITH_OPTIONS:
        return []
    options = [option.strip() for option in question.options if option.strip()]
    problems = [Refused("ballot.option-twice", option=option[:60]) for option in repeated(options)]
    if len(options) < 2:
        problems.append(Refused("ballot.no-options"))
    if len(options) > MOST_OPTIONS:
        problems.append(Refused("ballot.too-many-options", n=len(options), most=MOST_OPTIONS))
    if not 1 <= question.seats <= max(1, len(options)):
        problems.append(Refused("ballot.seats-wrong", seats=question.seats))
    return problems


def _stamp(ballot: Ballot, question: Question, now: datetime) -> None:
    """The rules of the place on this day, and the way of voting that they accept."""
    ballot.pack = version_in_force(question.place.path or "", timezone.localdate(now))
    ballot.channel = question.channel or local_rules_of(ballot).channel


def _put(ballot: Ballot, question: Question) -> None:
    ballot.title = question.title.strip()[:120]
    ballot.background = question.background.strip()
    ballot.label, ballot.method = question.label, question.method
    ballot.electorate, ballot.scope_kind = question.electorate, question.scope_kind
    ballot.matter = question.matter or ""
    ballot.assembly = question.assembly if question.method is Method.ASSEMBLY else ""
    ballot.majority, ballot.quorum = question.majority, question.quorum or ""
    ballot.seats, ballot.most_points = question.seats, question.most_points
    ballot.ground, ballot.changes = question.ground, list(question.changes)
    ballot.is_secret = question.is_secret


def _put_options(ballot: Ballot, question: Question) -> None:
    if question.method not in WITH_OPTIONS:
        return
    texts = [option.strip()[:200] for option in question.options if option.strip()]
    BallotOption.objects.bulk_create(
        BallotOption(ballot=ballot, number=number, text=text) for number, text in enumerate(texts, start=1)
    )


@transaction.atomic
def follow_up(*, ballot_id: int, actor: Actor, now: datetime) -> Ballot:
    """From a question that is not this ballot's to decide to a draft of the ballot that decides, in one step.

    Refused: ballot.not-found, rights.missing, ballot.nothing-reserved where the detector sees nothing.
    """
    ballot = ballot_for_change(ballot_id)
    if may(actor, "ballot.view", ballot.place_path) is None:
        raise Refused("ballot.not-found")
    finding = finding_of(ballot)
    if not finding.asks:
        raise Refused("ballot.nothing-reserved")
    is_villagers = WhoDecides.VILLAGERS in finding.who
    question = Question(
        title=ballot.title,
        background=ballot.background,
        place=ballot.place,
        label=Label.ASSEMBLY if is_villagers else Label.OWNERS,
        method=Method.ASSEMBLY if is_villagers else Method.OWNERS,
        electorate=Electorate.LISTED if is_villagers else Electorate.OWNERS,
        matter=None if is_villagers else hardest(finding),
        assembly="villagers-adults" if is_villagers else "",
        scope_kind=SCOPES.get(PlaceKind(ballot.place.kind), ScopeKind.COMPOUND),
        ground=ballot.ground,
        changes=tuple(ballot.changes),
        about=ballot.about,
        follows=ballot,
    )
    return prepare_ballot(question=question, actor=actor, now=now)


@transaction.atomic
def set_detector_aside(*, ballot_id: int, reason: str, actor: Actor, now: datetime) -> Ballot:
    """A named person says, with the reason, that the law does not reserve this question; it stays on record.

    Words can be misread, and then a person knows better. What somebody ticked as a fact is no reading: that is
    unticked, not set aside. Refused: as `begin`; label.ticked.
    """
    move = begin(ballot_id, BallotVerb.SET_ASIDE, actor, now, reason=reason.strip())
    ballot = move.ballot
    matches = finding_of(ballot).matches
    refuse_all(
        [Refused("label.ticked", article=match.article) for match in matches if match.because == "change"]
    )
    ballot.set_aside_by_id, ballot.set_aside_reason = actor.person_id, reason.strip()[:300]
    articles = tuple(match.article for match in matches)
    move.record(DetectorSetAside(articles=articles, reason=ballot.set_aside_reason))
    return complete(move)


def _forget_set_aside(ballot: Ballot, question: Question) -> None:
    """What was set aside was this question; another one is asked anew."""
    before = (ballot.title, ballot.background, ballot.ground, list(ballot.changes))
    if before != (
        question.title.strip()[:120],
        question.background.strip(),
        question.ground,
        list(question.changes),
    ):
        ballot.set_aside_by, ballot.set_aside_reason = None, ""
