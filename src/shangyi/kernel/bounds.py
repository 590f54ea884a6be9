"""Numbers that people give approximately, kept as they were given: "20余" is at least 20, never 20."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from shangyi.kernel.numerals import NUMBER, read_number
from shangyi.kernel.refused import Refused

Comparator = Literal["exactly", "at_least", "more_than", "at_most", "less_than", "approaching", "about"]
QuantityUnit = Literal[
    "remarks",
    "items",
    "gatherings",
    "attendances",
    "households",
    "people",
    "times",
    "days",
    "hours",
    "minutes",
]

COMPARATORS: tuple[Comparator, ...] = (
    "exactly",
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "approaching",
    "about",
)
FROM_BELOW = frozenset({"at_least", "more_than"})
FROM_ABOVE = frozenset({"at_most", "less_than", "approaching"})

UNITS: dict[str, QuantityUnit] = {
    "条": "remarks",
    "件": "items",
    "场次": "gatherings",
    "场": "gatherings",
    "人次": "attendances",
    "户": "households",
    "人": "people",
    "名": "people",
    "次": "times",
    "天": "days",
    "日": "days",
    "小时": "hours",
    "分钟": "minutes",
}
"""The first word of each unit is the one written back. Different counters are never added together."""

BEFORE: dict[str, Comparator] = {
    "近": "approaching",
    "将近": "approaching",
    "接近": "approaching",
    "不到": "less_than",
    "不足": "less_than",
    "不满": "less_than",
    "未满": "less_than",
    "少于": "less_than",
    "超过": "more_than",
    "超": "more_than",
    "逾": "more_than",
    "多于": "more_than",
    "至少": "at_least",
    "不少于": "at_least",
    "不低于": "at_least",
    "至多": "at_most",
    "最多": "at_most",
    "不超过": "at_most",
    "不多于": "at_most",
    "约": "about",
    "大约": "about",
    "大概": "about",
}
INSIDE: dict[str, Comparator] = {"余": "at_least", "多": "at_least", "来": "about"}
AFTER: dict[str, Comparator] = {
    "以上": "at_least",
    "及以上": "at_least",
    "以内": "at_most",
    "以下": "at_most",
    "及以下": "at_most",
    "左右": "about",
    "上下": "about",
    "多": "at_least",
    "余": "at_least",
}


def _any_of(words: dict[str, Comparator]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_WRITTEN = re.compile(
    rf"(?P<before>{_any_of(BEFORE)})?(?P<number>{NUMBER}|半)(?P<inside>{_any_of(INSIDE)})?个?"
    rf"(?P<unit>{'|'.join(sorted(UNITS, key=len, reverse=True))})?(?P<after>{_any_of(AFTER)})?"
)


@dataclass(frozen=True, slots=True)
class Bound:
    """A whole number and how it is meant; "approaching" lies below its value and near it.

    Inclusive as 民法典 1259 has it: 以上 and 以内 include the number, 超过 and 不满 do not.
    Refused: bound.value, bound.comparator.
    """

    value: int
    comparator: Comparator = "exactly"

    def __post_init__(self) -> None:
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < 0:
            raise Refused("bound.value", value=self.value)
        if self.comparator not in COMPARATORS:
            raise Refused("bound.comparator", comparator=self.comparator)

    def __add__(self, other: Bound) -> Bound:
        """The strongest thing that is true of the sum of two counts.

        Bounds from the same side keep that side, the stricter of the two where one is strict. From opposite
        sides only the lower one can be vouched for, because the other part may be nothing. About and a bound
        from below is a bound from below; about and a bound from above leaves only "at least 0".
        """
        kinds = {self.comparator, other.comparator} - {"exactly"}
        value = self.value + other.value
        if not kinds:
            return Bound(value)
        if kinds <= FROM_BELOW:
            return Bound(value, "more_than" if "more_than" in kinds else "at_least")
        if kinds <= FROM_ABOVE:
            return Bound(value, _sum_from_above(kinds))
        if kinds == {"about"}:
            return Bound(value, "about")
        return self._what_is_certain(other)

    def _what_is_certain(self, other: Bound) -> Bound:
        sure = [
            part for part in (self, other) if part.comparator in FROM_BELOW or part.comparator == "exactly"
        ]
        strict = any(part.comparator == "more_than" for part in sure)
        return Bound(sum(part.value for part in sure), "more_than" if strict else "at_least")

    def surely_at_least(self, least: int) -> bool:
        """Whether the number is certainly `least` or more."""
        return least <= 0 or (self.comparator in FROM_BELOW | {"exactly"} and self.value >= least)

    def surely_below(self, most: int) -> bool:
        """Whether the number is certainly less than `most`: "不到3天" is below 3, "近3小时" may be 3."""
        if self.comparator == "less_than":
            return self.value <= most
        return self.comparator in {"exactly", "at_most", "approaching"} and self.value < most


def _sum_from_above(kinds: set[Comparator]) -> Comparator:
    if "less_than" in kinds:
        return "less_than"
    return "at_most" if "at_most" in kinds else "approaching"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A bound of one kind of thing. 场次 件 户 人次 are different counters: adding across them is refused."""

    bound: Bound
    unit: QuantityUnit

    def __add__(self, other: Quantity) -> Quantity:
        """Refused: bound.mixed-units."""
        if self.unit != other.unit:
            raise Refused("bound.mixed-units", first=self.unit, second=other.unit)
        return Quantity(self.bound + other.bound, self.unit)


