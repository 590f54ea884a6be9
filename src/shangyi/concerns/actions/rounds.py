"""What follows when everyone was told, and when what they say of it comes in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shangyi.concerns.actions.moving import Move, NextStep, end_lead, enter_state
from shangyi.concerns.actions.telling import tell_person
from shangyi.concerns.events import ConcernClosed, ConcernDisputed
from shangyi.concerns.models import Answer, Concern, Rating
from shangyi.concerns.rules.clocks import ladder_kinds, looking_limits, rating_limits, tier_of
from shangyi.concerns.rules.life import State, Verb, step
from shangyi.kernel.refused import Refused
from shangyi.people.models import Capacity
from shangyi.people.queries import bearers
from shangyi.undertakings.rules import timing


def go_on_when_all_told(move: Move) -> None:
    """When no answer is due any more the rating is awaited; ratings that came in meanwhile count at once."""
    concern = move.concern
    if Answer.objects.filter(concern=concern, state=Answer.State.DUE).exists():
        return
    row = step(State(concern.state), Verb.ANSWERED)
    end_lead(move, outcome=_("everyone was told"))
    concern.told_at = move.act.at
    enter_state(move, row.target, step_to_rate(move))
    follow_ratings(move)


def follow_ratings(move: Move) -> None:
    """Open it again when somebody says of the last answer that it is not solved; else close when all have rated."""
    newest = [answer for answer in last_answers(move.concern) if hasattr(answer, "rating")]
    against = [answer.rating for answer in newest if answer.rating.verdict == Rating.Verdict.NOT_SOLVED]
    fresh = [rating for rating in against if rating.rated_at >= (move.concern.done_at or rating.rated_at)]
    if fresh:
        dispute(move, insist=any(rating.insisted for rating in fresh))
    else:
        close_when_all_rated(move)


def step_to_rate(move: Move, *, n_asked: int = 0) -> NextStep:
    """The step 评: the keeper sees to it that the rating is asked for."""
    concern = move.concern
    return NextStep(
        what=_("Ask whether it is solved: %(title)s") % {"title": concern.title},
        timing=timing(move.act.at, rating_limits(move.rules.pack, n_asked), move.rules.calendar),
        holder=concern.keeper,
        holder_capacity=concern.keeper_capacity,
    )


def dispute(move: Move, *, insist: bool) -> None:
    """Open it again: who looks follows from how often it was said not to be solved, and from insisting."""
    concern = move.concern
    row = step(State(concern.state), Verb.DISPUTE)
    concern.times_disputed += 1
    concern.closed_at = None
    looker, rung = looker_for(move, climb=insist or concern.times_disputed > 1)
    concern.tier = tier_of(move.rules.pack, concern.community.code if concern.community else "", rung)
    if concern.state == State.RATING:
        end_lead(move, outcome=_("said not to be solved"))
    clock = timing(move.act.at, looking_limits(move.rules.pack), move.rules.calendar)
    what = _("Look again: %(title)s") % {"title": concern.title}
    enter_state(
        move,
        row.target,
        NextStep(what=what, timing=clock, holder=looker.person, holder_capacity=looker),
    )
    move.record(
        ConcernDisputed(
            times=concern.times_disputed,
            rung=rung,
            due_at=clock.due_at.isoformat(),
            looker=looker.person_id,
            looker_name=looker.person.name,
        )
    )
    tell_person(move, "concern.disputed", looker.person_id, times=concern.times_disputed)


def looker_for(move: Move, *, climb: bool) -> tuple[Capacity, str]:
    """Who looks: the secretary of the place; when it climbs, the first rung above that somebody holds.

    Each further dispute climbs further, as far as the ladder reaches; where a rung is empty the next one serves,
    and where all above are empty the keeper's own capacity does.
    """
    concern = move.concern
    kinds = list(ladder_kinds(move.rules.pack, concern.community.code if concern.community else ""))
    base = kinds.index("secretary") if "secretary" in kinds else 0
    first = base + (max(concern.times_disputed - 1, 1) if climb else 0)
    on = move.act.at.date()
    for kind in (*kinds[first:], *reversed(kinds[:first])):
        found = bearers(kind, concern.place_path, on).first()
        if found is not None:
            return found, kind
    if concern.keeper_capacity is None:
        raise Refused("place.nobody-receives")
    return concern.keeper_capacity, concern.keeper_capacity.kind


def close_when_all_rated(move: Move) -> None:
    """Close when no voice's last answer is without its rating."""
    concern = move.concern
    if unrated_answers(concern):
        return
    row = step(State(concern.state), Verb.CLOSE)
    end_lead(move, outcome=_("rated"))
    enter_state(move, row.target, None)
    concern.closed_at = move.act.at
    move.record(ConcernClosed(verdict=_overall(concern), heard_at=concern.heard_at.isoformat()))


def unrated_answers(concern: Concern) -> list[Answer]:
    """The last answer of each voice in the concern that has no rating yet."""
    return [answer for answer in last_answers(concern) if not hasattr(answer, "rating")]


def last_answers(concern: Concern) -> list[Answer]:
    """The newest answer of each voice, with its rating where there is one."""
    rows = Answer.objects.filter(voice__concern=concern).select_related("voice", "rating").order_by("id")
    return list({answer.voice_id: answer for answer in rows}.values())


def _overall(concern: Concern) -> str:
    """What the concern's ratings come to: the worst that somebody said, or that nobody could be reached."""
    said = set(
        Rating.objects.filter(voice__concern=concern, answer__text__round=_last_round(concern)).values_list(
            "verdict", flat=True
        )
    )
    order = (
        Rating.Verdict.NOT_SOLVED,
        Rating.Verdict.PARTLY,
        Rating.Verdict.SOLVED,
        Rating.Verdict.UNREACHABLE,
    )
    return next((verdict.value for verdict in order if verdict in said), Rating.Verdict.UNREACHABLE.value)


def _last_round(concern: Concern) -> int:
    return max(concern.answer_texts.values_list("round", flat=True), default=1)
