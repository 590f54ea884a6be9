"""`python -m bench [NAME …]`: run benchmarks and write their results to bench/results/."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from bench.results_file import write

FOLDER = Path(__file__).resolve().parent
NOT_A_BENCHMARK = {"__init__", "__main__", "results_file"}


def names() -> list[str]:
    """The benchmarks there are: modules of this folder with a `measure()` that returns `Results`."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NOT_A_BENCHMARK)


def main(asked: list[str]) -> int:
    unknown = sorted(set(asked) - set(names()))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}. There are: {', '.join(names())}")
        return 2
    for name in asked or names():
        results = import_module(f"bench.{name}").measure()
        print(write(name, results, FOLDER / "results"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
