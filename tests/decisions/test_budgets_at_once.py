"""Wishes and ticks at the same moment: one vote each, no number twice, one count."""

from __future__ import annotations

import pytest
from django.db import transaction

from shangyi.decisions.actions.budget_counting import count_votes, publish_budget
from shangyi.decisions.actions.budget_voting import vote_by_code
from shangyi.decisions.actions.by_clock import move_budgets_by_clock
from shangyi.decisions.actions.wishing import NewWish, propose_wish
from shangyi.decisions.models import BudgetVote, BudgetVoteChange, BudgetVoter, BudgetWish
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.people.queries import NOBODY
from shangyi.undertakings.models import Undertaking
from tests.concerns.life import rules_in_force
from tests.decisions.pots import CLOSES, DAY, DONE_BY, OPENS, PLANNED, Pot, planned, running
from tests.forums.test_at_once import at_once
from tests.people_and_places import settle


@pytest.fixture
def pot(cloned_database: str) -> Pot:
    rules_in_force()
    return running(settle())


def test_the_same_paper_handed_in_many_times_at_once_is_one_vote(pot: Pot) -> None:
    code, key = pot.code("邻居1"), pot.key("树下长椅")
    given = {"code": code, "ticked": [key], "actor": NOBODY, "now": OPENS}
    at_once([lambda: vote_by_code(**given).pk for _ in range(8)])  # type: ignore[arg-type]
    assert BudgetVote.objects.count() == 1
    assert BudgetVoteChange.objects.count() == 7, "and every sending is kept"


def test_a_vote_in_the_moment_of_closing_is_counted_or_refused_never_lost(pot: Pot) -> None:
    pot.voted()
    code, key = BudgetVoter.objects.get(person=pot.town.wang).code, pot.key("树下长椅")
    given = {"code": code, "ticked": [key], "actor": NOBODY, "now": CLOSES}
    found = at_once(
        [lambda: vote_by_code(**given).pk, lambda: move_budgets_by_clock(now=CLOSES)]  # type: ignore[arg-type]
    )
    assert found[0] in {"budget.over", "budget.not-now"}
    row = pot.fresh()
    assert row.result["equal-shares"]["n_ballots"] == BudgetVote.objects.count() == 12


def test_counted_by_two_at_once_it_is_counted_once(pot: Pot) -> None:
    pot.voted()
    at_once([lambda: move_budgets_by_clock(now=CLOSES) for _ in range(3)])
    facts = Fact.objects.filter(subject=pot.budget.subject)
    assert facts.filter(kind="budget.counted").count() == 1
    by = pot.by(at=CLOSES + DAY)
    assert at_once([lambda: count_votes(**by).state]) == ["budget.not-now"]
    found = at_once([lambda: publish_budget(done_by=DONE_BY, **by).state for _ in range(2)])
    assert sorted(found) == ["budget.not-now", "published"]
    assert Notice.objects.filter(template="budget.published", person=pot.town.wang).count() == 1
    assert Undertaking.objects.filter(matter=pot.budget.subject, task="works").count() == 3


def test_neighbours_who_wish_at_once_have_numbers_of_their_own(cloned_database: str) -> None:
    rules_in_force()
    pot = planned(settle()).announced()
    by = pot.by(pot.town.wang, PLANNED + DAY)
    found = at_once([lambda n=n: propose_wish(wish=NewWish(title=f"心愿{n}"), **by).number for n in range(8)])  # type: ignore[misc]
    assert sorted(each for each in found if isinstance(each, int)) == [1, 2, 3, 4, 5]
    assert found.count("budget.too-many-wishes") == 3
    assert BudgetWish.objects.count() == 5


def test_a_sending_that_breaks_off_leaves_no_half_a_vote(pot: Pot) -> None:
    def broken_off() -> None:
        with transaction.atomic():
            pot.ticks("邻居1", "树下长椅")
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        broken_off()
    assert (BudgetVote.objects.count(), Fact.objects.filter(kind="budget.voted").count()) == (0, 0)
