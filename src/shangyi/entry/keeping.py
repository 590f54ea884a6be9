"""The small files of the data folder that hold what settings must not forget: secret_key, base_url."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def keep(folder: Path, name: str, text: str) -> None:
    """Write the file so that only its owner reads it and nobody ever finds half of it."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.part"
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())
    part.rename(folder / name)


def keep_new_secret(folder: Path) -> None:
    """A secret of this installation's own; one that is there already stays, or all sessions would end."""
    if not (folder / "secret_key").exists():
        keep(folder, "secret_key", secrets.token_urlsafe(48))
