"""Shares by building, so that nobody's answer can be worked out from them.

Buildings with fewer than five answers are put together; where what is put together is still fewer than five, the
smallest of the others joins it. So no line, and no difference of two lines, speaks of fewer than five people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FEWEST_TOGETHER = 5
FEWEST_FOR_MAP = 40
"""With fewer people no map is drawn: everybody on it could be recognised."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How some people answered one statement."""

    agree: int = 0
    disagree: int = 0
    passed: int = 0

    @property
    def seen(self) -> int:
        return self.agree + self.disagree + self.passed

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.agree + other.agree, self.disagree + other.disagree, self.passed + other.passed)


@dataclass(frozen=True, slots=True)
class Share:
    """One line: the buildings it speaks of ("" for people without one), and their answers."""

    buildings: tuple[str, ...]
    cell: Cell


def together(cells: Mapping[str, Cell]) -> list[Share]:
    """The lines that may be shown for one statement, the named buildings first; none where fewer than five answered.

    A building that nobody answered from is left out: it tells nothing.
    """
    answered = {name: cell for name, cell in cells.items() if cell.seen}
    alone = sorted(
        (name for name, cell in answered.items() if cell.seen >= FEWEST_TOGETHER and name),
        key=lambda name: (answered[name].seen, name),
    )
    rest = sorted(name for name in answered if name not in alone)
    while rest and alone and _seen(answered, rest) < FEWEST_TOGETHER:
        rest.append(alone.pop(0))
    lines = [Share((name,), answered[name]) for name in sorted(alone)]
    if rest and _seen(answered, rest) >= FEWEST_TOGETHER:
        lines.append(Share(tuple(sorted(rest)), sum((answered[name] for name in rest), Cell())))
    return lines


def _seen(cells: Mapping[str, Cell], names: list[str]) -> int:
    return sum(cells[name].seen for name in names)
