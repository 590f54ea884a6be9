"""Who has answered and who not: numbers by building, and the list of voters head by head. Never what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shangyi.decisions.models import Ballot, Elector, Vote


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many heads of one building have answered."""

    label: str
    part: int
    whole: int


def turnout(ballot: Ballot) -> list[Turnout]:
    """Participation by building; who has no building stands together. Numbers only, never who."""
    answered = answered_heads(ballot)
    rows = Elector.objects.filter(ballot=ballot, version=ballot.roster_version, is_heard_only=False)
    groups: dict[str, set[str]] = {}
    names = rows.values_list(
        "head", "place__kind", "place__name", "place__parent__name", "place__parent__parent__name"
    )
    for head, kind, own, parent, above in names.order_by("key"):
        label = {"household": above or parent, "stairwell": parent}.get(kind, own) or ""
        groups.setdefault(label, set()).add(head)
    return [Turnout(label, len(heads & answered), len(heads)) for label, heads in groups.items()]


def answered_heads(ballot: Ballot) -> set[str]:
    """The heads whose answer stands; a list that was corrected may have put some aside."""
    return set(Vote.objects.filter(ballot=ballot, stands=True).values_list("head", flat=True))


@dataclass(frozen=True, slots=True)
class HeadLine:
    """One person in the count: what belongs to them, and whether they have answered.

    `units` are their rows with area and source; `answer` is there only where answers are not secret.
    """

    head: str
    names: str
    units: tuple[Elector, ...]
    area: int
    has_answered: bool
    how: str
    answer: Any

    @property
    def is_heard_only(self) -> bool:
        return self.units[0].is_heard_only

    @property
    def code(self) -> str:
        return self.units[0].code

    @property
    def is_developers(self) -> bool:
        return any(unit.standing != Elector.StandingChoice.DELIVERED for unit in self.units)


def heads_of_ballot(ballot: Ballot, *, words: str = "", only_silent: bool = False) -> list[HeadLine]:
    """The list of voters head by head, those that match the words, for the roster page and the casting desk."""
    rows = Elector.objects.filter(ballot=ballot, version=ballot.roster_version).select_related("place")
    votes = {vote.head: vote for vote in Vote.objects.filter(ballot=ballot, stands=True)}
    groups: dict[str, list[Elector]] = {}
    for row in rows.order_by("id"):
        groups.setdefault(row.head, []).append(row)
    return [
        _line(ballot, head, group, votes.get(head))
        for head, group in groups.items()
        if _matches(group, words) and not (only_silent and head in votes)
    ]


def _matches(group: list[Elector], words: str) -> bool:
    wanted = words.casefold()
    return not wanted or any(
        wanted in f"{row.key} {row.name} {row.place.full_name if row.place else ''}".casefold()
        for row in group
    )


def _line(ballot: Ballot, head: str, group: list[Elector], vote: Vote | None) -> HeadLine:
    return HeadLine(
        head=head,
        names="、".join(dict.fromkeys(row.name for row in group)),
        units=tuple(group),
        area=sum(row.area for row in group),
        has_answered=vote is not None,
        how=vote.get_how_display() if vote else "",
        answer=vote.choice if vote and not ballot.is_secret else None,
    )


def head_line(ballot: Ballot, key: str) -> HeadLine | None:
    """The head to which this household or name belongs."""
    head = (
        Elector.objects.filter(ballot=ballot, version=ballot.roster_version, key=key)
        .values_list("head", flat=True)
        .first()
    )
    return next((line for line in heads_of_ballot(ballot) if line.head == head), None) if head else None
