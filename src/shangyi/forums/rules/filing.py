"""归档: what is still missing before a gathering may be filed. All of it at once, never one thing after another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COMPLETE_WITHIN = timedelta(hours=24)
"""散会 to 归档: whatever lacks a date, an owner or a reason gets it by then."""


class Lack(StrEnum):
    """What can be missing. The words for each stand in `wording.LACKS`."""

    PLEDGE = "pledge"  # owner, and date or reason
    VAGUE = "vague"  # “及时、尽快” without a date or a reason
    PROBLEM = "problem"  # a problem raised that is no matter yet
    ADDRESSEE = "addressee"  # a suggestion that names no unit
    RESULT = "result"  # an item of the agenda without an outcome
    DISSENT = "dissent"  # dissenters to whom nobody owes an explanation
    QUESTION = "question"  # a question neither answered nor carried over
    OUTPUT = "output"  # what the practice says must come out
    NO_OUTCOME = "no_outcome"  # nothing at all came out, and nobody said why
    ATTENDANCE = "attendance"  # nobody is on the list and nobody was counted
    ONE_CLASS = "one_class"  # fewer than two classes came
    UNHEARD = "unheard"  # a class was there and did not speak
    ABSENT = "absent"  # a class that the practice wants did not come
    UNSORTED = "unsorted"  # a line whose kind nobody chose


BLOCKING = frozenset(
    {
        Lack.PLEDGE,
        Lack.VAGUE,
        Lack.PROBLEM,
        Lack.ADDRESSEE,
        Lack.RESULT,
        Lack.DISSENT,
        Lack.OUTPUT,
        Lack.NO_OUTCOME,
        Lack.ATTENDANCE,
    }
)
"""Without these nothing is filed; the others are warnings that whoever files has seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is missing, the thing it is missing from, and a few of its words to know it by."""

    lack: Lack
    subject: int | None = None
    words: str = ""

    @property
    def blocks(self) -> bool:
        return self.lack in BLOCKING


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStands:
    """One item of the agenda: whether it has an outcome, who dissented and was promised an explanation."""

    pk: int
    title: str
    has_result: bool
    n_dissenters: int = 0
    is_explained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStands:
    """One line of the record and what became of it.

    `wants`: what its kind asks for: "undertaking", "concern", "suggestion", "answer", or nothing. `became`: what of
    these is there. `vague` holds words such as 尽快 whose sentence names no day; `dated` says that the date or the
    reason was given all the same.
    """

    pk: int
    text: str
    kind: str
    wants: str = ""
    became: bool = False
    has_addressee: bool = True
    vague: tuple[str, ...] = ()
    dated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStands:
    """The whole record as far as filing asks. `wanted_classes` are those that the practice requires."""

    items: tuple[ItemStands, ...] = ()
    lines: tuple[LineStands, ...] = ()
    missing_outputs: tuple[str, ...] = ()
    n_outcomes: int = 0
    no_outcome_reason: str = ""
    present: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    wanted_classes: tuple[str, ...] = ()
    n_attended: int = 0


def problems_of(record: RecordStands) -> tuple[Problem, ...]:
    """Everything that is missing, what blocks first; empty when nothing is."""
    found = [
        *_in_lines(record.lines),
        *_in_items(record.items),
        *_in_the_whole(record),
        *_in_the_room(record),
    ]
    return tuple(sorted(found, key=lambda each: not each.blocks))


def check_filing(problems: Iterable[Problem]) -> None:
    """Refused: gathering.incomplete (n), when anything blocks."""
    n = sum(1 for problem in problems if problem.blocks)
    if n:
        raise Refused("gathering.incomplete", n=n)


_LACK_OF = {
    "undertaking": Lack.PLEDGE,
    "concern": Lack.PROBLEM,
    "suggestion": Lack.ADDRESSEE,
    "answer": Lack.QUESTION,
}


def _in_lines(lines: Iterable[LineStands]) -> Iterator[Problem]:
    for line in lines:
        words = line.text[:60]
        if not line.kind:
            yield Problem(lack=Lack.UNSORTED, subject=line.pk, words=words)
        elif line.wants in _LACK_OF and not line.became:
            yield Problem(lack=_LACK_OF[line.wants], subject=line.pk, words=words)
        elif line.wants == "suggestion" and not line.has_addressee:
            yield Problem(lack=Lack.ADDRESSEE, subject=line.pk, words=words)
        if line.vague and not line.dated and not (line.wants == "undertaking" and not line.became):
            yield Problem(lack=Lack.VAGUE, subject=line.pk, words="、".join(line.vague))


def _in_items(items: Iterable[ItemStands]) -> Iterator[Problem]:
    for item in items:
        if not item.has_result:
            yield Problem(lack=Lack.RESULT, subject=item.pk, words=item.title)
        if item.n_dissenters and not item.is_explained:
            yield Problem(lack=Lack.DISSENT, subject=item.pk, words=item.title)


def _in_the_whole(record: RecordStands) -> Iterator[Problem]:
    for code in record.missing_outputs:
        yield Problem(lack=Lack.OUTPUT, words=code)
    if record.n_outcomes == 0 and len(record.no_outcome_reason.strip()) < 2:
        yield Problem(lack=Lack.NO_OUTCOME)
    if record.n_attended == 0:
        yield Problem(lack=Lack.ATTENDANCE)


def _in_the_room(record: RecordStands) -> Iterator[Problem]:
    if record.n_attended and len(record.present) < 2:
        yield Problem(lack=Lack.ONE_CLASS)
    for code in record.wanted_classes:
        if code not in record.present:
            yield Problem(lack=Lack.ABSENT, words=code)
    for code in record.unheard:
        yield Problem(lack=Lack.UNHEARD, words=code)
