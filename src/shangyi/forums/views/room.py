"""The wall and the phones: opened by the QR code or the four digits, without signing in."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shangyi.forums.actions.attending import Newcomer, check_in_self
from shangyi.forums.actions.polling import lean
from shangyi.forums.actions.sitting import lower_hand, raise_hand
from shangyi.forums.actions.writing import send_slip
from shangyi.forums.models import Attendance, Gathering
from shangyi.forums.queries.gatherings import gathering_by_code, times_attended
from shangyi.forums.queries.room import Room, place_in_line, room_of
from shangyi.forums.rules.life import State
from shangyi.forums.views.device import device_of, keep_device, mark_in, room_of_phone
from shangyi.forums.views.floor import number
from shangyi.forums.views.frames import framed
from shangyi.forums.views.questions import questions_shown
from shangyi.forums.views.rating import rating_context
from shangyi.forums.wording import bound_words
from shangyi.kernel.refused import Refused
from shangyi.notices.queries import live_address
from shangyi.people.actions import take_turn
from shangyi.people.queries import same_person_ids
from shangyi.people.rules.limits import Limit
from shangyi.people.views import actor, client_address, public
from shangyi.ui.wording import say

CODE_TRIES = Limit(burst=20, every=timedelta(seconds=20))
"""Four digits can be tried; a whole room behind one address types them at once."""
SPREAD = 2500
"""Phones ask for the new piece within so many milliseconds of one another, not all in the same one."""


@framed
@public
def hall(request: HttpRequest, token: str) -> HttpResponseBase:
    """The wall of the room, dark, to be read from eight metres."""
    row, now = room_of_phone(request, token), timezone.now()
    link = f"{settings.BASE_URL}/g/{row.join_secret}/"
    room = room_of(row)
    context = {
        **shown(room),
        **questions_shown(row, room.practice),
        "face": "hall",
        "now": now,
        "row": row,
        "room": room,
        "qr": qr_of(link),
        "stream": live_address(row.channel, now),
        "open": row.state == State.OPEN,
    }
    part = request.GET.get("part") == "wall"
    return render(request, "forums/hall.html#wall" if part else "forums/hall.html", context)


TONES = ("yes", "no", "", "", "", "")


def shown(room: Room) -> dict[str, Any]:
    """The numbers of the room in words. A straw poll always says that it is one."""
    poll = room.poll
    label = str(_("Straw poll, decides nothing"))
    if poll is not None and poll.n_silent is not None:
        said = ngettext("%(n)s has not leaned yet", "%(n)s have not leaned yet", poll.n_silent)
        label += " · " + said % {"n": poll.n_silent}
    rows = poll.rows if poll is not None else ()
    votes = [{"label": name, "n": n, "tone": tone} for (name, n), tone in zip(rows, TONES, strict=False)]
    return {"present": bound_words(room.present), "votes": votes, "vote_label": label}


def qr_of(text: str) -> str:
    """A QR code as inline SVG, sized by its box."""
    import segno  # only where a code is drawn

    return segno.make(text, error="m").svg_inline(
        scale=4, border=2, dark="#0e2a2c", light=None, omitsize=True
    )


@public
def join(request: HttpRequest) -> HttpResponseBase:
    """Four digits from the wall, for whoever cannot scan."""
    now, problem = timezone.now(), None
    if request.method == "POST":
        try:
            take_turn(
                purpose="room code",
                client=client_address(request),
                limit=CODE_TRIES,
                secret=settings.SECRET_KEY.encode(),
                now=now,
            )
            row = gathering_by_code(request.POST.get("digits", ""))
        except Refused as refused:
            problem = say(refused, now=now)
        else:
            return redirect("forums:phone", token=row.room_token)
    context = {"face": "resident", "now": now, "problem": problem}
    return render(request, "forums/join.html", context, status=422 if problem else 200)


@framed
@public
def phone(request: HttpRequest, token: str) -> HttpResponseBase:
    """The room on a phone: what is being talked about, one's own place in the line, slip, hand, leaning."""
    row, now = room_of_phone(request, token), timezone.now()
    context = _phone(request, row, now)
    context |= questions_shown(row, context["room"].practice)
    context |= rating_context(request, row, context["room"].practice, now, context["me"])
    part = request.GET.get("part") == "now"
    return render(request, "forums/phone.html#now" if part else "forums/phone.html", context)


