"""What is sent about founding an owners' committee: the request, and one form for each act."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.decisions.actions.founding_acts import Filing, Named, NewAct
from shangyi.decisions.forms.agreements import DAY, SHORT
from shangyi.decisions.forms.ballots import LONG
from shangyi.decisions.models import Ballot, FoundingMember
from shangyi.decisions.rules.founding import Deed, Side
from shangyi.decisions.rules.owners_committee import Fact
from shangyi.decisions.rules.roster import square_metres
from shangyi.decisions.rules.roster_text import hundredths
from shangyi.decisions.rules.thresholds import refuse_all
from shangyi.decisions.wording.foundings import FACT_NAMES
from shangyi.kernel.refused import Refused
from shangyi.places.models import Place

FIRST_DAY = date(2000, 1, 1)
MOST_COUNTED = 1_000_000
SIDES = {
    "": Side.OWNER,
    "业主": Side.OWNER,
    "owner": Side.OWNER,
    "街道": Side.STREET,
    "乡镇": Side.STREET,
    "street": Side.STREET,
    "社区": Side.COMMUNITY,
    "居委会": Side.COMMUNITY,
    "community": Side.COMMUNITY,
    "建设单位": Side.DEVELOPER,
    "开发商": Side.DEVELOPER,
    "developer": Side.DEVELOPER,
    "其他": Side.OTHER,
    "other": Side.OTHER,
}
_SAID_SIDE = {
    Side.OWNER: "业主",
    Side.STREET: "街道",
    Side.COMMUNITY: "社区",
    Side.DEVELOPER: "建设单位",
    Side.OTHER: "其他",
}
_CELLS = re.compile(r"[,，、\t]")


def _day(name: str) -> forms.DateField:
    return forms.DateField(label=FACT_NAMES[name], widget=DAY)


def _count(name: str, *, least: int = 1, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=FACT_NAMES[name], min_value=least, max_value=MOST_COUNTED, required=required
    )


def _area(name: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=FACT_NAMES[name],
        help_text=_("In square metres, such as 12000.00."),
        max_length=16,
        required=required,
    )


def read_names(text: str, deed: Deed) -> tuple[Named, ...]:
    """One person a line: the name, then for whom (preparatory group) or as what (committee).

    Refused: founding.name-unclear for each line that cannot be read.
    """
    found, problems = [], []
    for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), start=1):
        if not line.strip():
            continue
        name, _comma, rest = (part.strip() for part in _split(line))
        if not 0 < len(name) <= 60 or len(rest) > 40 or (deed is Deed.GROUP and rest.lower() not in SIDES):
            problems.append(Refused("founding.name-unclear", line=number, text=line.strip()[:40]))
            continue
        side = SIDES[rest.lower()] if deed is Deed.GROUP else Side.OWNER
        found.append(Named(name=name, side=side, post=rest if deed is Deed.COMMITTEE else ""))
    refuse_all(problems)
    return tuple(found)


def _split(line: str) -> tuple[str, str, str]:
    cut = _CELLS.search(line)
    return (line, "", "") if cut is None else (line[: cut.start()], cut[0], line[cut.end() :])


def write_names(members: Sequence[FoundingMember], deed: Deed) -> str:
    """The names as they are written into the form again."""
    said = [(each.name, _rest(each, deed)) for each in members]
    return "\n".join("，".join(part for part in pair if part) for pair in said)


def _rest(member: FoundingMember, deed: Deed) -> str:
    """What stands behind the name: for whom, or as what."""
    return _SAID_SIDE[Side(member.side)] if deed is Deed.GROUP else member.post


class ActForm(forms.Form):
    """What every act asks: what shows it, and where it needs that, why it is late or done again."""

    deed: Deed
    evidence = forms.CharField(
        label=_("What shows it"),
        help_text=_("The paper and where it is kept, or who saw it. A photo can stand for it."),
        max_length=4000,
        required=False,
        widget=SHORT,
    )
    why_late = forms.CharField(
        label=_("Why it was later than its last day"),
        help_text=_("Only where a last day had passed; everybody reads it beside the step."),
        max_length=300,
        required=False,
    )
    why_again = forms.CharField(label=_("Why it is corrected"), max_length=300, required=False)

    def __init__(self, *args: Any, again: bool = False, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, is_asked in (("why_again", again), ("why_late", late)):
            if not is_asked:
                del self.fields[name]
        last = [name for name in ("evidence", "why_late", "why_again") if name in self.fields]
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def act(self, picture: Any = None) -> NewAct:
        """What was sent, as the action takes it. Refused: founding.name-unclear, founding.area-unclear."""
        given = self.cleaned_data
        return NewAct(
            deed=self.deed,
            facts=self.facts(given),
            evidence=given.get("evidence", ""),
            picture=picture,
            names=read_names(given["names"], self.deed) if "names" in given else (),
            ballot_id=self.ballot_id(given),
            filing=self.filing(given),
            why_late=given.get("why_late", ""),
            why_again=given.get("why_again", ""),
        )

    def facts(self, given: Mapping[str, Any]) -> dict[str, Fact]:
        """The days and numbers among the fields."""
        return {name: given[name] for name in FACT_NAMES if given.get(name) is not None}

    def ballot_id(self, _given: Mapping[str, Any]) -> int:
        """Which ballot was chosen, where this act chooses one."""
        return 0

    def filing(self, _given: Mapping[str, Any]) -> Filing | None:
        """What the office recorded, where this act files."""
        return None


class EligibilityForm(ActForm):
    """核对成立条件."""

    deed = Deed.ELIGIBILITY
    guidance_on = _day("guidance_on")
    asked_by = forms.ChoiceField(
        label=_("Who asked for it"),
        choices=[
            ("owners", pgettext_lazy("who", "owners")),
            ("developer", pgettext_lazy("who", "developer")),
            ("community", pgettext_lazy("who", "residents' committee")),
        ],
    )
    asked_on = _day("asked_on")
    delivered_area = _area("delivered_area")
    area = _area("area")
    owners = _count("owners")
    owners_asking = _count("owners_asking", least=0, required=False)
    asking_area = _area("asking_area", required=False)

    def facts(self, given: Mapping[str, Any]) -> dict[str, Fact]:
        """Days, heads and areas; who asked is the name of a day."""
        found: dict[str, Fact] = {name: given[name] for name in ("guidance_on", "asked_on", "owners")}
        found["owners_asking"] = given["owners_asking"] or 0
        for name in ("delivered_area", "area", "asking_area"):
            found[name] = _read_area(given[name] or "0")
        if given["asked_by"] != "owners":
            found[f"{given['asked_by']}_asked_on"] = given["asked_on"]
        return found


def _read_area(text: str) -> int:
    area = hundredths(unicodedata.normalize("NFKC", text).replace(",", "").replace("m2", ""))
    if area is None:
        raise Refused("founding.area-unclear", text=text[:16])
    return area


class GroupForm(ActForm):
    """成立筹备组."""

    deed = Deed.GROUP
    group_on = _day("group_on")
    group_posted_on = _day("group_posted_on")
    names = forms.CharField(
        label=_("Members, one a line"),
        help_text=_("Name, comma, for whom: owner, street, community, developer or other."),
        max_length=8000,
        widget=LONG,
    )


class RosterForm(ActForm):
    """确认业主名册."""

    deed = Deed.ROSTER
    roster_on = _day("roster_on")
    households = _count("households")


class NoticeForm(ActForm):
    """公示与通知."""

    deed = Deed.NOTICE
    drafts_shown_on = _day("drafts_shown_on")
    notice_on = _day("notice_on")
    community_told_on = _day("community_told_on")
    first_meeting_on = _day("first_meeting_on")
    names = forms.CharField(label=_("Candidates, one a line"), max_length=8000, widget=LONG)


class BallotForm(ActForm):
    """选定表决."""

    deed = Deed.BALLOT
    ballot = forms.ModelChoiceField(
        label=_("Which ballot decides"), queryset=Ballot.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, ballots: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["evidence"]
        self.fields["ballot"].queryset = ballots  # type: ignore[attr-defined]

    def ballot_id(self, given: Mapping[str, Any]) -> int:
        """The ballot that was chosen."""
        return int(given["ballot"].pk)


class ResultForm(ActForm):
    """登记结果: nothing but the press, and why it was late."""

    deed = Deed.RESULT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["evidence"]


class CommitteeForm(ActForm):
    """当选成员和首次会议."""

    deed = Deed.COMMITTEE
    names = forms.CharField(
        label=_("Elected members, one a line"),
        help_text=_("Name, then where it is settled a comma and the post, such as chair."),
        max_length=8000,
        widget=LONG,
    )
    committee_met_on = _day("committee_met_on")
    term_years = forms.IntegerField(label=FACT_NAMES["term_years"], min_value=1, max_value=99)


class FilingForm(ActForm):
    """备案."""

    deed = Deed.FILING
    filed_on = _day("filed_on")
    recorded_on = forms.DateField(label=_("Day on which the office put it on record"), widget=DAY)
    number = forms.CharField(label=_("Number of the filing"), max_length=60)
    office = forms.CharField(label=_("Which office"), max_length=120, required=False)

    def filing(self, given: Mapping[str, Any]) -> Filing:
        """Number, day and office."""
        return Filing(**{name: given[name] for name in ("number", "recorded_on", "office")})


FORMS: Mapping[Deed, type[ActForm]] = {
    form.deed: form
    for form in (
        EligibilityForm,
        GroupForm,
        RosterForm,
        NoticeForm,
        BallotForm,
        ResultForm,
        CommitteeForm,
        FilingForm,
    )
}


def initial_of(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """What an earlier act wrote down, as its form shows it."""
    areas = {"delivered_area", "area", "asking_area"}
    shown: dict[str, Any] = {
        name: square_metres(value) if name in areas and isinstance(value, int) else value
        for name, value in facts.items()
    }
    for who in ("developer", "community"):
        if f"{who}_asked_on" in facts:
            shown["asked_by"] = who
    return shown


class OpenForm(forms.Form):
    """启动一项业委会成立程序."""

    place = forms.CharField(label=_("Which compound"), help_text=_("Code of the compound."), max_length=40)
    words = forms.CharField(
        label=pgettext_lazy("founding", "Why now"), max_length=300, required=False, widget=SHORT
    )


class TakeUpForm(forms.Form):
    """受理业主的提出."""

    words = forms.CharField(
        label=pgettext_lazy("founding", "What you say to the owners"),
        max_length=300,
        required=False,
        widget=SHORT,
    )


class RequestForm(forms.Form):
    """业主提出."""

    place = forms.ModelChoiceField(label=_("Which compound"), queryset=Place.objects.none(), empty_label=None)
    words = forms.CharField(
        label=pgettext_lazy("founding", "Why a committee is needed"),
        max_length=300,
        required=False,
        widget=SHORT,
    )

    def __init__(self, *args: Any, compounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = compounds  # type: ignore[attr-defined]
