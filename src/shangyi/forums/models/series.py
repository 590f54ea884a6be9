"""A practice held regularly at a place: what is carried from one sitting to the next, its rhythm, its feeds."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place, Unit
from shangyi.rulepacks.models import PackVersion


class Series(models.Model):
    """A practice held regularly at a place by a convening organisation; what the next sitting takes over."""

    practice = models.CharField(max_length=60, help_text="code of the practice")
    pack = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60, help_text="as people call it, e.g. 周五茶座会")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=120)
    community = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    convened_by = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", help_text="none: the community itself"
    )
    about_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    keeper = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kept_series")
    keeper_capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, related_name="+")
    theme = models.CharField(max_length=80, help_text="what the next sitting takes over, like the venue")
    venue = models.CharField(max_length=80)
    minutes = models.PositiveSmallIntegerField(default=90)
    is_open = models.BooleanField(default=True, help_text="residents of the place may come uninvited")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, help_text="the last day on which it may sit")
    end_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(end_reason=""), name="ended_series_has_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["place_path", "ended_on"],
                name="series_below",
                opclasses=["varchar_pattern_ops", "date_ops"],
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """The key of this series in the ledger and in notices."""
        return f"series:{self.pk}"


class SeriesRhythm(models.Model):
    """From which day on a series keeps which rhythm; never changed, so that a day that was due stays due."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="rhythms")
    from_on = models.DateField()
    rhythm = models.JSONField(null=True, help_text="none: called when there is need")
    is_own = models.BooleanField(default=False, help_text="not as its practice says")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "from_on"], name="rhythm_once_a_day")]

    def __str__(self) -> str:
        return f"{self.series} {self.from_on}"


class DueDay(models.Model):
    """What became known of a day that the rhythm names and on which nothing is planned.

    `named_on` is the day that the rule names, before a holiday moves it.
    """

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="due_days")
    named_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, help_text="its keeper was told that it is not planned yet")
    missed_at = models.DateTimeField(null=True, help_text="it passed and nobody had planned it")
    reason = models.CharField(max_length=200, blank=True)
    explained_at = models.DateTimeField(null=True)
    explained_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "named_on"], name="due_day_once"),
            models.CheckConstraint(
                condition=Q(explained_at__isnull=True, reason="")
                | (Q(explained_at__isnull=False) & ~Q(reason="")),
                name="explained_day_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.named_on}"


class Feed(models.Model):
    """A secret address that a calendar fetches: of a place, or of a person. Revoked, it opens nothing any more."""

    secret = models.CharField(max_length=43, unique=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="feeds")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=True) ^ Q(person__isnull=True), name="feed_is_of_one"
            ),
            models.UniqueConstraint(
                fields=["place"], condition=Q(revoked_at__isnull=True), name="one_feed_of_place"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="one_feed_of_person"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("made_at")), name="feed_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"feed {self.pk}"
