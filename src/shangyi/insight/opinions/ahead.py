"""Compiling the kernels before anybody waits for a map: some ten seconds of one core, once for each installation."""

from __future__ import annotations

import numpy as np

from shangyi.insight.opinions import groups
from shangyi.insight.opinions.learning import learn_statements
from shangyi.insight.opinions.opinion_map import draw_map
from shangyi.insight.opinions.votes import add_votes, pack_votes

PEOPLE, STATEMENTS = 60, 12


def compile_ahead() -> None:
    """Draw a small map of made-up votes, in every way that a topic's map is drawn. Nothing is kept of it."""
    rng = np.random.default_rng(1)
    people, statements = np.divmod(np.arange(PEOPLE * STATEMENTS), STATEMENTS)
    votes = np.where(rng.random(people.size) < 0.8, np.where(people % 2 == statements % 2, 1, -1), 0)
    size = {"n_people": PEOPLE, "n_statements": STATEMENTS}
    matrix = pack_votes(people, statements, votes, **size)
    add_votes(matrix, people[:9], statements[:9], votes[:9], **size)
    drawn = draw_map(matrix, seed=1, resamples=2)
    learn_statements(matrix, drawn.outline.projection, drawn.outline.counted)
    groups.base_clusters(rng.normal(size=(groups.GRID_FROM, 2)), np.ones(groups.GRID_FROM), seed=1)
