"""The rules of the room, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyi.forums.rules.arrivals import Wrong, columns_of, read_rows
from shangyi.forums.rules.filing import BLOCKING, ItemStands, Lack, LineStands, RecordStands, problems_of
from shangyi.forums.rules.heads import Heads, at_least_named, total
from shangyi.forums.rules.lines import claim_of
from shangyi.forums.rules.moments import LONGEST_WAIT, said_at
from shangyi.forums.rules.opening import NeedStands, Told, check_opening, in_time
from shangyi.forums.rules.outcomes import Collected, collected
from shangyi.forums.rules.picking import Candidate, Source, proposed
from shangyi.forums.rules.suggestions import TABLE, Reply, Stage, Step, check_reply, step
from shangyi.forums.rules.turns import Waiting, next_class, speaking_order, unheard
from shangyi.kernel.bounds import Bound
from shangyi.kernel.refused import Refused

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def hands(text: str) -> list[Waiting]:
    """One letter for each who waits, by class, in the order in which they asked."""
    return [Waiting(key=n, class_code=code, asked_at=NOON + n * MINUTE) for n, code in enumerate(text)]


@pytest.mark.trace("RF-5", "NT-15", "PD-12")
@pytest.mark.parametrize(
    ("waiting", "heard", "order"),
    [
        ("aaab", "", "abaa"),
        ("aaab", "b", "aaba"),
        ("aabbc", "aa", "bcbaa"),
        ("", "a", ""),
    ],
)
def test_a_long_line_of_one_class_is_mixed_with_the_others(waiting: str, heard: str, order: str) -> None:
    found = speaking_order(hands(waiting), list(heard))

    assert "".join(waiting[key] for key in found) == order


@given(st.text("abcd", max_size=30), st.text("abcd", max_size=10))
@settings(max_examples=60)
def test_everybody_who_waits_is_called_exactly_once(waiting: str, heard: str) -> None:
    assert sorted(speaking_order(hands(waiting), list(heard))) == list(range(len(waiting)))


def test_who_has_spoken_less_comes_first_within_a_class() -> None:
    often = Waiting(key=1, class_code="a", asked_at=NOON, spoken=2)
    never = Waiting(key=2, class_code="a", asked_at=NOON + MINUTE)

    assert speaking_order([often, never], []) == (2, 1)


def test_the_class_heard_least_is_next_and_the_silent_are_named() -> None:
    assert next_class(["a", "b", "c"], ["a", "b", "a"]) == "c"
    assert unheard(["a", "b", "c"], ["a", "b"]) == ("c",)
    assert next_class([], ["a"]) == ""


@pytest.mark.parametrize(
    ("counted", "named", "bound"),
    [
        (Bound(20, "at_least"), 3, Bound(20, "at_least")),
        (Bound(20, "at_least"), 25, Bound(25, "at_least")),
        (Bound(5), 7, Bound(7, "at_least")),
        (Bound(30, "approaching"), 3, Bound(30, "approaching")),
        (Bound(5, "less_than"), 5, Bound(5, "at_least")),
    ],
)
def test_a_count_never_says_less_than_the_list(counted: Bound, named: int, bound: Bound) -> None:
    assert at_least_named(counted, named) == bound


@pytest.mark.trace("NT-4", "XC-8", "XC-9")
def test_twenty_and_some_and_three_are_at_least_twenty_three() -> None:
    assert total((Heads("residents", 2, Bound(20, "at_least")), Heads("property", 3))) == Bound(
        23, "at_least"
    )


@given(st.integers(-600, 600), st.integers(0, 600), st.integers(0, 7200))
@settings(max_examples=80)
def test_a_line_is_never_said_later_than_now_nor_before_the_gathering(
    skew: int, waited: int, since: int
) -> None:
    opened, ahead = NOON - timedelta(seconds=since), timedelta(seconds=skew)
    written = NOON + ahead - timedelta(seconds=waited)

    found = said_at(written=written, sent=NOON + ahead, now=NOON, opened_at=opened)

    assert opened <= found <= NOON
    assert found == max(NOON - timedelta(seconds=waited), opened)


def test_a_device_that_tells_no_times_or_impossible_ones_is_not_believed() -> None:
    assert said_at(written=None, sent=NOON, now=NOON, opened_at=None) == NOON
    assert said_at(written=NOON, sent=NOON - MINUTE, now=NOON, opened_at=None) == NOON
    long_ago = NOON - timedelta(days=400)
    assert said_at(written=long_ago, sent=NOON, now=NOON, opened_at=None) == NOON - LONGEST_WAIT


@pytest.mark.parametrize(
    ("said", "value", "comparator", "unit"),
    [
        ("要求10分钟以内赶到着火点", 10, "at_most", "minutes"),
        ("全县有护林员300余人", 300, "at_least", "people"),
        ("去年解决了30件", 30, "exactly", "items"),
        ("一共三十多户", 30, "at_least", "households"),
    ],
)
@pytest.mark.trace("RF-9", "XC-8")
def test_the_number_of_a_claim_is_read_with_its_unit(
    said: str, value: int, comparator: str, unit: str
) -> None:
    found = claim_of(said)

    assert found is not None
    assert (found.bound.value, found.bound.comparator, found.unit) == (value, comparator, unit)


def test_a_claim_without_a_number_has_none() -> None:
    assert claim_of("护林员在责任区域加强巡护") is None


def test_what_is_missing_blocks_unless_it_cannot_wait_or_was_passed_over() -> None:
    needs = [
        NeedStands(code="survey"),
        NeedStands(code="report", blocks=False),
        NeedStands(code="quote", met=True),
    ]

    with pytest.raises(Refused) as found:
        check_opening(needs, urgent_reason="")
    assert found.value.facts["missing"] == ("survey",)
    assert check_opening(needs, urgent_reason="污水往外冒") == ("survey",)
    assert check_opening([NeedStands(code="survey", override_reason="已口头了解")], urgent_reason="") == ()


@pytest.mark.parametrize(
    ("told", "ok"),
    [
        (Told(n_invited=2, n_untold=0, last_at=NOON - timedelta(days=1)), True),
        (Told(n_invited=2, n_untold=0, last_at=NOON - timedelta(hours=23)), False),
        (Told(n_invited=2, n_untold=1, last_at=NOON - timedelta(days=3)), False),
        (Told(n_invited=0, n_untold=0), False),
    ],
)
def test_everybody_is_told_early_enough_or_it_is_not_in_time(told: Told, ok: bool) -> None:
    assert in_time(told, NOON, timedelta(days=1)) is ok


@pytest.mark.trace("NT-16")
def test_the_first_and_the_last_moment_belong_to_the_gathering() -> None:
    begin, end = NOON, NOON + timedelta(hours=2)
    moments = (begin - MINUTE, begin, end, end + MINUTE)

    assert [collected(at, begin, end) for at in moments] == [
        Collected.BEFORE,
        Collected.ON_SITE,
        Collected.ON_SITE,
        Collected.AFTER,
    ]
    assert collected(NOON, None, None) is Collected.BEFORE


def line(pk: int, kind: str, **more: object) -> LineStands:
    return LineStands(pk=pk, text="一句话", kind=kind, **more)  # type: ignore[arg-type]


def test_everything_that_is_missing_is_said_and_what_blocks_comes_first() -> None:
    record = RecordStands(
        items=(ItemStands(pk=1, title="西门口", has_result=True, n_dissenters=2),),
        lines=(
            line(1, ""),
            line(2, "pledge", wants="undertaking", vague=("及时",)),
            line(3, "answer", vague=("尽快", "近期")),
            line(4, "suggestion", wants="suggestion", became=True, has_addressee=False),
            line(5, "question", wants="answer"),
        ),
        present=("residents",),
        wanted_classes=("property", "residents"),
        n_outcomes=1,
        n_attended=3,
        missing_outputs=("pledge",),
    )

    found = [(problem.lack, problem.subject) for problem in problems_of(record)]

    blocking = [
        (Lack.PLEDGE, 2),
        (Lack.VAGUE, 3),
        (Lack.ADDRESSEE, 4),
        (Lack.DISSENT, 1),
        (Lack.OUTPUT, None),
    ]
    assert found[:5] == blocking
    assert {lack for lack, _ in found[5:]} == {Lack.UNSORTED, Lack.QUESTION, Lack.ONE_CLASS, Lack.ABSENT}
    assert all(lack in BLOCKING for lack, _ in found[:5])


@given(
    st.lists(st.sampled_from(["pledge", "answer", "demand", ""]), max_size=8),
    st.booleans(),
    st.integers(0, 3),
)
@settings(max_examples=60)
def test_mending_one_thing_never_makes_another_problem(kinds: list[str], was_heard: bool, n: int) -> None:
    wants = {"pledge": "undertaking", "demand": "concern"}
    broken = RecordStands(
        lines=tuple(line(k, kind, wants=wants.get(kind, "")) for k, kind in enumerate(kinds)),
        n_outcomes=n,
        n_attended=2,
        present=("a", "b"),
        unheard=() if was_heard else ("a",),
    )
    mended = RecordStands(
        lines=tuple(line(k, kind, wants=wants.get(kind, ""), became=True) for k, kind in enumerate(kinds)),
        n_outcomes=n,
        n_attended=2,
        present=("a", "b"),
        unheard=() if was_heard else ("a",),
    )

    assert set(problems_of(mended)) <= set(problems_of(broken))


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("verb", list(Step))
@pytest.mark.parametrize("gated", [True, False])
def test_every_stage_and_step_is_in_the_table_or_refused(stage: Stage, verb: Step, gated: bool) -> None:
    given_all = dict.fromkeys(("text", "unit", "reason", "reply", "found", "contact_by", "contact_how"), "x")
    row = next((each for each in TABLE if each.source is stage and each.verb is verb), None)
    if row is None:
        with pytest.raises(Refused, match=r"suggestion\.(not-now|already-done)"):
            step(stage, verb, gated=gated, **given_all)
    elif gated and verb is Step.SEND and stage is Stage.RAISED:
        with pytest.raises(Refused, match="gate-first"):
            step(stage, verb, gated=gated, **given_all)
    else:
        assert step(stage, verb, gated=gated, **given_all) == row
        for need in row.needs:
            with pytest.raises(Refused, match="needed"):
                step(stage, verb, gated=gated, **{**given_all, need: " "})


@pytest.mark.trace("IC-13")
def test_what_is_not_adopted_says_why() -> None:
    check_reply(Reply.ADOPTED, "")
    for reply in (Reply.PARTLY, Reply.NOT_ADOPTED):
        with pytest.raises(Refused, match="why-needed"):
            check_reply(reply, " ")


def test_a_broken_promise_is_proposed_before_a_new_wish() -> None:
    wish = Candidate(source=Source.PROPOSAL, pk=1, title="种树", why="open", weight=99)
    late = Candidate(source=Source.LATE, pk=2, title="修灯", why="late", weight=1)
    later = Candidate(source=Source.LATE, pk=3, title="修门", why="late", weight=5)

    assert [each.pk for each in proposed([wish, late, later])] == [3, 2, 1]


def test_rows_of_a_table_are_taken_or_told_what_is_wrong() -> None:
    columns = columns_of(["序号", "姓 名", "类别", "电话"])
    rows = [
        (2, [1, "甲", "居民代表", 13900000001.0]),
        (3, [2, "乙", "居民", ""]),
        (4, [3, "甲", "居民代表", "13900000001"]),
    ]

    taken, wrong = read_rows(rows, columns, {"居民代表": "residents"})

    assert [(each.name, each.phone, each.class_code) for each in taken] == [
        ("甲", "13900000001", "residents")
    ]
    assert [(each.number, each.wrong) for each in wrong] == [(3, Wrong.UNKNOWN_CLASS), (4, Wrong.TWICE)]
