"""The sentences of this room fit the facts that are raised with them, in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from shangyi.decisions import wording
from shangyi.decisions.rules import ballot_life, founding

ROOM = Path(wording.__file__).parent.parent
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def raised() -> dict[str, list[set[str]]]:
    """Code → the names of the facts at each place where it is raised."""
    found: dict[str, list[set[str]]] = {}
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Refused":
                names = {keyword.arg for keyword in node.keywords if keyword.arg}
                for code in codes(node.args[0]):
                    found.setdefault(code, []).append(names)
    return found


def codes(argument: ast.expr) -> list[str]:
    """The code, or one for everything that a transition table says must be given."""
    if isinstance(argument, ast.Constant):
        return [str(argument.value)]
    tables = {"f'ballot.{name}-needed'": ballot_life.TABLE, "f'founding.{name}-needed'": founding.TABLE}
    written = ast.unparse(argument)
    needed = sorted({name for row in tables[written] for name in row.needs})
    return [written[2:-1].replace("{name}", name) for name in needed]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_sentence_names_only_facts_that_come_with_it(language: str) -> None:
    wrong = []
    with translation.override(language):
        for code, places in raised().items():
            named = set(PLACEHOLDER.findall("".join(map(str, wording.WORDING[code]))))
            wrong += [f"{code}: {sorted(named - facts)}" for facts in places if named - facts]

    assert wrong == []


def test_no_sentence_is_left_over() -> None:
    assert sorted(wording.WORDING) == sorted(raised())


def test_every_sentence_is_chinese_for_residents() -> None:
    with translation.override("zh-hans"):
        left = [
            text
            for pair in wording.WORDING.values()
            for text in map(str, pair)
            if not re.search("[一-鿿]", text)
        ]

    assert left == []


def test_chinese_sentences_have_full_width_punctuation() -> None:
    with translation.override("zh-hans"):
        texts = [PLACEHOLDER.sub("", str(text)) for pair in wording.WORDING.values() for text in pair]

    assert [text for text in texts if re.search("[,:;?!()]", text)] == []
