"""Pages in a real browser that complain about every console error, broken script and failing request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.harness import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


@contextmanager
def running() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    path = chromium.find()
    if path is None:
        raise RuntimeError(chromium.WHAT_TO_INSTALL)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visitor:
    """One person's browser: a context with pages, and what went wrong on them."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def expect(self, part: str) -> None:
        """Take out the complaints that hold `part`; there must be one. For tests that provoke a refusal."""
        before = len(self.complaints)
        self.complaints[:] = [complaint for complaint in self.complaints if part not in complaint]
        assert len(self.complaints) < before, f"nobody complained of {part!r}: {self.complaints}"


def visitor(
    browser: Browser, base_url: str, *, phone: bool, script: bool = True, language: str = "zh-CN"
) -> Visitor:
    size = PHONE if phone else DESK
    context = browser.new_context(base_url=base_url, locale=language, java_script_enabled=script, **size)
    context.set_default_timeout(10_000)
    someone = Visitor(context=context, page=context.new_page())
    context.on("console", lambda message: _note(someone, message.type, message.text, message.location))
    context.on("weberror", lambda error: someone.complaints.append(f"script: {error.error}"))
    context.on("requestfailed", lambda request: _note_failed(someone, request))
    return someone


def _note(someone: Visitor, kind: str, text: str, location: Any) -> None:
    if kind == "error" and not location.get("url", "").endswith(
        "/favicon.ico"
    ):  # asked for beside any bare file
        someone.complaints.append(f"console: {text} ({location.get('url', '')})")


def _note_failed(someone: Visitor, request: Any) -> None:
    if request.failure != "net::ERR_ABORTED":  # a page that was left, a download, a closed stream
        someone.complaints.append(f"request: {request.url} {request.failure}")
