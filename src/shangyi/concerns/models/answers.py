"""What is said back, and what those who spoke say of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangyi.concerns.models.matters import Concern, Voice
from shangyi.people.models import Capacity, Person


class AnswerText(models.Model):
    """What is said back: one text for all who joined."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="answer_texts")
    round = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    by_capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:40]


class Answer(models.Model):
    """One voice's answer: due since `due_at`, then delivered, told in person, or recorded undeliverable."""

    class State(models.TextChoices):
        DUE = "due", _("to be told")
        DELIVERED = "delivered", _("delivered")
        TOLD = "told", _("told in person")
        UNDELIVERABLE = "undeliverable", _("could not be delivered")

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="answers")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="answers")
    text = models.ForeignKey(AnswerText, on_delete=models.PROTECT, related_name="answers")
    state = models.CharField(max_length=14, choices=State, default=State.DUE)
    made_at = models.DateTimeField(help_text="when the work was done, so when this became due")
    ended_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=20, blank=True)
    told_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    n_tries = models.PositiveSmallIntegerField(default=0)
    n_rating_tries = models.PositiveSmallIntegerField(
        default=0, help_text="how often the rating was asked for"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voice", "text"], name="one_answer_per_text")]
        indexes = [models.Index(fields=["concern", "state"], name="answer_of_concern")]

    def __str__(self) -> str:
        return f"answer to {self.voice_id}"


class Rating(models.Model):
    """What the person said of the answer: solved? satisfied? a sentence; or that nobody could be reached."""

    class Verdict(models.TextChoices):
        SOLVED = "solved", _("solved")
        PARTLY = "partly", _("partly solved")
        NOT_SOLVED = "not_solved", _("not solved")
        UNREACHABLE = "unreachable", _("could not be reached")

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="rating")
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="ratings")
    verdict = models.CharField(max_length=12, choices=Verdict)
    satisfied = models.PositiveSmallIntegerField(null=True, help_text="1 to 5")
    sentence = models.CharField(max_length=500, blank=True)
    insisted = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(satisfied__isnull=True) | Q(satisfied__range=(1, 5)), name="satisfied_1_to_5"
            )
        ]

    def __str__(self) -> str:
        return self.verdict
