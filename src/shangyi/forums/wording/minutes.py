"""What refusals about minutes and their forms say."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

WORDING: dict[str, tuple[Words, Words]] = {
    "minutes.not-found": (
        _("There are no minutes here that are open to you."),
        _("If you live there or were there, sign in and open them again."),
    ),
    "minutes.not-over": (_("The gathering is not over yet."), _("Minutes are made from the record when it has ended.")),
    "minutes.approved": (
        _("The minutes are approved and do not change."),
        _("Make another edition; it says why it was made."),
    ),
    "minutes.already-done": (_("Somebody else has done this already."), _("Nothing was done twice. Look at the page again.")),
    "minutes.not-now": (_("This cannot be done with the minutes now."), _("Look at how they stand.")),
    "minutes.reason-needed": (_("The reason is missing."), _("Write in a sentence why.")),
    "minutes.part-unknown": (_("The minutes have no such part."), _("Open the page of the minutes again.")),
    "minutes.words-needed": (_("There are no words."), _("Write what is not right.")),
    "minutes.words-too-long": (
        _("That is %(length)s letters; at most %(longest)s are kept."),
        _("What you typed is still here. Make it shorter."),
    ),
    "minutes.reply-needed": (_("The reply has no words."), _("Write what was put right, or why it stays.")),
    "minutes.not-shown": (_("The draft is not shown to those who were there now."), _("Tell the convenor what is not right.")),
    "minutes.objecting-over": (
        _("The time to object ended %(until)s."),
        _("Tell the convenor: another edition can be made."),
    ),
    "minutes.not-there": (_("You are not on the list of those who were there."), _("Tell the convenor, who can enter it.")),
    "minutes.objected-enough": (
        _("You have said %(most)s things already."),
        _("Tell the convenor the rest in person."),
    ),
    "minutes.file-first": (_("The record is not filed yet."), _("File it first, then approve the minutes.")),
    "minutes.objections-wait": (
        _("%(n)s objections have no reply yet."),
        _("Reply to each; they stand in the minutes with their reply."),
    ),
    "minutes.approve-first": (_("Nothing is approved to be published."), _("Approve the minutes first.")),
    "objection.not-found": (_("There is no such objection."), _("Open the page of the minutes again.")),
    "form.not-found": (_("There is no such form."), _("Look at the list of forms.")),
    "form.too-large": (_("The form is larger than %(most)s MB, or unpacks to far more."), _("Take large pictures out of it.")),
    "form.not-docx": (_("This is no Word document (.docx)."), _("Save it in Word as .docx and send it again.")),
    "form.no-tags": (
        _("There is no tag in it: every document would say the same."),
        _("Begin from the standard form and keep its tags."),
    ),
    "form.loops-too-deep": (
        _("It has lists within lists within lists."),
        _("At most %(most)s within one another are filled."),
    ),
    "form.broken": (
        _("A tag in the form cannot be filled: %(detail)s"),
        _("Mend it in Word, or use the standard form."),
    ),
}  # fmt: skip
