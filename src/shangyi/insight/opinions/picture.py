"""The map as a picture: our own SVG, readable without colour, without style sheet or script."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from shangyi.insight.opinions.compiled import Floats, Ints

WIDTH, HEIGHT, MARGIN = 720, 540, 36
FEWEST_PEOPLE = 40
ONE_BY_ONE = 2_000
CELLS = 72
# Told apart by people who see colours otherwise, and by their shapes.
INKS = ("#0f6b6b", "#b3541e", "#5b4b9a", "#7a6a00", "#a03060")
FRAME = 'role="img" aria-labelledby="map-title map-description" font-family="sans-serif"'
UNGROUPED = "#8a8f94"
CORNERS = {
    2: [(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)],
    3: [(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
}


@dataclass(frozen=True)
class Captions:
    """The words in the picture. `group` and `legend` take {name} and {size}."""

    title: str = "Opinion map"
    description: str = "Each mark is a person. People who voted alike stand close together."
    legend: str = "Group {name}: {size}"
    no_groups: str = "No stable groups"
    ungrouped: str = "Without a group: {size}"
    me: str = "You"


def picture(
    positions: Floats,
    labels: Ints,
    *,
    captions: Captions | None = None,
    me: int | None = None,
    legend: bool = True,
) -> str:
    """Return the map as SVG text: a mark for each person (or for each crowd, larger with more), and a legend.

    positions: shape (people, 2). labels: group per person, −1 for none. Groups have letters, colours and
    shapes. Places further out than four standard deviations are drawn at the edge. Past 2,000 people those
    in one small square are one mark. Fewer than 40 people should not be drawn: on a small map everybody can
    be recognised. `me` is the row of whoever looks at it: a ring and a word show them where they are.
    Without the legend the page beside it must say how large the groups are.
    """
    words = captions or Captions()
    places = _on_paper(positions)
    n_groups = int(labels.max(initial=-1)) + 1
    marks = [mark for group in range(-1, n_groups) for mark in _marks(places[labels == group], group)]
    letters = [_letter(places[labels == group], group) for group in range(n_groups)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {FRAME}>',
            f'<title id="map-title">{escape(words.title)}</title>',
            f'<desc id="map-description">{escape(words.description)}</desc>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fbfaf6"/>',
            *marks,
            *letters,
            *([] if me is None else _ring(places[me], words.me)),
            *(_legend(labels, n_groups, words) if legend else []),
            "</svg>\n",
        ]
    )


def letter_of(group: int) -> str:
    """Return the letter by which people know a group: A for the largest."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[group]


def _on_paper(positions: Floats) -> Floats:
    if positions.shape[0] == 0:
        return positions
    middle, spread = positions.mean(axis=0), positions.std(axis=0)
    bounded = np.clip(positions - middle, -4 * spread, 4 * spread)
    reach = np.maximum(np.abs(bounded).max(axis=0), 1e-9)
    half = np.array([WIDTH / 2 - MARGIN, (HEIGHT - MARGIN) / 2 - MARGIN])
    scale = float((half / reach).min())
    return np.asarray(bounded * scale * [1, -1] + [WIDTH / 2, (HEIGHT - MARGIN) / 2])


def _marks(places: Floats, group: int) -> list[str]:
    if places.shape[0] <= ONE_BY_ONE:
        return [_mark(x, y, 4.5, group) for x, y in places.tolist()]
    cell = np.floor(places / (WIDTH / CELLS)).astype(np.int64)
    cells, index, sizes = np.unique(cell, axis=0, return_inverse=True, return_counts=True)
    index = index.ravel()
    middles = np.column_stack(
        [np.bincount(index, weights=places[:, axis], minlength=cells.shape[0]) / sizes for axis in (0, 1)]
    )
    radius = np.maximum(np.sqrt(sizes / sizes.max()) * WIDTH / CELLS * 0.6, 1.0)
    return [_mark(x, y, r, group) for (x, y), r in zip(middles.tolist(), radius.tolist(), strict=True)]


def _mark(x: float, y: float, r: float, group: int) -> str:
    ink = UNGROUPED if group < 0 else INKS[group % len(INKS)]
    look = f'fill="{ink}" fill-opacity="0.55"'
    shape = group % 4 if group >= 0 else 0
    if shape == 1:
        return f'<rect x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r:.1f}" height="{2 * r:.1f}" {look}/>'
    if shape in CORNERS:
        corners = " ".join(f"{x + r * across:.1f},{y + r * down:.1f}" for across, down in CORNERS[shape])
        return f'<polygon points="{corners}" {look}/>'
    size = r if group >= 0 else 0.6 * r
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" {look}/>'


def _letter(places: Floats, group: int) -> str:
    x, y = np.median(places, axis=0).tolist()
    return (
        f'<text x="{x:.1f}" y="{y + 12:.1f}" text-anchor="middle" font-size="34" font-weight="700"'
        f' fill="#1c2326" stroke="#fbfaf6" stroke-width="6" paint-order="stroke">{letter_of(group)}</text>'
    )


def _ring(place: Floats, word: str) -> list[str]:
    """Two rings, dark on light, so that they show on every colour; the word stands above or, at the top, below."""
    x, y = place.tolist()
    at = y - 22 if y > 2 * MARGIN else y + 34
    side = "end" if x > WIDTH - 2 * MARGIN else "start" if x < 2 * MARGIN else "middle"
    look = f'cx="{x:.1f}" cy="{y:.1f}" r="13" fill="none"'
    text = f'x="{x:.1f}" y="{at:.1f}" text-anchor="{side}" font-size="30" font-weight="700"'
    outline = 'fill="#1c2326" stroke="#fbfaf6" stroke-width="6" paint-order="stroke"'
    return [
        f'<circle {look} stroke="#fbfaf6" stroke-width="7"/>',
        f'<circle {look} stroke="#1c2326" stroke-width="3"/>',
        f"<text {text} {outline}>{escape(word)}</text>",
    ]


def _legend(labels: Ints, n_groups: int, words: Captions) -> list[str]:
    entries = [
        (group, words.legend.format(name=letter_of(group), size=int((labels == group).sum())))
        for group in range(n_groups)
    ]
    alone = int((labels < 0).sum())
    if n_groups == 0:
        entries = [(-1, words.no_groups)]
    elif alone:
        entries.append((-1, words.ungrouped.format(size=alone)))
    step = (WIDTH - 2 * MARGIN) / max(len(entries), 1)
    y = HEIGHT - MARGIN / 2
    lines = []
    for i, (group, text) in enumerate(entries):
        x = MARGIN + i * step
        lines.append(_mark(x, y - 5, 6, group))
        lines.append(
            f'<text x="{x + 12:.1f}" y="{y:.1f}" font-size="15" fill="#1c2326">{escape(text)}</text>'
        )
    return lines
