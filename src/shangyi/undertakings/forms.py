"""What is sent about one undertaking: one small form per verb."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.kernel.calendar import WorkingCalendar
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import keepers_for
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.queries import roles_of_unit

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
SHORT = forms.Textarea(attrs={"rows": 3})
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class VerbForm(forms.Form):
    """A form about one undertaking; what may be chosen depends on it."""

    def __init__(self, *args: Any, row: Undertaking, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.now = row, now
        self.offer()

    def offer(self) -> None:
        """Fill in what may be chosen."""


class RespondForm(VerbForm):
    """到场或联系."""

    how = forms.CharField(
        label=_("How it was reached"),
        help_text=_("For example: telephoned 王阿姨, went there, met the shop owner."),
        max_length=300,
        widget=SHORT,
    )


class FinishForm(VerbForm):
    """办完."""

    outcome = forms.CharField(label=_("What was done and what came of it"), max_length=2000, widget=SHORT)


class ReasonForm(VerbForm):
    """退回, 撤回: only the reason."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("In words that the requester may read."), max_length=300, widget=SHORT
    )


class AskExtensionForm(VerbForm):
    """申请延期."""

    wanted_on = forms.DateField(
        label=_("New last day"),
        help_text=_("Until 24:00 of this day."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The requester is told this reason when more time is granted."),
        max_length=300,
        widget=SHORT,
    )

    def clean_wanted_on(self) -> date:
        """A year that somebody could mean."""
        return _meant(self.cleaned_data["wanted_on"])

    def wanted_due_at(self, calendar: WorkingCalendar) -> datetime:
        """The last moment of the day that was chosen."""
        return calendar.last_moment(self.cleaned_data["wanted_on"], "midnight")


class DecideExtensionForm(VerbForm):
    """决定延期."""

    granted = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Grant more time")), ("no", _("No more time"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Note"),
        help_text=_("Needed when you say no."),
        max_length=300,
        required=False,
        widget=SHORT,
    )


class PersonForm(VerbForm):
    """A person chosen from those who could do it."""

    person = forms.ChoiceField(label=_("Person"))

    def offer(self) -> None:
        choices = self._choices()
        self.fields["person"].choices = [("", _("Please choose")), *choices]  # type: ignore[attr-defined]

    def _choices(self) -> list[tuple[str, str]]:
        roles = roles_of_unit(self.row, self.now)
        return _each_once((str(role.person_id), str(role)) for role in roles)

    def chosen(self) -> Person:
        """The person; the choice has been checked against the offer."""
        return Person.objects.get(pk=int(self.cleaned_data["person"]))


class NamePersonForm(PersonForm):
    """指定承办人."""


class HandOverForm(PersonForm):
    """移交."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=SHORT)

    def _choices(self) -> list[tuple[str, str]]:
        if self.row.unit_id is not None:
            roles = list(roles_of_unit(self.row, self.now))
        else:
            roles = list(keepers_for(self.row.place_path, self.now.date()))
        return _each_once(
            (str(role.person_id), str(role)) for role in roles if role.person_id != self.row.holder_id
        )


class TakeOverForm(forms.Form):
    """Who takes over what a person holds, and why."""

    to = forms.ChoiceField(label=_("Who takes it over"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=SHORT)

    def __init__(
        self, *args: Any, colleagues: Iterable[Capacity], needed: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = _each_once((str(role.person_id), str(role)) for role in colleagues)
        self.fields["to"].choices = [("", _("Please choose")), *choices]  # type: ignore[attr-defined]
        self.fields["to"].required = self.fields["reason"].required = needed

    def chosen(self) -> Person | None:
        """The person; the choice has been checked against the offer."""
        given = self.cleaned_data["to"]
        return Person.objects.get(pk=int(given)) if given else None


class LeaveForm(TakeOverForm):
    """结束身份."""

    until_on = forms.DateField(
        label=_("Last day of the role"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("until_on", "to", "reason")

    def clean_until_on(self) -> date:
        """A year that somebody could mean."""
        return _meant(self.cleaned_data["until_on"])


class AbsenceForm(TakeOverForm):
    """离岗."""

    from_at = forms.DateTimeField(label=_("Away from"), widget=MOMENT)
    until_at = forms.DateTimeField(
        label=_("Back again"),
        help_text=_("Leave it empty when that is not known: then everything is handed over."),
        required=False,
        widget=MOMENT,
    )
    field_order = ("from_at", "until_at", "to", "reason")

    def clean_from_at(self) -> datetime:
        """A year that somebody could mean."""
        moment: datetime = self.cleaned_data["from_at"]
        _meant(moment.date())
        return moment

    def clean_until_at(self) -> datetime | None:
        """A year that somebody could mean, or not known yet."""
        moment: datetime | None = self.cleaned_data["until_at"]
        if moment is not None:
            _meant(moment.date())
        return moment


def _meant(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise forms.ValidationError(_("Check the year."))
    return day


def _each_once(choices: Any) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for value, label in choices:
        found.setdefault(value, label)
    return list(found.items())
