"""The table of rights, cell by cell, against a table that was written by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from shangyi.kernel.actor import Actor, Grant, may
from shangyi.people.rules.capacities import KEEPING, CapacityKind
from shangyi.people.rules.rights import ALL_VERBS, NEVER_DELEGATED, RIGHTS, reaches_further, verbs_of

EXPECTED = tomllib.loads((Path(__file__).parent / "expected_rights.toml").read_text(encoding="utf-8"))
COLUMNS: list[str] = EXPECTED["capacities"]
CELLS = [
    pytest.param(kind, verb, mark, id=f"{kind}-{verb}")
    for verb, row in EXPECTED["verbs"].items()
    for kind, mark in zip(COLUMNS, row.split(), strict=True)
]


def found_mark(kind: str, verb: str) -> str:
    """What the code does, asked by the one question that actions ask: inside and outside, one's own and others'."""
    actor = Actor(1, "", (Grant(1, kind, "1.4.", verbs_of(kind)),))
    inside = may(actor, verb, "1.4.9.") is not None
    own_inside = may(actor, verb, "1.4.9.", own=True) is not None
    outside = any(may(actor, verb, path, own=True) for path in ["1.", "1.5.", "2.", "", "1.40."])
    return {(True, True, False): "B", (False, True, False): "o", (False, False, False): "-"}.get(
        (inside, own_inside, outside), f"inside {inside}, own {own_inside}, outside {outside}"
    )


@pytest.mark.trace("XC-3")
@pytest.mark.parametrize(("kind", "verb", "mark"), CELLS)
def test_a_capacity_may_what_the_table_written_by_hand_says(kind: str, verb: str, mark: str) -> None:
    assert found_mark(kind, verb) == mark


def test_every_verb_and_every_capacity_is_in_the_table_written_by_hand() -> None:
    verbs = {verb.removesuffix(":own") for verb in ALL_VERBS}
    missing = [
        f'"{verb}" = "{"  ".join(found_mark(kind, verb) for kind in COLUMNS)}"'
        for verb in sorted(verbs - EXPECTED["verbs"].keys())
    ]

    assert missing == [], "Judge each cell, then paste into expected_rights.toml:\n" + "\n".join(missing)
    assert sorted(EXPECTED["verbs"].keys() - verbs) == []
    assert sorted(COLUMNS) == sorted(CapacityKind)
    assert set(RIGHTS) == set(CapacityKind)


def test_a_kind_that_nobody_knows_may_nothing() -> None:
    assert verbs_of("emperor") == frozenset()


def test_the_most_local_capacity_is_the_one_that_acts() -> None:
    street = Grant(1, "street_officer", "1.", verbs_of("street_officer"))
    community = Grant(2, "clerk", "1.4.", verbs_of("clerk"))
    actor = Actor(1, "", (street, community))

    assert may(actor, "concern.sort", "1.4.9.") == community
    assert may(actor, "concern.sort", "1.5.") == street
    assert may(actor, "concern.look", "1.4.9.") == street


def test_whoever_may_keep_a_concern_may_also_finish_and_return_it() -> None:
    for kind in KEEPING:
        assert [found_mark(kind, f"undertaking.{verb}") != "-" for verb in ("respond", "finish", "return")] == [
            True, True, True,
        ], kind  # fmt: skip


@pytest.mark.parametrize("kind", list(CapacityKind))
def test_acting_for_somebody_decides_nothing_about_who_is_who(kind: CapacityKind) -> None:
    whole, delegated = verbs_of(kind), verbs_of(kind, delegated=True)

    assert whole - delegated == whole & NEVER_DELEGATED


def test_a_role_reaches_further_when_it_holds_one_right_that_the_giver_lacks() -> None:
    secretary = verbs_of("secretary")

    further = [kind.value for kind in CapacityKind if reaches_further(verbs_of(kind), secretary)]
    assert further == ["operator"]
    assert not reaches_further(frozenset({"concern.view:own"}), frozenset({"concern.view"}))
    assert reaches_further(frozenset({"concern.view"}), frozenset({"concern.view:own"}))
