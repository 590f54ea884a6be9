"""A line of the record: which words are kept, which kinds answer which, and what a claim says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shangyi.forums.rules.practice import RemarkKind
from shangyi.kernel.bounds import Quantity, parse_quantity
from shangyi.kernel.promises import find_promises, undated
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.kernel.calendar import WorkingCalendar

LONGEST_LINE = 4000
LONGEST_KEY = 64
KEY = re.compile(r"[A-Za-z0-9_.:-]{8,64}")

ANSWERS = {
    RemarkKind.ANSWER: frozenset({RemarkKind.QUESTION, RemarkKind.FOLLOW_UP, RemarkKind.DEMAND}),
    RemarkKind.FOLLOW_UP: frozenset({RemarkKind.ANSWER, RemarkKind.SUPPLEMENT}),
    RemarkKind.SUPPLEMENT: frozenset({RemarkKind.ANSWER, RemarkKind.SUPPLEMENT, RemarkKind.FOLLOW_UP}),
}
"""Question → answer → follow-up → supplement: a kind, and the kinds it may answer."""


def check_line(text: str) -> str:
    """The words to keep, exactly as they were written but for control characters and space at the ends.

    Refused: remark.words-needed, remark.words-too-long (longest, length).
    """
    kept = "".join(letter for letter in text.replace("\r\n", "\n") if letter == "\n" or letter.isprintable())
    kept = kept.strip()
    if not kept:
        raise Refused("remark.words-needed")
    if len(kept) > LONGEST_LINE:
        raise Refused("remark.words-too-long", longest=LONGEST_LINE, length=len(kept))
    return kept


def check_key(key: str) -> str:
    """The key that the device made for a line. Refused: remark.key-needed."""
    if not KEY.fullmatch(key):
        raise Refused("remark.key-needed")
    return key


def check_chain(kind: str, target: str | None) -> None:
    """Whether a line of this kind may answer one of that kind; a line whose kind is open may answer anything.

    Refused: remark.answers-nothing, remark.wrong-chain.
    """
    wanted = ANSWERS.get(RemarkKind(kind)) if kind else None
    if wanted is None:
        return
    if target is None:
        raise Refused("remark.answers-nothing", kind=kind)
    if target and RemarkKind(target) not in wanted:
        raise Refused("remark.wrong-chain", kind=kind, target=target)


def claim_of(said: str) -> Quantity | None:
    """The number and its unit in a claim: "10分钟内赶到" is at most 10 minutes; None where it names none."""
    for found in re.finditer(
        r"[^\s,。;:!?，、；：！？]{0,3}?[0-9零一二两三四五六七八九十百千半]+[^\s,。;，、；]{0,5}", said
    ):
        for end in range(len(found.group()), 1, -1):
            for start in range(min(4, end - 1)):
                try:
                    return parse_quantity(found.group()[start:end])
                except Refused:
                    continue
    return None


def vague_words(text: str, now: datetime, calendar: WorkingCalendar) -> tuple[str, ...]:
    """Words such as 及时, 尽快, 近期, 积极 whose sentence names no day, each once (NT-18, XC-6)."""
    return tuple(dict.fromkeys(each.text for each in undated(text, find_promises(text, now, calendar))))
