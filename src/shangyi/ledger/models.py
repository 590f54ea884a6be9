"""The append-only record. The database refuses UPDATE and DELETE of a fact (see the first migration)."""

from __future__ import annotations

from django.db import models


class Fact(models.Model):
    """The public part of one recorded fact: enough to recompute every public number, nothing personal.

    It carries no position in the log: the sequencer keeps index and hash in a table of its own, so that a line
    is written once and never touched again.
    """

    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=40)
    place_code = models.CharField(max_length=40)
    category = models.CharField(max_length=60, blank=True)
    capacity_kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    public = models.JSONField(default=dict)
    commitment = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="fact_of_subject"),
            models.Index(fields=["kind", "at"], name="fact_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class PrivatePart(models.Model):
    """What the commitment of a fact binds: salt and content. It may be erased as a whole, never changed."""

    fact = models.OneToOneField(Fact, on_delete=models.DO_NOTHING, primary_key=True, related_name="private")
    salt = models.CharField(max_length=64)
    content = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"private part of {self.fact_id}"
