"""Facts about gatherings: codes, counts and clock values are public; words, names and reasons are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringPlanned(Event):
    kind: ClassVar[str] = "gathering.planned"
    practice: str = public()
    planned_at: str = public()
    convened_by: int | None = public(default=None)
    series: int | None = public(default=None)
    due_on: str = public(default="")
    keeper: int
    keeper_name: str
    theme: str
    venue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChanged(Event):
    kind: ClassVar[str] = "gathering.plan-changed"
    planned_at: str = public()
    is_open: bool = public(default=False)
    theme: str
    venue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAdded(Event):
    kind: ClassVar[str] = "gathering.item-added"
    item: int = public()
    source: str = public()
    why: str = public(default="")
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRemoved(Event):
    kind: ClassVar[str] = "gathering.item-removed"
    item: int = public()
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemBegun(Event):
    kind: ClassVar[str] = "gathering.item-begun"
    item: int = public()
    position: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemConcluded(Event):
    kind: ClassVar[str] = "gathering.item-concluded"
    item: int = public()
    result: str = public()
    conclusion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissented(Event):
    kind: ClassVar[str] = "gathering.dissented"
    item: int = public()
    class_code: str = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited(Event):
    """Several at once; how they were chosen is not said, lest a number give away who raised a matter."""

    kind: ClassVar[str] = "gathering.invited"
    n_invited: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringNoticed(Event):
    kind: ClassVar[str] = "gathering.noticed"
    planned_at: str = public()
    n_invited: int = public()
    n_told: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldByStaff(Event):
    kind: ClassVar[str] = "gathering.told"
    n_told: int = public()
    how: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAnswered(Event):
    kind: ClassVar[str] = "gathering.invitation-answered"
    invitation: int = public()
    answer: str = public()
    by_staff: bool = public(default=False)
    spoken_for_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedMet(Event):
    kind: ClassVar[str] = "gathering.need-met"
    code: str = public()
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedPassedOver(Event):
    kind: ClassVar[str] = "gathering.need-passed-over"
    code: str = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringOpened(Event):
    kind: ClassVar[str] = "gathering.opened"
    ordinal: int = public()
    practice: str = public()
    passed_over: tuple[str, ...] = public(default=())
    urgent_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIn(Event):
    kind: ClassVar[str] = "gathering.checked-in"
    attendance: int = public()
    class_code: str = public()
    how: str = public()
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadsCounted(Event):
    kind: ClassVar[str] = "gathering.heads-counted"
    class_code: str = public()
    value: int = public()
    comparator: str = public()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceImported(Event):
    kind: ClassVar[str] = "gathering.attendance-imported"
    n_taken: int = public()
    n_known: int = public()
    n_wrong: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerCalled(Event):
    kind: ClassVar[str] = "gathering.speaker-called"
    turn: int = public()
    class_code: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkWritten(Event):
    kind: ClassVar[str] = "gathering.remark"
    remark: int = public()
    number: int = public()
    class_code: str = public()
    remark_kind: str = public(default="")
    is_slip: bool = public(default=False)
    said_at: str = public()
    speaker_name: str = ""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkSorted(Event):
    kind: ClassVar[str] = "gathering.remark-sorted"
    remark: int = public()
    remark_kind: str = public()
    head: str = public(default="")
    replies_to: int | None = public(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsAdded(Event):
    kind: ClassVar[str] = "gathering.words-added"
    remark: int = public()
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftUndated(Event):
    """时限待定: a promise without a date, and why."""

    kind: ClassVar[str] = "gathering.left-undated"
    remark: int = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTaken(Event):
    kind: ClassVar[str] = "gathering.sheet-taken"
    sheet: int = public()
    use: str = public()
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeMade(Event):
    kind: ClassVar[str] = "gathering.outcome"
    what: str = public()
    collected: str = public()
    remark: int | None = public(default=None)
    undertaking: int | None = public(default=None)
    concern: int | None = public(default=None)
    suggestion: int | None = public(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOpened(Event):
    kind: ClassVar[str] = "gathering.poll-opened"
    poll: int = public()
    how: str = public()
    labels: tuple[str, ...] = public()
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCounted(Event):
    kind: ClassVar[str] = "gathering.poll-counted"
    poll: int = public()
    how: str = public()
    counts: tuple[int, ...] = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringEnded(Event):
    kind: ClassVar[str] = "gathering.ended"
    minutes: int = public()
    n_lines: int = public()
    complete_by: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringResumed(Event):
    kind: ClassVar[str] = "gathering.resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringFiled(Event):
    kind: ClassVar[str] = "gathering.filed"
    n_collected: int = public()
    n_answered: int = public()
    n_pledges: int = public()
    n_suggestions: int = public()
    warnings: tuple[str, ...] = public(default=())
    no_outcome_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringCalledOff(Event):
    kind: ClassVar[str] = "gathering.cancelled"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringMissed(Event):
    kind: ClassVar[str] = "gathering.missed"
    planned_at: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionCarried(Event):
    kind: ClassVar[str] = "gathering.question-carried"
    remark: int = public()
    to_gathering: int | None = public(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionMoved(Event):
    """One step of an addressed suggestion: 整理, 审定, 转送, first contact, reply, second look."""

    kind: ClassVar[str] = "suggestion.moved"
    suggestion: int = public()
    verb: str = public()
    stage: str = public()
    unit: int | None = public(default=None)
    reply: str = public(default="")
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticePutInForce(Event):
    kind: ClassVar[str] = "practice.put-in-force"
    code: str = public()
    version: str = public()
    digest: str = public()
    in_force_from: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class MissExplained(Event):
    """Why a gathering that was planned did not take place."""

    kind: ClassVar[str] = "gathering.miss-explained"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteesReminded(Event):
    kind: ClassVar[str] = "gathering.reminded"
    planned_at: str = public()
    n_told: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesStarted(Event):
    """`taken_over` are gatherings of the same kind, place and convenor from before; their numbers go on."""

    kind: ClassVar[str] = "series.started"
    practice: str = public()
    started_on: str = public()
    convened_by: int | None = public(default=None)
    taken_over: tuple[int, ...] = public(default=())
    name: str
    keeper: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmSet(Event):
    """`rhythm` is JSON as its row keeps it: whoever holds the ledger can work out which days were due."""

    kind: ClassVar[str] = "series.rhythm-set"
    from_on: str = public()
    rhythm: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesChanged(Event):
    kind: ClassVar[str] = "series.changed"
    is_open: bool = public()
    name: str
    theme: str
    venue: str
    keeper: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesEnded(Event):
    kind: ClassVar[str] = "series.ended"
    ended_on: str = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDayMissed(Event):
    """A day that was due passed, and nobody had planned it or said that it is left out."""

    kind: ClassVar[str] = "series.day-missed"
    named_on: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDayExplained(Event):
    """Why a due day is left out, said before, or why it was missed, said after."""

    kind: ClassVar[str] = "series.day-explained"
    named_on: str = public()
    beforehand: bool = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMade(Event):
    """A secret address for calendars was made; the secret itself is told to nobody."""

    kind: ClassVar[str] = "feed.made"
    of_place: bool = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRevoked(Event):
    kind: ClassVar[str] = "feed.revoked"
    of_place: bool = public()
