"""Tables and migrations agree, and each migration has a name that says what it does.

Not seen: what a data migration does to real rows, and whether a migration can be undone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.utils import translation

from tests.architecture.source import ROOMS, SOURCE, plant

BY_HAND = re.compile(r"\d{4}_(?!auto_|alter_|remove_|delete_|rename_)(?!.*_and_more$)[a-z][a-z0-9_]*")


def unwritten(tables: ProjectState) -> list[str]:
    """Changes of our tables that no migration makes."""
    loader = MigrationLoader(None)
    with translation.override(None):  # a translated label is no change
        changes = MigrationAutodetector(loader.project_state(), tables).changes(graph=loader.graph)
    return [
        f"{room}: {operation.describe()}"
        for room in ROOMS
        for migration in changes.get(room, [])
        for operation in migration.operations
    ]


def names_left_to_the_framework(paths: Iterable[Path]) -> list[str]:
    return sorted(path.stem for path in paths if path.stem != "__init__" and not BY_HAND.fullmatch(path.stem))


def test_every_change_of_a_table_has_its_migration() -> None:
    assert unwritten(ProjectState.from_apps(apps)) == []


def test_a_table_without_a_migration_is_found() -> None:
    tables = ProjectState.from_apps(apps)
    tables.add_model(ModelState("places", "Bench", [("id", models.BigAutoField(primary_key=True))]))
    tables.add_field(
        "places", "place", "colour", models.CharField(max_length=9, default=""), preserve_default=True
    )

    before = unwritten(ProjectState.from_apps(apps))
    assert [change for change in unwritten(tables) if change not in before] == [
        "places: Create model Bench",
        "places: Add field colour to place",
    ]


def test_migrations_are_named_by_hand() -> None:
    assert names_left_to_the_framework(SOURCE.glob("shangyi/*/migrations/*.py")) == []


@pytest.mark.parametrize(
    "name",
    [
        "0002_auto_20261122_2100",
        "0002_alter_place_code",
        "0002_place_code_and_more",
        "0002_remove_place_code",
        "0002_delete_place",
        "0002_rename_code_place_number",
        "2_code",
    ],
)
def test_a_name_of_the_framework_is_found(tmp_path: Path, name: str) -> None:
    hand = ["0001_initial", "0007_concern_answer_due_on", "0002_facts_are_append_only"]
    source = plant(tmp_path, {f"places/migrations/{each}.py": "" for each in [*hand, name]})

    assert names_left_to_the_framework(source.glob("shangyi/*/migrations/*.py")) == [name]
