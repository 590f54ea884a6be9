"""Establishing an owners' committee: a procedure of gates, each with its number, its source and its working.

Which gates there are is local: they are data of the rule pack, read by `read_gates`. Here is only what a
gate can ask, and `NATIONAL_GATES`, which hold everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from shangyi.decisions.rules.thresholds import Check, Source, Threshold, is_count, refuse_all, repeated
from shangyi.kernel.refused import Refused


class Asks(StrEnum):
    """What a gate asks. SHARE: part of whole reaches a share. WITHIN: a step at most n days after another.
    AFTER: at least n days after. LEAST: a number reaches n. MOST: it does not exceed n. ODD: a number is odd.
    HELD: it has happened.
    """

    SHARE = "share"
    WITHIN = "within"
    AFTER = "after"
    LEAST = "least"
    MOST = "most"
    ODD = "odd"
    HELD = "held"


class Step(StrEnum):
    """The steps in their order."""

    ELIGIBLE = "eligible"
    PREPARATORY_GROUP = "preparatory-group"
    ROSTER = "roster"
    NOTICE = "notice"
    FIRST_MEETING = "first-meeting"
    COMMITTEE = "committee"
    FILING = "filing"


class Who(StrEnum):
    """Who must see to a gate."""

    STREET = "street"
    COMMUNITY = "community"
    DEVELOPER = "developer"
    GROUP = "group"
    OWNERS = "owners"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition. `fact` is the number or date that it looks at; `than` the whole, or the date it counts
    from.

    Gates of one step that carry the same `any_of` are alternatives: one is enough. Where the number `unless` is
    at most `unless_at_most`, the gate does not ask.
    """

    key: str
    step: Step
    asks: Asks
    fact: str
    source: Source
    than: str = ""
    share: Fraction | None = None
    strictly_more: bool = False
    number: int = 0
    any_of: str = ""
    who: Who = Who.STREET
    unless: str = ""
    unless_at_most: int = 0


_REGULATION = "物业管理条例"
_REVISED = date(2018, 3, 19)

NATIONAL_GATES: tuple[Gate, ...] = (
    Gate("guided", Step.ELIGIBLE, Asks.HELD, "guidance_on", Source(f"{_REGULATION}第十条", _REVISED)),
    Gate(
        "notice-before-meeting",
        Step.NOTICE,
        Asks.AFTER,
        "first_meeting_on",
        Source(f"{_REGULATION}第十四条", _REVISED),
        than="notice_on",
        number=15,
        who=Who.GROUP,
    ),
    Gate(
        "community-told",
        Step.NOTICE,
        Asks.HELD,
        "community_told_on",
        Source(f"{_REGULATION}第十四条", _REVISED),
        who=Who.GROUP,
    ),
    Gate(
        "meeting-passed",
        Step.FIRST_MEETING,
        Asks.HELD,
        "election_passed_on",
        Source("民法典第二百七十八条", date(2021, 1, 1)),
        who=Who.OWNERS,
    ),
    Gate(
        "filed-in-time",
        Step.FILING,
        Asks.WITHIN,
        "filed_on",
        Source(f"{_REGULATION}第十六条", _REVISED),
        than="election_passed_on",
        number=30,
        who=Who.COMMITTEE,
    ),
)

Fact = int | date
Facts = Mapping[str, Fact]


class GateState(StrEnum):
    """OPEN: not due yet or nothing known. LATE: the last day has passed and it has not happened.

    EXCUSED: done after its last day, and a named person said why; a day that is gone cannot be made up for.
    """

    PASSED = "passed"
    EXCUSED = "excused"
    FAILED = "failed"
    OPEN = "open"
    LATE = "late"


PASSED_STATES = frozenset({GateState.PASSED, GateState.EXCUSED})


@dataclass(frozen=True, slots=True)
class GateResult:
    """How one gate stands, with the comparison (`check`) or the day it hangs on (`due_on`: last or first
    day).
    """

    gate: Gate
    state: GateState
    check: Check | None = None
    due_on: date | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """All gates in the order of their steps; `step` is the one that is being worked on, None when all are
    passed.
    """

    results: tuple[GateResult, ...]
    step: Step | None

    def of(self, step: Step) -> tuple[GateResult, ...]:
        return tuple(result for result in self.results if result.gate.step == step)


