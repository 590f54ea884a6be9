"""What `shangyi init` must know, and what counts as an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shangyi.entry.checks import is_address

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Question:
    """One thing to know: from the option, else the variable, else asked for. `wrong` says why an answer is none."""

    name: str
    asked: str
    wrong: Callable[[str], str]
    default: str = ""

    @property
    def option(self) -> str:
        return f"--{self.name.replace('_', '-')}"

    @property
    def variable(self) -> str:
        return f"SHANGYI_INIT_{self.name.upper()}"


def wrong_name(typed: str) -> str:
    """Names are kept as people write them: any script, no line ends, at most 60 characters."""
    if not typed:
        return "is empty"
    if len(typed) > 60:
        return "is longer than 60 characters"
    return "" if typed.isprintable() else "holds characters that cannot be seen"


def wrong_sign_in_name(typed: str) -> str:
    fits = re.fullmatch(r"[A-Za-z0-9._@+-]{3,60}", typed)
    return "" if fits else "must be 3 to 60 letters, digits or . _ @ + -"


def wrong_code(typed: str) -> str:
    fits = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}", typed)
    return "" if fits else "must be 1 to 40 letters, digits or -, as in LW-CY-NC"


def wrong_address(typed: str) -> str:
    if not is_address(typed):
        return "is no whole address, as in https://shangyi.example.cn"
    return "" if typed.count("/") == 2 else "must end after the host: pages lie at its root"


def wrong_region(regions: list[str]) -> Callable[[str], str]:
    known = ", ".join(regions) or "none"
    return lambda typed: "" if typed in regions else f"has no calendar and rule pack here; known: {known}"


def questions(regions: list[str]) -> list[Question]:
    """In the order in which they are asked."""
    only = regions[0] if len(regions) == 1 else ""
    return [
        Question("community", "Name of your community", wrong_name),
        Question("code", "Its code, which stands in receipts and addresses", wrong_code),
        Question(
            "region", f"Region, for holidays and limits ({', '.join(regions)})", wrong_region(regions), only
        ),
        Question(
            "base_url", "Address under which residents will open it", wrong_address, "http://127.0.0.1:8000"
        ),
        Question("name", "Name of the first operator", wrong_name),
        Question("sign_in_name", "Name to sign in with", wrong_sign_in_name),
    ]
