"""The outbox: what must be told to whom, and what became of it; and events for live pages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shangyi.people.models import Person


class Notice(models.Model):
    """One thing to tell one recipient over one channel. The row is written in the transaction of its cause."""

    class Channel(models.TextChoices):
        IN_APP = "in_app", _("in the app")
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("text message")
        WECHAT = "wechat", _("WeChat")
        SLIP = "slip", _("printed slip")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENT = "sent", _("delivered")
        DEAD = "dead", _("given up")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="notices")
    address = models.CharField(max_length=120, blank=True, help_text="phone or e-mail; empty in the app")
    channel = models.CharField(max_length=8, choices=Channel)
    template = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    about = models.CharField(max_length=40)
    language = models.CharField(max_length=10, default="zh-hans")
    dedup_key = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    made_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    claimed_at = models.DateTimeField(null=True, help_text="a sender has it since then")
    n_lost = models.PositiveSmallIntegerField(default=0, help_text="how often a sender died with it in hand")

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=models.Q(state="queued"), name="notice_waiting"
            ),
            models.Index(fields=["person", "-id"], name="notice_of_person"),
            models.Index(fields=["about", "id"], name="notice_about"),
            models.Index(
                fields=["person"], condition=models.Q(read_at=None, channel="in_app"), name="notice_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} → {self.channel}"


class LiveEvent(models.Model):
    """Something a page that is open wants to hear of. It carries no words: the page asks for those again."""

    channel = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    body = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["channel", "id"], name="live_of_channel")]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind}"
