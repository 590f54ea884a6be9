"""What must hold around an owners' count: channel, notice, agenda, frozen roster, clocks, and corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from shangyi.decisions.rules.thresholds import Source, refuse_all
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shangyi.decisions.rules.owners import OwnersVote
    from shangyi.decisions.rules.roster import FrozenRoster


@dataclass(frozen=True, slots=True)
class DayCount:
    """A number of calendar days that a rule fixes, with its source."""

    days: int
    source: Source


NOTICE_OF_MEETING = DayCount(15, Source("物业管理条例第十四条", date(2007, 10, 1)))
"""Before a meeting or ballot all owners are told, and the residents' committee with them. Places may ask
for more."""

ONLINE = "platform"
"""Answers handed in on this platform."""

CHALLENGE_YEARS = 1
"""An injured owner may go to court within one year of knowing (建筑物区分所有权解释, article 12)."""


@dataclass(frozen=True, slots=True)
class StatutoryPlan:
    """What is known about a ballot before it opens under the label 业主共同决定."""

    channel: str
    accepted_channels: frozenset[str]
    notice_on: date | None
    opens_on: date
    closes_on: date
    matters_on_notice: tuple[str, ...]
    matters_on_ballot: tuple[str, ...]
    notice: DayCount = NOTICE_OF_MEETING
    window: tuple[int, int] | None = None


def check_statutory_plan(plan: StatutoryPlan, roster: FrozenRoster | None) -> None:
    """The ballot may open as an owners' decision; otherwise everything that is missing is said at once.

    A ballot on this platform is not of itself a statutory vote: the rule pack must name the channel, the
    notice must have run, the roster must be frozen, and nothing but what was on the notice may be voted on.
    `window` is the least and greatest number of days a ballot may stay open, where the place fixes one (杭州:
    5 to 60). Refused: statutory.channel-not-accepted, statutory.notice-missing, statutory.notice-too-short,
    statutory.matter-not-on-notice, statutory.roster-not-frozen, statutory.closes-before-opening,
    statutory.window-wrong.
    """
    refuse_all([*_standing_problems(plan, roster), *_notice_problems(plan), *_window_problems(plan)])


def _standing_problems(plan: StatutoryPlan, roster: FrozenRoster | None) -> Iterable[Refused]:
    if plan.channel not in plan.accepted_channels:
        yield Refused("statutory.channel-not-accepted", channel=plan.channel)
    if roster is None:
        yield Refused("statutory.roster-not-frozen")
    for matter in plan.matters_on_ballot:
        if matter not in plan.matters_on_notice:
            yield Refused("statutory.matter-not-on-notice", matter=matter)


def _notice_problems(plan: StatutoryPlan) -> Iterable[Refused]:
    if plan.notice_on is None:
        yield Refused("statutory.notice-missing", days=plan.notice.days)
    elif plan.opens_on < opening_allowed_on(plan.notice_on, plan.notice):
        yield Refused(
            "statutory.notice-too-short",
            days=plan.notice.days,
            source=plan.notice.source.article,
            earliest=opening_allowed_on(plan.notice_on, plan.notice),
        )


def _window_problems(plan: StatutoryPlan) -> Iterable[Refused]:
    days = (plan.closes_on - plan.opens_on).days
    if days < 0:
        yield Refused("statutory.closes-before-opening", opens=plan.opens_on, closes=plan.closes_on)
    elif plan.window is not None and not plan.window[0] <= days <= plan.window[1]:
        yield Refused("statutory.window-wrong", days=days, least=plan.window[0], most=plan.window[1])


def opening_allowed_on(notice_on: date, notice: DayCount = NOTICE_OF_MEETING) -> date:
    """The first day on which voting may open: the day of the notice is not counted (民法典 201)."""
    return notice_on + timedelta(days=notice.days)


def publish_by(closed_on: date, rule: DayCount) -> date:
    """The last day for publishing the result. The number is local (北京, article 37: 3 days), so it comes
    in.
    """
    return closed_on + timedelta(days=rule.days)


def challenge_open_until(known_on: date) -> date:
    """The last day on which an owner who knew on `known_on` may go to court.

    Counted by the calendar: the same date a year on, or the end of the month where there is none (民法典
    202). That a last day on a holiday moves (203) is left to the working calendar.
    """
    try:
        return known_on.replace(year=known_on.year + CHALLENGE_YEARS)
    except ValueError:
        return known_on.replace(year=known_on.year + CHALLENGE_YEARS, day=28)


class Stage(StrEnum):
    """How far a ballot is when its roster turns out to be wrong."""

    NOT_OPEN = "not-open"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


class Effect(StrEnum):
    NONE = "none"
    REFREEZE = "refreeze"
    REOPEN = "reopen"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a corrected roster does to a ballot. Nothing is edited: both rosters and all votes stay on
    record.
    """

    effect: Effect
    from_digest: str
    to_digest: str
    changed_households: tuple[str, ...]
    votes_that_stand: tuple[OwnersVote, ...]
    ask_again: tuple[str, ...]


def correct_roster(
    *, frozen: FrozenRoster, corrected: FrozenRoster, stage: Stage, votes: Sequence[OwnersVote]
) -> Correction:
    """A correction after freezing reopens a ballot, or voids it once its result was published.

    Votes of heads that are the same in both rosters (same units, same owners, same area) stand when the
    ballot reopens; every other head of the corrected roster is asked again. Before opening, the roster is
    only frozen anew. Equal digests change nothing.
    """
    changed = _changed_households(frozen, corrected)
    effect = effect_of(stage, is_same=frozen.digest == corrected.digest)
    kept = _unchanged_heads(frozen, corrected, changed)
    heads = corrected.head_by_household
    standing = [vote for vote in votes if vote.household in heads and heads[vote.household].key in kept]
    is_counted_again = effect in {Effect.REOPEN, Effect.NONE}
    return Correction(
        effect=effect,
        from_digest=frozen.digest,
        to_digest=corrected.digest,
        changed_households=changed,
        votes_that_stand=tuple(standing) if is_counted_again else (),
        ask_again=tuple(
            head.key for head in corrected.heads if head.key not in kept or effect == Effect.VOID
        ),
    )


def effect_of(stage: Stage, *, is_same: bool) -> Effect:
    """What a corrected list does to a ballot at this stage."""
    if is_same:
        return Effect.NONE
    return {Stage.NOT_OPEN: Effect.REFREEZE, Stage.PUBLISHED: Effect.VOID}.get(stage, Effect.REOPEN)


def _changed_households(frozen: FrozenRoster, corrected: FrozenRoster) -> tuple[str, ...]:
    before = {row.household: row for row in frozen.rows}
    after = {row.household: row for row in corrected.rows}
    return tuple(
        household
        for household in sorted(before.keys() | after.keys())
        if before.get(household) != after.get(household)
    )


def _unchanged_heads(frozen: FrozenRoster, corrected: FrozenRoster, changed: Sequence[str]) -> set[str]:
    before = set(frozen.heads)
    touched = set(changed)
    return {head.key for head in corrected.heads if head in before and touched.isdisjoint(head.households)}
