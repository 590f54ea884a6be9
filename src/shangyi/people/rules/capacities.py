"""The capacities in which a person acts."""

from __future__ import annotations

from enum import StrEnum


class CapacityKind(StrEnum):
    """In what role; where and from when to when are columns of the capacity."""

    RESIDENT = "resident"
    BUILDING_HEAD = "building_head"
    VOLUNTEER = "volunteer"
    GRID_WORKER = "grid_worker"
    CLERK = "clerk"
    SECRETARY = "secretary"
    FIRST_SECRETARY = "first_secretary"
    UNIT_WORKER = "unit_worker"
    PROPERTY_MANAGER = "property_manager"
    STREET_OFFICER = "street_officer"
    DISTRICT_OFFICER = "district_officer"
    ORGANISATION_DEPT = "organisation_dept"
    OPERATOR = "operator"


RECEIVING = (CapacityKind.CLERK, CapacityKind.SECRETARY, CapacityKind.STREET_OFFICER, CapacityKind.OPERATOR)
"""Who may be handed what nobody has sorted yet, in this order at the nearest place that has one."""

KEEPING = frozenset(
    {
        CapacityKind.GRID_WORKER,
        CapacityKind.CLERK,
        CapacityKind.SECRETARY,
        CapacityKind.FIRST_SECRETARY,
        CapacityKind.STREET_OFFICER,
        CapacityKind.DISTRICT_OFFICER,
        CapacityKind.OPERATOR,
    }
)
"""Whose bearer may be the keeper of a concern: people of our own, never of a unit that is asked."""

OF_UNITS = frozenset({CapacityKind.UNIT_WORKER, CapacityKind.PROPERTY_MANAGER})
"""Held for a unit, which must be named."""

NEEDS_PASSWORD = KEEPING | {CapacityKind.ORGANISATION_DEPT}
"""A code sent to a phone is not enough for these: they see other people's matters."""
