"""What pages work out before they show it: pages of a list, rates, steps of the line of life, bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

EXACT_UP_TO = 10_000
"""Totals are counted to here; beyond it a page says "10,000+" and the query stopped counting."""

STEPS = ("hear", "sort", "assign", "handle", "answer", "rate")
BRANCH = ("deliberate", "decide")


@dataclass(frozen=True, slots=True)
class Pager:
    """One page of a list. `total` is exact to EXACT_UP_TO; a query may stop counting at one more."""

    number: int
    size: int
    total: int

    @property
    def capped(self) -> bool:
        return self.total > EXACT_UP_TO

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.total, EXACT_UP_TO) // self.size))

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    @property
    def stop(self) -> int:
        return self.start + self.size

    @property
    def first(self) -> int:
        return min(self.start + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.stop, self.total)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None

    @property
    def window(self) -> list[int | None]:
        """The page numbers to show, None where some are left out: 1 … 4 5 6 … 20."""
        near = {1, self.pages, *range(self.number - 1, self.number + 2)}
        shown = sorted(number for number in near if 1 <= number <= self.pages)
        window: list[int | None] = []
        for number in shown:
            before = window[-1] if window else None
            if before is not None and number == before + 2:
                window.append(before + 1)
            elif before is not None and number > before + 2:
                window.append(None)
            window.append(number)
        return window


def page_of(asked: str | None, *, total: int, size: int = 20) -> Pager:
    """The page asked for, pulled back to one that exists; anything that is not a number is the first page."""
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    pages = Pager(1, size, total).pages
    return Pager(min(max(number, 1), pages), size, total)


def per_mille(part: int, whole: int) -> int | None:
    """`part` of `whole` in thousandths, half up; None when there is no whole.

    A share that is not all never reads 100.0 %, and a share that is not nothing never reads 0.0 %.
    """
    if whole <= 0:
        return None
    rounded = (part * 2000 + whole) // (whole * 2)
    if 0 < part < whole:
        return min(max(rounded, 1), 999)
    return rounded


def bar_widths(values: Sequence[int]) -> list[str]:
    """Widths in per cent of the longest bar, as SVG takes them; what is not nothing keeps a sliver."""
    longest = max([*values, 0])
    return [_width(value, longest) for value in values]


def _width(value: int, longest: int) -> str:
    tenths = max(value, 0) * 1000 // longest if longest else 0
    tenths = max(tenths, 12) if value > 0 else tenths
    return f"{tenths // 10}.{tenths % 10}%"


def shares(values: Sequence[int], of: int = 24) -> list[int]:
    """Each value's part of `of`, at least 1, so that nothing counted is invisible."""
    total = sum(values)
    return [max(1, value * of // total) if total else 1 for value in values]


def life_states(current: str, *, closed: bool = False) -> dict[str, str]:
    """Which steps of the line of life are done, current or still to come.

    The branch 议 定 lies between 派 and 办: while it is current, the steps before 办 are done. `closed`
    marks all done.
    """
    if closed:
        return dict.fromkeys(STEPS + BRANCH, "done")
    order = (*STEPS[:3], *BRANCH, *STEPS[3:])
    at = order.index(current) if current in order else 0
    return {step: "done" if i < at else "current" if i == at else "coming" for i, step in enumerate(order)}
