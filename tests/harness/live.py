"""The real live process beside the site of a browser test, over the same database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import connection

from tests.entry.running import ROOT, answer, free_port, until


@contextmanager
def listening(site_url: str) -> Iterator[str]:
    """The address of the streams; the pages of this process name it, and their policy lets it in."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with TemporaryDirectory(prefix="shangyi-live-") as folder:
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "asgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ]
        process = subprocess.Popen(
            [*command, "shangyi.entry.live:application"],
            env=_environment(Path(folder), site_url, url),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            until(lambda: (answer(f"{url}/healthz") or [0])[0] == 200, seconds=60)
            with _named(url):
                yield url
        finally:
            process.terminate()
            process.wait(timeout=20)


def _environment(folder: Path, site_url: str, url: str) -> dict[str, str]:
    environment = {**os.environ, "SHANGYI_DATA": str(folder), "BASE_URL": site_url, "LIVE_URL": url}
    environment |= {"SECRET_KEY": settings.SECRET_KEY, "DJANGO_SETTINGS_MODULE": "shangyi.entry.settings"}
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "postgresql":
        environment["DATABASE_URL"] = _other_database(os.environ["DATABASE_URL"], name)
    else:
        environment.pop("DATABASE_URL", None)
        (folder / "shangyi.sqlite3").symlink_to(Path(name).resolve())
    return environment


def _other_database(url: str, name: str) -> str:
    """The same server, another database: what stands between the last slash and the question mark."""
    head, mark, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{mark}{query}"


@contextmanager
def _named(url: str) -> Iterator[None]:
    policy: dict[str, Any] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    before = settings.LIVE_URL, policy["connect-src"]
    settings.LIVE_URL, policy["connect-src"] = url, [*before[1], url]
    try:
        yield
    finally:
        settings.LIVE_URL, policy["connect-src"] = before
