"""A gathering that holds, lived by the actions, and one way to break each of its invariants by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

from shangyi.forums.actions.filing import file_gathering
from shangyi.forums.actions.minutes import object_to_minutes, show_minutes
from shangyi.forums.actions.outcomes import Demand, hear_demand, raise_suggestion
from shangyi.forums.actions.sitting import open_gathering
from shangyi.forums.models import Suggestion
from tests.concerns.life import HOUR
from tests.forums.regular import next_one, tea
from tests.forums.sittings import EVENING, Hall, gather
from tests.people_and_places import Town, acting


def filed(town: Town) -> Hall:
    """A talk with a problem, a promise and a suggestion that was sent, filed."""
    hall = gather(town).opened()
    demand = hall.line("路灯不亮。", "demand", who=town.wang)
    hear_demand(remark_id=demand.pk, demand=Demand(), randbelow=lambda most: most // 3, **hall.by())
    hall.promised()
    idea = hall.line("建议多种点树。", "suggestion", who=town.wang)
    raise_suggestion(remark_id=idea.pk, units=(hall.firm,), **hall.by())
    hall.ended()
    file_gathering(**hall.by(at=EVENING + 3 * HOUR))
    return hall


def damage(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _no_owner(world: Any) -> None:
    hall = filed(world.town)
    damage("DELETE FROM forums_outcome WHERE gathering_id = %s AND what = 'pledge'", hall.pk)


def _no_clock(world: Any) -> None:
    hall = gather(world.town).opened().ended()
    damage(
        "UPDATE undertakings_undertaking SET state = 'withdrawn', ended_at = opened_at WHERE matter = %s",
        hall.gathering.subject,
    )


def _no_matter(world: Any) -> None:
    hall = filed(world.town)
    damage("DELETE FROM forums_outcome WHERE gathering_id = %s AND what = 'concern'", hall.pk)


def _no_reply(world: Any) -> None:
    filed(world.town)
    damage(
        "UPDATE undertakings_undertaking SET state = 'done', ended_at = opened_at WHERE matter = %s",
        Suggestion.objects.get().subject,
    )


def _no_addressee(world: Any) -> None:
    filed(world.town)
    damage("UPDATE forums_suggestion SET stage = 'raised', unit_id = NULL")


def _a_gap(world: Any) -> None:
    filed(world.town)
    damage("UPDATE forums_remark SET number = number + 10 WHERE number = 3")


def _no_edition(world: Any) -> None:
    hall = filed(world.town)
    damage("UPDATE forums_gathering SET state = 'published' WHERE id = %s", hall.pk)


def _no_reply_to_objection(world: Any) -> None:
    hall = filed(world.town)
    by = hall.by(at=EVENING + 4 * HOUR)
    show_minutes(**by)
    object_to_minutes(
        gathering_id=hall.pk, text="不对", actor=acting(world.town.wang), now=EVENING + 4 * HOUR
    )
    damage("UPDATE forums_minutes SET state = 'approved' WHERE gathering_id = %s", hall.pk)


def _a_number_twice(world: Any) -> None:
    series = tea(world.town)
    for row in (next_one(world.town, series), next_one(world.town, series)):
        on = {"actor": acting(world.town.ma), "now": row.planned_at}
        open_gathering(gathering_id=row.pk, urgent_reason="照例开", **on)
    damage("UPDATE forums_gathering SET ordinal = 1 WHERE series_id = %s", series.pk)


GATHERING_DAMAGES: dict[str, Callable[[Any], None]] = {
    "gathering.promise": _no_owner,
    "gathering.to-complete": _no_clock,
    "gathering.problem": _no_matter,
    "suggestion.reply": _no_reply,
    "suggestion.addressee": _no_addressee,
    "gathering.line-numbers": _a_gap,
    "minutes.published": _no_edition,
    "minutes.objections": _no_reply_to_objection,
    "series.ordinal": _a_number_twice,
}
