"""One founded installation, made once by the real `shangyi init`, copied for each test that serves it."""

from __future__ import annotations

import fcntl
import os
import shutil
from functools import cache
from pathlib import Path

from tests.entry.running import shangyi

ANSWERS = {
    "SHANGYI_INIT_COMMUNITY": "农场社区",
    "SHANGYI_INIT_CODE": "LW-CY-NC",
    "SHANGYI_INIT_REGION": "ningxia",
    "SHANGYI_INIT_BASE_URL": "http://127.0.0.1:8000",
    "SHANGYI_INIT_NAME": "李书记",
    "SHANGYI_INIT_SIGN_IN_NAME": "li.shuji",
    "SHANGYI_INIT_PASSWORD": "茂悦府三号楼前的下水道",
}


@cache
def template() -> Path:
    """The data folder that one process of this run founds, and all copy."""
    folder = Path(os.environ["SHANGYI_DATA"]) / "founded"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            done = shangyi("init", folder=folder, **ANSWERS)
            if done.returncode != 0:
                raise RuntimeError(done.stderr)
    return folder


def founded(where: Path) -> Path:
    """A copy of a founded data folder below `where`."""
    return Path(shutil.copytree(template(), where / "data"))
