"""Who may be named in a gathering: those who act here, and those who came."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from shangyi.forums.models import Gathering, Remark
from shangyi.kernel.promises import find_promises
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import in_force
from shangyi.places.rules import ancestor_paths
from shangyi.rulepacks.queries import rules_of


def holders_for(gathering: Gathering, now: datetime) -> QuerySet[Person]:
    """Whom a promise of this gathering may name: staff and unit people whose place covers it or lies in its
    community, and everybody who is checked in by name.
    """
    home = gathering.community.path if gathering.community else gathering.place_path
    near = Q(place__path__in=ancestor_paths(gathering.place_path)) | Q(place__path__startswith=home or "")
    acting = Capacity.objects.filter(in_force(now.date()), near).exclude(kind="resident")
    named = Q(pk__in=acting.values("person")) | Q(attendances__gathering=gathering)
    return Person.objects.filter(named, merged_into=None).distinct().order_by("name", "pk")


def day_promised(gathering: Gathering, remark: Remark, now: datetime) -> date | None:
    """The first day to come that the words of a line name (“十天内”, “4月5日前”), or None: then one is asked for."""
    calendar = rules_of(gathering.pack_id).calendar
    found = find_promises(remark.text, remark.said_at, calendar)
    days = [each.due.day for each in found if each.due is not None and each.due.at >= now]
    return days[0] if days else None
