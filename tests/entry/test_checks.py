"""Wrong settings are found at the start, with what to do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from shangyi.entry import checks
from shangyi.entry.settings import NO_SECRET, beside


def ids(found: list[Any]) -> list[str]:
    assert [one.msg for one in found if not one.hint] == []
    return [one.id for one in found]


@pytest.mark.parametrize(
    "url", ["", "shangyi.example.cn", "https://", "/x", "http://[::1", "http://a b", "javascript:x"]
)
def test_an_address_that_no_browser_opens_is_an_error(settings: Any, url: str) -> None:
    settings.BASE_URL = url
    assert ids(checks.addresses()) == ["shangyi.E001"]


def test_good_addresses_pass(settings: Any) -> None:
    settings.BASE_URL, settings.LIVE_URL = "https://商议.example.cn", "http://[::1]:8001"
    assert ids(checks.addresses()) == []


def test_the_secret_must_be_ones_own(settings: Any) -> None:
    settings.NO_SECRET = NO_SECRET
    settings.SECRET_KEY = NO_SECRET
    assert ids(checks.secret()) == ["shangyi.E003"]
    settings.SECRET_KEY = "letmein"
    assert ids(checks.secret()) == ["shangyi.W003"]
    settings.SECRET_KEY = "x" * 48
    assert ids(checks.secret()) == []


def test_a_data_folder_below_a_file_is_an_error(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    settings.DATA_DIR = tmp_path / "file" / "data"
    assert ids(checks.data_folder()) == ["shangyi.E004"]
    settings.DATA_DIR = tmp_path / "new" / "data"
    assert ids(checks.data_folder()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_data_folder_that_cannot_be_written_is_an_error(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    tmp_path.chmod(0o500)
    assert ids(checks.data_folder()) == ["shangyi.E004"]


@pytest.mark.parametrize(
    ("files", "url", "found"),
    [
        ([], "", []),
        (["shangyi.sqlite3", "demo"], "", []),
        (["shangyi.sqlite3"], "", ["shangyi.E005"]),
        (["shangyi.sqlite3", "demo", "base_url"], "", ["shangyi.E005"]),
        (["base_url"], "", ["shangyi.E005"]),
        (["demo"], "postgresql://h/shangyi", ["shangyi.E005"]),
    ],
)
def test_the_demo_is_never_on_over_data_that_may_be_real(
    settings: Any, tmp_path: Path, files: list[str], url: str, found: list[str]
) -> None:
    settings.DEMO, settings.DATA_DIR, settings.DATABASE_URL = True, tmp_path, url
    for name in files:
        (tmp_path / name).write_text("", encoding="utf-8")

    assert ids(checks.demo()) == found


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("", []),
        ("postgresql://u:p@h:5432/shangyi", []),
        ("mysql://h/shangyi", ["shangyi.E006"]),
        ("postgresql://h", ["shangyi.E006"]),
        ("nonsense", ["shangyi.E006"]),
    ],
)
def test_the_database_must_be_named_whole(settings: Any, url: str, found: list[str]) -> None:
    settings.DATABASE_URL = url
    assert ids(checks.database()) == found


def test_mail_and_debugging_are_warned_of_but_not_in_the_demo(settings: Any) -> None:
    settings.EMAIL_HOST, settings.DEBUG, settings.DEMO = "", True, False
    assert ids([*checks.mail(), *checks.debugging()]) == ["shangyi.W001", "shangyi.W002"]
    settings.DEMO = True
    assert ids([*checks.mail(), *checks.debugging()]) == []


@pytest.mark.parametrize(
    ("base", "live"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8001"),
        ("http://192.168.1.5:80", "http://192.168.1.5:8001"),
        ("http://[::1]:8000", "http://[::1]:8001"),
        ("https://shangyi.example.cn", "https://shangyi.example.cn"),
        ("https://shangyi.example.cn:8443", "https://shangyi.example.cn:8443"),
        ("http://shangyi.example.cn", "http://shangyi.example.cn"),
    ],
)
def test_streams_have_a_port_of_their_own_unless_a_proxy_stands_before(base: str, live: str) -> None:
    assert beside(base, 8001) == live
