"""`shangyi work`: jobs that come round by the clock, and tasks that were put off, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import sys

from shangyi.entry import logs
from shangyi.entry.children import schedule, tasks
from shangyi.entry.processes import Child, supervise


def main(argv: list[str]) -> int:
    """Work, or say what stands in the way. Several may run at once: each round is taken by one of them."""
    argparse.ArgumentParser(prog="shangyi work", description=__doc__).parse_args(argv)
    logs.set_up()
    import django

    django.setup()
    from shangyi.entry.preflight import problems

    found = problems()
    if found:
        sys.stderr.write("".join(f"{line}\n" for line in found))
        return 1
    return supervise(children())


def children() -> list[Child]:
    return [Child("schedule", schedule), Child("tasks", tasks)]
