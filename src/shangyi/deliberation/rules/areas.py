"""Whose share somebody is counted in: the building they live in, else the next smaller part of the topic's place."""

from __future__ import annotations

from collections.abc import Sequence

from shangyi.places.rules import PlaceKind


def area_among(kinds: Sequence[str]) -> int | None:
    """Which of the places between the topic's and the home, widest first, the person is counted in.

    Their building where there is one; in a building its stairwells, in a village its groups. Never the household
    itself. None: they live at the topic's place and nothing smaller is known.
    """
    wide = [n for n, kind in enumerate(kinds) if kind != PlaceKind.HOUSEHOLD]
    building = next((n for n in wide if kinds[n] == PlaceKind.BUILDING), None)
    return building if building is not None else next(iter(wide), None)
