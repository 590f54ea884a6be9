"""Words that sound like a promise: the vague ones that are no date, and the real ones worked out to a moment.

"及时、尽快、近期" is not a date: whoever writes them is asked for one, or for the reason why there is none.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from shangyi.kernel.refused import Refused
from shangyi.kernel.spoken_dates import Moment, patterns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from shangyi.kernel.calendar import Due, WorkingCalendar
    from shangyi.kernel.spoken_dates import Resolver

_NOT = r"(?<!不)(?<!没有)(?<!未)(?<!未能)(?<!不够)(?<!不太)"
_VAGUE = re.compile(
    rf"{_NOT}及时(?!雨)|{_NOT}积极(?!性|分子|向上|因素)|尽快|尽早|尽量|尽可能早|早日|近期|近日|不日|最近几天"
    r"|这几天|这两天|几[天日周]内|几个(?:小时|工作日|月)内|过几天|过两天|过段时间|过一段时间|一段时间内|第一时间|最短时间内|短时间内|短期内"
    r"|马上|立即|立刻|立马|即刻|迅速|抓紧|加快|适时|择期|择日|择机|随后|稍后|后续|下一步|下一阶段|逐步|分批|陆续"
    r"|条件成熟|时机成熟|条件允许|有条件时|力争|争取|待定|再说|有空|回头"
)
_TODAY = frozenset({"今天", "今日", "当天", "当日"})
_SENTENCE_END = re.compile("[。!?;\\n\uff01\uff1f\uff1b]")


@dataclass(frozen=True, slots=True)
class Finding:
    """Some words of a text, from `start` up to but not including `end`.

    A date carries `due`; when the words cannot be a date in this calendar it carries `problem` instead, a
    code of the kind that Refused has. `past` is true for a date that lies before now.
    """

    kind: Literal["vague", "date"]
    start: int
    end: int
    text: str
    due: Due | None = None
    problem: str = ""
    past: bool = False


def find_promises(text: str, now: datetime, calendar: WorkingCalendar) -> tuple[Finding, ...]:
    """Vague words and real dates in the order of the text, none overlapping; of two that do, the longer wins.

    Dates are worked out against `now` on the region's clock, with the arithmetic of the Civil Code where a
    period is named ("三天内"). A date without a year is the coming one, unless it passed less than half a
    year ago; then it stays and is marked past. "4月6日前" includes the 6th; "春节前" is the evening before
    the days off begin. Weeks begin on Monday.
    Refused: calendar.naive-moment, calendar.out-of-range.
    """
    here = calendar.local(now)
    found = sorted(_all(text, here, calendar), key=lambda finding: (finding.start, -finding.end))
    kept: list[Finding] = []
    for finding in found:
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return tuple(kept)


def _all(text: str, now: datetime, calendar: WorkingCalendar) -> Iterator[Finding]:
    for match in _VAGUE.finditer(text):
        yield Finding("vague", match.start(), match.end(), match.group())
    for pattern, resolve in patterns(calendar):
        for match in pattern.finditer(text):
            due, problem = _resolved(resolve, Moment(match, now, calendar))
            past = due is not None and due.at < now
            yield Finding("date", match.start(), match.end(), match.group(), due, problem, past)


def _resolved(resolve: Resolver, moment: Moment) -> tuple[Due | None, str]:
    try:
        return resolve(moment), ""
    except Refused as refusal:
        return None, refusal.code
    except (ValueError, OverflowError):
        return None, "promise.no-such-day"


def undated(text: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The vague words whose own sentence names no time to come: the writer must give one, or the reason.

    A bare "今天" or "当天" tells when something happened more often than by when it will be done, so it does not
    count as one.
    """
    ends = [match.start() for match in _SENTENCE_END.finditer(text)]
    dated = {bisect(ends, finding.start) for finding in findings if _names_an_end(finding)}
    vague = (finding for finding in findings if finding.kind == "vague")
    return tuple(finding for finding in vague if bisect(ends, finding.start) not in dated)


def _names_an_end(finding: Finding) -> bool:
    return finding.due is not None and not finding.past and finding.text not in _TODAY
