"""A suggestion addressed to a unit, from the room to the reply."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangyi.forums.models.findings import Finding
from shangyi.forums.models.gatherings import Attendance, Gathering
from shangyi.forums.models.record import AgendaItem, Remark
from shangyi.forums.rules.suggestions import Reply, Stage
from shangyi.people.models import Person
from shangyi.places.models import Unit


class Suggestion(models.Model):
    """One suggestion to one unit; what two units are asked for is two of them.

    From `sent` on, the undertaking that leads the matter `suggestion:<id>` is its running clock.
    """

    class StageChoice(models.TextChoices):
        RAISED = Stage.RAISED, _("said in the room")
        COMPILED = Stage.COMPILED, _("put together, waits for approval")
        APPROVED = Stage.APPROVED, _("approved, waits to be sent")
        SENT = Stage.SENT, _("sent, the reply is awaited")
        REPLIED = Stage.REPLIED, _("replied")
        WITHDRAWN = Stage.WITHDRAWN, _("withdrawn")

    class ReplyChoice(models.TextChoices):
        ADOPTED = Reply.ADOPTED, _("adopted")
        PARTLY = Reply.PARTLY, _("adopted in part")
        NOT_ADOPTED = Reply.NOT_ADOPTED, _("not adopted for now")

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="suggestions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="suggestions")
    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, null=True, related_name="suggestions")
    finding = models.ForeignKey(
        Finding,
        on_delete=models.PROTECT,
        null=True,
        related_name="asked",
        help_text="the need that it supports",
    )
    proposer = models.ForeignKey(Attendance, on_delete=models.PROTECT, null=True, related_name="suggestions")
    text = models.TextField()
    head = models.CharField(max_length=40, blank=True)
    feasibility = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="suggestions")
    stage = models.CharField(max_length=10, choices=StageChoice, default=Stage.RAISED)
    raised_at = models.DateTimeField()
    compiled_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    contact_at = models.DateTimeField(null=True, help_text="主动对接: the first contact by the unit")
    contact_by = models.CharField(max_length=60, blank=True)
    contact_how = models.CharField(max_length=120, blank=True)
    reply = models.CharField(max_length=12, choices=ReplyChoice, blank=True)
    reply_text = models.TextField(blank=True)
    reply_reason = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.CharField(max_length=60, blank=True, help_text="who answered for the unit")
    rechecked_at = models.DateTimeField(null=True)
    recheck_found = models.TextField(blank=True)
    ended_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage=Stage.REPLIED) | ~Q(reply=""), name="replied_suggestion_has_reply"
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.SENT, Stage.REPLIED]) | Q(unit__isnull=False),
                name="sent_suggestion_has_unit",
            ),
        ]
        indexes = [models.Index(fields=["unit", "stage"], name="suggestion_of_unit")]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def subject(self) -> str:
        """The key of this suggestion in the ledger, in undertakings and in notices."""
        return f"suggestion:{self.pk}"
