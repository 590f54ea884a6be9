"""The host's console: one field and Enter writes a line; everything else is one key or one tap."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST

from shangyi.forums.actions import agenda, filing, inviting, noticing, polling, questions, sitting, writing
from shangyi.forums.models import Gathering
from shangyi.forums.queries.filing import record_stands, written_of
from shangyi.forums.queries.gatherings import gathering_for_staff
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.record import lines_of, shown_lines
from shangyi.forums.queries.room import room_of
from shangyi.forums.rules.filing import Lack, Problem, problems_of
from shangyi.forums.rules.life import WRITABLE, State
from shangyi.forums.rules.outcomes import What
from shangyi.forums.rules.polling import How
from shangyi.forums.rules.practice import Practice
from shangyi.forums.views.frames import framed
from shangyi.forums.wording import FIX, KINDS, LACKS, bound_words, kind_choices
from shangyi.kernel.refused import Refused
from shangyi.notices.queries import live_address
from shangyi.people.views import actor, may
from shangyi.ui.wording import say, status_of

SHOWN_LINES = 30
LARGEST_ID = 2**63 - 1


@framed
@ensure_csrf_cookie
@may("gathering.host")
def host(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """The console, on the phone and on the laptop. `?part=` gives the piece that open pages ask for again."""
    who, now = actor(request), timezone.now()
    row = gathering_for_staff(gathering_id, who, "gathering.host")
    context = _console(request, row, now)
    part = request.GET.get("part", "")
    template = f"forums/host.html#{part}" if part in {"lines", "room"} else "forums/host.html"
    return render(request, template, context)


def _console(request: HttpRequest, row: Gathering, now: datetime) -> dict[str, Any]:
    room = room_of(row)
    lines = shown_lines(lines_of(row).order_by("-number")[:SHOWN_LINES], room.practice)
    phase = row.current_item.phase if row.current_item else ""
    return {
        "face": "plain",
        "wide": True,
        "nav": [],
        "now": now,
        "row": row,
        "room": room,
        "practice": room.practice,
        "kinds": kind_choices(room.practice, phase),
        "lines": lines,
        "kind_names": KINDS,
        "hands": room.waiting if row.state == State.OPEN else (),
        "writable": State(row.state) in WRITABLE,
        "stream": live_address(row.channel, now),
        "person": actor(request).person_id,
        "present": bound_words(room.present),
        "once": secrets.token_urlsafe(12),
    }


@require_POST
@may("gathering.host")
def write(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """One line. To the console's script the answer is JSON; without script it is the console again."""
    who, now = actor(request), timezone.now()
    by_script = request.headers.get("X-Send") == "line"
    gathering_for_staff(gathering_id, who, "gathering.host")
    try:
        written = writing.write_line(gathering_id=gathering_id, new=_line(request), actor=who, now=now)
    except Refused as refused:
        if not by_script:
            raise
        said = say(refused, now=now)
        body = {"code": refused.code, "happened": said.happened, "next": said.next_step}
        return JsonResponse(body, status=status_of(refused.code))
    if by_script:
        return JsonResponse(
            {"remark": written.remark.pk, "number": written.remark.number, "again": written.again}
        )
    return redirect("forums:host", gathering_id=gathering_id)


def _line(request: HttpRequest) -> writing.NewLine:
    """The line as it was sent; without script the page made the key, or there is none and it is made here."""
    given = request.POST
    return writing.NewLine(
        key=given.get("key", ""),
        text=given.get("text", ""),
        kind=given.get("kind", "")[:20],
        class_code=given.get("class_code", "")[:40],
        speaker_name=given.get("speaker_name", "")[:60],
        attendance_id=number(given.get("attendance", "")),
        item_id=number(given.get("item", "")),
        replies_to_id=number(given.get("replies_to", "")),
        head=given.get("head", "")[:40],
        is_slip=given.get("is_slip") == "yes",
        sheet_id=number(given.get("sheet", "")),
        read_back=given.get("read_back") == "yes",
        written=moment(given.get("written", "")),
        sent=moment(given.get("sent", "")),
    )


