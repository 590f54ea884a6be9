"""Who may read which edition of minutes, which are published, and by which form they are written."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from shangyi.forums.models import Attendance, Edition, Gathering, Minutes, MinutesTemplate
from shangyi.forums.queries.gatherings import LARGEST_ID, WITH
from shangyi.forums.rules import minutes as rules
from shangyi.forums.rules.life import HELD, State
from shangyi.kernel.actor import Actor, may
from shangyi.kernel.refused import Refused
from shangyi.people.queries import same_person_ids
from shangyi.places.rules import ancestor_paths


def minutes_of(gathering: Gathering) -> Minutes | None:
    """The minutes of a gathering, if work on them has begun."""
    return Minutes.objects.filter(gathering=gathering).first()


def newest_edition(gathering: Gathering, *, published: bool = False) -> Edition | None:
    """The last edition that was approved, or the last that was published."""
    rows = Edition.objects.filter(minutes__gathering=gathering)
    if published:
        rows = rows.filter(published_at__isnull=False)
    return rows.select_related("approved_by").order_by("-number").first()


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody reads: an edition, or the draft that is shown to whoever was there."""

    gathering: Gathering
    minutes: Minutes
    edition: Edition | None
    attendance: Attendance | None


def minutes_for(gathering_id: int, actor: Actor) -> Reading:
    """The minutes as this person may read them: a published edition of their level, or the draft they were there for.

    Refused: minutes.not-found, for everybody else alike.
    """
    row = Gathering.objects.select_related(*WITH).filter(pk=min(gathering_id, LARGEST_ID)).first()
    minutes = minutes_of(row) if row is not None and row.state in HELD else None
    if row is None or minutes is None:
        raise Refused("minutes.not-found")
    attendance = own_attendance(row, actor)
    if attendance is not None and minutes.state == rules.State.SHOWN:
        return Reading(row, minutes, None, attendance)
    edition = newest_edition(row, published=True)
    if edition is None or not _reaches(edition, row, actor, was_there=attendance is not None):
        raise Refused("minutes.not-found")
    return Reading(row, minutes, edition, attendance)


def may_read_minutes(gathering_id: int, actor: Actor) -> bool:
    """Whether there are minutes of this gathering that this person may read."""
    try:
        minutes_for(gathering_id, actor)
    except Refused:
        return False
    return True


def own_attendance(row: Gathering, actor: Actor) -> Attendance | None:
    """How this person was there, if they were, under whichever spelling of their name."""
    if actor.person_id is None:
        return None
    return row.attendances.filter(person__in=same_person_ids(actor.person_id)).order_by("id").first()


def _reaches(edition: Edition, row: Gathering, actor: Actor, *, was_there: bool) -> bool:
    if edition.level == Gathering.Level.PUBLIC or was_there:
        return True
    if may(actor, "gathering.view", row.place_path) is not None or _is_invited(row, actor):
        return True
    return edition.level == Gathering.Level.MEMBERS and _is_of(row, actor)


def _is_invited(row: Gathering, actor: Actor) -> bool:
    if actor.person_id is None:
        return False
    return row.invitations.filter(person__in=same_person_ids(actor.person_id)).exists()


def _is_of(row: Gathering, actor: Actor) -> bool:
    """Whether somebody lives or acts in the community of the gathering."""
    home = (row.community.path if row.community else None) or row.place_path
    return any(grant.path and grant.path.startswith(home) for grant in actor.grants)


def published_gatherings(actor: Actor, place_path: str = "") -> QuerySet[Gathering]:
    """Gatherings whose published minutes this person may read, the last one first."""
    homes = {grant.path for grant in actor.grants if grant.path}
    near = Q(pk__in=[])
    for path in homes:
        near |= Q(community__path__in=ancestor_paths(path))
    mine = Q(pk__in=[])
    if actor.person_id is not None:
        people = same_person_ids(actor.person_id)
        mine = Q(attendances__person__in=people) | Q(invitations__person__in=people)
    staff = Q(pk__in=[])
    for root in actor.paths_for("gathering.view"):
        staff |= Q(place_path__startswith=root)
    readable = Q(level=Gathering.Level.PUBLIC) | (Q(level=Gathering.Level.MEMBERS) & near) | mine | staff
    rows = Gathering.objects.filter(readable, state=State.PUBLISHED, place_path__startswith=place_path)
    return rows.select_related("place", "practice_version").distinct().order_by("-started_at", "-pk")


def template_at(place_path: str) -> MinutesTemplate | None:
    """The form for minutes at a place: the newest one of the nearest place that has one."""
    rows = MinutesTemplate.objects.filter(
        place_path__in=[place_path, *ancestor_paths(place_path)], retired_at__isnull=True
    )
    return max(rows, key=lambda row: (len(row.place_path), row.pk), default=None)
