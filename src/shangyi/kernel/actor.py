"""Who acts, in which capacity, and the pure question whether they may."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shangyi.kernel.refused import Refused


@dataclass(frozen=True, slots=True)
class Grant:
    """What one capacity lets its bearer do below one place.

    `path` is the materialised path of the place the capacity is scoped to: "" is everywhere, and "1.4." covers
    all that starts with it. `verbs` are the verbs of the table of rights; a verb ending in ":own" holds only for
    what the person keeps, handles or raised.
    """

    capacity_id: int | None
    kind: str
    path: str
    verbs: frozenset[str]
    unit_id: int | None = None

    def covers(self, path: str) -> bool:
        return path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Actor:
    """One person at one instant with the capacities in force; person_id None is a passer-by."""

    person_id: int | None
    name: str = ""
    grants: tuple[Grant, ...] = field(default=())

    @property
    def unit_ids(self) -> frozenset[int]:
        return frozenset(grant.unit_id for grant in self.grants if grant.unit_id is not None)

    def paths_for(self, verb: str) -> tuple[str, ...]:
        """The roots below which the actor may do `verb` to anything: what a list is filtered by."""
        roots = sorted({grant.path for grant in self.grants if verb in grant.verbs})
        return tuple(
            root for root in roots if not any(root != other and root.startswith(other) for other in roots)
        )

    def may_anywhere(self, verb: str) -> bool:
        return any(verb in grant.verbs or f"{verb}:own" in grant.verbs for grant in self.grants)


def may(actor: Actor, verb: str, path: str, *, own: bool = False) -> Grant | None:
    """The capacity in which the actor may do `verb` at `path`, or None.

    The most local capacity wins, because that is the one a neighbour knows the person by. `own` is true when the
    thing is one that the person keeps, handles or raised: then a right limited to one's own counts too.
    """
    fitting = [grant for grant in actor.grants if grant.covers(path) and _holds(grant, verb, own=own)]
    return max(fitting, key=lambda grant: len(grant.path), default=None)


def _holds(grant: Grant, verb: str, *, own: bool) -> bool:
    return verb in grant.verbs or (own and f"{verb}:own" in grant.verbs)


def require(actor: Actor, verb: str, path: str, *, own: bool = False) -> Grant:
    """The capacity to act in. Refused: rights.missing."""
    grant = may(actor, verb, path, own=own)
    if grant is None:
        raise Refused("rights.missing", verb=verb)
    return grant


def require_somewhere(actor: Actor, verb: str) -> None:
    """Whether the actor may do `verb` at any place at all, to anything or to their own. Refused: rights.missing."""
    if not actor.may_anywhere(verb):
        raise Refused("rights.missing", verb=verb)


@dataclass(frozen=True, slots=True)
class Act:
    """One act as it is recorded: who, in which capacity, when."""

    person_id: int | None
    name: str
    capacity_id: int | None
    capacity_kind: str
    at: datetime

    @classmethod
    def by(cls, actor: Actor, grant: Grant, now: datetime) -> Act:
        return cls(actor.person_id, actor.name, grant.capacity_id, grant.kind, now)

    @classmethod
    def by_clock(cls, now: datetime) -> Act:
        """What happens by itself when time passes: reminders, escalation, closing."""
        return cls(None, "", None, "clock", now)

    @classmethod
    def by_resident(cls, actor: Actor, now: datetime) -> Act:
        """What anybody may do about their own words, signed in or not."""
        return cls(actor.person_id, actor.name, None, "resident", now)
