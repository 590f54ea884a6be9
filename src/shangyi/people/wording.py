"""What refusals about people say."""

from django.utils.translation import gettext_lazy as _

WORDING = {
    "rights.missing": (
        _("This is not yours to do in the capacity you are signed in with."),
        _("Ask the community secretary, or sign in in the capacity that has this duty. Nothing was changed."),
    ),
    "person.not-found": (
        _("There is no such person."),
        _("Search by name or phone, or enter the person anew."),
    ),
    "person.name-needed": (_("The name is missing."), _("Write at least how the person wants to be called.")),
    "person.name-too-long": (
        _("The name is longer than %(most)s characters."),
        _("Write the name alone, without address or title."),
    ),
    "person.phone-unreadable": (
        _("This cannot be a phone number."),
        _("Check the digits: a mobile number has eleven; for a landline write the area code too."),
    ),
    "person.email-unreadable": (
        _("This cannot be an e-mail address."),
        _("Check it: there must be a name, an @ and the provider."),
    ),
    "person.row-of-another": (
        _("This row of the roster is already linked to somebody else."),
        _("If the two are one person, join them; otherwise correct the roster."),
    ),
    "person.row-not-found": (
        _("This row is not among those that may be this person."),
        _("Choose from the list, or correct the roster first."),
    ),
    "capacity.place-needed": (_("The place is missing."), _("Choose where the capacity holds.")),
    "second-step.password-first": (
        _("You sign in with a code, so there is no second step to set up."),
        _("A code sent to your phone is safe enough for your own matters."),
    ),
    "place.nobody-receives": (
        _("Nobody here receives new words yet."),
        _("Please phone the community office; the operator must name a clerk for this place."),
    ),
    "capacity.backwards": (_("The capacity ends before it begins."), _("Check the two dates.")),
    "capacity.delegation-needs-end": (
        _("A delegation needs its last day."),
        _("Give the day on which it ends."),
    ),
    "capacity.above-own": (
        _("This person may do, or would be able to do, more than you may yourself."),
        _("Ask the operator, or somebody who holds that capacity, to do it."),
    ),
    "capacity.unit-needed": (
        _("For this capacity the unit is missing."),
        _("Choose the unit that the person works for; register it first if it is not in the list."),
    ),
    "capacity.already-held": (
        _("The person already holds this capacity there."),
        _("There is nothing to do; to change it, end the old one first."),
    ),
    "capacity.not-found": (
        _("There is no such capacity."),
        _("Open the page of the person and choose from the capacities listed there."),
    ),
    "capacity.not-own": (
        _("Only the bearer can delegate a capacity."),
        _("Ask the bearer to do it, or give the person a capacity of their own."),
    ),
    "capacity.delegation-of-delegation": (
        _("What was delegated to you cannot be passed on."),
        _("Ask whoever delegated it to you to name somebody else."),
    ),
    "capacity.delegation-to-self": (_("This is you."), _("Choose the person who is to act for you.")),
    "capacity.delegation-outlives": (
        _("Your own capacity ends before that, on %(until_on)s."),
        _("Choose a last day on or before that one."),
    ),
    "account.name-taken": (_("This sign-in name is taken."), _("Choose another one.")),
    "account.name-needed": (_("The sign-in name is missing."), _("Write the name to sign in with.")),
    "account.exists": (_("This person already has an account."), _("Reset its password instead.")),
    "account.closed": (
        _("This account is closed."),
        _("Please phone the community office if you think that it should be open."),
    ),
    "contact.unreadable": (
        _("This is neither a mobile phone number nor an e-mail address."),
        _(
            "Check it and try again. Without either, phone the community office or drop in: we write it down for you."
        ),
    ),
    "code.too-many": (
        _("Five codes were already sent there within an hour."),
        _("You can ask for the next one %(again_at)s. If it is urgent, please phone the community office."),
    ),
    "code.wrong": (
        _("This is not the code that was sent."),
        _("Look at the newest message and try again; %(left)s tries are left."),
    ),
    "code.used-up": (
        _("The code was mistyped five times and does not count any more."),
        _("Ask for a new code."),
    ),
    "code.expired": (
        _("This code does not count any more: it is older than ten minutes or was already used."),
        _("Ask for a new code."),
    ),
    "code.password-needed": (
        _("You have duties here, so a code alone is not enough."),
        _("Sign in as staff with your name and password. If you have none, ask the operator for one."),
    ),
    "turn.too-soon": (
        _("Too many attempts came from here in a short time, so this one was not taken in."),
        _("Please try again %(again_at)s. If it is urgent, phone the community office."),
    ),
    "second-step.wrong": (
        _("This number does not fit, or it was already used."),
        _("Wait for the next number on your phone and type that one, or use a backup code."),
    ),
    "second-step.not-begun": (
        _("The second step is not set up."),
        _("Open your own page and set it up first."),
    ),
    "second-step.already-on": (
        _("The second step is already on."),
        _("To move it to another phone, turn it off first."),
    ),
    "variant.reason-needed": (
        _("The reason is missing."),
        _("Write how you know: it stays in the record and can be read when somebody asks."),
    ),
    "variant.same-row": (_("These are one and the same entry."), _("Choose two different entries.")),
    "variant.already-merged": (
        _("One of the two already stands for somebody else."),
        _("Undo that first, or join with the entry that is kept."),
    ),
    "variant.has-variants": (
        _("Other spellings already point to the entry that you want to give up."),
        _("Join the other way round: keep that one."),
    ),
    "variant.not-merged": (
        _("This entry stands for itself, so there is nothing to undo."),
        _("Look at the page of the person."),
    ),
}

