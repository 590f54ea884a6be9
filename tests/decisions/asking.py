"""Asking a rule for a no, and reading all that it says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shangyi.kernel.refused import Refused


def refusals(call: Callable[[], object]) -> list[str]:
    """The codes with which the call says no, the headline first."""
    with pytest.raises(Refused) as caught:
        call()
    return [problem.code for problem in caught.value.problems or (caught.value,)]
