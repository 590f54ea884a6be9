"""What comes in from pages over several rooms, and its shape."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.concerns.models import Concern
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import in_force, keepers_for
from shangyi.places.models import Unit
from shangyi.places.queries import units_for


class BatchForm(forms.Form):
    """Which ones, and for all of them one keeper, unit, person and task."""

    chosen = forms.MultipleChoiceField(
        label=_("Which ones"), error_messages={"required": _("Tick at least one matter.")}
    )
    keeper = forms.ModelChoiceField(label=_("Keeper, one of our own"), queryset=Capacity.objects.none())
    unit = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("none: the keeper or a colleague"),
    )
    handler = forms.ModelChoiceField(
        label=_("Who does it"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("the keeper, or named later by the unit"),
    )
    what = forms.CharField(label=_("What is to be done"), max_length=300, required=False)

    def __init__(self, *args: Any, rows: list[Concern], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(str(row.pk), row.title) for row in rows]  # type: ignore[attr-defined]
        path, today = _shared([row.place_path for row in rows]), now.date()
        units = units_for(path)
        workers = Capacity.objects.filter(in_force(today), unit__in=units).values("person")
        self.fields["keeper"].queryset = keepers_for(path, today)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["handler"].queryset = Person.objects.filter(pk__in=workers).order_by("name")  # type: ignore[attr-defined]


def _shared(paths: list[str]) -> str:
    """The narrowest path that covers all of them."""
    parts = paths[0].split(".")[:-1] if paths else []
    while parts and not all(path.startswith(".".join(parts) + ".") for path in paths):
        parts.pop()
    return ".".join(parts) + "." if parts else ""
