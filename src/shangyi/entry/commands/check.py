"""`shangyi check`: what must hold at every instant, counted over the whole database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shangyi.journeys.queries.invariants import Whole
    from shangyi.journeys.rules.invariants import Held


def main(argv: list[str]) -> int:
    """Print every invariant with what was looked at; 1 when one does not hold."""
    parser = argparse.ArgumentParser(
        prog="shangyi check", description="What must hold, over the whole database."
    )
    parser.add_argument(
        "--whole", action="store_true", help="open every sealed part of the record, however many there are"
    )
    options = parser.parse_args(argv)
    import django

    django.setup()
    from django.utils import timezone

    from shangyi.journeys.queries.invariants import check_everything

    seen = check_everything(timezone.now(), whole_record=options.whole)
    sys.stdout.write("\n".join(lines(seen)) + "\n")
    return 1 if seen.broken else 0


def lines(seen: Whole) -> Iterator[str]:
    """The report: one line each, the first offenders by id below what does not hold, a sum at the end."""
    for held in seen.held:
        yield _line(held)
        if not held.holds:
            yield f"          first: {held.invariant.of} {', '.join(str(pk) for pk in held.first)}"
    broken = len(seen.broken)
    yield f"{broken} of {len(seen.held)} do not hold" if broken else f"all {len(seen.held)} hold"


def _line(held: Held) -> str:
    told = held.invariant.told if held.holds else f"{held.n_offending:,} OFFEND  {held.invariant.told}"
    mark = "ok" if held.holds else "NO"
    return f"{held.invariant.number:>3} {mark}  {held.n_looked_at:>10,}  {told}"
