"""Accounts, persons, the capacities they act in, and the links to roster rows."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shangyi.ledger.queries.prepared import Prepared
from shangyi.people.rules.capacities import CapacityKind
from shangyi.places.models import HouseholdRow, OwnerRow, Place, Unit


class Person(models.Model):
    """A human being, with or without an account. Two rows found to be one person point to the kept one."""

    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, null=True, unique=True)
    email = models.EmailField(null=True, unique=True)
    home = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    large_print = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True, help_text="empty: as chosen on each device")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="variants")
    entered_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Accounts(BaseUserManager["Account"]):
    """Every request that is signed in asks for the account and who it is: that is one statement."""

    def get_queryset(self) -> models.QuerySet[Account]:
        return super().get_queryset().select_related("person__home")

    def get(self, *args: Any, **wanted: Any) -> Account:
        """The account; by its key alone, as every request asks for it, the statement is built only once."""
        key = wanted.get("pk")
        if args or len(wanted) > 1 or not isinstance(key, int):
            return super().get(*args, **wanted)
        for account in _BY_KEY(key=key):
            return account
        raise self.model.DoesNotExist


_BY_KEY: Prepared[Account, Account] = Prepared(lambda key: Account.objects.filter(pk=key))


class Account(AbstractBaseUser):
    """The means of signing in; staff have a password, residents a code sent to phone or e-mail."""

    sign_in_name = models.CharField(max_length=60, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(
        default=False, help_text="the password was chosen by somebody else"
    )

    USERNAME_FIELD = "sign_in_name"
    objects = Accounts()

    def __str__(self) -> str:
        return self.sign_in_name


class Capacity(models.Model):
    """In what role a person acts, where, from when to when. Several at once are usual."""

    class Kind(models.TextChoices):
        RESIDENT = CapacityKind.RESIDENT, _("resident")
        BUILDING_HEAD = CapacityKind.BUILDING_HEAD, _("building head")
        VOLUNTEER = CapacityKind.VOLUNTEER, _("volunteer")
        GRID_WORKER = CapacityKind.GRID_WORKER, _("grid worker")
        CLERK = CapacityKind.CLERK, _("community clerk")
        SECRETARY = CapacityKind.SECRETARY, _("community secretary")
        FIRST_SECRETARY = CapacityKind.FIRST_SECRETARY, _("first secretary")
        UNIT_WORKER = CapacityKind.UNIT_WORKER, _("worker of a unit")
        PROPERTY_MANAGER = CapacityKind.PROPERTY_MANAGER, _("property manager")
        STREET_OFFICER = CapacityKind.STREET_OFFICER, _("street officer")
        DISTRICT_OFFICER = CapacityKind.DISTRICT_OFFICER, _("district officer")
        ORGANISATION_DEPT = CapacityKind.ORGANISATION_DEPT, _("organisation department")
        OPERATOR = CapacityKind.OPERATOR, _("operator")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="capacities")
    kind = models.CharField(max_length=20, choices=Kind)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="capacities")
    title = models.CharField(
        max_length=60, blank=True, help_text="as the person is called, e.g. 社区党委书记"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    delegated_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="delegates")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="capacity_forward"
            ),
            models.CheckConstraint(
                condition=Q(delegated_by__isnull=True) | Q(until_on__isnull=False), name="delegation_ends"
            ),
        ]
        indexes = [models.Index(fields=["kind", "place"], name="capacity_by_place")]

    def __str__(self) -> str:
        return f"{self.person} · {self.title or self.get_kind_display()}"


class Absence(models.Model):
    """A keeper is away: from when to when, and who stands in for all that they hold."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=120)
    stand_in = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.person} away"


class RosterLink(models.Model):
    """A person is the one a plain roster row names; exactly one of the two rows is set."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roster_links")
    household_row = models.ForeignKey(HouseholdRow, on_delete=models.PROTECT, null=True, related_name="+")
    owner_row = models.ForeignKey(OwnerRow, on_delete=models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(household_row__isnull=True) ^ Q(owner_row__isnull=True),
                name="roster_link_one_row",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} = row"


class SignInCode(models.Model):
    """A short code sent to a phone or an e-mail address; only its digest is kept."""

    contact = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["contact", "made_at"], name="code_of_contact")]

    def __str__(self) -> str:
        return f"code {self.pk}"


class BackupCode(models.Model):
    """A code for the day the phone with the second step is lost; each opens once, only its digest is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="backup_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="backup_code_once")]

    def __str__(self) -> str:
        return f"backup code {self.pk}"


class Turn(models.Model):
    """How soon a client may do something again; the key means nothing by itself and changes every day."""

    key = models.CharField(max_length=64, unique=True)
    full_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["full_at"], name="turn_to_forget")]

    def __str__(self) -> str:
        return f"turn {self.pk}"
