"""The live process: one event loop that tells open pages what changed (server-sent events)."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shangyi.entry.settings")
django.setup(set_prefix=False)

from shangyi.entry.live.stream import application  # noqa: E402 - the settings must stand first

__all__ = ["application"]
