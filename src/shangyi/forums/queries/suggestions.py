"""Addressed suggestions: who sees them, and which steps somebody may take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from shangyi.forums.models import Gathering, Outcome, Suggestion
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.rules.practice import Practice
from shangyi.forums.rules.suggestions import TABLE, Reply, Stage, Step, right_for
from shangyi.kernel.actor import Actor, may
from shangyi.kernel.refused import Refused
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.rules import State as TaskState

LARGEST_ID = 2**63 - 1
WAITING = {Stage.SENT: 0, Stage.COMPILED: 1, Stage.APPROVED: 2, Stage.RAISED: 3}


def suggestions_seen_by(actor: Actor) -> QuerySet[Suggestion]:
    """Those of gatherings below one's places, and those put to one's unit; what waits for somebody first."""
    reach = Q(unit__in=actor.unit_ids, stage__in=[Stage.SENT, Stage.REPLIED])
    for root in actor.paths_for("gathering.view"):
        reach |= Q(gathering__place_path__startswith=root)
    order = Case(
        *(When(stage=stage, then=Value(n)) for stage, n in WAITING.items()),
        default=Value(9),
        output_field=IntegerField(),
    )
    return (
        Suggestion.objects.filter(reach)
        .select_related("gathering__place", "unit")
        .annotate(order=order)
        .order_by("order", "sent_at", "pk")
    )


def suggestion_for(suggestion_id: int, actor: Actor) -> Suggestion:
    """One suggestion for staff of the place, for people of its unit once it was sent, and for who proposed it.

    Refused: suggestion.not-found, for all others alike.
    """
    row = (
        Suggestion.objects.select_related(
            "gathering__place", "unit", "proposer", "remark", "approved_by", "item"
        )
        .filter(pk=min(suggestion_id, LARGEST_ID))
        .first()
    )
    if row is None or not _may_see(row, actor):
        raise Refused("suggestion.not-found")
    return row


def _may_see(row: Suggestion, actor: Actor) -> bool:
    if may(actor, "gathering.view", row.gathering.place_path) is not None:
        return True
    proposed = row.proposer is not None and row.proposer.person_id == actor.person_id
    return (_is_own(row, actor) or proposed) and actor.person_id is not None


def _is_own(row: Suggestion, actor: Actor) -> bool:
    return row.unit_id in actor.unit_ids and row.stage in {Stage.SENT, Stage.REPLIED}


def may_take(row: Suggestion, actor: Actor, *, any_stage: bool = False) -> list[Step]:
    """The steps that the actor may take now; `any_stage` asks for the right alone."""
    own, gated = _is_own(row, actor), practice_of(row.gathering).gated
    steps = []
    for verb in Step:
        right = right_for(verb)
        allowed = may(actor, right, row.gathering.place_path) is not None
        allowed = allowed or (own and any(f"{right}:own" in grant.verbs for grant in actor.grants))
        fits = any(each.source == row.stage and each.verb is verb for each in TABLE)
        around = gated and verb is Step.SEND and row.stage == Stage.RAISED
        if allowed and (any_stage or (fits and not around)):
            steps.append(verb)
    return steps


@dataclass(frozen=True, slots=True)
class FollowThrough:
    """What became of all that a gathering brought forth: suggestions by head, and what is still to be done."""

    heads: tuple[tuple[str, tuple[Suggestion, ...]], ...]
    n: int
    n_replied: int
    to_look_at: tuple[Suggestion, ...]
    promises: tuple[Undertaking, ...]

    @property
    def is_settled(self) -> bool:
        """Every suggestion has its reply, every adopted one was looked at again, nothing promised is open."""
        return self.n == self.n_replied and not self.to_look_at and not self.promises


def follow_through(gathering: Gathering, practice: Practice) -> FollowThrough:
    """A gathering stays open in this sense until every adopted item is done or explained. Two queries."""
    rows = list(gathering.suggestions.exclude(stage=Stage.WITHDRAWN).select_related("unit").order_by("id"))
    made = Outcome.objects.filter(
        gathering=gathering, undertaking__state=TaskState.OPEN, undertaking__parent=None
    )
    promises = {each.undertaking_id: each.undertaking for each in made.select_related("undertaking__holder")}
    return FollowThrough(
        heads=_by_head(rows, practice),
        n=len(rows),
        n_replied=sum(1 for row in rows if row.stage == Stage.REPLIED),
        to_look_at=tuple(row for row in rows if _wants_look(row)),
        promises=tuple(each for each in promises.values() if each is not None),
    )


def _wants_look(row: Suggestion) -> bool:
    adopted = row.stage == Stage.REPLIED and row.reply != Reply.NOT_ADOPTED
    return adopted and row.rechecked_at is None


def _by_head(
    rows: Iterable[Suggestion], practice: Practice
) -> tuple[tuple[str, tuple[Suggestion, ...]], ...]:
    """The heads of the practice first, in its order, then others; heads without a suggestion are left out."""
    found: dict[str, list[Suggestion]] = {each.zh: [] for each in practice.heads}
    for row in rows:
        found.setdefault(practice.head_name(row.head), []).append(row)
    return tuple((name, tuple(some)) for name, some in found.items() if some)
