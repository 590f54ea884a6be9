"""An agreement, the versions of its text, its parties and signers, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.decisions.rules.shares import Basis
from shangyi.decisions.rules.signing import State, Verb, Way
from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place, Unit
from shangyi.undertakings.models import Undertaking


class Agreement(models.Model):
    """What households, persons or units agree on; in force only when all of them have signed one text."""

    class StateChoice(models.TextChoices):
        DRAFT = State.DRAFT, pgettext_lazy("agreement", "Draft")
        SIGNING = State.SIGNING, _("Being signed")
        SENT_BACK = State.SENT_BACK, _("Sent back")
        IN_FORCE = State.IN_FORCE, _("In force")
        DROPPED = State.DROPPED, _("Dropped")

    title = models.CharField(max_length=120)
    about = models.CharField(max_length=40, blank=True, help_text="what it comes from, e.g. concern:12")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="agreements")
    place_path = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=StateChoice, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="agreements_drafted")
    drafted_capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    sign_by = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    in_force_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=300, blank=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_words = models.CharField(max_length=300, blank=True)
    warranty_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_at__isnull=False) | ~Q(state=State.IN_FORCE),
                name="agreement_in_force_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["place_path", "-id"],
                name="agreement_below",
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
            models.Index(fields=["state", "sign_by"], name="agreement_by_state"),
            models.Index(fields=["about"], name="agreement_about"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the ledger and undertakings name it."""
        return f"agreement:{self.pk}"


class AgreementText(models.Model):
    """One version of the text. It is changed while it is a draft, and never again once it lay open for signature."""

    class BasisChoice(models.TextChoices):
        EQUAL = Basis.EQUAL, _("in equal parts")
        AREA = Basis.AREA, _("by the area of the flats")
        FIGURES = Basis.FIGURES, _("by figures that were agreed")
        BENEFIT = Basis.BENEFIT, _("by points of benefit that were agreed")

    class EndChoice(models.TextChoices):
        REFUSE = Verb.REFUSE, _("refused by a party")
        WITHDRAW = Verb.WITHDRAW, _("taken back by whoever drafted it")

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="texts")
    version = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=20, help_text="random, printed with the text")
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    options = models.TextField(blank=True, help_text="other ways that were considered")
    is_mediation = models.BooleanField(default=False)
    total_fen = models.PositiveBigIntegerField(default=0)
    total_reason = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=8, choices=BasisChoice, default=Basis.EQUAL)
    digest = models.CharField(max_length=64, blank=True)
    offered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_verb = models.CharField(max_length=10, choices=EndChoice, blank=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "version"], name="agreement_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class AgreementParty(models.Model):
    """A household, a person or a unit that the text binds, with its share in fen and what it rests on."""

    class KindChoice(models.TextChoices):
        HOUSEHOLD = "household", _("household")
        PERSON = "person", _("person")
        UNIT = "unit", pgettext_lazy("party", "unit")

    text = models.ForeignKey(AgreementText, on_delete=models.CASCADE, related_name="parties")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=KindChoice)
    key = models.CharField(max_length=60, help_text="the household's code, or the name as typed")
    label = models.CharField(max_length=200)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    weight = models.PositiveBigIntegerField(default=0, help_text="0.01 m², fen or points, by the basis")
    exempt_because = models.CharField(max_length=200, blank=True)
    fen = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="agreement_party_number"),
            models.UniqueConstraint(fields=["text", "label"], name="agreement_party_once"),
        ]

    def __str__(self) -> str:
        return self.label


class AgreementSigner(models.Model):
    """Whose name must stand under the text for a party. `code` opens the text without signing in."""

    class RoleChoice(models.TextChoices):
        OWNER = "owner", pgettext_lazy("party", "owner")
        OCCUPANT = "occupant", pgettext_lazy("party", "tenant")
        SELF = "self", pgettext_lazy("party", "in person")
        FOR_UNIT = "for-unit", pgettext_lazy("party", "for the unit")

    party = models.ForeignKey(AgreementParty, on_delete=models.CASCADE, related_name="signers")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=10, choices=RoleChoice)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=20, db_index=True)

    class Meta:
        ordering = ["party__number", "number"]
        constraints = [models.UniqueConstraint(fields=["party", "name"], name="agreement_signer_once")]
        indexes = [models.Index(fields=["person", "party"], name="agreement_signer_person")]

    def __str__(self) -> str:
        return self.name


