"""How a gathering was rated, as the desk sees it and as everybody does; and one's own rating."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Value

from shangyi.forums.models import Attendance, Gathering, Rating, RatingMark
from shangyi.forums.rules.practice import Practice
from shangyi.forums.rules.rating import SHOWN_FROM, AxisTally, Side, tallies
from shangyi.people.queries import same_person_ids

SHOWN_WORDS = 50


@dataclass(frozen=True, slots=True)
class Rated:
    """Both sides, axis by axis. `room` is empty where too few rated to show it; `n_room` says how many did."""

    room: tuple[AxisTally, ...]
    host: tuple[AxisTally, ...]
    n_room: int
    n_host: int
    words: tuple[str, ...] = ()

    @property
    def is_held_back(self) -> bool:
        return self.n_room > 0 and not self.room


def rated(
    gathering: Gathering, practice: Practice, *, for_staff: bool = False, with_words: bool = True
) -> Rated | None:
    """What was given, with one query; None where the practice has no axes. Only staff read the sentences, with
    another one, and nobody reads whose they are.
    """
    if not practice.axes:
        return None
    given = _counted(gathering)
    n_room, n_host = (given[side, "", 0] for side in (Side.ROOM, Side.HOST))
    shown = for_staff or n_room >= SHOWN_FROM
    return Rated(
        room=_side(practice, given, Side.ROOM) if n_room and shown else (),
        host=_side(practice, given, Side.HOST) if n_host else (),
        n_room=n_room,
        n_host=n_host,
        words=_words(gathering) if for_staff and with_words else (),
    )


def _counted(gathering: Gathering) -> Counter[tuple[str, str, int]]:
    """How often each side gave each mark on each axis, and under no axis how many rated."""
    marks = RatingMark.objects.filter(rating__gathering=gathering).order_by()
    people = gathering.ratings.order_by().values("side", on=Value(""), gave=Value(0)).annotate(n=Count("pk"))
    by_mark = marks.values(side=F("rating__side"), on=F("axis"), gave=F("mark")).annotate(n=Count("pk"))
    given: Counter[tuple[str, str, int]] = Counter()
    for row in people.union(by_mark, all=True):
        given[row["side"], row["on"], row["gave"]] = row["n"]
    return given


def _side(practice: Practice, given: Counter[tuple[str, str, int]], side: Side) -> tuple[AxisTally, ...]:
    of_it = ((axis, mark, many) for (whose, axis, mark), many in given.items() if whose == side)
    return tallies(practice.axes, of_it)


def _words(gathering: Gathering) -> tuple[str, ...]:
    """The sentences in the order of the alphabet: not in the order in which they came."""
    said = gathering.ratings.filter(service=None).exclude(words="").values_list("words", flat=True)
    return tuple(said.order_by("words")[:SHOWN_WORDS])


@dataclass(frozen=True, slots=True)
class Mine:
    """What somebody gave."""

    row: Rating
    marks: dict[str, int]


def rating_of(
    *, attendance: Attendance | None = None, host: tuple[Gathering, int] | None = None
) -> Mine | None:
    """The rating of somebody who was there, or of somebody who held it."""
    row = Rating.objects.filter(attendance=attendance).first() if attendance else None
    if row is None and host is not None:
        gathering, person_id = host
        row = gathering.ratings.filter(host__in=same_person_ids(person_id)).first()
    return Mine(row, dict(row.marks.values_list("axis", "mark"))) if row else None
