"""Addresses below /people/."""

from django.conf import settings
from django.urls import path

from shangyi.people.views import by_code, by_password, duties, own, rights, second_step, staff
from shangyi.people.views.demo import demo_patterns

app_name = "people"
urlpatterns = [
    path("sign-in/", by_code.sign_in, name="sign_in"),
    path("sign-in/code/", by_code.sign_in_code, name="sign_in_code"),
    path("sign-in/name/", by_code.my_name, name="my_name"),
    path("sign-in/staff/", by_password.staff_sign_in, name="staff_sign_in"),
    path("sign-in/staff/second-step/", by_password.second_step, name="second_step"),
    path("sign-in/staff/password/", by_password.first_password, name="first_password"),
    path("sign-out/", by_password.sign_out, name="sign_out"),
    path("me/", own.me, name="me"),
    path("me/rights/", own.my_rights, name="my_rights"),
    path("me/reading/", own.reading, name="reading"),
    path("me/password/", own.new_password, name="new_password"),
    path("me/second-step/", second_step.set_up, name="set_up_second_step"),
    path("me/second-step/codes/", second_step.new_codes, name="new_codes"),
    path("me/second-step/off/", second_step.turn_off, name="turn_off_second_step"),
    path("", staff.search, name="search"),
    path("enter/", staff.enter, name="enter"),
    path("<int:person_id>/", staff.person, name="person"),
    path("<int:person_id>/rights/", rights.rights, name="rights"),
    path("<int:person_id>/roster/", staff.roster, name="roster"),
    path("<int:person_id>/join/", staff.join, name="join"),
    path("<int:person_id>/part/", staff.part, name="part"),
    path("<int:person_id>/capacities/give/", duties.give, name="give"),
    path("<int:person_id>/sign-in/", duties.open_sign_in, name="open_sign_in"),
    path("capacities/<int:capacity_id>/delegate/", duties.hand_on, name="delegate"),
    *demo_patterns(is_demo=settings.DEMO),
]
