"""Who listens to what, and how an event reaches each of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import defaultdict, deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

log = logging.getLogger("shangyi.live")

QUEUE_LENGTH = 100
"""Events that may wait for a slow reader. One more and its stream is ended: it comes back and catches up."""

REMEMBERED = 1000
"""Ids remembered so that an event met twice, by its announcement and by catching up, is told once."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0


@dataclass(frozen=True)
class LiveEvent:
    id: int
    channel: str
    kind: str
    body: object

    @cached_property
    def text(self) -> bytes:
        """As the wire has it, made once for all readers. JSON escapes line ends, so a body cannot break out."""
        body = json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))
        kind = "".join(self.kind.split()) or "message"
        return f"id: {self.id}\nevent: {kind}\ndata: {body}\n\n".encode()

    def as_text(self) -> bytes:
        return self.text


class Source(Protocol):
    """Where events come from. `follow` ends only by an error; `since` is what a returning reader missed."""

    async def newest(self) -> int: ...

    def follow(self, after: int) -> AsyncIterator[list[LiveEvent]]: ...

    async def since(self, channel: str, after: int) -> list[LiveEvent]: ...


@dataclass(eq=False)
class Reader:
    """One open stream. `is_ended` is set when it fell behind or its reader has gone.

    One future for each reader and nothing else: with three thousand of them every task and timer counts.
    """

    channel: str
    events: deque[LiveEvent] = field(default_factory=deque)
    is_ended: bool = False
    waiter: asyncio.Future[None] | None = None

    def give(self, event: LiveEvent) -> None:
        if len(self.events) < QUEUE_LENGTH:
            self.events.append(event)
        else:
            self.is_ended = True
        self.wake()

    def end(self) -> None:
        self.is_ended = True
        self.wake()

    def wake(self) -> None:
        """Let who waits for the next event look: something came, the stream is over, or it is time for a beat."""
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)

    async def next_events(self) -> list[LiveEvent]:
        """All that there is to tell by now, at once; nothing after a beat."""
        if not self.events and not self.is_ended:
            self.waiter = asyncio.get_running_loop().create_future()
            await self.waiter
        events = list(self.events)
        self.events.clear()
        return events


class Hub:
    """One source for all readers of the process."""

    def __init__(self, source: Callable[[], Source]) -> None:
        self.source = source()
        self.readers: dict[str, set[Reader]] = defaultdict(set)
        self.is_following = False
        self.last_id: int | None = None
        self._told: deque[int] = deque(maxlen=REMEMBERED)

    @property
    def n_readers(self) -> int:
        return sum(len(readers) for readers in self.readers.values())

    @contextlib.contextmanager
    def reading(self, channel: str) -> Iterator[Reader]:
        reader = Reader(channel)
        self.readers[channel].add(reader)
        try:
            yield reader
        finally:
            self.readers[channel].discard(reader)
            if not self.readers[channel]:
                del self.readers[channel]

    async def beat_for_ever(self, seconds: float) -> None:
        """One timer for all readers: whoever heard nothing is shown that the line still stands."""
        while True:
            await asyncio.sleep(seconds)
            for readers in list(self.readers.values()):
                for reader in readers:
                    reader.wake()

    async def follow_for_ever(self) -> None:
        """Hand out events as they come; when the source fails, try again later, from where it broke."""
        pause = FIRST_PAUSE
        while True:
            try:
                async for events in self._from_where_it_broke():
                    self.is_following, pause = True, FIRST_PAUSE
                    self.hand_out(events)
            except Exception:
                self.is_following = False
                log.exception("the source of live events failed", extra={"facts": {"again_in_s": pause}})
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _from_where_it_broke(self) -> AsyncIterator[list[LiveEvent]]:
        if self.last_id is None:
            self.last_id = await self.source.newest()
        async for events in self.source.follow(self.last_id):
            yield events

    def hand_out(self, events: Iterable[LiveEvent]) -> None:
        for event in events:
            if event.id in self._told:
                continue
            self._told.append(event.id)
            self.last_id = max(self.last_id or 0, event.id)
            for reader in self.readers.get(event.channel, ()):
                reader.give(event)
