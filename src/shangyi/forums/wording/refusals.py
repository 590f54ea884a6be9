"""What refusals about gatherings say."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

WORDING: dict[str, tuple[Words, Words]] = {
    "gathering.not-found": (
        _("There is no such gathering, or it is not open to you."),
        _("Check the address or scan the code on the wall again."),
    ),
    "gathering.stale": (
        _("Somebody else changed this gathering while you had it open."),
        _("What you typed is still here. Look at the new state, then send again."),
    ),
    "gathering.already-done": (
        _("Somebody else has done this already."),
        _("Nothing was done twice. Look at the page of the gathering."),
    ),
    "gathering.already-filed": (
        _("The record is filed; nothing in it is changed any more."),
        _("Words can still be added below a line; they stand there with their own time."),
    ),
    "gathering.not-now": (
        _("This cannot be done at this point of the gathering."),
        _("Look at the five steps to see what comes next."),
    ),
    "gathering.not-open": (
        _("The gathering has not begun yet."),
        _("Wait until the host opens it, then try again."),
    ),
    "gathering.over": (
        _("The gathering is over."),
        _("What came of it can be read once it is filed. If something was left unsaid, speak up on the home page."),
    ),
    "gathering.reason-needed": (_("The reason is missing."), _("Write in a sentence why.")),
    "gathering.theme-needed": (_("The theme is missing."), _("Write in a few words what it is about.")),
    "gathering.venue-needed": (_("The venue is missing."), _("Write where people meet.")),
    "gathering.in-the-past": (
        _("The beginning lies in the past: %(planned_at)s."),
        _("Choose a day to come."),
    ),
    "gathering.no-code-free": (
        _("All ten thousand four-digit codes are in use."),
        _("Call off or close gatherings whose time has passed, then try again."),
    ),
    "gathering.code-taken": (
        _("Another gathering has these four digits now."),
        _("Plan a new gathering that follows this one."),
    ),
    "gathering.code-unknown": (
        _("No gathering has these four digits now."),
        _("Look at the wall again, or ask the host."),
    ),
    "gathering.class-needed": (
        _("It is not said as whom."),
        _("Choose one of the classes."),
    ),
    "gathering.come-in-first": (
        _("You are not checked in yet."),
        _("Press “I am here” first; a name is not needed."),
    ),
    "gathering.needs-missing": (
        _("It cannot begin yet. Missing: %(missing)s."),
        _("Do what is missing, or note why it cannot wait."),
    ),
    "gathering.title-needed": (_("The item has no title."), _("Write what is to be talked about.")),
    "gathering.agenda-closed": (
        _("The agenda is closed."),
        _("It can be changed until the gathering is over."),
    ),
    "gathering.agenda-full": (
        _("There are %(most)s items already; that is more than one gathering can do."),
        _("Keep the rest for the next one."),
    ),
    "gathering.agenda-empty": (
        _("Nothing stands on the agenda yet."),
        _("Say first what it is about: pick an open matter, or type an item."),
    ),
    "gathering.no-such-candidate": (
        _("This is not proposed any more."),
        _("Look at the proposals again; somebody may have dealt with it."),
    ),
    "gathering.item-in-use": (
        _("Something was said to this item already."),
        _("Note what it came to instead of removing it."),
    ),
    "gathering.no-item-left": (_("Every item has its outcome."), _("End the gathering, or put on another item.")),
    "gathering.conclusion-needed": (
        _("What it came to is not said yet."),
        _("Write one sentence that everybody in the room would recognise."),
    ),
    "gathering.nobody-to-invite": (
        _("Nobody was found to invite."),
        _("Choose another class or place, or name the people."),
    ),
    "gathering.nobody-to-tell": (
        _("There is nobody left to tell."),
        _("Invite people first; whoever was told stands on the list."),
    ),
    "gathering.too-late-to-invite": (
        _("It has begun or is over: nobody can be invited any more."),
        _("Whoever comes is simply checked in."),
    ),
    "gathering.place-elsewhere": (
        _("%(place)s lies outside the community of this gathering."),
        _("Choose a place inside it."),
    ),
    "gathering.how-needed": (_("How they were told is missing."), _("Choose telephone, door, slip, board or group.")),
    "gathering.evidence-needed": (
        _("What is there was not said."),
        _("Write what it is and where it can be found."),
    ),
    "gathering.answer-needed": (_("The answer is missing."), _("Press one of the three buttons.")),
    "gathering.answered-too-late": (_("The gathering is over."), _("What came of it is told to you when it is filed.")),
    "gathering.who-speaks-needed": (
        _("Who speaks for you is missing."),
        _("Write the name of the person who comes in your place."),
    ),
    "gathering.photo-needed": (_("There is no photo."), _("Take or choose one photo of the sheet.")),
    "gathering.nobody-waits": (_("Nobody has asked to speak."), _("Choose a class, or let them speak freely.")),
    "gathering.nobody-dissented": (
        _("Nobody who disagreed waits for an explanation here."),
        _("Choose the item on which somebody disagreed."),
    ),
    "gathering.not-coming": (
        _("That gathering has begun or lies elsewhere."),
        _("Choose one that is still to come, or let the question wait."),
    ),
    "gathering.incomplete": (
        _("The record is not complete: %(n)s things are missing."),
        _("They are listed below; each has the one thing to press."),
    ),
    "practice.not-found": (
        _("There is no such practice here."),
        _("Choose one of the list; an operator can add others."),
    ),
    "practice.version-changed": (
        _("Version %(version)s of %(code)s is in force already with other words."),
        _("Give the new text another version."),
    ),
    "class.not-found": (_("This practice has no such class of participants."), _("Choose one of the list.")),
    "item.not-found": (_("There is no such item in this gathering."), _("Look at the agenda again.")),
    "attendance.not-found": (_("This person is not on the list of this gathering."), _("Check them in first.")),
    "sheet.not-found": (_("There is no such sheet in this gathering."), _("Photograph it again.")),
    "invitation.not-found": (
        _("There is no such invitation, or it is not yours."),
        _("Look at your messages again."),
    ),
    "hand.not-found": (_("This person does not wait to speak any more."), _("Call on the next one.")),
    "need.not-found": (_("This practice asks for no such thing."), _("Look at the list again.")),
    "remark.not-found": (_("There is no such line in this gathering."), _("Look at the record again.")),
    "remark.words-needed": (_("The line is empty."), _("Write down what was said.")),
    "remark.words-too-long": (
        _("The line has %(length)s characters; %(longest)s fit into one."),
        _("Write it as several lines."),
    ),
    "remark.key-needed": (_("The line came without its mark."), _("Load the page again; what you typed is kept.")),
    "remark.kind-not-now": (_("This kind does not belong into this part."), _("Choose one of the kinds shown.")),
    "remark.answers-nothing": (
        _("It is not said which line this answers."),
        _("Choose the line: the question, or the answer that is asked after."),
    ),
    "remark.wrong-chain": (
        _("These two lines do not follow each other."),
        _("An answer follows a question, a follow-up an answer, a supplement an answer."),
    ),
    "remark.in-a-circle": (_("A line can answer only an earlier one."), _("Choose a line that stands before it.")),
    "remark.has-outcome": (
        _("Something came of this line already."),
        _("Its kind stays. Add words below it if it was meant differently."),
    ),
    "remark.already-answered": (
        _("This is no open question any more."),
        _("It was answered, or it goes on elsewhere already."),
    ),
    "pledge.what-needed": (_("What is promised is missing."), _("Write in a sentence what will be done.")),
    "pledge.owner-needed": (_("Nobody is named who answers for it."), _("Name a person, or the unit.")),
    "pledge.date-needed": (_("The day is missing."), _("Choose until when.")),
    "pledge.date-or-reason-needed": (
        _("There is no day yet. “%(words)s” is not a date."),
        _("Choose the day, or write why none can be named yet."),
    ),
    "pledge.too-many-steps": (_("More than %(most)s steps are too many for one promise."), _("Make two of it.")),
    "poll.labels-needed": (_("There must be two to %(most)s answers."), _("Write them with commas between them.")),
    "poll.question-needed": (_("The question is missing."), _("Write what the room is asked.")),
    "poll.counts-needed": (_("A number is missing."), _("Enter one number for each answer.")),
    "poll.counted-by-phones": (_("This one is counted by the phones."), _("Close it, then its count stands.")),
    "poll.choice-needed": (_("No answer was chosen."), _("Press one of the answers.")),
    "poll.over": (_("This straw poll is closed."), _("Look at the wall for what is asked now.")),
    "poll.not-found": (_("There is no such straw poll in this gathering."), _("Look at the wall again.")),
    "attendance.columns-missing": (
        _("The table has no column for names or none for classes. Found: %(headers)s."),
        _("Head them 姓名 and 类别, then send it again."),
    ),
    "attendance.too-many-rows": (_("The table has more than %(most)s rows."), _("Send it in parts.")),
}  # fmt: skip
