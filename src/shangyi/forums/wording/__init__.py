"""What refusals of this room say, and its codes in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shangyi.forums.rules.arrivals import Wrong
from shangyi.forums.rules.filing import Lack
from shangyi.forums.rules.practice import Practice, RemarkKind
from shangyi.forums.rules.steps import Legal
from shangyi.forums.wording import series, suggestions
from shangyi.kernel.bounds import Bound, format_bound

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
WORDING |= {**suggestions.WORDING, **series.WORDING}

WAYS_TOLD: Mapping[str, Words] = {
    "app": _("in the app"),
    "phone": _("by telephone"),
    "door": _("at the door"),
    "slip": _("by a slip"),
    "board": _("on the board"),
    "wechat": _("in the group"),
}

LACKS: Mapping[Lack, Words] = {
    Lack.PLEDGE: _("A promise without an owner, a day or a reason"),
    Lack.VAGUE: _("Words that are no date"),
    Lack.PROBLEM: _("A problem that is no matter yet"),
    Lack.ADDRESSEE: _("A suggestion without an addressee"),
    Lack.RESULT: _("An item without an outcome"),
    Lack.DISSENT: _("Nobody owes those who disagreed an explanation yet"),
    Lack.QUESTION: _("A question without an answer"),
    Lack.OUTPUT: _("Something that this practice must bring forth"),
    Lack.NO_OUTCOME: _("Nothing came out of it, and nobody has said why"),
    Lack.ATTENDANCE: _("Nobody is on the list and nobody was counted"),
    Lack.ONE_CLASS: _("Only one class of participants came"),
    Lack.UNHEARD: _("A class was there and did not speak"),
    Lack.ABSENT: _("A class that is wanted did not come"),
    Lack.UNSORTED: _("A line whose kind nobody chose"),
}

FIX: Mapping[Lack, tuple[str, Words]] = {
    Lack.PLEDGE: ("pledge", _("Owner and day")),
    Lack.VAGUE: ("undated", _("Say why there is no day")),
    Lack.PROBLEM: ("demand", _("Make it a matter")),
    Lack.ADDRESSEE: ("suggest", _("Address it")),
    Lack.RESULT: ("conclude", _("Note the outcome")),
    Lack.DISSENT: ("explain", _("Name who explains")),
    Lack.QUESTION: ("carry", _("Carry it over")),
    Lack.NO_OUTCOME: ("no_outcome", _("Say why")),
    Lack.ATTENDANCE: ("heads", _("Count heads")),
    Lack.UNSORTED: ("sort_line", _("Choose the kind")),
}
"""What to press for what is missing: the name of the address, and what stands on the button."""

WRONG_ROWS: Mapping[Wrong, Words] = {
    Wrong.NO_NAME: _("there is no name"),
    Wrong.NAME_TOO_LONG: _("the name is too long"),
    Wrong.NO_CLASS: _("the class is missing"),
    Wrong.UNKNOWN_CLASS: _("this practice has no such class"),
    Wrong.BAD_PHONE: _("this is no telephone number"),
    Wrong.TWICE: _("stands in the table twice"),
    Wrong.PHONE_OF_ANOTHER: _("the telephone number belongs to somebody with another name"),
}

STEP_NAMES: Mapping[Legal, Words] = {
    Legal.TOPIC: _("Propose the topic"),
    Legal.PARTIES: _("Settle who takes part"),
    Legal.NOTICE: _("Tell them in advance"),
    Legal.VOICES: _("Let everybody speak, form an opinion"),
    Legal.RESULTS: _("Carry it out and report back"),
}

MISSING: Mapping[str, Words] = {
    "no_item": _("Nothing stands on the agenda."),
    "no_source": _("No item says where it comes from or why it was picked."),
    "nobody": _("Nobody is invited."),
    "class": _("Nobody is invited of: %(name)s."),
    "nobody_invited": _("Nobody is invited."),
    "untold": _("Not everybody invited was told."),
    "too_late": _("They were not told as early as this practice asks."),
    "not_held": _("It was not held yet."),
    "unheard": _("There, but not heard: %(name)s."),
    "no_result": _("Not every item has an outcome."),
    "not_over": pgettext_lazy("step", "It is not over yet."),
    "no_outcome": _("Nothing came out of it, and nobody has said why."),
    "speakers": _("Those who spoke up were not told yet."),
    "participants": _("Those who took part were not told yet."),
    "public": _("The residents were not told yet."),
}


KINDS: Mapping[RemarkKind, Words] = {
    RemarkKind.DEMAND: _("demand"),
    RemarkKind.SUGGESTION: pgettext_lazy("line", "suggestion"),
    RemarkKind.COMMENT_GOOD: _("done well"),
    RemarkKind.COMMENT_BAD: _("not content"),
    RemarkKind.QUESTION: _("question"),
    RemarkKind.ANSWER: pgettext_lazy("line", "answer"),
    RemarkKind.FOLLOW_UP: pgettext_lazy("line", "follow-up"),
    RemarkKind.SUPPLEMENT: _("supplement"),
    RemarkKind.SHORTCOMING: _("admitted shortcoming"),
    RemarkKind.CLAIM: _("claim"),
    RemarkKind.PLEDGE: pgettext_lazy("line", "pledge"),
    RemarkKind.RESPONSIBILITY: _("who does what"),
}


def kind_name(kind: str) -> Words:
    """A kind of line in words; nothing for a line whose kind nobody chose."""
    return KINDS[RemarkKind(kind)] if kind else ""


def kind_choices(practice: Practice, phase: str) -> list[tuple[str, Words]]:
    """The kinds that may be chosen in a phase, with their words."""
    return [(kind.value, KINDS[kind]) for kind in practice.kinds_in(phase)]


BOUNDS: Mapping[str, Words] = {
    "exactly": "%(n)s",
    "at_least": _("at least %(n)s"),
    "more_than": _("more than %(n)s"),
    "at_most": _("at most %(n)s"),
    "less_than": _("less than %(n)s"),
    "approaching": _("nearly %(n)s"),
    "about": _("about %(n)s"),
}


def bound_words(bound: Bound) -> str:
    """A count as it is said: 20余 in Chinese, "at least 20" elsewhere; never a bare 20 for it."""
    if (get_language() or "").startswith("zh"):
        return format_bound(bound)
    return str(BOUNDS[bound.comparator]) % {"n": bound.value}


def missing_words(code: str, name_of: Mapping[str, str]) -> str:
    """One missing thing of a step in words; `class:x` and `unheard:x` name a class."""
    head, _colon, detail = code.partition(":")
    if head == "untold" and detail:
        return str(MISSING[detail])
    return str(MISSING[head]) % {"name": name_of.get(detail, detail)}


def why_words(why: str, facts: Mapping[str, Any]) -> str:
    """The reason why an item was proposed, in words."""
    if why == "late":
        days = facts.get("days", 0)
        said = ngettext(
            "promised by %(who)s, %(days)s day late", "promised by %(who)s, %(days)s days late", days
        )
        return said % {"who": facts.get("who", ""), "days": days}
    if why == "listed":
        return str(_("on the open list, to be looked at again on %(on)s")) % {
            "on": facts.get("review_on", "")
        }
    if why == "carried":
        return str(_("a question left over from %(on)s")) % {"on": facts.get("on", "")}
    if why == "disputed":
        return str(_("people say it is not solved")) + "，" + _voices(facts)
    return _voices(facts) if why else ""


def _voices(facts: Mapping[str, Any]) -> str:
    n, days = facts.get("n_voices", 1), facts.get("days", 0)
    said = ngettext(
        "%(n)s neighbour spoke up, open for %(days)s days",
        "%(n)s neighbours spoke up, open for %(days)s days",
        n,
    )
    return said % {"n": n, "days": days}
