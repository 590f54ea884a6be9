"""Versions of the rule pack and of the calendars, kept whole and never changed."""

from __future__ import annotations

from django.db import models


class PackVersion(models.Model):
    """One imported version of a rule pack, in force below one place from a day on; the text is kept as read."""

    code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    region = models.CharField(max_length=40)
    place_path = models.CharField(
        max_length=120, blank=True, help_text="in force below this path; empty: everywhere"
    )
    in_force_from = models.DateField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version", "place_path"], name="pack_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class CalendarVersion(models.Model):
    """One imported version of a region's calendar; the newest counts."""

    region = models.CharField(max_length=40)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["region", "id"], name="calendar_of_region")]

    def __str__(self) -> str:
        return f"{self.region} {self.pk}"
