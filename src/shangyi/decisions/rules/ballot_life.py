"""The life of a ballot: its states, the one table of its transitions, and what each rule of counting asks.

草稿 draft → 已公告 noticed → 投票中 open → 计票中 counting → 待公布 counted → 已公布 published; 作废 void and 撤回
withdrawn are ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from shangyi.decisions.rules.labels import Label
from shangyi.decisions.rules.thresholds import Source, Threshold
from shangyi.kernel.refused import Refused


class BallotState(StrEnum):
    """Where a ballot is."""

    DRAFT = "draft"
    NOTICED = "noticed"
    OPEN = "open"
    COUNTING = "counting"
    COUNTED = "counted"
    PUBLISHED = "published"
    VOID = "void"
    WITHDRAWN = "withdrawn"


class BallotVerb(StrEnum):
    """What can be done with a ballot."""

    EDIT = "edit"
    FREEZE = "freeze"  # the list of voters
    ANNOUNCE = "announce"
    OPEN = "open"
    CAST = "cast"
    CLOSE = "close"
    ENTER = "enter"  # papers that came in before the end
    ENTRUST = "entrust"  # a written proxy
    MEET = "meet"  # an objection, with a way out
    COUNT = "count"
    PUBLISH = "publish"
    EXTEND = "extend"  # the closing time, before it is reached
    SET_ASIDE = "set-aside"  # the question of the detector, with a reason
    ADOPT = "adopt"  # a published result, where the law lets this label carry it
    CORRECT = "correct"  # the roster, after it was frozen
    ANNUL = "annul"  # a counted result, by order or court
    WITHDRAW = "withdraw"


class Method(StrEnum):
    """How a ballot is counted."""

    YES_NO = "yes-no"
    OWNERS = "owners"
    ASSEMBLY = "assembly"
    APPROVAL = "approval"
    SCORE = "score"
    RUNOFF = "instant-runoff"
    SCHULZE = "schulze"
    CONSENT = "consent"


class Electorate(StrEnum):
    """Who has a voice in a ballot: frozen as rows before it opens."""

    OWNERS = "owners"  # the roster of owners, heads and areas
    HOUSEHOLDS = "households"  # one household, one answer
    RESIDENTS = "residents"  # persons who live there
    LISTED = "listed"  # names entered by hand: a street, an assembly


class Majority(StrEnum):
    """The share that a ballot outside the law asks of those who took part, chosen before it opens."""

    HALF = "over-half"
    TWO_THIRDS = "two-thirds"
    THREE_QUARTERS = "three-quarters"
    ALL = "all"


OWN_RULE = Source("本次表决公告写明的规则", date(2026, 1, 1))
"""Outside the law a ballot goes by the rule that its notice states."""

MAJORITIES: dict[Majority, Threshold] = {
    Majority.HALF: Threshold(Fraction(1, 2), strictly_more=True, source=OWN_RULE),
    Majority.TWO_THIRDS: Threshold(Fraction(2, 3), strictly_more=False, source=OWN_RULE),
    Majority.THREE_QUARTERS: Threshold(Fraction(3, 4), strictly_more=False, source=OWN_RULE),
    Majority.ALL: Threshold(Fraction(1, 1), strictly_more=False, source=OWN_RULE),
}

WITH_OPTIONS = frozenset({Method.APPROVAL, Method.SCORE, Method.RUNOFF, Method.SCHULZE})
ENDS = frozenset({BallotState.PUBLISHED, BallotState.VOID, BallotState.WITHDRAWN})
HAS_RESULT = frozenset({BallotState.COUNTED, BallotState.PUBLISHED})
GOING_ON = frozenset({BallotState.OPEN, BallotState.COUNTING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row: from, verb, to, which right it takes, what must be given."""

    source: BallotState
    verb: BallotVerb
    target: BallotState
    right: str
    needs: tuple[str, ...] = ()


BY_VOTER = "voter"
"""Not a right of a capacity: whoever stands in the frozen list may, with their code or signed in."""

_S, _V = BallotState, BallotVerb


def _row(source: BallotState, verb: BallotVerb, target: BallotState, right: str, *needs: str) -> Transition:
    return Transition(source=source, verb=verb, target=target, right=right, needs=needs)


