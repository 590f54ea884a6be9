"""The desk: the list of topics, putting one, and its page with what waits and its next step."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangyi.deliberation.actions import preparing, saying
from shangyi.deliberation.forms import PinForm, ReasonForm, TopicForm, topic_as_sent
from shangyi.deliberation.models import Topic
from shangyi.deliberation.queries.topics import (
    below_actor,
    drawn_of,
    n_people,
    n_positions,
    not_put,
    statement_in,
    topic_seen_by,
    waiting_counts,
)
from shangyi.deliberation.queries.votes import laid_out
from shangyi.deliberation.rules.shares import FEWEST_FOR_MAP
from shangyi.deliberation.rules.topic_life import TABLE, StatementState, TopicState
from shangyi.deliberation.views.showing import problems_of, steps_of, tone_of
from shangyi.kernel.actor import may as actor_may
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may
from shangyi.ui.rules import page_of

PREFILLED = ("title", "place", "background")


@may("topic.view")
def topics(request: HttpRequest) -> HttpResponseBase:
    """Every topic below one's places, the newest first, with how many statements wait in each."""
    rows = below_actor(actor(request)).order_by("-id")
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()[:60]
    if state in set(TopicState):
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(title__icontains=words)
    pager = page_of(request.GET.get("page"), total=rows[:10_001].count(), size=20)
    shown = list(rows[pager.start : pager.stop])
    waiting = waiting_counts(shown)
    context = {
        "now": timezone.now(),
        "face": "desk",
        "rows": [(row, tone_of(row), waiting.get(row.pk, 0)) for row in shown],
        "pager": pager,
        "filters": _filters(state, words),
        "may_run": actor(request).may_anywhere("topic.run"),
    }
    return render(request, "deliberation/desk_list.html", context)


def _filters(state: str, words: str) -> list[dict[str, Any]]:
    states = [{"value": v, "label": n} for v, n in Topic.StateChoice.choices]
    options = [{"value": "", "label": _("All states")}, *states]
    return [
        {"name": "q", "label": _("Words in the topic"), "value": words},
        {"name": "state", "label": _("State"), "type": "select", "options": options, "value": state},
    ]


@may("topic.run")
def prepare(request: HttpRequest) -> HttpResponseBase:
    """Put a topic; what another page hands over (place, title, what it comes from) stands in the form already."""
    asked = {name: request.GET.get(name, "")[:120] for name in PREFILLED}
    form = TopicForm(request.POST or None, initial={name: value for name, value in asked.items() if value})
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, None)
    try:
        new = form.new(about=request.GET.get("about", "")[:40])
        row = preparing.prepare_topic(new=new, actor=actor(request), now=timezone.now())
    except Refused as refused:
        return _form_page(request, form, None, refused)
    messages.success(request, _("The draft is kept. Next: the first statements."))
    return redirect("deliberation:topic", row.pk)


@may("topic.run")
def edit(request: HttpRequest, topic_id: int) -> HttpResponseBase:
    """Change a draft."""
    row = topic_seen_by(actor(request), topic_id)
    form = TopicForm(request.POST or None, initial=topic_as_sent(row))
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, row)
    try:
        new = form.new(about=row.about)
        preparing.edit_topic(topic_id=row.pk, new=new, actor=actor(request), now=timezone.now())
    except Refused as refused:
        return _form_page(request, form, row, refused)
    messages.success(request, _("Changed."))
    return redirect("deliberation:topic", row.pk)


def _form_page(
    request: HttpRequest, form: TopicForm, row: Topic | None, refused: Refused | None = None
) -> HttpResponseBase:
    now = timezone.now()
    context = {"now": now, "face": "desk", "form": form, "topic": row, "problems": problems_of(refused, now)}
    status = 422 if request.method == "POST" else 200
    return render(request, "deliberation/desk_form.html", context, status=status)


@may("topic.view")
def topic(request: HttpRequest, topic_id: int) -> HttpResponseBase:
    """One topic: its next step, the statements that wait, those that are put, and how many take part."""
    return _topic_page(request, topic_seen_by(actor(request), topic_id), PinForm())


