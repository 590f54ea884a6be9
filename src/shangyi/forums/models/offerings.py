"""The digest of hotline cases about a firm, as it was drawn on a day, and new services that were offered."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from shangyi.forums.models.gatherings import Gathering
from shangyi.forums.models.record import Remark
from shangyi.people.models import Person
from shangyi.places.models import Place, Unit
from shangyi.undertakings.models import Undertaking


class CaseDigest(models.Model):
    """Counts of the hotline cases of a period of service as they stood when it was drawn; of nobody who complained.

    Only counts are kept: by category, by month, and by building where enough lie together. A newer one stands for an
    older one of the same gathering; the older one stays.
    """

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="digests")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField(help_text="when the service began")
    until_on = models.DateField(help_text="the last day of which cases are counted")
    period_source = models.CharField(max_length=120, blank=True)
    n_linked = models.PositiveIntegerField()
    n_existing = models.PositiveIntegerField(null=True, help_text="none: unknown")
    existing_source = models.CharField(max_length=120, blank=True)
    existing_on = models.DateField(null=True)
    categories = models.JSONField(default=list, help_text="code, count, and buildings with their counts")
    months = models.JSONField(default=list, help_text="month and count")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(n_existing__isnull=True)
                | (~Q(existing_source="") & Q(existing_on__isnull=False)),
                name="existing_total_has_source",
            ),
            models.CheckConstraint(condition=Q(until_on__gte=models.F("from_on")), name="digest_forward"),
        ]
        indexes = [models.Index(fields=["unit", "place", "-id"], name="digest_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.n_linked}"


class ServiceOffering(models.Model):
    """A new service that was offered in a sitting: who runs it, for whom, from when; a rating is asked for later."""

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="services")
    remark = models.OneToOneField(Remark, on_delete=models.PROTECT, related_name="service")
    name = models.CharField(max_length=80)
    scope = models.CharField(max_length=200, help_text="for whom and what")
    available = models.CharField(max_length=120, blank=True, help_text="when it can be had")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    undertaking = models.OneToOneField(
        Undertaking, on_delete=models.PROTECT, related_name="+", help_text="that it begins"
    )
    rating = models.OneToOneField(
        Undertaking,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="that residents are asked to rate it",
    )
    registered_at = models.DateTimeField()
    rate_by = models.DateField(null=True, help_text="residents are asked to rate it by then")
    asked_at = models.DateTimeField(null=True, help_text="residents were asked to rate it")

    def __str__(self) -> str:
        return self.name

    @property
    def day(self) -> date:
        """By when residents are to have rated it; one that was registered without says a quarter after its start."""
        return self.rate_by or self.starts_on + timedelta(days=90)

    @property
    def subject(self) -> str:
        """The key of this service in the ledger and in notices."""
        return f"service:{self.pk}"
