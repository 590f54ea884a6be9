"""The working of a count as plain data: what a page prints, what is kept when a ballot closes, what is compared later.

Every number stands in it as an integer; the same votes over the same list give the same working, to the letter.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shangyi.decisions.rules.owners import Choice
from shangyi.decisions.rules.thresholds import Check, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shangyi.decisions.rules.assemblies import AssemblyTally
    from shangyi.decisions.rules.ballots import PointsTally, YesNoTally
    from shangyi.decisions.rules.consent import ConsentTally
    from shangyi.decisions.rules.owners import OwnersTally, Weight
    from shangyi.decisions.rules.ranked import RunoffTally, SchulzeTally


@dataclass(frozen=True, slots=True)
class Working:
    """A counted ballot. `outcome` is there where a question was put; `winners` and `tied` where options were."""

    kind: str
    n_electors: int
    n_took_part: int
    checks: tuple[dict[str, Any], ...] = ()
    numbers: dict[str, Any] = field(default_factory=dict)
    rounds: tuple[dict[str, Any], ...] = ()
    outcome: Outcome | None = None
    winners: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """As it is stored and compared; key order does not matter."""
        return {
            "kind": self.kind,
            "n_electors": self.n_electors,
            "n_took_part": self.n_took_part,
            "checks": [dict(check) for check in self.checks],
            "numbers": self.numbers,
            "rounds": [dict(each) for each in self.rounds],
            "outcome": self.outcome.value if self.outcome else "",
            "winners": list(self.winners),
            "tied": list(self.tied),
        }


def digest_of(data: dict[str, Any]) -> str:
    """SHA-256 over a working as it is stored, as 64 hex digits: what the record keeps beside the numbers."""
    body = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def printed(check: Check) -> dict[str, Any]:
    """One comparison with everything that is needed to do it again by hand."""
    return {
        "name": check.name,
        "part": check.part,
        "whole": check.whole,
        "share": str(check.threshold.share),
        "more_than": check.threshold.strictly_more,
        "needed": check.needed,
        "working": check.working,
        "is_met": check.is_met,
        "is_equal": check.threshold.share.denominator * check.part
        == check.threshold.share.numerator * check.whole,
        "source": check.threshold.source.article,
    }


def of_owners(tally: OwnersTally) -> Working:
    """The four comparisons of an owners' decision, and heads and area of each answer."""
    groups = {
        "electorate": tally.electorate,
        "took_part": tally.took_part,
        "yes": tally.agreed,
        "no": tally.against,
        "abstain": tally.abstained,
        "silent": tally.silent,
    }
    return Working(
        kind="owners",
        n_electors=tally.electorate.heads,
        n_took_part=tally.took_part.heads,
        checks=tuple(map(printed, tally.checks)),
        numbers={name: _weight(weight) for name, weight in groups.items()},
        outcome=tally.outcome,
    )


def _weight(weight: Weight) -> dict[str, int]:
    return {"heads": weight.heads, "area": weight.area}


def of_yes_no(tally: YesNoTally, heard: Sequence[Choice] = ()) -> Working:
    """Yes, no and abstentions, and whether enough took part and agreed; who is only heard stands apart."""
    took_part = tally.yes + tally.no + tally.abstained
    return Working(
        kind="yes-no",
        n_electors=tally.electorate,
        n_took_part=took_part,
        checks=tuple(map(printed, tally.checks)),
        numbers={
            "yes": tally.yes,
            "no": tally.no,
            "abstain": tally.abstained,
            "silent": tally.electorate - took_part,
            **({"heard": {choice.value: list(heard).count(choice) for choice in Choice}} if heard else {}),
        },
        outcome=tally.outcome,
    )


def of_assembly(tally: AssemblyTally) -> Working:
    """A show of hands: who came of all, who agreed of those who came."""
    count = tally.count
    return Working(
        kind="assembly",
        n_electors=count.eligible,
        n_took_part=count.present,
        checks=(printed(tally.quorum), printed(tally.decision)),
        numbers={
            "yes": count.yes,
            "no": count.no,
            "abstain": count.abstained,
            "present": count.present,
            "silent": count.present - count.yes - count.no - count.abstained,
        },
        outcome=tally.outcome,
    )


def of_points(tally: PointsTally, n_electors: int) -> Working:
    """Options from most to least; seats that a tie leaves open are said, never filled in silence."""
    return Working(
        kind="points",
        n_electors=n_electors,
        n_took_part=tally.n_ballots,
        numbers={
            "seats": tally.seats,
            "undecided": tally.seats_undecided,
            "standings": [[each.option, each.points] for each in tally.standings],
        },
        winners=tally.winners,
        tied=tally.tied,
    )


def of_runoff(tally: RunoffTally, n_electors: int) -> Working:
    """Round by round: first places, what a majority was, who left and whether a lot decided it."""
    rounds = tuple(
        {
            "first_places": [list(place) for place in each.first_places],
            "exhausted": each.exhausted,
            "majority": each.majority,
            "eliminated": list(each.eliminated),
            "by_lot": each.by_lot,
        }
        for each in tally.rounds
    )
    is_shared = len(tally.winners) > 1
    return Working(
        kind="instant-runoff",
        n_electors=n_electors,
        n_took_part=tally.n_ballots,
        rounds=rounds,
        winners=() if is_shared else tally.winners,
        tied=tally.winners if is_shared else (),
    )


def of_schulze(tally: SchulzeTally, n_electors: int) -> Working:
    """How many prefer which to which, the strongest paths at the end, and who is beaten by nobody."""
    is_shared = len(tally.winners) > 1
    last = tally.steps[-1].strengths if tally.steps else ()
    return Working(
        kind="schulze",
        n_electors=n_electors,
        n_took_part=tally.n_ballots,
        numbers={"preferred": _pairs(tally.preferred), "strongest": _pairs(last)},
        winners=() if is_shared else tally.winners,
        tied=tally.winners if is_shared else (),
    )


def _pairs(pairs: Iterable[tuple[str, str, int]]) -> list[list[Any]]:
    return [list(pair) for pair in pairs]


def of_consent(tally: ConsentTally) -> Working:
    """Who has answered what as counts, and how it stood after each answer; reasons are shown apart."""
    counts: dict[str, int] = {}
    for answer in tally.answers.values():
        counts[answer.position.value] = counts.get(answer.position.value, 0) + 1
    return Working(
        kind="consent",
        n_electors=len(tally.answers) + len(tally.silent),
        n_took_part=len(tally.answers),
        numbers={
            "answers": dict(sorted(counts.items())),
            "state": tally.state.value,
            "open_objections": len(tally.open_objections),
            "open_conditions": len(tally.open_conditions),
            "silent": len(tally.silent),
        },
        rounds=tuple({"step": each.event.step.value, "state": each.state.value} for each in tally.rounds),
        outcome=_consent_outcome(tally),
    )


def _consent_outcome(tally: ConsentTally) -> Outcome:
    if tally.state.value == "consent":
        return Outcome.PASSED
    return Outcome.NO_QUORUM if tally.state.value == "answers-missing" else Outcome.REJECTED