class AgreementSignature(models.Model):
    """A name under the text: how it came there, over which digest; taken back it stays on record."""

    class WayChoice(models.TextChoices):
        SIGNED_IN = Way.SIGNED_IN, _("on the phone, signed in")
        IN_PERSON_CODE = Way.IN_PERSON_CODE, _("in person, with their code")
        DRAWN = Way.DRAWN, _("drawn by hand on a screen")
        REMOTE_CODE = Way.REMOTE_CODE, pgettext_lazy("signature", "by link and code")
        WRITTEN_PROXY = Way.WRITTEN_PROXY, _("by written proxy")
        PAPER_WITNESSED = Way.PAPER_WITNESSED, _("on paper, before a witness")

    signer = models.ForeignKey(AgreementSigner, on_delete=models.PROTECT, related_name="signatures")
    way = models.CharField(max_length=16, choices=WayChoice)
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    evidence = models.CharField(
        max_length=120, blank=True, help_text="where the paper is kept, who signed it"
    )
    witness = models.CharField(max_length=60, blank=True)
    picture = models.FileField(upload_to="agreements/%Y/%m/", blank=True)
    picture_digest = models.CharField(max_length=64, blank=True)
    drawing = models.TextField(
        blank=True, max_length=20_000, help_text="strokes of a name drawn by hand: x,y x,y;x,y"
    )
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signer"], condition=Q(taken_back_at__isnull=True), name="one_signature_a_signer"
            )
        ]

    def __str__(self) -> str:
        return f"signature of {self.signer_id}"


class AgreementObjection(models.Model):
    """What a signer has against the text while it lies open; somebody named answers it."""

    signer = models.ForeignKey(AgreementSigner, on_delete=models.PROTECT, related_name="objections")
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
                fields=["signer"], condition=Q(ended_at__isnull=True), name="one_open_agreement_objection"
            )
        ]

    def __str__(self) -> str:
        return self.reason


class AgreementConcession(models.Model):
    """What a party gives up, in return for what, and within which bounds."""

    party = models.ForeignKey(AgreementParty, on_delete=models.CASCADE, related_name="concessions")
    gives = models.CharField(max_length=300)
    in_return = models.CharField(max_length=300)
    scope = models.CharField(max_length=300)
    access_times = models.CharField(max_length=300)
    restoration = models.CharField(max_length=300)
    withdrawal = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.gives


class AgreementPromise(models.Model):
    """What somebody does until which day; once the agreement is in force it is their undertaking."""

    text = models.ForeignKey(AgreementText, on_delete=models.CASCADE, related_name="promises")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=300)
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    is_works = models.BooleanField(default=False)
    undertaking = models.ForeignKey(Undertaking, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(holder__isnull=False) | Q(unit__isnull=False), name="agreement_promise_has_owner"
            )
        ]

    def __str__(self) -> str:
        return self.what


class AgreementQuote(models.Model):
    """What a firm asks for the works."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="quotes")
    firm = models.CharField(max_length=80)
    total_fen = models.PositiveBigIntegerField()
    warranty_months = models.PositiveSmallIntegerField(default=0)
    working_days = models.PositiveSmallIntegerField(default=0)
    offer = models.CharField(max_length=300, blank=True)
    is_chosen = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "firm"], name="agreement_quote_once"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(is_chosen=True), name="one_chosen_quote"
            ),
        ]

    def __str__(self) -> str:
        return self.firm


class AgreementPayment(models.Model):
    """Money that a party paid towards its share; given back or booked in error it is a negative line."""

    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="payments")
    fen = models.BigIntegerField()
    paid_on = models.DateField()
    note = models.CharField(max_length=120, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by", help_text="booked in error"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(fen=0), name="agreement_payment_not_nothing")]

    def __str__(self) -> str:
        return f"payment {self.pk}"
