"""Foundings of a committee that hold, lived by the actions, and one way to break each of their invariants by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.decisions.courses import begun
from tests.forums.damages import damage


def _nobody_goes_on(world: Any) -> None:
    course = begun(world.town)
    damage("DELETE FROM undertakings_undertaking WHERE matter = %s", course.founding.subject)


def _not_elected(world: Any) -> None:
    course = begun(world.town).filed()
    damage("UPDATE decisions_ballot SET outcome = 'rejected' WHERE id = %s", course.founding.ballot_id)


def _no_evidence(world: Any) -> None:
    begun(world.town).called()
    damage("UPDATE decisions_foundingact SET evidence = ' ' WHERE deed = 'group'")


def _a_stranger(world: Any) -> None:
    begun(world.town).filed()
    damage("UPDATE decisions_foundingmember SET name = '赵先生' WHERE role = 'committee' AND number = 1")


def _other_facts(world: Any) -> None:
    begun(world.town).filed()
    damage("UPDATE decisions_foundingact SET facts = %s WHERE deed = 'committee'", '{"members": 5}')


FOUNDING_DAMAGES: dict[str, Callable[[Any], None]] = {
    "founding.duty": _nobody_goes_on,
    "founding.elected": _not_elected,
    "founding.evidence": _no_evidence,
    "founding.candidates": _a_stranger,
    "founding.gates": _other_facts,
}
