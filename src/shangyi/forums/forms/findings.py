"""What staff send about a survey: a site, a finding, a point of the diagnosis, a goal."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.forums.actions.investigating import NewSite
from shangyi.forums.forms.gathering import DAY, LONG, GatheringForm, NamedForm
from shangyi.forums.models import Finding, Site
from shangyi.forums.queries.people import holders_for
from shangyi.forums.rules.findings import LONGEST_FINDING, FindingKind
from shangyi.people.models import Person
from shangyi.places.models import Place, Unit
from shangyi.places.queries import units_for

BETWEEN_NAMES = re.compile(r"[、,，;；\n]+")


class SiteForm(GatheringForm):
    """Where members went, when and who."""

    words = forms.CharField(label=_("Where, in words"), max_length=120, required=False)
    place = forms.ModelChoiceField(
        label=_("Or a place we know"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=_("none of these"),
    )
    seen_on = forms.DateField(label=_("On which day"), widget=DAY)
    persons = forms.ModelMultipleChoiceField(
        label=_("Which members were there"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.CharField(label=_("And, by name"), max_length=600, required=False)

    def offer(self) -> None:
        home = self.gathering.community.path if self.gathering.community else self.gathering.place_path
        places = Place.objects.filter(path__startswith=home or "").exclude(kind="household").order_by("path")
        self.among("place", places)
        self.fields["place"].label_from_instance = lambda place: place.full_name  # type: ignore[attr-defined]
        invited = Person.objects.filter(invitations__gathering=self.gathering, invitations__concern=None)
        self.among("persons", invited.distinct().order_by("name"))

    def site(self) -> NewSite:
        given = self.cleaned_data
        names = [each.name for each in given["persons"]]
        names += [name for each in BETWEEN_NAMES.split(given["others"]) if (name := each.strip())]
        return NewSite(
            seen_on=given["seen_on"], members=tuple(names), place=given["place"], words=given["words"]
        )


class FindingForm(GatheringForm):
    """One thing that was found."""

    kind = forms.ChoiceField(
        label=_("What it says"), choices=Finding.KindChoice.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("What was found"), max_length=LONGEST_FINDING, widget=LONG)
    site = forms.ModelChoiceField(
        label=_("Where it was found"),
        queryset=Site.objects.none(),
        required=False,
        empty_label=_("at no single place"),
    )

    def offer(self) -> None:
        self.among("site", self.gathering.sites.select_related("place").order_by("id"))
        self.fields["site"].label_from_instance = lambda site: site.where  # type: ignore[attr-defined]

    def kind_of(self) -> FindingKind:
        return FindingKind(self.cleaned_data["kind"])


class PointForm(GatheringForm):
    """One point of the diagnosis, and what it rests on."""

    text = forms.CharField(label=_("What is wrong"), max_length=LONGEST_FINDING, widget=LONG)
    findings = forms.ModelMultipleChoiceField(
        label=_("On which findings it rests"),
        queryset=Finding.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def offer(self) -> None:
        self.among("findings", self.gathering.findings.order_by("number"))
        named = self.fields["findings"]
        named.label_from_instance = lambda row: f"{row.number}. {row.get_kind_display()}: {row.text[:80]}"  # type: ignore[attr-defined]


class GoalForm(NamedForm):
    """A goal, who set it and reports on it, until when."""

    text = forms.CharField(label=_("What is to be reached"), max_length=200)
    field_order = ("text", "holder", "by")

    def offer(self) -> None:
        super().offer()
        self.among("holder", holders_for(self.gathering, self.now))
        if not self.initial.get("text"):
            taken = set(self.gathering.goals.values_list("text", flat=True))
            self.initial["text"] = next((each.zh for each in self.practice.goals if each.zh not in taken), "")


class SupportForm(GatheringForm):
    """Which finding is a need, what is asked for, and of whom."""

    finding = forms.ModelChoiceField(label=_("Which need"), queryset=Finding.objects.none(), empty_label=None)
    text = forms.CharField(label=_("What support is asked for"), max_length=LONGEST_FINDING, widget=LONG)
    units = forms.ModelMultipleChoiceField(
        label=_("Of which units"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def offer(self) -> None:
        self.among("finding", self.gathering.findings.order_by("number"))
        self.fields["finding"].label_from_instance = lambda row: f"{row.number}. {row.text[:80]}"  # type: ignore[attr-defined]
        self.among("units", units_for(self.gathering.place_path))