def _topic_page(
    request: HttpRequest, row: Topic, pin_form: PinForm, refused: Refused | None = None
) -> HttpResponseBase:
    now, who = timezone.now(), actor(request)
    put = row.statements.filter(state=StatementState.ACCEPTED).order_by("-is_pinned", "number")
    waiting = row.statements.filter(state=StatementState.WAITING).select_related("author").order_by("number")
    total = put.count()
    pager = page_of(request.GET.get("page"), total=total, size=50)
    context: dict[str, Any] = {
        "now": now,
        "face": "desk",
        "topic": row,
        "tone": tone_of(row),
        "steps": steps_of(row),
        "verbs": {each.verb.value for each in TABLE if each.source == row.state}
        if actor_may(who, "topic.run", row.place_path)
        else set(),
        "may_record": actor_may(who, "topic.record", row.place_path) is not None,
        "waiting": list(waiting[:100]),
        "put": list(put[pager.start : pager.stop]),
        "n_put": total,
        "pager": pager,
        "not_put": not_put(row),
        "n_people": n_people(row),
        "n_positions": n_positions(row),
        "drawn": drawn_of(row),
        "fewest": FEWEST_FOR_MAP,
        "pin_form": pin_form,
        "problems": problems_of(refused, now),
    }
    status = 422 if refused or pin_form.is_bound else 200
    return render(request, "deliberation/desk_topic.html", context, status=status)


@may("topic.run")
def pin(request: HttpRequest, topic_id: int) -> HttpResponseBase:
    """One more first statement."""
    row = topic_seen_by(actor(request), topic_id)
    form = PinForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _topic_page(request, row, form)
    try:
        text = form.cleaned_data["text"]
        preparing.pin_statement(topic_id=row.pk, text=text, actor=actor(request), now=timezone.now())
    except Refused as refused:
        return _topic_page(request, row, form, refused)
    return redirect("deliberation:topic", row.pk)


@may("topic.run")
@require_POST
def unpin(request: HttpRequest, topic_id: int, statement_id: int) -> HttpResponseBase:
    """Take a first statement out of a draft."""
    row = topic_seen_by(actor(request), topic_id)
    preparing.unpin_statement(
        topic_id=row.pk, statement_id=statement_id, actor=actor(request), now=timezone.now()
    )
    return redirect("deliberation:topic", row.pk)


@may("topic.run")
@require_POST
def judge(request: HttpRequest, topic_id: int, statement_id: int) -> HttpResponseBase:
    """Put a statement to everybody, or turn it down with a reason."""
    row = topic_seen_by(actor(request), topic_id)
    sent = request.POST
    try:
        saying.judge_statement(
            topic_id=row.pk,
            statement_id=statement_id,
            accept=sent.get("accept") == "yes",
            reason=sent.get("reason", "")[:300],
            actor=actor(request),
            now=timezone.now(),
        )
    except Refused as refused:
        if refused.code.startswith(("rights.", "topic.not-found", "statement.not-found")):
            raise
        return _topic_page(request, row, PinForm(), refused)
    messages.success(request, _("Done; the author is told."))
    return redirect("deliberation:topic", row.pk)


@may("topic.run")
def take_out(request: HttpRequest, topic_id: int, statement_id: int) -> HttpResponseBase:
    """Show a statement no longer, with the reason."""
    row = topic_seen_by(actor(request), topic_id)
    statement = statement_in(row, statement_id)
    form = ReasonForm(request.POST or None)
    refused: Refused | None = None
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            saying.take_out_statement(
                topic_id=row.pk, statement_id=statement.pk, reason=reason, actor=actor(request), now=now
            )
        except Refused as said_no:
            refused = said_no
        else:
            messages.success(request, _("Taken out; the author is told."))
            return redirect("deliberation:topic", row.pk)
    context = {
        "now": now,
        "face": "desk",
        "topic": row,
        "statement": statement,
        "form": form,
        "problems": problems_of(refused, now),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "deliberation/desk_take_out.html", context, status=status)


@may("topic.run")
def votes_csv(request: HttpRequest, topic_id: int) -> HttpResponseBase:
    """Every answer that counts, people by their tags: `shangyi opinions map` draws the same map from it.

    Refused: topic.too-few-to-export.
    """
    row = topic_seen_by(actor(request), topic_id)
    laid = laid_out(row)
    if len(laid.tags) < FEWEST_FOR_MAP:
        raise Refused("topic.too-few-to-export", n=len(laid.tags), most=FEWEST_FOR_MAP)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["participant", "statement", "vote"])
    table.writerows(
        (laid.tags[person], laid.numbers[column], value) for person, column, value in laid.rows.tolist()
    )
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="topic-{row.pk}-votes.csv"'
    return response
