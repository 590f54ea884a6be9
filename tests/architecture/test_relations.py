"""A table may point to a table of its own room or of an earlier one.

Not seen: relations that are no database relation (a generic key, an id kept in a plain column).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture.source import ROOMS, may_know


def relations_upward(tables: Iterable[type[models.Model]]) -> list[str]:
    return [
        f"{table._meta.label}.{field.name} points to {target}"
        for table in tables
        for field in table._meta.get_fields()
        if (target := _target(table, field)) and not _allowed(table._meta.app_label, target.split(".")[0])
    ]


def _target(table: type[models.Model], field: object) -> str:
    forward = isinstance(field, (models.ForeignKey, models.ManyToManyField)) and field.model is table
    if not forward:
        return ""
    related = field.remote_field.model  # type: ignore[attr-defined]
    return related if isinstance(related, str) else related._meta.label


def _allowed(room: str, other: str) -> bool:
    if room not in ROOMS:
        return (
            other not in ROOMS or other == "people"
        )  # parts from elsewhere point to the account and no further
    return other not in ROOMS or may_know(room, other)


def test_tables_point_only_to_earlier_rooms() -> None:
    assert relations_upward(apps.get_models(include_auto_created=True)) == []


@isolate_apps("shangyi.places", "shangyi.concerns")
def test_a_relation_to_a_later_room_is_found() -> None:
    class Concern(models.Model):
        class Meta:
            app_label = "concerns"

    class Place(models.Model):
        latest = models.ForeignKey(Concern, on_delete=models.PROTECT)
        parent = models.ForeignKey("self", on_delete=models.PROTECT)

        class Meta:
            app_label = "places"

    class Visit(models.Model):
        where = models.ForeignKey(Place, on_delete=models.PROTECT)
        whispers = models.ManyToManyField("whispers.Whisper")

        class Meta:
            app_label = "concerns"

    assert relations_upward([Concern, Place, Visit]) == [
        "places.Place.latest points to concerns.Concern",
        "concerns.Visit.whispers points to whispers.Whisper",
    ]
