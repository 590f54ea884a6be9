"""Which sources a result belongs to: one fingerprint over everything that the suite depends on."""

from __future__ import annotations

import hashlib
from pathlib import Path

FOLDERS = ("src", "tests", "docs")
LEFT_OUT = {".mo", ".pyc"}


def digest(root: Path) -> str:
    """Changes when any file under src, tests or docs changes, comes or goes; compiled files do not count."""
    whole = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix not in LEFT_OUT:
                whole.update(f"{path.relative_to(root)}\0".encode())
                whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
