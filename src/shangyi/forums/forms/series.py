"""What a convenor says of a series: what is carried on, its rhythm, its end, and why a day is missing."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shangyi.forums.forms.gathering import DAY, LONG, MOMENT
from shangyi.forums.models import Series
from shangyi.forums.queries.practices import practices_at
from shangyi.forums.rules.rhythm import Holiday, Rhythm, Rule
from shangyi.forums.wording.practices import HOLIDAYS, NTH, WEEKDAYS, rhythm_words
from shangyi.people.models import Capacity
from shangyi.people.queries import keepers_for
from shangyi.places.models import Place, Unit
from shangyi.places.queries import units_for

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
WHICH = [("", "—"), *((str(n), words) for n, words in NTH.items() if n != 5)]
ROWS = 2
LAST_OF_MONTH = re.compile(r"月末|月底|最后一天|last", re.IGNORECASE)


class RhythmForm(forms.Form):
    """A rhythm: as the practice says, or a union of up to two rules of its own."""

    keeps = forms.ChoiceField(
        label=_("When it sits"),
        choices=[("practice", _("as the practice says")), ("own", _("as said below"))],
        widget=forms.RadioSelect,
        initial="practice",
    )
    holiday = forms.ChoiceField(
        label=_("On holidays"),
        choices=[(each.value, words) for each, words in HOLIDAYS.items()],
        initial="shift",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, ROWS + 1):
            self.fields |= _rule_fields(n)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """What is always shown."""
        return [field for field in self if not self._is_of_rule(field.name)]

    @property
    def rule_fields(self) -> list[forms.BoundField]:
        """What only a rhythm of its own needs; shown unfolded once it was chosen."""
        return [field for field in self if self._is_of_rule(field.name)]

    @property
    def is_unfolded(self) -> bool:
        return bool(self["keeps"].value() == "own")

    def _is_of_rule(self, name: str) -> bool:
        return name == "holiday" or name[-2:] in {f"_{n}" for n in range(1, ROWS + 1)}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("keeps") != "own" or self.errors:
            return {**given, "rhythm": None}
        rules = [rule for n in range(1, ROWS + 1) for rule in self._rules(n, given)]
        if not rules and not self.errors:
            self.add_error("at_1", _("Say on which days, and at what time."))
        return {**given, "rhythm": Rhythm(tuple(rules), Holiday(given["holiday"]))}

    def _rules(self, n: int, given: dict[str, Any]) -> list[Rule]:
        """What one row says: its weekdays, its days of the month, or both together."""
        weekdays = tuple(int(each) for each in given.get(f"weekdays_{n}") or ())
        dates = self._dates(n, given.get(f"dates_{n}") or "")
        at, nth = given.get(f"at_{n}"), given.get(f"nth_{n}")
        if at is None:
            if weekdays or dates or nth:
                self.add_error(f"at_{n}", _("At what time is missing."))
            return []
        if not weekdays and (nth or not dates):
            said = _("Choose the weekday.") if nth else _("Choose weekdays, or write days of the month.")
            self.add_error(f"weekdays_{n}", said)
            return []
        every, which = given.get(f"every_{n}") or 1, (int(nth),) if nth else ()
        on_weekdays = [Rule(at=at, weekdays=weekdays, nth=which, every=every)] if weekdays else []
        return on_weekdays + ([Rule(at=at, dates=dates)] if dates else [])

    def _dates(self, n: int, text: str) -> tuple[int, ...]:
        """4、14、24 or 月末; anything else is a mistake that is said."""
        rest = LAST_OF_MONTH.sub("", text)
        days = [int(each) for each in re.findall(r"[0-9]+", rest)]
        strange = re.sub(r"[0-9\s,，、;；/.日号每月]", "", rest)
        if strange or any(not 1 <= day <= 31 for day in days):
            self.add_error(f"dates_{n}", _("Write days of the month from 1 to 31, e.g. 4、14、24."))
            return ()
        return tuple(sorted(set(days))) + ((-1,) if LAST_OF_MONTH.search(text) else ())


def _rule_fields(n: int) -> dict[str, forms.Field]:
    more = {} if n == 1 else {"help_text": _("A second rule, if there is one; both hold together.")}
    return {
        f"at_{n}": forms.TimeField(label=_("At what time"), widget=TIME, required=False, **more),  # type: ignore[arg-type]
        f"weekdays_{n}": forms.MultipleChoiceField(
            label=_("On which weekdays"),
            choices=[(str(day), words) for day, words in enumerate(WEEKDAYS)],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        ),
        f"nth_{n}": forms.ChoiceField(label=_("Only which one of the month"), choices=WHICH, required=False),
        f"every_{n}": forms.IntegerField(
            label=_("Every how many weeks"), min_value=1, max_value=52, required=False
        ),
        f"dates_{n}": forms.CharField(
            label=_("Or on which days of the month"),
            max_length=60,
            required=False,
            help_text=_("e.g. 4、14、24; 月末 is the last day"),
        ),
    }


class CarriedForm(forms.Form):
    """What the sittings of a series take over."""

    name = forms.CharField(label=_("What people call it"), max_length=60)
    theme = forms.CharField(label=_("Theme"), max_length=80)
    venue = forms.CharField(label=_("Venue"), max_length=80)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=600, initial=90)
    keeper = forms.ModelChoiceField(
        label=_("Who answers for it"),
        queryset=Capacity.objects.none(),
        required=False,
        empty_label=_("myself"),
    )
    is_open = forms.BooleanField(
        label=_("Residents of the place may come uninvited"),
        help_text=_("It then stands on their list and in the calendar of the place."),
        required=False,
        initial=True,
    )

    def offer_keepers(self, path: str, on: date) -> None:
        self.fields["keeper"].queryset = keepers_for(path, on)  # type: ignore[attr-defined]


class ChangeSeriesForm(CarriedForm):
    """Another name, theme, venue, length or keeper for the sittings to come."""

    def __init__(self, *args: Any, series: Series, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "theme", "venue", "minutes", "is_open"):
            self.fields[name].initial = getattr(series, name)
        self.fields["keeper"].empty_label = _("as before")  # type: ignore[attr-defined]
        self.offer_keepers(series.place_path, timezone.localdate(now))


class StartForm(RhythmForm, CarriedForm):
    """A practice that is held regularly: which, called what, from when on, by whom, in which rhythm."""

    practice = forms.ChoiceField(label=_("Practice"), widget=forms.RadioSelect)
    started_on = forms.DateField(label=_("From which day on"), widget=DAY)
    convened_by = forms.ModelChoiceField(
        label=_("Convened by"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("the community itself"),
    )
    about_unit = forms.ModelChoiceField(
        label=_("Whom it is about"), queryset=Unit.objects.none(), required=False, empty_label=_("no unit")
    )
    first = (
        "practice", "name", "theme", "venue", "started_on", "minutes", "convened_by", "about_unit", "keeper", "is_open",
        "keeps",
    )  # fmt: skip

    def __init__(self, *args: Any, place: Place | None, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["started_on"].initial = timezone.localdate(now)
        self.order_fields(self.first)
        if place is None:
            return
        path, today = place.path or "", timezone.localdate(now)
        choices = [
            (each.code, f"{each.zh} · {rhythm_words(each.rhythm)}") for each in practices_at(path, today)
        ]
        self.fields["practice"].choices = choices  # type: ignore[attr-defined]
        for name in ("convened_by", "about_unit"):
            self.fields[name].queryset = units_for(path)  # type: ignore[attr-defined]
        self.offer_keepers(path, today)

    def new(self) -> dict[str, Any]:
        """The fields of `NewSeries` but the place."""
        names = set(self.first) - {"keeps"}
        return {name: self.cleaned_data[name] for name in names} | {"rhythm": self.cleaned_data["rhythm"]}


class NewRhythmForm(RhythmForm):
    """Another rhythm, and from which day on."""

    from_on = forms.DateField(label=_("From which day on"), widget=DAY)
    field_order = ("from_on", "keeps")


class BesidesForm(forms.Form):
    """A sitting besides the rhythm."""

    planned_at = forms.DateTimeField(label=_("It begins at"), widget=MOMENT)
    theme = forms.CharField(label=_("Theme"), max_length=80)
    venue = forms.CharField(label=_("Venue"), max_length=80)


class EndForm(forms.Form):
    """The last day, and why it ends."""

    last_on = forms.DateField(label=_("The last day on which it may sit"), widget=DAY)
    reason = forms.CharField(label=_("Why"), max_length=200, widget=LONG)


class ReasonForm(forms.Form):
    """Why a day is left out, or was missed."""

    named = forms.DateField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why"), max_length=200, widget=LONG)
