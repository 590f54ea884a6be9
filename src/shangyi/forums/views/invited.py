"""What somebody who is invited sees, and what they answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangyi.forums.actions.inviting import answer_invitation
from shangyi.forums.queries.digest import knows_of_digests
from shangyi.forums.queries.editions import may_read_minutes, own_attendance
from shangyi.forums.queries.findings import knows_of_surveys
from shangyi.forums.queries.gatherings import gathering_for_person, is_open_to, times_attended
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.questions import takes_questions
from shangyi.forums.rules.attending import Answer
from shangyi.forums.rules.life import State
from shangyi.forums.views.questions import questions_shown
from shangyi.forums.views.rating import rating_context
from shangyi.people.queries import person_by_id
from shangyi.people.views import actor, signed_in


@signed_in
def invited(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """A gathering as somebody invited sees it: what, when, where, and three buttons."""
    who, now = actor(request), timezone.now()
    row, invitation = gathering_for_person(gathering_id, who)
    me = person_by_id(who.person_id or 0)
    practice = practice_of(row)
    context = {
        **questions_shown(row, practice),
        "may_ask": State(row.state).is_coming
        and takes_questions(practice)
        and (invitation is not None or is_open_to(row, who)),
        **rating_context(request, row, practice, now, own_attendance(row, who)),
        "face": "resident",
        "now": now,
        "row": row,
        "practice": practice,
        "has_digest": knows_of_digests(practice),
        "has_survey": knows_of_surveys(practice),
        "invitation": invitation,
        "items": list(row.items.order_by("position")),
        "coming": State(row.state).is_coming or row.state == State.OPEN,
        "times": times_attended(me, row),
        "is_open": row.state == State.OPEN,
        "has_minutes": may_read_minutes(row.pk, who),
    }
    return render(request, "forums/invited.html", context)


@require_POST
@signed_in
def answer(request: HttpRequest, invitation_id: int) -> HttpResponseBase:
    """我来 / 有人替我说 / 来不了."""
    given = request.POST.get("answer", "")
    row = answer_invitation(
        invitation_id=invitation_id,
        answer=Answer(given) if given in set(Answer) else Answer.NONE,
        spoken_for_by=request.POST.get("spoken_for_by", ""),
        because=request.POST.get("because", ""),
        actor=actor(request),
        now=timezone.now(),
    )
    messages.success(request, _("Thank you, your answer is noted. You can change it until it begins."))
    return redirect("forums:invited", gathering_id=row.gathering_id)