def review_gates(
    gates: Sequence[Gate], facts: Facts, *, today: date, excused: Collection[str] = ()
) -> Procedure:
    """How every gate stands today, and which step comes next.

    A step is passed when each of its gates is, one of a group of alternatives being enough. What is not
    known is open, never passed: a box that nobody ticked is not a yes. `excused` names gates that were kept too
    late and explained.
    """
    order = list(Step)
    results = tuple(
        _look(gate, facts, today, is_excused=gate.key in excused)
        for gate in sorted(gates, key=lambda gate: order.index(gate.step))
    )
    following = (step for step in order if not is_passed([r for r in results if r.gate.step == step]))
    return Procedure(results, next(following, None))


def check_step_may_begin(procedure: Procedure, step: Step) -> None:
    """Every earlier step is passed.

    Refused: committee.gate-failed, committee.gate-open, committee.gate-late, one for each gate that is in
    the way.
    """
    order = list(Step)
    problems = []
    for earlier in order[: order.index(step)]:
        results = procedure.of(earlier)
        if not is_passed(results):
            problems += [in_the_way(result) for result in unmet(results)]
    refuse_all(problems)


def unmet(results: Sequence[GateResult]) -> list[GateResult]:
    """The gates that are still in the way; none of a group of which one is passed."""
    met = {r.gate.any_of for r in results if r.gate.any_of and r.state in PASSED_STATES}
    return [r for r in results if r.state not in PASSED_STATES and r.gate.any_of not in met]


def in_the_way(result: GateResult) -> Refused:
    """What a gate that is not met says."""
    gate, source = result.gate.key, result.gate.source.article
    if result.state == GateState.LATE:
        return Refused("committee.gate-late", gate=gate, source=source, last=result.due_on)
    if result.state == GateState.FAILED:
        return Refused("committee.gate-failed", gate=gate, source=source)
    return Refused("committee.gate-open", gate=gate, source=source)


def is_passed(results: Iterable[GateResult]) -> bool:
    """Whether every gate is passed, one of a group of alternatives being enough."""
    groups: dict[str, list[bool]] = {}
    for result in results:
        groups.setdefault(result.gate.any_of or result.gate.key, []).append(result.state in PASSED_STATES)
    return all(any(passed) for passed in groups.values())


def _look(gate: Gate, facts: Facts, today: date, *, is_excused: bool) -> GateResult:
    if gate.unless in facts and _number(facts, gate.unless) <= gate.unless_at_most:
        return GateResult(gate, GateState.PASSED)
    missing = tuple(name for name in (gate.fact, gate.than) if name and name not in facts)
    result = _LOOKS[gate.asks](gate, facts, today, missing)
    if is_excused and gate.asks == Asks.WITHIN and result.state == GateState.FAILED:
        return replace(result, state=GateState.EXCUSED)
    return result


def _share(gate: Gate, facts: Facts, _today: date, missing: tuple[str, ...]) -> GateResult:
    if missing or gate.share is None:
        return GateResult(gate, GateState.OPEN, missing=missing)
    threshold = Threshold(gate.share, strictly_more=gate.strictly_more, source=gate.source)
    check = Check(gate.key, _number(facts, gate.fact), _number(facts, gate.than), threshold)
    return GateResult(gate, GateState.PASSED if check.is_met else GateState.FAILED, check=check)


def _least(gate: Gate, facts: Facts, _today: date, missing: tuple[str, ...]) -> GateResult:
    if missing:
        return GateResult(gate, GateState.OPEN, missing=missing)
    is_enough = _number(facts, gate.fact) >= gate.number
    return GateResult(gate, GateState.PASSED if is_enough else GateState.FAILED)


def _most(gate: Gate, facts: Facts, _today: date, missing: tuple[str, ...]) -> GateResult:
    if missing:
        return GateResult(gate, GateState.OPEN, missing=missing)
    is_within = _number(facts, gate.fact) <= gate.number
    return GateResult(gate, GateState.PASSED if is_within else GateState.FAILED)


def _odd(gate: Gate, facts: Facts, _today: date, missing: tuple[str, ...]) -> GateResult:
    if missing:
        return GateResult(gate, GateState.OPEN, missing=missing)
    return GateResult(gate, GateState.PASSED if _number(facts, gate.fact) % 2 else GateState.FAILED)


