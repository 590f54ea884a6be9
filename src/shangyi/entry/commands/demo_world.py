"""Builds the demo world into this process's data folder; `shangyi demo` starts it and moves the result."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec

from shangyi.entry import logs
from shangyi.entry.keeping import keep_new_secret

WORLD = "shangyi.entry.demo"
"""Gives `build(progress=…, now=…)`: the invented community with its three months; `progress` takes a line."""


def main() -> int:
    """Tables, a secret of its own, then the world."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shangyi.entry.settings")
    logs.set_up()
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    say("tables")
    call_command("migrate", interactive=False, verbosity=0)
    keep_new_secret(settings.DATA_DIR)
    if find_spec(WORLD) is not None:
        import_module(WORLD).build(progress=say, now=timezone.now())
    connection.close()
    return 0


def say(line: str) -> None:
    print(f"  · {line}", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
