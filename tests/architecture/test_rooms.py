"""A room holds the files that every room holds, and no others.

The kernel, the mathematics and entry are free in what they name, within the forbidden words.
Not seen: what a well-named file really does.
"""

from __future__ import annotations

import configparser
from pathlib import Path

from tests.architecture.source import ROOMS, ROOT, SIBLINGS, SOURCE, plant

FILES = {
    "__init__.py", "apps.py", "rules.py", "events.py", "models.py", "queries.py", "actions.py", "forms.py", "wording.py",
    "views.py", "urls.py", "api.py",
}  # fmt: skip
PACKAGES = {"rules", "queries", "actions", "views", "forms", "models", "wording", "events"}
FOLDERS = {"templates", "static", "locale", "migrations"}
BESIDES = {"ui": {"templatetags"}, "rulepacks": {"packs", "calendars"}, "forums": {"practices"}}
FREE = {"kernel", "insight", "entry"}
FORBIDDEN = {
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "misc",
    "manager",
    "managers",
    "service",
    "services",
    "signals",
}


def strange_names(source: Path = SOURCE) -> list[str]:
    package = source / "shangyi"
    found = [
        path for path in package.iterdir() if path.is_dir() and _is_code(path) and path.name not in ROOMS
    ]
    found += [path for room in ROOMS for path in _strange_in(package / room)]
    found += [path for path in package.rglob("*") if path.suffix in {".py", ""} and path.stem in FORBIDDEN]
    found += [path for path in package.rglob("*.py") if path.with_suffix("").is_dir()]
    return sorted({path.relative_to(package).as_posix() for path in found})


def _strange_in(room: Path) -> list[Path]:
    if room.name in FREE or not room.exists():
        return []
    folders = FOLDERS | PACKAGES | BESIDES.get(room.name, set())
    return [
        path
        for path in room.iterdir()
        if _is_code(path) and path.name not in (folders if path.is_dir() else FILES)
    ]


def _is_code(path: Path) -> bool:
    """Folders count when they hold anything but compiled files; files when they are Python."""
    if path.is_dir():
        return path.name != "__pycache__" and any(
            part.suffix not in {".pyc", ".mo", ""} for part in path.rglob("*")
        )
    return path.suffix == ".py"


def rooms_of_the_layers(config: Path) -> list[set[str]]:
    """The rows of the layers contract from the lowest up."""
    parser = configparser.ConfigParser()
    parser.read(config, encoding="utf-8")
    rows = parser["importlinter:contract:rooms"]["layers"].split("\n")
    return [{room.strip(" ()") for room in row.split("|")} for row in reversed(rows) if row.strip()]


def test_rooms_hold_only_the_files_of_a_room() -> None:
    assert strange_names() == []


def test_the_layers_name_every_room_in_the_order_of_the_checks() -> None:
    rows = rooms_of_the_layers(ROOT / ".importlinter")

    assert [row for row in rows if len(row) > 1] == [SIBLINGS]
    assert [room for row in rows for room in sorted(row, key=ROOMS.index)] == list(ROOMS)


def test_a_strange_file_is_found(tmp_path: Path) -> None:
    source = plant(
        tmp_path,
        {
            "places/rules.py": "",
            "places/tree.py": "",
            "places/helpers/one.py": "",
            "people/actions/merge.py": "",
            "people/actions.py": "",
            "entry/utils.py": "",
            "entry/jobs.py": "",
            "ui/templatetags/ui.py": "",
            "places/templatetags/places.py": "",
            "attic/rules.py": "",
            "places/templates/places/tree.html": "",
        },
    )

    assert strange_names(source) == [
        "attic",
        "entry/utils.py",
        "people/actions.py",
        "places/helpers",
        "places/templatetags",
        "places/tree.py",
    ]
