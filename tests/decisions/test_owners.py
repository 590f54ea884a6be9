"""The owners' joint decision: the boundary cases of the law, and what must hold for every count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyi.decisions.rules.owners import (
    CIVIL_CODE,
    Choice,
    MatterClass,
    OwnersMatter,
    OwnersTally,
    OwnersVote,
    class_of,
    count_owners,
)
from shangyi.decisions.rules.roster import FrozenRoster, Standing
from shangyi.decisions.rules.thresholds import Outcome, Threshold
from shangyi.kernel.refused import Refused
from tests.decisions.test_roster import freeze, row

ORDINARY = OwnersMatter.PROPERTY_FIRM
SPECIAL = OwnersMatter.COMMERCIAL_USE


def twelve_units() -> FrozenRoster:
    """12 units of 100.00 m²: A holds 1–3, 4–5 are unsold, 6–12 have an owner each. Nine heads."""
    rows = [row(f"{number:02}", "A") for number in (1, 2, 3)]
    rows += [row(f"{number:02}", "开发", standing=Standing.UNSOLD) for number in (4, 5)]
    rows += [row(f"{number:02}", f"业主{number}") for number in range(6, 13)]
    return freeze(*rows, declared_area=120_000)


def votes(*, yes: str = "", no: str = "", abstain: str = "") -> list[OwnersVote]:
    given = ((Choice.YES, yes), (Choice.NO, no), (Choice.ABSTAIN, abstain))
    return [OwnersVote(household, choice) for choice, listed in given for household in listed.split()]


@dataclass(frozen=True)
class Case:
    name: str
    matter: OwnersMatter
    outcome: Outcome
    failed: tuple[str, ...]
    yes: str = ""
    no: str = ""
    abstain: str = ""


CASES = [
    Case("quorum at equality, everybody agrees", SPECIAL, Outcome.PASSED, (), yes="01 06 07 08 09 10"),
    Case("quorum of area alone is none: five of nine heads", ORDINARY, Outcome.NO_QUORUM,
         ("took-part-heads",), yes="01 04 06 07 08"),
    Case("3/4 of area but 2/3 of heads fails a special matter", SPECIAL, Outcome.REJECTED,
         ("agreed-heads",), yes="01 06 07 08", no="09 10"),
    Case("the same answers pass an ordinary matter", ORDINARY, Outcome.PASSED, (),
         yes="01 06 07 08", no="09 10"),
    Case("exactly half is not over half", ORDINARY, Outcome.REJECTED,
         ("agreed-area", "agreed-heads"), yes="01 06", no="07 08 09 10"),
    Case("seven heads of nine without the area is no quorum, not a no", ORDINARY, Outcome.NO_QUORUM,
         ("took-part-area",), yes="06 07 08 09 10 11 12"),
    Case("abstentions keep the quorum and sink the agreement", ORDINARY, Outcome.REJECTED,
         ("agreed-area", "agreed-heads"), yes="01 06", no="", abstain="07 08 09 10"),
    Case("3/4 of heads and area exactly passes a special matter", SPECIAL, Outcome.PASSED, (),
         yes="01 04 06 07 08 09", no="10 11"),
    Case("nobody votes", ORDINARY, Outcome.NO_QUORUM,
         ("took-part-area", "took-part-heads", "agreed-area", "agreed-heads")),
    Case("without quorum a unanimous no is no rejection either", ORDINARY, Outcome.NO_QUORUM,
         ("took-part-area", "took-part-heads", "agreed-area", "agreed-heads"), no="06 07"),
]  # fmt: skip


@pytest.mark.trace("NT-22", "XC-7")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_boundary_cases_of_the_law(case: Case) -> None:
    tally = count_owners(
        roster=twelve_units(), votes=votes(yes=case.yes, no=case.no, abstain=case.abstain), matter=case.matter
    )

    assert tally.outcome == case.outcome
    assert tuple(check.name for check in tally.failed_checks) == case.failed


def test_the_page_can_print_the_whole_working() -> None:
    tally = count_owners(
        roster=twelve_units(), votes=votes(yes="01 06 07 08", no="09", abstain="10"), matter=SPECIAL
    )

    assert [(c.name, c.part, c.whole, c.needed, c.working, c.is_met) for c in tally.checks] == [
        ("took-part-area", 80_000, 120_000, 80_000, "3 × 80000 = 2 × 120000", True),
        ("took-part-heads", 6, 9, 6, "3 × 6 = 2 × 9", True),
        ("agreed-area", 60_000, 80_000, 60_000, "4 × 60000 = 3 × 80000", True),
        ("agreed-heads", 4, 6, 5, "4 × 4 < 3 × 6", False),
    ]
    weights = (tally.electorate, tally.took_part, tally.agreed, tally.against, tally.abstained, tally.silent)
    assert [(weight.heads, weight.area) for weight in weights] == [
        (9, 120_000), (6, 80_000), (4, 60_000), (1, 10_000), (1, 10_000), (3, 40_000),
    ]  # fmt: skip
    assert tally.roster_digest == twelve_units().digest
    assert {check.threshold.source.article for check in tally.checks} == {"民法典第二百七十八条第二款"}


def test_raising_the_fund_is_special_and_using_it_is_ordinary() -> None:
    assert {matter: class_of(matter) for matter in OwnersMatter} == {
        OwnersMatter.PROCEDURE: MatterClass.ORDINARY,
        OwnersMatter.COVENANT: MatterClass.ORDINARY,
        OwnersMatter.COMMITTEE: MatterClass.ORDINARY,
        OwnersMatter.PROPERTY_FIRM: MatterClass.ORDINARY,
        OwnersMatter.FUND_USE: MatterClass.ORDINARY,
        OwnersMatter.FUND_RAISING: MatterClass.SPECIAL,
        OwnersMatter.REBUILDING: MatterClass.SPECIAL,
        OwnersMatter.CHANGE_OF_USE: MatterClass.SPECIAL,
        OwnersMatter.COMMERCIAL_USE: MatterClass.SPECIAL,
        OwnersMatter.OTHER_MAJOR: MatterClass.ORDINARY,
        OwnersMatter.DWELLING_TO_BUSINESS: MatterClass.UNANIMOUS,
    }


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        (votes(yes="01 04 06 07 08 09 10 11 12"), Outcome.PASSED),
        (votes(yes="01 04 06 07 08 09 10 11"), Outcome.REJECTED),
        (votes(yes="01 04 06 07 08 09 10 11", abstain="12"), Outcome.REJECTED),
    ],
)
def test_a_dwelling_becomes_a_business_only_if_every_interested_owner_agrees(
    given: list[OwnersVote], outcome: Outcome
) -> None:
    tally = count_owners(roster=twelve_units(), votes=given, matter=OwnersMatter.DWELLING_TO_BUSINESS)

    assert tally.outcome == outcome


def test_an_owner_may_hand_in_one_paper_for_each_of_the_units() -> None:
    once = count_owners(roster=twelve_units(), votes=votes(yes="01"), matter=ORDINARY)
    thrice = count_owners(roster=twelve_units(), votes=votes(yes="03 02 01"), matter=ORDINARY)

    assert once == thrice
    assert (thrice.agreed.heads, thrice.agreed.area) == (1, 30_000)


def test_all_that_is_wrong_with_the_votes_is_said_at_once() -> None:
    with pytest.raises(Refused) as caught:
        count_owners(roster=twelve_units(), votes=votes(yes="01 06 06 99", no="02"), matter=ORDINARY)

    assert [(problem.code, problem.facts["household"]) for problem in caught.value.problems] == [
        ("owners.voted-twice", "06"),
        ("owners.not-on-roster", "99"),
        ("owners.two-answers", "02"),
    ]


def test_a_place_with_another_law_counts_by_its_own_numbers() -> None:
    half = Threshold(Fraction(1, 2), strictly_more=False, source=CIVIL_CODE.quorum.source)
    law = replace(CIVIL_CODE, quorum=half)

    tally = count_owners(roster=twelve_units(), votes=votes(yes="01 04 06 07 08"), matter=ORDINARY, law=law)

    assert tally.outcome == Outcome.PASSED


@pytest.mark.parametrize(
    ("threshold", "whole", "least"),
    [(CIVIL_CODE.quorum, 9, 6), (CIVIL_CODE.quorum, 10, 7), (CIVIL_CODE.special, 8, 6),
     (CIVIL_CODE.special, 9, 7), (CIVIL_CODE.ordinary, 8, 5), (CIVIL_CODE.ordinary, 9, 5)],
)  # fmt: skip
def test_the_least_part_that_reaches_a_share(threshold: Threshold, whole: int, least: int) -> None:
    assert threshold.least(whole) == least
    assert threshold.is_met(least, whole)
    assert not threshold.is_met(least - 1, whole)


UNITS = st.lists(
    st.tuples(st.sampled_from("甲乙丙丁戊己"), st.integers(1, 20_000), st.sampled_from([*Choice, None])),
    min_size=1,
    max_size=14,
)
Units = list[tuple[str, int, Choice | None]]


def count(units: Units, matter: OwnersMatter, *, scale: int = 1, copies: int = 1) -> OwnersTally:
    """One answer an owner: that of the owner's first unit."""
    answers: dict[str, Choice | None] = {}
    rows, given = [], []
    for copy in range(copies):
        for number, (name, area, choice) in enumerate(units):
            owner, household = f"{name}{copy}", f"{copy}-{number:02}"
            answer = answers.setdefault(owner, choice)
            rows.append(row(household, owner, area=area * scale))
            given += [OwnersVote(household, answer)] if answer else []
    return count_owners(roster=freeze(*rows), votes=given, matter=matter)


