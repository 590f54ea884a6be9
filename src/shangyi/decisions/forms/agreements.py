"""What is sent about an agreement: its words, whom it binds, who pays, who gives up what, who does what by when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.decisions.actions.binding import NewPromise, NewShares
from shangyi.decisions.actions.drafting import Wording
from shangyi.decisions.actions.parties import NewParty, NewSigner
from shangyi.decisions.forms.ballots import LONG, MOMENT, MOMENT_FORMATS
from shangyi.decisions.models import AgreementParty, AgreementSignature, AgreementText
from shangyi.decisions.queries.agreements import persons_by_name
from shangyi.decisions.queries.parties import (
    Household,
    households_by_code,
    units_by_name,
    workers_of,
)
from shangyi.decisions.rules.agreement import Concession, Quote
from shangyi.decisions.rules.shares import Basis
from shangyi.decisions.rules.thresholds import refuse_all
from shangyi.kernel.money import format_fen, parse_fen
from shangyi.kernel.refused import Refused
from shangyi.people.models import Person
from shangyi.places.models import Unit

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SHORT = forms.Textarea(attrs={"rows": 2})
_METRES = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,2})?", re.ASCII)
_POINTS = re.compile(r"[0-9]{1,9}", re.ASCII)


class WordingForm(forms.Form):
    """协议正文."""

    title = forms.CharField(label=_("What is agreed on"), max_length=120)
    body = forms.CharField(
        label=pgettext_lazy("agreement", "The text"),
        help_text=_("What is done, how, by when. Parties, money and concessions are entered beside it."),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    options = forms.CharField(
        label=_("Other ways that were considered, one a line"), max_length=4000, required=False, widget=LONG
    )
    is_mediation = forms.BooleanField(
        label=_("It settles a dispute: a mediation agreement"),
        help_text=_("Then the parties may together ask the court to confirm it within 30 days."),
        required=False,
    )

    def wording(self) -> Wording:
        given = self.cleaned_data
        return Wording(**{name: given[name] for name in ("title", "body", "options", "is_mediation")})


class NewAgreementForm(WordingForm):
    """拟一份协议: its words, and where."""

    place = forms.CharField(
        label=_("Where"),
        help_text=_("Code of the place. The households of a stairwell are filled in from the rosters."),
        max_length=40,
    )
    field_order = ("title", "place", "body", "options", "is_mediation")


class PartyForm(forms.Form):
    """One party."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("party", "Kind"), choices=AgreementParty.KindChoice, initial="household"
    )
    key = forms.CharField(label=_("House number, or name"), max_length=60)
    owners = forms.CharField(label=_("Owners, or who signs for the unit"), max_length=200, required=False)
    occupants = forms.CharField(label=_("Tenants who live there"), max_length=200, required=False)


