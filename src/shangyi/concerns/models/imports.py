"""Files of hotline cases."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shangyi.people.models import Person
from shangyi.places.models import Place


class ImportBatch(models.Model):
    """One file of hotline cases: what was in it and what came of each row."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("to be confirmed")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")

    source = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    stored = models.FileField(upload_to="imports/", null=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.PREVIEW)
    n_rows = models.PositiveIntegerField(default=0)
    n_done = models.PositiveIntegerField(default=0)
    n_new = models.PositiveIntegerField(default=0)
    n_repeated = models.PositiveIntegerField(default=0)
    n_wrong = models.PositiveIntegerField(default=0)
    headers = models.JSONField(default=list)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True, help_text="when the last rows were taken in")
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name


class ColumnMapping(models.Model):
    """Which column of a source means what, remembered from the last import."""

    source = models.CharField(max_length=60, unique=True)
    mapping = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.source


class WrongRow(models.Model):
    """A row that did not become a voice: why, and the cells as they came, so that it can be mended."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="wrong")
    row = models.PositiveIntegerField(help_text="as the spreadsheet counts")
    code = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    cells = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="row_is_wrong_once")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.code}"


class HotlineCase(models.Model):
    """What the hotline itself holds about a voice: its deadline and its own words for place, kind and title.

    Its number is the voice's `external_number`. The answer goes back under these.
    """

    voice = models.OneToOneField("Voice", on_delete=models.PROTECT, related_name="hotline_case")
    due_at = models.DateTimeField(null=True, help_text="by when the hotline wants it back; not our own clock")
    title = models.CharField(max_length=80, blank=True)
    kind_said = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.title
