"""What a place adds to national law on owners' decisions: read from the rule pack that the ballot is stamped with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shangyi.decisions.rules.assemblies import AssemblyRule
from shangyi.decisions.rules.proxies import ProxyRule
from shangyi.decisions.rules.statutory import NOTICE_OF_MEETING, ONLINE, DayCount, opening_allowed_on
from shangyi.decisions.rules.thresholds import Source
from shangyi.kernel.refused import Refused
from shangyi.rulepacks.rules import OwnersVote

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class LocalRules:
    """The numbers a ballot goes by, each with its source."""

    channels: frozenset[str]
    notice: DayCount
    publish: DayCount
    window: tuple[int, int] | None
    proxies: ProxyRule

    @property
    def channel(self) -> str:
        """The way a new owners' ballot is run: by phone too, where a local rule accepts that, else on paper."""
        return ONLINE if ONLINE in self.channels else "paper"


def local_rules(vote: OwnersVote, in_force_on: date) -> LocalRules:
    """The place's numbers over the nation's: a notice is never shorter than fifteen days."""
    source = Source(f"本地规则包{vote.article}" if vote.article else "本地未定，暂按通行做法", in_force_on)
    is_longer = vote.notice_days > NOTICE_OF_MEETING.days
    return LocalRules(
        channels=frozenset(vote.channels),
        notice=DayCount(vote.notice_days, source) if is_longer else NOTICE_OF_MEETING,
        publish=DayCount(vote.publish_days, source),
        window=(vote.shortest_days, vote.longest_days) if vote.longest_days else None,
        proxies=ProxyRule(
            most_per_holder=vote.most_proxies or None,
            must_state_choice=vote.proxy_states_choice,
            source=source.article if vote.article else ProxyRule().source,
        ),
    )


def check_window(now: datetime, opens_at: datetime, closes_at: datetime) -> None:
    """Voting opens from now on, stays open at least a moment, and ends within a year. Refused: ballot.window-wrong."""
    fits = now - SHORTEST <= opens_at and opens_at + SHORTEST <= closes_at <= now + LONGEST
    if not fits:
        raise Refused("ballot.window-wrong")


def check_assembly_notice(rule: AssemblyRule, notice_on: date, opens_on: date) -> None:
    """Villagers are told ten days before they meet (article 21). Refused: statutory.notice-too-short."""
    if rule.notice_days is None:
        return
    notice = DayCount(rule.notice_days, Source("村民委员会组织法第二十一条", rule.quorum.source.in_force_on))
    earliest = opening_allowed_on(notice_on, notice)
    if opens_on < earliest:
        raise Refused(
            "statutory.notice-too-short", days=notice.days, source=notice.source.article, earliest=earliest
        )


def check_longer(
    *,
    now: datetime,
    opens_at: datetime,
    closes_at: datetime,
    wanted: datetime,
    window: tuple[int, int] | None,
) -> None:
    """Voting may go on longer only if that is said before the end, to a later time, within what the place allows.

    Refused: ballot.extension-too-late, ballot.extension-not-later, ballot.window-wrong, statutory.window-wrong.
    """
    if now >= closes_at:
        raise Refused("ballot.extension-too-late", closes_at=closes_at)
    if wanted <= closes_at:
        raise Refused("ballot.extension-not-later", closes_at=closes_at)
    if wanted > now + LONGEST:
        raise Refused("ballot.window-wrong")
    days = (wanted.date() - opens_at.date()).days
    if window is not None and not window[0] <= days <= window[1]:
        raise Refused("statutory.window-wrong", days=days, least=window[0], most=window[1])
