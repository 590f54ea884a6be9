"""Steps that can be undone or must be decided: open list, objections, joining, sorting."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangyi.concerns.models.matters import Concern
from shangyi.people.models import Person
from shangyi.places.models import Unit


class OpenListing(models.Model):
    """挂账: why it cannot be solved yet, the plan, to whom it was reported, when it is reviewed next."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="listings")
    plan = models.TextField()
    reported_to = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    report_undertaking = models.PositiveBigIntegerField(null=True)
    review_on = models.DateField()
    listed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    n_reviews = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern"], condition=Q(ended_at__isnull=True), name="one_open_listing"
            )
        ]

    def __str__(self) -> str:
        return self.plan[:40]


class Regrouping(models.Model):
    """A merge or a split of voices between two concerns, kept so that it can be undone."""

    class What(models.TextChoices):
        MERGE = "merge", _("joined")
        SPLIT = "split", _("taken apart")

    what = models.CharField(max_length=5, choices=What)
    source = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+")
    voice_ids = models.JSONField(default=list)
    before = models.JSONField(default=dict, help_text="what the source was, for undoing")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.what} {self.source_id} → {self.target_id}"


class SortingStep(models.Model):
    """What a sorting act changed, so that the next key press can undo it."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="sorting_steps")
    before = models.JSONField(default=dict)
    verb = models.CharField(max_length=12)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    version_after = models.PositiveIntegerField(
        help_text="undone only while the concern is still at this version"
    )
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.verb} of {self.concern_id}"


class Objection(models.Model):
    """A handler says it is not theirs, with a reason, in time. They keep it until somebody decides."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="objections")
    undertaking = models.PositiveBigIntegerField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    decision_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern"], condition=Q(decided_at__isnull=True), name="one_pending_objection"
            )
        ]

    def __str__(self) -> str:
        return self.reason[:40]
