"""What an operator sends about the rules: a text to import, and a question about a limit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.kernel.actor import Actor
from shangyi.kernel.actor import may as may_at
from shangyi.places.models import Place
from shangyi.places.rules import PlaceKind
from shangyi.rulepacks.rules import Pack
from shangyi.rulepacks.wording import local

LARGEST_FILE = 2_000_000
WIDE = (PlaceKind.PROVINCE, PlaceKind.CITY, PlaceKind.DISTRICT, PlaceKind.STREET, PlaceKind.COMMUNITY)
EVERYWHERE = "everywhere"


class TextForm(forms.Form):
    """A text that was pasted, or a file; the file wins where both are given."""

    text = forms.CharField(
        label=_("The text"),
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "mono"}),
    )
    file = forms.FileField(label=_("Or a file (.toml)"), required=False)

    def clean_text(self) -> str:
        """Line ends as files have them, so that the same text stays the same text."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n")

    def clean_file(self) -> str:
        """The words of the file."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than 2 MB. Choose the text of a rule pack or calendar.")
            )
        try:
            return str(file.read().decode("utf-8-sig")).replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise forms.ValidationError(
                _("The file is not text in UTF-8. Save it as UTF-8 and choose it again.")
            ) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        whole = cleaned.get("file") or cleaned.get("text", "")
        if not whole.strip() and not self.errors:
            self.add_error("text", _("Paste the text, or choose a file."))
        cleaned["whole"] = whole
        return cleaned

    @property
    def shown_text(self) -> str:
        """What the box shows again, the words of the file included."""
        return str(getattr(self, "cleaned_data", {}).get("whole") or self.data.get("text", ""))


class PackForm(TextForm):
    """A rule pack and where it is to hold."""

    place = forms.ChoiceField(label=_("Where these rules hold"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roots = actor.paths_for("rulepack.edit")
        places = Place.objects.filter(kind__in=WIDE).order_by("path")
        covered = [
            place for place in places[:2000] if any((place.path or "").startswith(root) for root in roots)
        ]
        whole = [(EVERYWHERE, _("Everywhere"))] if may_at(actor, "rulepack.edit", "") else []
        self.fields["place"].choices = [*whole, *[(str(place.pk), place.full_name) for place in covered]]  # type: ignore[attr-defined]
        self.paths = {EVERYWHERE: "", **{str(place.pk): place.path or "" for place in covered}}

    @property
    def place_path(self) -> str:
        return self.paths[self.cleaned_data["place"]]


class LimitForm(forms.Form):
    """Which kind, which grade, from when."""

    kind = forms.ChoiceField(label=_("Kind"))
    grade = forms.ChoiceField(label=_("How urgent"))
    start = forms.DateTimeField(
        label=_("Begins"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, local(kind)) for kind in pack.kinds]  # type: ignore[attr-defined]
        self.fields["grade"].choices = [(grade.code, local(grade)) for grade in pack.grades]  # type: ignore[attr-defined]