class ConcessionForm(forms.Form):
    """One concession."""

    household = forms.ChoiceField(label=_("Who gives way"))
    gives = forms.CharField(label=_("What is given up"), max_length=300)
    in_return = forms.CharField(label=_("In return for what"), max_length=300)
    scope = forms.CharField(label=_("How far"), max_length=300)
    access_times = forms.CharField(label=_("At which times"), max_length=300)
    restoration = forms.CharField(label=_("How all is restored"), max_length=300)
    withdrawal = forms.CharField(label=_("When it may be taken back"), max_length=300)

    def __init__(self, *args: Any, labels: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["household"].choices = [("", "—"), *((label, label) for label in labels)]  # type: ignore[attr-defined]


class PromiseForm(forms.Form):
    """One promise."""

    what = forms.CharField(label=_("What is done"), max_length=300)
    holder = forms.ModelChoiceField(
        label=_("Who answers for it"), queryset=Person.objects.none(), required=False, empty_label="—"
    )
    unit = forms.ModelChoiceField(
        label=_("Of which unit"), queryset=Unit.objects.none(), required=False, empty_label="—"
    )
    due_on = forms.DateField(label=_("Until"), widget=DAY)
    is_works = forms.BooleanField(
        label=_("These are the works: they are looked at afterwards"), required=False
    )

    def __init__(self, *args: Any, holders: Any = None, units: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if holders is not None:
            self.fields["holder"].queryset = holders  # type: ignore[attr-defined]
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class QuoteForm(forms.Form):
    """One quote."""

    firm = forms.CharField(label=_("Firm"), max_length=80)
    total = forms.CharField(label=_("Price in yuan"), max_length=20)
    warranty_months = forms.IntegerField(label=_("Warranty, months"), min_value=0, max_value=600, initial=0)
    working_days = forms.IntegerField(label=_("Days of work"), min_value=0, max_value=3000, initial=0)
    offer = forms.CharField(label=_("What it includes"), max_length=300, required=False)
    is_chosen = forms.BooleanField(label=_("This one is chosen"), required=False)


PartyForms = forms.formset_factory(PartyForm, extra=2, max_num=60, absolute_max=80, can_delete=True)
ConcessionForms = forms.formset_factory(ConcessionForm, extra=1, max_num=20, absolute_max=40, can_delete=True)
PromiseForms = forms.formset_factory(PromiseForm, extra=2, max_num=30, absolute_max=40, can_delete=True)
QuoteForms = forms.formset_factory(QuoteForm, extra=2, max_num=20, absolute_max=40, can_delete=True)


def rows_of(forms_sent: Any) -> list[dict[str, Any]]:
    """The rows that were filled in and not struck out."""
    return [
        each.cleaned_data for each in forms_sent if each.cleaned_data and not each.cleaned_data.get("DELETE")
    ]


def _names(text: str) -> list[str]:
    return [name.strip() for name in re.split(r"[、,，;；/]", text) if name.strip()]


def parties_sent(rows: Sequence[dict[str, Any]], path: str, on: date) -> list[NewParty]:
    """What was typed, with what the rosters and units know of it. Refused: agreement.unit-unknown."""
    households = households_by_code([row["key"].strip() for row in rows], path, on)
    units = units_by_name(path) if any(row["kind"] == "unit" for row in rows) else {}
    people = persons_by_name({row["key"].strip() for row in rows if row["kind"] == "person"}, path)
    refuse_all(
        [
            Refused("agreement.unit-unknown", name=row["key"].strip())
            for row in rows
            if row["kind"] == "unit" and row["key"].strip() not in units
        ]
    )
    return [_party(row, households, units, people) for row in rows]


def _party(
    row: dict[str, Any], households: dict[str, Household], units: dict[str, Unit], people: dict[str, Person]
) -> NewParty:
    key, owners = row["key"].strip(), _names(row["owners"])
    if row["kind"] == "unit":
        known = workers_of(units[key])
        signers = [NewSigner(name=name, role="for-unit", person=known.get(name)) for name in owners]
        return NewParty(kind="unit", key=key, label=key, unit=units[key], signers=tuple(signers))
    if row["kind"] == "person":
        one = NewSigner(name=key, role="self", person=people.get(key))
        return NewParty(kind="person", key=key, label=key, signers=(one,))
    return household_party(key, owners, _names(row["occupants"]), households.get(key))


def household_party(
    key: str, owners: Sequence[str], tenants: Sequence[str], known: Household | None
) -> NewParty:
    """A household with who signs for it; whoever lives there under that name is the person we know."""
    persons = known.persons if known else {}
    signers = [NewSigner(name=name, role="owner", person=persons.get(name)) for name in owners]
    signers += [NewSigner(name=name, role="occupant", person=persons.get(name)) for name in tenants]
    return NewParty(
        kind="household",
        key=known.place.code if known else key,
        label=known.place.full_name if known else key,
        place=known.place if known else None,
        signers=tuple(signers),
        area=known.area if known else 0,
    )


def concessions_sent(rows: Sequence[dict[str, Any]]) -> list[Concession]:
    return [Concession(**{name: value for name, value in row.items() if name != "DELETE"}) for row in rows]


def promises_sent(rows: Sequence[dict[str, Any]]) -> list[NewPromise]:
    return [NewPromise(**{name: value for name, value in row.items() if name != "DELETE"}) for row in rows]


def quotes_sent(rows: Sequence[dict[str, Any]]) -> tuple[list[Quote], str]:
    """The quotes, and the firm whose price was chosen. Refused: as `parse_fen`."""
    quotes = [
        Quote(
            row["firm"].strip(),
            parse_fen(row["total"]),
            row["warranty_months"],
            row["working_days"],
            row["offer"].strip(),
        )
        for row in rows
    ]
    return quotes, next((row["firm"].strip() for row in rows if row["is_chosen"]), "")


class SharesForm(forms.Form):
    """费用分摊: the total, by what it is shared, and for each party a figure or why it pays nothing."""

    total = forms.CharField(label=_("Total in yuan"), max_length=24, help_text=_("0 where nothing is paid."))
    basis = forms.ChoiceField(label=_("Shared"), choices=AgreementText.BasisChoice)
    total_reason = forms.CharField(
        label=_("Where the total comes from, if not from the chosen quote"), max_length=300, required=False
    )

    def __init__(self, *args: Any, text: AgreementText, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = list(text.parties.all())
        for party in self.parties:
            self.fields[f"weight-{party.number}"] = forms.CharField(
                label=_("Figure"), max_length=24, required=False
            )
            self.fields[f"exempt-{party.number}"] = forms.CharField(
                label=_("Pays nothing, because"), max_length=200, required=False
            )

    def rows(self) -> list[tuple[AgreementParty, Any, Any]]:
        """Each party with its two fields."""
        return [
            (party, self[f"weight-{party.number}"], self[f"exempt-{party.number}"]) for party in self.parties
        ]

    def shares(self) -> NewShares:
        """What was sent. Refused: as `parse_fen`; agreement.weight-unclear, all that apply at once."""
        given = self.cleaned_data
        basis = Basis(given["basis"])
        problems: list[Refused] = []
        weights: dict[str, int] = {}
        for party in self.parties:
            text = given[f"weight-{party.number}"].strip()
            try:
                weights[party.label] = _weight(text, basis)
            except (Refused, ValueError):
                problems.append(Refused("agreement.weight-unclear", household=party.label, text=text))
        refuse_all(problems)
        return NewShares(
            total_fen=parse_fen(given["total"]),
            basis=basis,
            weights=weights,
            exempt={party.label: given[f"exempt-{party.number}"] for party in self.parties},
            total_reason=given["total_reason"],
        )


def _weight(text: str, basis: Basis) -> int:
    """A figure in the unit of the basis: 0.01 m², fen or points. Refused: as `parse_fen`; ValueError."""
    if basis is Basis.EQUAL or not text:
        return 0
    if basis is Basis.FIGURES:
        return parse_fen(text)
    pattern = _METRES if basis is Basis.AREA else _POINTS
    if not pattern.fullmatch(text):
        raise ValueError(text)
    if basis is Basis.BENEFIT:
        return int(text)
    whole, _point, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def shares_shown(text: AgreementText) -> dict[str, str]:
    """What stands in the form of the shares."""
    shown = {"total": format_fen(text.total_fen), "basis": text.basis, "total_reason": text.total_reason}
    for party in text.parties.all():
        shown[f"weight-{party.number}"] = weight_said(party.weight, Basis(text.basis))
        shown[f"exempt-{party.number}"] = party.exempt_because
    return shown


def weight_said(weight: int, basis: Basis) -> str:
    """A figure as it was typed."""
    if basis is Basis.EQUAL or not weight:
        return ""
    if basis is Basis.BENEFIT:
        return str(weight)
    return (
        format_fen(weight).replace(",", "")
        if basis is Basis.FIGURES
        else f"{weight // 100}.{weight % 100:02}"
    )


class OfferForm(forms.Form):
    """提请签署."""

    sign_by = forms.DateTimeField(label=_("To be signed until"), input_formats=MOMENT_FORMATS, widget=MOMENT)


class RecordForm(forms.Form):
    """代录: what somebody signed, or why somebody does not."""

    signer = forms.IntegerField(widget=forms.HiddenInput)
    way = forms.ChoiceField(
        label=_("How it was signed"),
        choices=[
            choice
            for choice in AgreementSignature.WayChoice.choices
            if choice[0] in {"paper-witnessed", "written-proxy", "in-person-code", "drawn"}
        ],
        widget=forms.RadioSelect,
    )
    witness = forms.CharField(label=_("Who saw it"), max_length=60, required=False)
    evidence = forms.CharField(
        label=_("Where the paper is kept, and who signed it"), max_length=120, required=False
    )
    code = forms.CharField(label=_("Code that the person says"), max_length=40, required=False)


class PaymentForm(forms.Form):
    """收款."""

    party = forms.IntegerField(widget=forms.HiddenInput)
    amount = forms.CharField(label=_("Amount in yuan"), max_length=20)
    is_return = forms.BooleanField(label=_("Given back"), required=False)
    paid_on = forms.DateField(label=_("On which day"), widget=DAY)
    note = forms.CharField(label=_("Receipt or note"), max_length=120, required=False)
