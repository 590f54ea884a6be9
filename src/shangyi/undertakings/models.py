"""A named person, a thing to do, a due time, someone to answer to: one table for all of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place, Unit
from shangyi.places.rules import Manner
from shangyi.rulepacks.models import PackVersion
from shangyi.undertakings.rules import State, Task


class Undertaking(models.Model):
    """One thing that somebody must do. `matter` names what it belongs to, e.g. "concern:12".

    The lead undertaking of a matter is its running clock: at most one is open at a time. Where the work is
    put to a unit that we do not command, `holder` may be unnamed for a while; `answers_to` never is.
    """

    class TaskChoice(models.TextChoices):
        SORT = Task.SORT, _("sort")
        ASSIGN = Task.ASSIGN, _("assign")
        HANDLE = Task.HANDLE, _("handle")
        REVIEW = Task.REVIEW, _("review of the open list")
        ANSWER = Task.ANSWER, _("answer")
        RATE = Task.RATE, _("ask for the rating")
        LOOK = Task.LOOK, _("look again")
        REPORT_UP = Task.REPORT_UP, _("reply from above")
        VISIT = Task.VISIT, _("visit")
        CONTACT = Task.CONTACT, _("contact")
        PLEDGE = Task.PLEDGE, _("pledge")
        WORKS = Task.WORKS, _("works")
        REPLY = Task.REPLY, _("reply")
        FILE = Task.FILE, _("complete the record")
        EXPLAIN = Task.EXPLAIN, _("explain")
        RECHECK = Task.RECHECK, _("look back")
        PUBLISH = Task.PUBLISH, _("publish the result")
        STEP = Task.STEP, _("next step")

    class StateChoice(models.TextChoices):
        OPEN = State.OPEN, _("open")
        DONE = State.DONE, _("done")
        RETURNED = State.RETURNED, _("returned")
        WITHDRAWN = State.WITHDRAWN, _("withdrawn")

    matter = models.CharField(max_length=40)
    task = models.CharField(max_length=12, choices=TaskChoice)
    is_lead = models.BooleanField(default=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    what = models.CharField(max_length=300)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=120)
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="undertakings")
    holder_capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="undertakings")
    manner = models.CharField(max_length=8, default=Manner.ASSIGN)
    answers_to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="awaited")
    pack = models.ForeignKey(PackVersion, on_delete=models.PROTECT, null=True, related_name="+")

    state = models.CharField(max_length=10, choices=StateChoice, default=State.OPEN)
    opened_at = models.DateTimeField()
    respond_by = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True, help_text="when to remind before the due time")
    undated_reason = models.CharField(
        max_length=200, blank=True, help_text="时限待定: why there is no date yet"
    )
    return_by = models.DateTimeField(null=True)
    working = models.JSONField(default=dict, help_text="how the limits were computed, step by step")
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    rung = models.PositiveSmallIntegerField(default=0)
    raised_to = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="raised")
    look_at = models.DateTimeField(null=True, help_text="when the sweep must look at it next")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(is_lead=True, state=State.OPEN),
                name="one_open_lead_per_matter",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | (Q(is_lead=False) & ~Q(undated_reason="")),
                name="undertaking_has_date_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(holder__isnull=False) | Q(unit__isnull=False),
                name="undertaking_has_holder_or_unit",
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN) | Q(ended_at__isnull=False), name="ended_undertaking_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["matter", "id"], name="undertaking_of_matter"),
            models.Index(fields=["look_at"], condition=Q(state=State.OPEN), name="undertaking_to_look_at"),
            models.Index(
                fields=["holder", "due_at"], condition=Q(state=State.OPEN), name="undertaking_of_holder"
            ),
            models.Index(
                fields=["answers_to", "due_at"], condition=Q(state=State.OPEN), name="undertaking_awaited"
            ),
            models.Index(
                fields=["place_path", "due_at"],
                condition=Q(state=State.OPEN),
                name="undertaking_open_below",
                opclasses=[
                    "varchar_pattern_ops",
                    "timestamptz_ops",
                ],  # PostgreSQL's way to look for a beginning
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Extension(models.Model):
    """A request for more time: asked before expiry, decided by somebody named, told to the requester."""

    undertaking = models.ForeignKey(Undertaking, on_delete=models.PROTECT, related_name="extensions")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    wanted_due_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    decision_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["undertaking"], condition=Q(decided_at__isnull=True), name="one_pending_extension"
            )
        ]

    def __str__(self) -> str:
        return f"extension of {self.undertaking_id}"


class Reminder(models.Model):
    """A reminder that was given: which one, to whom. Each is given once."""

    class Stage(models.TextChoices):
        RESPONSE = "response", _("response is due")
        BEFORE = "before", _("before the due time")
        AT = "at", _("at the due time")
        AFTER = "after", _("after the due time")
        RUNG = "rung", _("raised")

    undertaking = models.ForeignKey(Undertaking, on_delete=models.PROTECT, related_name="reminders")
    stage = models.CharField(max_length=8, choices=Stage)
    rung = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="the due time it spoke of; an extension allows new reminders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["undertaking", "stage", "rung", "due_at", "person"], name="reminder_given_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage} of {self.undertaking_id}"
