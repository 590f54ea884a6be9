"""What refusals about places say."""

from django.utils.translation import gettext_lazy as _

WORDING = {
    "place.not-found": (
        _("There is no such place."),
        _("Check the code on the poster, or choose the place from the list."),
    ),
    "place.parent-not-wider": (
        _("A place must lie in a wider one."),
        _("Choose a place higher up as its parent."),
    ),
    "place.code-taken": (
        _("The code %(place_code)s is already used by another place."),
        _("Choose another code."),
    ),
    "place.code-unreadable": (
        _("This cannot be a code."),
        _("Use capital letters, digits and dashes only, so that it can be read out over the phone."),
    ),
    "place.name-needed": (_("The name is missing."), _("Write the name as people say it.")),
    "place.name-too-long": (
        _("The name is longer than %(most)s characters."),
        _("Write the short name that people use."),
    ),
    "place.address-too-long": (
        _("With this name an address would be longer than %(most)s characters."),
        _("Choose a shorter name."),
    ),
    "place.reason-needed": (
        _("The reason is missing."),
        _("Write why the name changes: it stays in the record beside the old name."),
    ),
    "unit.name-taken": (
        _("A unit of this name is already registered here."),
        _("Use the registered one, or give this one a different name."),
    ),
    "unit.already-closed": (
        _("This unit was already closed on %(closed_on)s."),
        _("There is nothing to do."),
    ),
    "service.backwards": (
        _("The service ends before it begins."),
        _("Check the two dates against the contract."),
    ),
    "service.already-ended": (
        _("This service already ended on %(until_on)s."),
        _("If the unit serves here again, record a new period."),
    ),
    "roster.elsewhere": (
        _("Some rows lie outside this place."),
        _("Split the list by place and add each part to its own."),
    ),
    "roster.no-rows": (
        _("There are no rows in it."),
        _("Check that the list is on the first sheet, below a row with the names of the columns."),
    ),
    "roster.too-many-rows": (
        _("There are more than %(most)s rows in it."),
        _("Split the file and bring in one part after the other."),
    ),
    "roster.column-missing": (
        _("These columns are missing: %(columns)s."),
        _("Name the columns in the first row exactly so."),
    ),
    "roster.file-too-large": (
        _("The file is larger than %(most)s MB, packed or unpacked."),
        _("Remove pictures and other sheets, or split it."),
    ),
    "roster.file-unreadable": (
        _("This file cannot be read as a table."),
        _("Save it as Excel (.xlsx) or as CSV and try again."),
    ),
    "roster.place-unknown": (
        _("There is no place with the code %(place_code)s in here."),
        _("Check the code, or add the place first."),
    ),
    "roster.name-needed": (_("The name is missing."), _("Write who lives there or who owns it.")),
    "roster.name-too-long": (
        _("The name is longer than %(most)s characters."),
        _("Write the name alone."),
    ),
    "roster.area-unreadable": (
        _("%(typed)s cannot be an area."),
        _("Write square metres with at most two decimals, for example 89.52."),
    ),
    "roster.source-unknown": (
        _("%(typed)s is not known as a source of an area."),
        _("Write 不动产登记, 测绘 or 购房合同."),
    ),
    "roster.date-unreadable": (
        _("%(typed)s cannot be a day."),
        _("Write it as 2024-05-01."),
    ),
}
