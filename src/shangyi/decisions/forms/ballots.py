"""What is sent about a ballot: the question, the list of voters, the notice, an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.decisions.actions.preparing import Question
from shangyi.decisions.models import Ballot
from shangyi.decisions.rules.ballot_life import Electorate, Majority, Method
from shangyi.decisions.rules.consent import Position
from shangyi.decisions.rules.detector import Ground
from shangyi.decisions.rules.labels import Label
from shangyi.decisions.rules.owners import Choice, OwnersMatter
from shangyi.decisions.rules.roster import ScopeKind
from shangyi.decisions.wording.names import (
    ASSEMBLY_NAMES,
    CHANGE_NAMES,
    CHOICE_NAMES,
    GROUND_NAMES,
    POSITION_NAMES,
)
from shangyi.places.queries import place_by_code

LONG = forms.Textarea(attrs={"rows": 4})
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class QuestionForm(forms.Form):
    """拟一个表决: question, label, who is asked, how it is counted."""

    title = forms.CharField(label=_("The question"), max_length=120)
    background = forms.CharField(
        label=_("What people should know"),
        help_text=_("What is planned, what it costs, what speaks for and against it."),
        max_length=20_000,
        required=False,
        widget=LONG,
    )
    place = forms.CharField(label=_("Where"), help_text=_("Code of the place."), max_length=40)
    label = forms.ChoiceField(label=_("What it can decide"), choices=Ballot.LabelChoice)
    method = forms.ChoiceField(label=_("How it is counted"), choices=Ballot.MethodChoice)
    electorate = forms.ChoiceField(label=_("Who is asked"), choices=Ballot.ElectorateChoice)
    matter = forms.ChoiceField(
        label=_("Matter of the owners"),
        help_text=_("Only for an owners' joint decision: it fixes the shares that are needed."),
        required=False,
        choices=[("", "—"), *Ballot.MatterChoice.choices],
    )
    scope_kind = forms.ChoiceField(
        label=_("Whose matter it is"), choices=Ballot.ScopeChoice, initial=ScopeKind.COMPOUND
    )
    assembly = forms.ChoiceField(
        label=_("Which assembly"), required=False, choices=[("", "—"), *ASSEMBLY_NAMES.items()]
    )
    majority = forms.ChoiceField(label=_("Carried by"), choices=Ballot.MajorityChoice, initial=Majority.HALF)
    quorum = forms.ChoiceField(
        label=_("At least so many must take part"),
        required=False,
        choices=[("", "—"), *Ballot.MajorityChoice.choices],
    )
    options = forms.CharField(label=_("Options, one a line"), required=False, max_length=12_000, widget=LONG)
    seats = forms.IntegerField(label=_("How many are chosen"), min_value=1, max_value=60, initial=1)
    ground = forms.ChoiceField(
        label=_("Whose ground it is"), choices=list(GROUND_NAMES.items()), initial=Ground.UNKNOWN
    )
    changes = forms.MultipleChoiceField(
        label=_("What is changed or spent"),
        required=False,
        choices=list(CHANGE_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    is_secret = forms.BooleanField(
        label=_("Nobody but the count sees who answered what"), required=False, initial=True
    )

    def question(self, *, about: str = "", follows: Ballot | None = None) -> Question:
        """What was sent, as the action takes it. Refused: place.not-found."""
        given = self.cleaned_data
        return Question(
            title=given["title"],
            background=given["background"],
            place=place_by_code(given["place"]),
            label=Label(given["label"]),
            method=Method(given["method"]),
            electorate=Electorate(given["electorate"]),
            matter=OwnersMatter(given["matter"]) if given["matter"] else None,
            scope_kind=ScopeKind(given["scope_kind"]),
            assembly=given["assembly"],
            majority=Majority(given["majority"]),
            quorum=Majority(given["quorum"]) if given["quorum"] else None,
            options=tuple(given["options"].splitlines()),
            seats=given["seats"],
            ground=given["ground"],
            changes=tuple(given["changes"]),
            is_secret=given["is_secret"],
            about=about,
            follows=follows,
        )


def question_of(ballot: Ballot) -> dict[str, Any]:
    """What stands in the form of a draft."""
    same = (
        "title",
        "background",
        "label",
        "method",
        "electorate",
        "matter",
        "scope_kind",
        "assembly",
        "majority",
    )
    more = ("quorum", "seats", "ground", "changes", "is_secret")
    return {
        **{name: getattr(ballot, name) for name in (*same, *more)},
        "place": ballot.place.code,
        "options": "\n".join(option.text for option in ballot.options.all()),
    }


class ElectorsForm(forms.Form):
    """名册: one line each."""

    lines = forms.CharField(
        label=_("The list, one line each"),
        max_length=4_000_000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )
    declared_area = forms.CharField(
        label=_("Total area by the register, in m²"),
        help_text=_("Where it is given, the lines must add up to it."),
        required=False,
        max_length=20,
    )
    reason = forms.CharField(label=_("Why it is corrected"), required=False, max_length=300)
    closes_at = forms.DateTimeField(
        label=_("Voting goes on until"),
        help_text=_("Where voting was over already: whoever is asked again needs time."),
        required=False,
        input_formats=MOMENT_FORMATS,
        widget=MOMENT,
    )


class AnnounceForm(forms.Form):
    """公告: from when to when."""

    opens_at = forms.DateTimeField(label=_("Voting begins"), input_formats=MOMENT_FORMATS, widget=MOMENT)
    closes_at = forms.DateTimeField(label=_("Voting ends"), input_formats=MOMENT_FORMATS, widget=MOMENT)


class ExtendForm(forms.Form):
    """延长投票时间."""

    closes_at = forms.DateTimeField(
        label=_("Voting goes on until"), input_formats=MOMENT_FORMATS, widget=MOMENT
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(forms.Form):
    """A reason that everyone who was told reads."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class WordsForm(forms.Form):
    """What is done now."""

    words = forms.CharField(
        label=_("What is done now"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class ProxyForm(forms.Form):
    """委托书."""

    household = forms.CharField(label=_("House number"), max_length=60)
    holder = forms.CharField(label=_("Who holds the proxy"), max_length=60)
    is_written = forms.BooleanField(label=_("It is in writing and signed"), required=False)
    proof = forms.CharField(
        label=_("Where the paper is kept"),
        help_text=_("The number it is filed under."),
        required=False,
        max_length=120,
    )
    choice = forms.ChoiceField(
        label=_("What the owner wrote"),
        required=False,
        choices=[("", "—"), *((each.value, CHOICE_NAMES[each.value]) for each in Choice)],
    )


class HandsForm(forms.Form):
    """举手: counted in the room."""

    eligible = forms.IntegerField(label=_("Who may vote in all"), min_value=0, max_value=10_000_000)
    present = forms.IntegerField(label=_("Present"), min_value=0, max_value=10_000_000)
    yes = forms.IntegerField(label=_("For"), min_value=0, max_value=10_000_000)
    no = forms.IntegerField(label=_("Against"), min_value=0, max_value=10_000_000)
    abstained = forms.IntegerField(label=_("Abstained"), min_value=0, max_value=10_000_000, initial=0)


def answer_of(ballot: Ballot, sent: Mapping[str, Any], options: list[str]) -> Any:
    """What was pressed on a paper, as the rule of the method takes it; options are sent by their number."""
    method = Method(ballot.method)
    if method in {Method.YES_NO, Method.OWNERS}:
        return sent.get("answer", "")
    if method is Method.CONSENT:
        return {"position": sent.get("answer", ""), "reason": sent.get("reason", "")}
    numbered = {str(number): text for number, text in enumerate(options, start=1)}
    if method is Method.APPROVAL:
        chosen = sent.getlist("answer") if hasattr(sent, "getlist") else sent.get("answer", [])
        return [numbered.get(number, number) for number in chosen]
    given = {text: str(sent.get(f"option-{number}", "")).strip() for number, text in numbered.items()}
    filled = {text: int(value) for text, value in given.items() if value.isdecimal() and len(value) < 4}
    if method is Method.SCORE:
        return filled
    return [text for text, _place in sorted(filled.items(), key=lambda item: item[1])]


def choices_of(method: Method) -> list[tuple[str, Any]]:
    """The buttons of a paper, where it has buttons; silence is none."""
    if method is Method.CONSENT:
        return [(each.value, POSITION_NAMES[each.value]) for each in Position]
    if method in {Method.YES_NO, Method.OWNERS}:
        return [(each.value, CHOICE_NAMES[each.value]) for each in Choice]
    return []
