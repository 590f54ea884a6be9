"""Wrong settings, found when the service starts: what is wrong, and what to do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django names it so

SCHEMES = {"postgres", "postgresql"}


@register()
def addresses(**_: Any) -> list[CheckMessage]:
    """Links, codes and slips carry BASE_URL; a wrong one sends residents nowhere."""
    found: list[CheckMessage] = []
    for number, name in ((1, "BASE_URL"), (2, "LIVE_URL")):
        if not is_address(getattr(settings, name)):
            hint = f"Write it whole, as in {name}=https://shangyi.example.cn"
            found.append(
                Error(
                    f"{name} is no address that a browser could open.", hint=hint, id=f"shangyi.E00{number}"
                )
            )
    return found


def is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    plain = not parts.query and not parts.fragment and not parts.username
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and plain and " " not in url


@register()
def secret(**_: Any) -> list[CheckMessage]:
    """The secret signs sessions and receipts: with a public one anybody can be anybody."""
    if settings.SECRET_KEY == settings.NO_SECRET:
        hint = "Run shangyi init, or set SECRET_KEY or SECRET_KEY_FILE."
        return [Error("There is no secret of this installation's own.", hint=hint, id="shangyi.E003")]
    if len(settings.SECRET_KEY) < 32 and not settings.DEBUG and "only-for-tests" not in settings.SECRET_KEY:
        hint = "Use at least 32 random characters."
        return [Warning("SECRET_KEY is short enough to be guessed.", hint=hint, id="shangyi.W003")]
    return []


@register()
def data_folder(**_: Any) -> list[CheckMessage]:
    """Everything that is kept lies there."""
    folder = Path(settings.DATA_DIR)
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return []
    hint = "Name another with --data DIR or SHANGYI_DATA, or let the user that runs shangyi write there."
    return [Error(f"The data folder {folder} cannot be written.", hint=hint, id="shangyi.E004")]


@register()
def demo(**_: Any) -> list[CheckMessage]:
    """The demo lets everybody in without a password: never over data that is not invented."""
    if not settings.DEMO:
        return []
    real = bool(settings.DATABASE_URL) or (Path(settings.DATA_DIR) / "base_url").exists()
    if not real and ((Path(settings.DATA_DIR) / "demo").exists() or is_growing(Path(settings.DATA_DIR))):
        return []
    hint = "Take SHANGYI_DEMO away, or run: shangyi demo, which keeps to a folder of its own."
    return [Error("The demo is switched on over data that is not the demo's.", hint=hint, id="shangyi.E005")]


def is_growing(folder: Path) -> bool:
    """A demo world that is being built, or a folder where nothing is kept yet."""
    return folder.name.endswith(".building") or not (folder / "shangyi.sqlite3").exists()


@register()
def database(**_: Any) -> list[CheckMessage]:
    url = settings.DATABASE_URL
    if not url or (urlsplit(url).scheme in SCHEMES and urlsplit(url).path.strip("/")):
        return []
    hint = "As in DATABASE_URL=postgresql://user:password@host:5432/shangyi"
    return [Error("DATABASE_URL names no PostgreSQL database.", hint=hint, id="shangyi.E006")]


@register()
def mail(**_: Any) -> list[CheckMessage]:
    if settings.EMAIL_HOST or settings.DEMO:
        return []
    hint = "Set EMAIL_HOST, EMAIL_PORT, EMAIL_USER, EMAIL_PASSWORD (or _FILE), EMAIL_TLS and EMAIL_FROM."
    return [Warning("No mail server is set: answers by e-mail cannot go out.", hint=hint, id="shangyi.W001")]


@register()
def debugging(**_: Any) -> list[CheckMessage]:
    if not settings.DEBUG or settings.DEMO:
        return []
    hint = "Take SHANGYI_DEBUG away: error pages would show settings and people's words to anybody."
    return [Warning("SHANGYI_DEBUG is on.", hint=hint, id="shangyi.W002")]
