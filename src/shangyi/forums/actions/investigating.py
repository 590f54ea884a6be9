"""专题调研: places that are looked at before a sitting, what was found there, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shangyi.forums.actions.moving import Move, begin_work, complete
from shangyi.forums.actions.noticing import meet_by_itself
from shangyi.forums.actions.outcomes import Promise, keep_outcome, open_promise
from shangyi.forums.actions.writing import one_of
from shangyi.forums.events import FindingNoted, GoalSet, PointMade, SiteSeen, SuggestionMoved
from shangyi.forums.models import DiagnosisPoint, Finding, Goal, Site, SitePhoto, Suggestion
from shangyi.forums.rules.findings import (
    MOST_FINDINGS,
    FindingKind,
    Survey,
    check_cited,
    check_site,
    check_words,
    members_of,
)
from shangyi.forums.rules.life import COMING, WRITABLE, State, check_writable
from shangyi.forums.rules.outcomes import What
from shangyi.forums.rules.practice import MetBy
from shangyi.forums.rules.suggestions import Stage
from shangyi.kernel.refused import Refused
from shangyi.undertakings.rules import Task

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from shangyi.concerns.actions.photos import Picture
    from shangyi.kernel.actor import Actor
    from shangyi.people.models import Person
    from shangyi.places.models import Place, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSite:
    """One place that was looked at: in the tree, in words or both; on which day, by whom, with what pictures."""

    seen_on: date
    members: tuple[str, ...]
    place: Place | None = None
    words: str = ""
    pictures: tuple[Picture, ...] = ()


@transaction.atomic
def note_site(*, gathering_id: int, new: NewSite, actor: Actor, now: datetime) -> Site:
    """Note a place that members looked at; with a finding beside it, it meets the need of a survey.

    Refused: gathering.not-found, rights.missing, gathering.survey-closed, site.where-needed, site.not-seen-yet,
    site.members-needed, site.too-many-members, gathering.place-elsewhere.
    """
    move = _survey(gathering_id, actor, now)
    today = now.astimezone(move.rules.calendar.zone).date()
    words = check_site(new.words, has_place=new.place is not None, seen_on=new.seen_on, today=today)
    members = members_of(new.members)
    _check_inside(move, new.place)
    site, made = Site.objects.get_or_create(
        gathering=move.gathering,
        place=new.place,
        words=words,
        seen_on=new.seen_on,
        defaults={"members": list(members), "recorded_at": now, "recorded_by_id": actor.person_id},
    )
    digests = tuple(digest for each in new.pictures if (digest := _keep_picture(site, each, now)))
    if not made and not digests:
        return site
    move.record(
        SiteSeen(
            site=site.pk,
            seen_on=new.seen_on.isoformat(),
            n_members=len(members),
            photos=digests,
            where=site.where,
            members=members,
        )
    )
    return _noted(move, site)


def _check_inside(move: Move, place: Place | None) -> None:
    """Refused: gathering.place-elsewhere, for a place outside the community of the gathering."""
    row = move.gathering
    home = (row.community.path if row.community else row.place_path) or ""
    if place is not None and not (place.path or "").startswith(home):
        raise Refused("gathering.place-elsewhere", place=place.full_name)


def _survey(gathering_id: int, actor: Actor, now: datetime) -> Move:
    """A survey is written down until the record is filed. Refused: gathering.survey-closed."""
    move = begin_work(gathering_id, "gathering.plan", actor, now)
    if State(move.gathering.state) not in {*COMING, *WRITABLE}:
        raise Refused("gathering.survey-closed", state=move.gathering.state)
    return move


def _keep_picture(site: Site, picture: Picture, now: datetime) -> str:
    """Its digest; empty for a picture that is kept already."""
    if site.photos.filter(digest=picture.digest).exists():
        return ""
    photo = SitePhoto(site=site, digest=picture.digest, added_at=now)
    photo.file.save(f"{picture.digest[:32]}.jpg", ContentFile(picture.large), save=False)
    photo.small.save(f"{picture.digest[:32]}-small.jpg", ContentFile(picture.small), save=False)
    photo.save(force_insert=True)
    return picture.digest


Row = TypeVar("Row", Site, Finding)


def _noted(move: Move, made: Row) -> Row:
    """Say what the survey comes to where the practice wants one, and save."""
    row = move.gathering
    sites = list(row.sites.select_related("place").order_by("id"))
    survey = Survey(len(sites), row.findings.count())
    if survey.was_made and State(row.state) in COMING:
        where = "、".join(dict.fromkeys(site.where for site in sites))[:600]
        said = _("Looked at: %(where)s; findings: %(n)s.") % {"where": where, "n": survey.n_findings}
        meet_by_itself(move, MetBy.INVESTIGATION, said)
    complete(move, "survey")
    return made


@transaction.atomic
def note_finding(
    *,
    gathering_id: int,
    kind: FindingKind,
    text: str,
    actor: Actor,
    now: datetime,
    site_id: int | None = None,
) -> Finding:
    """Note one thing that was found: how it stands, what is difficult, or why. Said again it is the same finding.

    Refused: gathering.not-found, rights.missing, gathering.survey-closed, finding.words-needed,
    finding.words-too-long, site.not-found, finding.too-many.
    """
    words = check_words(text)
    move = _survey(gathering_id, actor, now)
    row = move.gathering
    site = one_of(row.sites.all(), site_id, "site.not-found")
    known = row.findings.filter(kind=kind, text=words).first()
    if known is not None:
        return known
    number = (row.findings.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > MOST_FINDINGS:
        raise Refused("finding.too-many", most=MOST_FINDINGS)
    finding = Finding.objects.create(
        gathering=row,
        site=site,
        number=number,
        kind=kind,
        text=words,
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
    move.record(
        FindingNoted(
            finding=finding.pk,
            number=number,
            finding_kind=finding.kind,
            site=site.pk if site else None,
            text=words,
        )
    )
    return _noted(move, finding)


@transaction.atomic
def make_point(
    *, gathering_id: int, text: str, finding_ids: Sequence[int], actor: Actor, now: datetime
) -> DiagnosisPoint:
    """把脉问诊: one point of the diagnosis, with the findings that it rests on. Without one it is no diagnosis.

    Refused: gathering.not-found, rights.missing, gathering.survey-closed, finding.words-needed,
    finding.words-too-long, point.cites-nothing, finding.not-found.
    """
    words = check_words(text)
    move = _survey(gathering_id, actor, now)
    row = move.gathering
    cited = check_cited(finding_ids, set(row.findings.values_list("pk", flat=True)))
    point, made = DiagnosisPoint.objects.get_or_create(
        gathering=row,
        text=words,
        defaults={
            "number": (row.points.aggregate(last=Max("number"))["last"] or 0) + 1,
            "recorded_at": now,
            "recorded_by_id": actor.person_id,
        },
    )
    if not made and set(cited) <= set(point.findings.values_list("pk", flat=True)):
        return point
    point.findings.add(*cited)
    move.record(PointMade(point=point.pk, number=point.number, findings=cited, text=words))
    complete(move, "survey")
    return point


@transaction.atomic
def set_goal(*, gathering_id: int, text: str, holder: Person, by: date, actor: Actor, now: datetime) -> Goal:
    """A goal, and whoever set it reports on it until a day: finishing that undertaking is the report.

    Refused: gathering.not-found, rights.missing, gathering.not-open, finding.words-needed, finding.words-too-long,
    goal.already-set, promise.day-passed.
    """
    words = check_words(text)[:200]
    move = begin_work(gathering_id, "gathering.host", actor, now)
    if not State(move.gathering.state).was_held:
        check_writable(State(move.gathering.state))
    if move.gathering.goals.filter(text=words).exists():
        raise Refused("goal.already-set")
    what = _("Report on the goal: %(goal)s") % {"goal": words}
    report = open_promise(move, Promise(what=what, holder=holder, by=by), task=Task.RECHECK)
    keep_outcome(move, What.RECHECK, undertaking=report)
    goal = Goal.objects.create(gathering=move.gathering, text=words, undertaking=report, set_at=now)
    move.record(GoalSet(goal=goal.pk, undertaking=report.pk, text=words))
    move.tell("gathering.pledged", report.holder_id, about=f"undertaking:{report.pk}", what=report.what)
    complete(move, "outcome")
    return goal


@transaction.atomic
def ask_for_support(
    *, gathering_id: int, finding_id: int, units: Sequence[Unit], text: str, actor: Actor, now: datetime
) -> list[Suggestion]:
    """A finding is a need that somebody can support: each unit is asked in a suggestion of its own, which takes the
    organiser's gate, the first contact and the reply like any other. Asked again it is the same one.

    Refused: gathering.not-found, rights.missing, gathering.not-open, gathering.already-filed, finding.not-found,
    finding.words-needed, finding.words-too-long, suggestion.unit-needed.
    """
    words = check_words(text)
    move = begin_work(gathering_id, "gathering.host", actor, now)
    check_writable(State(move.gathering.state))
    finding = move.gathering.findings.filter(pk=min(finding_id, 2**63 - 1)).first()
    if finding is None:
        raise Refused("finding.not-found")
    if not units:
        raise Refused("suggestion.unit-needed")
    rows = [_support(move, finding, unit, words) for unit in units]
    complete(move, "outcome")
    return rows


def _support(move: Move, finding: Finding, unit: Unit, words: str) -> Suggestion:
    known = (
        move.gathering.suggestions.filter(finding=finding, unit=unit).exclude(stage=Stage.WITHDRAWN).first()
    )
    if known is not None:
        return known
    row = Suggestion.objects.create(
        gathering=move.gathering,
        finding=finding,
        text=words,
        unit=unit,
        raised_at=move.act.at,
    )
    keep_outcome(move, What.SUGGESTION, suggestion=row)
    step = SuggestionMoved(suggestion=row.pk, verb="raise", stage=row.stage, unit=row.unit_id, words=row.text)
    move.record(step, subject=row.subject)
    return row
