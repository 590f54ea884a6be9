"""What the forms about places ask for, and reading a table out of a file."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from shangyi.kernel.refused import Refused
from shangyi.places.models import Place, ServicePeriod, Unit
from shangyi.places.rules import PlaceKind, kinds_below
from shangyi.places.rules.rosters import MOST_ROWS, Roster

LARGEST_FILE = 8 * 1024 * 1024
LARGEST_UNPACKED = 120 * 1024 * 1024


class PlaceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of place"))
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("As people say it, for example 3号楼"))
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Capital letters, digits and dashes; it stands on the poster and never changes."),
    )

    def __init__(self, *args: Any, parent: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.value, Place.Kind(kind).label) for kind in kinds_below(PlaceKind(parent.kind))]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        self.fields["code"].initial = f"{parent.code}-"


class RenameForm(forms.Form):
    name = forms.CharField(label=_("New name"), max_length=60)
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("For example the notice by which the name was changed.")
    )


class UnitForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of unit"), choices=Unit.Kind.choices)
    name = forms.CharField(label=_("Name of the unit"), max_length=60)
    manner = forms.ChoiceField(label=_("How work is put to it"), choices=Unit.MannerChoice.choices)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)


class ServiceForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    from_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    source = forms.CharField(
        label=_("Contract or notice"),
        max_length=120,
        required=False,
        help_text=_("Where the dates are read from."),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class EndServiceForm(forms.Form):
    period = forms.ModelChoiceField(queryset=ServicePeriod.objects.none())
    until_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, periods: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = periods  # type: ignore[attr-defined]


class RosterRowForm(forms.Form):
    """One row typed in; it becomes a table of one row and goes the way of a file."""

    code = forms.CharField(label=_("Code of the place"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    area = forms.CharField(label=_("Area in square metres"), max_length=20)
    source = forms.ChoiceField(
        label=_("Where the area was read"),
        choices=[
            ("register", _("property register")),
            ("survey", _("survey")),
            ("contract", _("sale contract")),
        ],
    )
    tenant = forms.BooleanField(label=_("Lives here as a tenant"), required=False)

    def __init__(self, *args: Any, roster: Roster, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("tenant",) if roster is Roster.OWNERS else ("area", "source"):
            del self.fields[name]

    def as_table(self) -> list[list[str]]:  # type: ignore[override]
        data = {name: str(value) for name, value in self.cleaned_data.items()}
        heading = ["code", *[name for name in data if name != "code"]]
        return [heading, [data[name] for name in heading]]


class RosterFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx) or CSV. The first row names the columns."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


def read_table(file: UploadedFile[Any]) -> list[list[str]]:
    """The cells of the first sheet, or of a CSV in UTF-8 or GB 18030, as text.

    Refused: roster.file-too-large, roster.file-unreadable.
    """
    if (file.size or 0) > LARGEST_FILE:
        raise Refused("roster.file-too-large", most=LARGEST_FILE // 1024 // 1024)
    content = file.read()
    return _sheet(content) if content[:2] == b"PK" else _csv(content)


def _sheet(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise Refused("roster.file-too-large", most=LARGEST_FILE // 1024 // 1024)
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError, OSError) as error:
        raise Refused("roster.file-unreadable") from error
    return [[_text(cell) for cell in row] for row in rows[: MOST_ROWS + 2]]


def _text(cell: object) -> str:
    """Whole numbers without the fraction that spreadsheets add to them."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _csv(content: bytes) -> list[list[str]]:
    text = None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None or "\x00" in text:
        raise Refused("roster.file-unreadable")
    try:
        return _first(csv.reader(io.StringIO(text)))
    except csv.Error as error:
        raise Refused("roster.file-unreadable") from error


def _first(rows: Iterable[list[str]]) -> list[list[str]]:
    taken = []
    for row in rows:
        taken.append(row)
        if len(taken) > MOST_ROWS + 1:
            break
    return taken
