"""Reading the outbox, one's own messages, and where open pages listen."""

from shangyi.notices.queries.letters import (
    Letter,
    Words,
    inbox,
    letter_of,
    n_by_state,
    n_unread,
    outgoing,
    persistence_in_force,
    words_of,
)
from shangyi.notices.queries.live import LISTENING, listening_until, live_address, live_token

__all__ = [
    "LISTENING",
    "Letter",
    "Words",
    "inbox",
    "letter_of",
    "listening_until",
    "live_address",
    "live_token",
    "n_by_state",
    "n_unread",
    "outgoing",
    "persistence_in_force",
    "words_of",
]
