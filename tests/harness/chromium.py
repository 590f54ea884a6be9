"""Where a Chromium or Chrome is, and how to get one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium-headless-shell",  # the same engine without windows: the browser tests take half the processor time
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
PACKAGES = NAMES[:2]
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
WHAT_TO_INSTALL = (
    "No Chromium or Chrome was found, and the browser tests need one. Install it (Debian, Ubuntu: "
    "apt-get install chromium; Fedora: dnf install chromium; macOS: Google Chrome), "
    "or name one in CHROMIUM=/path/to/it."
)


def find() -> str | None:
    """The path of an installed browser, the one named in CHROMIUM first."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in (*found, *APPLICATIONS) if path and Path(path).exists()), None)


def find_or_install() -> str | None:
    """The path of a browser; on Debian and its kin one is installed when none is there and we may."""
    path = find()
    if path or os.environ.get("CHROMIUM") or not _may_install():
        return path
    print("· installing Chromium with apt-get", flush=True)  # noqa: T201 - progress of make test
    _apt_get("update", "-q")
    for package in PACKAGES:
        done = _apt_get("install", "-q", "-y", "--no-install-recommends", package)
        if done.returncode == 0:
            break
    else:
        print(done.stdout[-2000:], done.stderr[-2000:], file=sys.stderr)  # noqa: T201
    return find()


def _apt_get(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", *words], check=False, capture_output=True, text=True, env=environment)


def _may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None
