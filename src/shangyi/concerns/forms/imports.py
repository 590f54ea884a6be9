"""What comes in when a file of hotline cases is brought in: the file, and which column means what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.concerns.actions.importing import LONGEST_SOURCE, SOURCE
from shangyi.concerns.rules.columns import NEEDED, Column
from shangyi.places.models import Place

LABELS: Mapping[Column, Any] = {
    Column.NUMBER: _("Number of the case"),
    Column.SAID_AT: _("When it was said"),
    Column.WORDS: _("The words"),
    Column.TITLE: pgettext_lazy("of a hotline case", "Title"),
    Column.PLACE: _("Address or place"),
    Column.CALLER: _("Who called"),
    Column.PHONE: _("Telephone"),
    Column.SEALED: _("Keep the name from the handling unit"),
    Column.KIND: _("Kind"),
    Column.DEADLINE: _("The hotline's own deadline"),
}


class ImportForm(forms.Form):
    """A file, the place it is for, and which hotline it comes from."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("xlsx, xls or csv; at most 100,000 rows and 30 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty."),
            "invalid": _("The file did not arrive; choose it again."),
        },
    )
    place = forms.ChoiceField(label=_("For which community"))
    source = forms.CharField(
        label=_("Where it comes from"),
        help_text=_(
            "The same name every time: by it and the number, cases that are there already are known."
        ),
        max_length=LONGEST_SOURCE,
        initial=SOURCE,
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(each.code, each.full_name) for each in places]  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """One choice per field: the column of the file that holds it, or none."""

    def __init__(self, *args: Any, headers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(header, header) for header in headers]
        for column, label in LABELS.items():
            self.fields[column.value] = forms.ChoiceField(
                label=label,
                choices=[("", _("— no column —")), *offered],
                required=column in NEEDED,
                error_messages={"required": _("Choose the column that holds this.")},
            )

    def mapping(self) -> dict[str, str]:
        """Column → header, without those that were left out."""
        return {column: header for column, header in self.cleaned_data.items() if header}
