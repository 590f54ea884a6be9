"""A survey before a sitting: what a site, a finding and a point of the diagnosis must hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shangyi.kernel.refused import Refused

SHORTEST = 2
LONGEST_FINDING = 500
MOST_MEMBERS = 40
MOST_FINDINGS = 100


class FindingKind(StrEnum):
    """现状 / 困难 / 原因."""

    STATE = "state"
    DIFFICULTY = "difficulty"
    CAUSE = "cause"


@dataclass(frozen=True, slots=True)
class Survey:
    """How far a survey is: a need is met by one that went somewhere and found something."""

    n_sites: int
    n_findings: int

    @property
    def was_made(self) -> bool:
        return self.n_sites > 0 and self.n_findings > 0


def check_site(where: str, *, has_place: bool, seen_on: date, today: date) -> str:
    """Where it was, in tidy words. Refused: site.where-needed, site.not-seen-yet (day)."""
    words = " ".join(where.split())[:120]
    if not has_place and len(words) < SHORTEST:
        raise Refused("site.where-needed")
    if seen_on > today:
        raise Refused("site.not-seen-yet", day=seen_on)
    return words


def members_of(names: Iterable[str]) -> tuple[str, ...]:
    """The names of those who were there, each once. Refused: site.members-needed, site.too-many-members (most)."""
    found = tuple(dict.fromkeys(name for each in names if (name := " ".join(each.split())[:60])))
    if not found:
        raise Refused("site.members-needed")
    if len(found) > MOST_MEMBERS:
        raise Refused("site.too-many-members", most=MOST_MEMBERS)
    return found


def check_words(text: str) -> str:
    """What was found or follows from it, in tidy words. Refused: finding.words-needed, finding.words-too-long."""
    words = " ".join(text.split())
    if len(words) < SHORTEST:
        raise Refused("finding.words-needed")
    if len(words) > LONGEST_FINDING:
        raise Refused("finding.words-too-long", longest=LONGEST_FINDING, length=len(words))
    return words


def check_cited(cited: Sequence[int], known: AbstractSet[int]) -> tuple[int, ...]:
    """The findings that a point rests on, each once: at least one, and all of this gathering.

    Refused: point.cites-nothing, finding.not-found.
    """
    found = tuple(dict.fromkeys(cited))
    if not found:
        raise Refused("point.cites-nothing")
    if not set(found) <= known:
        raise Refused("finding.not-found")
    return found
