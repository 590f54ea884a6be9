from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from bench.__main__ import main, names
from bench.opinions import planted
from bench.results_file import Results, write


def test_results_are_written_for_machines_and_for_people(tmp_path: Path) -> None:
    results = Results(
        title="Speed", notes=["One note."], rows=[{"size": "10", "s": 0.5}, {"size": "20", "s": 1.5}]
    )

    text = write("speed", results, tmp_path)

    assert text == (tmp_path / "speed.md").read_text(encoding="utf-8")
    assert text.startswith("# Speed\n\nOne note.\n")
    assert text.endswith("| size | s |\n| --- | --- |\n| 10 | 0.5 |\n| 20 | 1.5 |\n")
    whole = json.loads((tmp_path / "speed.json").read_text(encoding="utf-8"))
    assert whole["rows"] == results.rows
    assert whole["machine"]["cores"] >= 1


def test_an_unknown_benchmark_is_named_and_nothing_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flight"]) == 2
    assert "no such benchmark: flight" in capsys.readouterr().out
    assert "opinions" in names()


def test_the_planted_votes_are_each_on_a_cell_of_its_own() -> None:
    people, statements, votes = planted(1_000, 60, 20_000)

    assert np.unique(people.astype(np.int64) * 60 + statements).size == 20_000
    assert np.bincount(people, minlength=1_000).tolist() == [20] * 1_000
    assert np.unique(votes).tolist() == [-1, 0, 1]
