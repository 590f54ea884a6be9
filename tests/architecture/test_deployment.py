"""As shipped behind https, Django's own deployment checks have nothing to say.

Not seen: what the proxy in front does, and settings that an operator changes.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

SHIPPED = {
    "EMAIL_HOST": "mail.example",
    "BASE_URL": "https://talk.example",
    "SECRET_KEY": "a-long-and-mixed-secret-0123456789-abcdefghijklmnopqrstuvwxyz-XYZ",
}


def deploy_check(**changes: str) -> subprocess.CompletedProcess[str]:
    command = [
        "-m",
        "django",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        "--settings",
        "shangyi.entry.settings",
    ]
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | SHIPPED | changes,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deployment_checks_are_silent() -> None:
    done = deploy_check()

    assert (done.returncode, done.stdout + done.stderr) == (
        0,
        "System check identified no issues (1 silenced).\n",
    )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"SECRET_KEY": "short"}, "security.W009"),
        ({"BASE_URL": "http://talk.example"}, "security.W012"),
    ],
)
def test_a_weak_setting_is_found(change: dict[str, str], complaint: str) -> None:
    done = deploy_check(**change)

    assert done.returncode == 1
    assert complaint in done.stderr