@settings(deadline=None)
@given(UNITS, st.sampled_from([ORDINARY, SPECIAL]), st.sampled_from("甲乙丙丁戊己"))
def test_a_new_yes_never_unmakes_a_pass(units: Units, matter: OwnersMatter, owner: str) -> None:
    turned = [(name, area, Choice.YES if name == owner else choice) for name, area, choice in units]

    if count(units, matter).outcome == Outcome.PASSED:
        assert count(turned, matter).outcome == Outcome.PASSED


@settings(deadline=None)
@given(UNITS, st.sampled_from([ORDINARY, SPECIAL]), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_votes_does_not_matter(
    units: Units, matter: OwnersMatter, random: object
) -> None:
    rows = [row(f"{number:02}", f"{number}", area=area) for number, (_, area, _) in enumerate(units)]
    given = [OwnersVote(f"{number:02}", choice) for number, (_, _, choice) in enumerate(units) if choice]
    before = count_owners(roster=freeze(*rows), votes=given, matter=matter)
    random.shuffle(rows)  # type: ignore[attr-defined]
    random.shuffle(given)  # type: ignore[attr-defined]

    assert count_owners(roster=freeze(*rows), votes=given, matter=matter) == before


@settings(deadline=None)
@given(UNITS, st.sampled_from([ORDINARY, SPECIAL]), st.integers(1, 1000), st.integers(1, 3))
def test_area_and_heads_scaled_together_change_nothing(
    units: Units, matter: OwnersMatter, scale: int, copies: int
) -> None:
    scaled = count(units, matter, scale=scale, copies=copies)
    plain = count(units, matter)

    assert scaled.outcome == plain.outcome
    assert [check.is_met for check in scaled.checks] == [check.is_met for check in plain.checks]


@settings(deadline=None)
@given(UNITS, st.sampled_from([ORDINARY, SPECIAL]))
def test_agreed_against_abstained_and_silent_make_the_electorate(units: Units, matter: OwnersMatter) -> None:
    tally = count(units, matter)
    parts = (tally.agreed, tally.against, tally.abstained, tally.silent)

    assert sum(part.heads for part in parts) == tally.electorate.heads
    assert sum(part.area for part in parts) == tally.electorate.area == sum(area for _, area, _ in units)