VERBS = {
    "desk.enter": _("open the desk"),
    "voice.record": _("write down what somebody says"),
    "concern.view": _("see matters"),
    "concern.sort": _("sort"),
    "concern.assign": _("assign"),
    "concern.assign_batch": _("assign many at once"),
    "concern.work": _("work on a matter: visits, findings, notes"),
    "concern.answer": _("answer"),
    "concern.settle": _("settle on the spot"),
    "concern.divert": _("pass on to another channel"),
    "concern.regroup": _("join and part matters"),
    "concern.open_list": _("put on the open list"),
    "concern.report_up": _("report upward"),
    "concern.look": _("look again when somebody is not content"),
    "concern.reopen": _("open again"),
    "undertaking.view": _("see who must do what by when"),
    "undertaking.respond": _("say that one is on it"),
    "undertaking.finish": _("report a thing done"),
    "undertaking.return": _("give a thing back with a reason"),
    "undertaking.ask_extension": _("ask for more time"),
    "undertaking.decide_extension": _("decide about more time"),
    "undertaking.hand_over": _("hand things over to somebody else"),
    "person.view": _("look people up"),
    "person.contact": _("see phone numbers and addresses"),
    "person.enter": _("enter people"),
    "person.merge": _("join two entries of one person"),
    "capacity.grant": _("give capacities and sign-in names"),
    "capacity.delegate": _("let somebody act for one"),
    "absence.record": _("record who is away and who stands in"),
    "place.view": _("look through the places"),
    "place.edit": _("add and rename places"),
    "unit.view": _("see units"),
    "unit.edit": _("register units and who serves where"),
    "roster.view": _("see the rosters"),
    "roster.edit": _("change the rosters"),
    "hotline.import": _("bring in the hotline's table"),
    "figures.view": _("see the figures"),
    "rulepack.view": _("see the rules in force"),
    "rulepack.edit": _("change the rules in force"),
    "notices.view": _("see what was sent to whom"),
    "gathering.view": _("see gatherings and their record"),
    "gathering.host": _("host a gathering and write its record"),
    "gathering.plan": _("plan a gathering and invite to it"),
    "gathering.file": _("file the record of a gathering"),
    "gathering.publish": _("publish what came of a gathering"),
    "suggestion.compile": _("put suggestions together"),
    "suggestion.approve": _("approve suggestions and send them on"),
    "suggestion.reply": _("reply to a suggestion"),
    "ballot.view": _("see ballots"),
    "ballot.prepare": _("put a question and fix who is asked"),
    "ballot.run": _("announce a ballot, end it, count it and publish the result"),
    "ballot.record": _("write down answers and papers of a ballot"),
    "agreement.view": _("see agreements"),
    "agreement.draft": _("draft an agreement and offer it for signature"),
    "agreement.record": _("write down signatures, objections and payments of an agreement"),
    "budget.view": _("see participatory budgets"),
    "budget.plan": _("announce a budget, check wishes and publish the result"),
    "budget.record": _("write down wishes and votes for a budget"),
    "founding.view": _("see how owners' committees are founded"),
    "founding.run": _("open the founding of an owners' committee and write down its acts"),
    "topic.view": _("see topics that wait or are over"),
    "topic.record": _("write down answers that came on paper"),
    "topic.run": _("open a topic, look at its statements, end it"),
}
"""What each verb of the table of rights means; a test fails when one has no words."""
