"""A topic, its statements, who takes part, what they answered, and the map that was drawn of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.deliberation.rules.topic_life import LONGEST_STATEMENT, StatementState, TopicState, Value
from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place


class Topic(models.Model):
    """One question open to everybody who lives at a place. It is always a consultation, never a decision.

    `n_changes` goes up by one with everything that changes what the map shows, so it tells how old a map is.
    """

    class StateChoice(models.TextChoices):
        DRAFT = TopicState.DRAFT, _("Draft")
        OPEN = TopicState.OPEN, pgettext_lazy("topic", "Open")
        CLOSED = TopicState.CLOSED, _("Over, not yet replied to")
        CONCLUDED = TopicState.CONCLUDED, _("Replied to")
        WITHDRAWN = TopicState.WITHDRAWN, _("Withdrawn")

    title = models.CharField(max_length=120)
    background = models.TextField(blank=True)
    about = models.CharField(max_length=40, blank=True, help_text="the matter it comes from, e.g. concern:12")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="topics")
    place_path = models.CharField(max_length=120)
    takes_statements = models.BooleanField(default=True, help_text="whether residents may add statements")
    state = models.CharField(max_length=10, choices=StateChoice, default=TopicState.DRAFT)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="topics_asked")
    asked_capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    first_closes_at = models.DateTimeField(null=True, help_text="as first said, before any extension")
    extended_reason = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)
    conclude_by = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    conclusion = models.TextField(blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)
    n_changes = models.PositiveBigIntegerField(default=0)
    n_statements = models.PositiveIntegerField(default=0, help_text="numbers given to statements so far")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=models.F("opened_at")),
                name="topic_closes_after_opening",
            ),
        ]
        indexes = [
            models.Index(
                fields=["place_path", "-id"],
                name="topic_below",
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
            models.Index(fields=["state", "closes_at"], name="topic_by_state"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the ledger and undertakings name it."""
        return f"topic:{self.pk}"


class Statement(models.Model):
    """One sentence that people agree or disagree with. Never deleted: what is not shown says why."""

    class StateChoice(models.TextChoices):
        WAITING = StatementState.WAITING, _("Waiting to be looked at")
        ACCEPTED = StatementState.ACCEPTED, _("Put to everybody")
        TURNED_DOWN = StatementState.TURNED_DOWN, pgettext_lazy("statement", "Not put")
        TAKEN_OUT = StatementState.TAKEN_OUT, _("Taken out")

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=LONGEST_STATEMENT)
    author = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="statements", help_text="none: put by staff"
    )
    is_pinned = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=StateChoice, default=StatementState.WAITING)
    said_at = models.DateTimeField()
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="statement_number"),
            models.CheckConstraint(
                condition=~Q(state__in=("turned-down", "taken-out")) | ~Q(reason=""),
                name="statement_gone_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["topic", "state", "number"], name="statement_of_topic"),
            models.Index(fields=["author", "-id"], name="statement_of_author"),
        ]

    def __str__(self) -> str:
        return self.text


class Participant(models.Model):
    """A person in a topic: one row each. `tag` stands for them in exported votes and says nothing of them.

    `dealt` is the card that lies before them; it stays until they answer, so that nobody can go looking for one.
    """

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    building = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="whose share they are counted in",
    )
    tag = models.CharField(max_length=20)
    joined_at = models.DateTimeField()
    dealt = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "person"], name="participant_once"),
            models.UniqueConstraint(fields=["topic", "tag"], name="participant_tag"),
        ]

    def __str__(self) -> str:
        return self.tag


class Position(models.Model):
    """What one participant says to one statement. There is one row each; every change is kept beside it."""

    class ValueChoice(models.IntegerChoices):
        AGREE = Value.AGREE, pgettext_lazy("statement", "Agree")
        DISAGREE = Value.DISAGREE, pgettext_lazy("statement", "Disagree")
        PASS = Value.PASS, pgettext_lazy("statement", "Pass")

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="positions")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="positions")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="positions")
    value = models.SmallIntegerField(choices=ValueChoice)
    is_important = models.BooleanField(default=False)
    taken_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    change = models.PositiveBigIntegerField(help_text="the number of its last change within the topic")
    n_changes = models.PositiveSmallIntegerField(default=0)
    stands = models.BooleanField(default=True, help_text="false: taken back")
    recorded_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="who wrote it down from paper",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "participant"], name="position_once"),
            models.UniqueConstraint(fields=["topic", "change"], name="position_change_once"),
            models.CheckConstraint(condition=Q(value__in=(-1, 0, 1)), name="position_value"),
        ]
        indexes = [models.Index(fields=["participant", "-change"], name="position_of_participant")]

    def __str__(self) -> str:
        return f"position {self.pk} in topic {self.topic_id}"


class PositionChange(models.Model):
    """What a position said before it was changed or taken back."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="history")
    value = models.SmallIntegerField()
    is_important = models.BooleanField()
    stood = models.BooleanField()
    held_from = models.DateTimeField()
    held_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"earlier answer of position {self.position_id}"


class DrawnMap(models.Model):
    """The newest map of a topic, as it was computed: the same votes, seed and version give it again.

    `places` are packed numbers, one row a person: tag, across, up, group, confidence.
    """

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="drawn")
    at_change = models.PositiveBigIntegerField(help_text="the topic's n_changes that it knows of")
    drawn_at = models.DateTimeField()
    seed = models.PositiveBigIntegerField()
    version = models.CharField(max_length=20)
    n_people = models.PositiveIntegerField()
    n_positions = models.PositiveBigIntegerField()
    data = models.JSONField(default=dict, help_text="groups, statements, slate: what the pages show")
    telling = models.JSONField(
        default=dict, help_text="what is known of each statement for dealing the next card"
    )
    places = models.BinaryField(default=bytes)
    digest = models.CharField(max_length=64)
    is_recorded = models.BooleanField(
        default=False, help_text="the topic is over and the record holds its digest"
    )

    def __str__(self) -> str:
        return f"map of topic {self.topic_id}"
