"""What staff send when they write down somebody else's words, and when they settle it on the spot."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.concerns.actions.hear import Speaker
from shangyi.concerns.forms.resident import FACES, NAMINGS
from shangyi.concerns.models import Rating, Voice
from shangyi.concerns.rules.hearing import LONGEST_WORDS, SHORTEST_WORDS, Channel, Kind, Naming
from shangyi.rulepacks.queries import InForce

SPOKEN = [
    choice for choice in Voice.ChannelChoice.choices if choice[0] not in {Channel.PHONE_WEB, Channel.HOTLINE}
]
LONG = forms.Textarea(attrs={"rows": 3})
SETTLED = [choice for choice in Rating.Verdict.choices if choice[0] in {"solved", "partly"}]


class RecordForm(forms.Form):
    """代录: on whose behalf, how heard, when said, read back; several who say the same at once."""

    words = forms.CharField(
        label=_("What was said, in their words"),
        widget=forms.Textarea(attrs={"rows": 5}),
        min_length=SHORTEST_WORDS,
        max_length=LONGEST_WORDS,
    )
    place = forms.CharField(label=_("Place"), max_length=40)
    channel = forms.ChoiceField(label=_("How it was heard"), choices=SPOKEN, initial=Channel.WALK_IN)
    said_at = forms.DateTimeField(
        label=_("When it was said"),
        help_text=_("left empty: now"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    naming = forms.ChoiceField(label=_("Named?"), choices=NAMINGS, initial=Naming.NAMED)
    speakers = forms.CharField(
        label=_("Who spoke"),
        help_text=_("one per line: name, then the telephone number; neighbours who say the same go below"),
        max_length=2000,
        required=False,
        widget=LONG,
    )
    noticed = forms.CharField(label=_("Since when?"), max_length=60, required=False)
    suspicion = forms.CharField(
        label=_("What they suppose to be the cause"),
        help_text=_("kept as a supposition, not as a fact"),
        max_length=1000,
        required=False,
        widget=LONG,
    )
    tried_before = forms.CharField(
        label=_("What they tried before"), max_length=1000, required=False, widget=LONG
    )
    read_back = forms.BooleanField(label=_("Read back to them"), required=False)
    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def clean_speakers(self) -> list[Speaker]:
        """The speakers, each with name and telephone. At most thirty; a line without a name is an error."""
        lines = [line.strip() for line in self.cleaned_data["speakers"].splitlines() if line.strip()]
        if len(lines) > 30:
            raise forms.ValidationError(_("At most thirty at once; enter the rest as a second record."))
        return [self._speaker(line) for line in lines]

    def _speaker(self, line: str) -> Speaker:
        parts = line.replace(",", " ").replace("\uff0c", " ").split()
        phone = next((part for part in parts if sum(letter.isdigit() for letter in part) >= 5), "")
        name = " ".join(part for part in parts if part != phone)
        if not name:
            raise forms.ValidationError(
                _("There is no name in the line “%(line)s”."), params={"line": line[:40]}
            )
        return Speaker(
            naming=Naming(self.data.get("naming") or Naming.NAMED), name=name[:60], phone=phone[:30]
        )

    def clean_naming(self) -> Naming:
        return Naming(self.cleaned_data["naming"])


class SettleForm(RecordForm):
    """当场办结: the words, what was done, and what the person says of it."""

    kind = forms.ChoiceField(label=_("Kind"))
    category = forms.ChoiceField(label=_("Category"))
    result = forms.CharField(label=_("What was done, or what was answered"), max_length=2000, widget=LONG)
    verdict = forms.ChoiceField(
        label=_("Is it solved?"), choices=SETTLED, widget=forms.RadioSelect, initial="solved"
    )
    satisfied = forms.TypedChoiceField(
        label=_("How was it handled?"),
        choices=FACES,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, rules: InForce, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack = rules.pack
        self.fields["kind"].choices = [(kind.code, kind.zh) for kind in pack.kinds]  # type: ignore[attr-defined]
        leaves = [
            (leaf.code, " › ".join(step.zh for step in pack.path_to(leaf.code))) for leaf in pack.leaves
        ]
        self.fields["category"].choices = leaves  # type: ignore[attr-defined]
        self.fields["kind"].initial = Kind.ENQUIRY

    def clean_kind(self) -> Kind:
        return Kind(self.cleaned_data["kind"])
