"""Several processes that live as one: a dead one is started again, one signal ends all, none is left over."""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

log = logging.getLogger("shangyi.processes")

CHILD = "SHANGYI_CHILD"
"""Set in the processes of a supervisor: they end when their parent does."""

HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)

GRACE_SECONDS = 3.5
"""What a child may take to end its work after SIGTERM; then its whole group is killed."""

FIRST_DELAY, LONGEST_DELAY, STEADY = 0.5, 30.0, 30.0
"""Seconds before a dead child is started again: doubled each time, forgotten once it has lived STEADY."""


@dataclass
class Child:
    """One process with its own group, so that what it started itself can be ended with it.

    It is forked from the supervisor, which has loaded everything by then: it stands at once, shares the
    memory, and a later one runs the same version even when files were exchanged meanwhile. Therefore the
    supervisor must have neither threads nor open database connections.
    """

    name: str
    work: Callable[[], None]
    pid: int | None = None
    started: float = 0.0
    delay: float = FIRST_DELAY
    due: float | None = 0.0

    def start(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        self.pid = os.fork()
        if self.pid == 0:
            _live_as_child(self.work)
        self.started, self.due = time.monotonic(), None
        log.info("started", extra={"facts": {"child": self.name, "pid": self.pid}})

    def look_after(self) -> None:
        """Start the child when its time has come; when it has died, set the time."""
        if self.due is not None:
            if time.monotonic() >= self.due:
                self.start()
        elif (code := self.ended_with()) is not None:
            self._bury(code)

    def ended_with(self) -> int | None:
        """Its exit code, or minus the signal that ended it; None while it lives."""
        if self.pid is None:
            return 0
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid == 0:
            return None
        self.kill_group()
        self.pid = None
        return os.waitstatus_to_exitcode(status)

    def _bury(self, code: int) -> None:
        lived = time.monotonic() - self.started
        self.delay = FIRST_DELAY if lived >= STEADY else self.delay
        self.due = time.monotonic() + self.delay
        facts = {"child": self.name, "code": code, "lived_s": round(lived, 1), "in_s": self.delay}
        log.error("died, starting it again", extra={"facts": facts})
        self.delay = min(self.delay * 2, LONGEST_DELAY)

    def ask_to_end(self) -> None:
        if self.pid is not None:
            os.kill(self.pid, signal.SIGTERM)

    def kill_group(self) -> None:
        """End what is left of the child's group; it keeps its leader's number as long as a member lives."""
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)


def _live_as_child(work: Callable[[], None]) -> NoReturn:
    """The forked process from its first line to its last; nothing of the supervisor runs on in it."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in HEARD:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        os.setsid()
        os.environ[CHILD] = "yes"
        os.register_at_fork(after_in_child=stay_with_parent)  # for what the child itself forks
        stay_with_parent()
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        code = 130
    except BaseException:
        log.exception("a process failed")
    finally:
        logging.shutdown()
        os._exit(code)


def supervise(children: Sequence[Child]) -> int:
    """Keep the children running until SIGINT, SIGTERM or SIGHUP; 0 when all have ended after it."""
    with signals_as_bytes() as inbox:
        try:
            while not stop_asked(inbox, seconds=until_next(children)):
                for child in children:
                    child.look_after()
        finally:
            end(children)
    return 0


def until_next(children: Sequence[Child]) -> float:
    """Seconds until some child has to be started; a death wakes us earlier by its signal."""
    dues = [child.due - time.monotonic() for child in children if child.due is not None]
    return max(0.0, min([*dues, 5.0]))


def end(children: Sequence[Child]) -> None:
    """Ask all at once, wait for the slowest, kill the rest with all that they started."""
    for child in children:
        child.ask_to_end()
    patience = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < patience and any(child.ended_with() is None for child in children):
        time.sleep(0.05)
    for child in children:
        if child.pid is not None and child.ended_with() is None:
            child.kill_group()
            os.waitpid(child.pid, 0)
    log.info("all ended", extra={"facts": {"children": [child.name for child in children]}})


@contextlib.contextmanager
def signals_as_bytes() -> Iterator[socket.socket]:
    """Signals arrive as bytes at a socket: nothing runs inside a handler, so nothing can be half done."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    kept = [(number, signal.signal(number, lambda *_: None)) for number in HEARD]
    try:
        yield ours
    finally:
        for number, handler in kept:
            signal.signal(number, handler)
        signal.set_wakeup_fd(before)
        ours.close()
        theirs.close()


def stop_asked(inbox: socket.socket, *, seconds: float) -> bool:
    readable, _, _ = select.select([inbox], [], [], seconds)
    heard = set(inbox.recv(4096)) if readable else set()
    return bool(heard & {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})


def stay_with_parent() -> None:
    """End this process, and its group, soon after its parent is gone, however the parent went.

    A supervisor that is killed outright cannot tell its children, so each looks once a second whether its
    parent is still the same. Outside a supervisor this does nothing.
    """
    if CHILD in os.environ:
        watch = threading.Thread(target=_watch, args=(os.getppid(),), name="parent watch", daemon=True)
        watch.start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.killpg(os.getpgrp(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def taken(host: str, port: int) -> bool:
    """Whether another program already listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False
