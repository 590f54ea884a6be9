"""Where am I, what does my group hold, and what all hold: from the map that the worker keeps."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shangyi.deliberation.models import DrawnMap, Position, Statement, Topic
from shangyi.deliberation.queries.places_on_map import Standing, standing_of
from shangyi.deliberation.queries.topics import (
    accepted,
    drawn_of,
    ids_of,
    may_see_results,
    participant_in,
    positions_of,
    public_topic,
    require_taking_part,
)
from shangyi.deliberation.rules.shares import FEWEST_FOR_MAP, FEWEST_TOGETHER
from shangyi.deliberation.rules.topic_life import enough_to_place
from shangyi.deliberation.views.showing import Row, Shown, shown, tone_of
from shangyi.insight.opinions.picture import letter_of
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, public, signed_in


@signed_in
def me(request: HttpRequest, topic_id: int) -> HttpResponseBase:
    """Where I stand, what the people near me hold, and everything I answered."""
    who = actor(request)
    row = public_topic(topic_id)
    require_taking_part(who, row)
    put, ids = list(accepted(row)), ids_of(who)
    mine = positions_of(row, ids)
    answered = [(each, mine[each.pk]) for each in put if each.pk in mine and mine[each.pk].stands]
    drawn = drawn_of(row, with_places=True)
    there = participant_in(row, ids)
    where = standing_of(drawn, there.tag) if drawn and there else None
    is_placed = enough_to_place(len(answered), len(put))
    ready = shown(drawn, put) if drawn and is_placed else None
    context: dict[str, Any] = {
        **_common(row, drawn),
        "answered": answered,
        "n_all": len(put),
        "is_placed": is_placed,
        "where": where,
        "sure": _sure(where),
        "map": ready,
        "svg": ready.svg(where) if ready else "",
        "group": _my_group(ready, where, mine, put) if ready else None,
        "near": ready.near(there.building.name) if ready and there and there.building else [],
        "area": there.building.name if there and there.building else "",
    }
    return render(request, "deliberation/me.html", context)


def _common(row: Topic, drawn: DrawnMap | None) -> dict[str, Any]:
    now = timezone.now()
    return {
        "now": now,
        "face": "resident",
        "topic": row,
        "tone": tone_of(row),
        "drawn": drawn,
        "is_behind": row.n_changes > (drawn.at_change if drawn else 0),
        "fewest": FEWEST_FOR_MAP,
        "fewest_together": FEWEST_TOGETHER,
    }


def _sure(where: Standing | None) -> str:
    """How sure it is that somebody belongs to their group, in words."""
    if where is None or where.sure is None:
        return ""
    if where.sure >= 0.9:
        return _("almost sure")
    return _("fairly sure") if where.sure >= 0.7 else _("only approximate: with more answers it gets surer")


def _my_group(
    ready: Shown, where: Standing | None, mine: dict[int, Position], put: list[Statement]
) -> dict[str, Any] | None:
    """My group with its statements, and what I said to each."""
    if where is None or where.group is None:
        return None
    said = {each.number: mine[each.pk] for each in put if each.pk in mine and mine[each.pk].stands}
    group = next((each for each in ready.groups(where.group) if each["is_mine"]), None)
    if group is None:
        return None
    return {**group, "rows": [{**each, "mine": said.get(each["row"].number)} for each in group["rows"]]}


@public
def results(request: HttpRequest, topic_id: int) -> HttpResponseBase:
    """What came out: groups, what they hold, what all hold, where they differ, the slate; the picture, the table."""
    row, put, drawn = _seen(request, topic_id)
    ready = shown(drawn, put) if drawn and drawn.n_people else None
    there = participant_in(row, ids_of(actor(request)))
    where = standing_of(drawn, there.tag) if drawn and there else None
    context: dict[str, Any] = {
        **_common(row, drawn),
        "map": ready,
        "face": "plain",
        "wide": True,
        "svg": ready.svg(where) if ready else "",
        "groups": ready.groups(where.group if where else None) if ready else [],
        "letters": [letter_of(each["group"]) for each in ready.data["groups"]] if ready else [],
        "shares": ready.shares() if ready else [],
    }
    return render(request, "deliberation/results.html", context)


def _seen(request: HttpRequest, topic_id: int) -> tuple[Topic, list[Statement], DrawnMap | None]:
    """Refused: topic.results-later."""
    who = actor(request)
    row = public_topic(topic_id)
    put, ids = list(accepted(row)), ids_of(who)
    mine = positions_of(row, ids)
    n_mine = sum(each.pk in mine and mine[each.pk].stands for each in put)
    if not may_see_results(who, row, n_mine, len(put)):
        raise Refused("topic.results-later")
    return row, put, drawn_of(row, with_places=True)


@public
def statements_csv(request: HttpRequest, topic_id: int) -> HttpResponseBase:
    """The numbers of the page as a table: one row a statement, nobody's own answers."""
    row, put, drawn = _seen(request, topic_id)
    ready = shown(drawn, put) if drawn else None
    response = HttpResponse("\ufeff" + _table(ready), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="topic-{row.pk}-statements.csv"'
    return response


def _table(ready: Shown | None) -> str:
    out = io.StringIO()
    table = csv.writer(out)
    letters = [letter_of(group["group"]) for group in ready.data["groups"]] if ready else []
    sides = (pgettext("statement", "Agree"), pgettext("statement", "Disagree"), pgettext("statement", "Pass"))
    head = [_("number"), _("statement"), *sides, _("important")]
    for letter in letters:
        head += [f"{letter} {side}" for side in sides]
    table.writerow([*head, _("all groups agree"), _("groups differ"), _("bridging"), _("low"), _("high")])
    for line in ready.table() if ready else []:
        table.writerow(_csv_row(line))
    return out.getvalue()


def _csv_row(line: dict[str, Any]) -> list[Any]:
    row: Row = line["row"]
    cells: list[Any] = [row.number, safe(row.text)]
    for part in (row, *line["groups"]):
        shown_part = part is not row or row.is_shown
        cells += [part.agree, part.disagree, part.passed] if shown_part else ["", "", ""]
        cells += [row.important if row.is_shown else ""] if part is row else []
    bridging = line["bridging"] or {"score": "", "low": "", "high": ""}
    return [
        *cells,
        line["consensus"],
        line["divisive"],
        *(bridging[name] for name in ("score", "low", "high")),
    ]


def safe(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
