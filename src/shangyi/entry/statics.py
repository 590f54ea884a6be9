"""Style sheets and scripts, gathered into the data folder under names that carry their digest."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARK = ".gathered"


def gather_if_changed() -> bool:
    """Whether files were gathered: they are when any of them changed since the last time.

    Old files stay: a page opened before an upgrade still finds what it names.
    """
    now = digest()
    mark: Path = settings.STATIC_ROOT / MARK
    if mark.exists() and mark.read_text(encoding="utf-8") == now:
        return False
    from django.core.management import call_command

    for name in _names():  # collectstatic would keep a copy that is younger than a newly installed source
        (settings.STATIC_ROOT / name).unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(now, encoding="utf-8")
    return True


def digest() -> str:
    """One value for all sources: their names, sizes and times of change, which is quick to look at."""
    lines = "\n".join(sorted(_sources()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _names() -> Iterator[str]:
    for finder in get_finders():
        for name, _ in finder.list([]):
            yield name


def _sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield f"{name} {storage.size(name)} {storage.get_modified_time(name).timestamp()}"
