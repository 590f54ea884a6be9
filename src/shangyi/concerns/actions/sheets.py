"""Tables in and out: xlsx, xls and csv of any hotline, read in a process of its own that may not grow too large."""

from __future__ import annotations

import csv
import pickle
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from shangyi.concerns.rules.cases import Row
from shangyi.concerns.rules.cells import Cell, line
from shangyi.concerns.rules.columns import distinct, head_of
from shangyi.kernel.refused import Refused

LARGEST_FILE = 30 * 1024 * 1024
LARGEST_INSIDE = 400 * 1024 * 1024
"""A table of 100,000 rows unpacks to about a tenth of this; what is larger was made to be."""
MOST_ROWS = 100_000
MOST_COLUMNS = 200
LARGEST_PROCESS = 2 * 1024 * 1024 * 1024
SECONDS = 120
LONGEST_CELL = 32_767
"""What a cell of a spreadsheet can hold."""

ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
NO_TABLE = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"<", b"{")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its headers, each once, and the rows below them that are not empty."""

    headers: list[str]
    rows: list[Row]


def read_sheet(data: bytes) -> Sheet:
    """The first sheet that has something in it; what the file is, is read from its content, not from its name.

    A zip is looked into before it is opened; reading happens in another process with a limit on its memory, so
    that a file made to burst one only ends that process.
    Refused: import.file-empty, import.file-too-large, import.file-not-a-table, import.file-too-large-inside,
    import.encoding, import.file-unreadable, import.too-many-rows, import.no-rows.
    """
    if not data.strip():
        raise Refused("import.file-empty")
    if len(data) > LARGEST_FILE:
        raise Refused("import.file-too-large", largest_mb=LARGEST_FILE // 1024 // 1024)
    if data.startswith(ZIP):
        _look_into(data)
    elif data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(NO_TABLE):
        raise Refused("import.file-not-a-table")
    return _sheet(_read_apart(data))


def _look_into(data: bytes) -> None:
    """Whether the zip is a workbook that unpacks to something we can hold, by its directory and by unpacking it."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as book:
            entries = book.infolist()
            if "xl/workbook.xml" not in book.namelist() and "xl/workbook.bin" not in book.namelist():
                raise Refused("import.file-not-a-table")
            stated = sum(entry.file_size for entry in entries)
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        raise Refused("import.file-unreadable") from None
    if stated > LARGEST_INSIDE or _unpacked(data, entries) > LARGEST_INSIDE:
        raise Refused("import.file-too-large-inside", largest_mb=LARGEST_INSIDE // 1024 // 1024)


def _unpacked(data: bytes, entries: Sequence[zipfile.ZipInfo]) -> int:
    """How large the entries really become, counted up to one more than is allowed: a directory can lie."""
    total = 0
    for entry in entries:
        head = data[entry.header_offset : entry.header_offset + 30]
        start = entry.header_offset + 30 + sum(int.from_bytes(head[n : n + 2], "little") for n in (26, 28))
        packed = data[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            total += len(packed)
            continue
        total += _inflated(packed, LARGEST_INSIDE - total + 1)
        if total > LARGEST_INSIDE:
            break
    return total


def _inflated(packed: bytes, most: int) -> int:
    opener = zlib.decompressobj(-15)
    length = 0
    try:
        while packed and length < most:
            length += len(opener.decompress(packed, 1024 * 1024))
            packed = opener.unconsumed_tail
    except zlib.error:
        raise Refused("import.file-unreadable") from None
    return length


def _read_apart(data: bytes) -> list[tuple[int, tuple[Cell, ...]]]:
    """The rows, from a process that holds nothing but the file. Refused: as `read_sheet`."""
    command = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Refused("import.file-too-large-inside", largest_mb=LARGEST_INSIDE // 1024 // 1024) from None
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise Refused("import.file-too-large-inside", largest_mb=LARGEST_INSIDE // 1024 // 1024)
    if done.returncode != 0:
        raise Refused("import.file-unreadable")
    answer = pickle.loads(done.stdout)  # noqa: S301 - our own process wrote it
    if isinstance(answer, list):
        return answer
    if answer == "encoding":
        raise Refused("import.encoding")
    if answer == "rows":
        raise Refused("import.too-many-rows", most=MOST_ROWS)
    raise Refused("import.file-unreadable")


def _sheet(rows: list[tuple[int, tuple[Cell, ...]]]) -> Sheet:
    head = head_of([[line(cell) for cell in cells] for _, cells in rows[:10]])
    if not rows or len(rows) <= head + 1:
        raise Refused("import.no-rows")
    if len(rows) > head + 1 + MOST_ROWS:
        raise Refused("import.too-many-rows", most=MOST_ROWS)
    width = max(len(cells) for _, cells in rows[head:])
    names = [line(cell) for cell in rows[head][1]]
    headers = distinct(names + [""] * (width - len(names)))
    return Sheet(headers, [Row(number, cells) for number, cells in rows[head + 1 :]])


def wrong_rows_file(headers: Sequence[str], rows: Iterable[tuple[int, Sequence[Any], str]]) -> bytes:
    """A workbook of the rows that are wrong: what is wrong in words, then the row as it came, nothing computed.

    Every cell is text, and what would begin a formula gets an apostrophe, so that opening the file runs nothing.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("import")
    sheet.append([harmless(header) for header in headers])
    for number, cells, problem in rows:
        sheet.append([number, harmless(problem), *(harmless(cell) for cell in cells)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def harmless(cell: Any) -> str:
    """The cell as text that no spreadsheet computes."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    text = ILLEGAL_CHARACTERS_RE.sub("", "" if cell is None else str(cell))
    text = text.encode("utf-8", "replace").decode()[: LONGEST_CELL - 1]
    return f"'{text}" if text.startswith(FORMULA) else text


def _rows_of(data: bytes) -> Iterator[tuple[Cell, ...]]:
    if data.startswith((ZIP, OLD_OFFICE)):
        yield from _rows_of_workbook(data)
        return
    text = _decoded(data)
    head = text.split("\n", 1)[0]
    separator = max(",\t;", key=head.count)
    csv.field_size_limit(LARGEST_FILE)
    yield from (tuple(row) for row in csv.reader(StringIO(text, newline=""), delimiter=separator))


def _rows_of_workbook(data: bytes) -> Iterator[tuple[Cell, ...]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(BytesIO(data))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if any(cell not in {None, ""} for row in rows[:1000] for cell in row):
            yield from (tuple(row) for row in rows)
            return


def _decoded(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else GB18030; each must fit to the last byte."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnicodeError


def _answer(data: bytes) -> list[tuple[int, tuple[Cell, ...]]] | str:
    found = []
    try:
        for number, row in enumerate(_rows_of(data), start=1):
            cells = row[:MOST_COLUMNS]
            if any(cell is not None and str(cell).strip() for cell in cells):
                found.append((number, cells))
            if len(found) > MOST_ROWS + 10:
                return "rows"
    except UnicodeError:
        return "encoding"
    return found


def _main() -> None:
    """What the process apart does: table on standard input, rows on standard output."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (LARGEST_PROCESS, LARGEST_PROCESS))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.buffer.write(pickle.dumps(_answer(sys.stdin.buffer.read())))


if __name__ == "__main__":
    _main()
