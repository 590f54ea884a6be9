"""The site as a browser meets it: the real WSGI application behind a threaded server on a free port."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext


@dataclass(frozen=True)
class Site:
    url: str

    def sign_in(self, context: BrowserContext, account: Any) -> None:
        """Give the browser a session of this account, without walking through the sign-in page."""
        from django.conf import settings
        from django.test import Client

        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.url}])


class _Counted:
    """Counts the requests under way, so that no late one meets the next test's database."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application, self.lock, self.under_way = application, threading.Lock(), 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        with self.lock:
            self.under_way += 1
        try:
            return self.application(environ, start_response)
        finally:
            with self.lock:
                self.under_way -= 1

    def wait(self, seconds: float = 10.0) -> None:
        end = time.monotonic() + seconds
        while self.under_way and time.monotonic() < end:
            time.sleep(0.01)
        if self.under_way:
            raise RuntimeError(f"{self.under_way} requests still run after {seconds} seconds")


@contextmanager
def served() -> Iterator[Site]:
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
            pass

    application = _Counted(get_wsgi_application())
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, allow_reuse_address=False)
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Site(url=f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        application.wait()
