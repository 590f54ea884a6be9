"""The minutes of a gathering: the wording on top of the record, objections, and what was approved."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.forums.models.gatherings import Attendance, Gathering
from shangyi.forums.rules.minutes import State
from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place


class Minutes(models.Model):
    """The minutes of one gathering while they are being worded, shown and approved."""

    class StateChoice(models.TextChoices):
        DRAFT = State.DRAFT, pgettext_lazy("minutes", "draft")
        SHOWN = State.SHOWN, _("shown to those who were there")
        APPROVED = State.APPROVED, pgettext_lazy("minutes", "approved")

    gathering = models.OneToOneField(Gathering, on_delete=models.PROTECT, related_name="minutes")
    state = models.CharField(max_length=8, choices=StateChoice, default=State.DRAFT)
    made_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    object_until = models.DateTimeField(null=True)
    reopened_reason = models.CharField(max_length=200, blank=True, help_text="why another edition is made")

    def __str__(self) -> str:
        return f"minutes of {self.gathering_id}"


class Wording(models.Model):
    """How a person words one part; the record below it stays as it is."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="wordings")
    part = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    left_out = models.BooleanField(default=False, help_text="a line that the minutes do not repeat")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "part"], name="wording_once_per_part")]

    def __str__(self) -> str:
        return self.part


class Objection(models.Model):
    """What somebody who was there says is not right in the draft. It is kept, and it gets a reply."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="objections")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    class_code = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    said_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True) | ~Q(reply=""), name="replied_objection_has_words"
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Edition(models.Model):
    """What was approved, whole and for good; `content` has the form of rules.minutes.Content."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, blank=True, help_text="why there is another one")
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    level = models.CharField(max_length=8, choices=Gathering.Level, blank=True)
    with_names = models.BooleanField(default=False)
    with_shortcomings = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="edition_number_once"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(level=""), name="published_edition_has_level"
            ),
        ]

    def __str__(self) -> str:
        return f"edition {self.number}"


class MinutesTemplate(models.Model):
    """A community's own .docx form for minutes; the newest at the nearest place is used until it is retired."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=120)
    file = models.FileField(upload_to="templates/%Y/")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["place_path", "-id"], name="minutes_template_of_place")]

    def __str__(self) -> str:
        return self.name
