"""Accepting words: channels, how the speaker wants to be named, and what a voice must hold."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from enum import StrEnum

from shangyi.kernel.refused import Refused

LONGEST_WORDS = 5000
SHORTEST_WORDS = 2
LONGEST_TITLE = 40


class Channel(StrEnum):
    PHONE_WEB = "phone_web"
    WALK_IN = "walk_in"
    ORAL = "oral"
    VISIT = "visit"
    PHONE = "phone"
    HOTLINE = "hotline"
    LETTER = "letter"
    WECHAT = "wechat"
    GATHERING = "gathering"


class Naming(StrEnum):
    """Three plain choices: 留名 · 留名但不让承办单位知道 · 不留名凭回执."""

    NAMED = "named"
    SEALED = "sealed"
    UNNAMED = "unnamed"


class Kind(StrEnum):
    PLEA = "plea"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    COMMENT = "comment"
    ENQUIRY = "enquiry"
    SERVICE_ORDER = "service_order"
    SMALL_WISH = "small_wish"


def tidy(words: str) -> str:
    """The words without control characters and trailing space; everything a person can see is kept."""
    kept = "".join(
        letter
        for letter in words.replace("\r\n", "\n")
        if letter == "\n" or unicodedata.category(letter) != "Cc"
    )
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def check_words(words: str) -> str:
    """The words to keep. Refused: voice.words-needed, voice.words-too-long (longest, length)."""
    kept = tidy(words)
    if len(kept) < SHORTEST_WORDS:
        raise Refused("voice.words-needed")
    if len(kept) > LONGEST_WORDS:
        raise Refused("voice.words-too-long", longest=LONGEST_WORDS, length=len(kept))
    return kept


def first_title(words: str) -> str:
    """A working title for staff until somebody writes a better one: the first sentence, cut short."""
    first = re.split("[\u3002\uff01\uff1f\uff1b!?;\n]", words.strip(), maxsplit=1)[0].strip() or words.strip()
    return first if len(first) <= LONGEST_TITLE else f"{first[: LONGEST_TITLE - 1]}…"


def words_digest(words: str) -> str:
    """A digest that is the same for the same words however they were spaced: for noticing double sending."""
    squeezed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", words))
    return hashlib.sha256(squeezed.encode()).hexdigest()
