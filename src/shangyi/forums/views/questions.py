"""Questions before a gathering: handed in by whoever is invited, seen by all in the room, worked on at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangyi.forums.actions.questions import NewQuestion, hand_in
from shangyi.forums.models import Gathering
from shangyi.forums.queries.gatherings import gathering_for_person, gathering_for_staff
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.questions import counted, questions_of, takes_questions
from shangyi.forums.rules.life import WRITABLE, State
from shangyi.forums.rules.practice import Practice
from shangyi.forums.rules.questions import Standing
from shangyi.forums.views.pages import rights_at
from shangyi.forums.wording.questions import STANDINGS, TONES
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may, signed_in
from shangyi.ui.wording import say


def questions_shown(row: Gathering, practice: Practice) -> dict[str, Any]:
    """Every question with its state in words, and how many stand where."""
    if not takes_questions(practice):
        return {}
    found = questions_of(row, practice)
    return {
        "questions": [
            {"asked": each, "state": STANDINGS[each.standing], "tone": TONES[each.standing]} for each in found
        ],
        "question_counts": [(STANDINGS[each], n) for each, n in counted(found)],
        "n_waiting": sum(1 for each in found if each.standing is Standing.WAITING),
        "n_asked": sum(1 for each in found if each.standing is Standing.ASKED),
    }


@may("gathering.view")
def questions(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """The desk's list: who asked, where each question stands, and the two presses."""
    who = actor(request)
    row = gathering_for_staff(gathering_id, who)
    practice = practice_of(row)
    context = {
        **questions_shown(row, practice),
        "face": "desk",
        "now": timezone.now(),
        "row": row,
        "practice": practice,
        "rights": rights_at(who, row.place_path),
        "coming": State(row.state).is_coming,
        "writable": State(row.state) in WRITABLE,
        "was_held": State(row.state).was_held,
    }
    return render(request, "forums/questions.html", context)


@require_POST
@signed_in
def ask(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """Hand in a question; what was typed stays when it is refused."""
    who, now = actor(request), timezone.now()
    row, _invitation = gathering_for_person(gathering_id, who)
    new = NewQuestion(text=request.POST.get("text", ""), theme=request.POST.get("theme", ""))
    try:
        hand_in(gathering_id=row.pk, new=new, actor=who, now=now)
    except Refused as refused:
        if not refused.code.startswith(("question.", "remark.")):
            raise
        context = {
            "face": "resident",
            "now": now,
            "row": row,
            "practice": practice_of(row),
            "problem": say(refused, now=now),
            "typed_text": new.text[:4000],
            "typed_theme": new.theme[:80],
            "may_ask": State(row.state).is_coming,
        }
        return render(request, "forums/ask.html", context, status=422)
    messages.success(request, _("It has arrived. Everybody who comes sees it, and what becomes of it."))
    return redirect("forums:invited", gathering_id=row.pk)
