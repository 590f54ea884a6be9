"""Topics for everybody: what is talked about, one topic, and saying something oneself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.deliberation.actions import saying
from shangyi.deliberation.forms import StatementForm
from shangyi.deliberation.models import Topic
from shangyi.deliberation.queries.topics import (
    accepted,
    ids_of,
    may_see_results,
    may_take_part,
    n_people,
    not_put,
    positions_of,
    public_topic,
    public_topics,
    require_taking_part,
    statements_by,
)
from shangyi.deliberation.rules.topic_life import LONGEST_STATEMENT, TopicState, enough_to_place
from shangyi.deliberation.views.showing import problems_of, tone_of
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, public, signed_in
from shangyi.ui.rules import page_of


@public
def listed(request: HttpRequest) -> HttpResponseBase:
    """What is open and what is over, everywhere, for anybody."""
    rows = public_topics()
    pager = page_of(request.GET.get("page"), total=rows[:10_001].count(), size=20)
    context = {
        "now": timezone.now(),
        "face": "resident",
        "rows": [(row, tone_of(row)) for row in rows[pager.start : pager.stop]],
        "pager": pager,
    }
    return render(request, "deliberation/listed.html", context)


@public
def one(request: HttpRequest, topic_id: int) -> HttpResponseBase:
    """A topic: what it is about, how far I am, what was not put and why, what is done with it."""
    now, who = timezone.now(), actor(request)
    row = public_topic(topic_id)
    put, ids = list(accepted(row)), ids_of(who)
    mine = positions_of(row, ids)
    n_mine = sum(each.pk in mine and mine[each.pk].stands for each in put)
    context: dict[str, Any] = {
        "now": now,
        "face": "resident",
        "topic": row,
        "tone": tone_of(row),
        "is_open": _is_open(row, now),
        "is_signed_in": who.person_id is not None,
        "takes_part": may_take_part(who, row),
        "n_people": n_people(row),
        "n_all": len(put),
        "n_mine": n_mine,
        "is_placed": enough_to_place(n_mine, len(put)),
        "sees_results": may_see_results(who, row, n_mine, len(put)),
        "not_put": not_put(row),
        "own": statements_by(row, ids),
    }
    return render(request, "deliberation/one.html", context)


def _is_open(row: Topic, now: Any) -> bool:
    return row.state == TopicState.OPEN and (row.closes_at is None or now < row.closes_at)


@signed_in
def say(request: HttpRequest, topic_id: int) -> HttpResponseBase:
    """A statement of my own; what is there already is shown first."""
    now, who = timezone.now(), actor(request)
    row = public_topic(topic_id)
    require_taking_part(who, row)
    form = StatementForm(request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            saying.say_statement(topic_id=row.pk, text=form.cleaned_data["text"], actor=who, now=now)
        except Refused as said_no:
            refused = said_no
        else:
            messages.success(
                request, _("It is kept. Somebody looks at it, and you are told what becomes of it.")
            )
            return redirect("deliberation:one", row.pk)
    context = {
        "now": now,
        "face": "resident",
        "topic": row,
        "form": form,
        "is_open": _is_open(row, now) and row.takes_statements,
        "longest": LONGEST_STATEMENT,
        "there": list(accepted(row)[:60]),
        "problems": problems_of(refused, now),
    }
    return render(request, "deliberation/say.html", context, status=422 if request.method == "POST" else 200)
