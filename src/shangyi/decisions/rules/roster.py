"""Who the owners are, what each of them weighs, and how that is frozen before a count."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from shangyi.decisions.rules.thresholds import is_count, refuse_all, repeated
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


class AreaSource(StrEnum):
    """Where an area was read, the stronger first (建筑物区分所有权解释, article 8)."""

    REGISTER = "register"
    SURVEY = "survey"
    CONTRACT = "contract"


class Standing(StrEnum):
    """Whether a unit has an owner of its own yet (建筑物区分所有权解释, articles 1 and 9)."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNSOLD = "unsold"


class ScopeKind(StrEnum):
    """Whose matter it is: a shared pipe is decided by those who share it, not by the compound."""

    HOUSEHOLDS = "households"
    STAIRWELL = "stairwell"
    BUILDING = "building"
    COMPOUND = "compound"


@dataclass(frozen=True, slots=True)
class Scope:
    kind: ScopeKind
    name: str


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One unit of exclusive ownership. `area` is in 0.01 m²; `owners` are the keys of all who own it
    together.
    """

    household: str
    owners: tuple[str, ...]
    area: int
    area_source: AreaSource
    standing: Standing = Standing.DELIVERED
    is_parking: bool = False


@dataclass(frozen=True, slots=True)
class WeightRule:
    """How units weigh. National law counts every registrable unit; a place may leave parking out (宁波,
    article 18).
    """

    parking_counts: bool = True
    source: str = "最高人民法院建筑物区分所有权解释第二条、第八条、第九条（2021-01-01施行）"


NATIONAL_WEIGHTS = WeightRule()


@dataclass(frozen=True, slots=True)
class Head:
    """One person in the count: `key` is the lowest household code among the units it holds."""

    key: str
    households: tuple[str, ...]
    area: int


@dataclass(frozen=True, slots=True)
class FrozenRoster:
    """The electorate as it stood when it was frozen; `digest` changes with any row, scope or weight rule."""

    scope: Scope
    rows: tuple[RosterRow, ...]
    heads: tuple[Head, ...]
    weights: WeightRule
    digest: str
    frozen_at: datetime

    @property
    def area(self) -> int:
        return sum(head.area for head in self.heads)

    @property
    def head_by_household(self) -> dict[str, Head]:
        return {household: head for head in self.heads for household in head.households}


def freeze_roster(
    *,
    scope: Scope,
    rows: Sequence[RosterRow],
    frozen_at: datetime,
    declared_area: int | None = None,
    weights: WeightRule = NATIONAL_WEIGHTS,
) -> FrozenRoster:
    """The rows become an electorate with heads, areas and a digest, whatever order they came in.

    `declared_area` is the total of the register or survey in 0.01 m²: where it is given, the rows must sum
    to it. Refused: roster.empty, roster.household-twice, roster.area-not-positive, roster.owner-missing,
    roster.areas-do-not-sum; all that apply at once.
    """
    counted = [row for row in rows if weights.parking_counts or not row.is_parking]
    refuse_all([*_row_problems(rows), *_total_problems(rows, counted, declared_area)])
    ordered = tuple(sorted(counted, key=lambda row: row.household))
    return FrozenRoster(
        scope=scope,
        rows=ordered,
        heads=heads_of(ordered),
        weights=weights,
        digest=digest_of(scope, ordered, weights),
        frozen_at=frozen_at,
    )


def heads_of(rows: Iterable[RosterRow]) -> tuple[Head, ...]:
    """The persons to count: one buyer's several units are one head; unsold and undelivered together are one
    head.

    Areas add up in full. Who owns together is one head per group of co-owners, so a unit that a couple owns
    and a unit that one of them owns alone are two. A delivered unit that the developer keeps joins the
    developer's head. Source: 建筑物区分所有权解释, articles 8 and 9.
    """
    listed = sorted(rows, key=lambda row: row.household)
    developers = {_buyer(row) for row in listed if row.standing == Standing.UNSOLD and row.owners}
    groups: dict[tuple[str, ...], list[RosterRow]] = {}
    for row in listed:
        is_developers = row.standing != Standing.DELIVERED or _buyer(row) in developers
        groups.setdefault(() if is_developers else _buyer(row), []).append(row)
    heads = [
        Head(
            key=group[0].household,
            households=tuple(row.household for row in group),
            area=sum(row.area for row in group),
        )
        for group in groups.values()
    ]
    return tuple(sorted(heads, key=lambda head: head.key))


def digest_of(scope: Scope, rows: Iterable[RosterRow], weights: WeightRule) -> str:
    """SHA-256 over scope, weight rule and rows in the order of their household codes, as 64 hex digits."""
    listed = [
        [row.household, sorted(row.owners), row.area, row.area_source, row.standing, row.is_parking]
        for row in sorted(rows, key=lambda row: row.household)
    ]
    body = [[scope.kind, scope.name], [weights.parking_counts, weights.source], listed]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def square_metres(area: int) -> str:
    """An area as people write it: 8000 gives "80.00", -5 gives "-0.05"."""
    whole, part = divmod(abs(area), 100)
    return f"{'-' if area < 0 else ''}{whole}.{part:02d}"


def _buyer(row: RosterRow) -> tuple[str, ...]:
    return tuple(sorted(set(row.owners)))


def _row_problems(rows: Sequence[RosterRow]) -> Iterable[Refused]:
    for household in repeated([row.household for row in rows]):
        yield Refused("roster.household-twice", household=household)
    for row in rows:
        if not is_count(row.area) or row.area == 0:
            yield Refused("roster.area-not-positive", household=row.household, area=row.area)
        if row.standing == Standing.DELIVERED and not row.owners:
            yield Refused("roster.owner-missing", household=row.household)


def _total_problems(
    rows: Sequence[RosterRow], counted: Sequence[RosterRow], declared: int | None
) -> Iterable[Refused]:
    if not counted:
        yield Refused("roster.empty")
    if declared is None or not all(is_count(row.area) for row in rows):
        return
    summed = sum(row.area for row in counted)
    if summed != declared:
        yield Refused(
            "roster.areas-do-not-sum",
            declared=square_metres(declared),
            summed=square_metres(summed),
            difference=square_metres(summed - declared),
        )
