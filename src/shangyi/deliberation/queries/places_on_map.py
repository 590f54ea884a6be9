"""Where people stand on a map that was kept, and the map as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from shangyi.deliberation.models import DrawnMap
from shangyi.insight.opinions.picture import Captions, letter_of, picture

if TYPE_CHECKING:
    import numpy.typing as npt

PLACE = np.dtype([("tag", "S20"), ("x", "<f4"), ("y", "<f4"), ("group", "i1"), ("sure", "<f4")])


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person stands: group None is a place without a group. `sure` is 0…1."""

    index: int
    group: int | None
    sure: float | None

    @property
    def letter(self) -> str:
        return "" if self.group is None else letter_of(self.group)


def places_in(drawn: DrawnMap) -> npt.NDArray[Any]:
    """One row for each person on the map."""
    return np.frombuffer(bytes(drawn.places), PLACE)


def standing_of(drawn: DrawnMap, tag: str) -> Standing | None:
    """Where the person with this tag stands; None when the map does not know them yet."""
    rows = places_in(drawn)
    found = np.flatnonzero(rows["tag"] == tag.encode())
    if not found.size:
        return None
    row = rows[found[0]]
    group = int(row["group"])
    return Standing(int(found[0]), group if group >= 0 else None, float(row["sure"]) if group >= 0 else None)


def picture_of(drawn: DrawnMap, captions: Captions, me: Standing | None = None) -> str:
    """The map as SVG, with a ring around oneself. The page says the sizes: on a phone a legend is too small."""
    rows = places_in(drawn)
    positions = np.column_stack([rows["x"], rows["y"]]).astype(np.float64)
    labels = rows["group"].astype(np.int64)
    ring = None if me is None else me.index
    return picture(positions, labels, captions=captions, me=ring, legend=False)
