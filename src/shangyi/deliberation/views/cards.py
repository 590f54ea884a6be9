"""表态: one card, three big buttons, undo. Plain forms; after each the next page is the next card."""

from __future__ import annotations

from secrets import randbelow
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangyi.deliberation.actions import taking
from shangyi.deliberation.models import Participant, Position, Statement, Topic
from shangyi.deliberation.queries.topics import (
    accepted,
    ids_of,
    participant_in,
    positions_of,
    public_topic,
    require_taking_part,
)
from shangyi.deliberation.rules.topic_life import StatementState, TopicState, enough_to_place
from shangyi.deliberation.views.showing import problems_of
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, signed_in

LATEST = "latest"


@signed_in
@require_POST
def begin(request: HttpRequest, topic_id: int) -> HttpResponseBase:
    """Sit down at the topic: the first card is dealt, or the next where none lies there."""
    row = public_topic(topic_id)
    taking.take_part(topic_id=row.pk, actor=actor(request), now=timezone.now(), randbelow=randbelow)
    return redirect("deliberation:card", row.pk)


@signed_in
def card(request: HttpRequest, topic_id: int) -> HttpResponseBase:
    """The card that lies before me, or an earlier one to change; a press is kept and the next one comes."""
    who, now = actor(request), timezone.now()
    row = public_topic(topic_id)
    require_taking_part(who, row)
    if request.method != "POST":
        return _card_page(request, row)
    sent = request.POST
    answer = taking.Answer(
        statement_id=_number(sent.get("statement", "")),
        value=sent.get("value", ""),
        is_important=sent.get("important") == "on",
    )
    try:
        kept = taking.take_position(topic_id=row.pk, answer=answer, actor=who, now=now, randbelow=randbelow)
    except Refused as refused:
        return _card_page(request, row, refused)
    if sent.get("then") == "me":
        messages.success(request, _("Changed."))
        return redirect("deliberation:me", row.pk)
    request.session[LATEST] = [row.pk, kept.get_value_display()]
    return redirect("deliberation:card", row.pk)


def _number(sent: str) -> int:
    """The number that was sent; 0, which nothing has, for anything else."""
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 19 else 0


@signed_in
@require_POST
def undo(request: HttpRequest, topic_id: int) -> HttpResponseBase:
    """Take my last answer back; its card lies there again."""
    row = public_topic(topic_id)
    taking.take_back(topic_id=row.pk, actor=actor(request), now=timezone.now())
    request.session.pop(LATEST, None)
    messages.success(request, _("Taken back. Here is the card again."))
    return redirect("deliberation:card", row.pk)


def _card_page(request: HttpRequest, row: Topic, refused: Refused | None = None) -> HttpResponseBase:
    now, ids = timezone.now(), ids_of(actor(request))
    put = list(accepted(row))
    mine = positions_of(row, ids)
    there = participant_in(row, ids)
    statement, is_change = _which(request, put, mine, there)
    answered = [each for each in put if each.pk in mine and mine[each.pk].stands]
    position = mine.get(statement.pk) if statement else None
    context: dict[str, Any] = {
        "now": now,
        "face": "resident",
        "topic": row,
        "is_open": row.state == TopicState.OPEN and (row.closes_at is None or now < row.closes_at),
        "statement": statement,
        "position": position if position and position.stands else None,
        "is_change": is_change,
        "n_answered": len(answered),
        "n_all": len(put),
        "number": len(answered) + 1,
        "is_placed": enough_to_place(len(answered), len(put)),
        "latest": _latest(request, row),
        "problems": problems_of(refused, now),
    }
    return render(request, "deliberation/card.html", context, status=422 if refused else 200)


def _which(
    request: HttpRequest, put: list[Statement], mine: dict[int, Position], there: Participant | None
) -> tuple[Statement | None, bool]:
    """The card asked for, if it was mine before; else the one that lies there."""
    asked = request.GET.get("statement", "")
    for each in put:
        if str(each.pk) == asked and each.pk in mine:
            return each, mine[each.pk].stands
    dealt = there.dealt if there else None
    is_there = dealt is not None and dealt.state == StatementState.ACCEPTED
    return (dealt if is_there else None), False


def _latest(request: HttpRequest, row: Topic) -> str:
    """What I just pressed, said once on the next card."""
    kept = request.session.pop(LATEST, None)
    return str(kept[1]) if isinstance(kept, list) and len(kept) == 2 and kept[0] == row.pk else ""
