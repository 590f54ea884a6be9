"""Every English id has its Chinese, written as Chinese is written; and the tool that sees to it.

Not seen: whether a sentence is good Chinese, and text that no translation function marks: for that the browser
tests look for Latin letters on Chinese pages.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tools import messages

from tests.architecture.source import SOURCE, plant
from tests.harness import catalogues

HALF_WIDTH = re.compile(
    r"[\u4e00-\u9fff”》）][,;:?!]|[,;:?!(][\u4e00-\u9fff“《]|[\u4e00-\u9fff]\)|\.\.\.|\w。\."
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|{(\w+)}")

PLANTED = {
    "people/views.py": '_("Welcome")\nngettext("%(n)s person", "%(n)s people", n)\npgettext("verb", "File")\n_(name)\n',
    "people/templates/people/me.html": (
        '{% load i18n %}{% translate "Sign in" %}{% blocktranslate with n=n trimmed %}\n  Hello\n  {{ n }}{% endblocktranslate %}'
    ),
    "people/migrations/0001_initial.py": '_("Left out")\n',
}


def translated(source: Path) -> Iterator[tuple[str, str, str]]:
    """Room, id and Chinese of every message that has one."""
    for room in messages.rooms(source):
        for message in messages.read(room):
            texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
            ids = message.id if isinstance(message.id, (list, tuple)) else [message.id]
            yield from ((room.name, str(ids[-1]), text) for text in texts if ids[0] and text)


def half_width(source: Path) -> list[str]:
    return [f"{room}: {text}" for room, _, text in translated(source) if HALF_WIDTH.search(text)]


def other_facts(source: Path) -> list[str]:
    """Translations that ask for a fact that the English id does not name; leaving one out is the translator's right."""
    return [f"{room}: {text}" for room, name, text in translated(source) if _facts(text) - _facts(name)]


def _facts(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def translate(source: Path, room: str, english: str, chinese: str) -> None:
    path = messages.po_path(source / "shangyi" / room)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{chinese}"'),
        encoding="utf-8",
    )


def test_every_id_has_its_chinese() -> None:
    assert messages.missing(SOURCE) == []


def test_chinese_is_written_with_full_width_punctuation() -> None:
    assert half_width(SOURCE) == []


def test_translations_name_only_the_facts_of_their_id() -> None:
    assert other_facts(SOURCE) == []


def test_ids_are_found_in_python_and_in_templates(tmp_path: Path) -> None:
    found = messages.found_in(plant(tmp_path, PLANTED) / "shangyi" / "people")

    assert sorted(map(str, found)) == sorted(
        map(
            str,
            [
                ("Welcome", None),
                (("%(n)s person", "%(n)s people"), None),
                ("File", "verb"),
                ("Sign in", None),
                ("Hello %(n)s", None),
            ],
        )
    )


def test_an_id_without_chinese_is_found(tmp_path: Path) -> None:
    source = plant(tmp_path, PLANTED)
    messages.extract(source)
    translate(source, "people", "Welcome", "欢迎您")

    assert sorted(messages.missing(source)) == [
        "people: '%(n)s person'",
        "people: 'File'",
        "people: 'Hello %(n)s'",
        "people: 'Sign in'",
    ]


def test_extracting_again_keeps_what_was_translated_and_drops_what_is_gone(tmp_path: Path) -> None:
    source = plant(tmp_path, PLANTED)
    messages.extract(source)
    translate(source, "people", "Welcome", "欢迎您")
    translate(source, "people", "Sign in", "登录")
    (source / "shangyi" / "people" / "templates" / "people" / "me.html").unlink()

    messages.extract(source)

    assert [(name, text) for _, name, text in translated(source)] == [("Welcome", "欢迎您")]


def test_a_compiled_catalogue_speaks_chinese(tmp_path: Path) -> None:
    source = plant(tmp_path, {"people/views.py": '_("Welcome")\n'})
    messages.extract(source)
    translate(source, "people", "Welcome", "欢迎您")

    messages.compile_all(source)

    with messages.po_path(source / "shangyi" / "people").with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Welcome") == "欢迎您"


@pytest.mark.parametrize("chinese", ["您好,请登录", "请登录:手机", "欢迎(您)", "请稍候...", "真的吗?"])
def test_half_width_punctuation_is_found(tmp_path: Path, chinese: str) -> None:
    source = plant(tmp_path, {"people/views.py": '_("Welcome")\n'})
    messages.extract(source)
    translate(source, "people", "Welcome", chinese)

    assert half_width(source) == [f"people: {chinese}"]


def test_a_translation_with_an_unknown_fact_is_found(tmp_path: Path) -> None:
    source = plant(tmp_path, {"people/views.py": '_("Until %(day)s")\n_("Since %(day)s, %(name)s")\n'})
    messages.extract(source)
    translate(source, "people", "Until %(day)s", "到 %(date)s")
    translate(source, "people", "Since %(day)s, %(name)s", "从 %(day)s 起")

    assert other_facts(source) == ["people: 到 %(date)s"]


def test_a_catalogue_is_compiled_again_when_it_changed(tmp_path: Path) -> None:
    source = plant(tmp_path, {"people/views.py": '_("Welcome")\n'})
    messages.extract(source)
    path = messages.po_path(source / "shangyi" / "people")
    states = [catalogues.changed(source)]
    catalogues.compile_changed(source)
    states.append(catalogues.changed(source))
    later = path.with_suffix(".mo").stat().st_mtime + 10
    os.utime(path, (later, later))
    states.append(catalogues.changed(source))

    assert states == [[path], [], [path]]
