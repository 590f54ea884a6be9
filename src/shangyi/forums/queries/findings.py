"""A survey, its diagnosis and the goals as pages show them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from shangyi.forums.models import DiagnosisPoint, Finding, Gathering, Goal, Site, SitePhoto, Suggestion
from shangyi.forums.rules.practice import MetBy, Practice
from shangyi.kernel.refused import Refused


@dataclass(frozen=True, slots=True)
class Cited:
    """One point of the diagnosis with the findings that it rests on, in their order."""

    row: DiagnosisPoint
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SurveyShown:
    """All that was looked at, found and concluded before and in one sitting, and the goals that were set."""

    sites: tuple[Site, ...]
    kinds: tuple[tuple[str, tuple[Finding, ...]], ...]
    points: tuple[Cited, ...]
    goals: tuple[Goal, ...]
    statements: tuple[tuple[str, str], ...]
    support: tuple[Suggestion, ...]
    wants_survey: bool
    wants_goals: bool


def knows_of_surveys(practice: Practice) -> bool:
    """Whether a practice wants a survey before, or goals that are reported on."""
    return bool(practice.needs_met_by(MetBy.INVESTIGATION) or practice.goals)


def survey_of(gathering: Gathering, practice: Practice) -> SurveyShown:
    """The survey of a gathering, with seven queries. Refused: survey.not-found, where the practice knows of none."""
    if not knows_of_surveys(practice):
        raise Refused("survey.not-found")
    findings = list(gathering.findings.select_related("site__place").order_by("number"))
    goals = gathering.goals.select_related("undertaking__holder").order_by("id")
    return SurveyShown(
        sites=tuple(gathering.sites.select_related("place").prefetch_related("photos").order_by("id")),
        kinds=_by_kind(findings),
        points=_points(gathering, findings),
        goals=tuple(goals),
        statements=tuple(
            (practice.need_name(need.code), need.evidence)
            for need in gathering.needs.filter(met_at__isnull=False, met_by_itself=False).order_by("id")
        ),
        support=tuple(
            gathering.suggestions.exclude(finding=None).select_related("finding", "unit").order_by("id")
        ),
        wants_survey=bool(practice.needs_met_by(MetBy.INVESTIGATION)),
        wants_goals=bool(practice.goals),
    )


def _by_kind(findings: list[Finding]) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
    """现状 / 困难 / 原因, each with its findings; kinds without one are left out."""
    found = [
        (str(name), tuple(each for each in findings if each.kind == kind))
        for kind, name in Finding.KindChoice.choices
    ]
    return tuple((name, rows) for name, rows in found if rows)


def _points(gathering: Gathering, findings: list[Finding]) -> tuple[Cited, ...]:
    """Every point cites a finding, so that the rows between them name all points: one query."""
    by_pk = {each.pk: each for each in findings}
    between = DiagnosisPoint.findings.through.objects.filter(diagnosispoint__gathering=gathering)
    cited: defaultdict[DiagnosisPoint, list[Finding]] = defaultdict(list)
    for each in between.select_related("diagnosispoint").order_by(
        "diagnosispoint__number", "finding__number"
    ):
        cited[each.diagnosispoint].append(by_pk[each.finding_id])
    return tuple(Cited(point, tuple(rows)) for point, rows in cited.items())


def photo_of(gathering: Gathering, photo_id: int) -> SitePhoto:
    """One picture of this gathering's sites and of no other. Refused: site-photo.not-found."""
    found = SitePhoto.objects.filter(site__gathering=gathering, pk=min(photo_id, 2**63 - 1)).first()
    if found is None:
        raise Refused("site-photo.not-found")
    return found
