"""What was looked at before a sitting, what was found, what follows from it, and which goals were set."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.forums.models.gatherings import Gathering
from shangyi.forums.rules.findings import FindingKind
from shangyi.people.models import Person
from shangyi.places.models import Place
from shangyi.undertakings.models import Undertaking


class Site(models.Model):
    """One place that was looked at: where, on which day, and which members were there."""

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="sites")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=120, blank=True, help_text="where, in words: 电商直播间")
    seen_on = models.DateField()
    members = models.JSONField(default=list, help_text="names of those who were there")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(place__isnull=False) | ~Q(words=""), name="site_is_somewhere")
        ]

    def __str__(self) -> str:
        return self.words or (self.place.full_name if self.place else "")

    @property
    def where(self) -> str:
        """As it is called on pages: the words, and the place behind them."""
        return " · ".join(part for part in (self.place.name if self.place else "", self.words) if part)


class SitePhoto(models.Model):
    """A picture of a site, re-encoded so that nothing but the picture is left in it."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="photos")
    file = models.FileField(upload_to="sites/%Y/%m/")
    small = models.FileField(upload_to="sites/%Y/%m/")
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "digest"], name="site_photo_once")]

    def __str__(self) -> str:
        return f"photo {self.pk}"

    @property
    def url(self) -> str:
        return reverse("forums:site_photo", args=[self.site.gathering_id, self.pk])

    @property
    def thumb(self) -> str:
        return f"{self.url}?small=1"

    @property
    def alt(self) -> str:
        return str(_("photo of what was seen: %(where)s")) % {"where": self.site.where}


class Finding(models.Model):
    """What was found: how things stand, what is difficult, or why. The words stay; `number` is given once."""

    class KindChoice(models.TextChoices):
        STATE = FindingKind.STATE, pgettext_lazy("finding", "how it stands")
        DIFFICULTY = FindingKind.DIFFICULTY, pgettext_lazy("finding", "difficulty")
        CAUSE = FindingKind.CAUSE, pgettext_lazy("finding", "cause")

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="findings")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="findings")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=KindChoice)
    text = models.CharField(max_length=500)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "number"], name="finding_number_once"),
            models.UniqueConstraint(fields=["gathering", "kind", "text"], name="finding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:40]}"


class DiagnosisPoint(models.Model):
    """One point of the members' diagnosis: never without the findings that it rests on."""

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="points")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    findings = models.ManyToManyField(Finding, related_name="points")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "number"], name="point_number_once"),
            models.UniqueConstraint(fields=["gathering", "text"], name="point_once"),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Goal(models.Model):
    """A goal that somebody set; the undertaking is their report on it, due on a day."""

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="goals")
    text = models.CharField(max_length=200)
    undertaking = models.OneToOneField(Undertaking, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "text"], name="goal_once")]

    def __str__(self) -> str:
        return self.text
