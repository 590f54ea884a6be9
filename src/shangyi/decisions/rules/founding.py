"""业委会成立: the life of the procedure, what each act writes down, and when an act is refused.

The gates are in `owners_committee`; here is who does what, in one table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shangyi.decisions.rules.owners_committee import (
    NATIONAL_GATES,
    PASSED_STATES,
    Asks,
    Fact,
    Gate,
    GateResult,
    GateState,
    Procedure,
    Step,
    check_step_may_begin,
    in_the_way,
    read_gates,
    review_gates,
    unmet,
)
from shangyi.decisions.rules.thresholds import refuse_all, repeated
from shangyi.kernel.refused import Refused
from shangyi.rulepacks.rules import CommitteeGate


class FoundingState(StrEnum):
    """Where the procedure is."""

    REQUESTED = "requested"
    RUNNING = "running"
    FILED = "filed"
    STOPPED = "stopped"


class FoundingVerb(StrEnum):
    """What can be done with it."""

    JOIN = "join"  # an owner asks too
    TAKE_UP = "take-up"
    RECORD = "record"  # one act of a step
    FILE = "file"  # the last act: 备案
    STOP = "stop"


class Deed(StrEnum):
    """The acts, in their order. Each writes facts down that gates look at."""

    ELIGIBILITY = "eligibility"
    GROUP = "group"
    ROSTER = "roster"
    NOTICE = "notice"
    BALLOT = "ballot"
    RESULT = "result"
    COMMITTEE = "committee"
    FILING = "filing"


class Role(StrEnum):
    """As what somebody is named in the procedure."""

    GROUP = "group"
    CANDIDATE = "candidate"
    COMMITTEE = "committee"


class Side(StrEnum):
    """For whom a member of the preparatory group sits there."""

    OWNER = "owner"
    STREET = "street"
    COMMUNITY = "community"
    DEVELOPER = "developer"
    OTHER = "other"


BY_OWNER = "owner"
"""Not a right of a capacity: whoever lives in the compound may ask for the procedure."""

LIVE = frozenset({FoundingState.REQUESTED, FoundingState.RUNNING})

STEP_OF: Mapping[Deed, Step] = {
    Deed.ELIGIBILITY: Step.ELIGIBLE,
    Deed.GROUP: Step.PREPARATORY_GROUP,
    Deed.ROSTER: Step.ROSTER,
    Deed.NOTICE: Step.NOTICE,
    Deed.BALLOT: Step.FIRST_MEETING,
    Deed.RESULT: Step.FIRST_MEETING,
    Deed.COMMITTEE: Step.COMMITTEE,
    Deed.FILING: Step.FILING,
}

FACTS_OF: Mapping[Deed, tuple[str, ...]] = {
    Deed.ELIGIBILITY: (
        "guidance_on",
        "asked_on",
        "developer_asked_on",
        "community_asked_on",
        "delivered_area",
        "area",
        "owners",
        "owners_asking",
        "asking_area",
    ),
    Deed.GROUP: ("group_on", "group_posted_on", "group_members", "group_owners"),
    Deed.ROSTER: ("roster_on", "households"),
    Deed.NOTICE: ("drafts_shown_on", "notice_on", "community_told_on", "first_meeting_on", "candidates"),
    Deed.BALLOT: (),
    Deed.RESULT: ("election_passed_on", "result_posted_on"),
    Deed.COMMITTEE: ("committee_met_on", "members", "term_years"),
    Deed.FILING: ("filed_on",),
}
"""Which facts each act writes down; together they are all that a gate can look at."""

MAY_LIE_AHEAD = frozenset({"first_meeting_on"})
"""A day that is announced; every other day has to have come."""

MOST_MEMBERS = 99
LOCAL_RULES = "本地规则包"
"""How the source of a place's own gate begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row: from, verb, to, which right it takes, what must be given."""

    source: FoundingState
    verb: FoundingVerb
    target: FoundingState
    right: str
    needs: tuple[str, ...] = ()


_S, _V = FoundingState, FoundingVerb


def _row(
    source: FoundingState, verb: FoundingVerb, target: FoundingState, right: str, *needs: str
) -> Transition:
    return Transition(source=source, verb=verb, target=target, right=right, needs=needs)


TABLE: tuple[Transition, ...] = (
    _row(_S.REQUESTED, _V.JOIN, _S.REQUESTED, BY_OWNER),
    _row(_S.REQUESTED, _V.TAKE_UP, _S.RUNNING, "founding.run"),
    _row(_S.REQUESTED, _V.STOP, _S.STOPPED, "founding.run", "reason"),
    _row(_S.RUNNING, _V.RECORD, _S.RUNNING, "founding.run", "evidence"),
    _row(_S.RUNNING, _V.FILE, _S.FILED, "founding.run", "evidence"),
    _row(_S.RUNNING, _V.STOP, _S.STOPPED, "founding.run", "reason"),
    _row(_S.FILED, _V.STOP, _S.STOPPED, "founding.run", "reason"),  # a court rescinded the election
)


def step(state: FoundingState, verb: FoundingVerb, **given: object) -> Transition:
    """The row for this verb in this state. Refused: founding.not-now, founding.reason-needed,
    founding.evidence-needed.
    """
    row = next((each for each in TABLE if each.source is state and each.verb is verb), None)
    if row is None:
        raise Refused("founding.not-now", state=state.value, verb=verb.value)
    for name in row.needs:
        if not given.get(name):
            raise Refused(f"founding.{name}-needed")
    return row


