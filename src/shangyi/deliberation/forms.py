"""What is sent about a topic: the question, a statement, an end, a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.deliberation.actions.preparing import NewTopic
from shangyi.deliberation.models import Topic
from shangyi.deliberation.rules.topic_life import LONGEST_STATEMENT
from shangyi.places.queries import place_by_code

LONG = forms.Textarea(attrs={"rows": 4})
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class TopicForm(forms.Form):
    """拟一个话题."""

    title = forms.CharField(
        label=_("What is it about"),
        help_text=_("A question that people can have an opinion on."),
        max_length=120,
    )
    background = forms.CharField(
        label=_("What people should know"),
        help_text=_("Facts, numbers, what is possible and what is not. No opinions here."),
        max_length=20_000,
        required=False,
        widget=LONG,
    )
    place = forms.CharField(
        label=_("Where"), help_text=_("Code of the place; whoever lives there takes part."), max_length=40
    )
    takes_statements = forms.BooleanField(
        label=_("Residents may add statements of their own"), required=False, initial=True
    )

    def new(self, *, about: str = "") -> NewTopic:
        """What was sent, as the action takes it. Refused: place.not-found."""
        given = self.cleaned_data
        return NewTopic(
            title=given["title"],
            background=given["background"],
            place=place_by_code(given["place"]),
            takes_statements=given["takes_statements"],
            about=about,
        )


def topic_as_sent(topic: Topic) -> dict[str, Any]:
    """What stands in the form of a draft."""
    return {
        "title": topic.title,
        "background": topic.background,
        "place": topic.place.code,
        "takes_statements": topic.takes_statements,
    }


class StatementForm(forms.Form):
    """一条观点."""

    text = forms.CharField(
        label=_("Your statement"),
        help_text=_("One sentence, one thought, so that others can agree or disagree."),
        max_length=2 * LONGEST_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PinForm(StatementForm):
    """A first statement, by staff."""

    text = forms.CharField(
        label=_("One more first statement"),
        help_text=_("Everybody answers these first. Put what speaks for and what speaks against."),
        max_length=2 * LONGEST_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PapersForm(forms.Form):
    """Papers that were filled in, one line each."""

    lines = forms.CharField(
        label=_("The papers, one line each"),
        help_text=_("For example: 13900000000 ++-?."),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )


class OpenForm(forms.Form):
    """Until when."""

    closes_at = forms.DateTimeField(label=_("Open until"), input_formats=MOMENT_FORMATS, widget=MOMENT)


class ExtendForm(OpenForm):
    """Longer, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(forms.Form):
    """A reason that whoever it concerns reads."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class WordsForm(forms.Form):
    """What is done with what people said."""

    words = forms.CharField(
        label=_("What is done now"),
        help_text=_(
            "Who does what, by when; and what is not done, and why. Everybody who took part is told."
        ),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
