"""What was talked about and said, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.concerns.models import Concern
from shangyi.forums.models.gatherings import Attendance, Gathering
from shangyi.forums.rules.agenda import Result
from shangyi.forums.rules.outcomes import Collected, What
from shangyi.forums.rules.picking import Source
from shangyi.forums.rules.polling import How
from shangyi.people.models import Person
from shangyi.places.models import Unit
from shangyi.undertakings.models import Undertaking


class AgendaItem(models.Model):
    """One thing to be talked about, where it comes from, why it was picked, and what came out."""

    class SourceChoice(models.TextChoices):
        CONCERN = Source.CONCERN, _("an open matter")
        LISTED = Source.LISTED, _("the open list")
        LATE = Source.LATE, _("a late promise")
        PROPOSAL = Source.PROPOSAL, _("a proposal")
        CARRIED = Source.CARRIED, _("a question left over")
        TYPED = Source.TYPED, _("put on by the convenor")

    class ResultChoice(models.TextChoices):
        AGREED = Result.AGREED, _("all agreed")
        MAJORITY = Result.MAJORITY, _("most agreed")
        NOT_REACHED = Result.NOT_REACHED, _("no agreement")
        AGAIN = Result.AGAIN, _("to be talked about again")
        SENT_ON = Result.SENT_ON, _("sent on to those who decide")
        EXPLAINED = Result.EXPLAINED, pgettext_lazy("agenda", "explained")

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    phase = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=8, choices=SourceChoice)
    why = models.CharField(max_length=40, blank=True, help_text="code of the reason why it was picked")
    why_facts = models.JSONField(default=dict)
    why_words = models.CharField(max_length=200, blank=True, help_text="the reason, where a person wrote it")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, related_name="agenda_items")
    undertaking = models.ForeignKey(Undertaking, on_delete=models.PROTECT, null=True, related_name="+")
    carried_from = models.ForeignKey("Remark", on_delete=models.PROTECT, null=True, related_name="carried_to")
    minutes = models.PositiveSmallIntegerField(null=True)
    began_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=12, choices=ResultChoice, blank=True)
    conclusion = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "position"], name="agenda_position_once"),
            models.UniqueConstraint(fields=["gathering", "concern"], name="concern_once_on_agenda"),
        ]

    def __str__(self) -> str:
        return self.title


class Sheet(models.Model):
    """A photographed sheet of paper: lines, counts or signatures; re-encoded, shown to staff only."""

    class Use(models.TextChoices):
        LINES = "lines", _("lines written on paper")
        COUNTS = "counts", _("a count")
        SIGNATURES = "signatures", _("signatures")
        SCENE = "scene", _("the room")

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="sheets")
    use = models.CharField(max_length=10, choices=Use)
    file = models.FileField(upload_to="sheets/%Y/%m/")
    small = models.FileField(upload_to="sheets/%Y/%m/")
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "digest"], name="sheet_once")]

    def __str__(self) -> str:
        return f"sheet {self.pk}"

    @property
    def url(self) -> str:
        return reverse("forums:sheet", args=[self.gathering_id, self.pk])

    @property
    def thumb(self) -> str:
        return f"{self.url}?small=1"

    @property
    def alt(self) -> str:
        return str(self.get_use_display())


class Remark(models.Model):
    """One line of the record. The words stay as they were written; later words are additions.

    `key` is made where the line was written, so that a line sent twice is one line. `number` is its place in the
    gathering, from 1 without gaps.
    """

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="remarks")
    key = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="remarks")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, null=True, related_name="remarks")
    class_code = models.CharField(max_length=40, blank=True)
    speaker_name = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    is_slip = models.BooleanField(default=False, help_text="from an unnamed slip")
    kind = models.CharField(max_length=20, blank=True, help_text="chosen later; empty: not yet")
    head = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    replies_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replies")
    value = models.PositiveIntegerField(null=True, help_text="the number of a claim")
    comparator = models.CharField(max_length=12, blank=True)
    value_unit = models.CharField(max_length=12, blank=True)
    undated_reason = models.CharField(max_length=200, blank=True, help_text="时限待定, or why none is meant")
    read_back = models.BooleanField(default=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, null=True, related_name="remarks")
    said_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    carried_at = models.DateTimeField(null=True, help_text="a question left over went on from here")

    BEFORE = "before/"
    """How the keys of questions handed in before begin; no key of a device has a stroke in it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "key"], name="remark_once_per_key"),
            models.UniqueConstraint(fields=["gathering", "number"], name="remark_number_once"),
        ]
        indexes = [models.Index(fields=["gathering", "kind"], name="remark_by_kind")]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def came_before(self) -> bool:
        """Whether it is a question that was handed in before the gathering opened."""
        return self.key.startswith(self.BEFORE)


