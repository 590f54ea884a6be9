"""我有话说: the phone page. Accepted before anyone signs in; who you are is asked last."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.concerns.actions.add import join
from shangyi.concerns.actions.hear import Accepted, NewVoice, Speaker, hear
from shangyi.concerns.actions.photos import read_pictures
from shangyi.concerns.forms import SpeakForm
from shangyi.concerns.models import Concern
from shangyi.concerns.queries import neighbours_matters, voice_by_receipt
from shangyi.concerns.rules.hearing import Channel, Naming
from shangyi.kernel.refused import Refused
from shangyi.people.models import Person
from shangyi.people.views import actor, public
from shangyi.places.models import Place
from shangyi.places.queries import ancestors, children, communities, place_by_code
from shangyi.ui.wording import say


@public
def speak(request: HttpRequest) -> HttpResponseBase:
    """Show the form, or accept the words. What was typed is shown again with whatever is wrong."""
    place = chosen_place(request)
    known = request.user.is_authenticated
    form = SpeakForm(request.POST or None, known=known)
    problem = None
    if request.method == "POST":
        try:
            if form.is_valid():
                return _accepted(request, _accept(request, form.cleaned_data, place))
        except Refused as refused:
            problem = say(refused, now=timezone.now())
    context = {
        **_page(place),
        "form": form,
        "problem": problem,
        "joined": _joined(request, place),
        "known": known,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "concerns/speak.html", context, status=status)


def _page(place: Place | None) -> dict[str, Any]:
    return {
        "face": "resident",
        "now": timezone.now(),
        "place": place,
        "places": [] if place else list(communities()),
    }


@public
def where(request: HttpRequest) -> HttpResponseBase:
    """Choose the place step by step, from the community down to the household; no script needed."""
    code = request.GET.get("from", "")[:40]
    here = place_by_code(code) if code else None
    context = {
        "face": "resident",
        "here": here,
        "way": ancestors(here.path or "") if here else [],
        "inner": children(here.pk) if here else communities(),
    }
    return render(request, "concerns/places.html", context)


def chosen_place(request: HttpRequest) -> Place | None:
    """The place named by the poster, by the picker, or where the person lives."""
    code = (request.POST.get("place") or request.GET.get("place") or "").strip()[:40]
    if code:
        return place_by_code(code)
    if request.user.is_authenticated:
        return person_of(request).home
    return None


def person_of(request: HttpRequest) -> Person:
    """The person behind the account that is signed in."""
    return request.user.person  # type: ignore[union-attr]


def _accept(request: HttpRequest, given: dict[str, Any], place: Place | None) -> Accepted:
    if place is None:
        raise Refused("speak.place-needed")
    person = person_of(request) if request.user.is_authenticated else None
    naming = Naming(given["naming"])
    new = NewVoice(
        words=given["words"],
        place=place,
        channel=Channel.PHONE_WEB,
        noticed=given["noticed"],
        speaker=Speaker(
            naming=naming,
            person=person if naming is not Naming.UNNAMED else None,
            name=given["name"],
            phone=given["phone"],
            email=given["email"],
        ),
        sending_key=given["once"] or None,
        pictures=tuple(read_pictures(request.FILES.getlist("photos"))),
    )
    who, now = actor(request), timezone.now()
    concern_id = request.POST.get("join", "")
    if concern_id.isdigit():
        return join(concern_id=int(concern_id[:18]), new=new, actor=who, now=now, randbelow=secrets.randbelow)
    return hear(new=new, actor=who, now=now, randbelow=secrets.randbelow)


def _accepted(request: HttpRequest, accepted: Accepted) -> HttpResponseBase:
    if accepted.again:
        messages.info(request, _("This had reached us already, so it is kept once. Here is its receipt."))
    else:
        messages.success(request, _("It has reached us. Please keep the receipt."))
    return redirect("concerns:receipt", receipt=accepted.voice.receipt)


def _joined(request: HttpRequest, place: Place | None) -> Concern | None:
    """The neighbours' matter that the person wants to join."""
    wanted = request.POST.get("join") or request.GET.get("join") or ""
    if not wanted.isdigit() or place is None:
        return None
    return Concern.objects.filter(pk=int(wanted[:18]), may_be_shown=True).select_related("place").first()


@public
def similar(request: HttpRequest) -> HttpResponseBase:
    """What neighbours said that is like what is being typed; asked for while typing, and empty when nothing is."""
    words = request.GET.get("words", "")[:500]
    place = Place.objects.filter(code=request.GET.get("place", "")[:40]).select_related("community").first()
    wide = place.community if place and place.community else place
    found = neighbours_matters(wide.path or "", words, timezone.now()) if wide and len(words) >= 4 else []
    return render(request, "concerns/similar.html", {"found": found, "now": timezone.now(), "place": place})


@public
def receipt(request: HttpRequest, receipt: str) -> HttpResponseBase:
    """The receipt: number, QR code, link, what happens next."""
    voice = voice_by_receipt(receipt)
    link = link_of(voice.receipt)
    return render(
        request,
        "concerns/receipt.html",
        {"face": "resident", "now": timezone.now(), "voice": voice, "link": link, "qr": qr_of(link)},
    )


@public
def slip(request: HttpRequest, receipt: str) -> HttpResponseBase:
    """The receipt on paper: large print, one per page."""
    voice = voice_by_receipt(receipt)
    link = link_of(voice.receipt)
    context = {"face": "plain", "now": timezone.now(), "voice": voice, "link": link, "qr": qr_of(link)}
    return render(request, "concerns/slip.html", context)


def link_of(receipt: str) -> str:
    """The address that a receipt's QR code holds."""
    return f"{settings.BASE_URL}/r/{receipt}/"


def qr_of(text: str) -> str:
    """A QR code as inline SVG, sized by its box."""
    import segno  # only where a code is drawn

    code = segno.make(text, error="m")
    return code.svg_inline(scale=4, dark="#1F2A2E", light=None, omitsize=True)


@public
def photo(request: HttpRequest, photo_id: int, key: str) -> HttpResponseBase:
    """A picture, for who was given its address by a page that showed it to them: the key is 64 bits of its digest."""
    from shangyi.concerns.models import Photo

    row = get_object_or_404(Photo, pk=photo_id, digest__startswith=key if len(key) == 16 else "-")
    file = row.small if request.GET.get("small") else row.file
    response = HttpResponse(file.read(), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response
