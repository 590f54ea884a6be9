"""Writes of undertakings, one module per step. Opening and ending are what the rooms above call."""

from shangyi.undertakings.actions.ending import (
    end_undertaking,
    finish_undertaking,
    return_undertaking,
    withdraw_undertaking,
)
from shangyi.undertakings.actions.extending import (
    OnDueChanged,
    ask_extension,
    decide_extension,
)
from shangyi.undertakings.actions.handing_over import (
    OnKeeperChanged,
    hand_over,
    hand_over_all,
)
from shangyi.undertakings.actions.lapsing import pass_on_what_lapses
from shangyi.undertakings.actions.leaving import Away, leave, record_absence
from shangyi.undertakings.actions.opening import NewUndertaking, open_undertaking, opened_entry, prepare
from shangyi.undertakings.actions.responding import name_person, respond
from shangyi.undertakings.actions.sweeping import OnOverdue, OnRaised, Swept, sweep

__all__ = [
    "Away",
    "NewUndertaking",
    "OnDueChanged",
    "OnKeeperChanged",
    "OnOverdue",
    "OnRaised",
    "Swept",
    "ask_extension",
    "decide_extension",
    "end_undertaking",
    "finish_undertaking",
    "hand_over",
    "hand_over_all",
    "leave",
    "name_person",
    "open_undertaking",
    "opened_entry",
    "pass_on_what_lapses",
    "prepare",
    "record_absence",
    "respond",
    "return_undertaking",
    "sweep",
    "withdraw_undertaking",
]
