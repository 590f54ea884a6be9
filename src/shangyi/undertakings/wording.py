"""What refusals about undertakings say, and how a limit was computed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shangyi.kernel.refused import Refused
from shangyi.rulepacks.wording import explain
from shangyi.ui.templatetags.ui import when
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.queries import rules_for

WORDING = {
    "undertaking.not-found": (_("There is no such item."), _("Go back to the list and open it from there.")),
    "undertaking.no-clock": (
        _("No step of this matter is running."),
        _("Open the matter again and look at its state."),
    ),
    "undertaking.nobody-named": (
        _("Nobody is named to do it."),
        _("Choose a person, or a unit whose person can be named later."),
    ),
    "undertaking.not-open": (_("This step has already ended."), _("Reload the page: somebody was faster.")),
    "undertaking.outcome-needed": (
        _("What came of it is missing."),
        _("Write in one sentence what was done."),
    ),
    "undertaking.reason-needed": (
        _("The reason is missing."),
        _("Write why, in words that the requester may read."),
    ),
    "undertaking.wanted-due-at-needed": (
        _("The new date is missing."),
        _("Give the day by which it will be done."),
    ),
    "undertaking.extension-too-late": (
        _("The time is over, so it cannot be extended any more."),
        _("Go on working on it; say in a push what is holding it up. It stays marked as late."),
    ),
    "undertaking.extension-not-later": (
        _("The new time is not later than the old one."),
        _("Choose a later day."),
    ),
    "undertaking.date-or-reason-needed": (
        _("There is neither a date nor a reason why there is none yet."),
        _("Give the day by which it will be done, or write why it cannot be dated yet."),
    ),
    "undertaking.return-too-late": (
        _("The time for returning it is over."),
        _("Keep it and lead it; ask the secretary to decide a hand-over if another should do it."),
    ),
    "undertaking.extension-too-long": (
        _("That is later than the rules allow: at the latest %(latest)s."),
        _("Choose an earlier day, or put the matter on the open list with a plan."),
    ),
    "undertaking.extension-too-often": (
        _("The time has already been extended as often as the rules allow."),
        _("Go on working on it, or put the matter on the open list with a plan and a date of review."),
    ),
    "undertaking.extension-pending": (
        _("More time has already been asked for; the decision is still open."),
        _("Wait for the decision, or ask the secretary to decide it now."),
    ),
    "undertaking.extension-decided": (
        _("This request has already been decided."),
        _("Reload the page to see the decision."),
    ),
    "undertaking.extension-not-found": (
        _("There is no such request for more time."),
        _("Go back to the list and open it from there."),
    ),
    "undertaking.own-extension": (
        _("Whoever asked for more time, or does the work, cannot decide it."),
        _("Let another colleague who may decide it look at the request."),
    ),
    "undertaking.undated": (
        _("This has no date yet, so there is nothing to extend."),
        _("Give it a date first."),
    ),
    "undertaking.lead-belongs-to-matter": (
        _("This step is the running clock of a matter and ends only together with it."),
        _("Open the matter and say there what came of it."),
    ),
    "undertaking.already-responded": (
        _("The response is already recorded."),
        _("Reload the page to see when it was."),
    ),
    "undertaking.how-needed": (
        _("How it was reached is missing."),
        _("Write in a few words: telephoned, on the spot, met …"),
    ),
    "undertaking.already-named": (
        _("A person is already named."),
        _("If somebody else should do it, let the secretary decide a hand-over."),
    ),
    "undertaking.not-of-unit": (
        _("%(name)s does not work for the unit that was asked."),
        _("Choose somebody of this unit, or have the person entered as one of its people first."),
    ),
    "undertaking.same-holder": (_("%(name)s already has it."), _("Choose another person.")),
    "undertaking.cannot-hold": (
        _("%(name)s has no role here that could carry this."),
        _("Choose somebody who works for this place, or give the person a role here first."),
    ),
    "capacity.still-holds": (
        _("Somebody must take over first what is still held: %(held)s."),
        _("Name the person who takes it over; then the role can end."),
    ),
    "capacity.ended": (_("This role has already ended."), _("Look at the list of roles for the date.")),
    "absence.stand-in-needed": (
        _("Nobody stands in yet."),
        _("Name the colleague who takes over meanwhile."),
    ),
    "absence.own-stand-in": (_("Nobody can stand in for themselves."), _("Name another colleague.")),
    "absence.backwards": (_("The absence ends before it begins."), _("Check the two times.")),
    "absence.stand-in-away": (_("%(name)s is away at that time too."), _("Name a colleague who is there.")),
}


def how_computed(row: Undertaking, now: datetime) -> list[str]:
    """How the due time came about, as sentences: the article, the count, what is uncertain, every extension."""
    return [*_article(row), *explain(row.working, now), *_moved(row, now)]


def _article(row: Undertaking) -> list[str]:
    """The article of the rule pack that the limit was read from, in the language of the page."""
    name = str(row.working.get("article") or "")
    if not name:
        return []
    try:
        article = rules_for(row).pack.article(name)
    except Refused:
        return []
    text = article.en if (get_language() or "").startswith("en") else article.zh
    return [gettext("Article %(number)s: %(text)s") % {"number": article.number, "text": text}]


def _moved(row: Undertaking, now: datetime) -> list[str]:
    """What was agreed apart from the rule: an earlier day chosen when it was assigned, and more time granted."""
    said = []
    if chosen := row.working.get("chosen"):
        moment = datetime.fromisoformat(str(chosen))
        said.append(gettext("It was agreed to be done by %(day)s.") % {"day": when(moment, now)})
    for step in row.working.get("steps", ()):
        if step["code"] == "extended":
            facts = {name: when(datetime.fromisoformat(step["facts"][name]), now) for name in ("from", "to")}
            said.append(gettext("More time was granted: from %(from)s to %(to)s.") % facts)
    return said
