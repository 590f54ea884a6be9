from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shangyi.insight.opinions import reading
from shangyi.insight.opinions.reading import Garbage, VotesFile, read_votes


def read(folder: Path, text: str | bytes) -> VotesFile:
    path = folder / "votes.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_votes(path)


def votes_of(file: VotesFile) -> dict[tuple[str, str], int]:
    rows = [file.matrix.row(person) for person in range(file.matrix.n_people)]
    return {
        (file.participants[person], file.statements[statement]): int(vote)
        for person, (statements, votes) in enumerate(rows)
        for statement, vote in zip(statements, votes, strict=True)
    }


@pytest.mark.parametrize("header", ["", "participant,statement,vote\n", "﻿participant,statement,vote\r\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_votes_are_read_with_and_without_a_header(tmp_path: Path, header: str, end: str) -> None:
    file = read(tmp_path, header + end.join(["1,7,1", "1,8,-1", "2,7,0"]))

    assert votes_of(file) == {("1", "7"): 1, ("1", "8"): -1, ("2", "7"): 0}
    assert (file.report.rows, file.report.garbage, file.report.replaced) == (3, 0, 0)
    assert file.report.header == bool(header)


def test_a_header_may_name_its_columns_in_another_order(tmp_path: Path) -> None:
    file = read(tmp_path, 'timestamp,datetime,comment-id,voter-id,vote\n1,"a, b",7,1,-1\n2,x y,8,1,1\n')

    assert votes_of(file) == {("1", "7"): -1, ("1", "8"): 1}


def test_later_rows_replace_earlier_ones_also_across_plain_and_odd_lines(tmp_path: Path) -> None:
    file = read(tmp_path, '1,7,1\n"1",7,-1\n2,7,1\n2,7,+1\n2,7,0\n')

    assert votes_of(file) == {("1", "7"): -1, ("2", "7"): 0}
    assert file.report.replaced == 3


def test_names_may_be_any_text_and_stay_apart_from_numbers(tmp_path: Path) -> None:
    file = read(tmp_path, '7,1,1\n007,1,-1\n王阿姨,1,1\n𠮷😀,1,0\n"a,b",1,1\n<b>x</b>,1,1\n-5,1,1\n')

    assert {person for person, _ in votes_of(file)} == {"7", "007", "王阿姨", "𠮷😀", "a,b", "<b>x</b>", "-5"}
    assert file.report.garbage == 0


def test_garbage_is_counted_and_told_with_its_line(tmp_path: Path) -> None:
    lines = [
        b"1,7,1",
        b"",
        b"1,7,2",
        b"1,,1",
        b"nonsense",
        b'"open,7,1',
        b"\xff,7,1",
        b"1,7,1,4",
        b"9" * 300 + b",7,1",
    ]

    file = read(tmp_path, b"\n".join([*lines, b"2,7,-1"]))

    assert votes_of(file) == {("1", "7"): 1, ("2", "7"): -1}
    assert (file.report.rows, file.report.garbage) == (9, 7)
    assert file.report.examples == [
        Garbage(3, "the vote is not 1, 0 or -1"),
        Garbage(4, "no participant or no statement"),
        Garbage(5, "1 fields where 3 were expected"),
        Garbage(6, "a quotation mark is not closed, or a field is too long"),
        Garbage(7, "not UTF-8 text"),
        Garbage(8, "4 fields where 3 were expected"),
        Garbage(9, "a name longer than 200 characters"),
    ]


def test_only_the_first_ten_examples_are_kept(tmp_path: Path) -> None:
    file = read(tmp_path, "1,7,1\n" + "bad\n" * 1_000)

    assert file.report.garbage == 1_000
    assert [example.line for example in file.report.examples] == list(range(2, 12))


@pytest.mark.parametrize(
    "text", ["", "\n\n\n", "participant,statement,vote\n", "\x00\x00", "," * 1_000_000, "x" * 1_000_000]
)
def test_a_file_without_votes_is_an_empty_topic(tmp_path: Path, text: str) -> None:
    file = read(tmp_path, text)

    assert (file.matrix.n_people, file.matrix.n_statements, file.matrix.n_votes) == (0, 0, 0)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_no_bytes_at_all_make_the_reading_fail(tmp_path: Path, raw: bytes) -> None:
    file = read(tmp_path, raw)

    assert file.matrix.n_votes == file.report.rows - file.report.garbage - file.report.replaced


def test_long_files_are_read_in_parts_with_the_right_line_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(1)
    rows = [
        f"{p},{s},{v}"
        for p, s, v in zip(*rng.integers([[0], [0], [-1]], [[90], [30], [2]], (3, 500)), strict=True)
    ]
    rows[321] = "spoilt"
    text = "\n".join(["participant,statement,vote", *rows])
    whole = read(tmp_path, text)
    monkeypatch.setattr(reading, "CHUNK", 100)

    parts = read(tmp_path, text)

    assert votes_of(parts) == votes_of(whole)
    assert parts.report.examples == whole.report.examples == [Garbage(323, "1 fields where 3 were expected")]


def test_the_order_of_lines_does_not_change_who_is_who(tmp_path: Path) -> None:
    lines = ["b,9,1", "10,2,1", "a,9,-1", "9,10,0"]

    one, other = read(tmp_path, "\n".join(lines)), read(tmp_path, "\n".join(lines[::-1]))

    assert one.participants == other.participants == ["9", "10", "a", "b"]
    assert one.statements == other.statements == ["2", "9", "10"]
    assert np.array_equal(one.matrix.packed, other.matrix.packed)


def test_very_large_numbers_are_names_too(tmp_path: Path) -> None:
    file = read(tmp_path, "999999999999999999,1,1\n99999999999999999999999,1,-1\n")

    assert votes_of(file) == {("999999999999999999", "1"): 1, ("99999999999999999999999", "1"): -1}


@pytest.mark.soak
def test_very_many_lines_are_read_with_the_garbage_among_them(
    tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    """Forty blocks of a million lines in the whole run: every line a vote of its own but for one in a thousand."""
    blocks, lines = rounds(40, 1), 1_000_000
    path = tmp_path / "votes.csv"
    with path.open("w", encoding="ascii") as file:
        for block in range(blocks):
            numbers = range(block * lines, (block + 1) * lines)
            file.writelines(
                f"{i // 40},{i % 40},{i % 3 - 1}\n" if i % 1_000 else "garbage\n" for i in numbers
            )

    found = read_votes(path)

    assert found.report.rows == blocks * lines
    assert found.report.garbage == blocks * lines // 1_000
    assert found.matrix.n_votes == blocks * (lines - lines // 1_000)
    assert found.matrix.n_people == blocks * lines // 40