def _held(gate: Gate, facts: Facts, today: date, missing: tuple[str, ...]) -> GateResult:
    is_past = not missing and _day(facts, gate.fact) <= today
    return GateResult(gate, GateState.PASSED if is_past else GateState.OPEN, missing=missing)


def _within(gate: Gate, facts: Facts, today: date, missing: tuple[str, ...]) -> GateResult:
    if gate.than in missing:
        return GateResult(gate, GateState.OPEN, missing=missing)
    last = _day(facts, gate.than) + timedelta(days=gate.number)
    if gate.fact in missing:
        state = GateState.LATE if today > last else GateState.OPEN
    else:
        state = GateState.PASSED if _day(facts, gate.fact) <= last else GateState.FAILED
    return GateResult(gate, state, due_on=last, missing=missing)


def _after(gate: Gate, facts: Facts, _today: date, missing: tuple[str, ...]) -> GateResult:
    if gate.than in missing:
        return GateResult(gate, GateState.OPEN, missing=missing)
    first = _day(facts, gate.than) + timedelta(days=gate.number)
    if gate.fact in missing:
        return GateResult(gate, GateState.OPEN, due_on=first, missing=missing)
    is_late_enough = _day(facts, gate.fact) >= first
    return GateResult(gate, GateState.PASSED if is_late_enough else GateState.FAILED, due_on=first)


_LOOKS: dict[Asks, Callable[[Gate, Facts, date, tuple[str, ...]], GateResult]] = {
    Asks.SHARE: _share,
    Asks.LEAST: _least,
    Asks.MOST: _most,
    Asks.ODD: _odd,
    Asks.HELD: _held,
    Asks.WITHIN: _within,
    Asks.AFTER: _after,
}


def _number(facts: Facts, name: str) -> int:
    value = facts[name]
    if isinstance(value, date) or not is_count(value):
        raise Refused("committee.fact-not-a-count", fact=name, value=value)
    return value


def _day(facts: Facts, name: str) -> date:
    value = facts[name]
    if not isinstance(value, date):
        raise Refused("committee.fact-not-a-day", fact=name, value=value)
    return value


def read_gates(rows: Sequence[Mapping[str, object]]) -> tuple[Gate, ...]:
    """The gates of a place from its rule pack, one mapping each.

    Keys: key, step, asks, fact, source, in_force_on (a date), and as `asks` needs: than, share ("1/2"),
    strictly_more, number, any_of, who, unless, unless_at_most. Refused: committee.gate-unreadable (with its number
    and what is wrong), committee.gate-twice; all that apply at once.
    """
    gates, problems = [], []
    for number, row in enumerate(rows, start=1):
        try:
            gates.append(_gate(row))
        except (KeyError, ValueError, TypeError, ZeroDivisionError) as error:
            problems.append(Refused("committee.gate-unreadable", number=number, why=str(error)))
    problems += [Refused("committee.gate-twice", gate=key) for key in repeated([gate.key for gate in gates])]
    refuse_all(problems)
    return tuple(gates)


def _gate(row: Mapping[str, object]) -> Gate:
    asks, in_force_on, share = Asks(str(row["asks"])), row["in_force_on"], row.get("share")
    if not isinstance(in_force_on, date):
        raise TypeError("in_force_on")
    needed = {Asks.SHARE: ("share", "than"), Asks.WITHIN: ("number", "than"), Asks.AFTER: ("number", "than")}
    for name in (
        "key",
        "fact",
        "source",
        *needed.get(asks, ("number",) if asks in {Asks.LEAST, Asks.MOST} else ()),
    ):
        if not row.get(name):
            raise KeyError(name)
    number = row.get("number", 0)
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise ValueError("number")
    return Gate(
        key=str(row["key"]),
        step=Step(str(row["step"])),
        asks=asks,
        fact=str(row["fact"]),
        source=Source(str(row["source"]), in_force_on),
        than=str(row.get("than", "")),
        share=None if share is None else Fraction(str(share)),
        strictly_more=row.get("strictly_more") is True,
        number=number,
        any_of=str(row.get("any_of", "")),
        who=Who(str(row.get("who", Who.STREET))),
        unless=str(row.get("unless", "")),
        unless_at_most=int(str(row.get("unless_at_most", 0))),
    )
