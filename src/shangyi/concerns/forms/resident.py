"""What residents send: words, one more sentence, a rating."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.concerns.models import Rating
from shangyi.concerns.rules.hearing import LONGEST_WORDS, SHORTEST_WORDS, Naming

VERDICTS = [choice for choice in Rating.Verdict.choices if choice[0] != Rating.Verdict.UNREACHABLE]
FACES = [
    (5, _("very satisfied")),
    (4, _("satisfied")),
    (3, _("so-so")),
    (2, _("not satisfied")),
    (1, _("angry")),
]


class RatingForm(forms.Form):
    """解决了吗? satisfied? a sentence; and whether somebody higher up should look at once."""

    verdict = forms.ChoiceField(label=_("Is it solved?"), choices=VERDICTS)
    satisfied = forms.TypedChoiceField(
        label=_("How was it handled?"),
        choices=FACES,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    sentence = forms.CharField(
        label=_("One sentence, if you like"), max_length=500, required=False, widget=forms.Textarea
    )
    insist = forms.BooleanField(label=_("Let somebody higher up look at once"), required=False)


NAMINGS = [
    (Naming.NAMED, _("With my name, so that you can reach me")),
    (Naming.SEALED, _("With my name, but not to the unit that handles it")),
    (Naming.UNNAMED, _("Without my name; I keep the receipt")),
]


class SpeakForm(forms.Form):
    """Speak up: what, where, photos; who you are comes last."""

    words = forms.CharField(
        label=_("What is it about?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_WORDS,
        min_length=SHORTEST_WORDS,
        error_messages={
            "required": _("There are no words yet. Write in a few words what it is about."),
            "min_length": _("There are no words yet. Write in a few words what it is about."),
            "max_length": _(
                "The text is longer than we can keep in one piece: at most %(limit_value)d characters."
            ),
        },
    )
    noticed = forms.CharField(label=_("Since when?"), max_length=60, required=False)
    naming = forms.ChoiceField(
        label=_("Do you want to be named?"), choices=NAMINGS, initial=Naming.NAMED, widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("How may we call you?"), max_length=60, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    def clean(self) -> dict[str, Any]:
        """Who is named and not signed in leaves a way to be reached."""
        given = super().clean() or {}
        named = given.get("naming") in {Naming.NAMED, Naming.SEALED}
        if (
            named
            and not self.known
            and not given.get("phone")
            and not given.get("email")
            and "email" not in self.errors
        ):
            self.add_error(
                "phone", _("Leave a telephone number or an e-mail address, or choose not to be named.")
            )
        return given


class AddForm(forms.Form):
    """One more sentence to what was said."""

    words = forms.CharField(label=_("What should be added?"), max_length=5000, widget=forms.Textarea)
