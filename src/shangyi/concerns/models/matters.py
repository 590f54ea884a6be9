"""The tracked matter, the words that belong to it, and what was seen of it."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shangyi.concerns.rules.hearing import Channel, Kind, Naming
from shangyi.concerns.rules.life import OPEN_STATES, State, number_of
from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place, Unit
from shangyi.rulepacks.models import PackVersion


class Concern(models.Model):
    """The tracked matter. While it is open it has exactly one keeper and one running clock (`due_at`)."""

    class KindChoice(models.TextChoices):
        PLEA = Kind.PLEA, _("plea for help")
        COMPLAINT = Kind.COMPLAINT, _("complaint")
        SUGGESTION = Kind.SUGGESTION, _("suggestion")
        COMMENT = Kind.COMMENT, _("comment on a service")
        ENQUIRY = Kind.ENQUIRY, _("enquiry")
        SERVICE_ORDER = Kind.SERVICE_ORDER, _("service order")
        SMALL_WISH = Kind.SMALL_WISH, _("small wish")

    class StateChoice(models.TextChoices):
        HEARD = State.HEARD, _("waiting to be sorted")
        SORTED = State.SORTED, _("waiting to be assigned")
        HANDLING = State.HANDLING, _("being worked on")
        LISTED = State.LISTED, _("on the open list")
        ANSWERING = State.ANSWERING, _("done, to be told")
        RATING = State.RATING, _("told, awaiting the rating")
        LOOKING = State.LOOKING, _("looked at again")
        CLOSED = State.CLOSED, _("closed")
        MERGED = State.MERGED, _("joined to another")

    title = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=KindChoice, blank=True)
    category = models.CharField(max_length=60, blank=True)
    grade = models.CharField(max_length=20, blank=True)
    tags = models.JSONField(default=list)
    tier = models.CharField(max_length=20, blank=True, help_text="the rung of the ladder that holds it")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=120)
    community = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=StateChoice, default=State.HEARD)
    keeper = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kept_concerns")
    keeper_capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, null=True, related_name="+")
    pack = models.ForeignKey(PackVersion, on_delete=models.PROTECT, null=True, related_name="+")
    may_be_shown = models.BooleanField(default=False, help_text="the title may be shown to neighbours")

    heard_at = models.DateTimeField()
    noticed = models.CharField(max_length=60, blank=True, help_text="since when, as it was said: 好几年")
    sorted_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="when the last voice was answered")
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, help_text="the due time of the open lead undertaking")
    first_due_at = models.DateTimeField(null=True, help_text="the first promise to have it done; never moves")
    result = models.TextField(blank=True)
    diverted_to = models.CharField(max_length=40, blank=True)
    times_disputed = models.PositiveSmallIntegerField(default=0)
    n_voices = models.PositiveIntegerField(default=1)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    version = models.PositiveIntegerField(
        default=0, help_text="raised by every change; a stale page is told so"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=OPEN_STATES) | Q(due_at__isnull=False), name="open_concern_has_clock"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.MERGED) | Q(merged_into__isnull=False),
                name="merged_concern_says_where",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "due_at"], name="concern_of_community"),
            models.Index(fields=["state", "due_at"], name="concern_by_state"),
            models.Index(
                fields=["place_path", "heard_at"],
                name="concern_below_newest",
                opclasses=[
                    "varchar_pattern_ops",
                    "timestamptz_ops",
                ],  # PostgreSQL's way to look for a beginning
            ),
            models.Index(
                fields=["place_path", "state", "due_at"],
                name="concern_below_by_state",
                opclasses=["varchar_pattern_ops", "varchar_ops", "timestamptz_ops"],
            ),
            models.Index(fields=["keeper", "state"], name="concern_of_keeper"),
            models.Index(fields=["community", "-heard_at"], name="concern_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """The key of this concern in the ledger, in undertakings and in notices."""
        return f"concern:{self.pk}"

    @property
    def took(self) -> timedelta | None:
        """From the first words to the work done, once it is done and nobody says otherwise."""
        again = self.state in (State.HANDLING, State.LISTED, State.LOOKING)
        return self.done_at - self.heard_at if self.done_at and not again else None

    @property
    def number(self) -> str:
        """The number people read out; it is found again by its last part."""
        return number_of(self.heard_at, self.pk)


class Voice(models.Model):
    """One person's words, once, through one channel; it has a receipt and belongs to exactly one concern."""

    class ChannelChoice(models.TextChoices):
        PHONE_WEB = Channel.PHONE_WEB, _("by phone page")
        WALK_IN = Channel.WALK_IN, _("in the office")
        ORAL = Channel.ORAL, _("by word of mouth")
        VISIT = Channel.VISIT, _("on a visit")
        PHONE = Channel.PHONE, _("by telephone")
        HOTLINE = Channel.HOTLINE, _("by the hotline")
        LETTER = Channel.LETTER, _("by letter")
        WECHAT = Channel.WECHAT, _("by WeChat")
        GATHERING = Channel.GATHERING, _("in a gathering")

    class NamingChoice(models.TextChoices):
        NAMED = Naming.NAMED, _("named")
        SEALED = Naming.SEALED, _("named, but not to the unit that handles it")
        UNNAMED = Naming.UNNAMED, _("not named")

    receipt = models.CharField(max_length=20, unique=True)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="voices")
    first_concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=ChannelChoice)
    naming = models.CharField(max_length=8, choices=NamingChoice, default=Naming.NAMED)
    words = models.TextField()
    words_digest = models.CharField(max_length=64)
    suspicion = models.TextField(blank=True, help_text="a supposed cause, kept as an allegation")
    tried_before = models.TextField(blank=True)
    noticed = models.CharField(max_length=60, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="voices")
    speaker_name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    said_at = models.DateTimeField(help_text="when it was said; may lie before it was entered")
    heard_at = models.DateTimeField(help_text="when it was entered and the receipt given")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, null=True, related_name="+")
    read_back = models.BooleanField(default=False)
    sending_key = models.CharField(max_length=64, null=True, unique=True)
    source = models.CharField(max_length=60, blank=True)
    external_number = models.CharField(max_length=60, null=True)
    batch = models.ForeignKey("ImportBatch", on_delete=models.PROTECT, null=True, related_name="voices")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_number"], name="external_number_once_per_source"
            )
        ]
        indexes = [
            models.Index(fields=["words_digest", "heard_at"], name="voice_words"),
            models.Index(fields=["person", "-id"], name="voice_of_person"),
        ]

    def __str__(self) -> str:
        return self.receipt


