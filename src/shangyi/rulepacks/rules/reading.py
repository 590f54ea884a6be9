"""Reading TOML strictly: every wrong thing is noted with its place, and all of them are said at once."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeVar, cast

from shangyi.kernel.limits import Limit
from shangyi.kernel.refused import Refused
from shangyi.rulepacks.rules.pack import SOURCE_GRADES, Source, SourceGrade

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from shangyi.kernel.limits import LimitUnit

Thing = TypeVar("Thing")

LONGEST_TEXT = 500_000
LONGEST_LINE = 2_000
_CODE = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_NO_LIMIT = Limit(1, "working_days")


def parse(text: str) -> dict[str, Any]:
    """The table that the text holds. Refused: rulepack.too-long, rulepack.unreadable (problem)."""
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise Refused("rulepack.too-long", longest=LONGEST_TEXT)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no TOMLDecodeError
        raise Refused("rulepack.unreadable", problem=str(error)[:200]) from None


class Reader:
    """Takes the values of one table out by name and type; what is wrong is noted and a stand-in given back.

    All readers of one document share one list of problems, so that the loader can say them all and return
    nothing. `finish` notes the names that nobody asked for: a slip in a name would otherwise pass in silence.
    """

    def __init__(
        self, table: Mapping[str, Any], where: str = "", problems: list[Refused] | None = None
    ) -> None:
        self.table = table
        self.where = where
        self.problems: list[Refused] = [] if problems is None else problems
        self.asked: set[str] = set()

    def note(self, problem: Refused, key: str = "") -> None:
        """Keep the problem with the place in the text that it belongs to."""
        problem.facts["where"] = ".".join(part for part in (self.where, key) if part)
        self.problems.append(problem)

    def has(self, key: str) -> bool:
        return key in self.table

    def _take(self, key: str, kind: type[Thing], instead: Thing, *, needed: bool = True) -> Thing:
        self.asked.add(key)
        if key not in self.table:
            if needed:
                self.note(Refused("rulepack.missing"), key)
            return instead
        value: Any = self.table[key]
        wrong = not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
        if wrong or (kind is date and isinstance(value, datetime)):
            self.note(Refused("rulepack.wrong-type", wanted=kind.__name__, found=type(value).__name__), key)
            return instead
        return cast("Thing", value)

    def text(self, key: str, instead: str | None = None) -> str:
        """Words of at least one and at most 2,000 characters; without them `instead`, where that is given."""
        value = self._take(key, str, instead or "", needed=instead is None)
        if key in self.table and not 0 < len(value.strip()) <= LONGEST_LINE:
            self.note(Refused("rulepack.bad-value", value=value[:80]), key)
        return value

    def code(self, key: str = "code") -> str:
        """Lower-case letters, digits, and single - _ . between them."""
        value = self.text(key)
        if value and not (len(value) <= 60 and _CODE.fullmatch(value)):
            self.note(Refused("rulepack.bad-code", value=value[:80]), key)
        return value

    def flag(self, key: str, *, instead: bool) -> bool:
        return self._take(key, bool, instead, needed=False)

    def day(self, key: str) -> date:
        value = self._take(key, date, date(2000, 1, 1))
        if not 1900 <= value.year <= 2200:
            self.note(Refused("rulepack.bad-value", value=value.isoformat()), key)
        return value

    def days(self, key: str) -> list[date]:
        found = self._take(key, list, [], needed=False)
        kept = [day for day in found if isinstance(day, date) and not isinstance(day, datetime)]
        if len(kept) != len(found):
            self.note(Refused("rulepack.wrong-type", wanted="date", found="list"), key)
        return kept

    def clock(self, key: str) -> time:
        return self._take(key, time, time(0))

    def whole(self, key: str, least: int, most: int, instead: int | None = None) -> int:
        """A whole number from least to most."""
        value = self._take(key, int, least if instead is None else instead, needed=instead is None)
        if not least <= value <= most:
            self.note(Refused("rulepack.bad-value", value=value, least=least, most=most), key)
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """A list of words, none empty and none twice; empty where the key is absent."""
        found = self._take(key, list, [], needed=False)
        kept = [word for word in found if isinstance(word, str) and 0 < len(word.strip()) <= 200]
        if len(kept) != len(found):
            self.note(Refused("rulepack.bad-value", value=str(found)[:80]), key)
        self.check_codes(key, kept)
        return tuple(kept)

    def one_of(self, key: str, allowed: Collection[str], instead: str | None = None) -> str:
        """One of the allowed words."""
        value = self.text(key, instead)
        if value and value not in allowed:
            self.note(
                Refused("rulepack.unknown-reference", value=value[:80], allowed=tuple(sorted(allowed))), key
            )
        return value

    def limit(self, key: str, units: Collection[LimitUnit] = ()) -> Limit:
        """A limit such as "5wd"; `units` narrows the units that make sense here."""
        written = self.text(key)
        if not written:
            return _NO_LIMIT
        try:
            limit = Limit.parse(written)
        except Refused as refusal:
            self.note(Refused("rulepack.bad-limit", value=written[:40], problem=refusal.code), key)
            return _NO_LIMIT
        if units and limit.unit not in units:
            self.note(Refused("rulepack.bad-limit", value=written[:40], problem="limit.unit"), key)
        return limit

    def source(self) -> Source:
        """`source` and `source_grade`: where it was read, and how far that can be trusted."""
        grade = self.one_of("source_grade", SOURCE_GRADES)
        known: SourceGrade = next((one for one in SOURCE_GRADES if one == grade), "assumed")
        return Source(self.text("source"), known)

    def inner(self, key: str) -> Reader:
        """The table of that name; an empty one is read on where it is missing."""
        table = self._take(key, dict, {})
        where = ".".join(part for part in (self.where, key) if part)
        return Reader(table, where, self.problems)

    def each(self, key: str, *, needed: bool = True) -> Iterator[Reader]:
        """The tables of the list of that name, each told apart by its code or its place in the list."""
        found = self._take(key, list, [], needed=needed)
        for place, table in enumerate(found, start=1):
            if not isinstance(table, dict):
                self.note(Refused("rulepack.wrong-type", wanted="table", found=type(table).__name__), key)
                continue
            label = table.get("code") or table.get("year") or table.get("number") or place
            yield Reader(
                table, f"{self.where + '.' if self.where else ''}{key}[{str(label)[:40]}]", self.problems
            )

    def finish(self) -> None:
        for key in sorted(set(self.table) - self.asked):
            self.note(Refused("rulepack.unknown-key"), key[:80])

    def check_codes(self, key: str, codes: Iterable[str]) -> None:
        """No code stands twice."""
        for code, times in sorted(Counter(codes).items()):
            if times > 1:
                self.note(Refused("rulepack.twice", value=code), key)

    def refuse(self) -> None:
        """Refused: rulepack.invalid with every problem, when there is one."""
        if self.problems:
            raise Refused("rulepack.invalid", problems=tuple(self.problems), n_problems=len(self.problems))
