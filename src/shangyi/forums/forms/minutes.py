"""What people send about minutes: a wording, an objection, a reply, how they are published, a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.forums.actions.minutes import Publishing
from shangyi.forums.forms.gathering import LONG, GatheringForm
from shangyi.forums.models import Attendance, Gathering
from shangyi.forums.rules.minutes import LONGEST_PART
from shangyi.kernel.actor import Actor
from shangyi.places.models import Place
from shangyi.places.queries import roots_of

MOST_PLACES = 200


class ObjectionForm(GatheringForm):
    """What somebody who was there told staff."""

    attendance = forms.ModelChoiceField(label=_("Who says so"), queryset=Attendance.objects.none())
    text = forms.CharField(label=_("What is not right"), max_length=LONGEST_PART, widget=LONG)

    def offer(self) -> None:
        rows = self.gathering.attendances.exclude(name="").order_by("class_code", "id")
        self.among("attendance", rows)


class PublishForm(GatheringForm):
    """Who may read the minutes, and whether they name persons and tell admitted shortcomings."""

    level = forms.ChoiceField(
        label=_("Who may read them"), choices=Gathering.Level.choices, widget=forms.RadioSelect
    )
    with_names = forms.BooleanField(
        label=_("Name persons"),
        required=False,
        help_text=_("Otherwise classes and units are named, and nobody by name."),
    )
    with_shortcomings = forms.BooleanField(
        label=_("Tell the shortcomings that were admitted"),
        required=False,
        help_text=_("Tick this only when those who admitted them agree."),
    )

    def offer(self) -> None:
        self.fields["level"].initial = self.practice.level

    def publishing(self) -> Publishing:
        given: dict[str, Any] = self.cleaned_data
        return Publishing(
            level=Gathering.Level(given["level"]),
            with_names=given["with_names"],
            with_shortcomings=given["with_shortcomings"],
        )


class DocumentFormForm(forms.Form):
    """A .docx and the place below which it is used."""

    place = forms.ModelChoiceField(label=_("Where it is used"), queryset=Place.objects.none())
    file = forms.FileField(
        label=pgettext_lazy("minutes", "The form, a .docx"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roots = list(roots_of(actor, "gathering.publish")[:MOST_PLACES])
        self.fields["place"].queryset = Place.objects.filter(pk__in=[each.pk for each in roots])  # type: ignore[attr-defined]
        if len(roots) == 1:
            self.fields["place"].initial = roots[0].pk
