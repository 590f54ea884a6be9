"""The list pages of the desk, which are all alike: the newest first, by state and by words, page by page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet, TextChoices
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.ui.rules import page_of

Row = TypeVar("Row", bound=Model)
MOST_COUNTED = 10_001


def listed(
    request: HttpRequest,
    rows: QuerySet[Row],
    states: type[TextChoices],
    tone_of: Callable[[Row], str],
    *,
    words_in: str,
    words_label: str,
) -> dict[str, Any]:
    """What such a page shows: the rows with their tone, the pager, and the filters as they were set."""
    rows = rows.order_by("-id")
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()[:60]
    if state in states.values:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(**{f"{words_in}__icontains": words})
    pager = page_of(request.GET.get("page"), total=rows[:MOST_COUNTED].count(), size=20)
    options = [
        {"value": "", "label": _("All states")},
        *({"value": value, "label": name} for value, name in states.choices),
    ]
    return {
        "now": timezone.now(),
        "face": "desk",
        "rows": [(row, tone_of(row)) for row in rows[pager.start : pager.stop]],
        "pager": pager,
        "filters": [
            {"name": "q", "label": words_label, "value": words},
            {"name": "state", "label": _("State"), "type": "select", "options": options, "value": state},
        ],
    }
