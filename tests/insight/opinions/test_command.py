from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from shangyi.insight.opinions.command import main
from shangyi.insight.opinions.picture import ONE_BY_ONE, Captions, picture
from tests.insight.opinions.planted import Loose, planted_groups, random_votes

SVG = "{http://www.w3.org/2000/svg}"


def written(folder: Path, votes: Loose, extra: str = "") -> Path:
    path = folder / "votes.csv"
    rows = zip(votes.people.tolist(), votes.statements.tolist(), votes.votes.tolist(), strict=True)
    path.write_text("".join(f"{p},{s},{v}\n" for p, s, v in rows) + extra, encoding="utf-8")
    return path


def test_the_map_is_written_with_its_table_and_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    votes, _ = planted_groups((60, 50), n_statements=30)
    out = tmp_path / "map.json"

    code = main(["map", str(written(tmp_path, votes, "bad line\n")), "--out", str(out)])

    drawn = json.loads(out.read_text(encoding="utf-8"))
    assert code == 0
    assert [len(drawn[part]) for part in ("participants", "statements", "groups")] == [110, 30, 2]
    assert drawn["participants"][0].keys() == {"participant", "x", "y", "group", "confidence", "counted"}
    assert {"seed", "method", "version"} <= drawn.keys()
    assert drawn["votes"]["garbage"] == 1
    assert sum(group["size"] for group in drawn["groups"]) == 110
    assert all(group["stability"] >= 0.75 for group in drawn["groups"])
    assert "1 were no votes" in capsys.readouterr().out
    assert ET.parse(tmp_path / "map.svg").getroot().tag == f"{SVG}svg"


def test_the_table_holds_the_same_numbers(tmp_path: Path) -> None:
    votes, _ = planted_groups((60, 50), n_statements=30)
    out = tmp_path / "map.json"

    main(["map", str(written(tmp_path, votes)), "--out", str(out)])

    drawn = json.loads(out.read_text(encoding="utf-8"))
    with (tmp_path / "map.table.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    for row, statement in zip(table, drawn["statements"], strict=True):
        assert row["statement"] == statement["statement"]
        assert [int(row[side]) for side in ("seen", "agree", "disagree", "pass")] == [
            statement[side] for side in ("seen", "agree", "disagree", "pass")
        ]
        assert float(row["consensus"]) == statement["consensus"]
        assert float(row["bridging low"]) == statement["bridging"]["low"]
        for counts in statement["groups"]:
            assert int(row[f"group {counts['group']} agree"]) == counts["agree"]


def test_a_statement_tells_what_each_group_holds(tmp_path: Path) -> None:
    votes, _ = planted_groups((60, 50), n_statements=30)
    out = tmp_path / "map.json"

    main(["map", str(written(tmp_path, votes)), "--out", str(out)])

    drawn = json.loads(out.read_text(encoding="utf-8"))
    for statement in drawn["statements"]:
        assert sum(counts["seen"] for counts in statement["groups"]) == statement["seen"]
        bridge = statement["bridging"]
        assert bridge["low"] <= bridge["score"] <= bridge["high"]
    named = {name for group in drawn["groups"] for name in group["representative"]}
    assert named == {s["statement"] for s in drawn["statements"] if s["representative"]}


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    votes, _ = planted_groups((40, 30), n_statements=20)
    path = written(tmp_path, votes)

    for name in ("one", "two"):
        main(["map", str(path), "--out", str(tmp_path / f"{name}.json")])

    for ending in (".json", ".table.csv", ".svg"):
        assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"two{ending}").read_bytes()


def test_noise_has_no_groups_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "map.json"

    main(["map", str(written(tmp_path, random_votes(120, 30, 2_000))), "--out", str(out)])

    drawn = json.loads(out.read_text(encoding="utf-8"))
    assert (drawn["stable"], drawn["groups"]) == (False, [])
    assert {person["group"] for person in drawn["participants"]} == {None}
    assert {statement["consensus"] for statement in drawn["statements"]} == {None}
    assert "no stable groups" in capsys.readouterr().out
    assert "No stable groups" in (tmp_path / "map.svg").read_text(encoding="utf-8")


def test_few_people_are_not_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "map.json"

    code = main(["map", str(written(tmp_path, random_votes(12, 10, 80))), "--out", str(out)])

    assert code == 0
    assert not (tmp_path / "map.svg").exists()
    assert "fewer than 40" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "no votes here\nat all\n"])
def test_a_file_without_votes_gives_an_empty_map(tmp_path: Path, content: str) -> None:
    path = tmp_path / "votes.csv"
    path.write_text(content, encoding="utf-8")

    code = main(["map", str(path), "--out", str(tmp_path / "map.json")])

    assert code == 0
    assert json.loads((tmp_path / "map.json").read_text(encoding="utf-8"))["participants"] == []


def test_what_cannot_be_read_written_or_understood_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    votes = tmp_path / "votes.csv"
    votes.write_text("1,1,1\n", encoding="utf-8")

    codes = [
        main(["map", str(tmp_path / "none.csv"), "--out", str(tmp_path / "map.json")]),
        main(["map", str(tmp_path), "--out", str(tmp_path / "map.json")]),
        main(["map", str(votes), "--out", str(tmp_path / "no" / "folder.json")]),
        main(["map", str(votes), "--out", str(votes)]),
        main(["map", str(votes)]),
        main(["fold", str(votes)]),
        main([]),
    ]

    assert codes == [1, 1, 1, 2, 2, 2, 2]
    assert votes.read_text(encoding="utf-8") == "1,1,1\n"
    assert "none.csv" in capsys.readouterr().err


def test_the_picture_marks_every_person_and_names_every_group() -> None:
    positions = np.random.default_rng(1).normal(0, 1, (100, 2))
    labels = np.arange(100) % 5 - 1

    root = ET.fromstring(picture(positions, labels, captions=Captions(title="<地图> & more")))

    marks = [len(root.findall(f"{SVG}{shape}")) for shape in ("circle", "rect", "polygon")]
    legend, background = 5, 1
    assert sum(marks) == 100 + legend + background
    texts = [text.text for text in root.findall(f"{SVG}text")]
    assert texts[:4] == ["A", "B", "C", "D"]
    assert texts[4:] == [*(f"Group {letter}: 20" for letter in "ABCD"), "Without a group: 20"]
    assert root[0].text == "<地图> & more"
    assert "style" not in {name for element in root.iter() for name in element.attrib}


def test_a_crowd_is_drawn_with_fewer_marks_than_people() -> None:
    n = ONE_BY_ONE + 5_000
    positions = np.random.default_rng(1).normal(0, 1, (n, 2))

    root = ET.fromstring(picture(positions, np.zeros(n, np.int64)))

    assert 100 < len(root.findall(f"{SVG}circle")) < n / 2
