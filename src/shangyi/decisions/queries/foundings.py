"""Founding an owners' committee as people see it: those of a place, one with its gates, who asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from shangyi.decisions.models import (
    Ballot,
    Founding,
    FoundingAct,
    FoundingMember,
    FoundingSupport,
)
from shangyi.decisions.queries.ballots import LARGEST_ID
from shangyi.decisions.rules.ballot_life import BallotState
from shangyi.decisions.rules.founding import FACTS_OF, Deed, FoundingState, Role, gates_of
from shangyi.decisions.rules.labels import Label
from shangyi.decisions.rules.owners import OwnersMatter
from shangyi.decisions.rules.owners_committee import Fact, Gate, Procedure, review_gates
from shangyi.decisions.rules.roster import ScopeKind
from shangyi.kernel.actor import Actor, may
from shangyi.kernel.refused import Refused
from shangyi.people.models import Person, RosterLink
from shangyi.people.queries import same_person_ids
from shangyi.places.models import OwnerRow, Place
from shangyi.places.rules import PlaceKind, ancestor_paths
from shangyi.rulepacks.queries import pack_of
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.rules import State as UndertakingState


def foundings_below(actor: Actor) -> QuerySet[Founding]:
    """The procedures whose desk page the actor may open."""
    reach = Q(pk__in=[])
    for path in actor.paths_for("founding.view"):
        reach |= Q(place_path__startswith=path)
    return Founding.objects.filter(reach).select_related("place", "asked_by")


def founding_seen_by(actor: Actor, founding_id: int) -> Founding:
    """One for its desk page. Refused: founding.not-found, also when it is none of theirs."""
    rows = foundings_below(actor).select_related("place", "asked_by", "ballot", "follows", "pack")
    row = rows.filter(pk=min(founding_id, LARGEST_ID)).first()
    if row is None:
        raise Refused("founding.not-found")
    return row


def founding_for_change(founding_id: int) -> Founding:
    """The procedure, locked. Refused: founding.not-found."""
    rows = Founding.objects.select_for_update(of=("self",)).select_related("place", "ballot", "pack")
    row = rows.filter(pk=min(founding_id, LARGEST_ID)).first()
    if row is None:
        raise Refused("founding.not-found")
    return row


def public_founding(founding_id: int) -> Founding:
    """A procedure as everybody sees it. Refused: founding.not-found."""
    rows = Founding.objects.select_related("place", "ballot", "pack")
    row = rows.filter(pk=min(founding_id, LARGEST_ID)).first()
    if row is None:
        raise Refused("founding.not-found")
    return row


def public_foundings(words: str) -> QuerySet[Founding]:
    """Every procedure, the newest first, by the name of the place."""
    rows = Founding.objects.select_related("place").order_by("-id")
    return rows.filter(place__full_name__icontains=words) if words else rows


def may_read_names(founding: Founding, actor: Actor) -> bool:
    """Whether names are shown: to whoever lives in the compound, and at the desk."""
    if may(actor, "founding.view", founding.place_path) is not None:
        return True
    return actor.person_id is not None and home_below(actor, founding.place_path) is not None


def home_below(actor: Actor, path: str) -> Person | None:
    """The row of the signed-in person that has its home at or below a place."""
    rows = Person.objects.filter(
        pk__in=same_person_ids(actor.person_id or 0), merged_into=None, home__path__startswith=path or "-"
    )
    return rows.select_related("home").order_by("id").first()


def compounds_of(actor: Actor) -> list[Place]:
    """The compounds in which the signed-in person lives."""
    homes = Person.objects.filter(pk__in=same_person_ids(actor.person_id or 0), home__isnull=False)
    paths = {
        path for home in homes.values_list("home__path", flat=True) for path in ancestor_paths(home or "")
    }
    return list(Place.objects.filter(path__in=paths, kind=PlaceKind.COMPOUND).order_by("path"))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a procedure stands: its gates with their results, the acts that were done, and what they wrote down."""

    procedure: Procedure
    gates: tuple[Gate, ...]
    acts: Mapping[str, FoundingAct]
    facts: Mapping[str, Fact]
    names: Mapping[str, tuple[str, str]]

    def facts_without(self, deed: Deed) -> dict[str, Fact]:
        """What the other acts wrote down."""
        return {name: value for name, value in self.facts.items() if name not in FACTS_OF[deed]}

    def excused_without(self, deed: Deed) -> frozenset[str]:
        """The late gates that the other acts explain."""
        others = (act for name, act in self.acts.items() if name != deed.value)
        return frozenset(gate for act in others for gate in act.late)