def number(text: str) -> int | None:
    """The id in a field, or None; what is no number points to nothing that exists."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else LARGEST_ID


def moment(text: str) -> datetime | None:
    """A moment with its zone as a device writes it, or None."""
    try:
        found = parse_datetime(text[:40])
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


@require_POST
@may("gathering.host")
def set_kind(request: HttpRequest, gathering_id: int, remark_id: int) -> HttpResponseBase:
    """Choose the kind of a line with one key; the piece of the console with the lines comes back to htmx."""
    who, now = actor(request), timezone.now()
    row = gathering_for_staff(gathering_id, who, "gathering.host")
    writing.sort_line(
        gathering_id=row.pk,
        remark_id=remark_id,
        kind=request.POST.get("kind", "")[:20],
        replies_to_id=number(request.POST.get("replies_to", "")),
        actor=who,
        now=now,
    )
    if getattr(request, "htmx", False):
        row = gathering_for_staff(gathering_id, who, "gathering.host")
        return render(request, "forums/host.html#lines", _console(request, row, now))
    return redirect("forums:host", gathering_id=row.pk)


STEPS = {
    "notice": ("gathering.plan", noticing.give_notice),
    "reporters": ("gathering.plan", inviting.invite_reporters),
    "open": ("gathering.host", sitting.open_gathering),
    "next_item": ("gathering.host", agenda.begin_item),
    "call_next": ("gathering.host", sitting.call_on),
    "turn_over": ("gathering.host", sitting.finish_turn),
    "end": ("gathering.host", sitting.end_gathering),
    "resume": ("gathering.host", sitting.resume_gathering),
    "file": ("gathering.file", filing.file_gathering),
    "take_questions": ("gathering.host", questions.take_questions),
    "carry_questions": ("gathering.host", questions.carry_questions),
}
"""What one tap does: the right it takes, and the action."""

TO_CONSOLE = {"open", "next_item", "call_next", "turn_over", "resume", "take_questions"}


@require_POST
@may("gathering.host")
def do(request: HttpRequest, gathering_id: int, step: str) -> HttpResponseBase:
    """One tap: announce, open, next item, next speaker, end, file."""
    who, now = actor(request), timezone.now()
    right, act = STEPS.get(step, ("gathering.view", None))
    gathering_for_staff(gathering_id, who, right)
    if act is None:
        raise Refused("gathering.not-found")
    more = _more(request, step)
    act(gathering_id=gathering_id, actor=who, now=now, **more)
    said = _said(step)
    if said:
        messages.success(request, said)
    to = "forums:host" if step in TO_CONSOLE else "forums:gathering"
    return redirect("forums:complete" if step == "end" else to, gathering_id=gathering_id)


def _more(request: HttpRequest, step: str) -> dict[str, Any]:
    given = request.POST
    if step == "call_next":
        return {"class_code": given.get("class_code", "")[:40], "hand_id": number(given.get("hand", ""))}
    if step == "next_item":
        return {"item_id": number(given.get("item", ""))}
    return {"urgent_reason": given.get("reason", "")} if step == "open" else {}


def _said(step: str) -> str:
    return {
        "notice": _("Told. Whoever has no account stands on the list of those you must tell."),
        "reporters": _(
            "Whoever raised these matters is invited, and stands on the list like any other resident."
        ),
        "open": _("It has begun."),
        "end": _("It is over. This is what is missing; you have 24 hours."),
        "resume": _("It goes on."),
        "take_questions": _("They stand in the record now, with who asked them."),
        "carry_questions": _("Carried over: they are proposed first when the next one is planned."),
        "file": _("Filed. Everybody who took part was told."),
    }.get(step, "")


@framed
@may("gathering.host")
def complete(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """散会 to 归档: everything that is missing, each with the one thing to press."""
    who, now = actor(request), timezone.now()
    row = gathering_for_staff(gathering_id, who, "gathering.host")
    rules = practice_of(row)
    practice = rules
    written = written_of(row)
    problems = problems_of(record_stands(row, rules, written))
    context = {
        "face": "desk",
        "now": now,
        "row": row,
        "practice": practice,
        "blocking": [_missing(row, problem, practice) for problem in problems if problem.blocks],
        "warnings": [_missing(row, problem, practice) for problem in problems if not problem.blocks],
        "figures": written.figures,
        "may_file": _may_file(request, row),
    }
    return render(request, "forums/complete.html", context)


ON_LINE = frozenset({Lack.PLEDGE, Lack.VAGUE, Lack.PROBLEM, Lack.ADDRESSEE, Lack.QUESTION, Lack.UNSORTED})
ON_ITEM = frozenset({Lack.RESULT, Lack.DISSENT})


def _missing(row: Gathering, problem: Problem, practice: Practice) -> dict[str, Any]:
    """One missing thing in words, with the address of the page that mends it."""
    verb, press = FIX.get(problem.lack, ("", ""))
    url = ""
    if verb and problem.lack in ON_LINE:
        url = reverse(f"forums:{verb}", args=[row.pk, problem.subject or 0]) + "?back=complete"
    elif verb:
        about = f"&item={problem.subject}" if problem.lack in ON_ITEM else ""
        url = reverse(f"forums:{verb}", args=[row.pk]) + f"?back=complete{about}"
    words = problem.words
    if problem.lack in {Lack.ABSENT, Lack.UNHEARD}:
        words = practice.name_of(words)
    elif problem.lack is Lack.OUTPUT:
        words = str(practice.outputs.get(What(words), words))
    return {"what": LACKS[problem.lack], "words": words, "url": url, "press": press}


def _may_file(request: HttpRequest, row: Gathering) -> bool:
    from shangyi.kernel.actor import may as may_do

    return may_do(actor(request), "gathering.file", row.place_path) is not None


@require_POST
@may("gathering.host")
def poll(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """Open a straw poll, enter its count, or close one on the phones."""
    who, now = actor(request), timezone.now()
    gathering_for_staff(gathering_id, who, "gathering.host")
    by: dict[str, Any] = {"gathering_id": gathering_id, "actor": who, "now": now}
    given, poll_id = request.POST, number(request.POST.get("poll", ""))
    if poll_id is None:
        how = given.get("how", "")
        labels = given.get("labels", "").replace("，", ",").replace("、", ",").split(",")
        polling.open_poll(
            question=given.get("question", ""),
            labels=labels,
            how=How(how) if how in set(How) else How.HANDS,
            **by,
        )
    elif given.get("close"):
        polling.close_poll(poll_id=poll_id, **by)
    else:
        counts = [
            int(each) if each.isascii() and each.isdigit() and len(each) < 7 else -1
            for each in given.getlist("n")
        ]
        polling.count_poll(poll_id=poll_id, counts=counts, **by)
    return redirect("forums:host", gathering_id=gathering_id)
