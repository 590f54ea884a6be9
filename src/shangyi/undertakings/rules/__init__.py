"""Who does what by when: the table of transitions, the clocks, and what passing time does to them."""

from shangyi.undertakings.rules.life import (
    TABLE,
    State,
    Stretch,
    Task,
    Transition,
    Verb,
    check_decision,
    check_extension,
    check_return,
    right_for,
    step,
)
from shangyi.undertakings.rules.sweeping import Looked, Pace, Rung, Running, Stage, look, rung_due
from shangyi.undertakings.rules.timing import Limits, Timing, timing

__all__ = [
    "TABLE",
    "Limits",
    "Looked",
    "Pace",
    "Rung",
    "Running",
    "Stage",
    "State",
    "Stretch",
    "Task",
    "Timing",
    "Transition",
    "Verb",
    "check_decision",
    "check_extension",
    "check_return",
    "look",
    "right_for",
    "rung_due",
    "step",
    "timing",
]
