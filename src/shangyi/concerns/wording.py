"""What refusals about voices and concerns say: what happened, and what can be done now."""

from django.utils.translation import gettext_lazy as _

WORDING = {
    "voice.words-needed": (
        _("There are no words yet."),
        _("Write in a few words what it is about, or let a clerk write it down for you."),
    ),
    "voice.words-too-long": (
        _("The text is longer than we can keep in one piece."),
        _("Keep the main point here, and add the rest as a second message with the receipt."),
    ),
    "voice.said-later": (
        _("The time of the talk lies in the future."),
        _("Check date and time of the talk."),
    ),
    "voice.said-too-long-ago": (
        _("The talk was more than a year ago."),
        _("Check the year; or enter it as said today, and write since when in the text."),
    ),
    "concern.not-found": (_("There is no such matter."), _("Check the number, or search for a word of it.")),
    "concern.stale": (
        _("Somebody else changed this matter while you had it open."),
        _("What you typed is still here. Look at the new state, then send again."),
    ),
    "concern.not-now": (
        _("This cannot be done in the state the matter is in."),
        _("Look at the line of life to see which step comes next."),
    ),
    "concern.kind-needed": (
        _("The kind is missing."),
        _("Choose what it is: a plea, a complaint, a suggestion …"),
    ),
    "concern.category-needed": (
        _("The category is missing."),
        _("Choose a category; when in doubt take the nearest one."),
    ),
    "concern.grade-needed": (
        _("The grade is missing."),
        _("Choose how urgent it is; the limit follows from it."),
    ),
    "concern.keeper-needed": (
        _("Nobody of our own is named to keep it."),
        _("Name the colleague who answers for it until the end."),
    ),
    "concern.reason-needed": (
        _("The reason is missing."),
        _("Write why, in words that the requester may read."),
    ),
    "concern.result-needed": (_("The result is missing."), _("Write what was done and what came of it.")),
    "concern.plan-needed": (
        _("The plan is missing."),
        _("Write what will be tried next, and what it waits for."),
    ),
    "concern.review-on-needed": (
        _("The next review has no date."),
        _("Choose the day on which it will be looked at again."),
    ),
    "concern.channel-needed": (
        _("The right channel is not named."),
        _("Choose where this belongs; the person will be told how to get there."),
    ),
    "concern.target-needed": (
        _("The matter to join is not named."),
        _("Choose the matter that this one belongs to."),
    ),
    "voice.receipt.not-found": (
        _("This receipt is not known here."),
        _("Check the letters on the slip: there is no O, I, L or U in them. Or phone the community office."),
    ),
    "concern.nothing-to-undo": (
        _("There is nothing to take back any more."),
        _("Something else happened since; change it with the buttons on the page."),
    ),
    "concern.keeper-not-ours": (
        _("This person cannot keep a matter here."),
        _("Choose a colleague of the community who is in office."),
    ),
    "concern.handler-needed": (
        _("Where we command, a person must be named."),
        _("Choose who of the unit does it."),
    ),
    "concern.handler-elsewhere": (
        _("This person does not work for the chosen unit."),
        _("Choose somebody of the unit, or leave the person open."),
    ),
    "concern.due-beyond-limit": (
        _("This is later than the rules allow."),
        _("Choose an earlier time; or let the handler ask for an extension with a reason."),
    ),
    "concern.due-passed": (_("This time is over already."), _("Choose a time that lies ahead.")),
    "concern.batch": (
        _("Nothing was assigned, because some of it cannot be."),
        _("Mend or take out the matters named below, then send the batch again."),
    ),
    "concern.objection-pending": (
        _("An objection already waits for its decision."),
        _("Wait for the decision, or phone the keeper."),
    ),
    "concern.no-objection": (_("No objection waits here."), _("Reload the page: it may have been decided.")),
    "concern.own-objection": (_("Nobody decides on their own objection."), _("Let the secretary decide.")),
    "concern.finding-needed": (_("What was seen is missing."), _("Write in a sentence what you found.")),
    "concern.seen-later": (
        _("The time of the visit lies in the future."),
        _("Check date and time of the visit."),
    ),
    "concern.voice-elsewhere": (
        _("This voice belongs to another matter."),
        _("Choose a suspicion of this matter."),
    ),
    "concern.push-needed": (_("What was done is missing."), _("Write whom you reached and what comes next.")),
    "answer.text-needed": (
        _("The answer is empty."),
        _("Write what was done, as you would say it to a neighbour."),
    ),
    "answer.nobody-chosen": (
        _("Nobody was ticked who is still to be told."),
        _("Tick those you told, or reload: they may be done."),
    ),
    "rating.nothing-to-rate": (
        _("There is no answer to rate yet."),
        _("You will be told as soon as it is done; then this page asks you."),
    ),
    "rating.already": (
        _("You have rated this answer already."),
        _("If something is wrong again, add a sentence or speak up anew."),
    ),
    "rating.out-of-range": (_("Satisfaction goes from 1 to 5."), _("Choose one of the five faces.")),
    "concern.not-settled": (
        _("What is not solved is not settled on the spot."),
        _("Record it in the ordinary way; it gets an owner and a date."),
    ),
    "concern.settled-in-person": (
        _("Only what is said in person can be settled on the spot."),
        _("Choose how the person spoke: in the office, by telephone, on a visit."),
    ),
    "concern.review-passed": (_("The next review must lie ahead."), _("Choose a day after today.")),
    "concern.review-too-far": (
        _("The next review is too far away."),
        _("Choose an earlier day; the rules say the latest one."),
    ),
    "concern.no-report": (
        _("This matter was not reported upward."),
        _("Report it first, then record the reply."),
    ),
    "concern.reply-needed": (_("The reply is missing."), _("Write what the superior replied.")),
    "concern.merge-with-itself": (_("A matter cannot be joined to itself."), _("Choose another one.")),
    "concern.target-done": (
        _("The other matter is done already."),
        _("Leave this one as it is; mention the other number in the answer."),
    ),
    "concern.split-nobody": (
        _("Nobody was chosen to take out."),
        _("Tick the voices that mean something else."),
    ),
    "concern.split-everybody": (
        _("One voice at least must stay."),
        _("Leave the voices that belong here unticked."),
    ),
    "photo.too-many": (
        _("There are more photos than can be kept with one message."),
        _("Keep the %(most)s that show it best."),
    ),
    "photo.too-large": (
        _("One photo is larger than %(largest_mb)s MB."),
        _("Take it again in a smaller size, or send it without."),
    ),
    "photo.too-many-pixels": (
        _("One photo has %(megapixels)s million pixels, more than can be kept."),
        _("Choose a smaller one, or take a picture of it with the phone."),
    ),
    "photo.unreadable": (
        _("One photo cannot be read."),
        _("Choose it again as JPEG or PNG, or send the message without it; the words are kept."),
    ),
    "speak.place-needed": (
        _("The place is missing."),
        _("Choose at least the community, so that it reaches the right people."),
    ),
    "speak.contact-needed": (
        _("There is no way to reach you yet."),
        _("Leave a telephone number or an e-mail address; or choose not to be named and keep the receipt."),
    ),
    "import.file-empty": (
        _("The file is empty."),
        _("Export it from the hotline again, then choose it here."),
    ),
    "import.file-too-large": (
        _("The file is larger than %(largest_mb)s MB."),
        _("Split it by months, or leave out columns with pictures."),
    ),
    "import.file-too-large-inside": (
        _("The file holds far more than a table of cases does."),
        _("Open it in a spreadsheet, copy the rows with cases into a new file, and import that one."),
    ),
    "import.file-not-a-table": (
        _("This file is no table, whatever its name says."),
        _("Choose an xlsx or csv file. In a spreadsheet: save as, Excel workbook."),
    ),
    "import.file-unreadable": (
        _("The file cannot be read as a table."),
        _("It may be damaged or locked by a password: open it in a spreadsheet and save it as a new xlsx."),
    ),
    "import.encoding": (
        _("The text of this csv file is in a spelling we do not know."),
        _("Open it in a spreadsheet and save it as xlsx, or as csv in UTF-8."),
    ),
    "import.too-many-rows": (
        _("The file has more than %(most)s rows."),
        _("Split it; the parts can be imported one after the other."),
    ),
    "import.no-rows": (
        _("There is no row of cases in this file."),
        _("The first row must name the columns, and the cases stand below it."),
    ),
    "import.column-unknown": (
        _("There is no field called %(column)s."),
        _("Choose one of: %(known)s."),
    ),
    "import.header-unknown": (
        _("There is no column called %(header)s in this file."),
        _("Look at the first row of the file, then choose the columns again."),
    ),
    "import.column-needed": (
        _("It is not clear yet which column holds the number, which the time and which the words."),
        _("Choose a column for each of the three."),
    ),
    "import.source-needed": (
        _("It is missing where the file comes from."),
        _("Name the hotline in at most %(longest)s characters, the same name every time."),
    ),
    "import.not-found": (_("There is no such import."), _("Go back to the list of imports.")),
    "import.already-done": (
        _("This import is finished."),
        _("To bring in more rows, upload a file again: what is there already is left out."),
    ),
    "import.already-running": (
        _("This import is running; its columns can no longer be changed."),
        _("Wait until it is finished. Rows that were wrong can then be mended and imported again."),
    ),
    "import.number-needed": (
        _("The number of the case is missing."),
        _("Fill it in: by the number a case is recognised when it comes again."),
    ),
    "import.number-damaged": (
        _("The number was shortened by the spreadsheet: %(text)s."),
        _("Export again with the number as text, so that its last digits are kept."),
    ),
    "import.time-needed": (
        _("The time at which it was said is missing."),
        _("Fill in the day, and the time if you know it: 2026-03-02 9:30."),
    ),
    "import.time-unreadable": (
        _("This is no time that we can read: %(text)s."),
        _("Write it with the year first: 2026-03-02 9:30."),
    ),
    "import.year-impossible": (
        _("The year %(year)s cannot be right."),
        _("Check the cell: the year must lie between %(first)s and %(last)s."),
    ),
    "import.cell-too-long": (
        _("The text in the column %(column)s has %(length)s characters; %(longest)s fit."),
        _("Shorten it in the file and import the row again."),
    ),
    "import.place-unknown": (
        _("There is no place with the code %(place_code)s here."),
        _("Correct the code, or write the name of the place."),
    ),
    "import.row-not-kept": (
        _("The database could not keep this row."),
        _("Look for strange characters in it, mend them and import the row again."),
    ),
    "import.nobody-named": (
        _("It is not clear who imports this file."),
        _("Say --by with the sign-in name of somebody who may import for this place."),
    ),
    "import.wish-unclear": (
        _("This is no column and field: %(wish)s."),
        _("Write --map COLUMN=FIELD, with the column as the file names it."),
    ),
    "promise.date-or-reason-needed": (
        _("“%(words)s” is not a date."),
        _(
            "Give the day by which it will be done; or write why no day can be named yet, or that it is no promise."
        ),
    ),
    "promise.day-passed": (_("The promised day is over already."), _("Choose today or a later day.")),
}
