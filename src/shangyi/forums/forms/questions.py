"""What staff enter of a question that somebody asked them before a gathering."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.forums.actions.questions import NewQuestion
from shangyi.forums.forms.gathering import LONG, GatheringForm
from shangyi.forums.rules.lines import LONGEST_LINE
from shangyi.forums.rules.questions import LONGEST_THEME

MOST_INVITED = 400


class HandInForm(GatheringForm):
    """Who asks: somebody invited, else a class with or without a name; what, and under which theme."""

    invitation = forms.ChoiceField(label=_("Who asks, of those invited"), required=False)
    class_code = forms.ChoiceField(label=_("Or in which class"), required=False)
    name = forms.CharField(
        label=_("Full name"), max_length=60, required=False, help_text=_("Left empty: not named.")
    )
    theme = forms.CharField(label=_("Theme"), max_length=LONGEST_THEME, required=False)
    text = forms.CharField(label=_("The question, in their words"), max_length=LONGEST_LINE, widget=LONG)

    def offer(self) -> None:
        rows = self.gathering.invitations.order_by("class_code", "name", "id")[:MOST_INVITED]
        invited = [(str(each.pk), f"{self.practice.name_of(each.class_code)} {each.name}") for each in rows]
        self.choose("invitation", [("", _("nobody of these")), *invited])
        classes = [(each.code, each.zh) for each in self.practice.classes]
        self.choose("class_code", [("", _("not noted")), *classes])

    def new(self) -> NewQuestion:
        given: dict[str, Any] = self.cleaned_data
        return NewQuestion(
            text=given["text"],
            theme=given["theme"],
            class_code=given["class_code"],
            name=given["name"],
            invitation_id=int(given["invitation"]) if given["invitation"] else None,
        )
