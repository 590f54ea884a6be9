"""What each process does: pages, live, schedule, tasks. The supervisor forks them, Django being set up."""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import dataclass
from typing import Any

from shangyi.entry import logs

BACKLOG = 4096
STREAMS_AT_ONCE = 6000
"""A stream is a request that stays. The server's own limit, a thousand, would leave the rest waiting unheard; ours
(live.stream.AT_MOST_READERS) is below this and says so.
"""


@dataclass(frozen=True)
class Serving:
    """Where to listen and with how many."""

    host: str
    port: int
    live_port: int
    workers: int
    threads: int


def pages(serving: Serving) -> None:
    """The pages: granian in front of WSGI, one process a core. The application is loaded before they part."""
    from shangyi.entry import wsgi  # noqa: F401 - loaded for the workers that are forked from here

    _granian(
        "shangyi.entry.wsgi:application",
        "wsgi",
        address=serving.host,
        port=serving.port,
        workers=serving.workers,
        blocking_threads=serving.threads,
    )


def live(serving: Serving) -> None:
    """The streams: one process and one event loop for all who listen."""
    where = {"address": serving.host, "port": serving.live_port}
    _granian(
        "shangyi.entry.live:application",
        "asgi",
        workers=1,
        backlog=BACKLOG,
        backpressure=STREAMS_AT_ONCE,
        **where,
    )


def _granian(target: str, interface: str, **wishes: Any) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        target,
        interface=Interfaces(interface),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=2,
        log_level=LogLevels.warning,
        log_dictconfig=logs.configuration(),
        **wishes,
    ).serve()


def schedule() -> None:
    """The jobs that come round by the clock.

    Linear algebra keeps to one thread here: the matrices are small, and on a busy machine threads wait for each other.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read once, when numpy is loaded
    from shangyi.entry.jobs import JOBS, Loop

    threading.Thread(target=compile_maps, name="compile maps", daemon=True).start()
    loop = Loop(JOBS)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    loop.run()


def compile_maps() -> None:
    """What draws opinion maps is compiled before the first topic, so that nobody waits for it."""
    from shangyi.insight.opinions.ahead import compile_ahead

    compile_ahead()


def tasks() -> None:
    """The tasks that pages and commands put off."""
    from django.core.management import call_command

    call_command("db_worker", interval=1, verbosity=1)
