"""What is sent about a budget: how much for whom, a wish, what was checked, what was ticked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangyi.decisions.actions.budget_planning import Plan
from shangyi.decisions.forms.agreements import DAY
from shangyi.decisions.forms.ballots import LONG, MOMENT, MOMENT_FORMATS
from shangyi.decisions.models import Budget
from shangyi.decisions.rules.budget import Rule
from shangyi.decisions.rules.budget_life import Who
from shangyi.kernel.money import format_fen, parse_fen
from shangyi.places.queries import place_by_code

LARGEST_PB = 3_000_000
"""Bytes of a .pb file that a page reads; larger ones are counted on the command line."""


class PlanForm(forms.Form):
    """定一笔预算."""

    title = forms.CharField(label=_("What the money is for"), max_length=120)
    background = forms.CharField(
        label=_("What people should know"),
        help_text=_("What can be wished for and what cannot, who carries it out."),
        max_length=20_000,
        required=False,
        widget=LONG,
    )
    place = forms.CharField(label=_("Where"), help_text=_("Code of the place."), max_length=40)
    total = forms.CharField(label=_("The sum, in yuan"), max_length=24)
    source = forms.CharField(label=_("Where the money comes from"), max_length=120, required=False)
    wishes_until = forms.DateTimeField(
        label=_("Wishes are taken until"), input_formats=MOMENT_FORMATS, widget=MOMENT
    )
    who = forms.ChoiceField(label=_("Who has a vote"), choices=Budget.WhoChoice, initial=Who.RESIDENTS)
    rule = forms.ChoiceField(
        label=_("Which count decides"),
        help_text=_("Both are shown side by side; this one decides, and is announced with the budget."),
        choices=Budget.RuleChoice,
        initial=Rule.EQUAL_SHARES,
    )

    def plan(self) -> Plan:
        """What was sent. Refused: place.not-found, and as `parse_fen`."""
        given = self.cleaned_data
        return Plan(
            title=given["title"],
            background=given["background"],
            place=place_by_code(given["place"]),
            sum_fen=parse_fen(given["total"]),
            source=given["source"],
            wishes_until=given["wishes_until"],
            who=Who(given["who"]),
            rule=Rule(given["rule"]),
        )


def plan_of(row: Budget) -> dict[str, Any]:
    """What stands in the form of a draft."""
    names = ("title", "background", "source", "wishes_until", "who", "rule")
    return {
        **{name: getattr(row, name) for name in names},
        "place": row.place.code,
        "total": format_fen(row.sum_fen),
    }


class WishForm(forms.Form):
    """提一个心愿."""

    title = forms.CharField(label=_("What you wish for"), max_length=120)
    why = forms.CharField(
        label=_("Where, and why"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class SaidWishForm(WishForm):
    """代录一个心愿."""

    proposer = forms.CharField(label=_("Who says it"), max_length=60, required=False)


class ClosingForm(forms.Form):
    """开始投票."""

    closes_at = forms.DateTimeField(label=_("Voting ends"), input_formats=MOMENT_FORMATS, widget=MOMENT)


class ExtendBudgetForm(forms.Form):
    """延长."""

    until = forms.DateTimeField(label=_("New end"), input_formats=MOMENT_FORMATS, widget=MOMENT)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Everybody concerned reads it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DoneByForm(forms.Form):
    """公布结果."""

    done_by = forms.DateField(
        label=_("What won is done by"),
        help_text=_("Each becomes an undertaking until that day."),
        widget=DAY,
    )


class ImportForm(forms.Form):
    """导入 .pb."""

    file = forms.FileField(label=_("The file (.pb)"), max_length=200)
    title = forms.CharField(label=_("What the money was for"), max_length=120)
    place = forms.CharField(label=_("Where"), help_text=_("Code of the place."), max_length=40)
    rule = forms.ChoiceField(label=_("Which count decides"), choices=Budget.RuleChoice)
