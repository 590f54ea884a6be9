"""What refusals about agreements, shares and the founding of a committee say: what happened, what to do now."""

from django.utils.translation import gettext_lazy as _

# Two lines an entry: what happened, and what can be done now.
# fmt: off
WORDING = {
    "shares.total-not-fen": (_("The total is not a whole number of fen from zero up."),
        _("Enter the sum of the quote.")),
    "shares.no-payer": (_("There is no household to pay."),
        _("Add the households that share the cost.")),
    "shares.household-twice": (_("Household %(household)s stands in the split twice."),
        _("Keep it once.")),
    "shares.weight-not-a-count": (
        _("The figure for household %(household)s is %(weight)s; it must be a whole number from zero up."),
        _("Correct the figure. Who pays nothing is entered as exempt, with the reason.")),
    "shares.all-weights-zero": (_("Nobody would pay anything."),
        _("At least one household must bear a share.")),
    "shares.do-not-sum": (
        _("The agreed figures add up to %(summed)s yuan, the total is %(total)s yuan: a difference of "
        "%(difference)s yuan."),
        _("Change the figures until they add up to the total.")),
    "shares.basis-not-agreed": (_("Household %(household)s has not agreed to this way of sharing."),
        _("Ask for its agreement, or share by area (Civil Code, article 283).")),
    "shares.payer-unknown": (_("Household %(household)s has no share in this cost."),
        _("Check for which household the money was paid.")),
    "shares.payment-not-fen": (_("The payment of household %(household)s is not an amount of money."),
        _("Enter the amount; money given back is negative.")),
    "agreement.quote-missing": (_("There is no quote yet."),
        _("Ask a repair firm for a price, or mark the item as waiting for a quote.")),
    "agreement.quote-twice": (_("There are two quotes of %(firm)s."),
        _("Keep the one that holds.")),
    "agreement.quote-not-whole": (
        _("The quote of %(firm)s has a figure that is not a whole number from zero up."),
        _("Check price, warranty and days of work.")),
    "agreement.text-missing": (_("The agreement has no title or no text."),
        _("Write down what was agreed.")),
    "agreement.too-few-parties": (_("An agreement needs at least two households."),
        _("Add the households that it concerns.")),
    "agreement.household-twice": (_("Household %(household)s is named twice."),
        _("Keep it once.")),
    "agreement.owner-missing": (_("No owner is named for household %(household)s."),
        _("Name the owner: where a tenant lives there, the owner signs too.")),
    "agreement.share-not-fen": (
        _("The share of household %(household)s is not a whole number of fen from zero up."),
        _("Correct the share.")),
    "agreement.share-of-no-party": (_("Household %(household)s has a share but is no party."),
        _("Add it as a party, or take its share out.")),
    "agreement.share-missing": (_("Household %(household)s has no share."),
        _("Enter its share; who pays nothing has a share of 0.")),
    "agreement.shares-do-not-sum": (
        _("The shares add up to %(summed)s yuan, the total is %(total)s yuan: a difference of "
        "%(difference)s yuan."),
        _("Change the shares until they add up to the total.")),
    "agreement.concession-of-no-party": (_("Household %(household)s gives something up but is no party."),
        _("Add it as a party.")),
    "agreement.concession-incomplete": (_("The concession of household %(household)s is not complete."),
        _("Write what it gives, in return for what, how far, at which times, how all is restored, and "
        "when it may be taken back.")),
    "agreement.wrong-state": (_("This cannot be done as the agreement stands now."),
        _("Look at where it stands, and take the next step from there.")),
    "agreement.not-a-signer": (_("%(person)s does not sign this agreement for household %(household)s."),
        _("Check the household; owners and tenants of the parties sign.")),
    "agreement.signed-already": (_("%(person)s has already signed for household %(household)s."),
        _("Nothing more is needed.")),
    "agreement.signed-other-text": (_("%(person)s saw another text than the one that lies open now."),
        _("Show the present text of household %(household)s again and let it be signed.")),
    "agreement.proxy-paper-missing": (_("The written proxy for %(person)s is missing."),
        _("Keep the paper with the agreement, then sign.")),
    "agreement.witness-missing": (_("Nobody is named who saw %(person)s sign on paper."),
        _("Name the member of staff who was there.")),
    "agreement.witness-is-a-signer": (
        _("%(witness)s signs this agreement and cannot witness for %(person)s."),
        _("Ask a member of staff who is not a party.")),
    "agreement.reason-needed": (_("The reason is missing."),
        _("Write why, so that the others can answer it.")),
    "agreement.nothing-changed": (_("The new text is the same as the old one."),
        _("Change it, or offer it as it is.")),
    "committee.fact-not-a-count": (_("“%(fact)s” must be a whole number from zero up."),
        _("Enter the number.")),
    "committee.fact-not-a-day": (_("“%(fact)s” must be a date."),
        _("Enter the day.")),
    "committee.gate-twice": (_("The rule pack has two gates named “%(gate)s”."),
        _("Give one of them another name.")),
    "committee.gate-unreadable": (_("Gate %(number)s of the rule pack cannot be read: %(why)s."),
        _("Correct this entry of the rule pack.")),
    "committee.gate-failed": (_("The condition “%(gate)s” is not met (%(source)s)."),
        _("Look at its working, and do what is missing.")),
    "committee.gate-open": (_("The condition “%(gate)s” is not settled yet (%(source)s)."),
        _("Enter the number or the day once it is known.")),
    "committee.gate-late": (_("The last day for “%(gate)s” was %(last)s (%(source)s)."),
        _("Tell the street office, and write down why and until when.")),
}
# fmt: on
