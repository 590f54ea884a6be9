"""What staff send about a gathering: one small form per verb."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.forums.actions.noticing import WAYS
from shangyi.forums.models import AgendaItem, Gathering, Invitation, Sheet
from shangyi.forums.queries.people import holders_for
from shangyi.forums.rules.agenda import Result
from shangyi.forums.rules.practice import Practice
from shangyi.forums.wording import WAYS_TOLD
from shangyi.people.models import Person
from shangyi.places.models import Place, Unit
from shangyi.places.queries import units_for
from shangyi.places.rules import PlaceKind

LONG = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def offer_heads(fields: dict[str, Any], practice: Practice, name: str = "head") -> None:
    """Put a choice of the practice's heads in the place of a field for words."""
    if practice.heads:
        choices = [("", "—"), *((each.code, each.zh) for each in practice.heads)]
        fields[name] = forms.ChoiceField(label=fields[name].label, choices=choices, required=False)


class GatheringForm(forms.Form):
    """A form about one gathering; what may be chosen depends on its place and its practice."""

    def __init__(
        self, *args: Any, gathering: Gathering, practice: Practice, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.gathering, self.practice, self.now = gathering, practice, now
        self.offer()

    def offer(self) -> None:
        """Fill in what may be chosen."""

    def choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def among(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def offer_heads(self, name: str = "head") -> None:
        """The heads of the practice to choose from; where it has none, any words."""
        offer_heads(self.fields, self.practice, name)

    def offer_classes(self, name: str = "class_code") -> None:
        self.choose(name, [(each.code, each.zh) for each in self.practice.classes])


class ChangeForm(GatheringForm):
    """When, where and what it is about."""

    theme = forms.CharField(label=_("Theme"), max_length=80)
    planned_at = forms.DateTimeField(label=_("It begins at"), widget=MOMENT)
    venue = forms.CharField(label=_("Venue"), max_length=80)
    is_open = forms.BooleanField(label=_("Residents of the place may come uninvited"), required=False)


class WhyForm(GatheringForm):
    """A reason, where that is all there is to say."""

    reason = forms.CharField(label=_("Why"), max_length=200, widget=LONG)


class NeedForm(GatheringForm):
    """What is there, or why it begins without."""

    code = forms.ChoiceField(label=_("What must be there"))
    evidence = forms.CharField(
        label=_("It is there: what, and where to find it"), max_length=1000, required=False, widget=LONG
    )
    reason = forms.CharField(label=_("Or why it begins without"), max_length=200, required=False)

    def offer(self) -> None:
        needs = self.gathering.needs.order_by("id")
        self.choose("code", [(need.code, self.practice.need_name(need.code)) for need in needs])


class InviteForm(GatheringForm):
    """Whom to invite, in which class, and how they are found."""

    class_code = forms.ChoiceField(label=_("In which class"))
    way = forms.ChoiceField(
        label=_("Who"),
        choices=[
            ("class", _("everybody of this class whom we know here")),
            ("households", _("every household of a building or stairwell")),
            ("units", _("units")),
            ("persons", _("people by name")),
        ],
        widget=forms.RadioSelect,
        initial="class",
    )
    below = forms.ModelChoiceField(
        label=_("Which building or stairwell"), queryset=Place.objects.none(), required=False
    )
    units = forms.ModelMultipleChoiceField(
        label=_("Which units"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    persons = forms.ModelMultipleChoiceField(
        label=_("Which people"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def offer(self) -> None:
        self.offer_classes()
        home = self.gathering.community.path if self.gathering.community else self.gathering.place_path
        inside = Place.objects.filter(
            path__startswith=home or "",
            kind__in=[PlaceKind.COMPOUND, PlaceKind.BUILDING, PlaceKind.STAIRWELL],
        )
        self.among("below", inside.order_by("path"))
        self.fields["below"].label_from_instance = lambda place: place.full_name  # type: ignore[attr-defined]
        self.among("units", units_for(self.gathering.place_path))
        self.among("persons", holders_for(self.gathering, self.now))


class ToldForm(GatheringForm):
    """Whom staff told, and how."""

    told = forms.ModelMultipleChoiceField(
        label=_("Whom you told"), queryset=Invitation.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    how = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect)

    def offer(self) -> None:
        self.among(
            "told", self.gathering.invitations.filter(told_at__isnull=True).order_by("class_code", "name")
        )
        self.choose("how", [(way, WAYS_TOLD[way]) for way in sorted(WAYS, key=list(WAYS_TOLD).index)])


class ItemForm(GatheringForm):
    """An item in the convenor's own words."""

    title = forms.CharField(label=_("What is to be talked about"), max_length=120)
    why = forms.CharField(label=_("Why it is on the agenda"), max_length=200, required=False)
    phase = forms.ChoiceField(label=_("Part of the gathering"), required=False)
    minutes = forms.IntegerField(label=_("Minutes for it"), min_value=1, max_value=240, required=False)

    def offer(self) -> None:
        if not self.practice.phases:
            del self.fields["phase"]
            return
        self.choose("phase", [("", "—"), *((each.code, each.zh) for each in self.practice.phases)])


class ConcludeForm(GatheringForm):
    """What an item came to."""

    item = forms.ModelChoiceField(label=_("Item"), queryset=AgendaItem.objects.none(), empty_label=None)
    result = forms.ChoiceField(
        label=_("What it came to"), choices=AgendaItem.ResultChoice.choices, widget=forms.RadioSelect
    )
    conclusion = forms.CharField(label=_("In a sentence"), max_length=2000, required=False, widget=LONG)

    def offer(self) -> None:
        self.among("item", self.gathering.items.order_by("position"))

    def result_of(self) -> Result:
        return Result(self.cleaned_data["result"])


class DissentForm(GatheringForm):
    """Who does not agree, and why."""

    item = forms.ModelChoiceField(label=_("Item"), queryset=AgendaItem.objects.none(), empty_label=None)
    class_code = forms.ChoiceField(label=_("Who disagrees"))
    reason = forms.CharField(label=_("Their reason"), max_length=300, widget=LONG)

    def offer(self) -> None:
        self.among("item", self.gathering.items.order_by("position"))
        self.offer_classes()


class NamedForm(GatheringForm):
    """Somebody named, and a day."""

    holder = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none())
    by = forms.DateField(label=_("Until"), widget=DAY)

    def offer(self) -> None:
        self.among("holder", holders_for(self.gathering, self.now))


class ExplainForm(NamedForm):
    """Who explains an outcome to those who disagreed."""

    item = forms.ModelChoiceField(label=_("Item"), queryset=AgendaItem.objects.none(), empty_label=None)
    field_order = ("item", "holder", "by")

    def offer(self) -> None:
        super().offer()
        waiting = self.gathering.items.filter(dissents__explanation__isnull=True, dissents__isnull=False)
        self.among("item", waiting.distinct().order_by("position"))


class RecheckForm(NamedForm):
    """Who looks back at what, until when."""

    what = forms.CharField(label=_("What to look at"), max_length=200, required=False)
    field_order = ("what", "holder", "by")


class CheckInForm(GatheringForm):
    """Somebody who came, by name or unnamed."""

    class_code = forms.ChoiceField(label=_("In which class"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Full name"), help_text=_("Left empty: not named."), max_length=60, required=False
    )
    person = forms.ModelChoiceField(
        label=_("Or somebody we know"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("nobody of these"),
    )
    post = forms.CharField(label=_("Post"), max_length=60, required=False)
    stands_for = forms.CharField(label=_("Speaks for"), max_length=60, required=False)

    def offer(self) -> None:
        self.offer_classes()
        invited = Person.objects.filter(invitations__gathering=self.gathering)
        near = Person.objects.filter(pk__in=holders_for(self.gathering, self.now).values("pk"))
        self.among("person", (invited | near).distinct().order_by("name"))


class HeadsForm(GatheringForm):
    """How many of a class."""

    class_code = forms.ChoiceField(label=_("Of which class"))
    said = forms.CharField(
        label=_("How many"), help_text=_("As it was counted or said: 12, 20余, 近30."), max_length=20
    )
    source = forms.CharField(label=_("Counted by, or from which sheet"), max_length=60, required=False)

    def offer(self) -> None:
        self.offer_classes()


class SheetForm(GatheringForm):
    """The photo of a sheet."""

    use = forms.ChoiceField(
        label=_("What is on it"), choices=Sheet.Use.choices, widget=forms.RadioSelect, initial=Sheet.Use.LINES
    )


class ImportForm(GatheringForm):
    """A table of those who came."""

    file = forms.FileField(
        label=_("Table (.xlsx or .csv)"), help_text=_("Columns: name, class, post, unit, phone.")
    )
