"""The one table of rights: capacity × verb; where is the place the capacity is scoped to.

A verb that ends in `:own` holds for what the person keeps, handles or raised, wherever it lies below the scope.
What each cell is expected to be is written down apart, by hand, in tests/people/expected_rights.toml.
"""

from __future__ import annotations

from collections.abc import Mapping

from shangyi.people.rules.capacities import CapacityKind as K

HANDLING_OWN = frozenset(
    {
        "concern.view:own",
        "concern.work:own",
        "undertaking.respond:own",
        "undertaking.finish:own",
        "undertaking.return:own",
        "undertaking.ask_extension:own",
    }
)
WATCHING = frozenset({"concern.view", "undertaking.view", "figures.view"})
DESK = WATCHING | {
    "desk.enter",
    "voice.record",
    "concern.sort",
    "concern.work",
    "concern.answer",
    "concern.settle",
    "concern.divert",
    "concern.regroup",
    "undertaking.respond",
    "undertaking.finish",
    "undertaking.return:own",
    "undertaking.ask_extension",
    "person.enter",
    "person.view",
    "person.contact",
    "place.view",
    "unit.view",
    "gathering.view",
    "gathering.host",
    "ballot.view",
    "ballot.record",
    "topic.view",
    "topic.record",
    "agreement.view",
    "agreement.record",
    "budget.view",
    "budget.record",
    "founding.view",
}
CONVENING = frozenset(
    {
        "gathering.plan",
        "gathering.file",
        "suggestion.compile",
        "suggestion.reply",
        "gathering.view",
        "gathering.host",
        "ballot.view",
        "ballot.prepare",
        "ballot.run",
        "ballot.record",
        "topic.view",
        "topic.run",
        "topic.record",
        "agreement.view",
        "agreement.draft",
        "agreement.record",
        "budget.view",
        "budget.plan",
        "budget.record",
        "founding.view",
        "founding.run",
    }
)
ANSWERING_FOR_UNIT = frozenset({"suggestion.reply:own"})
ASSIGNING = frozenset({"concern.assign", "concern.open_list", "concern.report_up"}) | CONVENING
DECIDING = frozenset(
    {
        "undertaking.decide_extension",
        "undertaking.hand_over",
        "concern.look",
        "concern.reopen",
        "capacity.delegate",
        "gathering.publish",
        "suggestion.approve",
    }
)
KEEPING_HOUSE = frozenset(
    {
        "capacity.grant",
        "absence.record",
        "person.merge",
        "place.edit",
        "roster.view",
        "roster.edit",
        "hotline.import",
    }
)

RIGHTS: Mapping[K, frozenset[str]] = {
    K.RESIDENT: frozenset(),
    K.BUILDING_HEAD: HANDLING_OWN | {"desk.enter", "voice.record"},
    K.VOLUNTEER: HANDLING_OWN | {"desk.enter"},
    K.GRID_WORKER: DESK,
    K.CLERK: DESK | ASSIGNING | {"roster.view", "hotline.import"},
    K.SECRETARY: DESK | ASSIGNING | DECIDING | KEEPING_HOUSE | {"unit.edit", "concern.assign_batch"},
    K.FIRST_SECRETARY: DESK | ASSIGNING | DECIDING | {"concern.assign_batch"},
    K.UNIT_WORKER: HANDLING_OWN | ANSWERING_FOR_UNIT | {"desk.enter"},
    K.PROPERTY_MANAGER: HANDLING_OWN | ANSWERING_FOR_UNIT | {"desk.enter"},
    K.STREET_OFFICER: DESK | ASSIGNING | DECIDING | KEEPING_HOUSE | {"unit.edit"},
    K.DISTRICT_OFFICER: WATCHING
    | DECIDING
    | HANDLING_OWN
    | CONVENING
    | {"desk.enter", "concern.answer", "concern.work", "voice.record"},
    K.ORGANISATION_DEPT: frozenset({"desk.enter", "figures.view"}),
    K.OPERATOR: DESK
    | ASSIGNING
    | DECIDING
    | KEEPING_HOUSE
    | {"unit.edit", "rulepack.view", "rulepack.edit", "notices.view", "concern.assign_batch"},
}


NEVER_DELEGATED = frozenset({"capacity.grant", "capacity.delegate", "person.merge"})
"""Whoever acts for somebody else decides nothing about who is who and who may what."""

ALL_VERBS = frozenset().union(*RIGHTS.values())


def verbs_of(kind: str, *, delegated: bool = False) -> frozenset[str]:
    """What a capacity of this kind may do; nothing, when the kind is unknown."""
    held = RIGHTS.get(K(kind), frozenset()) if kind in set(K) else frozenset()
    return held - NEVER_DELEGATED if delegated else held


def reaches_further(wanted: frozenset[str], held: frozenset[str]) -> bool:
    """Whether the wanted rights hold one that the giver lacks; the right to one's own lies within the whole right."""
    return any(verb not in held and verb.removesuffix(":own") not in held for verb in wanted)
