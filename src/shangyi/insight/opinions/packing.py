"""Kernels that sort loose votes into packed rows, one row a participant.

A packed vote is one number: `statement * 4 + vote + 1`. Sorting goes in two steps that stay inside the
processor's cache: first into buckets of neighbouring participants, then, bucket by bucket, into rows. A
later vote on the same statement replaces the earlier one; inside a row the statements ascend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shangyi.insight.opinions.compiled import kernel

if TYPE_CHECKING:
    from shangyi.insight.opinions.compiled import Ints


@kernel
def count_per_bucket(people: Ints, shift: int, n_people: int, counts: Ints) -> int:
    """Count votes per bucket; return how many name a participant out of range (those are not counted)."""
    strangers = 0
    for i in range(people.size):
        person = people[i]
        if person < 0 or person >= n_people:
            strangers += 1
        else:
            counts[person >> shift] += 1
    return strangers


@kernel
def spread_into_buckets(
    people: Ints, statements: Ints, votes: Ints, shape: Ints, cursor: Ints, out: Ints
) -> int:
    """Write each vote into its bucket, in order of arrival; return how many were malformed.

    `shape` is (shift, number of statements, bits of a packed vote); `cursor` holds each bucket's next free
    index.
    """
    shift, n_statements, bits = shape[0], shape[1], np.uint64(shape[2])
    low = (np.int64(1) << shift) - 1
    malformed = 0
    for i in range(people.size):
        person = np.int64(people[i])
        statement = np.int64(statements[i])
        vote = np.int64(votes[i])
        if statement < 0 or statement >= n_statements or vote < -1 or vote > 1:
            malformed += 1
            continue
        bucket = person >> shift
        at = cursor[bucket]
        cursor[bucket] = at + 1
        out[at] = (np.uint64(person & low) << bits) | np.uint64(statement * 4 + vote + 1)
    return malformed


@kernel
def sort_by_statement(items: Ints, bits: int, cursor: Ints, out: Ints) -> None:
    """Order one bucket's votes by statement, keeping their order of arrival; `cursor` is scratch."""
    mask = (np.int64(1) << bits) - 1
    cursor[:] = 0
    for i in range(items.size):
        cursor[((items[i] & mask) >> 2) + 1] += 1
    for statement in range(1, cursor.size):
        cursor[statement] += cursor[statement - 1]
    for i in range(items.size):
        statement = (items[i] & mask) >> 2
        out[cursor[statement]] = items[i]
        cursor[statement] += 1


@kernel
def sort_by_row(items: Ints, bits: int, starts: Ints, out: Ints) -> None:
    """Order votes by participant, keeping their order; `starts` receives the bounds of the rows."""
    mask = (np.int64(1) << bits) - 1
    starts[:] = 0
    for i in range(items.size):
        starts[(np.int64(items[i]) >> bits) + 2] += 1
    for row in range(2, starts.size):
        starts[row] += starts[row - 1]
    for i in range(items.size):
        at = (np.int64(items[i]) >> bits) + 1
        out[starts[at]] = items[i] & mask
        starts[at] += 1


@kernel
def last_votes(row: Ints, out: Ints, tally: Ints) -> int:
    """Write each statement of one ordered row once, with the vote that came last; return how many."""
    written = 0
    for i in range(row.size):
        if i + 1 < row.size and row[i] >> 2 == row[i + 1] >> 2:
            continue
        out[written] = row[i]
        tally[row[i]] += 1
        written += 1
    return written


@kernel
def pack_buckets(items: Ints, bounds: Ints, shape: Ints, packed: Ints, lengths: Ints, tally: Ints) -> None:
    """Turn the buckets `bounds[0]…bounds[-1]` into packed rows, each bucket at the head of its own space.

    `shape` is (bits of a packed vote, rows in a bucket, number of the first bucket).
    """
    bits, rows_per_bucket, first_bucket = shape[0], shape[1], shape[2]
    biggest = 0
    for b in range(bounds.size - 1):
        biggest = max(biggest, bounds[b + 1] - bounds[b])
    by_statement, by_row = np.empty(biggest, items.dtype), np.empty(biggest, packed.dtype)
    cursor = np.empty(tally.size // 4 + 1, np.int64)
    starts = np.empty(rows_per_bucket + 2, np.int64)
    for b in range(bounds.size - 1):
        size = bounds[b + 1] - bounds[b]
        sort_by_statement(items[bounds[b] : bounds[b + 1]], bits, cursor, by_statement)
        sort_by_row(by_statement[:size], bits, starts, by_row)
        at = bounds[b]
        first_row = (first_bucket + b) * rows_per_bucket
        for row in range(min(rows_per_bucket, lengths.size - first_row)):
            n = last_votes(by_row[starts[row] : starts[row + 1]], packed[at:], tally)
            lengths[first_row + row] = n
            at += n


@kernel
def close_gaps(packed: Ints, starts: Ints, bounds: Ints, rows_per_bucket: int) -> None:
    """Move each bucket's rows down over the space that replaced votes left behind."""
    for b in range(bounds.size - 1):
        first = min(b * rows_per_bucket, starts.size - 1)
        last = min(first + rows_per_bucket, starts.size - 1)
        target = starts[first]
        if target == bounds[b]:
            continue
        for i in range(starts[last] - target):
            packed[target + i] = packed[bounds[b] + i]


@kernel
def merge_rows(
    old: Ints, old_starts: Ints, new: Ints, new_starts: Ints, out: Ints, starts: Ints, tally: Ints
) -> None:
    """Write each old row with the new one's votes in their places; a new vote replaces an old one.

    `new_starts` and `starts` cover all people, `old_starts` those there were. `tally` loses the replaced votes.
    """
    at, copied = 0, 0  # old votes before `copied` are in `out`
    last = old_starts.size - 1
    for row in range(new_starts.size - 1):
        past = old_starts[min(row + 1, last)]
        if new_starts[row] < new_starts[row + 1]:
            i = old_starts[min(row, last)]
            out[at : at + i - copied] = old[copied:i]
            at += i - copied
            for j in range(new_starts[row], new_starts[row + 1]):
                statement = new[j] >> 2
                while i < past and old[i] >> 2 < statement:
                    out[at] = old[i]
                    at += 1
                    i += 1
                if i < past and old[i] >> 2 == statement:
                    tally[old[i]] -= 1
                    i += 1
                out[at] = new[j]
                at += 1
            copied = i
        starts[row + 1] = at + past - copied
    out[at : at + old.size - copied] = old[copied:]
