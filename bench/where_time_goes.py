"""Where the time of one request goes, in process: statements, templates, the rest of Python."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any


def profile(site: dict[str, Any], listed: str) -> dict[str, Any]:
    """Milliseconds of each kind of request, the mean of forty."""
    from django.db import connection
    from django.template.base import Template
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(site["account"], backend="django.contrib.auth.backends.ModelBackend")
    once = {"words": "路灯不亮了", "naming": "unnamed", "place": site["place"]}
    asks: dict[str, Callable[[], Any]] = {
        "submit": lambda: client.post("/speak/", {**once, "once": secrets.token_hex(16)}),
        "list": lambda: client.get(listed),
        "concern": lambda: client.get(site["concern"]),
    }
    found = {}
    for name, ask in asks.items():
        spent = {"statements": 0.0, "template": 0.0}
        n = [0]
        depth = [0]
        plain = Template.render

        def counted(
            execute: Any, sql: str, params: Any, many: Any, context: Any, *, n: Any = n, spent: Any = spent
        ) -> Any:
            begin = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                n[0] += 1
                spent["statements"] += time.perf_counter() - begin

        def timed(
            self: Any, context: Any, *, plain: Any = plain, depth: Any = depth, spent: Any = spent
        ) -> Any:
            depth[0] += 1
            begin = time.perf_counter()
            try:
                return plain(self, context)
            finally:
                depth[0] -= 1
                if depth[0] == 0:
                    spent["template"] += time.perf_counter() - begin

        for _ in range(5):
            ask()
        rounds = 40
        Template.render = timed  # type: ignore[method-assign]
        begin, cpu = time.perf_counter(), time.process_time()
        try:
            with connection.execute_wrapper(counted):
                for _ in range(rounds):
                    ask()
        finally:
            Template.render = plain  # type: ignore[method-assign]
        found[name] = {
            "statements": n[0] / rounds,
            "statements ms": round(1000 * spent["statements"] / rounds, 2),
            "template ms (with its statements)": round(1000 * spent["template"] / rounds, 2),
            "whole ms": round(1000 * (time.perf_counter() - begin) / rounds, 2),
            "Python CPU ms": round(1000 * (time.process_time() - cpu) / rounds, 2),
        }
    return found
