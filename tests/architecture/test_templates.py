"""Pages name only what their room may know: templates, addresses, static files and tags of earlier rooms.

The same holds for the names that Python hands to `render`, `reverse` and their kin.
Not seen: a name that is put together or handed in at run time.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.source import ROOMS, SOURCE, Module, may_know, plant, read, templates

FILE = re.compile(r"""{%\s*(?:include|extends|static)\s+["']([\w-]+)/[^"']*["']""")
ADDRESS = re.compile(r"""{%\s*url\s+["']([\w-]+):[^"']*["']""")
LOAD = re.compile(r"{%\s*load\s+([^%]*?)\s*%}")
NAMING_CALLS = {
    "reverse", "reverse_lazy", "redirect", "resolve_url", "render", "render_to_string", "get_template", "select_template",
}  # fmt: skip


def unknown_names(pages: Iterable[Module], modules: Iterable[Module], tags: dict[str, str]) -> list[str]:
    """What names a room that its own room may not know; `tags` says which room each tag library belongs to."""
    found = [(page, line, room) for page in pages for line, room in _named_in_page(page, tags)]
    found += [(module, line, room) for module in modules for line, room in _named_in_python(module)]
    return [
        module.at(line, f"names {room}") for module, line, room in found if not may_know(module.room, room)
    ]


def _named_in_page(page: Module, tags: dict[str, str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(page.text.splitlines(), start=1):
        rooms = FILE.findall(line) + ADDRESS.findall(line)
        rooms += [tags[name] for names in LOAD.findall(line) for name in names.split() if name in tags]
        yield from ((number, room) for room in rooms if room in ROOMS)


def _named_in_python(module: Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = (
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        )
        rooms = (re.split("[:/]", text)[0] for text in texts if re.search("[:/]", text))
        if name in NAMING_CALLS:
            yield from ((node.lineno, room) for room in rooms if room in ROOMS)


def tag_libraries(source: Path = SOURCE) -> dict[str, str]:
    paths = (source / "shangyi").glob("*/templatetags/*.py")
    return {path.stem: path.parent.parent.name for path in paths if path.stem != "__init__"}


def misplaced(pages: Iterable[Module]) -> list[str]:
    """Templates and fragments that do not lie in a folder named after their room."""
    return [page.path for page in pages if page.path.split("/")[2] != page.room]


def test_pages_name_only_what_their_room_may_know() -> None:
    assert unknown_names(templates(), read(), tag_libraries()) == []


def test_templates_lie_in_a_folder_named_after_their_room() -> None:
    assert misplaced(templates()) == []


def test_a_page_that_names_a_later_room_is_found(tmp_path: Path) -> None:
    source = plant(
        tmp_path,
        {
            "ui/templates/ui/base.html": '{% load i18n %}\n<a href="{% url "people:sign_in" %}">{% load late %}',
            "ui/views.py": 'render(request, "people/locked_out.html", {"face": "a/b"})\nredirect("journeys:home")\n',
            "people/templates/people/me.html": "{% extends 'ui/base.html' %}\n{% include \"concerns/row.html\" %}",
            "people/templates/ui/stray.html": "",
            "concerns/templates/concerns/one.html": "{% url 'people:me' %}{% static 'whispers/box.css' %}",
            "journeys/templatetags/late.py": "",
        },
    )

    assert unknown_names(templates(source), read(source), tag_libraries(source)) == [
        "concerns/templates/concerns/one.html:1: names whispers",
        "people/templates/people/me.html:2: names concerns",
        "ui/templates/ui/base.html:2: names people",
        "ui/templates/ui/base.html:2: names journeys",
        "ui/views.py:1: names people",
        "ui/views.py:2: names journeys",
    ]
    assert misplaced(templates(source)) == ["people/templates/ui/stray.html"]
