"""What is sent about one addressed suggestion: one small form per step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.forums.forms.gathering import LONG, offer_heads
from shangyi.forums.models import Suggestion
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.rules.suggestions import Reply
from shangyi.kernel.actor import Actor
from shangyi.places.models import Unit
from shangyi.places.queries import units_for

__all__ = ["CompileForm", "ContactForm", "ReasonForm", "RecheckForm", "Reply", "ReplyForm", "StepForm"]


class StepForm(forms.Form):
    """A step of one suggestion; nothing more need be said."""

    def __init__(self, *args: Any, row: Suggestion, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.actor = row, actor
        self.offer()

    def offer(self) -> None:
        """Fill in what is known."""


class CompileForm(StepForm):
    """整理: one sentence, to one unit."""

    text = forms.CharField(label=_("The suggestion"), max_length=2000, widget=LONG)
    unit = forms.ModelChoiceField(label=_("To which unit"), queryset=Unit.objects.none())
    head = forms.CharField(label=_("Head"), max_length=40, required=False)
    feasibility = forms.CharField(label=_("Whether it can be done"), max_length=300, required=False)

    def offer(self) -> None:
        offer_heads(self.fields, practice_of(self.row.gathering))
        self.fields["unit"].queryset = units_for(self.row.gathering.place_path)  # type: ignore[attr-defined]
        for name in ("text", "head", "feasibility"):
            self.fields[name].initial = getattr(self.row, name)
        self.fields["unit"].initial = self.row.unit_id


class ReasonForm(StepForm):
    """A reason."""

    reason = forms.CharField(label=_("Why"), max_length=200, widget=LONG)


class ContactForm(StepForm):
    """主动对接: who of the unit called whom, and how."""

    by = forms.CharField(label=_("Who of the unit made contact"), max_length=60)
    how = forms.CharField(label=_("How, and with whom"), max_length=120)

    def offer(self) -> None:
        if self.row.unit_id in self.actor.unit_ids:
            self.fields["by"].initial = self.actor.name


class ReplyForm(StepForm):
    """Adopted, in part, or not for now with the reason."""

    reply = forms.ChoiceField(
        label=_("The reply"), choices=Suggestion.ReplyChoice.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("What the unit does about it"), max_length=4000, widget=LONG)
    reason = forms.CharField(
        label=_("If not, or only in part: why"), max_length=2000, required=False, widget=LONG
    )
    by = forms.CharField(label=_("Who answers for the unit"), max_length=60, required=False)

    def offer(self) -> None:
        if self.row.unit_id in self.actor.unit_ids:
            self.fields["by"].initial = self.actor.name


class RecheckForm(StepForm):
    """回头看."""

    found = forms.CharField(label=_("What was found"), max_length=2000, widget=LONG)
