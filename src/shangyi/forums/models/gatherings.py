"""One sitting: when and where, who was invited, who came, and what had to be there before it began."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.concerns.models import Concern
from shangyi.forums.models.practices import PracticeVersion
from shangyi.forums.models.series import Series
from shangyi.forums.rules.attending import Answer, CheckIn, Signature
from shangyi.forums.rules.life import COMING, State
from shangyi.kernel.bounds import Bound
from shangyi.people.models import Capacity, Person
from shangyi.places.models import HouseholdRow, Place, Unit
from shangyi.rulepacks.models import PackVersion


class Gathering(models.Model):
    """One sitting of a practice. `practice` and `pack` are the rules it was planned under and keeps."""

    class StateChoice(models.TextChoices):
        PLANNED = State.PLANNED, _("planned")
        NOTICED = State.NOTICED, _("announced")
        OPEN = State.OPEN, pgettext_lazy("gathering", "under way")
        ENDED = State.ENDED, _("over, to be completed")
        FILED = State.FILED, _("filed")
        PUBLISHED = State.PUBLISHED, _("published")
        CANCELLED = State.CANCELLED, _("called off")
        MISSED = State.MISSED, _("did not take place")

    class Level(models.TextChoices):
        PRESENT = "present", _("who was there")
        MEMBERS = "members", _("the community")
        PUBLIC = "public", pgettext_lazy("level", "everybody")

    practice = models.CharField(max_length=60, help_text="code of the practice")
    practice_version = models.ForeignKey(
        PracticeVersion,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="none: as the programme brings it along",
    )
    pack = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="gatherings")
    due_on = models.DateField(
        null=True, help_text="the day that the rhythm of its series names; none: besides the rhythm"
    )
    ordinal = models.PositiveIntegerField(null=True, help_text="第 n 场, given when it is opened")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    state = models.CharField(max_length=10, choices=StateChoice, default=State.PLANNED)
    theme = models.CharField(max_length=80)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=120)
    community = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    venue = models.CharField(max_length=80)
    convened_by = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    about_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", help_text="whom it is about"
    )
    keeper = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kept_gatherings")
    keeper_capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=8, choices=Level, default=Level.PRESENT)
    is_open = models.BooleanField(default=False, help_text="residents of the place may come uninvited")
    join_code = models.CharField(max_length=4)
    join_secret = models.CharField(max_length=40, unique=True)
    seat = ""  # of a phone that is known by its address and not by a cookie; kept nowhere

    planned_at = models.DateTimeField()
    planned_minutes = models.PositiveSmallIntegerField(default=90)
    sequence = models.PositiveIntegerField(default=0, help_text="how often its plan changed, for calendars")
    revised_at = models.DateTimeField(null=True, help_text="when its plan changed last, for calendars")
    noticed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True, help_text="whoever is invited was reminded of this time")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    complete_by = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    urgent_reason = models.CharField(max_length=200, blank=True, help_text="紧急协商: why it cannot wait")
    passed_over = models.JSONField(default=list, help_text="needs that were missing when it was opened")
    end_reason = models.CharField(max_length=200, blank=True, help_text="why it was called off")
    no_outcome_reason = models.CharField(max_length=200, blank=True)

    current_item = models.ForeignKey("AgendaItem", on_delete=models.SET_NULL, null=True, related_name="+")
    speaking = models.ForeignKey("Hand", on_delete=models.SET_NULL, null=True, related_name="+")
    n_lines = models.PositiveIntegerField(default=0, help_text="the number of the last line written")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["join_code"],
                condition=Q(state__in=[*COMING, State.OPEN]),
                name="join_code_of_one_gathering",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*COMING, State.CANCELLED, State.MISSED]) | Q(started_at__isnull=False),
                name="held_gathering_has_start",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.FILED, State.PUBLISHED]) | Q(filed_at__isnull=False),
                name="filed_gathering_has_time",
            ),
            models.UniqueConstraint(
                fields=["series", "due_on"],
                condition=~Q(state=State.CANCELLED),
                name="one_gathering_for_a_due_day",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(series__isnull=False), name="due_day_of_a_series"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "planned_at"], name="gathering_by_state"),
            models.Index(fields=["community", "-planned_at"], name="gathering_of_community"),
            models.Index(
                fields=["place_path", "planned_at"],
                name="gathering_below",
                opclasses=[
                    "varchar_pattern_ops",
                    "timestamptz_ops",
                ],  # PostgreSQL's way to look for a beginning
            ),
        ]

    def __str__(self) -> str:
        return self.theme

    @property
    def room_token(self) -> str:
        """What opens the room, with the seat of the phone that asks, if its address holds one."""
        return f"{self.join_secret}~{self.seat}" if self.seat else self.join_secret

    @property
    def subject(self) -> str:
        """The key of this gathering in the ledger, in undertakings and in notices."""
        return f"gathering:{self.pk}"

    @property
    def channel(self) -> str:
        """Where pages that show it listen."""
        return f"gathering:{self.pk}"


class Need(models.Model):
    """Something the practice wants to be there before the gathering opens."""

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="needs")
    code = models.CharField(max_length=40)
    blocks = models.BooleanField(default=True)
    evidence = models.TextField(blank=True)
    met_at = models.DateTimeField(null=True)
    met_by_itself = models.BooleanField(default=False, help_text="what is wanted was made here")
    override_reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "code"], name="need_once")]

    def __str__(self) -> str:
        return self.code


class Invitation(models.Model):
    """One invitation: to a person, a household, a unit or a whole class; how it was told, what was answered.

    `concern` is set where somebody is invited because they raised that matter: it is read by nothing but the
    notice to that very person.
    """

    class AnswerChoice(models.TextChoices):
        NONE = Answer.NONE, _("no answer yet")
        COMES = Answer.COMES, _("comes")
        REPRESENTED = Answer.REPRESENTED, _("somebody speaks for them")
        CANNOT = Answer.CANNOT, _("cannot come")

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="invitations")
    class_code = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="invitations")
    household = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    household_row = models.ForeignKey(HouseholdRow, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80, blank=True, help_text="as it is called on the list")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_how = models.CharField(max_length=12, blank=True)
    answer = models.CharField(max_length=12, choices=AnswerChoice, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True)
    spoken_for_by = models.CharField(max_length=60, blank=True)
    cannot_because = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "person"], name="person_invited_once"),
            models.UniqueConstraint(fields=["gathering", "household"], name="household_invited_once"),
        ]
        indexes = [models.Index(fields=["person", "answer"], name="invitation_of_person")]

    def __str__(self) -> str:
        return self.name


class Attendance(models.Model):
    """Somebody who is there, by name or unnamed, in one class and, where they act in one, one capacity."""

    class CheckInChoice(models.TextChoices):
        QR = CheckIn.QR, _("by their own phone")
        STAFF = CheckIn.STAFF, _("by staff")
        SHEET = CheckIn.SHEET, _("from the paper sheet")

    class SignatureChoice(models.TextChoices):
        NONE = Signature.NONE, _("not signed")
        PHONE = Signature.PHONE, _("signed on the phone")
        PAPER = Signature.PAPER, _("signed on paper")

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="attendances")
    class_code = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="attendances")
    capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=60, blank=True, help_text="empty: unnamed")
    post = models.CharField(max_length=60, blank=True, help_text="as they are called, e.g. 物业项目经理")
    stands_for = models.CharField(max_length=60, blank=True, help_text="for whom they speak")
    device = models.CharField(max_length=40, blank=True, help_text="the phone of somebody who gave no name")
    came_at = models.DateTimeField()
    how = models.CharField(max_length=5, choices=CheckInChoice)
    signature = models.CharField(max_length=5, choices=SignatureChoice, default=Signature.NONE)
    signed_at = models.DateTimeField(null=True)
    n_spoken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "person"], name="person_attends_once"),
            models.UniqueConstraint(
                fields=["gathering", "device"], condition=~Q(device=""), name="device_attends_once"
            ),
        ]
        indexes = [models.Index(fields=["person", "id"], name="attendance_of_person")]

    def __str__(self) -> str:
        return self.name or self.class_code


class HeadCount(models.Model):
    """How many of a class there were, as counted or said: 20余 is at least 20."""

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="head_counts")
    class_code = models.CharField(max_length=40)
    value = models.PositiveIntegerField()
    comparator = models.CharField(max_length=12)
    source = models.CharField(max_length=60, blank=True, help_text="who counted, or which sheet")
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "class_code"], name="head_count_once_per_class")
        ]

    def __str__(self) -> str:
        return f"{self.comparator} {self.value}"

    @property
    def bound(self) -> Bound:
        return Bound(self.value, self.comparator)  # type: ignore[arg-type]
