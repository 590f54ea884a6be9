"""Versions of practices that a place has put in force, kept whole and never changed."""

from __future__ import annotations

from django.db import models

from shangyi.people.models import Person


class PracticeVersion(models.Model):
    """One version of one practice, in force below one place from a day on; the text is kept as it was read."""

    code = models.CharField(max_length=60)
    version = models.CharField(max_length=60)
    place_path = models.CharField(
        max_length=120, blank=True, help_text="in force below this path; empty: everywhere"
    )
    in_force_from = models.DateField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    put_in_force_at = models.DateTimeField()
    put_in_force_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version", "place_path"], name="practice_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"
