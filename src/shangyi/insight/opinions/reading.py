"""Votes from a file of lines `participant,statement,vote`: nothing in it makes the reading fail."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from shangyi.insight.opinions.compiled import kernel
from shangyi.insight.opinions.votes import VoteMatrix, pack_votes

if TYPE_CHECKING:
    from pathlib import Path

    from shangyi.insight.opinions.compiled import Ints

CHUNK = 1 << 26
LONGEST_NAME = 200
EXAMPLES = 10
VOTES = {"1": 1, "+1": 1, "-1": -1, "−1": -1, "0": 0}
NAMES = (
    {"participant", "participant-id", "participant_id", "voter", "voter-id", "voter_id", "参与者"},
    {"statement", "statement-id", "statement_id", "comment", "comment-id", "comment_id", "观点"},
    {"vote", "表态"},
)
ODD = 9
COMMA, QUOTE, NEWLINE, RETURN = 44, 34, 10, 13


@dataclass(frozen=True)
class Garbage:
    """A line that is no vote: its number in the file (from 1) and why."""

    line: int
    why: str


@dataclass
class Report:
    """What was in the file.

    rows: header and empty lines not counted. garbage: rows that are no votes; examples: the first few of them.
    replaced: votes that a later one replaced.
    """

    rows: int = 0
    garbage: int = 0
    replaced: int = 0
    header: bool = False
    examples: list[Garbage] = field(default_factory=list)


@dataclass(frozen=True)
class VotesFile:
    """The votes of a file with the names that its participants and statements have there, in a fixed order."""

    matrix: VoteMatrix
    participants: list[str]
    statements: list[str]
    report: Report


@dataclass
class _Names:
    """Names that are no plain whole numbers, numbered −1, −2, … as they come."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, name: str) -> int:
        if name.isascii() and name.isdecimal() and len(name) <= 18 and str(int(name)) == name:
            return int(name)
        return self.numbers.setdefault(name, -1 - len(self.numbers))

    def settle(self, numbers: Ints) -> tuple[Ints, list[str]]:
        """Turn numbers into indices from 0: whole numbers ascending, then the other names in their order."""
        top = int(numbers.max(initial=-1)) + 1
        order = sorted(self.numbers)
        rank = np.empty(len(order), np.int64)
        for place, name in enumerate(order):
            rank[-1 - self.numbers[name]] = top + place
        moved = numbers.copy()
        moved[numbers < 0] = rank[-1 - numbers[numbers < 0]]
        used, index = _ranked(moved)
        return index, [str(one) if one < top else order[one - top] for one in used.tolist()]


@kernel
def number_in(data: Ints, first: int, past: int) -> int:
    """Return the plain whole number (no sign, no leading zero, at most 18 digits) between two bytes, or −1."""
    if past <= first or past - first > 18 or (data[first] == 48 and past - first > 1):
        return -1
    value = 0
    for i in range(first, past):
        digit = int(data[i]) - 48
        if digit < 0 or digit > 9:
            return -1
        value = value * 10 + digit
    return value


@kernel
def vote_in(data: Ints, first: int, past: int) -> int:
    """Return the vote between two bytes, or 9 where it is not written as 1, 0 or -1."""
    if past - first == 1 and (data[first] == 48 or data[first] == 49):
        return int(data[first]) - 48
    if past - first == 2 and data[first] == 45 and data[first + 1] == 49:
        return -1
    return 9


@kernel
def fields_of(data: Ints, first: int, past: int, bounds: Ints) -> int:
    """Write where each field of a line begins, and where the last ends plus one; return their number, −1 if odd."""
    found = 0
    bounds[0] = first
    for i in range(first, past):
        if data[i] == 34:
            return -1
        if data[i] == 44:
            found += 1
            if found + 1 >= bounds.size:
                return -1
            bounds[found] = i + 1
    bounds[found + 1] = past + 1
    return found + 1


@kernel
def read_lines(data: Ints, columns: Ints, people: Ints, statements: Ints, votes: Ints, odd: Ints) -> int:
    """Read lines of plain numbers; return the number of rows, empty lines left out.

    `columns` is (participant, statement, vote, number of fields). A line that is not plain gets the vote 9,
    and `odd` its row, line number, first byte and last byte + 1, so that it can be read at leisure.
    """
    bounds = np.zeros(columns[3] + 2, np.int64)
    rows, lines, strange, first = 0, 0, 0, 0
    while first < data.size:
        past = first
        while past < data.size and data[past] != 10:
            past += 1
        end = past - 1 if past > first and data[past - 1] == 13 else past
        lines += 1
        if end > first:
            votes[rows] = 9
            if fields_of(data, first, end, bounds) == columns[3]:
                p, s, v = bounds[columns[0]], bounds[columns[1]], bounds[columns[2]]
                people[rows] = number_in(data, p, bounds[columns[0] + 1] - 1)
                statements[rows] = number_in(data, s, bounds[columns[1] + 1] - 1)
                if people[rows] >= 0 and statements[rows] >= 0:
                    votes[rows] = vote_in(data, v, bounds[columns[2] + 1] - 1)
            if votes[rows] == 9:
                odd[strange, 0], odd[strange, 1], odd[strange, 2], odd[strange, 3] = rows, lines, first, end
                strange += 1
            rows += 1
        first = past + 1
    odd[strange, 0] = -1
    return rows


