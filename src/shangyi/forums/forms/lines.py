"""What staff send about one line of the record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.forums.actions.outcomes import Demand, Promise
from shangyi.forums.forms.gathering import DAY, LONG, GatheringForm
from shangyi.forums.models import Gathering, Remark
from shangyi.forums.queries.people import day_promised, holders_for
from shangyi.forums.rules.life import COMING
from shangyi.forums.wording import kind_choices
from shangyi.people.models import Person
from shangyi.places.models import Place, Unit
from shangyi.places.queries import units_for


class LineForm(GatheringForm):
    """A form about one line."""

    def __init__(self, *args: Any, remark: Remark, **kwargs: Any) -> None:
        self.remark = remark
        super().__init__(*args, **kwargs)


class SortForm(LineForm):
    """What a line is, under which head, and which line it answers."""

    kind = forms.ChoiceField(label=_("What it is"), widget=forms.RadioSelect)
    replies_to = forms.ModelChoiceField(
        label=_("It answers this line"), queryset=Remark.objects.none(), required=False, empty_label=_("none")
    )
    head = forms.CharField(label=_("Head"), max_length=40, required=False)

    def offer(self) -> None:
        self.offer_heads()
        phase = self.remark.item.phase if self.remark.item else ""
        self.choose("kind", kind_choices(self.practice, phase))
        earlier = self.gathering.remarks.filter(number__lt=self.remark.number).order_by("-number")
        self.among("replies_to", earlier)
        self.fields["replies_to"].label_from_instance = lambda row: f"{row.number} {row.text[:40]}"  # type: ignore[attr-defined]


class AddForm(LineForm):
    """Words that are added below a line."""

    text = forms.CharField(label=_("What is added or put right"), max_length=4000, widget=LONG)


class PledgeForm(LineForm):
    """Who promises what until when, or why no day can be named."""

    what = forms.CharField(label=_("What is promised"), max_length=300, widget=LONG)
    holder = forms.ModelChoiceField(
        label=_("Who answers for it"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("named later by the unit"),
    )
    unit = forms.ModelChoiceField(
        label=_("Of which unit"), queryset=Unit.objects.none(), required=False, empty_label=_("none")
    )
    by = forms.DateField(label=_("Until"), required=False, widget=DAY)
    undated_reason = forms.CharField(
        label=_("Or why no day can be named yet"), max_length=200, required=False
    )
    steps = forms.CharField(label=_("Steps, one on each line"), max_length=1200, required=False, widget=LONG)
    done_already = forms.CharField(
        label=_("If it is done already: what shows it"), max_length=300, required=False
    )

    def offer(self) -> None:
        holders = holders_for(self.gathering, self.now)
        self.among("holder", holders)
        self.among("unit", units_for(self.gathering.place_path))
        if not self.initial.get("holder") and self.remark.speaker_name:
            named = holders.filter(name=self.remark.speaker_name).values_list("pk", flat=True)[:2]
            self.initial["holder"] = named[0] if len(named) == 1 else None
        self.initial["by"] = day_promised(self.gathering, self.remark, self.now)

    def promise(self) -> Promise:
        given = self.cleaned_data
        steps = tuple(line.strip() for line in given.get("steps", "").splitlines() if line.strip())
        return Promise(
            what=given["what"],
            holder=given["holder"],
            unit=given["unit"],
            by=given["by"],
            undated_reason=given["undated_reason"],
            steps=steps,
            done_already=given.get("done_already", ""),
        )


class UndatedForm(LineForm):
    """Why a line with “soon” has no date."""

    reason = forms.CharField(
        label=_("Why no day can be named, or that nothing is promised in it"), max_length=200, widget=LONG
    )


class DemandForm(LineForm):
    """Where the problem lies, and who spoke."""

    place = forms.ModelChoiceField(
        label=_("Where it is"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=_("at the place of the gathering"),
    )
    name = forms.CharField(
        label=_("Name of the speaker"),
        help_text=_("Left empty: as they stand on the list."),
        max_length=60,
        required=False,
    )
    phone = forms.CharField(label=_("Telephone for the answer"), max_length=30, required=False)
    sealed = forms.BooleanField(label=_("The unit that handles it does not learn the name"), required=False)

    def offer(self) -> None:
        home = self.gathering.community.path if self.gathering.community else self.gathering.place_path
        places = Place.objects.filter(path__startswith=home or "").exclude(kind="household").order_by("path")
        self.among("place", places)
        self.fields["place"].label_from_instance = lambda place: place.full_name  # type: ignore[attr-defined]

    def demand(self) -> Demand:
        given = self.cleaned_data
        return Demand(place=given["place"], name=given["name"], phone=given["phone"], sealed=given["sealed"])


class SuggestForm(LineForm):
    """To which units a suggestion goes."""

    units = forms.ModelMultipleChoiceField(
        label=_("To which units"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    head = forms.CharField(label=_("Head"), max_length=40, required=False)
    feasibility = forms.CharField(label=_("Whether it can be done"), max_length=300, required=False)

    def offer(self) -> None:
        self.among("units", units_for(self.gathering.place_path))
        self.offer_heads()


class CarryForm(LineForm):
    """Where a question left over goes: to a gathering to come, or to somebody who answers in writing."""

    to = forms.ModelChoiceField(
        label=_("To which gathering"),
        queryset=Gathering.objects.none(),
        required=False,
        empty_label=_("the next one that is planned"),
    )
    holder = forms.ModelChoiceField(
        label=_("Or who answers in writing"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("nobody"),
    )
    by = forms.DateField(label=_("Until"), required=False, widget=DAY)

    def offer(self) -> None:
        coming = Gathering.objects.filter(community=self.gathering.community_id, state__in=COMING)
        self.among("to", coming.order_by("planned_at"))
        self.among("holder", holders_for(self.gathering, self.now))
