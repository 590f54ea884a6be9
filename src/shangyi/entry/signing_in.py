"""What sign-in is handed from the rooms above it: the way a code travels, and whom a visitor of the demo may be."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shangyi.forums.models import Gathering
from shangyi.forums.rules.life import State
from shangyi.notices.actions import Message, queue
from shangyi.notices.models import Notice
from shangyi.people.actions import Letter
from shangyi.people.models import Account, Capacity
from shangyi.people.queries import in_force
from shangyi.people.rules.capacities import CapacityKind
from shangyi.people.rules.contacts import ContactKind
from shangyi.people.rules.rights import verbs_of
from shangyi.people.views.demo import Figure, UnderWay

CHANNELS = {ContactKind.PHONE: Notice.Channel.SMS, ContactKind.EMAIL: Notice.Channel.EMAIL}


def queue_code(letter: Letter, now: datetime) -> None:
    """Put the code into the outbox, in the transaction that made it."""
    message = Message(
        template="people.sign_in_code",
        about="sign-in",
        key=letter.key,
        address=letter.contact.address,
        channel=CHANNELS[letter.contact.kind],
        facts={"code": letter.code},
        language=letter.language,
    )
    queue([message], now=now)


DEMO_SEES = {
    "demo-1-resident": _("A resident of 70: one matter to rate, and one that is late."),
    "demo-2-resident": _("A resident of another community, with matters of her own."),
    "demo-3-grid": _("A grid worker: what he keeps, and what must be done today."),
    "demo-4-clerk": _("A community clerk: about a dozen matters wait to be sorted and assigned."),
    "demo-5-secretary": _("A community secretary: objections, requests for more time and disputed results."),
    "demo-6-first-secretary": _("A first secretary: assigns in one go what has been sorted."),
    "demo-7-property": _("A property manager: what the firm was asked to do, never who asked for it."),
    "demo-8-street": _("A street officer: what climbed up to the street, and reports that wait for a reply."),
    "demo-9-operator": _("The operator of the system: people, places and rules."),
    "demo-10-clerk": _(
        "A clerk elsewhere: an agreement of five households in force, and one that lacks a name."
    ),
    "demo-11-resident": _(
        "A tenant: she signed for the drain of her stairwell; only her name is missing for its lamps."
    ),
}
"""What one sees with the eyes of each, by the name that signs in."""


def demo_cast() -> list[Figure]:
    """The people of the demo world: whoever has an account whose name begins with `demo-`."""
    accounts = Account.objects.select_related("person").filter(sign_in_name__startswith="demo-")
    held = Capacity.objects.filter(
        in_force(timezone.localdate()), person__account__sign_in_name__startswith="demo-"
    )
    newest = {each.person_id: each for each in held.select_related("place").order_by("from_on", "id")}
    return [_figure(account, newest.get(account.person_id)) for account in accounts.order_by("pk")]


def _figure(account: Account, first: Capacity | None) -> Figure:
    """A person as the front door shows them: the role of the newest capacity, and where it is held."""
    where = first.place.full_name or first.place.name if first and first.place else ""
    role = (first.title or first.get_kind_display()) if first else ""
    return Figure(
        sign_in_name=account.sign_in_name,
        name=account.person.name,
        role=" · ".join(part for part in (where, str(role)) if part),
        sees=str(DEMO_SEES.get(account.sign_in_name, "")),
        is_staff=bool(first and first.kind != CapacityKind.RESIDENT),
        first_page=_first_page(verbs_of(first.kind) if first else frozenset()),
    )


def _first_page(verbs: frozenset[str]) -> str:
    """Who sorts begins at the inbox, who works for a unit with what they must do, everybody else at home."""
    if "concern.sort" in verbs:
        return reverse("journeys:desk")
    return reverse("journeys:my_undertakings") if "desk.enter" in verbs else ""


def demo_under_way() -> list[UnderWay]:
    """The gatherings of the demo that go on now, each with whoever of the cast holds it."""
    rows = Gathering.objects.filter(state=State.OPEN, keeper__account__sign_in_name__startswith="demo-")
    return [
        UnderWay(
            theme=row.theme,
            wall=reverse("forums:hall", args=[row.join_secret]),
            phone=reverse("forums:phone", args=[row.join_secret]),
            host=name,
            host_page=reverse("forums:host", args=[row.pk]),
            side_by_side=reverse("forums:side_by_side", args=[row.pk]),
        )
        for row, name in (
            (each, each.keeper.account.sign_in_name) for each in rows.select_related("keeper__account")
        )
    ]
