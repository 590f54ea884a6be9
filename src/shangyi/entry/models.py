"""What the schedule remembers."""

from __future__ import annotations

from django.db import models


class ScheduleSlot(models.Model):
    """One round of one job. The unique pair is what lets only one of many processes run it."""

    job = models.CharField(max_length=60)
    slot_at = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "slot_at"], name="one_round_per_slot")]
        indexes = [models.Index(fields=["finished_at"], name="schedule_slot_finished")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot_at:%Y-%m-%d %H:%M:%S}"
