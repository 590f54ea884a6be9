"""The desk: answers that came on paper, typed in line by line, up to two hundred at once."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.deliberation.actions.papers import Entered, Paper, enter_papers
from shangyi.deliberation.forms import PapersForm
from shangyi.deliberation.models import Topic
from shangyi.deliberation.queries.papers import people_named
from shangyi.deliberation.queries.topics import accepted, topic_seen_by
from shangyi.deliberation.rules.paper_text import MOST_PAPERS, read_papers
from shangyi.deliberation.views.showing import problems_of, tone_of
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may


@may("topic.record")
def papers(request: HttpRequest, topic_id: int) -> HttpResponseBase:
    """The statements in the order of the paper, and one line for each person who filled it in."""
    row = topic_seen_by(actor(request), topic_id)
    form = PapersForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, row, form)
    try:
        done = _entered(request, row, form.cleaned_data["lines"])
    except Refused as refused:
        if refused.code.startswith(("rights.", "topic.not-found")):
            raise
        return _page(request, row, form, refused)
    said = _("%(papers)s papers, %(taken)s answers. %(kept)s were answered already and stay as they are.")
    facts = {"papers": done.n_papers, "taken": done.n_taken, "kept": done.n_kept}
    messages.success(request, said % facts)
    return redirect("deliberation:topic", row.pk)


def _entered(request: HttpRequest, row: Topic, text: str) -> Entered:
    lines = read_papers(text, [each.number for each in accepted(row)])
    people = people_named(row, {line.who for line in lines})
    return enter_papers(
        topic_id=row.pk,
        papers=[Paper(person_id=people[line.who].pk, answers=dict(line.answers)) for line in lines],
        actor=actor(request),
        now=timezone.now(),
        randbelow=secrets.randbelow,
    )


def _page(
    request: HttpRequest, row: Topic, form: PapersForm, refused: Refused | None = None
) -> HttpResponseBase:
    now = timezone.now()
    context: dict[str, Any] = {
        "now": now,
        "face": "desk",
        "topic": row,
        "tone": tone_of(row),
        "put": list(accepted(row)),
        "most": MOST_PAPERS,
        "form": form,
        "problems": problems_of(refused, now),
    }
    return render(request, "deliberation/desk_papers.html", context, status=422 if form.is_bound else 200)
