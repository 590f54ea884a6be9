"""The small ASGI application: `/live/<channel>?token=…` is a stream, `/healthz` says whether it is fed."""

from __future__ import annotations

import asyncio
import contextlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from shangyi.entry.live.hub import Hub, Reader
from shangyi.entry.live.sources import source_of_this_database
from shangyi.notices.queries import listening_until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

HEARTBEAT_SECONDS = 15.0
AT_MOST_READERS = 5000


class Live:
    """One instance for each process; its hub begins to follow when the server starts it."""

    def __init__(self) -> None:
        self.hub: Hub | None = None
        self.following: asyncio.Task[None] | None = None
        self.beating: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._started()
                await send({"type": "lifespan.startup.complete"})
            else:
                for task in (self.following, self.beating):
                    if task is not None:
                        task.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _started(self) -> Hub:
        if self.hub is None:
            self.hub = Hub(source_of_this_database())
            self.following = asyncio.create_task(self.hub.follow_for_ever())
            self.beating = asyncio.create_task(self.hub.beat_for_ever(HEARTBEAT_SECONDS))
        return self.hub

    async def _answer(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        hub = self._started()
        kind, _, channel = scope["path"].strip("/").partition("/")
        if scope["method"] != "GET":
            await _say(send, 405, {"error": "only GET"})
        elif scope["path"] == "/healthz":
            await _say(
                send, 200 if hub.is_following else 503, {"ok": hub.is_following, "readers": hub.n_readers}
            )
        elif kind != "live" or not channel:
            await _say(send, 404, {"error": "nothing here"})
        elif (until := _until(scope, channel)) is None:
            await _say(send, 403, {"error": "this address is no longer good; load the page again"})
        elif hub.n_readers >= AT_MOST_READERS:
            await _say(send, 503, {"error": "too many listen already"})
        else:
            await _stream(hub, channel, until, last_event_id(scope), receive, send)


def _until(scope: dict[str, Any], channel: str) -> datetime | None:
    """Until when this request may listen, or None."""
    until = listening_until(channel, asked_for(scope, "token"))
    return until if until is not None and until > datetime.now(UTC) else None


def asked_for(scope: dict[str, Any], name: str) -> str:
    """One value of the address; whatever bytes it was sent as, they are text here."""
    query: str = scope["query_string"].decode("latin-1")
    return parse_qs(query).get(name, [""])[0]


def last_event_id(scope: dict[str, Any]) -> int | None:
    """The number a returning reader saw last; anything that is no such number is as if it was not sent.

    A browser that reconnects by itself sends the header; a page that opens the stream anew says `last=`.
    """
    given = dict(scope["headers"]).get(b"last-event-id", asked_for(scope, "last").encode())
    return int(given) if given.isdigit() and len(given) < 19 else None


async def _say(send: Send, status: int, body: dict[str, object]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers(b"application/json")})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


def headers(content_type: bytes) -> list[tuple[bytes, bytes]]:
    parts = urlsplit(settings.BASE_URL)
    return [
        (b"content-type", content_type),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
        (b"access-control-allow-origin", f"{parts.scheme}://{parts.netloc}".encode()),
        (b"vary", b"origin"),
    ]


async def _stream(
    hub: Hub, channel: str, until: datetime, last_id: int | None, receive: Receive, send: Send
) -> None:
    """Catch up, then tell what comes, until the reader goes, falls behind or the token ends."""
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": headers(b"text/event-stream; charset=utf-8"),
        }
    )
    with hub.reading(channel) as reader:
        gone = asyncio.create_task(_gone(receive))
        gone.add_done_callback(lambda _task: reader.end())
        seconds = (until - datetime.now(UTC)).total_seconds()
        try:
            with contextlib.suppress(TimeoutError, OSError):
                async with asyncio.timeout(seconds):
                    async for text in _texts(hub, reader, last_id):
                        await send({"type": "http.response.body", "body": text, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _texts(hub: Hub, reader: Reader, last_id: int | None) -> AsyncIterator[bytes]:
    yield b"retry: 3000\n\n"
    missed = await hub.source.since(reader.channel, last_id) if last_id is not None else []
    if missed:
        yield b"".join(event.text for event in missed)
    told = {event.id for event in missed}
    while not reader.is_ended:
        heard = await reader.next_events()
        yield b"".join(event.text for event in heard if event.id not in told) or b":\n\n"


application = Live()
