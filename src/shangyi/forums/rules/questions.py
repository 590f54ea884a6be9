"""会前征集: what becomes of a question that was handed in before a gathering opened."""

from __future__ import annotations

from enum import StrEnum

from shangyi.forums.rules.life import State
from shangyi.kernel.refused import Refused

LONGEST_THEME = 40
MOST_EACH = 10
NEED = "questions"
"""The code of the need that questions handed in meet by themselves, where a practice has it."""


class Standing(StrEnum):
    WAITING = "waiting"  # handed in, not put to the room yet
    ASKED = "asked"  # it stands in the record
    ANSWERED = "answered"
    CARRIED = "carried"  # nobody got round to it: another gathering, or an answer in writing


def standing(*, is_in_record: bool, is_answered: bool, is_carried: bool) -> Standing:
    """Where a question stands; an answer says more than that it was carried over."""
    if not is_in_record:
        return Standing.WAITING
    if is_answered:
        return Standing.ANSWERED
    return Standing.CARRIED if is_carried else Standing.ASKED


def check_time(state: State) -> None:
    """Questions are handed in until it opens. Refused: question.too-late, question.not-now."""
    if state.is_coming:
        return
    raise Refused("question.too-late" if state.was_held else "question.not-now")


def check_theme(theme: str) -> str:
    """The theme to keep, on one line. Refused: question.theme-too-long (longest)."""
    kept = " ".join("".join(letter if letter.isprintable() else " " for letter in theme).split())
    if len(kept) > LONGEST_THEME:
        raise Refused("question.theme-too-long", longest=LONGEST_THEME)
    return kept
