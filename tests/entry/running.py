"""Real processes for the tests: a folder of their own, ports of their own, and a look at who lives."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a fresh machine: none of the suite's own wishes."""
    ours = {"SHANGYI_DATA", "SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "BASE_URL", "LIVE_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "SHANGYI_DATA": str(folder), "LOG_FORMAT": "json", **more}


def shangyi(*arguments: str, folder: Path, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    return subprocess.run(
        [sys.executable, "-c", "from shangyi.entry.cli import main; main()", *arguments],
        env=environment(folder, **more), input=given, capture_output=True, text=True, cwd=ROOT, timeout=120,
    )  # fmt: skip


@contextmanager
def started(code: str, *arguments: str, folder: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A process that runs `code`; whatever is left of it afterwards is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=environment(folder, **more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    try:
        yield process
    finally:
        left = family(process.pid) if process.poll() is None else []
        for pid in [process.pid, *left]:
            end(pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdout, process.stderr):
            stream.close()  # type: ignore[union-attr]


def end(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def family(pid: int) -> list[int]:
    """All processes that this one started, and those they started."""
    children = [
        int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    ]
    return children + [below for child in children for below in family(child)]


def lives(pid: int) -> bool:
    """Whether the process still runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def until(what: Callable[[], Any], *, seconds: float = 30.0) -> Any:
    """The first true answer; fails when there is none in time."""
    patience = time.monotonic() + seconds
    while time.monotonic() < patience:
        if answer := what():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"nothing came of {what} within {seconds} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(url: str) -> tuple[int, Any] | None:
    """Status and JSON of an address, None while nobody answers there."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)
    except OSError:
        return None
