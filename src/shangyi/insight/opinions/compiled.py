"""How the kernels are compiled, and how work is split over threads without changing any answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[Any]
    Floats = npt.NDArray[Any]
    Bools = npt.NDArray[np.bool_]

Kernel = TypeVar("Kernel", bound="Callable[..., Any]")
Result = TypeVar("Result")

# Sums are always made over this many blocks and added in the same order, however many threads there are:
# floating-point sums depend on their order, and one input must have one answer.
BLOCKS = 4


def kernel(function: Kernel) -> Kernel:
    """Compile a function on first use and keep the machine code on disk where a directory can be written.

    The code is kept beside the source, else in the user's cache directory, else (a read-only installation
    without a home) only in memory. The compiled function lets other threads run.
    """
    try:
        compiled = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba found no directory that it may write to
        compiled = numba.njit(nogil=True)(function)
    return cast("Kernel", compiled)


def edges(count: int, blocks: int = BLOCKS) -> list[tuple[int, int]]:
    """Cut `count` things into at most `blocks` runs (first, past the last) of nearly equal length."""
    cuts = [count * block // blocks for block in range(blocks + 1)]
    return [(low, high) for low, high in pairwise(cuts) if low < high]


def in_blocks(work: Callable[[int, int], Result], count: int, *, threads: int = 1) -> list[Result]:
    """Call `work(first, past)` for each block of `count` rows and return the answers in block order.

    The blocks are the same for every number of threads, so the answers are too.
    """
    parts = edges(count)
    if threads <= 1 or len(parts) <= 1:
        return [work(low, high) for low, high in parts]
    with ThreadPoolExecutor(max_workers=threads) as pool:
        return list(pool.map(lambda part: work(*part), parts))
