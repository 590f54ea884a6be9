"""业委会成立: the procedure of one compound, its acts with their evidence, and the people who are named in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.decisions.models.ballots import Ballot
from shangyi.decisions.rules.founding import Deed, FoundingState, Role, Side
from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place
from shangyi.rulepacks.models import PackVersion


class Founding(models.Model):
    """One procedure by which the owners of a compound get their committee. A compound has one at a time."""

    class StateChoice(models.TextChoices):
        REQUESTED = FoundingState.REQUESTED, _("Asked for by owners")
        RUNNING = FoundingState.RUNNING, pgettext_lazy("founding", "Under way")
        FILED = FoundingState.FILED, _("Founded and filed")
        STOPPED = FoundingState.STOPPED, pgettext_lazy("founding", "Stopped")

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="foundings")
    place_path = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=StateChoice, default=FoundingState.RUNNING)
    pack = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="foundings_asked")
    asked_capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=300, blank=True, help_text="why, as whoever asked or opened it wrote")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, null=True, related_name="founding")
    filed_at = models.DateTimeField(null=True)
    filing_number = models.CharField(max_length=60, blank=True)
    filing_office = models.CharField(max_length=120, blank=True)
    recorded_on = models.DateField(null=True, help_text="when the office put it on its record")
    term_from = models.DateField(null=True)
    term_until = models.DateField(null=True)
    renew_by = models.DateField(null=True, help_text="when the next election has to be under way")
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(state__in=["requested", "running"]),
                name="one_founding_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=FoundingState.FILED) | ~Q(filing_number="") & Q(recorded_on__isnull=False),
                name="filed_founding_has_number",
            ),
        ]
        indexes = [
            models.Index(
                fields=["place_path", "-id"],
                name="founding_below",
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
        ]

    def __str__(self) -> str:
        return f"owners' committee of {self.place_id}"

    @property
    def subject(self) -> str:
        """How the ledger and undertakings name it."""
        return f"founding:{self.pk}"


class FoundingAct(models.Model):
    """One act that was done: what it writes down, on what evidence, by whom. A corrected act stays behind the new."""

    class DeedChoice(models.TextChoices):
        ELIGIBILITY = Deed.ELIGIBILITY, _("Check whether the compound may form a committee")
        GROUP = Deed.GROUP, _("Form the preparatory group")
        ROSTER = Deed.ROSTER, _("Confirm owners, heads and areas")
        NOTICE = Deed.NOTICE, _("Show the drafts and candidates, and call the owners' meeting")
        BALLOT = Deed.BALLOT, _("Name the ballot of the owners' meeting")
        RESULT = Deed.RESULT, _("Take over the result of the owners' vote")
        COMMITTEE = Deed.COMMITTEE, _("Write down the elected committee and its first meeting")
        FILING = Deed.FILING, _("File the committee with the street or town")

    founding = models.ForeignKey(Founding, on_delete=models.CASCADE, related_name="acts")
    deed = models.CharField(max_length=12, choices=DeedChoice)
    facts = models.JSONField(default=dict, help_text="name: a number, or a day as text")
    evidence = models.TextField(blank=True)
    picture = models.FileField(upload_to="foundings/%Y/%m/", blank=True)
    picture_digest = models.CharField(max_length=64, blank=True)
    why_late = models.CharField(max_length=300, blank=True)
    late = models.JSONField(default=list, help_text="the gates that were kept too late, as why_late explains")
    why_again = models.CharField(max_length=300, blank=True, help_text="why an earlier act was corrected")
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    done_capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField()
    stands = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["founding", "deed"], condition=Q(stands=True), name="one_standing_act_a_deed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.deed} of {self.founding_id}"


class FoundingMember(models.Model):
    """Somebody named by an act: in the preparatory group, among the candidates, or elected."""

    class RoleChoice(models.TextChoices):
        GROUP = Role.GROUP, _("Preparatory group")
        CANDIDATE = Role.CANDIDATE, _("Candidate")
        COMMITTEE = Role.COMMITTEE, _("Member of the owners' committee")

    class SideChoice(models.TextChoices):
        OWNER = Side.OWNER, _("owner")
        STREET = Side.STREET, pgettext_lazy("side", "street or town")
        COMMUNITY = Side.COMMUNITY, pgettext_lazy("side", "community")
        DEVELOPER = Side.DEVELOPER, pgettext_lazy("side", "developer")
        OTHER = Side.OTHER, pgettext_lazy("side", "other")

    act = models.ForeignKey(FoundingAct, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(max_length=10, choices=RoleChoice)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    side = models.CharField(max_length=10, choices=SideChoice, default=Side.OWNER)
    post = models.CharField(max_length=40, blank=True, help_text="chair, deputy …, as they say there")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["act", "name"], name="named_once_an_act"),
        ]

    def __str__(self) -> str:
        return self.name


class FoundingSupport(models.Model):
    """An owner who asks for the committee; whether the owners' roster knows them is kept as it was then."""

    founding = models.ForeignKey(Founding, on_delete=models.CASCADE, related_name="supports")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    is_on_roster = models.BooleanField(default=False)
    area = models.PositiveIntegerField(default=0, help_text="0.01 m², as the roster said")
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["founding", "person"], name="one_support_a_person")]

    def __str__(self) -> str:
        return f"support {self.pk}"
