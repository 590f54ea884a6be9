"""A budget, the wishes for it, who may vote, and what was ticked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.decisions.rules.budget import Rule
from shangyi.decisions.rules.budget_life import BudgetState, Who, WishState
from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place
from shangyi.undertakings.models import Undertaking


class Budget(models.Model):
    """A sum in fen for what residents wish for; they propose, staff check, everybody ticks, one rule counts."""

    class StateChoice(models.TextChoices):
        DRAFT = BudgetState.DRAFT, pgettext_lazy("budget", "Draft")
        COLLECTING = BudgetState.COLLECTING, _("Collecting wishes")
        VOTING = BudgetState.VOTING, pgettext_lazy("budget", "Voting")
        CLOSED = BudgetState.CLOSED, pgettext_lazy("budget", "Voting is over")
        COUNTED = BudgetState.COUNTED, pgettext_lazy("budget", "Counted, not yet published")
        PUBLISHED = BudgetState.PUBLISHED, pgettext_lazy("budget", "Published")
        WITHDRAWN = BudgetState.WITHDRAWN, pgettext_lazy("budget", "Withdrawn")

    class RuleChoice(models.TextChoices):
        EQUAL_SHARES = Rule.EQUAL_SHARES, _("equal shares: every voter decides over an equal part")
        GREEDY = Rule.GREEDY, _("most ticks first, as long as the sum lasts")

    class WhoChoice(models.TextChoices):
        RESIDENTS = Who.RESIDENTS, _("every resident who is known, one vote each")
        HOUSEHOLDS = Who.HOUSEHOLDS, _("every household, one vote each")

    title = models.CharField(max_length=120)
    background = models.TextField(blank=True)
    source = models.CharField(max_length=120, blank=True, help_text="where the money comes from")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="budgets")
    place_path = models.CharField(max_length=120)
    sum_fen = models.PositiveBigIntegerField()
    rule = models.CharField(max_length=24, choices=RuleChoice, default=Rule.EQUAL_SHARES)
    who = models.CharField(max_length=12, choices=WhoChoice, default=Who.RESIDENTS)
    state = models.CharField(max_length=10, choices=StateChoice, default=BudgetState.DRAFT)
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="budgets_planned")
    planned_capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    wishes_until = models.DateTimeField()
    first_wishes_until = models.DateTimeField(null=True, help_text="as first said, if it was made longer")
    announced_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    first_closes_at = models.DateTimeField(null=True, help_text="as first said, if it was made longer")
    extended_reason = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    publish_by = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=300, blank=True)
    imported_from = models.CharField(max_length=120, blank=True, help_text="the .pb file it was read from")
    result = models.JSONField(
        default=dict, help_text="both workings as they were printed when it was counted"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["place_path", "-id"],
                name="budget_below",
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
            models.Index(fields=["state", "closes_at"], name="budget_by_state"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the ledger and undertakings name it."""
        return f"budget:{self.pk}"


class BudgetWish(models.Model):
    """What somebody would have the money spent on; checked by a named person, who says why not where it is not put."""

    class StateChoice(models.TextChoices):
        PROPOSED = WishState.PROPOSED, _("Waiting to be checked")
        ADMITTED = WishState.ADMITTED, _("Put to the vote")
        TURNED_DOWN = WishState.TURNED_DOWN, _("Not put")
        TAKEN_BACK = WishState.TAKEN_BACK, pgettext_lazy("wish", "Taken back")
        MERGED = WishState.MERGED, pgettext_lazy("wish", "Together with another")

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="wishes")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=40, help_text="its number, or the id in the file it was read from")
    title = models.CharField(max_length=120)
    why = models.TextField(blank=True)
    cost_fen = models.PositiveBigIntegerField(null=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    proposer_name = models.CharField(max_length=60, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=StateChoice, default=WishState.PROPOSED)
    reason = models.CharField(max_length=300, blank=True)
    owners_note = models.CharField(max_length=300, blank=True, help_text="why the owners need not decide")
    checked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    merged_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    merged_at = models.DateTimeField(null=True)
    state_before = models.CharField(max_length=12, blank=True, help_text="what it was before it was merged")
    is_won = models.BooleanField(default=False)
    undertaking = models.ForeignKey(Undertaking, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["budget", "number"], name="budget_wish_number"),
            models.UniqueConstraint(fields=["budget", "key"], name="budget_wish_key"),
            models.CheckConstraint(
                condition=Q(cost_fen__isnull=False) | ~Q(state=WishState.ADMITTED),
                name="admitted_wish_has_cost",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=False, state=WishState.MERGED)
                | (Q(merged_into__isnull=True) & ~Q(state=WishState.MERGED)),
                name="merged_wish_has_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BudgetVoter(models.Model):
    """One row of the list of voters, frozen when voting opens. `code` opens the paper without signing in."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="voters")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=20, db_index=True)
    enrolled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["budget", "key"], name="budget_voter_once")]
        indexes = [models.Index(fields=["person", "budget"], name="budget_voter_person")]

    def __str__(self) -> str:
        return self.name


class BudgetVote(models.Model):
    """What one voter has ticked so far; changed until the end, and every change is kept beside it."""

    class How(models.TextChoices):
        SIGNED_IN = "signed-in", _("on the phone, signed in")
        CODE = "code", _("by link and code")
        COUNTER = "counter", _("at the counter, written down by staff")
        FILE = "file", _("read from a file")

    voter = models.OneToOneField(BudgetVoter, on_delete=models.CASCADE, related_name="vote")
    points = models.JSONField(help_text="key of the wish: points; a tick is one")
    how = models.CharField(max_length=10, choices=How)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    cast_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    n_changes = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"vote {self.pk}"


class BudgetVoteChange(models.Model):
    """What a vote said before it was changed."""

    vote = models.ForeignKey(BudgetVote, on_delete=models.CASCADE, related_name="history")
    points = models.JSONField()
    how = models.CharField(max_length=10)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    held_from = models.DateTimeField()
    held_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"earlier vote {self.vote_id}"
