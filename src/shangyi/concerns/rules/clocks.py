"""Which limit of the rule pack runs at which station of the line of life."""

from __future__ import annotations

from datetime import date, timedelta

from shangyi.kernel.limits import Limit
from shangyi.rulepacks.rules import Pack
from shangyi.undertakings.rules import Limits

REPORT_REPLY = Limit(15, "working_days")
"""How long a superior's reply to a report is waited for before we ask again: our own asking, not their duty."""


def sorting_limits(pack: Pack) -> Limits:
    """听 → 理: how soon somebody sorts it."""
    return Limits(completion=pack.triage.limit, article=pack.triage.article, remind_before=timedelta(hours=1))


def assigning_limits(pack: Pack) -> Limits:
    """理 → 派: how soon somebody is named for it."""
    return Limits(completion=pack.assign.limit, article=pack.assign.article, remind_before=timedelta(hours=1))


def handling_limits(pack: Pack, kind: str, grade: str) -> Limits:
    """派 → 办: both limits by kind and grade, and until when it may be returned. Refused: as `Pack.limits_for`."""
    found = pack.limits_for(kind, grade)
    return Limits(
        completion=found.completion,
        response=found.response,
        return_within=pack.return_within.limit,
        article=found.article,
        round_the_clock=pack.grade(grade).round_the_clock,
    )


def answering_limits(pack: Pack) -> Limits:
    """办 → 复: how soon after it is done everyone who spoke is told (TC-19)."""
    return Limits(completion=pack.answer.limit, article=pack.answer.article, remind_before=timedelta(hours=2))


def rating_limits(pack: Pack, n_asked: int = 0) -> Limits:
    """复 → 评: how long a rating is waited for, and then between two times of asking."""
    limit = pack.rating.between if n_asked else pack.rating.wait
    return Limits(completion=limit, article=pack.rating.article)


def looking_limits(pack: Pack) -> Limits:
    """How soon somebody looks at what is said not to be solved: as soon as anything new is assigned."""
    return Limits(completion=pack.assign.limit, article=pack.assign.article, remind_before=timedelta(hours=1))


def report_limits(pack: Pack) -> Limits:
    """How long a superior's reply is waited for."""
    return Limits(completion=REPORT_REPLY, article=pack.open_list.article)


def answer_tries(pack: Pack) -> int:
    """How often an answer is brought before it is recorded as undeliverable."""
    return pack.attempts.tries


def rating_tries(pack: Pack) -> int:
    """How often a rating is asked for before it is recorded that nobody could be reached."""
    return pack.rating.tries


def ladder_kinds(pack: Pack, place_code: str) -> tuple[str, ...]:
    """The capacities of the place's ladder, lowest first, each once."""
    return tuple(dict.fromkeys(rung.capacity_kind for rung in pack.ladder(place_code).rungs))


def tier_of(pack: Pack, place_code: str, capacity_kind: str = "") -> str:
    """The tier that holds a matter: the lowest of the place's ladder, or the one where this capacity stands."""
    rungs = pack.ladder(place_code).rungs
    return next((rung.tier for rung in rungs if rung.capacity_kind == capacity_kind), rungs[0].tier)


def latest_review(pack: Pack, today: date) -> date:
    """The last day on which an entry of the open list must be looked at again, counted in calendar days."""
    return today + timedelta(days=pack.open_list.review.amount)


def diversion_sentence(pack: Pack, channel: str) -> str:
    """The sentence that names the channel. Refused: rulepack.no-such-diversion."""
    return pack.diversion(channel).sentence_zh