class Addition(models.Model):
    """Words added to a line later: a correction never overwrites what was written."""

    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="additions")
    text = models.TextField()
    added_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.text[:40]


class Dissent(models.Model):
    """Somebody does not agree with the outcome of an item: their reason is kept, an explanation is owed."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="dissents")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, null=True, related_name="+")
    class_code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300)
    explanation = models.ForeignKey(Undertaking, on_delete=models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason[:40]


class Hand(models.Model):
    """Somebody asks to speak; called in fair turns."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to speak")
        CALLED = "called", _("speaks")
        DONE = "done", _("has spoken")
        LOWERED = "lowered", _("does not want to any more")

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="hands")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, null=True, related_name="hands")
    class_code = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    turn = models.PositiveSmallIntegerField(null=True, help_text="第 n 位")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attendance"], condition=Q(state="waiting"), name="one_hand_up_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["gathering", "state"], name="hand_by_state")]

    def __str__(self) -> str:
        return f"{self.class_code} {self.state}"


class StrawPoll(models.Model):
    """意向征询: how the room leans. It decides nothing, and says so wherever it is shown."""

    class HowChoice(models.TextChoices):
        HANDS = How.HANDS, _("by show of hands")
        PHONES = How.PHONES, _("on the phones")
        PAPER = How.PAPER, _("counted from paper")

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="polls")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="polls")
    question = models.CharField(max_length=120)
    labels = models.JSONField(default=list)
    counts = models.JSONField(default=list, help_text="one number a label; empty while nothing was counted")
    how = models.CharField(max_length=6, choices=HowChoice)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gathering"], condition=Q(closed_at__isnull=True), name="one_open_straw_poll"
            )
        ]

    def __str__(self) -> str:
        return self.question


class Leaning(models.Model):
    """Which way one phone in the room leans; changed at will while the straw poll is open."""

    poll = models.ForeignKey(StrawPoll, on_delete=models.PROTECT, related_name="leanings")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="+")
    choice = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "attendance"], name="one_leaning_each")]

    def __str__(self) -> str:
        return f"{self.choice}"


class Outcome(models.Model):
    """What came of a gathering: one undertaking, concern or suggestion, and whether it was collected on site."""

    class WhatChoice(models.TextChoices):
        PLEDGE = What.PLEDGE, _("pledge")
        CONCERN = What.CONCERN, _("matter")
        SUGGESTION = What.SUGGESTION, _("addressed suggestion")
        FOLLOW_UP = What.FOLLOW_UP, _("follow-up")
        WRITTEN_ANSWER = What.WRITTEN_ANSWER, _("answer in writing")
        EXPLANATION = What.EXPLANATION, _("explanation to those who disagreed")
        RECHECK = What.RECHECK, _("second look")

    class CollectedChoice(models.TextChoices):
        BEFORE = Collected.BEFORE, _("before")
        ON_SITE = Collected.ON_SITE, _("on the spot")
        AFTER = Collected.AFTER, _("afterwards")

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="outcomes")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="outcomes")
    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, null=True, related_name="outcomes")
    what = models.CharField(max_length=14, choices=WhatChoice)
    collected = models.CharField(max_length=7, choices=CollectedChoice)
    undertaking = models.ForeignKey(Undertaking, on_delete=models.PROTECT, null=True, related_name="outcomes")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, related_name="outcomes")
    suggestion = models.ForeignKey("Suggestion", on_delete=models.PROTECT, null=True, related_name="outcomes")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(undertaking__isnull=False, concern__isnull=True, suggestion__isnull=True)
                    | Q(undertaking__isnull=True, concern__isnull=False, suggestion__isnull=True)
                    | Q(undertaking__isnull=True, concern__isnull=True, suggestion__isnull=False)
                ),
                name="outcome_is_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.what
