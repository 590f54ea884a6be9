"""`shangyi import WHAT …`: files from elsewhere. The room that owns the rows reads them."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec

KINDS = {"hotline": "shangyi.concerns.api"}
"""What can be imported → the module whose `import_hotline`-like `main(argv)` does it."""


def main(argv: list[str]) -> int:
    """Hand the rest of the line to the room that knows this kind of file."""
    if argv[:1] == [] or argv[0] not in KINDS:
        sys.stderr.write("usage: shangyi import hotline FILE.xlsx --place CODE [--dry-run]\n")
        return 0 if argv[:1] in (["-h"], ["--help"]) else 2
    if find_spec(KINDS[argv[0]]) is None:
        sys.stderr.write(f"this version of shangyi cannot import “{argv[0]}” yet\n")
        return 2
    import django

    django.setup()
    return int(import_module(KINDS[argv[0]]).main(argv[1:]) or 0)
