"""The page of one matter: by its receipt, or for who may see it otherwise."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.concerns.forms import AddForm, RatingForm
from shangyi.concerns.models import Concern, Voice
from shangyi.concerns.queries import voice_by_receipt
from shangyi.concerns.rules.life import State
from shangyi.journeys.queries.matters import Matter, last_answer, matter, viewer_of, voice_to_rate
from shangyi.journeys.rules.seeing import Eyes, Viewer
from shangyi.kernel.ids import read_code
from shangyi.kernel.refused import Refused
from shangyi.people.queries import same_person_ids
from shangyi.people.views import actor, public, signed_in

STATIONS = {
    State.HEARD: "sort",
    State.SORTED: "assign",
    State.HANDLING: "handle",
    State.LISTED: "handle",
    State.LOOKING: "handle",
    State.ANSWERING: "answer",
    State.RATING: "rate",
    State.CLOSED: "rate",
    State.MERGED: "rate",
}


@public
def find(request: HttpRequest) -> HttpResponseBase:
    """Open a matter by the number on the receipt, typed however."""
    typed = request.GET.get("receipt", "")[:40]
    code = read_code(typed)
    if typed and code is None:
        messages.error(
            request,
            _("This number cannot be right: look at the letters on the slip once more, or phone the office."),
        )
    if code is None:
        return render(request, "journeys/find.html", {"typed": typed}, status=422 if typed else 200)
    return redirect("journeys:by_receipt", receipt=code)


@public
def by_receipt(request: HttpRequest, receipt: str) -> HttpResponseBase:
    """The matter as the holder of the receipt sees it; nobody need be signed in."""
    voice = voice_by_receipt(receipt)
    if voice.receipt != receipt:
        return redirect("journeys:by_receipt", receipt=voice.receipt)
    now = timezone.now()
    seen = matter(voice.concern, Viewer(eyes=Eyes.SPEAKER, own_voices=frozenset({voice.pk})), now)
    return render(request, "journeys/matter.html", {**_page(seen), **_for_speaker(voice, seen), "now": now})


@signed_in
def by_number(request: HttpRequest, concern_id: int) -> HttpResponseBase:
    """The matter for somebody signed in: who spoke in it, a neighbour, a handler; staff go to their desk."""
    concern = (
        Concern.objects.select_related("place", "community", "keeper", "keeper_capacity", "merged_into")
        .filter(pk=concern_id)
        .first()
    )
    if concern is None:
        raise Refused("matter.not-found")
    who = actor(request)
    ids = same_person_ids(who.person_id or 0)
    voice = Voice.objects.filter(concern=concern, person_id__in=ids).order_by("id").first()
    viewer = viewer_of(concern, who, [voice.pk] if voice else [])
    if voice is not None and viewer.eyes is Eyes.SPEAKER:
        return redirect("journeys:by_receipt", receipt=voice.receipt)
    now = timezone.now()
    return render(request, "journeys/matter.html", {**_page(matter(concern, viewer, now)), "now": now})


def _page(seen: Matter) -> dict[str, Any]:
    concern = seen.concern
    return {
        "face": "resident",
        "matter": seen,
        "concern": concern,
        "situation": seen.situation,
        "station": STATIONS[State(concern.state)],
        "closed": not State(concern.state).is_open,
        "story": seen.story,
        "others": concern.n_voices - len(seen.viewer.own_voices),
    }


def _for_speaker(voice: Voice, seen: Matter) -> dict[str, Any]:
    to_rate = voice_to_rate(voice)
    return {
        "voice": voice,
        "answer": last_answer(voice),
        "to_rate": to_rate,
        "rating_form": RatingForm() if to_rate else None,
        "rate_url": reverse("concerns:rate", args=[voice.receipt]),
        "add_form": AddForm() if State(seen.concern.state).is_open else None,
        "add_url": reverse("concerns:add", args=[voice.receipt]),
    }
