"""Numbers and codes that people read out over the phone."""

from __future__ import annotations

from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXY"
"""Digits and letters that cannot be taken for one another: no 0 O 1 I L U Z. Twenty-nine of them, a prime."""

_LOOK_ALIKES = str.maketrans({"0": "Q", "O": "Q", "1": "J", "I": "J", "L": "J", "U": "V", "Z": "2"})


def new_code(randbelow: Callable[[int], int], length: int = 11) -> str:
    """A random code of `length` characters and one check character, in groups of four.

    Eleven characters hold 54 bits: nobody guesses a neighbour's receipt. The check character catches every
    single wrong character and every swap of neighbours.
    """
    body = "".join(ALPHABET[randbelow(len(ALPHABET))] for _ in range(length))
    return group(body + check_character(body))


def check_character(body: str) -> str:
    """Weighted sum modulo 29 with weights 1, 2, 3 …; the modulus is prime, so one slip or one swap always shows."""
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]


def group(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(typed: str) -> str | None:
    """The code as stored, or None when it cannot be one.

    Spaces, dashes, lower case and look-alike letters are forgiven; a wrong check character is not.
    """
    letters = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(_LOOK_ALIKES)
    if len(letters) < 2 or any(letter not in ALPHABET for letter in letters):
        return None
    return group(letters) if check_character(letters[:-1]) == letters[-1] else None
