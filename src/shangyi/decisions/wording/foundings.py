"""What refusals about founding an owners' committee say, and what its steps, gates and facts are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Two lines an entry: what happened, and what can be done now.
# fmt: off
WORDING = {
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
    "founding.not-found": (_("There is no such procedure here, or it is not open to you."),
        _("Look at the list of owners' committees.")),
    "founding.not-now": (_("This cannot be done with the procedure as it stands now."),
        _("Look at how far it is, and take the next step from there.")),
    "founding.reason-needed": (_("The reason is missing."),
        _("Write why, so that the owners can read it.")),
    "founding.evidence-needed": (_("It is not said what shows this."),
        _("Add a photo of the paper, or write where it is kept and who saw it.")),
    "founding.compound-only": (_("“%(place)s” is not a compound."),
        _("Choose the compound whose owners found the committee.")),
    "founding.already-there": (_("In %(place)s the founding of a committee is under way already."),
        _("Look at it in the list; a new one begins after that one is filed or stopped.")),
    "founding.not-your-compound": (_("You do not live in this compound, as far as is known here."),
        _("Ask the community to enter your home, then ask again.")),
    "founding.owners-only": (_("The roster names somebody else as owner of your home."),
        _("Ask the owner to sign in and ask; if the roster is wrong, tell the community.")),
    "founding.joined-already": (_("You have asked for it already."),
        _("You will be told what comes of it.")),
    "founding.nobody-keeps": (_("Nobody answers for %(place)s here yet."),
        _("Ask the street or town office directly.")),
    "founding.day-to-come": (_("%(day)s has not come yet: “%(fact)s”."),
        _("Write down what was done, on the day it was done or later.")),
    "founding.day-before": (_("“%(fact)s” cannot lie before %(day)s: “%(than)s”."),
        _("Check both days.")),
    "founding.too-early": (_("“%(gate)s” is not kept: %(first)s is the first day (%(source)s)."),
        _("Choose that day or a later one.")),
    "founding.late-reason-needed": (_("The last day for “%(gate)s” was %(last)s (%(source)s)."),
        _("Write why it was later: everybody reads it beside the step. Then it can go on.")),
    "founding.why-again-needed": (_("This act was written down before."),
        _("Write why it is corrected; what stood there before is kept.")),
    "founding.names-needed": (_("Nobody is named."),
        _("Write one name a line.")),
    "founding.too-many-names": (_("There are more than %(most)s names."),
        _("Check the list.")),
    "founding.named-twice": (_("%(name)s is named twice."),
        _("Keep the name once; two people of one name are told apart by their house number.")),
    "founding.not-a-candidate": (_("%(name)s did not stand on the posted list of candidates."),
        _("Only candidates who were posted could be elected: check the name.")),
    "founding.ballot-does-not-fit": (_("This ballot does not decide the owners' committee of this compound."),
        _("Choose an owners' decision of the whole compound on its committee, prepared after the procedure began.")),
    "founding.ballot-too-early": (_("“%(title)s” begins before %(day)s, the day that was announced."),
        _("Announce the ballot for that day or a later one.")),
    "founding.ballot-needed": (_("It is not said which ballot decides."),
        _("Name the owners' ballot first.")),
    "founding.ballot-not-published": (_("The result of “%(title)s” is not published."),
        _("Count and publish it; then it is taken over here.")),
    "founding.ballot-not-passed": (_("“%(title)s” did not pass, so no committee is elected by it."),
        _("Announce a new meeting and a new ballot, or stop the procedure with the reason.")),
    "founding.number-needed": (_("The number of the filing is missing."),
        _("Write it as it stands on the receipt of the street or town.")),
    "founding.recorded-wrong": (_("It cannot have been recorded before it was handed in on %(filed_on)s, or after today."),
        _("Check both days.")),
    "founding.name-unclear": (_("Line %(line)s cannot be read: “%(text)s”."),
        _("One line each: the name, then for whom or as what, with a comma between.")),
    "founding.area-unclear": (_("The area cannot be read: “%(text)s”."),
        _("Write it in square metres, such as 1200.00.")),
    "founding.form-incomplete": (_("Something is missing on the form."),
        _("Fill in what is marked and send it again.")),
}
# fmt: on

STEP_NAMES = {
    "eligible": _("May it be founded"),
    "preparatory-group": _("Preparatory group"),
    "roster": _("Who the owners are"),
    "notice": _("Drafts, candidates and notice"),
    "first-meeting": _("Owners' meeting decides"),
    "committee": _("The committee begins"),
    "filing": _("Filing"),
}
"""The steps of the procedure."""

NATIONAL_GATE_NAMES = {
    "guided": _("The street or town, or the housing department, guides it"),
    "notice-before-meeting": _("All owners are told 15 days before the meeting"),
    "community-told": _("The residents' committee is told too"),
    "meeting-passed": _("The owners decide by the statutory shares of heads and area"),
    "filed-in-time": _("It is filed within 30 days of the election"),
}
"""The conditions that hold everywhere."""

FACT_NAMES = {
    "guidance_on": _("Day on which the street or town took on its guidance"),
    "asked_on": _("Day on which it was asked for"),
    "developer_asked_on": _("Day on which the developer asked"),
    "community_asked_on": _("Day on which the residents' committee asked"),
    "delivered_area": _("Area handed over"),
    "area": _("Whole area"),
    "owners": _("Owners, counted by heads"),
    "owners_asking": _("Owners who ask"),
    "asking_area": _("Area of those who ask"),
    "group_on": _("Day on which the group was formed"),
    "group_posted_on": _("Day on which the group was posted"),
    "group_members": _("Members of the group"),
    "group_owners": _("Owners among them"),
    "roster_on": _("Day on which the roster was confirmed"),
    "households": _("Households"),
    "drafts_shown_on": _("Day on which drafts and candidates were shown"),
    "notice_on": _("Day on which all owners were told"),
    "community_told_on": _("Day on which the residents' committee was told"),
    "first_meeting_on": _("Day on which the owners' meeting begins"),
    "candidates": _("Candidates"),
    "election_passed_on": _("Day of the election"),
    "result_posted_on": _("Day on which the result was published"),
    "committee_met_on": _("Day of the committee's first meeting"),
    "members": _("Members of the committee"),
    "term_years": _("Years of the term"),
    "filed_on": _("Day on which it was handed in"),
}
"""The days and numbers that the acts write down."""

WHO_NAMES = {
    "street": pgettext_lazy("who", "street or town office"),
    "community": pgettext_lazy("who", "residents' committee"),
    "developer": pgettext_lazy("who", "developer"),
    "group": pgettext_lazy("who", "preparatory group"),
    "owners": pgettext_lazy("who", "owners"),
    "committee": pgettext_lazy("who", "owners' committee"),
}
"""Who must see to a condition."""

GATE_STATES = {
    "passed": _("met"),
    "excused": _("met late"),
    "failed": _("not met"),
    "open": pgettext_lazy("gate", "open"),
    "late": pgettext_lazy("gate", "late"),
}
"""How a condition stands."""
