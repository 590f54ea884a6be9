"""Where live events are read from: the table, asked twice a second or, on PostgreSQL, when it calls."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from shangyi.entry.live.hub import LiveEvent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    import psycopg

POLL_SECONDS = 0.5
ANNOUNCED_AS = "shangyi_live"
AT_MOST = 500
"""Events read at once; more are read in the next round."""

OVERLAP = 64
"""PostgreSQL gives ids before it commits: a smaller one may appear later, so a return looks back this far."""

COLUMNS = "SELECT id, channel, kind, body FROM notices_liveevent"


def event(row: Sequence[Any]) -> LiveEvent:
    body = json.loads(row[3]) if isinstance(row[3], str) else row[3]
    return LiveEvent(row[0], row[1], row[2], body)


class Asking:
    """One question each half second for all readers. SQLite commits in the order of ids: none is missed."""

    def __init__(self) -> None:
        # One thread keeps one connection; the event loop never waits for the disk.
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="live events")

    async def newest(self) -> int:
        rows = await self._ask("SELECT COALESCE(MAX(id), 0) FROM notices_liveevent", [])
        return int(rows[0][0])

    async def follow(self, after: int) -> AsyncIterator[list[LiveEvent]]:
        while True:
            rows = await self._ask(f"{COLUMNS} WHERE id > %s ORDER BY id LIMIT {AT_MOST}", [after])
            events = [event(row) for row in rows]
            after = events[-1].id if events else after
            yield events
            await asyncio.sleep(POLL_SECONDS)

    async def since(self, channel: str, after: int) -> list[LiveEvent]:
        sql = f"{COLUMNS} WHERE channel = %s AND id > %s ORDER BY id LIMIT {AT_MOST}"
        return [event(row) for row in await self._ask(sql, [channel, after])]

    async def _ask(self, sql: str, values: list[Any]) -> list[Any]:
        return await asyncio.get_running_loop().run_in_executor(self.thread, _rows, sql, values)


def _rows(sql: str, values: list[Any]) -> list[Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
    except Exception:
        connection.close()
        raise


class Listening:
    """One connection that PostgreSQL tells the ids of new events; the rows themselves are read by id."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.reader: psycopg.AsyncConnection[Any] | None = None

    async def newest(self) -> int:
        rows = await self._ask("SELECT COALESCE(MAX(id), 0) FROM notices_liveevent", [])
        return int(rows[0][0])

    async def follow(self, after: int) -> AsyncIterator[list[LiveEvent]]:
        async with await _connected() as announcing:
            await announcing.execute(f"LISTEN {ANNOUNCED_AS}")
            # What came between the break and LISTEN; the hub leaves out what it has told already.
            yield await self._read("id > %s", [after - OVERLAP if after else 0])
            async for note in announcing.notifies():
                if note.payload.isdigit():
                    yield await self._read("id = %s", [int(note.payload)])

    async def since(self, channel: str, after: int) -> list[LiveEvent]:
        return await self._read("channel = %s AND id > %s", [channel, max(0, after - OVERLAP)])

    async def _read(self, where: str, values: list[Any]) -> list[LiveEvent]:
        rows = await self._ask(f"{COLUMNS} WHERE {where} ORDER BY id LIMIT {AT_MOST}", values)
        return [event(row) for row in rows]

    async def _ask(self, sql: str, values: list[Any]) -> list[Any]:
        async with self.lock:
            if self.reader is None or self.reader.closed:
                self.reader = await _connected()
            cursor = await self.reader.execute(sql, values)
            return await cursor.fetchall()


OF_DJANGO = frozenset({"pool", "server_side_binding", "isolation_level", "assume_role"})
"""Options that Django reads itself; the driver does not know them."""


async def _connected() -> psycopg.AsyncConnection[Any]:
    import psycopg

    wishes: dict[str, Any] = settings.DATABASES["default"]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {name: wishes[setting] for name, setting in names.items() if wishes[setting]}
    options = {name: value for name, value in wishes["OPTIONS"].items() if name not in OF_DJANGO}
    return await psycopg.AsyncConnection.connect(autocommit=True, **given, **options)


def source_of_this_database() -> Callable[[], Asking | Listening]:
    return Listening if connection.vendor == "postgresql" else Asking
