"""Whole numbers as people write them in Chinese text: 20, ２０, 二十, 两百零三, 三万."""

from __future__ import annotations

import unicodedata

DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PLACES = {"十": 10, "百": 100, "千": 1000}
NUMBER = r"(?:[0-9０-９]{1,12}|[零〇一二两三四五六七八九十百千万]{1,12})"
"""The pattern of a number, for use inside other patterns; every match of it is worth asking `read_number`."""


def read_number(text: str) -> int | None:
    """The number, or None when the characters do not make one (二三, 十百, 万万)."""
    plain = unicodedata.normalize("NFKC", text)
    if plain.isascii():
        return int(plain) if plain.isdigit() and len(plain) <= 12 else None
    head, ten_thousand, tail = plain.partition("万")
    if not ten_thousand:
        return _below_ten_thousand(head)
    high, low = _below_ten_thousand(head), _below_ten_thousand(tail) if tail else 0
    return None if high is None or low is None or high == 0 else high * 10_000 + low


def _below_ten_thousand(text: str) -> int | None:
    """Digits and places must alternate and the places must fall; 十 alone at the head stands for 一十."""
    total, digit, last_place = 0, None, 10_000
    for sign in text:
        if sign in DIGITS:
            if digit:
                return None
            digit = DIGITS[sign]
        elif sign in PLACES and PLACES[sign] < last_place and (digit or (sign == "十" and total == 0)):
            total, last_place, digit = total + (digit or 1) * PLACES[sign], PLACES[sign], None
        else:
            return None
    return total + (digit or 0) if text else None
