"""What staff enter of a rating."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shangyi.forums.forms.gathering import GatheringForm
from shangyi.forums.rules.rating import LONGEST_WORDS
from shangyi.forums.wording.ratings import MARKS

MOST_NAMES = 400


class RateForm(GatheringForm):
    """Whose rating it is, a mark for each axis of the practice, and a sentence."""

    whose = forms.ChoiceField(label=_("Whose rating"))

    def offer(self) -> None:
        names: list[tuple[str, Any]] = [("host", gettext("mine, as the one who held it"))]
        rows = self.gathering.attendances.order_by("class_code", "id")[:MOST_NAMES]
        for each in rows:
            name = each.name or gettext("no name")
            names.append((str(each.pk), f"{self.practice.name_of(each.class_code)} {name}"))
        self.choose("whose", names)
        choices = [("", gettext("not said")), *((str(mark), name) for mark, name in MARKS.items())]
        for axis in self.practice.axes:
            self.fields[f"axis_{axis.code}"] = forms.ChoiceField(
                label=axis.zh, choices=choices, required=False, widget=forms.RadioSelect, initial=""
            )
        self.fields["words"] = forms.CharField(
            label=_("In a sentence"), max_length=LONGEST_WORDS, required=False
        )

    def marks(self) -> dict[str, str]:
        """The marks by the code of the axis."""
        return {
            name.removeprefix("axis_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("axis_")
        }
