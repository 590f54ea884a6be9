"""What a convenor says of a gathering to come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.forums.forms.gathering import MOMENT
from shangyi.forums.queries.practices import practices_at
from shangyi.kernel.actor import Actor
from shangyi.people.models import Capacity
from shangyi.people.queries import keepers_for
from shangyi.places.models import Place, Unit
from shangyi.places.queries import units_for


class PlanForm(forms.Form):
    """Practice, theme, time and venue; who convenes and whom it is about."""

    practice = forms.ChoiceField(label=_("Practice"), widget=forms.RadioSelect)
    theme = forms.CharField(label=_("Theme"), max_length=80)
    planned_at = forms.DateTimeField(label=_("It begins at"), widget=MOMENT)
    planned_minutes = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=600, initial=90)
    venue = forms.CharField(label=_("Venue"), max_length=80)
    convened_by = forms.ModelChoiceField(
        label=_("Convened by"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("the community itself"),
    )
    about_unit = forms.ModelChoiceField(
        label=_("Whom it is about"), queryset=Unit.objects.none(), required=False, empty_label=_("no unit")
    )
    keeper = forms.ModelChoiceField(
        label=_("Who answers for it"),
        queryset=Capacity.objects.none(),
        required=False,
        empty_label=_("myself"),
    )
    urgent_reason = forms.CharField(
        label=_("If it is urgent: why it cannot wait"), max_length=200, required=False
    )

    is_open = forms.BooleanField(label=_("Residents of the place may come uninvited"), required=False)

    def __init__(self, *args: Any, place: Place | None, now: datetime, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.actor = now, actor
        path = (place.path or "") if place else ""
        if place is None:
            return
        found = practices_at(path, now.date())
        self.fields["practice"].choices = [(each.code, each.zh) for each in found]  # type: ignore[attr-defined]
        for name in ("convened_by", "about_unit"):
            self.fields[name].queryset = units_for(path)  # type: ignore[attr-defined]
        self.fields["keeper"].queryset = keepers_for(path, now.date())  # type: ignore[attr-defined]

    def new(self) -> dict[str, Any]:
        """The fields of `NewGathering` but the place."""
        given = self.cleaned_data
        return {name: given[name] for name in self.fields}
