"""The log: one JSON object a line for machines, one plain line for a person at a terminal."""

from __future__ import annotations

import json
import logging
import logging.config
import os
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request, or of the job, that is being worked on; every line written meanwhile carries it."""

WITH_PATHS = {"django.request", "django.server", "django.security.csrf", "django.security.DisallowedHost"}
"""Loggers of Django that word their lines with the raw path or the raw host header."""


def set_up() -> None:
    """Send everything to standard error; calling it again changes nothing."""
    logging.config.dictConfig(configuration())
    logging.captureWarnings(True)


def configuration() -> dict[str, object]:
    """The whole set-up as data, in the form that the page server takes too.

    LOG_FORMAT=json or =plain overrides what the terminal suggests; LOG_LEVEL is a name of the logging module.
    """
    wished = os.environ.get("LOG_FORMAT") or ("plain" if sys.stderr.isatty() else "json")
    form = PlainLines if wished == "plain" else JsonLines
    level = os.environ.get("LOG_LEVEL", "INFO").upper()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"pathless": {"()": lambda: without_paths}},
        "formatters": {"line": {"()": form}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["pathless"]},
        },
        "loggers": {"_granian": {"level": "WARNING"}, "django_tasks": {"level": "INFO"}},
        "root": {
            "handlers": ["stderr"],
            "level": level if level in logging.getLevelNamesMapping() else "INFO",
        },
    }


def without_paths(record: logging.LogRecord) -> bool:
    """Drop what would put an address, and so perhaps a receipt, into the log.

    A refusal (4xx) is already told by the request's own line. A crash (5xx) is told once more here, without
    the path and with its traceback.
    """
    if record.name not in WITH_PATHS:
        return True
    record.msg, record.args = "request failed", ()
    return record.levelno >= logging.ERROR and record.name != "django.security.DisallowedHost"


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "what": record.getMessage(),
            "request_id": request_id.get() or None,
            **facts_of(record),
            "error": error_of(record),
        }
        told = {name: value for name, value in line.items() if value is not None}
        return json.dumps(told, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).astimezone().strftime("%H:%M:%S")
        told = {name: value for name, value in facts_of(record).items() if value not in (None, [])}
        said = " ".join(f"{name}={value}" for name, value in told.items())
        line = f"{at} {record.levelname.lower():7} {record.getMessage()} {said}".rstrip()
        error = error_of(record)
        return line if error is None else f"{line}\n{error}"


def facts_of(record: logging.LogRecord) -> dict[str, object]:
    """What the caller gave as `extra={"facts": {…}}`."""
    found = getattr(record, "facts", {})
    return found if isinstance(found, dict) else {}


def error_of(record: logging.LogRecord) -> str | None:
    """Where it broke, and the first line of why: a database puts the values of the row on the lines after."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return None
    frames = "".join(traceback.format_tb(error.__traceback__))
    why = (str(error).splitlines() or [""])[0]
    return f"{frames}{type(error).__name__}: {why}"