def parse_bound(text: str) -> Bound:
    """The bound written as "20余", "近3", "不到3", "三十多" or "3".

    Refused: bound.unreadable, bound.contradictory.
    """
    bound, unit = _read(text)
    if unit is not None:
        raise Refused("bound.unreadable", text=text[:40])
    return bound


def parse_quantity(text: str) -> Quantity:
    """The quantity written as "30余件", "近3个小时", "不到3天" or "半小时" (30 minutes).

    Refused: bound.unreadable, bound.contradictory.
    """
    bound, unit = _read(text)
    if unit is None:
        raise Refused("bound.unreadable", text=text[:40])
    return Quantity(bound, unit)


def _read(text: str) -> tuple[Bound, QuantityUnit | None]:
    plain = "".join(unicodedata.normalize("NFKC", text[:40]).split()) if isinstance(text, str) else ""
    found = _WRITTEN.fullmatch(plain)
    half = found is not None and found["number"] == "半"
    value = 30 if half else read_number(found["number"]) if found else None
    unit = UNITS.get(found["unit"] or "") if found else None
    if found is None or value is None or (half and unit != "hours"):
        raise Refused("bound.unreadable", text=str(text)[:40])
    return Bound(value, _comparator(found, plain)), "minutes" if half else unit


def _comparator(found: re.Match[str], text: str) -> Comparator:
    said = {
        BEFORE.get(found["before"] or ""),
        INSIDE.get(found["inside"] or ""),
        AFTER.get(found["after"] or ""),
    }
    kinds = [kind for kind in COMPARATORS if kind in said]
    if len(kinds) > 1:
        raise Refused("bound.contradictory", text=text)
    return kinds[0] if kinds else "exactly"


def format_bound(bound: Bound, unit: str = "") -> str:
    """The bound in Chinese with its unit word, as `parse_quantity` reads it back: 20余件, 近3小时."""
    number = f"{bound.value}{unit}"
    if bound.comparator == "at_least":
        round_number = bound.value >= 10 and bound.value % 10 == 0
        return f"{bound.value}余{unit}" if round_number else f"{number}以上"
    before = {
        "exactly": "",
        "more_than": "超过",
        "at_most": "不超过",
        "less_than": "不到",
        "approaching": "近",
        "about": "约",
    }
    return before[bound.comparator] + number


def format_quantity(quantity: Quantity) -> str:
    """The quantity in Chinese with the first word of its unit."""
    word = next(word for word, unit in UNITS.items() if unit == quantity.unit)
    return format_bound(quantity.bound, word)
