"""Asynchronous stories on a loop of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Outcome = TypeVar("Outcome")


def run_apart(story: Coroutine[Any, Any, Outcome]) -> Outcome:
    """What the story comes to. It runs in a thread: in this one a browser of the suite may keep a loop going."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, story).result()
