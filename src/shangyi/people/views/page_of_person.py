"""What the page of a person shows; two views render it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from shangyi.kernel.actor import may as may_at
from shangyi.people.forms import SignInNameForm
from shangyi.people.models import Account, Capacity, Person, RosterLink
from shangyi.people.queries import capacities_of, reach_of, same_person_ids
from shangyi.people.rules.contacts import masked
from shangyi.people.views.own import is_in_force
from shangyi.ui.views.access import actor


def person_page(request: HttpRequest, row: Person, **more: Any) -> dict[str, Any]:
    """What the page of a person shows; a variant's page is that of the kept entry."""
    who, today = actor(request), timezone.localdate()
    kept = row.merged_into or row
    held = list(capacities_of(kept))
    path = reach_of(kept, who, "person.contact")
    account = Account.objects.filter(person=kept).first()
    return {
        "person": kept,
        "variants": list(kept.variants.order_by("pk")),
        "contact": _contact(kept, open_=may_at(who, "person.contact", path) is not None),
        "now_held": [
            {"capacity": each, "leave": leave_address(each)} for each in held if is_in_force(each, today)
        ],
        "once_held": [each for each in held if not is_in_force(each, today)],
        "sign_in": account,
        "links": _links(kept),
        "may_grant": may_at(who, "capacity.grant", reach_of(kept, who, "capacity.grant")) is not None,
        "may_merge": may_at(who, "person.merge", reach_of(kept, who, "person.merge")) is not None,
        "may_link": may_at(who, "roster.edit", reach_of(kept, who, "roster.edit")) is not None,
        "sign_in_form": SignInNameForm(initial={"sign_in_name": account.sign_in_name if account else ""}),
        "face": "desk",
        **more,
    }


def _contact(person: Person, *, open_: bool) -> list[str]:
    return [each if open_ else masked(each) for each in (person.phone, person.email) if each]


def _links(person: Person) -> list[RosterLink]:
    rows = RosterLink.objects.filter(person__in=same_person_ids(person.pk))
    return list(rows.select_related("household_row__place", "owner_row__place").order_by("pk"))


def leave_address(capacity: Capacity) -> str:
    """Where a capacity is ended together with what is held in it: a page of a later room, named in the settings."""
    try:
        return (
            reverse(settings.LEAVE_ROUTE, kwargs={"capacity_id": capacity.pk}) if settings.LEAVE_ROUTE else ""
        )
    except NoReverseMatch:
        return ""
