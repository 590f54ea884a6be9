"""The digest of hotline cases about a firm: counts of cases, and nothing by which anybody could be known.

Of a case only its category, its month and its building go in. A building is named where at least `LEAST` cases of a
category lie in it, and only where the cases left over are none or as many, so that no count can be taken from another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shangyi.kernel.refused import Refused

LEAST = 3
"""How many cases lie together before the building is named."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is kept of one case; `building` is empty where it lies at no single one."""

    category: str
    month: str
    building: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The cases of one category, and of which buildings so many are that they can be named."""

    category: str
    n: int
    buildings: tuple[tuple[str, int], ...] = ()


def grouped(cases: Iterable[Case]) -> tuple[Group, ...]:
    """The cases by category, the largest first."""
    counts: dict[str, Counter[str]] = {}
    for case in cases:
        counts.setdefault(case.category, Counter())[case.building] += 1
    found = [Group(category, rows.total(), named_buildings(rows)) for category, rows in counts.items()]
    return tuple(sorted(found, key=lambda group: (-group.n, group.category)))


def named_buildings(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The buildings that can be named, the largest first: too few are hidden, and whatever would give them away."""
    shown = sorted(
        ((name, n) for name, n in counts.items() if name and n >= LEAST), key=lambda row: (-row[1], row[0])
    )
    left = sum(counts.values()) - sum(n for _name, n in shown)
    while shown and 0 < left < LEAST:
        left += shown.pop()[1]
    return tuple(shown)


def by_month(cases: Iterable[Case]) -> tuple[tuple[str, int], ...]:
    """How many cases of all categories together came in each month, the earliest first."""
    return tuple(sorted(Counter(case.month for case in cases).items()))


@dataclass(frozen=True, slots=True)
class Compared:
    """One category beside the digest before: `more` came since then."""

    category: str
    n: int
    before: int

    @property
    def more(self) -> int:
        return self.n - self.before


def compared(now: Mapping[str, int], before: Mapping[str, int]) -> tuple[Compared, ...]:
    """Every category of either digest, in the order of the newer one."""
    order = [*now, *(code for code in before if code not in now)]
    return tuple(Compared(code, now.get(code, 0), before.get(code, 0)) for code in order)


@dataclass(frozen=True, slots=True)
class Existing:
    """How many cases there are altogether, as somebody else says; without a number it is unknown."""

    n: int | None = None
    source: str = ""
    on: date | None = None


def check_existing(said: Existing, *, n_linked: int, today: date) -> Existing:
    """A total with its source and date, or 未知.

    Refused: digest.source-needed, digest.date-needed, digest.date-to-come, digest.fewer-than-linked (n, n_linked).
    """
    source = " ".join(said.source.split())[:120]
    if said.n is None:
        return Existing()
    if said.n < n_linked:
        raise Refused("digest.fewer-than-linked", n=said.n, n_linked=n_linked)
    if len(source) < 2:
        raise Refused("digest.source-needed")
    if said.on is None:
        raise Refused("digest.date-needed")
    if said.on > today:
        raise Refused("digest.date-to-come", day=said.on)
    return Existing(said.n, source, said.on)
