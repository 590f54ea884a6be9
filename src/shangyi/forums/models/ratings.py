"""How a gathering was rated, by whoever was there and by whoever held it; and what was asked before it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangyi.forums.models.gatherings import Attendance, Gathering, Invitation
from shangyi.forums.models.offerings import ServiceOffering
from shangyi.forums.models.record import Remark
from shangyi.forums.rules.rating import Side
from shangyi.people.models import Person


class Rating(models.Model):
    """One human being's rating of one gathering, or of a service that was offered there; changed in place until the
    time to rate is over.
    """

    class SideChoice(models.TextChoices):
        ROOM = Side.ROOM, _("whoever was there")
        HOST = Side.HOST, _("whoever held it")
        USED = Side.USED, _("residents, of a new service")

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="ratings")
    side = models.CharField(max_length=4, choices=SideChoice)
    attendance = models.OneToOneField(Attendance, on_delete=models.PROTECT, null=True, related_name="rating")
    host = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    service = models.ForeignKey(ServiceOffering, on_delete=models.PROTECT, null=True, related_name="ratings")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="who rates a service"
    )
    words = models.CharField(max_length=300, blank=True)
    by_staff = models.BooleanField(default=False, help_text="entered by staff for somebody who told them")
    rated_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "host"], name="host_rates_once"),
            models.CheckConstraint(
                condition=Q(side=Side.ROOM, attendance__isnull=False, host=None, service=None, person=None)
                | Q(side=Side.HOST, attendance=None, host__isnull=False, service=None, person=None)
                | (
                    Q(side=Side.USED, attendance=None, host=None, service__isnull=False)
                    & (Q(person__isnull=False) | Q(by_staff=True))
                ),
                name="rating_is_of_one_side",
            ),
            models.UniqueConstraint(fields=["service", "person"], name="service_rated_once"),
        ]
        indexes = [models.Index(fields=["gathering", "side"], name="rating_by_side")]

    def __str__(self) -> str:
        return f"{self.side} {self.pk}"


class RatingMark(models.Model):
    """The mark from 1 to 5 on one axis of the practice."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="marks")
    axis = models.CharField(max_length=40)
    mark = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rating", "axis"], name="axis_rated_once"),
            models.CheckConstraint(condition=Q(mark__gte=1, mark__lte=5), name="mark_from_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.axis} {self.mark}"


class AdvanceQuestion(models.Model):
    """会前征集: a question handed in before the gathering opens; `remark` is the line it became."""

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="questions")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, null=True, related_name="questions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    class_code = models.CharField(max_length=40)
    name = models.CharField(max_length=60, blank=True)
    theme = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    by_staff = models.BooleanField(default=False, help_text="entered by staff for somebody who told them")
    handed_in_at = models.DateTimeField()
    remark = models.OneToOneField(Remark, on_delete=models.PROTECT, null=True, related_name="handed_in")

    class Meta:
        indexes = [models.Index(fields=["gathering", "theme", "id"], name="question_by_theme")]

    def __str__(self) -> str:
        return self.text[:40]
