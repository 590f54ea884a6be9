"""How many were there: named, counted, or said approximately. "20余" is at least 20 and never 20."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from shangyi.kernel.bounds import Bound

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Heads:
    """How many of one class were there. `named` are on the list; `counted` is what was counted or said, if it was."""

    class_code: str
    named: int
    counted: Bound | None = None

    @property
    def bound(self) -> Bound:
        """What is true of the class: the count, unless the list holds more than it can be."""
        if self.counted is None:
            return Bound(self.named)
        return at_least_named(self.counted, self.named)


def at_least_named(counted: Bound, named: int) -> Bound:
    """The count, or "at least as many as are on the list" where the list holds more than was counted."""
    too_low = named > counted.value if counted.comparator != "less_than" else named >= counted.value
    return Bound(named, "at_least") if too_low else counted


def heads_by_class(
    named: Mapping[str, int], counted: Mapping[str, Bound], order: tuple[str, ...] = ()
) -> tuple[Heads, ...]:
    """One line for each class that is on the list or was counted, in the order of the practice."""
    codes = [*(code for code in order if code in named or code in counted)]
    codes += sorted({*named, *counted} - set(codes))
    return tuple(Heads(code, named.get(code, 0), counted.get(code)) for code in codes)


def total(heads: tuple[Heads, ...]) -> Bound:
    """The strongest thing that is true of all classes together."""
    return reduce(lambda one, other: one + other, (each.bound for each in heads), Bound(0))


def present_classes(heads: tuple[Heads, ...]) -> tuple[str, ...]:
    """The classes of which certainly somebody was there."""
    return tuple(each.class_code for each in heads if each.bound.surely_at_least(1) or each.named)
