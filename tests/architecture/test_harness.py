"""What the suite itself stands on: outcomes, the live site, the browser, the summary, the list of checks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.urls import path
from tools import run_checks, run_tests

from tests.architecture.source import ROOT
from tests.architecture.test_databases import add_session
from tests.harness import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.harness.browser import Visitor
    from tests.harness.site import Site

COUNTING = ModuleType("counting")
COUNTING.urlpatterns = [path("", lambda _request: HttpResponse(str(Session.objects.count())))]  # type: ignore[attr-defined]
SUITE = """
import pytest

@pytest.mark.trace("TC-1", "TC-3")
@pytest.mark.parametrize("n", [1, 2])
def test_passes(n):
    pass

@pytest.mark.trace("TC-4")
def test_fails():
    assert 0

@pytest.fixture
def breaks_afterwards():
    yield
    raise ValueError

def test_passes_but_leaves_a_mess(breaks_afterwards):
    pass

@pytest.mark.skip
def test_skipped():
    pass

@pytest.mark.xfail
def test_known_to_fail():
    assert 0
"""


def run_suite(folder: Path, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a small suite of its own with this project's conftest; its outcomes lie in out.json."""
    (folder / "test_small.py").write_text(text, encoding="utf-8")
    options = [
        "-p",
        "no:django",
        "-p",
        "tests.conftest",
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(folder),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SHANGYI_OUTCOMES": str(folder / "out.json")}
    environment.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, "-m", "pytest", *options, *arguments, str(folder)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_outcomes_name_every_test_with_its_requirements(tmp_path: Path) -> None:
    (tmp_path / "test_broken.py").write_text("import nothing_of_this_name\n", encoding="utf-8")

    run_suite(tmp_path, SUITE, "-n", "1")

    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert {name.split("::")[-1]: (test["outcome"], test["trace"]) for name, test in written.items()} == {
        "test_passes[1]": ("passed", ["TC-1", "TC-3"]),
        "test_passes[2]": ("passed", ["TC-1", "TC-3"]),
        "test_fails": ("failed", ["TC-4"]),
        "test_passes_but_leaves_a_mess": ("failed", []),
        "test_skipped": ("skipped", []),
        "test_known_to_fail": ("skipped", []),
        "test_broken.py": ("failed", []),
    }


def test_a_test_that_would_flush_the_record_is_refused(tmp_path: Path) -> None:
    text = "import pytest\n@pytest.fixture\ndef transactional_db(): ...\ndef test_it(transactional_db): ...\n"

    done = run_suite(tmp_path, text)

    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "ask for cloned_database or live_site" in done.stderr + done.stdout


def test_the_summary_counts_all_parts() -> None:
    parts = {
        "sqlite": {"a": {"outcome": "passed"}, "b": {"outcome": "skipped"}},
        "postgres": {"a": {"outcome": "passed"}, "c": {"outcome": "failed"}},
    }

    assert run_tests.summary(parts) == "2 passed, 1 failed, 1 skipped"


def test_a_check_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_checks.main(["lnit"]) == 2
    assert capsys.readouterr().out.startswith("There is no check lnit. There are: lint,")


def test_a_failing_check_shows_what_it_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert not run_checks.run("sum", [sys.executable, "-c", "print('off by one'); raise SystemExit(3)"])

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("failed  sum (")
    assert second == "off by one"


def test_a_named_browser_that_is_not_there_is_not_replaced_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")

    assert chromium.find() is None
    assert chromium.find_or_install() is None


def test_the_live_site_and_the_test_see_one_database(live_site: Site, settings: Any) -> None:
    settings.ROOT_URLCONF = COUNTING
    add_session("before")

    with urllib.request.urlopen(f"{live_site.url}/") as answer:
        assert answer.read() == b"1"


def test_the_live_site_serves_static_files(live_site: Site) -> None:
    with urllib.request.urlopen(f"{live_site.url}/static/ui/tokens.css") as answer:
        assert answer.headers["Content-Type"].startswith("text/css")


def test_a_page_that_loads_without_complaint_passes(visit: Callable[..., Visitor]) -> None:
    phone, desk = visit(phone=True), visit(phone=False, script=False, language="en")

    for someone in (phone, desk):
        someone.page.goto("/static/ui/tokens.css")

    assert [someone.page.viewport_size["width"] for someone in (phone, desk)] == [390, 1280]  # type: ignore[index]
    assert phone.complaints == []


def test_complaints_of_a_page_are_collected(visit: Callable[..., Visitor]) -> None:
    someone = visit()

    someone.page.goto("/nothing-of-this-name/")
    someone.page.evaluate("setTimeout(() => { throw new Error('broken') })")
    someone.page.evaluate("console.error('loud')")
    someone.page.wait_for_timeout(200)

    someone.expect("404")
    someone.expect("broken")
    someone.expect("loud")
    with pytest.raises(AssertionError, match="nobody complained"):
        someone.expect("404")


def test_the_phone_page_is_in_chinese(page: Page) -> None:
    assert page.evaluate("navigator.language") == "zh-CN"
