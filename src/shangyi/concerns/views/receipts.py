"""What the holder of a receipt may do without signing in: rate, and add a sentence."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangyi.concerns.actions.add import add_words
from shangyi.concerns.actions.rate import NewRating, rate
from shangyi.concerns.forms import AddForm, RatingForm
from shangyi.concerns.models import Rating
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, public


@public
@require_POST
def rate_answer(request: HttpRequest, receipt: str) -> HttpResponseBase:
    """Solved or not, by the receipt alone."""
    form = RatingForm(request.POST)
    if not form.is_valid():
        raise Refused("rating.out-of-range", satisfied=request.POST.get("satisfied", "")[:20])
    given = form.cleaned_data
    new = NewRating(
        verdict=Rating.Verdict(given["verdict"]),
        satisfied=given["satisfied"],
        sentence=given["sentence"],
        insist=given["insist"],
    )
    rate(receipt=receipt, new=new, actor=actor(request), now=timezone.now())
    if new.verdict is Rating.Verdict.NOT_SOLVED:
        messages.warning(request, _("We have noted that it is not solved. Somebody looks at it again."))
    else:
        messages.success(request, _("Thank you. Your word is on record."))
    return redirect("/" if request.POST.get("back") == "home" else f"/r/{receipt}/")


@public
@require_POST
def add_sentence(request: HttpRequest, receipt: str) -> HttpResponseBase:
    """补充一句."""
    form = AddForm(request.POST)
    form.is_valid()
    words = form.cleaned_data.get("words") or request.POST.get("words", "")
    add_words(receipt=receipt, words=words, actor=actor(request), now=timezone.now())
    messages.success(request, _("Added. The keeper was told."))
    return redirect(f"/r/{receipt}/")
