"""What pages of founding an owners' committee show: every gate with its working, who does what by when."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shangyi.decisions.models import Founding, FoundingAct, FoundingMember
from shangyi.decisions.queries.foundings import Standing, duty_of, members_of
from shangyi.decisions.rules.founding import LOCAL_RULES, STEP_OF, Deed, FoundingState, Role, next_deed
from shangyi.decisions.rules.owners_committee import Asks, GateResult, GateState, Step, is_passed, unmet
from shangyi.decisions.rules.roster import square_metres
from shangyi.decisions.wording.foundings import (
    FACT_NAMES,
    GATE_STATES,
    NATIONAL_GATE_NAMES,
    STEP_NAMES,
    WHO_NAMES,
)
from shangyi.kernel.refused import Refused
from shangyi.ui.templatetags.ui import when
from shangyi.ui.wording import Said, say

TONES = {
    FoundingState.REQUESTED: "soon",
    FoundingState.RUNNING: "action",
    FoundingState.FILED: "done",
    FoundingState.STOPPED: "plain",
}
GATE_TONES = {
    GateState.PASSED: "done",
    GateState.EXCUSED: "soon",
    GateState.FAILED: "soon",
    GateState.OPEN: "plain",
    GateState.LATE: "late",
}
AREAS = frozenset({"delivered_area", "area", "asking_area"})


def tone_of(row: Founding) -> str:
    """The colour of its state."""
    return TONES[FoundingState(row.state)]


def gate_name(key: str, standing: Standing) -> str:
    """A gate in the language of the reader."""
    if key in NATIONAL_GATE_NAMES:
        return str(NATIONAL_GATE_NAMES[key])
    zh, en = standing.names.get(key, (key, key))
    return en if (get_language() or "").startswith("en") else zh


def source_said(article: str) -> str:
    """Where a gate stands: a law by its name, the place's own rules by their article."""
    number = article.removeprefix(LOCAL_RULES)
    return article if number == article else _("local rules, article %(n)s") % {"n": number.strip("第条")}


def problems_of(refused: Refused | None, standing: Standing | None, now: datetime) -> list[Said]:
    """Everything that a refusal says, with gates and facts by their names."""
    if refused is None:
        return []
    return [say(_named(each, standing), now=now) for each in refused.problems or (refused,)]


def _named(refused: Refused, standing: Standing | None) -> Refused:
    facts: dict[str, Any] = dict(refused.facts)
    if "source" in facts:
        facts["source"] = source_said(str(facts["source"]))
    if "gate" in facts and standing is not None:
        facts["gate"] = gate_name(str(facts["gate"]), standing)
    for name in ("fact", "than"):
        if name in facts and str(facts[name]) in FACT_NAMES:
            facts[name] = str(FACT_NAMES[str(facts[name])])
    named = copy(refused)
    named.facts = facts
    return named


def course_of(
    standing: Standing, now: datetime, *, members: Sequence[FoundingMember]
) -> list[dict[str, Any]]:
    """Every step with its gates, the acts that were done in it and the people whom they name."""
    return [_step(step, standing, now, members) for step in Step if standing.procedure.of(step)]


def _step(step: Step, standing: Standing, now: datetime, members: Sequence[FoundingMember]) -> dict[str, Any]:
    results = standing.procedure.of(step)
    deeds = [deed for deed in Deed if STEP_OF[deed] == step]
    acts = [standing.acts[deed.value] for deed in deeds if deed.value in standing.acts]
    done = is_passed(results)
    return {
        "name": STEP_NAMES[step],
        "done": done,
        "current": standing.procedure.step == step,
        "folded": not (done or acts or standing.procedure.step == step),
        "gates": [_gate(each, standing, now) for each in _worth_showing(results)],
        "acts": acts,
        "people": [each for each in members if each.act_id in {act.pk for act in acts}],
        "again": [deed.value for deed in deeds if deed.value in standing.acts],
    }


def _worth_showing(results: Sequence[GateResult]) -> list[GateResult]:
    """All gates; of alternatives of which one is met, those that are met."""
    left = {id(each) for each in unmet(results)}
    met = {each.gate.any_of for each in results if each.gate.any_of} - {
        each.gate.any_of for each in results if id(each) in left
    }
    return [
        each
        for each in results
        if each.gate.any_of not in met or each.state in {GateState.PASSED, GateState.EXCUSED}
    ]


def _gate(result: GateResult, standing: Standing, now: datetime) -> dict[str, Any]:
    gate = result.gate
    return {
        "name": gate_name(gate.key, standing),
        "source": source_said(gate.source.article),
        "who": WHO_NAMES[gate.who],
        "state": GATE_STATES[result.state],
        "tone": GATE_TONES[result.state],
        "is_late": result.state == GateState.LATE,
        "either": bool(gate.any_of) and result.state not in {GateState.PASSED, GateState.EXCUSED},
        "working": _working(result, standing, now),
        "due": _due(result, now),
    }


def _due(result: GateResult, now: datetime) -> str:
    """The last or the first day that the gate names."""
    if result.due_on is None or result.state in {GateState.PASSED, GateState.EXCUSED}:
        return ""
    day = when(result.due_on, now)
    if result.gate.asks == Asks.WITHIN:
        return _("by %(day)s") % {"day": day}
    return _("not before %(day)s") % {"day": day}


def _working(result: GateResult, standing: Standing, now: datetime) -> str:
    """The numbers or the day on which the gate looked."""
    gate = result.gate
    if result.check is not None:
        said = square_metres if gate.fact in AREAS else str
        facts = {
            "part": said(result.check.part),
            "whole": said(result.check.whole),
            "needed": said(result.check.needed),
        }
        return _("%(part)s of %(whole)s; at least %(needed)s are needed") % facts
    value = standing.facts.get(gate.fact)
    if value is None:
        return ""
    return when(value, now) if isinstance(value, date) else f"{FACT_NAMES[gate.fact]} {value}"


def people_of(row: Founding, *, may_read: bool) -> list[FoundingMember]:
    """Who is named by the acts that stand; nobody for whoever may not read names."""
    return members_of(row, Role.GROUP, Role.CANDIDATE, Role.COMMITTEE) if may_read else []


def next_of(row: Founding, standing: Standing, now: datetime) -> dict[str, Any]:
    """What comes next, who holds it and until when."""
    deed = next_deed(standing.procedure, standing.acts) if row.state == FoundingState.RUNNING else None
    return {
        "deed": deed.value if deed else "",
        "name": FoundingAct.DeedChoice(deed).label if deed else "",
        "duty": duty_of(row) if row.state != FoundingState.STOPPED else None,
        "in_the_way": [_gate(each, standing, now) for each in _blocking(standing)],
    }


def _blocking(standing: Standing) -> list[GateResult]:
    """The gates of the step that is worked on that are failed or late."""
    if standing.procedure.step is None:
        return []
    left = unmet(standing.procedure.of(standing.procedure.step))
    return [each for each in left if each.state in {GateState.FAILED, GateState.LATE}]
