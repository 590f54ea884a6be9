"""Two at the same moment: one procedure a compound, one standing act, one filing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction

from shangyi.decisions.actions.founding_acts import record_act
from shangyi.decisions.actions.founding_opening import join_request, open_founding, request_founding
from shangyi.decisions.models import Founding, FoundingAct, FoundingSupport
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.undertakings.models import Undertaking
from tests.concerns.life import rules_in_force
from tests.decisions.courses import BEGUN, ELIGIBLE, FILING, begun, moment
from tests.forums.test_at_once import at_once
from tests.people_and_places import Town, acting, person, settle


@pytest.fixture
def town(cloned_database: str) -> Town:
    rules_in_force()
    return settle()


def test_opened_and_asked_for_at_once_a_compound_has_one(town: Town) -> None:
    liu, li, wang = acting(town.liu), acting(town.li), acting(town.wang)
    given = {"place": town.compound, "words": "", "now": BEGUN}
    found = at_once(
        [
            lambda: open_founding(actor=liu, **given).state,  # type: ignore[arg-type]
            lambda: open_founding(actor=li, **given).state,  # type: ignore[arg-type]
            lambda: request_founding(actor=wang, **given).state,  # type: ignore[arg-type]
        ]
    )
    assert found.count("founding.already-there") == 2
    row = Founding.objects.get()
    assert Undertaking.objects.filter(matter=row.subject, state="open").count() == 1


def test_owners_who_join_at_once_each_count_once(town: Town) -> None:
    row = request_founding(place=town.compound, words="", actor=acting(town.wang), now=BEGUN)
    others = [acting(person(f"邻居{n}", f"1380000{n:04}", town.stairwell)) for n in range(3)]
    by = {"founding_id": row.pk, "now": BEGUN}
    found = at_once([lambda who=who: join_request(actor=who, **by).pk for who in (*others, *others)])  # type: ignore[misc]
    assert found.count("founding.joined-already") == 3
    assert FoundingSupport.objects.count() == 4
    public = Fact.objects.filter(kind="founding.joined").order_by("id").values_list("public", flat=True)
    assert [each["n_asking"] for each in public] == [2, 3, 4]


def test_one_act_written_down_by_two_at_once_stands_once(town: Town) -> None:
    course = begun(town)
    by = [course.by(moment(1, 13), who) for who in (town.liu, town.li, town.ma)]
    found = at_once([lambda each=each: record_act(new=ELIGIBLE, **each).state for each in by])  # type: ignore[misc]
    assert sorted(found) == ["founding.why-again-needed", "founding.why-again-needed", "running"]
    assert FoundingAct.objects.count() == 1


def test_filed_by_two_at_once_it_is_filed_once(town: Town) -> None:
    course = begun(town).elected()
    assert FILING.filing is not None
    other = replace(FILING, filing=replace(FILING.filing, number="另一个号"))
    by = course.by(moment(4, 13))
    found = at_once([lambda new=new: record_act(new=new, **by).state for new in (FILING, other, FILING)])  # type: ignore[misc]
    assert sorted(found) == ["filed", "founding.not-now", "founding.not-now"]
    row = course.fresh()
    assert Fact.objects.filter(subject=row.subject, kind="founding.filed").count() == 1
    assert Notice.objects.filter(template="founding.filed", person=town.wang).count() == 1
    assert Undertaking.objects.filter(matter=row.subject, state="open").count() == 1


def test_an_act_that_breaks_off_leaves_nothing_half(town: Town) -> None:
    course = begun(town)
    lines = Fact.objects.count()

    def broken_off() -> None:
        with transaction.atomic():
            course.does(ELIGIBLE)
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        broken_off()
    assert (FoundingAct.objects.count(), Fact.objects.count()) == (0, lines)
    assert Undertaking.objects.filter(matter=course.founding.subject, state="open").count() == 1
