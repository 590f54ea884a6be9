"""A text that is wrong in any way is refused whole, and every mistake is named with its place."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyi.kernel.refused import Refused
from shangyi.rulepacks.rules import load_calendar, load_pack
from shangyi.rulepacks.wording import WORDING
from tests.rulepacks.shipped import shipped

PACK = shipped("packs", "ningxia-2026")
CALENDAR = shipped("calendars", "ningxia")


def problems(load: Callable[[str], object], text: str) -> list[tuple[str, object]]:
    with pytest.raises(Refused) as refusal:
        load(text)
    assert refusal.value.code == "rulepack.invalid"
    assert refusal.value.facts["n_problems"] == len(refusal.value.problems)
    return [(problem.code, problem.facts["where"]) for problem in refusal.value.problems]


def swapped(text: str, old: str, new: str) -> str:
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ('zh = "宁夏', 'name = "宁夏', "rulepack.missing", "zh"),
        ("in_force_from = 2026-01-01", 'in_force_from = "2026"', "rulepack.wrong-type", "in_force_from"),
        ("in_force_from = 2026-01-01", "in_force_from = 0026-01-01", "rulepack.bad-value", "in_force_from"),
        ('region = "ningxia"', 'region = "宁夏"', "rulepack.bad-code", "region"),
        ('version = "1.0"', 'version = "1.0"\ncolour = "red"', "rulepack.unknown-key", "colour"),
        ('completion = "5wd"', 'completion = "soon"', "rulepack.bad-limit", "grade[general].completion"),
        ('completion = "5wd"', 'completion = "0wd"', "rulepack.bad-limit", "grade[general].completion"),
        ("article = 14", "article = 99", "rulepack.unknown-reference", "grade[general].article"),
        ('code = "complaint"', 'code = "plea"', "rulepack.twice", "kind"),
        ('code = "property.fees"', 'code = "property.value"', "rulepack.twice", "category[property.value].code"),
        (
            'code = "property.fees"',
            'code = "nowhere.fees"',
            "rulepack.unknown-reference",
            "category[nowhere.fees].code",
        ),
        ('unit = "utility"', 'unit = "army"', "rulepack.unknown-reference", "category[utilities].unit"),
        ('"secretary"', '"king"', "rulepack.unknown-reference", "ladder[grid-first].rungs[2].capacity"),
        ("after_hours = 48", "after_hours = 4", "rulepack.rungs-out-of-order", "ladder[grid-first].rungs"),
        ('places = ["zhonghua"]', "", "rulepack.default-ladder", "ladder"),
        ("tries = 2", "tries = 0", "rulepack.bad-value", "asking.rating.tries"),
        ("tries = 2", "tries = true", "rulepack.wrong-type", "asking.rating.tries"),
        ('["井盖", "窨井"]', '["井盖", "井盖"]', "rulepack.twice", "category[utilities.manhole].keywords"),
        ('["井盖", "窨井"]', "[1, 2]", "rulepack.bad-value", "category[utilities.manhole].keywords"),
        ('source_grade = "assumed"', 'source_grade = "rumour"', "rulepack.unknown-reference", "source_grade"),
    ],
)  # fmt: skip
def test_one_mistake_in_a_pack_is_named_with_its_place(old: str, new: str, code: str, where: str) -> None:
    assert (code, where) in problems(load_pack, swapped(PACK, old, new))


def test_all_mistakes_are_said_at_once() -> None:
    text = swapped(swapped(PACK, 'completion = "5wd"', 'completion = "5x"'), "tries = 2", "tries = 99")

    found = problems(load_pack, text)

    assert found == [
        ("rulepack.bad-limit", "grade[general].completion"),
        ("rulepack.bad-value", "asking.rating.tries"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ("opens = 08:30:00", "opens = 19:30:00", "rulepack.bad-value", "closes"),
        ('timezone = "Asia/Shanghai"', 'timezone = "Moon/Base"', "rulepack.bad-value", "timezone"),
        ("2025-01-26,", "2025-01-27,", "rulepack.bad-makeup-day", "year[2025].makeup_days"),
        ("2025-01-26,", "2026-01-25,", "rulepack.bad-makeup-day", "year[2025].makeup_days"),
        ("2025-01-26,", "2025-02-01,", "rulepack.bad-makeup-day", "year[2025].makeup_days"),
        ("2025-01-26,", "2025-02-08,", "rulepack.twice", "year[2025].makeup_days"),
        ("last = 2025-02-04", "last = 2025-04-04", "rulepack.bad-value", "year[2025].off[2].last"),
        ("last = 2025-02-04", "last = 2025-01-04", "rulepack.bad-value", "year[2025].off[2].last"),
        ("days = [2025-03-31, 2025-04-01]", "days = [2026-03-31]", "rulepack.bad-day-off", "year[2025].off[3]"),
        ("days = [2025-03-31, 2025-04-01]", "days = [2025-04-04]", "rulepack.bad-day-off", "year[2025].off[4]"),
        ("days = [2025-03-31, 2025-04-01]", 'days = ["soon"]', "rulepack.wrong-type", "year[2025].off[3].days"),
        ('season = "new-year"', 'season = "carnival"', "rulepack.unknown-reference", "year[2025].off[1].season"),
        ("year = 2026", "year = 2025", "rulepack.twice", "year"),
        ("official = true", 'official = "yes"', "rulepack.wrong-type", "year[2025].official"),
        ('words = ["开斋节"]', 'words = ["春节"]', "rulepack.twice", "season[eid-al-fitr].words"),
    ],
)  # fmt: skip
def test_one_mistake_in_a_calendar_is_named_with_its_place(old: str, new: str, code: str, where: str) -> None:
    assert (code, where) in problems(load_calendar, swapped(CALENDAR, old, new))


@pytest.mark.parametrize("load", [load_pack, load_calendar])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("code = ", "rulepack.unreadable"),
        ("code = 1\ncode = 2", "rulepack.unreadable"),
        ("x = " + "[" * 100_000, "rulepack.unreadable"),
        ("#" * 1_000_000, "rulepack.too-long"),
        (None, "rulepack.too-long"),
    ],
)
def test_what_is_not_toml_is_refused(load: Callable[[str], object], text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        load(text)
    assert refusal.value.code == code


@pytest.mark.parametrize("load", [load_pack, load_calendar])
def test_an_empty_text_lacks_everything(load: Callable[[str], object]) -> None:
    assert {code for code, _ in problems(load, "")} >= {"rulepack.missing"}


def codes_refused(load: Callable[[str], object], text: str) -> set[str]:
    try:
        load(text)
    except Refused as refusal:
        return {refusal.code, *(problem.code for problem in refusal.problems)}
    return set()


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([(load_pack, PACK), (load_calendar, CALENDAR)]),
    st.data(),
    st.sampled_from(["1", "true", '"x"', "[]", "{}", "2026-02-29", "[[1]]", '"😀𠮷"', "nan", "-1", ""]),
)
def test_a_text_with_any_value_replaced_loads_or_is_refused(shipped_text, data, value: str) -> None:  # noqa: ANN001
    load, text = shipped_text
    lines = text.splitlines()
    numbered = [number for number, line in enumerate(lines) if " = " in line and not line.startswith(" ")]
    number = data.draw(st.sampled_from(numbered))
    lines[number] = lines[number].split(" = ")[0] + " = " + value

    assert codes_refused(load, "\n".join(lines)) <= set(WORDING)