class Photo(models.Model):
    """A picture, re-encoded so that nothing but the picture is left in it."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="photos")
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, null=True, related_name="photos")
    finding = models.ForeignKey("Finding", on_delete=models.PROTECT, null=True, related_name="photos")
    file = models.FileField(upload_to="photos/%Y/%m/")
    small = models.FileField(upload_to="photos/%Y/%m/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"photo {self.pk}"

    @property
    def url(self) -> str:
        """Where the picture is shown to who may see it."""
        return reverse("concerns:photo", args=[self.pk, self.digest[:16]])

    @property
    def thumb(self) -> str:
        return f"{self.url}?small=1"

    @property
    def alt(self) -> str:
        return str(_("photo of the matter"))


class Finding(models.Model):
    """What was seen: on a visit by our own, or by an expert; a finding may overrule a suspicion."""

    class Source(models.TextChoices):
        VISIT = "visit", _("visit")
        EXPERT = "expert", _("expert")

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="findings")
    source = models.CharField(max_length=8, choices=Source)
    text = models.TextField()
    visitors = models.JSONField(default=list, help_text="names and capacities of those who were there")
    n_visitors = models.PositiveSmallIntegerField(default=1)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    overrules = models.ForeignKey(Voice, on_delete=models.PROTECT, null=True, related_name="overruled_by")

    def __str__(self) -> str:
        return self.text[:40]
