"""The log in both forms."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from shangyi.entry.logs import JsonLines, PlainLines, configuration


def record(message: str = "done", **more: object) -> logging.LogRecord:
    made = logging.LogRecord("shangyi.x", logging.WARNING, __file__, 1, message, (), None)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def test_a_line_for_machines_is_one_json_object_whatever_is_in_it() -> None:
    text = JsonLines().format(record('两行\n"}', facts={"job": "𠮷\n", "n": 3, "at": object, "gone": None}))

    told = json.loads(text)
    assert "\n" not in text
    assert (told["level"], told["log"], told["what"]) == ("warning", "shangyi.x", '两行\n"}')
    assert (told["job"], told["n"]) == ("𠮷\n", 3)
    assert "gone" not in told
    assert "request_id" not in told


def test_a_line_for_people_is_short() -> None:
    text = PlainLines().format(record(facts={"job": "sweep", "n": 0, "capacities": []}))

    assert text[9:] == "warning done job=sweep n=0"


def test_an_error_shows_where_but_only_the_first_line_of_why() -> None:
    try:
        int("duplicate key\nDETAIL: Key (phone)=(1390)", base=2)
    except ValueError as error:
        error.args = ("duplicate key\nDETAIL: Key (phone)=(1390)",)
        made = record(exc_info=sys.exc_info())

    assert json.loads(JsonLines().format(made))["error"].endswith("ValueError: duplicate key")
    assert PlainLines().format(made).endswith("ValueError: duplicate key")
    assert "test_logs.py" in PlainLines().format(made)


@pytest.mark.parametrize(
    ("form", "level", "expected"),
    [
        ("json", "debug", (JsonLines, "DEBUG")),
        ("plain", "", (PlainLines, "INFO")),
        ("json", "loud", (JsonLines, "INFO")),
    ],
)
def test_form_and_level_can_be_wished_for(
    monkeypatch: pytest.MonkeyPatch, form: str, level: str, expected: tuple[type, str]
) -> None:
    monkeypatch.setenv("LOG_FORMAT", form)
    monkeypatch.setenv("LOG_LEVEL", level)

    made: dict[str, dict[str, dict[str, object]]] = configuration()  # type: ignore[assignment]

    assert (made["formatters"]["line"]["()"], made["root"]["level"]) == expected