def gates_of(local: Sequence[CommitteeGate], in_force_on: date) -> tuple[Gate, ...]:
    """The nation's gates and the place's, the latter with the article of the rule pack as their source."""
    rows = [
        {
            "key": gate.code,
            "source": f"{LOCAL_RULES}{gate.article}",
            "in_force_on": in_force_on,
            "number": gate.whole,
            **{name: getattr(gate, name) for name in _COPIED},
            "share": gate.share or None,
        }
        for gate in local
    ]
    return (*NATIONAL_GATES, *read_gates(rows))


_COPIED = ("step", "asks", "fact", "than", "strictly_more", "any_of", "who", "unless", "unless_at_most")


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What stands before an act: the gates, the facts of the other acts, and what was explained in them."""

    gates: tuple[Gate, ...]
    facts: Mapping[str, Fact]
    excused: frozenset[str] = frozenset()


def check_deed(
    deed: Deed, new: Mapping[str, Fact], before: Before, *, today: date, why_late: str = ""
) -> tuple[str, ...]:
    """Whether this act may be written down; the gates that it keeps too late, which `why_late` explains.

    Refused, all at once: committee.gate-… for each gate of an earlier step that is not passed and each that these
    facts fail, founding.too-early, founding.day-to-come, founding.day-before, founding.late-reason-needed. What was
    measured for eligibility is kept even where it is not enough: the step then stays open.
    """
    facts = {**before.facts, **new}
    earlier = review_gates(before.gates, before.facts, today=today, excused=before.excused)
    check_step_may_begin(earlier, STEP_OF[deed])
    _check_days(new, today)
    touched = [
        result
        for result in review_gates(before.gates, facts, today=today, excused=before.excused).results
        if {result.gate.fact, result.gate.than} & set(new)
    ]
    _check_order(touched, facts)
    failed = [each for each in unmet(touched) if each.state == GateState.FAILED]
    late = [each for each in failed if each.gate.asks == Asks.WITHIN]
    if deed is not Deed.ELIGIBILITY:
        refuse_all([_failed(each) for each in failed if each not in late])
    if late and len(why_late.strip()) < 2:
        refuse_all([_late(each) for each in late])
    return tuple(each.gate.key for each in late)


def _failed(result: GateResult) -> Refused:
    """What a gate says that these facts fail; for a day that is too early, which is the first."""
    if result.gate.asks != Asks.AFTER:
        return in_the_way(result)
    gate, source = result.gate.key, result.gate.source.article
    return Refused("founding.too-early", gate=gate, source=source, first=result.due_on)


def _late(result: GateResult) -> Refused:
    gate, source = result.gate.key, result.gate.source.article
    return Refused("founding.late-reason-needed", gate=gate, source=source, last=result.due_on)


def _check_days(new: Mapping[str, Fact], today: date) -> None:
    ahead = [
        Refused("founding.day-to-come", fact=name, day=value)
        for name, value in new.items()
        if isinstance(value, date) and value > today and name not in MAY_LIE_AHEAD
    ]
    refuse_all(ahead)


def _check_order(results: Sequence[GateResult], facts: Mapping[str, Fact]) -> None:
    """Nothing happens before that from which it is counted."""
    problems = []
    for gate in (result.gate for result in results):
        if gate.asks == Asks.WITHIN and gate.fact in facts and gate.than in facts:
            day, since = facts[gate.fact], facts[gate.than]
            if isinstance(day, date) and isinstance(since, date) and day < since:
                problems.append(Refused("founding.day-before", fact=gate.fact, than=gate.than, day=since))
    refuse_all(problems)


def next_deed(procedure: Procedure, done: Collection[str]) -> Deed | None:
    """The act that comes next: the first of the step that is worked on that was not done, else its first again."""
    if procedure.step is None:
        return None
    deeds = [deed for deed in Deed if STEP_OF[deed] == procedure.step]
    return next((deed for deed in deeds if deed not in done), deeds[-1])


def due_of(procedure: Procedure) -> date | None:
    """The first last day that runs: of the step that is worked on or of a later one, if any is known."""
    days = [
        each.due_on
        for each in procedure.results
        if each.due_on is not None and each.gate.asks == Asks.WITHIN and each.state not in PASSED_STATES
    ]
    return min(days, default=None)


def check_names(names: Sequence[str], deed: Deed) -> None:
    """Somebody is named, nobody twice, and not more than can be. Refused: founding.names-needed,
    founding.named-twice, founding.too-many-names.
    """
    if not names:
        raise Refused("founding.names-needed", deed=deed.value)
    if len(names) > MOST_MEMBERS:
        raise Refused("founding.too-many-names", most=MOST_MEMBERS)
    refuse_all([Refused("founding.named-twice", name=name) for name in repeated(names)])


def check_elected(elected: Collection[str], candidates: Collection[str]) -> None:
    """Only who stood on the posted list of candidates was voted on. Refused: founding.not-a-candidate."""
    refuse_all([Refused("founding.not-a-candidate", name=name) for name in elected if name not in candidates])


def end_of_term(began: date, years: int) -> date:
    """The day on which a term ends; the 29 February of another year is its 28."""
    try:
        return began.replace(year=began.year + years)
    except ValueError:
        return began.replace(year=began.year + years, day=28)
