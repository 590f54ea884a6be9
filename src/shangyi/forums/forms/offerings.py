"""What staff send about the digest of cases and about a new service."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.forums.actions.serving import NewService
from shangyi.forums.forms.gathering import DAY, GatheringForm
from shangyi.forums.forms.lines import LineForm
from shangyi.forums.queries.people import holders_for
from shangyi.forums.rules.digest import Existing
from shangyi.people.models import Person
from shangyi.places.models import Unit
from shangyi.places.queries import units_for


class DigestForm(GatheringForm):
    """How many cases there are by another source, or unknown."""

    n_existing = forms.IntegerField(
        label=_("How many cases there are altogether"),
        help_text=_("As the hotline itself says; left empty it is shown as unknown."),
        min_value=0,
        max_value=2**31 - 1,
        required=False,
    )
    source = forms.CharField(label=_("Who says so"), max_length=120, required=False)
    on = forms.DateField(label=_("As of which day"), required=False, widget=DAY)

    def existing(self) -> Existing:
        given = self.cleaned_data
        return Existing(given["n_existing"], given["source"], given["on"])


class ServiceForm(LineForm):
    """A new service: what, for whom, who runs it, from when, and when it is rated."""

    name = forms.CharField(label=_("The new service"), max_length=80)
    scope = forms.CharField(label=_("For whom, and what it covers"), max_length=200)
    available = forms.CharField(label=_("When it can be had"), max_length=120, required=False)
    holder = forms.ModelChoiceField(label=_("Who answers for it"), queryset=Person.objects.none())
    unit = forms.ModelChoiceField(
        label=_("Of which unit"), queryset=Unit.objects.none(), required=False, empty_label=_("none")
    )
    starts_on = forms.DateField(label=_("It begins on"), widget=DAY)
    rate_by = forms.DateField(label=_("Residents are asked to rate it by"), widget=DAY)

    def offer(self) -> None:
        self.among("holder", holders_for(self.gathering, self.now))
        self.among("unit", units_for(self.gathering.place_path))
        self.initial["name"] = self.remark.text[:80]

    def service(self) -> NewService:
        return NewService(**self.cleaned_data)
