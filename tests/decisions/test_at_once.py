"""One person, one vote: under replays, races and broken-off sendings, on both databases."""

from __future__ import annotations

import pytest
from django.db import transaction

from shangyi.decisions.actions.casting import cast_by_code
from shangyi.decisions.actions.closing import count_ballot, publish_ballot
from shangyi.decisions.models import Ballot, Vote, VoteChange
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.people.queries import NOBODY
from tests.concerns.life import HOUR, rules_in_force
from tests.decisions.polls import Poll, listed, owners
from tests.forums.test_at_once import at_once
from tests.people_and_places import settle


@pytest.fixture
def poll(cloned_database: str) -> Poll:
    rules_in_force()
    return listed(settle(), n=6).opened()


def test_the_same_paper_handed_in_many_times_at_once_is_one_vote(poll: Poll) -> None:
    given = {"code": poll.codes["3-2-201"], "actor": NOBODY, "now": poll.opens_at + HOUR}
    at_once([lambda: cast_by_code(answer="yes", **given) for _ in range(8)])
    assert Vote.objects.filter(head="3-2-201").count() == 1
    assert VoteChange.objects.count() == 7, "and every sending is kept"


def test_neighbours_who_vote_at_once_have_one_vote_each(poll: Poll) -> None:
    now = poll.opens_at + HOUR
    answers = ["yes", "no", "abstain"]

    def cast(n: int, code: str) -> object:
        return cast_by_code(code=code, answer=answers[n % 3], actor=NOBODY, now=now).pk

    codes = list(poll.codes.values()) * 2
    at_once([lambda n=n, code=code: cast(n, code) for n, code in enumerate(codes)])  # type: ignore[misc]
    assert Vote.objects.count() == len(poll.codes)
    row = poll.published().ballot
    assert row.result["n_took_part"] == len(poll.codes)


def test_a_sending_that_breaks_off_leaves_no_half_a_vote(poll: Poll) -> None:
    def broken_off() -> None:
        with transaction.atomic():
            poll.says("3-2-201", "yes")
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        broken_off()
    assert (Vote.objects.count(), Fact.objects.filter(kind="ballot.cast").count()) == (0, 0)
    poll.says("3-2-201", "yes")
    assert (Vote.objects.count(), Fact.objects.filter(kind="ballot.cast").count()) == (1, 1)


def test_of_two_who_publish_at_once_one_does_and_everyone_is_told_once(cloned_database: str) -> None:
    rules_in_force()
    town = settle()
    poll = owners(town).opened()
    poll.on_paper("3-2-201", "yes")
    poll.over()
    at = poll.closes_at + HOUR
    found = at_once([lambda: count_ballot(**poll.by(at=at)).state for _ in range(2)])
    assert sorted(found) == ["ballot.not-now", "counted"]
    found = at_once([lambda: publish_ballot(**poll.by(at=at)).state for _ in range(2)])
    assert sorted(found) == ["ballot.not-now", "published"]
    assert Notice.objects.filter(template="ballot.published", person=town.wang).count() == 1
    assert Ballot.objects.get(pk=poll.pk).state == "published"
