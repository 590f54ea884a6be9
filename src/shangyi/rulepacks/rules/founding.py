"""What a place asks before an owners' committee is founded: one gate each, and the spans between them."""

from __future__ import annotations

from dataclasses import dataclass

GATE_STEPS = ("eligible", "preparatory-group", "roster", "notice", "first-meeting", "committee", "filing")
GATE_ASKS = ("share", "within", "after", "least", "most", "odd", "held")
GATE_WHO = ("street", "community", "developer", "group", "owners", "committee")
GATE_DAYS = (
    "guidance_on",
    "asked_on",
    "developer_asked_on",
    "community_asked_on",
    "group_on",
    "group_posted_on",
    "roster_on",
    "drafts_shown_on",
    "notice_on",
    "community_told_on",
    "first_meeting_on",
    "election_passed_on",
    "result_posted_on",
    "committee_met_on",
    "filed_on",
)
GATE_COUNTS = (
    "delivered_area",
    "area",
    "owners",
    "owners_asking",
    "asking_area",
    "group_members",
    "group_owners",
    "households",
    "candidates",
    "members",
    "term_years",
)
"""What a gate may look at: the days and the numbers that the procedure writes down."""


@dataclass(frozen=True, slots=True)
class CommitteeGate:
    """One condition of the place: at which step, what it asks of which day or number, and who must see to it.

    Gates with the same `any_of` are alternatives. Where the number `unless` is at most `unless_at_most`, it is not
    asked.
    """

    code: str
    zh: str
    en: str
    step: str
    asks: str
    fact: str
    who: str
    than: str = ""
    share: str = ""
    strictly_more: bool = False
    whole: int = 0
    any_of: str = ""
    unless: str = ""
    unless_at_most: int = 0
    article: str = ""


@dataclass(frozen=True, slots=True)
class Founding:
    """The spans that no gate fixes: for a step without a last day, for a request, and before a term ends."""

    step_days: int = 30
    answer_days: int = 30
    renew_days: int = 90
    article: str = ""


NO_FOUNDING = Founding()
"""The spans of a pack that gives none."""
