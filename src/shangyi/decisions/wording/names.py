"""What the codes of this room are called on pages and on paper."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CHOICE_NAMES = {
    "yes": pgettext_lazy("ballot", "Agree"),
    "no": pgettext_lazy("ballot", "Disagree"),
    "abstain": pgettext_lazy("ballot", "Abstain"),
    "silent": _("Has not answered"),
}
"""The answers to a question, and who gave none."""

POSITION_NAMES = {
    "agree": pgettext_lazy("ballot", "Agree"),
    "agree-if": _("Agree, if …"),
    "object": _("Object, because …"),
    "stand-aside": _("Stand aside"),
}
"""The answers in a consent round."""

CONSENT_STATES = {
    "answers-missing": _("Not everyone has answered."),
    "objections-open": _("There are objections that are not met yet."),
    "conditions-open": _("There are conditions that are not met yet."),
    "nobody-agreed": _("Everyone stood aside; nobody agreed."),
    "consent": _("Everyone can live with it; no objection is left."),
}
"""How a consent round ended."""

CLAIM_NAMES = {
    "leaning": _("Which way people lean; nothing is decided by it"),
    "consulted": _("What people said when they were consulted; nothing is decided by it"),
    "decided": _("Passed: decided jointly"),
    "not-decided": _("Rejected"),
    "too-few": _("Fewer took part than the law asks; there is no decision"),
}
"""The strongest word that may stand over a result."""

OUTCOME_NAMES = {
    "passed": _("More for than the rule asks"),
    "rejected": _("Fewer for than the rule asks"),
    "no-quorum": _("Fewer took part than the rule asks"),
}
"""What a count without force of law showed."""

CHECK_NAMES = {
    "took-part-area": _("Took part, by area"),
    "took-part-heads": _("Took part, by heads"),
    "took-part": _("Took part"),
    "present": _("Present"),
    "agreed-area": _("Agreed, by area"),
    "agreed-heads": _("Agreed, by heads"),
    "agreed": pgettext_lazy("share", "Agreed"),
}
"""The comparisons of a working."""

SHARE_NAMES = {
    "1/2": _("half"),
    "2/3": _("two thirds"),
    "3/4": _("three quarters"),
    "1": _("all"),
}
"""The shares that are asked."""

GROUND_NAMES = {
    "unknown": _("Not known yet"),
    "owners": _("The owners' (within a compound)"),
    "public": _("Public, such as a street"),
    "private": _("Somebody's own"),
    "collective": _("The village collective's"),
}
"""Whose the ground is."""

CHANGE_NAMES = {
    "fund-used": _("Money of the maintenance fund is spent"),
    "fund-raised": _("Money is collected for the maintenance fund"),
    "built-on-common-part": _("Something is built or rebuilt on a common part"),
    "common-part-used-otherwise": _("A common part is used for something else"),
    "common-part-earns": _("A common part earns money: charging posts, adverts, parking"),
    "committee-chosen": _("The owners' committee is chosen or changed"),
    "property-firm-chosen": _("The property firm is hired or dismissed"),
    "owners-rules": _("The owners' rules are made or changed"),
    "dwelling-to-business": _("A flat becomes business premises"),
    "collective-affair": _("It is an affair of the village collective"),
}
"""What a proposal changes or spends."""

ASSEMBLY_NAMES = {
    "residents-adults": _("Residents' assembly of all adults"),
    "residents-households": _("Residents' assembly of household representatives"),
    "residents-groups": _("Residents' assembly of group representatives"),
    "villagers-adults": _("Villagers' assembly of all adults"),
    "villagers-households": _("Villagers' assembly of household representatives"),
    "village-representatives": _("Village representatives' assembly"),
}
"""The assemblies that decide by a show of hands."""

EFFECT_NAMES = {
    "refreeze": _("Voting had not begun: the list was simply frozen anew."),
    "reopen": _(
        "Voting goes on. Whoever is listed as before keeps their answer; the others are asked again."
    ),
    "void": _("The published result is void. A new ballot has to be announced."),
}
"""What a correction of the list did."""

CONCESSION_NAMES = {
    "gives": _("What is given up"),
    "in_return": _("In return for what"),
    "scope": _("How far"),
    "access_times": _("At which times"),
    "restoration": _("How all is restored"),
    "withdrawal": _("When it may be taken back"),
}
"""The parts of a concession."""

WHY_NOT_NAMES = {
    "no-support": _("Nobody ticked it."),
    "dearer-than-budget": _("It costs more than the whole sum."),
    "does-not-fit": _("When its turn came %(had)s was left: %(missing)s too little."),
    "after-the-first-that-did-not-fit": _("It came after the first that did not fit."),
    "supporters-lack-money": _("Those who ticked it had %(had)s left together: %(missing)s too little."),
}
"""Why a wish is not paid for."""
