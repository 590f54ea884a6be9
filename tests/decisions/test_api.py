"""`shangyi ballots count FILE.pb`: JSON out, or a sentence for everything that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shangyi.decisions.api import main
from shangyi.decisions.rules.budget import Rule

FIXTURES = Path(__file__).parent / "fixtures"
GOLDEN = json.loads((Path(__file__).parent / "golden" / "budgets.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("rule", ["greedy", "equal-shares", "equal-shares-plain"])
def test_the_winners_and_rounds_are_printed_as_json(rule: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["count", str(FIXTURES / "wishes-1.pb"), "--rule", rule])

    printed = json.loads(capsys.readouterr().out)
    assert code == 0
    assert sorted(printed["winners"]) == GOLDEN["wishes-1.pb"][rule]
    assert [step["winner"] for step in printed["rounds"]] == printed["winners"]
    assert sum(step["cost"] for step in printed["rounds"]) == printed["spent"]


@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_can_be_asked_for(rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", str(FIXTURES / "wishes-7.pb"), "--rule", rule.value]) == 0
    assert json.loads(capsys.readouterr().out)["rule"] == rule.value


def test_a_file_that_lacks_columns_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "wishes.pb"
    file.write_text(
        "META\nkey;value\nbudget;5\nPROJECTS\nproject_id;price\nVOTES\nvoter;vote\n", encoding="utf-8"
    )

    assert main(["count", str(file)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [
        "The part PROJECTS lacks the columns: cost. Add them to the line of names under the heading.",
        "The part VOTES lacks the columns: voter_id. Add them to the line of names under the heading.",
    ]


def test_files_that_cannot_be_read_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "gbk.pb").write_bytes("微改造".encode("gbk"))

    assert main(["count", str(tmp_path / "gbk.pb")]) == 1
    assert main(["count", str(tmp_path / "none.pb")]) == 1
    assert main(["count", str(tmp_path)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_an_unknown_rule_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["count", "x.pb", "--rule", "dice"])

    assert ended.value.code == 2
    assert "equal-shares" in capsys.readouterr().err
