"""A ballot, who may vote in it, and what was handed in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.decisions.rules.ballot_life import BallotState, Electorate, Majority, Method
from shangyi.decisions.rules.labels import Label
from shangyi.decisions.rules.owners import OwnersMatter
from shangyi.decisions.rules.roster import AreaSource, ScopeKind, Standing
from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place
from shangyi.rulepacks.models import PackVersion
from shangyi.undertakings.models import Undertaking


class Ballot(models.Model):
    """One question put to a frozen list of voters. Its label says what the result can decide."""

    class LabelChoice(models.TextChoices):
        STRAW_POLL = Label.STRAW_POLL, _("Straw poll")
        CONSULTATIVE = Label.CONSULTATIVE, _("Consultative ballot")
        OWNERS = Label.OWNERS, _("Owners' joint decision")
        ASSEMBLY = Label.ASSEMBLY, _("Vote of the residents' or villagers' assembly")

    class MethodChoice(models.TextChoices):
        YES_NO = Method.YES_NO, _("Yes or no")
        OWNERS = Method.OWNERS, _("Owners by heads and area")
        ASSEMBLY = Method.ASSEMBLY, _("Assembly, of those present")
        APPROVAL = Method.APPROVAL, _("Tick all that you can live with")
        SCORE = Method.SCORE, _("Points for each option")
        RUNOFF = Method.RUNOFF, _("Put in order, the last one drops out")
        SCHULZE = Method.SCHULZE, _("Put in order, compared in pairs")
        CONSENT = Method.CONSENT, _("Consent, each objection followed up")

    class StateChoice(models.TextChoices):
        DRAFT = BallotState.DRAFT, _("Draft")
        NOTICED = BallotState.NOTICED, _("Announced")
        OPEN = BallotState.OPEN, _("Voting")
        COUNTING = BallotState.COUNTING, _("Counting")
        COUNTED = BallotState.COUNTED, _("Counted, not yet published")
        PUBLISHED = BallotState.PUBLISHED, _("Published")
        VOID = BallotState.VOID, _("Void")
        WITHDRAWN = BallotState.WITHDRAWN, _("Withdrawn")

    class ElectorateChoice(models.TextChoices):
        OWNERS = Electorate.OWNERS, _("Owners, from the owners' roster")
        HOUSEHOLDS = Electorate.HOUSEHOLDS, _("Households, one answer each")
        RESIDENTS = Electorate.RESIDENTS, _("Residents who live there")
        LISTED = Electorate.LISTED, _("People named by hand")

    class MajorityChoice(models.TextChoices):
        HALF = Majority.HALF, _("more than half")
        TWO_THIRDS = Majority.TWO_THIRDS, _("two thirds or more")
        THREE_QUARTERS = Majority.THREE_QUARTERS, _("three quarters or more")
        ALL = Majority.ALL, pgettext_lazy("majority", "everybody")

    class MatterChoice(models.TextChoices):
        PROCEDURE = OwnersMatter.PROCEDURE, _("Rules of procedure of the owners' assembly")
        COVENANT = OwnersMatter.COVENANT, _("Management covenant")
        COMMITTEE = OwnersMatter.COMMITTEE, _("Electing or replacing the owners' committee")
        PROPERTY_FIRM = OwnersMatter.PROPERTY_FIRM, _("Hiring or dismissing the property firm")
        FUND_USE = OwnersMatter.FUND_USE, _("Using the maintenance fund")
        FUND_RAISING = OwnersMatter.FUND_RAISING, _("Raising the maintenance fund")
        REBUILDING = OwnersMatter.REBUILDING, _("Rebuilding a building or its facilities")
        CHANGE_OF_USE = OwnersMatter.CHANGE_OF_USE, _("Another use of common parts")
        COMMERCIAL_USE = OwnersMatter.COMMERCIAL_USE, _("Business on common parts")
        OTHER_MAJOR = OwnersMatter.OTHER_MAJOR, _("Another major matter of the owners")
        DWELLING_TO_BUSINESS = OwnersMatter.DWELLING_TO_BUSINESS, _("A dwelling becomes business premises")

    class ScopeChoice(models.TextChoices):
        HOUSEHOLDS = ScopeKind.HOUSEHOLDS, _("Households picked by hand")
        STAIRWELL = ScopeKind.STAIRWELL, _("One stairwell")
        BUILDING = ScopeKind.BUILDING, _("One building")
        COMPOUND = ScopeKind.COMPOUND, _("The whole compound")

    title = models.CharField(max_length=120)
    background = models.TextField(blank=True)
    about = models.CharField(max_length=40, blank=True, help_text="the matter it comes from, e.g. concern:12")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="ballots")
    place_path = models.CharField(max_length=120)
    label = models.CharField(max_length=20, choices=LabelChoice)
    method = models.CharField(max_length=16, choices=MethodChoice)
    matter = models.CharField(max_length=16, choices=MatterChoice, blank=True)
    assembly = models.CharField(max_length=24, blank=True)
    electorate = models.CharField(max_length=12, choices=ElectorateChoice)
    scope_kind = models.CharField(max_length=12, choices=ScopeChoice, default=ScopeKind.COMPOUND)
    majority = models.CharField(max_length=16, choices=MajorityChoice, default=Majority.HALF)
    quorum = models.CharField(max_length=16, choices=MajorityChoice, blank=True)
    seats = models.PositiveSmallIntegerField(default=1)
    most_points = models.PositiveSmallIntegerField(default=5)
    lot = models.JSONField(default=list, help_text="order of options drawn in public before the count")
    is_secret = models.BooleanField(default=True)

    ground = models.CharField(max_length=12, default="unknown")
    changes = models.JSONField(default=list, help_text="what is changed or spent, as ticked")
    set_aside_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    set_aside_reason = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=20, default="paper")
    pack = models.ForeignKey(PackVersion, on_delete=models.PROTECT, null=True, related_name="+")
    declared_area = models.PositiveBigIntegerField(null=True, help_text="0.01 m², as the register says")
    roster_digest = models.CharField(max_length=64, blank=True)
    roster_version = models.PositiveSmallIntegerField(default=0)
    frozen_at = models.DateTimeField(null=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")

    state = models.CharField(max_length=10, choices=StateChoice, default=BallotState.DRAFT)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ballots_asked")
    asked_capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    noticed_at = models.DateTimeField(null=True)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    first_closes_at = models.DateTimeField(null=True, help_text="as announced, before any extension")
    extended_reason = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    publish_by = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    adopted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)
    adopted_words = models.CharField(max_length=300, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict, help_text="the working as it was printed when it closed")
    claim = models.CharField(max_length=12, blank=True)
    outcome = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__gt=models.F("opens_at")),
                name="ballot_closes_after_opening",
            ),
        ]
        indexes = [
            models.Index(
                fields=["place_path", "-id"],
                name="ballot_below",
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
            models.Index(fields=["state", "closes_at"], name="ballot_by_state"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the ledger and undertakings name it."""
        return f"ballot:{self.pk}"


