"""Writes of the outbox: queue, deliver, read, send again."""

from shangyi.notices.actions.delivering import Delivered, Gateway, OnEnded, deliver
from shangyi.notices.actions.queueing import Message, announce, queue
from shangyi.notices.actions.reading import mark_all_read, mark_read, send_again

__all__ = [
    "Delivered",
    "Gateway",
    "Message",
    "OnEnded",
    "announce",
    "deliver",
    "mark_all_read",
    "mark_read",
    "queue",
    "send_again",
]
