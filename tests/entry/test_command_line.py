"""The first word chooses; what cannot be understood is said so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from shangyi.entry import cli
from tests.entry.running import ROOT, shangyi


def test_help_names_every_word_and_loads_nothing_heavy() -> None:
    code = (
        "import sys; from shangyi.entry.cli import run; run(['--help']);"
        "print(sorted(set(sys.modules) & {'django', 'numpy', 'granian'}))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT).stdout

    assert [word for word in cli.WORDS if f"  {word} " not in said] == []
    assert said.endswith("[]\n")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["frobnicate"], "does not know the word “frobnicate”"),
        (["𠮷<b>"], "does not know the word “𠮷<b>”"),
        ([""], "does not know the word “”"),
        (["--data"], "--data needs a folder"),
        (["--data", ""], "--data needs a folder"),
        (["--data", "--help"], "--data needs a folder"),
        (["--data=", "serve"], "--data needs a folder"),
        (["--data", __file__, "serve"], "is a file, not a folder"),
    ],
)
def test_what_is_not_understood_is_said_with_what_would_be(
    typed: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHANGYI_DATA", "/nowhere")

    assert cli.run(typed) == 2
    assert said in capsys.readouterr().err


def test_a_part_that_is_not_there_is_said_plainly(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cli.WORDS, "opinions", ("shangyi.nowhere.command", ""))

    assert cli.run(["opinions", "map"]) == 2
    assert capsys.readouterr().err == "this version of shangyi has no “opinions” yet\n"


def test_the_data_folder_stands_before_the_word(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHANGYI_DATA", "elsewhere")

    assert cli.take_data_folder([f"--data={tmp_path}", "serve", "--port", "80"]) == ["serve", "--port", "80"]
    assert cli.os.environ["SHANGYI_DATA"] == str(tmp_path)
    assert cli.take_data_folder(["import", "--data", "x"]) == ["import", "--data", "x"]


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("EMAIL_PORT", "many", "EMAIL_PORT must be a whole number"),
        ("SECRET_KEY_FILE", "/nowhere/at/all", "SECRET_KEY_FILE names /nowhere/at/all, which cannot be read"),
    ],
)
def test_a_wrong_setting_is_told_in_one_sentence(tmp_path: Path, setting: str, value: str, said: str) -> None:
    done = shangyi("manage", "check", folder=tmp_path / "data", **{setting: value})

    assert (done.returncode, done.stderr) == (2, f"A setting is wrong: {said}\n")


def test_a_command_of_another_room_finds_django_set_up(tmp_path: Path) -> None:
    done = shangyi("ballots", "count", "nowhere.pb", folder=tmp_path / "data")

    assert done.returncode in {1, 2}
    assert done.stderr.startswith("The file nowhere.pb cannot be read.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["serve", "--port", "0"], "“0” is no port: 1 to 65535"),
        (["serve", "--port", "8000.5"], "“8000.5” is no port"),
        (["serve", "--port", "٣٠٠٠"], "is no port"),
        (["serve", "--live-port", "99999"], "“99999” is no port"),
        (["serve", "--workers", "-1"], "--workers"),
        (["serve", "--threads", "1000000"], "is no number from 1 to 256"),
        (["serve", "--port", "8123", "--live-port", "8123"], "--port and --live-port must differ"),
        (["serve", "surplus"], "unrecognized arguments: surplus"),
        (["work", "--fast"], "unrecognized arguments: --fast"),
        (["demo", "--port", "x"], "“x” is no port"),
        (["import"], "usage: shangyi import hotline"),
        (["import", "pigeons"], "usage: shangyi import hotline"),
        (["init", "--hat", "red"], "unrecognized arguments"),
    ],
)
def test_bad_arguments_are_refused_with_a_reason(tmp_path: Path, typed: list[str], said: str) -> None:
    done = shangyi(*typed, folder=tmp_path / "data")

    assert done.returncode in {1, 2}
    assert said in done.stderr
    assert "Traceback" not in done.stderr
