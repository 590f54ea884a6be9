"""`shangyi init`, as a person or a script runs it."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from shangyi.entry.questions import wrong_address, wrong_code, wrong_name, wrong_sign_in_name
from tests.entry.founded import ANSWERS, founded
from tests.entry.running import shangyi


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "shangyi.sqlite3")) as database:
        return database.execute(sql).fetchall()


def test_it_makes_community_operator_and_rules_and_keeps_the_secret_to_its_owner(tmp_path: Path) -> None:
    folder = founded(tmp_path)

    assert rows(folder, "SELECT kind, code, name FROM places_place") == [
        ("community", "LW-CY-NC", "农场社区")
    ]
    assert rows(folder, "SELECT sign_in_name FROM people_account") == [("li.shuji",)]
    assert rows(folder, "SELECT kind FROM people_capacity") == [("operator",)]
    assert rows(folder, "SELECT region FROM rulepacks_packversion") == [("ningxia",)]
    assert rows(folder, "SELECT region FROM rulepacks_calendarversion") == [("ningxia",)]
    password = rows(folder, "SELECT password FROM people_account")[0][0]
    assert str(password).startswith("argon2")
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert len((folder / "secret_key").read_text(encoding="utf-8").strip()) >= 64
    assert (folder / "base_url").read_text(encoding="utf-8") == "http://127.0.0.1:8000\n"


def test_it_refuses_to_run_twice_and_changes_nothing(tmp_path: Path) -> None:
    folder = founded(tmp_path)
    secret = (folder / "secret_key").read_bytes()

    done = shangyi("init", folder=folder, **{**ANSWERS, "SHANGYI_INIT_CODE": "OTHER"})

    assert done.returncode == 1
    assert "already in use" in done.stderr
    assert rows(folder, "SELECT code FROM places_place") == [("LW-CY-NC",)]
    assert (folder / "secret_key").read_bytes() == secret


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    wrong = {
        **ANSWERS,
        "SHANGYI_INIT_CODE": "农场/1",
        "SHANGYI_INIT_REGION": "atlantis",
        "SHANGYI_INIT_BASE_URL": "shangyi.example.cn",
        "SHANGYI_INIT_NAME": "甲" * 61,
    }
    del wrong["SHANGYI_INIT_COMMUNITY"]

    done = shangyi("init", folder=folder, **wrong)

    assert done.returncode == 1
    assert [line.split()[0] for line in done.stderr.splitlines()] == [
        "--community", "--code", "--region", "--base-url", "--name", "Nothing",
    ]  # fmt: skip
    assert not (folder / "secret_key").exists()
    assert not (folder / "shangyi.sqlite3").exists()


@pytest.mark.parametrize("password", ["", "short", "password1234"])
def test_a_weak_password_is_refused(tmp_path: Path, password: str) -> None:
    done = shangyi("init", folder=tmp_path / "data", **{**ANSWERS, "SHANGYI_INIT_PASSWORD": password})

    assert done.returncode == 1
    assert "SHANGYI_INIT_PASSWORD: This password" in done.stderr


def test_after_a_refusal_it_can_be_run_again_and_options_win_over_variables(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    options = ["--community", "𠮷庆社区", "--base-url", "https://jq.example.cn"]
    assert shangyi("init", *options, folder=folder).returncode == 1

    assert shangyi("init", *options, folder=folder, **ANSWERS).returncode == 0

    assert rows(folder, "SELECT name FROM places_place") == [("𠮷庆社区",)]
    assert (folder / "base_url").read_text(encoding="utf-8") == "https://jq.example.cn\n"


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    done = shangyi("init", folder=tmp_path / "file" / "data", **ANSWERS)

    assert done.returncode == 1
    assert "The data folder or the database cannot be used" in done.stderr


def test_serving_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    done = shangyi("serve", folder=tmp_path / "data")

    assert done.returncode == 1
    assert "Run shangyi init" in done.stderr


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (wrong_name, ["李", "𠮷野家", "👍", "甲" * 60], ["", "甲" * 61, "a\nb", "a\x00", "\u202eabc", "x" * 10**6]),
        (wrong_code, ["A", "LW-CY-NC-1"], ["", "-A", "a b", "农场", "A" * 41, "../x", "<b>"]),
        (wrong_sign_in_name, ["li.shuji", "a@b.cn"], ["", "li", "李书记", "a b c", "x" * 61]),
        (
            wrong_address,
            ["http://127.0.0.1:8000", "https://a.cn", "http://[::1]:8000"],
            ["", "a.cn", "ftp://a.cn", "https://", "https://a.cn/", "https://a.cn/x", "https://a.cn:port",
             "https://u:p@a.cn", "https://a.cn?x", "https://a b.cn", "http://[::1"],
        ),
    ],
)  # fmt: skip
def test_what_counts_as_an_answer(check: object, good: list[str], bad: list[str]) -> None:
    assert callable(check)
    assert [typed for typed in good if check(typed)] == []
    assert [typed for typed in bad if not check(typed)] == []
