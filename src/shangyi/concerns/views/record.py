"""代录 and 当场办结: staff write down what somebody said, for one or for several at once."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from shangyi.concerns.actions.add import join
from shangyi.concerns.actions.hear import NewVoice, Speaker, hear
from shangyi.concerns.actions.photos import read_pictures
from shangyi.concerns.actions.rate import NewRating
from shangyi.concerns.actions.settle import OnTheSpot, settle_on_the_spot
from shangyi.concerns.actions.sort import Sorting
from shangyi.concerns.forms.record import RecordForm, SettleForm
from shangyi.concerns.models import Rating, Voice
from shangyi.concerns.rules.hearing import Channel
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.people.actions import NewPerson, enter_person
from shangyi.people.views import actor, may
from shangyi.places.models import Place
from shangyi.places.queries import below, place_by_code
from shangyi.rulepacks.queries import rules_at
from shangyi.ui.wording import say


@may("voice.record")
def record(request: HttpRequest) -> HttpResponseBase:
    """Write down what somebody said; everyone named gets a receipt of their own in one matter."""
    now = timezone.now()
    form = RecordForm(request.POST or None, initial=_initial(request))
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            voices = _record(request, form.cleaned_data, now)
        except Refused as refused:
            problem = say(refused, now=now)
        else:
            said = ngettext("Entered; %(n)s receipt given.", "Entered; %(n)s receipts given.", len(voices))
            messages.success(request, said % {"n": len(voices)})
            return redirect("concerns:recorded", concern_id=voices[0].concern_id)
    return _show(request, "concerns/record.html", form, problem, now)


@may("concern.settle")
def settle(request: HttpRequest) -> HttpResponseBase:
    """当场办结: recorded, answered and rated on one screen in one act."""
    now, who = timezone.now(), actor(request)
    root = next(iter(who.paths_for("concern.settle")), "")
    form = SettleForm(request.POST or None, rules=rules_at(root, now.date()), initial=_initial(request))
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            voice = _settle(form.cleaned_data, who, now)
        except Refused as refused:
            problem = say(refused, now=now)
        else:
            messages.success(request, ngettext("Settled on the spot.", "Settled on the spot.", 1))
            return redirect("concerns:recorded", concern_id=voice.concern_id)
    return _show(request, "concerns/settle.html", form, problem, now)


def _show(
    request: HttpRequest, template: str, form: RecordForm, problem: Any, now: datetime
) -> HttpResponseBase:
    status = 422 if request.method == "POST" else 200
    context = {
        "face": "desk",
        "now": now,
        "form": form,
        "problem": problem,
        "places": _places(actor(request)),
    }
    return render(request, template, context, status=status)


def _initial(request: HttpRequest) -> dict[str, Any]:
    return {"once": secrets.token_hex(16), "place": request.GET.get("place", "")[:40]}


def _places(who: Actor) -> list[Place]:
    """Where the actor may enter words: down to stairwells, as many as a list can offer."""
    roots = who.paths_for("voice.record")
    found: list[Place] = []
    for root in roots:
        found += below(root).exclude(kind__in=("household", "province", "city", "district", "street"))[:400]
    return sorted(found, key=lambda place: place.path or "")


def _record(request: HttpRequest, given: dict[str, Any], now: datetime) -> list[Voice]:
    """The first speaker opens the matter, the others join it, each with a receipt."""
    who, place = actor(request), place_by_code(given["place"])
    pictures = tuple(read_pictures(request.FILES.getlist("photos")))
    speakers: list[Speaker] = given["speakers"] or [Speaker(naming=given["naming"])]
    first = hear(
        new=_voice(given, place, speakers[0], who, now, given["once"] or None, pictures),
        actor=who,
        now=now,
        randbelow=secrets.randbelow,
    )
    if first.again:
        return [first.voice]
    others = [
        join(
            concern_id=first.voice.concern_id,
            new=_voice(given, place, speaker, who, now, None),
            actor=who,
            now=now,
            randbelow=secrets.randbelow,
        ).voice
        for speaker in speakers[1:]
    ]
    return [first.voice, *others]


def _voice(
    given: dict[str, Any],
    place: Place,
    speaker: Speaker,
    who: Actor,
    now: datetime,
    key: str | None,
    pictures: tuple[Any, ...] = (),
) -> NewVoice:
    return NewVoice(
        words=given["words"],
        place=place,
        channel=Channel(given["channel"]),
        speaker=_known(speaker, place, who, now),
        said_at=given["said_at"],
        noticed=given["noticed"],
        suspicion=given["suspicion"],
        tried_before=given["tried_before"],
        read_back=given["read_back"],
        sending_key=key,
        pictures=pictures,
    )


def _known(speaker: Speaker, place: Place, who: Actor, now: datetime) -> Speaker:
    """The speaker as a person, where a telephone number says which; a name alone makes nobody."""
    digits = "".join(letter for letter in speaker.phone if letter.isdigit())
    if not digits or speaker.naming == "unnamed":
        return speaker
    person = enter_person(new=NewPerson(name=speaker.name, phone=digits, home=place), actor=who, now=now)
    return Speaker(naming=speaker.naming, person=person, name=speaker.name, phone=speaker.phone)


def _settle(given: dict[str, Any], who: Actor, now: datetime) -> Voice:
    place = place_by_code(given["place"])
    speaker = given["speakers"][0] if given["speakers"] else Speaker(naming=given["naming"])
    sorting = Sorting(kind=given["kind"], category=given["category"], grade="general")
    rating = NewRating(verdict=Rating.Verdict(given["verdict"]), satisfied=given["satisfied"])
    return settle_on_the_spot(
        new=_voice(given, place, speaker, who, now, given["once"] or None),
        spot=OnTheSpot(sorting=sorting, result=given["result"], rating=rating),
        actor=who,
        now=now,
        randbelow=secrets.randbelow,
    )


@may("voice.record")
def recorded(request: HttpRequest, concern_id: int) -> HttpResponseBase:
    """The receipts just given, to be read out or printed; who wrote them down may see them, whoever keeps it."""
    from shangyi.concerns.queries import concern_visible_to

    who = actor(request)
    mine = Voice.objects.filter(concern_id=concern_id, recorded_by_id=who.person_id or 0)
    voices = list(mine.select_related("concern").order_by("id"))
    concern = voices[0].concern if voices else concern_visible_to(who, concern_id)
    voices = voices or list(concern.voices.order_by("id"))
    context = {"face": "desk", "now": timezone.now(), "concern": concern, "voices": voices}
    return render(request, "concerns/recorded.html", context)
