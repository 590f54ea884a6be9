"""What this room says: every refusal in words, one module for each of its subjects, and the names of its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shangyi.decisions.wording import agreements, ballots, budgets, foundings

if TYPE_CHECKING:
    from shangyi.ui.wording import Pair

WORDING: dict[str, Pair] = {**ballots.WORDING, **agreements.WORDING, **budgets.WORDING, **foundings.WORDING}
