"""One tree of places down to the household; units that act there; rosters as plain rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shangyi.places.rules import Manner, PlaceKind, UnitKind


class Place(models.Model):
    """A node of the one tree. `path` lists the ids from the root down, so a subtree is one prefix."""

    class Kind(models.TextChoices):
        PROVINCE = PlaceKind.PROVINCE, _("Province")
        CITY = PlaceKind.CITY, _("City")
        DISTRICT = PlaceKind.DISTRICT, _("District")
        STREET = PlaceKind.STREET, _("Street or town")
        COMMUNITY = PlaceKind.COMMUNITY, _("Community or village")
        GRID = PlaceKind.GRID, _("Grid")
        COMPOUND = PlaceKind.COMPOUND, _("Compound")
        BUILDING = PlaceKind.BUILDING, _("Building")
        STAIRWELL = PlaceKind.STAIRWELL, _("Stairwell")
        HOUSEHOLD = PlaceKind.HOUSEHOLD, _("Household")

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=200, help_text="from the community down, as people say it")
    path = models.CharField(max_length=120, unique=True, null=True)
    community = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["parent", "name"], name="place_children")]

    def __str__(self) -> str:
        return self.full_name or self.name


class Unit(models.Model):
    """An organisation that acts: committee, property firm, department, police room, shop."""

    class Kind(models.TextChoices):
        COMMITTEE = UnitKind.COMMITTEE, _("Community committee")
        STREET_OFFICE = UnitKind.STREET_OFFICE, _("Street office or town government")
        DEPARTMENT = UnitKind.DEPARTMENT, _("Government department")
        PROPERTY_FIRM = UnitKind.PROPERTY_FIRM, _("Property firm")
        UTILITY = UnitKind.UTILITY, _("Utility")
        POLICE_ROOM = UnitKind.POLICE_ROOM, _("Police room")
        CPPCC = UnitKind.CPPCC, _("CPPCC committee")
        VOLUNTEERS = UnitKind.VOLUNTEERS, _("Volunteers")
        SHOP = UnitKind.SHOP, _("Shop")
        SCHOOL = UnitKind.SCHOOL, _("School")
        OTHER = UnitKind.OTHER, _("Other")

    class MannerChoice(models.TextChoices):
        ASSIGN = Manner.ASSIGN, _("assign")
        REQUEST = Manner.REQUEST, _("ask as a peer")
        REFER = Manner.REFER, _("pass on")
        SUBMIT = Manner.SUBMIT, _("ask a superior")

    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=80)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="units")
    manner = models.CharField(max_length=8, choices=MannerChoice, default=MannerChoice.REQUEST)
    phone = models.CharField(max_length=30, blank=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="unit_name_per_place")]

    def __str__(self) -> str:
        return self.name


class ServicePeriod(models.Model):
    """From when to when a unit serves a compound; the end is open while it serves."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="periods")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="periods")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    source = models.CharField(
        max_length=120, blank=True, help_text="the contract or notice the dates are read from"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
                name="service_period_forward",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} → {self.place}"


class HouseholdRow(models.Model):
    """A plain row of the household roster: who lives there, by name."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="household_rows")
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=30, blank=True)
    is_tenant = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class OwnerRow(models.Model):
    """A plain row of the owners' roster: name, area in units of 0.01 m² and where the area was read."""

    class AreaSource(models.TextChoices):
        REGISTER = "register", _("property register")
        SURVEY = "survey", _("survey")
        CONTRACT = "contract", _("sale contract")

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="owner_rows")
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=30, blank=True)
    area = models.PositiveIntegerField(help_text="0.01 m²")
    area_source = models.CharField(max_length=8, choices=AreaSource)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name
