"""What staff send about one concern: one small form per verb."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.concerns.actions.assign import Assignment
from shangyi.concerns.actions.pledging import Pledge
from shangyi.concerns.actions.sort import Sorting
from shangyi.concerns.models import Answer, Concern, Finding, Regrouping, Voice
from shangyi.concerns.rules.hearing import Kind
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import in_force, keepers_for
from shangyi.places.models import Unit
from shangyi.places.queries import units_for
from shangyi.rulepacks.queries import InForce

LONG = forms.Textarea(attrs={"rows": 3})


class DeskForm(forms.Form):
    """A form about one concern; what may be chosen depends on its place and its rules."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    spoken: tuple[str, ...] = ()
    """The fields that show who spoke or what they suppose: for our own staff of the place alone."""

    def __init__(
        self, *args: Any, concern: Concern, rules: InForce, now: datetime, inside: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.concern, self.rules, self.now = concern, rules, now
        for name in () if inside else self.spoken:
            del self.fields[name]
        self.offer()
        self.fields["version"].initial = concern.version

    def offer(self) -> None:
        """Fill in what may be chosen."""


class SortForm(DeskForm):
    """理: kind, category, grade, title."""

    title = forms.CharField(label=_("Title, fit for neighbours to read"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"))
    category = forms.ChoiceField(label=_("Category"))
    grade = forms.ChoiceField(label=_("How urgent"))
    tags = forms.MultipleChoiceField(label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple)
    may_be_shown = forms.BooleanField(label=_("Neighbours may see the title and join"), required=False)

    def offer(self) -> None:
        pack = self.rules.pack
        self._choices("kind", [(kind.code, kind.zh) for kind in pack.kinds])
        paths = [(leaf.code, " › ".join(step.zh for step in pack.path_to(leaf.code))) for leaf in pack.leaves]
        self._choices("category", [("", _("Not sure: somebody should look")), *paths])
        self._choices("grade", [(grade.code, grade.zh) for grade in pack.grades])
        self._choices("tags", [(tag.code, tag.zh) for tag in pack.tags])

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def sorting(self) -> Sorting:
        given = self.cleaned_data
        return Sorting(
            kind=Kind(given["kind"]),
            category=given["category"],
            grade=given["grade"],
            title=given["title"],
            tags=tuple(given["tags"]),
            may_be_shown=given["may_be_shown"],
        )


class AssignForm(DeskForm):
    """派: keeper, unit, person, what, and an earlier time if wanted."""

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
    due_at = forms.DateTimeField(
        label=_("Earlier than the rules ask, if wanted"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def offer(self) -> None:
        today, path = self.now.date(), self.concern.place_path
        keepers = keepers_for(path, today)
        units = units_for(path)
        workers = Capacity.objects.filter(in_force(today), unit__in=units).values("person")
        own = Capacity.objects.filter(in_force(today), place__path__startswith=self._community_path())
        handlers = Person.objects.filter(pk__in=workers) | Person.objects.filter(
            pk__in=own.exclude(kind="resident").values("person")
        )
        self.fields["keeper"].queryset = keepers  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["handler"].queryset = handlers.distinct().order_by("name")  # type: ignore[attr-defined]

    def _community_path(self) -> str:
        community = self.concern.community
        return (community.path if community else self.concern.place_path) or ""

    def assignment(self) -> Assignment:
        given = self.cleaned_data
        return Assignment(
            keeper=given["keeper"],
            unit=given["unit"],
            handler=given["handler"],
            what=given["what"],
            due_at=given["due_at"],
        )


class TriageForm(SortForm, AssignForm):
    """Sort and assign on one screen."""

    def offer(self) -> None:
        SortForm.offer(self)
        AssignForm.offer(self)


class ReasonForm(DeskForm):
    """A reason, where that is all there is to say."""

    reason = forms.CharField(label=_("Why"), max_length=300, widget=LONG)


class DecideForm(ReasonForm):
    """Yes or no, and why."""

    accept = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Release them; it is assigned anew")), ("no", _("It stays with them"))],
        widget=forms.RadioSelect,
    )


class AssignAgainForm(AssignForm):
    """Why work goes on, and with whom."""

    reason = forms.CharField(label=_("Why"), max_length=300, widget=LONG)


class FindForm(DeskForm):
    """A visit or an expert's finding."""

    spoken = ("overrules",)

    source = forms.ChoiceField(
        label=_("What it is"),
        choices=Finding.Source.choices,
        initial=Finding.Source.VISIT,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("What was found"), max_length=2000, widget=LONG)
    visitors = forms.CharField(
        label=_("Who was there"),
        help_text=_("one name per line"),
        max_length=600,
        required=False,
        widget=LONG,
    )
    seen_at = forms.DateTimeField(
        label=_("When"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    unit = forms.ModelChoiceField(
        label=_("Of which unit"), queryset=Unit.objects.none(), required=False, empty_label=_("our own")
    )
    overrules = forms.ModelChoiceField(
        label=_("Shows this suspicion to be wrong"),
        queryset=Voice.objects.none(),
        required=False,
        empty_label=_("none"),
    )

    def offer(self) -> None:
        self.fields["unit"].queryset = units_for(self.concern.place_path)  # type: ignore[attr-defined]
        if "overrules" not in self.fields:
            return
        suspicions = Voice.objects.filter(concern=self.concern).exclude(suspicion="")
        self.fields["overrules"].queryset = suspicions  # type: ignore[attr-defined]
        self.fields["overrules"].label_from_instance = lambda voice: voice.suspicion[:60]  # type: ignore[attr-defined]


class PledgingForm(DeskForm):
    """A text in which somebody may promise: "soon" needs a day, or the reason why not yet."""

    promised_by = forms.DateField(
        label=_("Promised by (when the text says “soon”)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    undated_reason = forms.CharField(
        label=_("Or why no day can be named yet"), max_length=200, required=False
    )

    no_promise = forms.BooleanField(label=_("These words promise nothing"), required=False)

    def pledge(self) -> Pledge:
        given = self.cleaned_data
        return Pledge(
            by=given["promised_by"], undated_reason=given["undated_reason"], none_meant=given["no_promise"]
        )


class PushForm(PledgingForm):
    """推进: what was done to move it on."""

    text = forms.CharField(label=_("In a sentence"), max_length=1000, widget=LONG)
    field_order = ("text", "promised_by", "undated_reason", "no_promise")


class TextForm(DeskForm):
    """One text."""

    text = forms.CharField(label=_("In a sentence"), max_length=1000, widget=LONG)


class FinishForm(PledgingForm):
    """办结: what was done; who may answer writes the answer with it."""

    field_order = ("result", "answer", "promised_by", "undated_reason", "no_promise", "told")

    spoken = ("answer", "told")

    result = forms.CharField(label=_("What was done"), max_length=2000, widget=LONG)
    answer = forms.CharField(
        label=_("The answer to everyone who spoke"),
        help_text=_("As you would say it to a neighbour. Left empty, it is written later."),
        max_length=2000,
        required=False,
        widget=LONG,
    )
    told = forms.ModelMultipleChoiceField(
        label=_("Told in person already"),
        queryset=Voice.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def offer(self) -> None:
        if "told" not in self.fields:
            return
        self.fields["told"].queryset = Voice.objects.filter(concern=self.concern)  # type: ignore[attr-defined]
        self.fields["told"].label_from_instance = name_of  # type: ignore[attr-defined]


class AnswerForm(PledgingForm):
    """复: the text, and who was told in person."""

    field_order = ("text", "promised_by", "undated_reason", "no_promise", "told")

    text = forms.CharField(label=_("The answer to everyone who spoke"), max_length=2000, widget=LONG)
    told = forms.ModelMultipleChoiceField(
        label=_("Told in person already"),
        queryset=Voice.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def offer(self) -> None:
        due = Answer.objects.filter(concern=self.concern, state=Answer.State.DUE).values("voice")
        self.fields["told"].queryset = Voice.objects.filter(pk__in=due)  # type: ignore[attr-defined]
        self.fields["told"].label_from_instance = name_of  # type: ignore[attr-defined]


class ToldForm(DeskForm):
    """The tick list of those told by telephone or at the door."""

    told = forms.ModelMultipleChoiceField(
        label=_("Whom you told"), queryset=Voice.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    how = forms.ChoiceField(
        label=_("How"),
        choices=[("telephone", _("by telephone")), ("in_person", _("in person"))],
        widget=forms.RadioSelect,
        initial="telephone",
    )

    def offer(self) -> None:
        due = Answer.objects.filter(concern=self.concern, state=Answer.State.DUE).values("voice")
        self.fields["told"].queryset = Voice.objects.filter(pk__in=due)  # type: ignore[attr-defined]
        self.fields["told"].label_from_instance = name_of  # type: ignore[attr-defined]


class ListForm(DeskForm):
    """挂账: plan, next review, and the unit above."""

    plan = forms.CharField(label=_("What will be tried, and what it waits for"), max_length=1000, widget=LONG)
    review_on = forms.DateField(label=_("Looked at again on"), widget=forms.DateInput(attrs={"type": "date"}))
    reported_to = forms.ModelChoiceField(
        label=_("Report to a unit above"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("to nobody"),
    )

    def offer(self) -> None:
        self.fields["reported_to"].queryset = units_for(self.concern.place_path)  # type: ignore[attr-defined]


class DivertForm(DeskForm):
    """Where it belongs instead."""

    channel = forms.ChoiceField(label=_("Where it belongs"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("A word to the person"), max_length=300, required=False, widget=LONG)

    def offer(self) -> None:
        choices = [(one.code, f"{one.zh}: {one.sentence_zh}") for one in self.rules.pack.diversions]
        self.fields["channel"].choices = choices  # type: ignore[attr-defined]


class MergeForm(DeskForm):
    """The number of the matter to join."""

    target = forms.CharField(label=_("Number of the other matter"), max_length=20)

    def clean_target(self) -> int:
        last = self.cleaned_data["target"].strip().rpartition("-")[2]
        if not (last.isascii() and last.isdigit() and len(last) < 12):
            raise forms.ValidationError(_("This is not a number of a matter, such as 2026-00012."))
        return int(last)


class SplitForm(DeskForm):
    """The voices that mean something else."""

    voices = forms.ModelMultipleChoiceField(
        label=_("Which of them mean something else"),
        queryset=Voice.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def offer(self) -> None:
        self.fields["voices"].queryset = Voice.objects.filter(concern=self.concern)  # type: ignore[attr-defined]
        self.fields["voices"].label_from_instance = lambda voice: voice.words[:60]  # type: ignore[attr-defined]


class UnmergeForm(DeskForm):
    """Which joining to undo."""

    regrouping = forms.ModelChoiceField(
        label=_("Joined from"), queryset=Regrouping.objects.none(), empty_label=None
    )

    def offer(self) -> None:
        rows = Regrouping.objects.filter(target=self.concern, what=Regrouping.What.MERGE, undone_at=None)
        self.fields["regrouping"].queryset = rows.select_related("source")  # type: ignore[attr-defined]
        self.fields["regrouping"].label_from_instance = lambda row: row.source.title  # type: ignore[attr-defined]


def name_of(voice: Voice) -> str:
    """How a speaker is called on the tick list: name and telephone, as far as left."""
    called = voice.speaker_name or str(_("not named"))
    return f"{called} {voice.phone}".strip()
