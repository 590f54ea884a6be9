"""定名册: who has a voice, frozen as rows before anything is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from shangyi.decisions.actions.moving import Move, begin, complete
from shangyi.decisions.events import ElectorsFrozen
from shangyi.decisions.models import Ballot, Elector
from shangyi.decisions.queries.counting import scope_of
from shangyi.decisions.rules.ballot_life import BallotVerb, Electorate
from shangyi.decisions.rules.listing import ListRow, check_list, list_digest
from shangyi.decisions.rules.roster import FrozenRoster, RosterRow, freeze_roster
from shangyi.kernel.actor import Actor
from shangyi.kernel.ids import new_code
from shangyi.kernel.refused import Refused
from shangyi.people.models import Person
from shangyi.places.models import Place

RandBelow = Callable[[int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One voter outside an owners' roster: a household or a person, as they stand in the list."""

    key: str
    name: str
    place: Place | None = None
    person: Person | None = None
    is_heard_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnersList:
    """The rows of an owners' roster, the total that the register states, and who of the rows is known to us."""

    rows: Sequence[RosterRow]
    declared_area: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    persons: Mapping[str, Person] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)


@transaction.atomic
def freeze_owners(
    *, ballot_id: int, listed: OwnersList, actor: Actor, now: datetime, randbelow: RandBelow
) -> Ballot:
    """Freeze the owners' roster of a draft: heads and areas as the law counts them, with a digest.

    Refused: as `begin` and `freeze_roster`; ballot.label-and-electorate where no owners are asked.
    """
    move = begin(ballot_id, BallotVerb.FREEZE, actor, now)
    check_asked(move.ballot, owners=True)
    keep_owners(move, frozen(move.ballot, listed, now), listed, randbelow)
    return complete(move)


@transaction.atomic
def freeze_list(
    *, ballot_id: int, listed: Sequence[Listed], actor: Actor, now: datetime, randbelow: RandBelow
) -> Ballot:
    """Freeze a list of households or persons; those who are only heard stand in it without a vote.

    Refused: as `begin` and `check_list`; ballot.label-and-electorate.
    """
    move = begin(ballot_id, BallotVerb.FREEZE, actor, now)
    check_asked(move.ballot, owners=False)
    check_list(list_rows(listed))
    keep_list(move, listed, randbelow)
    return complete(move)


def check_asked(ballot: Ballot, *, owners: bool) -> None:
    """Whether owners, or others, are asked at all. Refused: ballot.label-and-electorate."""
    if (ballot.electorate == Electorate.OWNERS) != owners:
        raise Refused("ballot.label-and-electorate")


def frozen(ballot: Ballot, listed: OwnersList, now: datetime) -> FrozenRoster:
    """The roster as the law counts it. Refused: as `freeze_roster`."""
    return freeze_roster(
        scope=scope_of(ballot), rows=listed.rows, frozen_at=now, declared_area=listed.declared_area
    )


def list_rows(listed: Sequence[Listed]) -> list[ListRow]:
    """The lines of a list as the rules compare them."""
    return [ListRow(row.key, row.is_heard_only) for row in listed]


def keep_owners(move: Move, roster: FrozenRoster, listed: OwnersList, randbelow: RandBelow) -> None:
    """A new version of rows; papers of a head that is listed as before keep their code."""
    ballot = move.ballot
    codes = _codes(ballot, [head.key for head in roster.heads], randbelow)
    heads = {household: head.key for household, head in roster.head_by_household.items()}
    Elector.objects.bulk_create(
        Elector(
            ballot=ballot,
            version=ballot.roster_version + 1,
            key=row.household,
            head=heads[row.household],
            name=listed.names.get(row.household, "、".join(row.owners))[:120],
            place=listed.places.get(row.household),
            person=listed.persons.get(row.household),
            owners=list(row.owners),
            area=row.area,
            area_source=row.area_source,
            standing=row.standing,
            is_parking=row.is_parking,
            code=codes[heads[row.household]],
        )
        for row in roster.rows
    )
    ballot.declared_area = listed.declared_area
    _note_frozen(move, len(roster.heads), roster.area, roster.digest)


def keep_list(move: Move, listed: Sequence[Listed], randbelow: RandBelow) -> None:
    """A new version of rows of a list by hand."""
    ballot = move.ballot
    codes = _codes(ballot, [row.key for row in listed], randbelow)
    Elector.objects.bulk_create(
        Elector(
            ballot=ballot,
            version=ballot.roster_version + 1,
            key=row.key,
            head=row.key,
            name=row.name[:120],
            place=row.place,
            person=row.person,
            is_heard_only=row.is_heard_only,
            code=codes[row.key],
        )
        for row in listed
    )
    _note_frozen(move, sum(not row.is_heard_only for row in listed), 0, list_digest(list_rows(listed)))


def _codes(ballot: Ballot, heads: Sequence[str], randbelow: RandBelow) -> dict[str, str]:
    before = dict(
        Elector.objects.filter(ballot=ballot, version=ballot.roster_version).values_list("head", "code")
    )
    return {head: before.get(head) or new_code(randbelow) for head in heads}


def _note_frozen(move: Move, n_heads: int, area: int, digest: str) -> None:
    ballot = move.ballot
    ballot.roster_version += 1
    ballot.roster_digest, ballot.frozen_at = digest, move.act.at
    move.record(ElectorsFrozen(version=ballot.roster_version, n_heads=n_heads, area=area, digest=digest))
