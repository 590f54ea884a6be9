"""Addresses of deciding together."""

from __future__ import annotations

from django.urls import path

from shangyi.decisions.rules.founding import Deed
from shangyi.decisions.views import (
    agreement_parts,
    agreement_printing,
    agreement_signing,
    agreement_verbs,
    agreements,
    ballots,
    budget_printing,
    budget_verbs,
    budget_wishing,
    budgets,
    casting,
    committees,
    electors,
    foundings,
    printing,
    verbs,
    voting,
)

app_name = "decisions"

DESK = "desk/ballots/<int:ballot_id>/"

AGREEMENT = "desk/agreements/<int:agreement_id>/"

agreement_urls = [
    path("agreements/", agreement_signing.mine, name="agreements_mine"),
    path("agreements/<int:agreement_id>/", agreement_signing.one, name="agreement_one"),
    path("agreements/<int:agreement_id>/answer/", agreement_signing.answer, name="agreement_answer"),
    path("a/<str:code>/", agreement_signing.by_code, name="agreement_by_code"),
    path("desk/agreements/", agreements.agreements, name="agreements"),
    path("desk/agreements/new/", agreements.new, name="agreement_new"),
    path(AGREEMENT, agreements.agreement, name="agreement"),
    path(f"{AGREEMENT}recording/", agreement_verbs.recording, name="agreement_recording"),
    path(f"{AGREEMENT}payments/", agreement_verbs.payments, name="agreement_payments"),
    path(f"{AGREEMENT}print/", agreement_printing.printed, name="agreement_print"),
    path(f"{AGREEMENT}document/", agreement_printing.as_document, name="agreement_document"),
    path(f"{AGREEMENT}papers/<int:signature_id>/", agreement_printing.picture, name="agreement_picture"),
    *(
        path(f"{AGREEMENT}{name}/", agreement_parts.page(name), name=f"agreement_{name}")
        for name in agreement_parts.PARTS
    ),
    *(
        path(f"{AGREEMENT}{name}/", agreement_verbs.page(name), name=f"agreement_{name}")
        for name in agreement_verbs.STEPS
    ),
]

ballot_urls = [
    path("ballots/", voting.mine, name="mine"),
    path("ballots/<int:ballot_id>/", voting.one, name="one"),
    path("ballots/<int:ballot_id>/answer/", voting.answer, name="answer"),
    path("ballots/<int:ballot_id>/accept/", voting.accept, name="accept"),
    path("b/<str:code>/", voting.by_code, name="by_code"),
    path("desk/ballots/", ballots.ballots, name="ballots"),
    path("desk/ballots/new/", ballots.prepare, name="prepare"),
    path(DESK, ballots.ballot, name="ballot"),
    path(f"{DESK}edit/", ballots.edit, name="edit"),
    path(f"{DESK}electors/", electors.electors, name="electors"),
    path(f"{DESK}follow-up/", ballots.follow_up, name="follow_up"),
    path(f"{DESK}casting/", casting.casting_desk, name="casting"),
    path(f"{DESK}print/", printing.printed, name="print"),
    path(f"{DESK}result.csv", printing.result_csv, name="result_csv"),
    *(path(f"{DESK}{name.replace('_', '-')}/", verbs.page(name), name=name) for name in verbs.STEPS),
]

BUDGET = "desk/budgets/<int:budget_id>/"

budget_urls = [
    path("budgets/", budget_wishing.near, name="budgets_near"),
    path("budgets/<int:budget_id>/", budget_wishing.one, name="budget_one"),
    path("budgets/<int:budget_id>/wish/", budget_wishing.wish, name="budget_wish"),
    path("budgets/<int:budget_id>/vote/", budget_wishing.vote, name="budget_vote"),
    path("w/<str:code>/", budget_wishing.by_code, name="budget_by_code"),
    path("desk/budgets/", budgets.budgets, name="budgets"),
    path("desk/budgets/new/", budgets.new, name="budget_new"),
    path("desk/budgets/import/", budget_verbs.import_file, name="budget_import"),
    path(BUDGET, budgets.budget, name="budget"),
    path(f"{BUDGET}edit/", budgets.edit, name="budget_edit"),
    path(f"{BUDGET}checking/", budgets.checking, name="budget_checking"),
    path(f"{BUDGET}counter/", budget_verbs.counter, name="budget_counter"),
    path(f"{BUDGET}print/", budget_printing.printed, name="budget_print"),
    path(f"{BUDGET}votes.pb", budget_printing.exported, name="budget_export"),
    *(
        path(f"{BUDGET}{name}/", budget_verbs.page(name), name=f"budget_{name}")
        for name in budget_verbs.STEPS
    ),
]

FOUNDING = "desk/committees/<int:founding_id>/"

founding_urls = [
    path("committees/", committees.committees, name="committees"),
    path("committees/ask/", committees.ask, name="founding_ask"),
    path("committees/<int:founding_id>/", committees.one, name="founding_one"),
    path("committees/<int:founding_id>/join/", committees.join, name="founding_join"),
    path("desk/committees/", foundings.foundings, name="foundings"),
    path("desk/committees/new/", foundings.new, name="founding_new"),
    path(FOUNDING, foundings.founding, name="founding"),
    path(f"{FOUNDING}papers/<int:act_id>/", foundings.picture, name="founding_picture"),
    *(
        path(f"{FOUNDING}{deed.value}/", foundings.act_page(deed), name=f"founding_{deed.value}")
        for deed in Deed
    ),
    *(
        path(f"{FOUNDING}{name}/", foundings.press_page(name), name=f"founding_{name.replace('-', '_')}")
        for name in foundings.PRESSES
    ),
]

urlpatterns = [*ballot_urls, *agreement_urls, *budget_urls, *founding_urls]
