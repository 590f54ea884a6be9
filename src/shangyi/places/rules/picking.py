"""Following a person down the tree from one select to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def consistent(chosen: Sequence[int], parents: Mapping[int, int | None]) -> list[int]:
    """The choices down to the first that does not lie in the one before it.

    The selects of the picker all carry one name and come from the widest down; one that says "no further" repeats
    the place above it. Whoever changes an upper select without a script sends stale lower ones: those are dropped.
    """
    followed: list[int] = []
    for place_id in chosen:
        if place_id not in parents:
            break
        if followed and place_id == followed[-1]:
            continue
        if followed and parents[place_id] != followed[-1]:
            break
        followed.append(place_id)
    return followed