def _phone(request: HttpRequest, row: Gathering, now: datetime) -> dict[str, Any]:
    room = room_of(row)
    me = _me(request, row)
    waiting = place_in_line(room.waiting, me) if me else None
    leaning = None
    if me and room.poll and room.poll.row.how == "phones":
        leaning = room.poll.row.leanings.filter(attendance=me).values_list("choice", flat=True).first()
    return {
        **shown(room),
        "class_options": [{"value": each.code, "label": each.zh} for each in room.practice.classes],
        "my_class": room.practice.name_of(me.class_code) if me else "",
        "face": "resident",
        "now": now,
        "row": row,
        "room": room,
        "open": row.state == State.OPEN,
        "over": State(row.state).was_held and row.state != State.OPEN,
        "me": me,
        "times": times_attended(me.person, row) if me and me.person else 0,
        "waiting": waiting,
        "leaning": leaning,
        "stream": live_address(row.channel, now),
        "once": secrets.token_urlsafe(12),
        "spread": 200 + secrets.randbelow(SPREAD),
    }


def _me(request: HttpRequest, row: Gathering) -> Attendance | None:
    """The one who holds this phone, as far as they checked in here."""
    who = actor(request)
    rows = Attendance.objects.filter(gathering=row).select_related("person")
    if who.person_id is not None:
        found = rows.filter(person__in=same_person_ids(who.person_id)).first()
        if found is not None:
            return found
    device = mark_in(row, device_of(request))
    return rows.filter(device=device).first() if device else None


@require_POST
@public
def come_in(request: HttpRequest, token: str) -> HttpResponseBase:
    """签到 with one's own phone: who is signed in by name, others unnamed or by the name they give."""
    row, now = room_of_phone(request, token), timezone.now()
    device = device_of(request) or secrets.token_urlsafe(18)
    who = Newcomer(class_code=request.POST.get("class_code", "")[:40], name=request.POST.get("name", "")[:60])
    here = mark_in(row, device)
    came = check_in_self(secret=row.join_secret, who=who, device=here, actor=actor(request), now=now)
    if came.again:
        messages.info(request, _("You were checked in already; you are counted once."))
    response = redirect("forums:phone", token=row.room_token)
    keep_device(response, device)
    return response


@require_POST
@public
def slip(request: HttpRequest, token: str) -> HttpResponseBase:
    """An unnamed slip: nothing is kept of who sent it."""
    row, now = room_of_phone(request, token), timezone.now()
    take_turn(
        purpose=f"slip {row.pk}",
        client=device_of(request) or client_address(request),
        limit=Limit(burst=10, every=timedelta(seconds=30)),
        secret=settings.SECRET_KEY.encode(),
        now=now,
    )
    key, text = request.POST.get("once", "")[:64], request.POST.get("text", "")
    written = send_slip(gathering_id=row.pk, key=f"slip-{key}", text=text, now=now)
    said = _("It had arrived already.") if written.again else _("It has arrived. Nobody sees who sent it.")
    messages.success(request, said)
    return redirect("forums:phone", token=row.room_token)


@require_POST
@public
def hand(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask to speak, or not any more."""
    row, now = room_of_phone(request, token), timezone.now()
    me = _must_be_here(request, row)
    act = lower_hand if request.POST.get("lower") else raise_hand
    act(gathering_id=row.pk, attendance_id=me.pk, actor=actor(request), now=now)
    return redirect("forums:phone", token=row.room_token)


@require_POST
@public
def leaning(request: HttpRequest, token: str) -> HttpResponseBase:
    """Which way this phone leans in the straw poll."""
    row, now = room_of_phone(request, token), timezone.now()
    me = _must_be_here(request, row)
    chosen = number(request.POST.get("choice", ""))
    poll_id = number(request.POST.get("poll", ""))
    lean(
        gathering_id=row.pk,
        poll_id=poll_id or 0,
        attendance_id=me.pk,
        choice=chosen if chosen is not None else -1,
        now=now,
    )
    return redirect("forums:phone", token=row.room_token)


def _must_be_here(request: HttpRequest, row: Gathering) -> Attendance:
    """Whoever takes part is checked in first. Refused: gathering.come-in-first."""
    me = _me(request, row)
    if me is None:
        raise Refused("gathering.come-in-first")
    return me
