"""`shangyi opinions map VOTES.csv --out map.json`."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import orjson

from shangyi.insight.opinions.export import map_as_data, table_of
from shangyi.insight.opinions.opinion_map import draw_map
from shangyi.insight.opinions.picture import FEWEST_PEOPLE, picture
from shangyi.insight.opinions.reading import Report, read_votes

SEED = 1
PLACES = 5


@dataclass(frozen=True)
class Written:
    """What was read and written: paths of the map, the table, and the picture (None: too few people to draw)."""

    report: Report
    people: int
    groups: int
    out: Path
    table: Path
    picture: Path | None


def map_file(path: Path, out: Path, *, seed: int = SEED, places: int = PLACES, threads: int = 1) -> Written:
    """Draw the map of a file of votes: JSON to `out`, beside it a table (.table.csv) and a picture (.svg).

    The picture is left out where fewer than 40 people voted: on a small map everybody can be recognised.
    Bad lines are counted in the map's `votes`, never fatal. Raises `OSError` where a file cannot be read or
    written.
    """
    file = read_votes(path, threads=threads)
    drawn = draw_map(file.matrix, seed=seed, places=places, threads=threads)
    data = map_as_data(drawn, file)
    table = out.with_suffix(".table.csv")
    image = out.with_suffix(".svg") if file.matrix.n_people >= FEWEST_PEOPLE else None
    out.write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    table.write_text(table_of(data), encoding="utf-8")
    if image is not None:
        image.write_text(picture(drawn.outline.projection.positions, drawn.outline.labels), encoding="utf-8")
    return Written(file.report, file.matrix.n_people, drawn.n_groups, out, table, image)


def main(argv: list[str]) -> int:
    """Run `shangyi opinions …` with the words after `opinions`; return the exit code.

    0: written. 1: a file could not be read or written. 2: the command was not understood.
    """
    try:
        asked = _parser().parse_args(argv)
    except SystemExit as stop:  # argparse has said why
        return int(stop.code or 0)
    if asked.out.resolve() == asked.votes.resolve():
        sys.stderr.write("The map would overwrite the votes: choose another --out.\n")
        return 2
    try:
        written = map_file(asked.votes, asked.out, seed=asked.seed, places=asked.slate, threads=asked.threads)
    except OSError as problem:
        sys.stderr.write(f"{problem.filename or asked.votes}: {problem.strerror or problem}\n")
        return 1
    sys.stdout.write(_told(written))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shangyi opinions", description="Mathematics of opinions.")
    draw = parser.add_subparsers(required=True).add_parser("map", help="draw the map of a file of votes")
    draw.add_argument(
        "votes", type=Path, help="lines of participant,statement,vote with a vote of 1, 0 or -1"
    )
    draw.add_argument("--out", type=Path, required=True, help="where the map goes (JSON)")
    draw.add_argument("--seed", type=int, default=SEED, help="the same seed gives the same map")
    draw.add_argument("--slate", type=int, default=PLACES, help="how many statements the slate has")
    draw.add_argument("--threads", type=int, default=1)
    return parser


def _told(written: Written) -> str:
    report = written.report
    lines = [
        f"{report.rows} rows: {report.garbage} were no votes, {report.replaced} were replaced by later ones.",
        *(f"  line {one.line}: {one.why}" for one in report.examples),
        f"{written.people} people; "
        + (f"{written.groups} stable groups." if written.groups else "no stable groups."),
        f"Map: {written.out}",
        f"Table: {written.table}",
        f"Picture: {written.picture}"
        if written.picture
        else f"No picture: with fewer than {FEWEST_PEOPLE} people everybody could be recognised.",
    ]
    return "\n".join(lines) + "\n"
