"""纪要: the desk words and approves them, whoever was there objects, readers read what was published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shangyi.forums.actions import minutes as actions
from shangyi.forums.models import Edition, Gathering, Minutes
from shangyi.forums.queries.docx import rendered
from shangyi.forums.queries.editions import (
    Reading,
    minutes_for,
    minutes_of,
    newest_edition,
    published_gatherings,
    template_at,
)
from shangyi.forums.queries.gatherings import gathering_for_staff
from shangyi.forums.queries.minutes import content_of
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.standard_form import standard_form
from shangyi.forums.rules import minutes as rules
from shangyi.forums.views.pages import rights_at
from shangyi.forums.views.rating import rating_shown
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may, public, signed_in
from shangyi.ui.rules import page_of
from shangyi.ui.wording import say

PAGE = 20
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STEPS = {
    "show": (actions.show_minutes, gettext_lazy("Whoever was there by name is asked to look at it.")),
    "approve": (actions.approve_minutes, gettext_lazy("Approved. This edition does not change any more.")),
}


@may("gathering.view")
def minutes(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """The minutes as they stand: worded in place while they are a draft, then the edition that was approved."""
    return _desk_page(request, gathering_for_staff(gathering_id, actor(request)))


def _desk_page(
    request: HttpRequest, row: Gathering, *, refused: Refused | None = None, typed: tuple[str, str] = ("", "")
) -> HttpResponseBase:
    now = timezone.now()
    if row.ended_at is None:
        raise Refused("minutes.not-over")
    found = minutes_of(row)
    edition = _edition_shown(request, row, found)
    content = edition.content if edition else content_of(row)
    rights = rights_at(actor(request), row.place_path)
    context = {
        "face": "desk",
        "now": now,
        "row": row,
        "minutes": found,
        "edition": edition,
        "editions": list(found.editions.order_by("number")) if found else [],
        "content": content,
        "times": _times(content),
        "objections": list(found.objections.order_by("id")) if found else [],
        **(rating_shown(row, practice_of(row)) if edition else {}),
        "parts": _parts(row) if not edition and rights["host"] else {},
        "typed_part": typed[0],
        "typed": typed[1],
        "lines_left_out": _left_out(row, found) if not edition else [],
        "rights": rights,
        "problem": say(refused, now=now) if refused else None,
        "form_name": _form_name(row),
    }
    return render(request, "forums/minutes.html", context, status=422 if refused else 200)


def _edition_shown(request: HttpRequest, row: Gathering, found: Minutes | None) -> Edition | None:
    """The edition that was asked for; without asking, the newest one while nothing newer is being worded."""
    if found is None:
        return None
    asked = request.GET.get("edition", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 5:
        return found.editions.select_related("approved_by").filter(number=int(asked)).first()
    return newest_edition(row) if found.state == rules.State.APPROVED else None


def _times(content: Any) -> dict[str, Any]:
    """The moments of the minutes, to be said as people say them."""
    return {
        "started": parse_datetime(content["started_at"]) if content["started_at"] else None,
        "ended": parse_datetime(content["ended_at"]) if content["ended_at"] else None,
        "due": {each["due"]: parse_datetime(each["due"]) for each in content["pledges"] if each["due"]},
    }


def _parts(row: Gathering) -> dict[int, str]:
    """By the number of a line the name of the part that words it."""
    return {number: f"line:{pk}" for number, pk in row.remarks.values_list("number", "pk")}


def _left_out(row: Gathering, found: Minutes | None) -> list[Any]:
    """Lines that the minutes do not repeat, so that they can be taken back in."""
    if found is None:
        return []
    parts = found.wordings.filter(left_out=True).values_list("part", flat=True)
    return list(row.remarks.filter(pk__in=[int(part.partition(":")[2]) for part in parts]).order_by("number"))


def _form_name(row: Gathering) -> str:
    own = template_at(row.place_path)
    return own.name if own else ""


@require_POST
@may("gathering.host")
def word(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """Word one part; what was typed stays when it is refused."""
    row = gathering_for_staff(gathering_id, actor(request), "gathering.host")
    part, text = request.POST.get("part", "")[:40], request.POST.get("text", "")
    try:
        actions.word_part(
            gathering_id=gathering_id,
            part=part,
            text=text,
            left_out=bool(request.POST.get("left_out")),
            actor=actor(request),
            now=timezone.now(),
        )
    except Refused as refused:
        if refused.code == "minutes.words-too-long":
            return _desk_page(request, row, refused=refused, typed=(part, text))
        raise
    messages.success(request, _("Worded. The record below it stays as it was."))
    return redirect("forums:minutes", gathering_id=gathering_id)


@require_POST
@may("gathering.host")
def do(request: HttpRequest, gathering_id: int, step: str) -> HttpResponseBase:
    """One press: show the draft to those who were there, or approve it."""
    row = gathering_for_staff(gathering_id, actor(request), "gathering.host")
    if step not in STEPS:
        raise Refused("gathering.not-found")
    action, done = STEPS[step]
    try:
        action(gathering_id=row.pk, actor=actor(request), now=timezone.now())
    except Refused as refused:
        if refused.code.startswith("rights."):
            raise
        return _desk_page(request, row, refused=refused)
    messages.success(request, str(done))
    return redirect("forums:minutes", gathering_id=row.pk)


@require_POST
@may("gathering.host")
def reply(request: HttpRequest, objection_id: int) -> HttpResponseBase:
    """Reply to an objection."""
    found = actions.reply_to_objection(
        objection_id=objection_id,
        reply=request.POST.get("reply", ""),
        actor=actor(request),
        now=timezone.now(),
    )
    messages.success(request, _("They are told."))
    return redirect("forums:minutes", gathering_id=found.minutes.gathering_id)


@may("gathering.view")
def document(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """The minutes as a .docx by the form of the place: whole, with every name, for staff."""
    row = gathering_for_staff(gathering_id, actor(request))
    if row.ended_at is None:
        raise Refused("minutes.not-over")
    edition = _edition_shown(request, row, minutes_of(row))
    return _document(row, edition.content if edition else content_of(row), edition)


def _document(row: Gathering, content: Any, edition: Edition | None) -> HttpResponse:
    own = template_at(row.place_path)
    form = own.file.read() if own else standard_form()
    answer = HttpResponse(rendered(form, content, edition), content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="minutes-{row.pk}.docx"'
    return answer


@public
def read_minutes(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """What was published, for whoever may read it; for whoever was there, the draft they may object to."""
    return _reading_page(request, minutes_for(gathering_id, actor(request)))


def _reading_page(
    request: HttpRequest, found: Reading, *, refused: Refused | None = None
) -> HttpResponseBase:
    now = timezone.now()
    content = _readable(found)
    mine = found.minutes.objections.filter(attendance=found.attendance) if found.attendance else []
    context = {
        "face": "resident",
        "now": now,
        "row": found.gathering,
        "minutes": found.minutes,
        "edition": found.edition,
        "content": content,
        "times": _times(content),
        "may_object": found.edition is None
        and found.minutes.object_until is not None
        and now <= found.minutes.object_until,
        "mine": mine,
        **(rating_shown(found.gathering, practice_of(found.gathering)) if found.edition else {}),
        "typed": request.POST.get("text", "") if refused else "",
        "problem": say(refused, now=now) if refused else None,
    }
    return render(request, "forums/minutes_read.html", context, status=422 if refused else 200)


def _readable(found: Reading) -> rules.Content:
    """A draft names classes and tells no shortcoming; an edition says what its publication allows."""
    edition = found.edition
    if edition is None:
        return rules.shown(content_of(found.gathering), with_names=False, with_shortcomings=False)
    return rules.shown(
        edition.content, with_names=edition.with_names, with_shortcomings=edition.with_shortcomings
    )


@require_POST
@signed_in
def object_to(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """Say what is not right in the draft; what was typed stays when it is refused."""
    who = actor(request)
    found = minutes_for(gathering_id, who)
    try:
        actions.object_to_minutes(
            gathering_id=gathering_id, text=request.POST.get("text", ""), actor=who, now=timezone.now()
        )
    except Refused as refused:
        return _reading_page(request, found, refused=refused)
    messages.success(request, _("It is kept and will be replied to; it also stands in the minutes."))
    return redirect("forums:read_minutes", gathering_id=gathering_id)


@public
def read_document(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """What one may read, as a .docx: nothing more is in it than on the page."""
    found = minutes_for(gathering_id, actor(request))
    return _document(found.gathering, _readable(found), found.edition)


@public
def published(request: HttpRequest) -> HttpResponseBase:
    """The minutes that one may read, the last ones first, found by words of their theme or place."""
    asked = request.GET.get("q", "").strip()[:60]
    rows = published_gatherings(actor(request))
    if asked:
        rows = rows.filter(theme__icontains=asked) | rows.filter(place__full_name__icontains=asked)
    pager = page_of(request.GET.get("page"), total=rows[:10_001].count(), size=PAGE)
    context = {
        "face": "resident",
        "now": timezone.now(),
        "asked": asked,
        "pager": pager,
        "rows": [(row, practice_of(row).zh) for row in rows[pager.start : pager.stop]],
    }
    return render(request, "forums/published.html", context)
