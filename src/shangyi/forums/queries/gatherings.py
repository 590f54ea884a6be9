"""Finding gatherings and who may see them; invitations and who may answer them; where a gathering stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from shangyi.forums.models import AgendaItem, Attendance, Gathering, Invitation, Need
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.record import Figures, counted, heads_of
from shangyi.forums.rules.heads import Heads, present_classes
from shangyi.forums.rules.life import COMING, HELD, State
from shangyi.forums.rules.opening import Told, in_time
from shangyi.forums.rules.picking import Source
from shangyi.forums.rules.practice import Practice, RemarkKind
from shangyi.forums.rules.steps import LegalStep, Standing, five_steps
from shangyi.forums.rules.turns import unheard
from shangyi.kernel.actor import Actor, may
from shangyi.kernel.refused import Refused
from shangyi.notices.models import Notice
from shangyi.people.models import Person
from shangyi.people.queries import same_person_ids
from shangyi.undertakings.rules import State as TaskState

LARGEST_ID = 2**63 - 1
WITH = (
    "place",
    "community",
    "keeper",
    "convened_by",
    "about_unit",
    "current_item",
    "speaking__attendance",
    "practice_version",
    "series",
)


def seen_by_staff(actor: Actor, verb: str = "gathering.view") -> QuerySet[Gathering]:
    """The gatherings below the places where the actor holds the right, the next one first."""
    reach = Q(pk__in=[])
    for root in actor.paths_for(verb):
        reach |= Q(place_path__startswith=root)
    return Gathering.objects.filter(reach).select_related(
        "place", "keeper", "convened_by", "practice_version"
    )


def gathering_for_staff(gathering_id: int, actor: Actor, verb: str = "gathering.view") -> Gathering:
    """One gathering for staff with this right there.

    Refused: gathering.not-found for whoever may not even see it; rights.missing for whoever may see it but no more.
    """
    row = Gathering.objects.select_related(*WITH).filter(pk=min(gathering_id, LARGEST_ID)).first()
    if row is None or may(actor, "gathering.view", row.place_path) is None:
        raise Refused("gathering.not-found")
    if may(actor, verb, row.place_path) is None:
        raise Refused("rights.missing", verb=verb)
    return row


def gathering_by_secret(token: str) -> Gathering:
    """The gathering whose room this secret opens, whatever its state; behind a `~` stands the seat of a phone that
    is known by its address. Refused: gathering.not-found.
    """
    secret, _mark, seat = token.partition("~")
    row = Gathering.objects.select_related(*WITH).filter(join_secret=secret[:40]).first()
    if row is None:
        raise Refused("gathering.not-found")
    row.seat = seat[:40]
    return row


def gathering_by_code(code: str) -> Gathering:
    """The one gathering to come or under way that has these four digits. Refused: gathering.code.not-found."""
    digits = "".join(letter for letter in code if letter.isdigit())[:4]
    row = Gathering.objects.filter(join_code=digits, state__in=[*COMING, State.OPEN]).first()
    if row is None or len(digits) != 4:
        raise Refused("gathering.code-unknown")
    return row


def gathering_for_person(gathering_id: int, actor: Actor) -> tuple[Gathering, Invitation | None]:
    """One gathering for somebody who is invited or was there, with their invitation; an open one for whoever lives
    at its place.

    A published one is seen by everybody of its level. Refused: gathering.not-found, for all others alike.
    """
    row = Gathering.objects.select_related(*WITH).filter(pk=min(gathering_id, LARGEST_ID)).first()
    if row is None:
        raise Refused("gathering.not-found")
    invitation = own_invitation(row, actor)
    if invitation is None and not _was_there(row, actor):
        staff = may(actor, "gathering.view", row.place_path) is not None
        if not staff and not is_open_to(row, actor):
            raise Refused("gathering.not-found")
    return row, invitation


def _was_there(row: Gathering, actor: Actor) -> bool:
    return actor.person_id is not None and row.attendances.filter(person=actor.person_id).exists()


def gathering_to_read(gathering_id: int, actor: Actor) -> Gathering:
    """One gathering for staff of its place, else for whoever is invited or was there. Refused: gathering.not-found."""
    if actor.may_anywhere("gathering.view"):
        row = Gathering.objects.select_related(*WITH).filter(pk=min(gathering_id, LARGEST_ID)).first()
        if row is not None and may(actor, "gathering.view", row.place_path) is not None:
            return row
    return gathering_for_person(gathering_id, actor)[0]


def is_open_to(row: Gathering, actor: Actor) -> bool:
    """Whether residents may come, and the actor lives where it is held for."""
    return row.is_open and lives_at(row, actor)


def lives_at(row: Gathering, actor: Actor) -> bool:
    """Whether the actor lives where a gathering is held for."""
    if actor.person_id is None:
        return False
    home = Person.objects.filter(pk=actor.person_id).values_list("home__path", flat=True).first()
    paths = [home or "", *(grant.path for grant in actor.grants if grant.kind == "resident")]
    return any(
        path and (path.startswith(row.place_path) or row.place_path.startswith(path)) for path in paths
    )


def own_invitation(row: Gathering, actor: Actor) -> Invitation | None:
    """The invitation of the actor, else of a unit they work for or of the household where they live."""
    return _own_invitations(row, actor).order_by(F("person").asc(nulls_last=True), "id").first()


def _own_invitations(row: Gathering, actor: Actor) -> QuerySet[Invitation]:
    if actor.person_id is None:
        return Invitation.objects.none()
    doors = [grant.path for grant in actor.grants if grant.kind == "resident" and grant.path]
    mine = Q(person=actor.person_id) | Q(unit__in=actor.unit_ids) | Q(household__path__in=doors)
    return row.invitations.filter(mine)


def invitation_for_answer(invitation_id: int, actor: Actor) -> Invitation:
    """One invitation, locked, for whoever may answer it. Refused: invitation.not-found."""
    row = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("gathering__place", "household")
        .filter(pk=min(invitation_id, LARGEST_ID))
        .first()
    )
    if row is None:
        raise Refused("invitation.not-found")
    if _own_invitations(row.gathering, actor).filter(pk=row.pk).exists():
        return row
    if may(actor, "gathering.host", row.gathering.place_path) is None:
        raise Refused("invitation.not-found")
    return row


def invitations_of(gathering: Gathering) -> QuerySet[Invitation]:
    """The invitations as every list shows them: why somebody was invited is not among it."""
    return (
        Invitation.objects.filter(gathering=gathering)
        .defer("concern")
        .select_related("person", "unit", "household_row")
        .order_by("class_code", "name", "id")
    )


def waiting_for(actor: Actor) -> QuerySet[Invitation]:
    """Invitations of the actor to gatherings to come, the next one first."""
    if actor.person_id is None:
        return Invitation.objects.none()
    return (
        Invitation.objects.filter(
            person=actor.person_id, gathering__state__in=[State.NOTICED, State.OPEN], told_at__isnull=False
        )
        .select_related("gathering__place")
        .order_by("gathering__planned_at")
    )


def times_attended(person: Person, gathering: Gathering) -> int:
    """第 n 次: how often the person has come to this series, else to this practice in this community, this gathering
    included.
    """
    return (
        Attendance.objects.filter(_up_to(gathering), person__in=same_person_ids(person.pk))
        .values("gathering")
        .distinct()
        .count()
    )


def times_of_all(gathering: Gathering) -> dict[int, int]:
    """第 n 次 of everybody who is here by name, with one query; by the kept row of a person, whatever the variant."""
    kept = Coalesce("person__merged_into", "person")
    here = gathering.attendances.filter(person__isnull=False).values(one=kept)
    times = (
        Attendance.objects.filter(_up_to(gathering))
        .annotate(one=kept)
        .filter(one__in=here)
        .order_by()
        .values("one")
        .annotate(n=Count("gathering", distinct=True))
    )
    return {row["one"]: row["n"] for row in times}


def times_by_series(actor: Actor, series_ids: list[int]) -> dict[int, int]:
    """How often the actor has come to each of these series, with one query."""
    mine = Q(person=actor.person_id or 0) | Q(person__merged_into=actor.person_id or 0)
    rows = (
        Attendance.objects.filter(mine, gathering__series__in=series_ids, gathering__state__in=HELD)
        .order_by()
        .values_list("gathering__series")
        .annotate(n=Count("gathering", distinct=True))
    )
    return {series_id: n for series_id, n in rows if series_id is not None}


def _up_to(gathering: Gathering) -> Q:
    """The attendances that count towards 第 n 次 at this gathering."""
    if gathering.series_id is not None:
        same = Q(gathering__series=gathering.series_id)
    else:
        same = Q(gathering__practice=gathering.practice, gathering__community=gathering.community_id)
    return same & Q(gathering__state__in=HELD, gathering__planned_at__lte=gathering.planned_at)


@dataclass(frozen=True, slots=True)
class Stands:
    """Where one gathering stands: the five steps with what is missing, and its needs."""

    steps: tuple[LegalStep, ...]
    needs: tuple[Need, ...]
    practice: Practice
    items: tuple[AgendaItem, ...]
    heads: tuple[Heads, ...]
    figures: Figures

    @property
    def missing_needs(self) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if need.met_at is None and not need.override_reason)


def stands(gathering: Gathering, invited: Sequence[Invitation] | None = None) -> Stands:
    """The five legal steps of a gathering with what each lacks; eight queries, however large it is.

    Whoever has read all invitations hands them in, which saves one.
    """
    practice = practice_of(gathering)
    needs = tuple(gathering.needs.order_by("id"))
    items = tuple(gathering.items.order_by("position"))
    heads = heads_of(gathering, practice)
    made = list(gathering.outcomes.values_list("what", "collected", "undertaking__state"))
    said = set(gathering.remarks.order_by().values_list("class_code", "kind", "replies_to_id").distinct())
    answered = {target for _class, kind, target in said if kind == RemarkKind.ANSWER}
    figures = counted(((what, where) for what, where, _state in made), answered)
    heard = sorted({class_code for class_code, *_ in said if class_code})
    n_open = sum(1 for *_, state in made if state == TaskState.OPEN)
    told = _invited(gathering) if invited is None else _of_listed(invited)
    standing = _standing(gathering, practice, items, heads, figures, heard, n_open, told)
    return Stands(five_steps(standing), needs, practice, items, heads, figures)


def _standing(
    gathering: Gathering,
    practice: Practice,
    items: tuple[AgendaItem, ...],
    heads: tuple[Heads, ...],
    figures: Figures,
    heard: list[str],
    n_open: int,
    invited: tuple[tuple[str, ...], Told],
) -> Standing:
    classes, told = invited
    present, state = present_classes(heads), State(gathering.state)
    return Standing(
        n_items=len(items),
        n_sourced=sum(1 for item in items if item.source != Source.TYPED or item.why_words.strip()),
        wanted_classes=practice.required_classes,
        invited_classes=classes,
        present_classes=present,
        unheard_classes=unheard(present, heard) if state.was_held else (),
        n_invited=told.n_invited,
        n_untold=told.n_untold,
        told_in_time=in_time(told, gathering.started_at or gathering.planned_at, practice.notice_ahead),
        is_urgent=bool(gathering.urgent_reason),
        was_held=state.was_held,
        is_over=state.was_held and state is not State.OPEN,
        n_items_without_result=sum(1 for item in items if not item.result),
        n_outcomes=figures.n_outcomes,
        no_outcome_reason=gathering.no_outcome_reason,
        n_open_outcomes=n_open,
        told_speakers=gathering.filed_at is not None,
        told_participants=gathering.filed_at is not None,
        told_public=gathering.published_at is not None,
    )


def _invited(gathering: Gathering) -> tuple[tuple[str, ...], Told]:
    """The classes that are invited, and how far they were told; one query."""
    rows = list(
        gathering.invitations.order_by()
        .values_list("class_code")
        .annotate(n=Count("pk"), n_told=Count("told_at"), last=Max("told_at"))
    )
    n, n_told = sum(row[1] for row in rows), sum(row[2] for row in rows)
    last = max((row[3] for row in rows if row[3] is not None), default=None)
    return tuple(row[0] for row in rows), Told(n_invited=n, n_untold=n - n_told, last_at=last)


def _of_listed(rows: Sequence[Invitation]) -> tuple[tuple[str, ...], Told]:
    """The same from all invitations, without asking again."""
    times = [row.told_at for row in rows if row.told_at is not None]
    told = Told(n_invited=len(rows), n_untold=len(rows) - len(times), last_at=max(times, default=None))
    return tuple(sorted({row.class_code for row in rows})), told


def told_about(gathering: Gathering) -> QuerySet[Notice]:
    """Who was told what about this gathering, the newest first."""
    about = [gathering.subject, f"minutes:{gathering.pk}"]
    return Notice.objects.filter(about__in=about).select_related("person").order_by("-id")