def read_votes(path: Path, *, threads: int = 1) -> VotesFile:
    """Read a file of votes; lines that are no votes are counted and reported, never fatal.

    A line is `participant,statement,vote` with a vote of 1, 0 or −1 (+1 too); names may be any text up to 200
    characters, quoted or not. A first line that names the columns is a header, and may order them otherwise
    among others. Later votes replace earlier ones. The order of lines does not matter beyond that. Raises
    `OSError` where the file cannot be read.
    """
    data = np.fromfile(path, np.uint8)
    report = Report()
    columns, begin = _header(data, report)
    people, statements = _Names(), _Names()
    parts = [
        _read_part(data[low:high], columns, (people, statements), report, line)
        for low, high, line in _parts(data, begin, first_line=2 if report.header else 1)
    ]
    numbers = [
        np.concatenate([part[i] for part in parts]) if parts else np.empty(0, np.int64) for i in range(3)
    ]
    who, participants = people.settle(numbers[0])
    what, names = statements.settle(numbers[1])
    matrix = pack_votes(
        who, what, numbers[2], n_people=len(participants), n_statements=len(names), threads=threads
    )
    report.replaced = int(who.size) - matrix.n_votes
    return VotesFile(matrix, participants, names, report)


def _parts(data: Ints, begin: int, *, first_line: int) -> list[tuple[int, int, int]]:
    """Cut the file at line ends into parts of about 64 MB: first byte, last byte + 1, number of the first line."""
    parts: list[tuple[int, int, int]] = []
    line = first_line
    while begin < data.size:
        end = min(begin + CHUNK, data.size)
        while end < data.size and data[end - 1] != NEWLINE:
            end += 1
        parts.append((begin, end, line))
        line += int(np.count_nonzero(data[begin:end] == NEWLINE))
        begin = end
    return parts


def _read_part(
    data: Ints, columns: Ints, names: tuple[_Names, _Names], report: Report, first_line: int
) -> tuple[Ints, Ints, Ints]:
    most = int(np.count_nonzero(data == NEWLINE)) + 1
    people, statements = np.empty(most, np.int64), np.empty(most, np.int64)
    votes, odd = np.empty(most, np.int8), np.empty((most + 1, 4), np.int64)
    rows = read_lines(data, columns, people, statements, votes, odd)
    empty = 0
    for row, line, first, past in odd[: int(np.argmax(odd[:, 0] == -1))].tolist():
        read = _odd_line(data[first:past].tobytes(), columns)
        if isinstance(read, str):
            if read:
                report.garbage += 1
                if len(report.examples) < EXAMPLES:
                    report.examples.append(Garbage(first_line + line - 1, read))
            else:
                empty += 1
            continue
        people[row], statements[row], votes[row] = names[0].number(read[0]), names[1].number(read[1]), read[2]
    report.rows += rows - empty
    kept = votes[:rows] != ODD
    return people[:rows][kept], statements[:rows][kept], votes[:rows][kept]


def _odd_line(raw: bytes, columns: Ints) -> tuple[str, str, int] | str:
    """Read a line that is not all plain numbers: its three values, or why it is none ("" for a blank one)."""
    try:
        fields = [part.strip() for part in next(csv.reader([raw.decode("utf-8")], strict=True), [])]
    except UnicodeDecodeError:
        return "not UTF-8 text"
    except csv.Error:
        return "a quotation mark is not closed, or a field is too long"
    if not any(fields):
        return ""
    if len(fields) != columns[3]:
        return f"{len(fields)} fields where {columns[3]} were expected"
    person, statement, vote = (fields[int(column)] for column in columns[:3])
    return _wrong_with(person, statement, vote) or (person, statement, VOTES[vote])


def _wrong_with(person: str, statement: str, vote: str) -> str:
    if not person or not statement:
        return "no participant or no statement"
    if max(len(person), len(statement)) > LONGEST_NAME:
        return f"a name longer than {LONGEST_NAME} characters"
    return "" if vote in VOTES else "the vote is not 1, 0 or -1"


def _header(data: Ints, report: Report) -> tuple[Ints, int]:
    """Return which columns to read and the byte at which the votes begin."""
    begin = 3 if data[:3].tobytes() == b"\xef\xbb\xbf" else 0
    window = data[begin : begin + 10_000].tobytes()
    line, newline, _ = window.partition(b"\n")
    after = begin + len(line) + len(newline)
    fields = [part.strip().lower() for part in line.decode("utf-8", "replace").replace('"', "").split(",")]
    at = [next((i for i, name in enumerate(fields) if name in names), -1) for names in NAMES]
    if min(at) >= 0:
        report.header = True
        return np.array([*at, len(fields)]), after
    plain = np.array([0, 1, 2, 3])
    if len(fields) == 3 and fields[2] not in VOTES and fields[2].replace("_", "").isalpha():
        report.header = True
        return plain, after
    return plain, begin


def _ranked(numbers: Ints) -> tuple[Ints, Ints]:
    """Return the different numbers in ascending order, and each number's place among them."""
    top = int(numbers.max(initial=0)) + 1
    if top > 4 * numbers.size + 1_000_000:
        used, index = np.unique(numbers, return_inverse=True)
        return used, index
    present = np.zeros(top, np.bool_)
    present[numbers] = True
    used = np.flatnonzero(present)
    place = np.cumsum(present) - 1
    return used, np.asarray(place[numbers])
