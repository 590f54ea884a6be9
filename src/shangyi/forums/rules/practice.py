"""A practice of sitting down together as data: who takes part, what may be recorded, what must be there before.

Nothing of a single practice stands in the code of the room: whatever differs between two of them is a field here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from shangyi.forums.rules.outcomes import What
from shangyi.kernel.limits import Limit

if TYPE_CHECKING:
    from shangyi.forums.rules.rhythm import Rhythm
    from shangyi.rulepacks.rules.pack import Source


class RemarkKind(StrEnum):
    """What a line of the record is; chosen after it was written."""

    DEMAND = "demand"  # 诉求
    SUGGESTION = "suggestion"  # 建议
    COMMENT_GOOD = "comment_good"  # 做得好
    COMMENT_BAD = "comment_bad"  # 不满意
    QUESTION = "question"  # 提问
    ANSWER = "answer"  # 答复
    FOLLOW_UP = "follow_up"  # 追问
    SUPPLEMENT = "supplement"  # 补充解答
    SHORTCOMING = "shortcoming"  # 坦承的短板
    CLAIM = "claim"  # 带数字的说法
    PLEDGE = "pledge"  # 承诺
    RESPONSIBILITY = "responsibility"  # 谁负责什么


class MetBy(StrEnum):
    """What can meet a need by itself."""

    INVESTIGATION = "investigation"  # 调研
    CASE_DIGEST = "case_digest"  # 热线案件汇总


class Wants(StrEnum):
    """What must come of a line of some kind before the record is filed."""

    NOTHING = ""
    UNDERTAKING = "undertaking"
    CONCERN = "concern"
    SUGGESTION = "suggestion"
    ANSWER = "answer"


USUAL_WANTS: Mapping[str, Wants] = {
    RemarkKind.PLEDGE: Wants.UNDERTAKING,
    RemarkKind.SHORTCOMING: Wants.UNDERTAKING,
    RemarkKind.DEMAND: Wants.CONCERN,
    RemarkKind.SUGGESTION: Wants.SUGGESTION,
    RemarkKind.QUESTION: Wants.ANSWER,
    RemarkKind.FOLLOW_UP: Wants.ANSWER,
}
"""Where a practice says nothing about a kind."""

FITTING: Mapping[What, RemarkKind] = {
    What.PLEDGE: RemarkKind.PLEDGE,
    What.CONCERN: RemarkKind.DEMAND,
    What.SUGGESTION: RemarkKind.SUGGESTION,
    What.FOLLOW_UP: RemarkKind.SHORTCOMING,
}
"""The kind that a line takes when something came of it before anybody chose one."""


class Panel(StrEnum):
    """Of the "6+X": whether a class always takes part, or its members are chosen for the matter at hand."""

    STANDING = "standing"
    PER_MATTER = "per_matter"


@dataclass(frozen=True, slots=True)
class Word:
    """A code with its name in both languages: an axis of rating, a head of suggestions, a goal."""

    code: str
    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class ParticipantClass:
    """One class of participants; `capacities` and `units` say on which rolls its members stand, if on any.

    At least `least` of them are to be there.
    """

    code: str
    zh: str
    required: bool = False
    capacities: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    en: str = ""
    panel: Panel = Panel.STANDING
    least: int = 0


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of a gathering and the kinds of line that may be recorded in it."""

    code: str
    zh: str
    kinds: tuple[RemarkKind, ...] = tuple(RemarkKind)
    en: str = ""


@dataclass(frozen=True, slots=True)
class NeedBefore:
    """Something that must be there before a gathering opens; what does not block is only asked for.

    `met_by` is what meets it by being there; otherwise somebody says what is there.
    """

    code: str
    zh: str
    blocks: bool = True
    en: str = ""
    met_by: str = ""


THREE_MONTHS = Limit(3, "months")
"""What CPPCC suggestions are answered within (norms §5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """One version of one practice."""

    code: str
    zh: str
    en: str = ""
    version: str = ""
    about_zh: str = ""
    about_en: str = ""
    in_force_from: date = date(2026, 1, 1)
    source: Source | None = None
    convened_by: str = ""
    classes: tuple[ParticipantClass, ...]
    phases: tuple[Phase, ...] = ()
    needs: tuple[NeedBefore, ...] = ()
    outputs: Mapping[What, str] = field(default_factory=dict, hash=False)
    wants: Mapping[str, Wants] = field(default_factory=lambda: USUAL_WANTS, hash=False)
    notice_ahead: timedelta = timedelta(days=1)
    minutes: int = 90
    reporters: str = "residents"
    gated: bool = False
    reply_within: Limit = THREE_MONTHS
    level: str = "present"
    years_kept: int = 10
    axes: tuple[Word, ...] = ()
    heads: tuple[Word, ...] = ()
    goals: tuple[Word, ...] = ()
    rhythm: Rhythm | None = None

    @property
    def class_codes(self) -> tuple[str, ...]:
        return tuple(each.code for each in self.classes)

    @property
    def required_classes(self) -> tuple[str, ...]:
        return tuple(each.code for each in self.classes if each.required)

    def class_named(self, code: str) -> ParticipantClass | None:
        return next((each for each in self.classes if each.code == code), None)

    def name_of(self, code: str) -> str:
        known = self.class_named(code)
        return known.zh if known else code

    def needs_met_by(self, what: MetBy) -> tuple[str, ...]:
        """The codes of the needs that this meets by being there."""
        return tuple(each.code for each in self.needs if each.met_by == what)

    def need_name(self, code: str) -> str:
        return next((each.zh for each in self.needs if each.code == code), code)

    def head_name(self, code: str) -> str:
        """A head as it is called; one that was typed in is called as it was typed."""
        return next((each.zh for each in self.heads if each.code == code), code)

    def phase_name(self, code: str) -> str:
        return next((each.zh for each in self.phases if each.code == code), code)

    def kinds_in(self, phase: str) -> tuple[RemarkKind, ...]:
        """What may be recorded in a phase; outside of any, whatever some phase takes, in the order of the kinds."""
        known = next((each for each in self.phases if each.code == phase), None)
        if known is not None:
            return known.kinds
        some = {kind for each in self.phases for kind in each.kinds}
        return tuple(kind for kind in RemarkKind if kind in some or not self.phases)

    def wants_of(self, kind: str) -> Wants:
        return self.wants.get(kind, Wants.NOTHING)

    def missing_outputs(self, made: frozenset[str]) -> tuple[str, ...]:
        """The codes of what this practice must bring forth and has not."""
        return tuple(what.value for what in self.outputs if what.value not in made)

    def in_english(self) -> Practice:
        """The same practice with its English names where its pages show a name."""
        return replace(
            self,
            zh=self.en or self.zh,
            about_zh=self.about_en or self.about_zh,
            classes=tuple(replace(each, zh=each.en or each.zh) for each in self.classes),
            phases=tuple(replace(each, zh=each.en or each.zh) for each in self.phases),
            needs=tuple(replace(each, zh=each.en or each.zh) for each in self.needs),
            axes=tuple(replace(each, zh=each.en or each.zh) for each in self.axes),
            heads=tuple(replace(each, zh=each.en or each.zh) for each in self.heads),
            goals=tuple(replace(each, zh=each.en or each.zh) for each in self.goals),
        )
