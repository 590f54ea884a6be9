"""What reality proposes for an agenda: open matters, the open list, late promises, proposals, questions left over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from shangyi.concerns.models import Concern, OpenListing
from shangyi.concerns.rules.hearing import Kind
from shangyi.concerns.rules.life import OPEN_STATES
from shangyi.concerns.rules.life import State as ConcernState
from shangyi.forums.models import Gathering, Remark
from shangyi.forums.queries.record import unanswered
from shangyi.forums.rules.life import State
from shangyi.forums.rules.picking import Candidate, Source, proposed, weight_of_concern
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.rules import State as TaskState
from shangyi.undertakings.rules import Task

MOST_OF_A_SOURCE = 30
OVER = (State.ENDED, State.FILED, State.PUBLISHED)

PROPOSALS = (Kind.SUGGESTION, Kind.SMALL_WISH)
PROMISES = (Task.PLEDGE, Task.WORKS, Task.REPLY)


def candidates_for(gathering: Gathering, now: datetime) -> tuple[Candidate, ...]:
    """What could be talked about, the most pressing first, each with the reason; what is on the agenda already is
    left out. Five queries, however much there is.
    """
    taken = list(gathering.items.values_list("concern_id", "undertaking_id", "carried_from_id"))
    concerns, undertakings, remarks = ({row[n] for row in taken if row[n] is not None} for n in range(3))
    found = [
        *_late(gathering, undertakings, now),
        *_left_over(gathering, remarks),
        *_listed(gathering, concerns),
        *_open(gathering, concerns, now),
    ]
    return proposed(found)


def _late(gathering: Gathering, taken: set[int], now: datetime) -> Iterator[Candidate]:
    rows = (
        Undertaking.objects.filter(
            place_path__startswith=gathering.place_path,
            state=TaskState.OPEN,
            due_at__lt=now,
            task__in=PROMISES,
        )
        .exclude(pk__in=taken)
        .select_related("holder", "unit")
        .order_by("due_at")
    )
    for row in rows[:MOST_OF_A_SOURCE]:
        who = row.unit.name if row.unit else row.holder.name if row.holder else ""
        days = (now - (row.first_due_at or now)).days
        yield Candidate(
            source=Source.LATE,
            pk=row.pk,
            title=row.what[:120],
            why="late",
            facts={"who": who, "days": days},
            weight=days,
        )


def _left_over(gathering: Gathering, taken: set[int]) -> Iterator[Candidate]:
    rows = (
        unanswered(Remark.objects.filter(gathering__community=gathering.community_id))
        .filter(gathering__state__in=OVER, carried_to__isnull=True, outcomes__isnull=True)
        .exclude(gathering=gathering.pk)
        .exclude(pk__in=taken)
        .order_by("said_at")
    )
    for row in rows[:MOST_OF_A_SOURCE]:
        yield Candidate(
            source=Source.CARRIED,
            pk=row.pk,
            title=row.text[:120],
            why="carried",
            facts={"on": row.said_at.date().isoformat()},
        )


def _listed(gathering: Gathering, taken: set[int]) -> Iterator[Candidate]:
    rows = (
        OpenListing.objects.filter(
            ended_at__isnull=True,
            concern__place_path__startswith=gathering.place_path,
            concern__state=ConcernState.LISTED,
        )
        .exclude(concern__in=taken)
        .select_related("concern")
        .order_by("review_on", "id")
    )
    for row in rows[:MOST_OF_A_SOURCE]:
        yield Candidate(
            source=Source.LISTED,
            pk=row.concern_id,
            title=row.concern.title[:120],
            why="listed",
            facts={"review_on": row.review_on.isoformat(), "n_voices": row.concern.n_voices},
            weight=row.concern.n_voices,
        )


def _open(gathering: Gathering, taken: set[int], now: datetime) -> Iterator[Candidate]:
    rows = (
        Concern.objects.filter(
            place_path__startswith=gathering.place_path,
            state__in=[state for state in OPEN_STATES if state != ConcernState.LISTED],
        )
        .exclude(pk__in=taken)
        .order_by("-n_voices", "heard_at", "id")
    )
    yield from (_concern(row, now) for row in rows[: 2 * MOST_OF_A_SOURCE])


def _concern(row: Concern, now: datetime) -> Candidate:
    days = (now - row.heard_at).days
    return Candidate(
        source=Source.PROPOSAL if row.kind in PROPOSALS else Source.CONCERN,
        pk=row.pk,
        title=row.title[:120],
        why="disputed" if row.times_disputed else "open",
        facts={"n_voices": row.n_voices, "days": days, "n_disputes": row.times_disputed},
        weight=weight_of_concern(n_voices=row.n_voices, days_open=days, n_disputes=row.times_disputed),
    )
