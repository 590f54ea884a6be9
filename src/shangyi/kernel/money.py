"""Money in whole fen: reading it, writing it, and splitting it so that nothing is lost."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST_FEN = 10**15
"""Ten thousand thousand million yuan: more than any community spends, less than a database integer holds."""

_FIGURES = r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.(?P<part>[0-9]{1,6}))?"
_NUMBER = re.compile(rf"[¥]?{_FIGURES}(?P<unit>万元|元|万)?")
_YUAN_JIAO_FEN = re.compile(r"(?:(?P<yuan>[0-9]{1,15})元)?(?:(?P<jiao>[0-9])角)?(?:(?P<fen>[0-9])分)?")


def parse_fen(text: str) -> int:
    """The amount in fen of "1,234.50", "¥12", "1.2万元" or "1234元5角".

    Full-width characters and spaces are forgiven; a fraction of a fen, a sign or anything else is refused.
    Refused: money.unreadable, money.too-large.
    """
    plain = "".join(unicodedata.normalize("NFKC", text[:60]).split()) if isinstance(text, str) else ""
    fen = _spoken(plain) if plain else None
    if fen is None:
        fen = _figures(plain)
    if fen is None:
        raise Refused("money.unreadable", text=str(text)[:60])
    if fen > LARGEST_FEN:
        raise Refused("money.too-large", largest=format_fen(LARGEST_FEN))
    return fen


def _spoken(plain: str) -> int | None:
    found = _YUAN_JIAO_FEN.fullmatch(plain)
    if found is None:
        return None
    return int(found["yuan"] or 0) * 100 + int(found["jiao"] or 0) * 10 + int(found["fen"] or 0)


def _figures(plain: str) -> int | None:
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return None
    part = found["part"] or ""
    digits = int(found["whole"].replace(",", "") + part)
    factor = 1_000_000 if (found["unit"] or "").startswith("万") else 100
    fen, rest = divmod(digits * factor, 10 ** len(part))
    return None if rest else fen


def format_fen(fen: int) -> str:
    """Yuan with two places and thousands set off: 123450 gives "1,234.50", -5 gives "-0.05"."""
    yuan, part = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{part:02d}"


def split(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Shares in the order of the weights that sum to the total exactly, by largest remainder.

    Everyone first gets the whole fen of the exact share; the fen left over go one each to the largest
    remainders, and of equal remainders to the earlier place in the list. The same list always gives the same
    shares. No share is a whole fen away from the exact one, and a weight of zero pays nothing.
    Refused: money.negative, money.no-weights, money.negative-weight.
    """
    if total_fen < 0:
        raise Refused("money.negative", fen=total_fen)
    if any(weight < 0 for weight in weights):
        raise Refused("money.negative-weight", weight=min(weights))
    whole = sum(weights)
    if whole == 0:
        raise Refused("money.no-weights", n_weights=len(weights))
    shares = [total_fen * weight // whole for weight in weights]
    remainders = [total_fen * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in by_remainder[: total_fen - sum(shares)]:
        shares[place] += 1
    return shares