def standing_of(founding: Founding, *, today: date) -> Standing:
    """Every gate of the procedure as its acts leave it; three statements, however many acts there are."""
    pack = pack_of(founding.pack_id)
    gates = gates_of(pack.committee_gates, pack.in_force_from)
    rows = FoundingAct.objects.filter(founding=founding, stands=True).select_related("done_by")
    acts = {row.deed: row for row in rows}
    facts = {name: read_fact(value) for act in acts.values() for name, value in act.facts.items()}
    facts = {**facts, **elected_on(founding, acts)}
    excused = {gate for act in acts.values() for gate in act.late}
    names = {gate.code: (gate.zh, gate.en) for gate in pack.committee_gates}
    return Standing(review_gates(gates, facts, today=today, excused=excused), gates, acts, facts, names)


def read_fact(value: Any) -> Fact:
    """A fact as it was kept: a number, or a day as text."""
    return date.fromisoformat(value) if isinstance(value, str) else int(value)


def elected_on(founding: Founding, acts: Mapping[str, FoundingAct]) -> dict[str, Fact]:
    """What the owners' ballot gives once its result was taken over; nothing any more where it became void."""
    if Deed.RESULT.value not in acts or founding.ballot is None:
        return {}
    try:
        return result_of_ballot(founding.ballot)
    except Refused:
        return {}


def result_of_ballot(ballot: Ballot) -> dict[str, Fact]:
    """The day of the election and the day its result was out. Refused: founding.ballot-not-published,
    founding.ballot-not-passed.
    """
    if ballot.state != BallotState.PUBLISHED or ballot.closed_at is None or ballot.published_at is None:
        raise Refused("founding.ballot-not-published", title=ballot.title)
    if ballot.outcome != "passed":
        raise Refused("founding.ballot-not-passed", title=ballot.title)
    return {
        "election_passed_on": timezone.localdate(ballot.closed_at),
        "result_posted_on": timezone.localdate(ballot.published_at),
    }


def ballots_that_fit(founding: Founding) -> QuerySet[Ballot]:
    """Owners' decisions of this whole compound on its committee that no other procedure has named."""
    rows = Ballot.objects.filter(
        Q(founding=None) | Q(founding=founding),
        place=founding.place,
        label=Label.OWNERS,
        matter=OwnersMatter.COMMITTEE,
        scope_kind=ScopeKind.COMPOUND,
        made_at__gte=founding.made_at,
    )
    return rows.exclude(state__in=[BallotState.VOID, BallotState.WITHDRAWN]).order_by("-id")


def members_of(founding: Founding, *roles: Role) -> list[FoundingMember]:
    """Who is named by the acts that stand, in these roles."""
    rows = FoundingMember.objects.filter(act__founding=founding, act__stands=True, role__in=roles)
    return list(rows.order_by("role", "number"))


def duty_of(founding: Founding) -> Undertaking | None:
    """What has to be done next, by whom and until when."""
    rows = Undertaking.objects.filter(matter=founding.subject, state=UndertakingState.OPEN)
    return rows.select_related("holder").order_by("due_at").first()


@dataclass(frozen=True, slots=True)
class Asking:
    """How many owners ask: all, those on the roster, each counted once, and their area in 0.01 m²."""

    n: int
    on_roster: int
    area: int


def asking_of(founding: Founding) -> Asking:
    """Who asks, counted."""
    rows = list(FoundingSupport.objects.filter(founding=founding).values_list("is_on_roster", "area"))
    known = [area for is_on, area in rows if is_on]
    return Asking(len(rows), len(known), sum(known))


def owned_by(person: Person, on: date) -> tuple[bool, bool, int]:
    """Whether the roster of the person's home is known, whether it names them, and the area they have there."""
    rows = OwnerRow.objects.filter(place=person.home_id, from_on__lte=on)
    rows = rows.filter(Q(until_on__isnull=True) | Q(until_on__gte=on))
    owners = list(rows)
    linked = set(
        RosterLink.objects.filter(owner_row__in=owners, person=person).values_list("owner_row_id", flat=True)
    )
    mine = [row for row in owners if row.pk in linked or row.name == person.name]
    return bool(owners), bool(mine), max((row.area or 0 for row in mine), default=0)


def live_at(place: Place) -> Founding | None:
    """The procedure that runs in a compound, or was asked for there."""
    rows = Founding.objects.filter(place=place, state__in=[FoundingState.REQUESTED, FoundingState.RUNNING])
    return rows.first()


def last_filed_at(place: Place) -> Founding | None:
    """The last committee that was filed there."""
    return Founding.objects.filter(place=place, state=FoundingState.FILED).order_by("-filed_at").first()