TABLE: tuple[Transition, ...] = (
    _row(_S.DRAFT, _V.EDIT, _S.DRAFT, "ballot.prepare"),
    _row(_S.DRAFT, _V.FREEZE, _S.DRAFT, "ballot.prepare"),
    _row(_S.DRAFT, _V.SET_ASIDE, _S.DRAFT, "ballot.prepare", "reason"),
    _row(_S.DRAFT, _V.ANNOUNCE, _S.NOTICED, "ballot.prepare", "electors"),
    _row(_S.NOTICED, _V.OPEN, _S.OPEN, "ballot.run"),
    _row(_S.OPEN, _V.CAST, _S.OPEN, BY_VOTER),
    _row(_S.OPEN, _V.ENTER, _S.OPEN, "ballot.record"),
    _row(_S.NOTICED, _V.ENTRUST, _S.NOTICED, "ballot.record"),
    _row(_S.OPEN, _V.ENTRUST, _S.OPEN, "ballot.record"),
    _row(_S.COUNTING, _V.ENTRUST, _S.COUNTING, "ballot.record"),
    _row(_S.OPEN, _V.MEET, _S.OPEN, "ballot.record", "offer"),
    _row(_S.OPEN, _V.EXTEND, _S.OPEN, "ballot.run", "reason", "closing"),
    _row(_S.OPEN, _V.CLOSE, _S.COUNTING, "ballot.run"),
    _row(_S.COUNTING, _V.ENTER, _S.COUNTING, "ballot.record"),
    _row(_S.COUNTING, _V.COUNT, _S.COUNTED, "ballot.run"),
    _row(_S.COUNTED, _V.PUBLISH, _S.PUBLISHED, "ballot.run"),
    _row(_S.PUBLISHED, _V.SET_ASIDE, _S.PUBLISHED, "ballot.run", "reason"),
    _row(_S.PUBLISHED, _V.ADOPT, _S.PUBLISHED, "ballot.run", "words"),
    _row(_S.NOTICED, _V.CORRECT, _S.NOTICED, "ballot.run", "reason"),
    _row(_S.OPEN, _V.CORRECT, _S.OPEN, "ballot.run", "reason"),
    _row(_S.COUNTING, _V.CORRECT, _S.OPEN, "ballot.run", "reason", "closing"),
    _row(_S.COUNTED, _V.CORRECT, _S.OPEN, "ballot.run", "reason", "closing"),
    _row(_S.PUBLISHED, _V.CORRECT, _S.VOID, "ballot.run", "reason"),
    _row(_S.COUNTED, _V.ANNUL, _S.VOID, "ballot.run", "reason"),
    _row(_S.PUBLISHED, _V.ANNUL, _S.VOID, "ballot.run", "reason"),
    _row(_S.DRAFT, _V.WITHDRAW, _S.WITHDRAWN, "ballot.prepare", "reason"),
    _row(_S.NOTICED, _V.WITHDRAW, _S.WITHDRAWN, "ballot.run", "reason"),
    _row(_S.OPEN, _V.WITHDRAW, _S.WITHDRAWN, "ballot.run", "reason"),
    _row(_S.COUNTING, _V.WITHDRAW, _S.WITHDRAWN, "ballot.run", "reason"),
)


def step(state: BallotState, verb: BallotVerb, **given: object) -> Transition:
    """The row for this verb in this state.

    Refused: ballot.not-now (state, verb), ballot.<what>-needed for what the row asks and was not given.
    """
    row = next((each for each in TABLE if each.source is state and each.verb is verb), None)
    if row is None:
        raise Refused("ballot.not-now", state=state.value, verb=verb.value)
    for name in row.needs:
        if not given.get(name):
            raise Refused(f"ballot.{name}-needed")
    return row


def check_label(label: Label, method: Method, electorate: Electorate) -> None:
    """The label, the way of counting and the list of voters belong together.

    An owners' decision is counted by heads and area over the owners' roster and in no other way; nothing else
    may be counted like one. Refused: ballot.label-and-method, ballot.label-and-electorate.
    """
    if (label is Label.OWNERS) != (method is Method.OWNERS):
        raise Refused("ballot.label-and-method")
    if (label is Label.ASSEMBLY) != (method is Method.ASSEMBLY):
        raise Refused("ballot.label-and-method")
    if label is Label.OWNERS and electorate is not Electorate.OWNERS:
        raise Refused("ballot.label-and-electorate")