class BallotOption(models.Model):
    """One thing to choose, in the order of the notice."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "number"], name="ballot_option_number"),
            models.UniqueConstraint(fields=["ballot", "text"], name="ballot_option_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Elector(models.Model):
    """One row of the frozen list: a unit with owners and area, a household, or a person.

    A corrected list is a new version of rows; the old ones stay. `head` names the person in the count: the
    rows of one owner share it. `code` opens the paper of this head without signing in.
    """

    class SourceChoice(models.TextChoices):
        REGISTER = AreaSource.REGISTER, _("property register")
        SURVEY = AreaSource.SURVEY, _("survey")
        CONTRACT = AreaSource.CONTRACT, _("sale contract")

    class StandingChoice(models.TextChoices):
        DELIVERED = Standing.DELIVERED, pgettext_lazy("flat", "delivered")
        UNDELIVERED = Standing.UNDELIVERED, _("sold, not delivered")
        UNSOLD = Standing.UNSOLD, _("not sold")

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="electors")
    version = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=60, help_text="the household's code, or person:ID, or a name")
    head = models.CharField(max_length=60)
    name = models.CharField(max_length=120, help_text="who it is, as on the roster")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    owners = models.JSONField(default=list)
    area = models.PositiveIntegerField(default=0, help_text="0.01 m²")
    area_source = models.CharField(max_length=8, choices=SourceChoice, blank=True)
    standing = models.CharField(max_length=12, choices=StandingChoice, default=Standing.DELIVERED)
    is_parking = models.BooleanField(default=False)
    is_heard_only = models.BooleanField(default=False, help_text="may speak, has no vote")
    code = models.CharField(max_length=20, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "version", "key"], name="elector_once_a_version"),
        ]
        indexes = [models.Index(fields=["person", "ballot"], name="elector_of_person")]

    def __str__(self) -> str:
        return self.name


class Vote(models.Model):
    """What one head or person has handed in so far. There is one row each; every change is kept beside it."""

    class How(models.TextChoices):
        SIGNED_IN = "signed-in", _("on the phone, signed in")
        CODE = "code", _("by link and code")
        COUNTER = "counter", _("at the counter, written down by staff")
        PAPER = "paper", _("on paper")
        PROXY = "proxy", _("by proxy")
        HANDS = "hands", _("by a show of hands")

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="votes")
    head = models.CharField(max_length=60)
    choice = models.JSONField()
    how = models.CharField(max_length=10, choices=How)
    proxy = models.CharField(max_length=60, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    cast_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    n_changes = models.PositiveSmallIntegerField(default=0)
    stands = models.BooleanField(default=True, help_text="false: set aside when the roster was corrected")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "head"], name="one_vote_a_head")]

    def __str__(self) -> str:
        return f"vote {self.pk} of {self.ballot_id}"


class VoteChange(models.Model):
    """What a vote said before it was changed."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="history")
    choice = models.JSONField()
    how = models.CharField(max_length=10)
    proxy = models.CharField(max_length=60, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    held_from = models.DateTimeField()
    held_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"earlier answer of vote {self.vote_id}"


class ProxyPaper(models.Model):
    """A written proxy: for which head, who holds it, and what the owner wrote to be answered."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="proxies")
    household = models.CharField(max_length=60)
    holder = models.CharField(max_length=60)
    is_written = models.BooleanField(default=False)
    proof = models.CharField(max_length=120, blank=True, help_text="where the signed paper is kept")
    choice = models.CharField(max_length=10, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "household"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_proxy_a_household",
            )
        ]

    def __str__(self) -> str:
        return f"proxy of {self.household}"


class PaperReading(models.Model):
    """What one person typed from one paper. Two persons read each paper without seeing the other's reading."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="readings")
    household = models.CharField(max_length=60)
    choice = models.JSONField()
    read_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    stands = models.BooleanField(default=True, help_text="false: set aside when the roster was corrected")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "household", "read_by"],
                condition=Q(stands=True),
                name="paper_read_once_each",
            )
        ]

    def __str__(self) -> str:
        return f"reading of {self.household}"


class Objection(models.Model):
    """A reasoned objection or condition in a consent ballot, until it is met, withdrawn or stood aside from."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="objections")
    head = models.CharField(max_length=60)
    is_condition = models.BooleanField(default=False, help_text="agree if …, rather than object")
    reason = models.CharField(max_length=500)
    raised_at = models.DateTimeField()
    undertaking = models.ForeignKey(Undertaking, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "head"], condition=Q(ended_at__isnull=True), name="one_open_objection"
            )
        ]

    def __str__(self) -> str:
        return self.reason
