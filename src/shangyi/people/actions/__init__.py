"""Writing about people: one public function per verb."""

from shangyi.people.actions.absences import NewAbsence, record_absent
from shangyi.people.actions.accounts import (
    begin_second_step,
    change_password,
    confirm_second_step,
    end_second_step,
    open_account,
    open_staff_account,
    pass_second_step,
    renew_backup_codes,
)
from shangyi.people.actions.capacities import (
    NewCapacity,
    delegate,
    grant_capacity,
    record_capacity,
    record_end_of_capacity,
)
from shangyi.people.actions.codes import Letter, Wish, enter_with_code, send_code
from shangyi.people.actions.enter import NewPerson, enter_person, link_roster_row, record_person
from shangyi.people.actions.own import choose_reading, name_oneself
from shangyi.people.actions.turns import forget_turns_and_codes, take_turn
from shangyi.people.actions.variants import merge_persons, undo_merge

__all__ = [
    "Letter",
    "NewAbsence",
    "NewCapacity",
    "NewPerson",
    "Wish",
    "begin_second_step",
    "change_password",
    "choose_reading",
    "confirm_second_step",
    "delegate",
    "end_second_step",
    "enter_person",
    "enter_with_code",
    "forget_turns_and_codes",
    "grant_capacity",
    "link_roster_row",
    "merge_persons",
    "name_oneself",
    "open_account",
    "open_staff_account",
    "pass_second_step",
    "record_absent",
    "record_capacity",
    "record_end_of_capacity",
    "record_person",
    "renew_backup_codes",
    "send_code",
    "take_turn",
    "undo_merge",
]
