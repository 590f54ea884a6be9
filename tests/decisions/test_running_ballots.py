"""A ballot from the draft to what came of it, by the actions: lists, notices, votes, papers, counts, corrections."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from shangyi.decisions.actions.announcing import Window, announce_ballot, extend_ballot, open_ballot
from shangyi.decisions.actions.by_clock import move_ballots_by_clock
from shangyi.decisions.actions.casting import Paper, cast_for, cast_signed_in, record_hands
from shangyi.decisions.actions.closing import (
    adopt_result,
    annul_ballot,
    close_ballot,
    count_ballot,
    withdraw_ballot,
)
from shangyi.decisions.actions.consenting import accept_answer, answer_objection
from shangyi.decisions.actions.correcting import Why, correct_listed, correct_owners
from shangyi.decisions.actions.electorate import Listed, OwnersList, freeze_list
from shangyi.decisions.actions.papers import read_paper, record_proxy
from shangyi.decisions.actions.preparing import (
    Question,
    edit_ballot,
    follow_up,
    prepare_ballot,
    set_detector_aside,
)
from shangyi.decisions.models import Ballot, Elector, Objection, Vote, VoteChange
from shangyi.decisions.rules.assemblies import ShowOfHands
from shangyi.decisions.rules.ballot_life import Electorate, Method
from shangyi.decisions.rules.labels import Label
from shangyi.decisions.rules.proxies import Proxy
from shangyi.decisions.rules.roster_text import read_owners
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.undertakings.models import Undertaking
from tests.decisions.polls import ASKED, DAY, OWNERS, listed, owners, prepared
from tests.people_and_places import Town, acting

HOUR = timedelta(hours=1)


def told(template: str) -> int:
    return Notice.objects.filter(template=template, channel=Notice.Channel.IN_APP).count()


def kinds(subject: str) -> list[str]:
    return list(Fact.objects.filter(subject=subject).order_by("id").values_list("kind", flat=True))


@pytest.mark.trace("PD-9")
def test_a_consultation_goes_from_a_draft_to_a_published_result(town: Town) -> None:
    poll = listed(town).opened()
    assert poll.fresh().state == "open"
    for head, answer in (("3-2-201", "yes"), ("4-1-101", "yes"), ("4-1-102", "abstain")):
        poll.says(head, answer)
    row = poll.published().ballot

    assert (row.state, row.claim, row.outcome) == ("published", "consulted", "passed")
    numbers = row.result["numbers"]
    assert {name: numbers[name] for name in ("yes", "no", "abstain", "silent")} == {
        "yes": 2,
        "no": 0,
        "abstain": 1,
        "silent": 1,
    }
    assert [told(f"ballot.{each}") for each in ("announced", "opened", "published")] == [1, 1, 1]
    lines = kinds(row.subject)
    assert lines[0] == "ballot.prepared"
    assert lines.index("ballot.announced") < lines.index("ballot.opened") < lines.index("ballot.counted")


def test_nothing_is_told_before_the_announcement_and_the_question_is_locked_after_it(town: Town) -> None:
    poll = listed(town)
    assert Notice.objects.filter(template__startswith="ballot.").count() == 0
    poll.announced()
    question = Question(
        title="别的事",
        place=town.compound,
        label=Label.CONSULTATIVE,
        method=Method.YES_NO,
        electorate=Electorate.HOUSEHOLDS,
    )
    with pytest.raises(Refused, match=r"ballot\.not-now"):
        edit_ballot(question=question, **poll.by(at=ASKED + HOUR))
    with pytest.raises(Refused, match=r"ballot\.not-now"):
        freeze_list(
            listed=[Listed(key="a", name="a")], randbelow=Random(1).randrange, **poll.by(at=ASKED + HOUR)
        )


def test_a_ballot_without_a_list_is_not_announced(town: Town) -> None:
    poll = prepared(town)
    with pytest.raises(Refused, match=r"ballot\.electors-needed"):
        poll.announced()


def test_it_opens_and_ends_by_the_clock_and_not_before(town: Town) -> None:
    poll = listed(town).announced()
    with pytest.raises(Refused, match=r"ballot\.opens-later"):
        open_ballot(**poll.by(at=ASKED + HOUR))
    assert move_ballots_by_clock(now=poll.opens_at - HOUR) == 0
    move_ballots_by_clock(now=poll.opens_at)
    with pytest.raises(Refused, match=r"ballot\.closes-later"):
        close_ballot(**poll.by(at=poll.opens_at + HOUR))
    poll.over()
    assert poll.fresh().state == "counted", "where no paper waits, the clock counts as well"
    with pytest.raises(Refused, match=r"ballot\.(not-now|closed)"):
        poll.says("3-2-201", "yes", poll.closes_at + HOUR)


def test_who_has_not_answered_is_reminded_once_before_the_end(town: Town) -> None:
    poll = listed(town).opened()
    for _ in range(3):
        move_ballots_by_clock(now=poll.closes_at - 2 * HOUR)
    assert told("ballot.closing") == 1


def test_an_answer_is_changed_until_the_end_and_every_one_stays_on_record(town: Town) -> None:
    poll = listed(town).opened()
    for answer in ("yes", "no", "no", "abstain"):
        poll.says("3-2-201", answer)
    vote = Vote.objects.get(ballot=poll.pk)
    assert (vote.choice, vote.n_changes) == ("abstain", 3)
    assert list(VoteChange.objects.filter(vote=vote).order_by("id").values_list("choice", flat=True)) == [
        "yes",
        "no",
        "no",
    ]
    assert kinds(poll.ballot.subject).count("ballot.cast") == 4


def test_a_vote_is_no_part_of_what_the_record_shows(town: Town) -> None:
    poll = listed(town).opened()
    poll.says("3-2-201", "no")
    fact = Fact.objects.get(kind="ballot.cast")
    assert "no" not in fact.public.values()
    assert "3-2-201" not in str(fact.public)


def test_only_who_is_listed_votes_and_on_their_own_paper(town: Town) -> None:
    poll = listed(town).opened()
    at = poll.opens_at + HOUR
    cast_signed_in(
        ballot_id=poll.pk, head="3-2-201", answer="yes", actor=acting(town.wang, at.date()), now=at
    )
    for who, head in ((town.wang, "4-1-101"), (town.zhao, "3-2-201")):
        with pytest.raises(Refused, match=r"ballot\.not-yours"):
            cast_signed_in(ballot_id=poll.pk, head=head, answer="yes", actor=acting(who, at.date()), now=at)
    poll.codes["nobody"] = "AAAA-AAAA"
    with pytest.raises(Refused, match=r"ballot\.code\.not-found"):
        poll.says("nobody", "yes")
    assert Vote.objects.count() == 1


@pytest.mark.parametrize("answer", ["", "maybe", None, ["yes"], {"yes": 1}, "yes " * 300_000, "𠮷"])
def test_an_answer_that_is_none_is_refused_and_nothing_is_kept(town: Town, answer: Any) -> None:
    poll = listed(town).opened()
    with pytest.raises(Refused):
        poll.says("3-2-201", answer)
    assert Vote.objects.count() == 0


def test_said_at_the_counter_counts_and_names_who_wrote_it_down(town: Town) -> None:
    poll = listed(town).opened()
    paper = Paper(head="4-1-101", answer="no", how=Vote.How.COUNTER)
    cast_for(paper=paper, **poll.by(town.ma, poll.opens_at + HOUR))
    assert Vote.objects.get().recorded_by == town.ma


def test_a_paper_counts_when_two_have_read_it_alike(town: Town) -> None:
    poll = owners(town).opened()
    at = poll.opens_at + HOUR
    read_paper(household="3-2-202", answer="yes", **poll.by(town.ma, at))
    read_paper(household="3-2-202", answer="yes", **poll.by(town.ma, at))
    assert Vote.objects.count() == 0, "one reader is one reader, however often"
    read_paper(household="3-2-202", answer="no", **poll.by(town.li, at))
    assert Vote.objects.count() == 0
    poll.over()
    with pytest.raises(Refused, match=r"paper\.differs"):
        count_ballot(**poll.by(at=poll.closes_at + HOUR))
    read_paper(household="3-2-202", answer="yes", **poll.by(town.li, poll.closes_at + HOUR))
    assert Vote.objects.get().choice == "yes"


@pytest.mark.trace("XC-7")
def test_an_owners_decision_passes_by_heads_and_area_and_prints_its_working(town: Town) -> None:
    poll = owners(town).opened()
    for household in ("3-2-201", "3-2-202", "3-2-301"):
        poll.on_paper(household, "yes")
    poll.on_paper("3-2-401", "no")
    row = poll.published().ballot

    assert (row.claim, row.outcome) == ("decided", "passed")
    numbers = row.result["numbers"]
    assert numbers["yes"] == {"heads": 3, "area": 35_000}, "two flats of one buyer are one head"
    assert numbers["silent"] == {"heads": 1, "area": 14_000}, "the developer's two are one head"
    assert [(check["name"], check["is_met"]) for check in row.result["checks"]] == [
        ("took-part-area", True),
        ("took-part-heads", True),
        ("agreed-area", True),
        ("agreed-heads", True),
    ]
    adopt_result(words="开始招标", **poll.by(at=poll.closes_at + 3 * HOUR))


def test_an_owners_decision_is_not_announced_without_its_notice_days(town: Town) -> None:
    poll = owners(town)
    poll.opens_at = ASKED + 5 * DAY
    with pytest.raises(Refused, match=r"statutory\.notice-too-short"):
        poll.announced()


def test_owners_vote_on_paper_where_no_rule_accepts_the_phone(town: Town) -> None:
    poll = owners(town).opened()
    with pytest.raises(Refused, match=r"ballot\.on-paper-only"):
        poll.says("3-2-201", "yes")


def test_a_holder_carries_no_more_proxies_than_the_place_allows(town: Town) -> None:
    poll = owners(town).opened()
    given = {"proof": "档案 12", **poll.by(town.ma, poll.opens_at + HOUR)}

    def entrust(household: str) -> None:
        from shangyi.decisions.rules.owners import Choice

        record_proxy(proxy=Proxy(household, "老何", is_written=True, choice=Choice.YES), **given)

    for household in ("3-2-201", "3-2-202", "3-2-401"):
        entrust(household)
    with pytest.raises(Refused, match=r"proxy\.over-limit"):
        entrust("3-2-301")
    with pytest.raises(Refused, match=r"proxy\.not-written"):
        record_proxy(proxy=Proxy("3-2-301", "别人", is_written=False), **given)
    with pytest.raises(Refused, match=r"proxy\.not-on-roster"):
        record_proxy(proxy=Proxy("9-9-999", "别人", is_written=True), **given)


@pytest.mark.trace("XC-7")
def test_a_consultation_about_what_owners_decide_is_never_carried_out_as_a_decision(town: Town) -> None:
    poll = listed(
        town, title="拆掉2号楼架空层的墙，改成舞蹈室", ground="owners", changes=("built-on-common-part",)
    )
    poll.opened()
    for head in poll.codes:
        poll.says(head, "yes")
    row = poll.published().ballot
    assert (row.claim, row.outcome) == ("consulted", "passed"), "however clear, it was asked and not decided"
    with pytest.raises(Refused, match=r"label\.needs-owners"):
        adopt_result(words="开工", **poll.by(at=poll.closes_at + 3 * HOUR))

    nxt = follow_up(**poll.by(at=poll.closes_at + 3 * HOUR))
    assert (nxt.label, nxt.method, nxt.follows_id, nxt.state) == (
        "statutory-owners",
        "owners",
        row.pk,
        "draft",
    )


def test_words_that_were_misread_are_set_aside_by_name_and_a_ticked_fact_is_not(town: Town) -> None:
    poll = prepared(town, title="维修资金知识讲座放在周几", ground="unknown")
    set_detector_aside(reason="只是讲座时间", **poll.by())
    assert poll.fresh().set_aside_by == town.li
    ticked = prepared(town, title="用维修资金修楼顶", ground="owners", changes=("fund-used",))
    with pytest.raises(Refused, match=r"label\.ticked"):
        set_detector_aside(reason="不算", **ticked.by())


def test_a_list_corrected_while_voting_asks_again_only_whoever_it_concerns(town: Town) -> None:
    poll = owners(town).opened()
    for household in ("3-2-201", "3-2-202"):
        poll.on_paper(household, "yes")
    corrected = OwnersList(rows=read_owners(OWNERS.replace("90.00", "95.00")), persons={"3-2-201": town.wang})
    correct_owners(
        listed=corrected,
        why=Why(reason="测绘报告更正"),
        randbelow=Random(9).randrange,
        **poll.by(at=poll.opens_at + 2 * HOUR),
    )
    assert list(Vote.objects.filter(stands=True).values_list("head", flat=True)) == [
        Elector.objects.filter(ballot=poll.pk, version=2, key="3-2-201").get().head
    ]
    assert Vote.objects.count() == 2, "what was set aside stays as it was"
    assert Elector.objects.filter(ballot=poll.pk, version=1).count() == 7


def test_a_list_corrected_after_publication_voids_the_result(town: Town) -> None:
    poll = owners(town).opened()
    poll.on_paper("3-2-201", "yes")
    poll.published()
    corrected = OwnersList(rows=read_owners(OWNERS.replace("90.00", "95.00")))
    correct_owners(
        listed=corrected,
        why=Why(reason="登记有误"),
        randbelow=Random(9).randrange,
        **poll.by(at=poll.closes_at + 4 * HOUR),
    )
    assert poll.fresh().state == "void"
    assert told("ballot.void") == 1
    with pytest.raises(Refused, match=r"ballot\.not-now"):
        adopt_result(words="开工", **poll.by(at=poll.closes_at + 5 * HOUR))


def test_the_same_list_again_is_no_correction(town: Town) -> None:
    poll = listed(town).opened()
    rows = [Listed(key="3-2-201", name="王阿姨", place=town.household, person=town.wang)]
    rows += [Listed(key=f"4-1-{number}", name=f"住户{number}") for number in range(101, 104)]
    given: dict[str, Any] = {"why": Why(reason="再核对"), "randbelow": Random(9).randrange}
    with pytest.raises(Refused, match=r"ballot\.roster-unchanged"):
        correct_listed(listed=rows, **given, **poll.by(at=poll.opens_at + HOUR))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3-2-201，王阿姨，100.00\n3-2-201，王阿姨，100.00", "household-twice"),
        ("3-2-201，王阿姨，-1", "roster.line-unclear"),
        ("3-2-201，王阿姨，一百", "roster.line-unclear"),
        ("，王阿姨，100", "roster.line-unclear"),
        ("3-2-201，王阿姨，100，猜的", "roster.line-unclear"),
    ],
)
def test_a_roster_with_a_wrong_line_is_refused_and_the_line_named(town: Town, text: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        owners(town, text=text)


def test_areas_that_do_not_add_up_to_the_register_are_refused(town: Town) -> None:
    from shangyi.decisions.actions.electorate import freeze_owners

    poll = prepared(
        town,
        title="茂悦府地下空间建充电棚",
        label=Label.OWNERS,
        method=Method.OWNERS,
        electorate=Electorate.OWNERS,
        matter="278-8-use",
        channel="paper",
    )
    wrong = OwnersList(rows=read_owners(OWNERS), declared_area=60_001)
    with pytest.raises(Refused, match=r"roster\.area"):
        freeze_owners(listed=wrong, randbelow=Random(1).randrange, **poll.by())


def test_an_objection_is_somebodys_to_answer_and_ends_when_whoever_raised_it_says_so(town: Town) -> None:
    poll = listed(town, method=Method.CONSENT).opened()
    at = poll.opens_at + HOUR
    poll.says("3-2-201", {"position": "object", "reason": "晚上太吵"})
    objection = Objection.objects.get()
    assert Undertaking.objects.get(pk=objection.undertaking_id).state == "open"
    by = poll.by(town.li, at)
    answer_objection(objection_id=objection.pk, answer="九点以后关", **by)
    assert told("ballot.objection-answered") == 1
    accept_answer(ballot_id=poll.pk, head="3-2-201", actor=acting(town.wang, at.date()), now=at)
    objection.refresh_from_db()
    assert objection.ended_at is not None
    assert Undertaking.objects.get(pk=objection.undertaking_id).state != "open"


def test_an_assembly_is_counted_in_the_room(town: Town) -> None:
    poll = prepared(
        town,
        title="修订居民公约",
        label=Label.ASSEMBLY,
        method=Method.ASSEMBLY,
        electorate=Electorate.LISTED,
        assembly="residents-households",
    )
    freeze_list(listed=[Listed(key="a", name="户代表")], randbelow=Random(3).randrange, **poll.by())
    poll.opened()
    at = poll.opens_at + HOUR
    with pytest.raises(Refused, match=r"ballot\.by-hands-only"):
        poll.says("a", "yes")
    with pytest.raises(Refused):
        record_hands(
            hands=ShowOfHands(eligible=100, present=60, yes=70, no=0, abstained=0), **poll.by(town.ma, at)
        )
    record_hands(
        hands=ShowOfHands(eligible=100, present=60, yes=40, no=15, abstained=5), **poll.by(town.ma, at)
    )
    assert poll.published().ballot.claim == "decided"


@pytest.mark.parametrize("method", [Method.APPROVAL, Method.SCORE, Method.RUNOFF, Method.SCHULZE])
def test_options_are_counted_by_every_rule_and_can_be_counted_again(town: Town, method: Method) -> None:
    from shangyi.decisions.queries.counting import count

    poll = listed(town, method=method, options=("凉亭", "健身器材", "充电棚")).opened()
    papers: dict[Method, list[Any]] = {
        Method.APPROVAL: [["凉亭"], ["凉亭", "充电棚"], ["充电棚"], ["凉亭"]],
        Method.SCORE: [{"凉亭": 5}, {"凉亭": 4, "充电棚": 1}, {"充电棚": 5}, {"凉亭": 3}],
        Method.RUNOFF: [["凉亭"], ["凉亭", "充电棚"], ["充电棚"], ["健身器材", "凉亭"]],
        Method.SCHULZE: [["凉亭"], ["凉亭", "充电棚"], ["充电棚"], ["健身器材", "凉亭"]],
    }
    for head, answer in zip(poll.codes, papers[method], strict=True):
        poll.says(head, answer)
    row = poll.published().ballot
    assert row.result["winners"] == ["凉亭"]
    assert count(row).as_data() == row.result


def test_voting_goes_on_longer_only_when_it_is_said_before_the_end(town: Town) -> None:
    poll = listed(town).opened()
    later = poll.closes_at + 2 * DAY
    with pytest.raises(Refused, match=r"ballot\.reason-needed"):
        extend_ballot(closes_at=later, reason=" ", **poll.by(at=poll.opens_at + HOUR))
    extend_ballot(closes_at=later, reason="下雪了", **poll.by(at=poll.opens_at + HOUR))
    row = poll.fresh()
    assert (row.closes_at, row.first_closes_at) == (later, poll.closes_at)
    with pytest.raises(Refused, match=r"ballot\.extension-too-late"):
        extend_ballot(closes_at=later + DAY, reason="再等等", **poll.by(at=later))


def test_who_is_told_of_a_question_is_told_when_it_is_taken_back_or_void(town: Town) -> None:
    silent = listed(town)
    withdraw_ballot(reason="问错了", **silent.by())
    assert told("ballot.withdrawn") == 0, "nobody had heard of it"
    poll = listed(town).opened()
    withdraw_ballot(reason="方案变了", **poll.by(at=poll.opens_at + HOUR))
    assert told("ballot.withdrawn") == 1
    third = listed(town).opened()
    third.published()
    annul_ballot(reason="法院撤销", **third.by(at=third.closes_at + 4 * HOUR))
    assert told("ballot.void") == 1


def test_somebody_must_publish_by_a_day_and_a_published_result_ends_that(town: Town) -> None:
    poll = listed(town).opened()
    poll.over()
    waiting = Undertaking.objects.get(matter=poll.ballot.subject, task="publish")
    assert waiting.state == "open"
    poll.published()
    waiting.refresh_from_db()
    assert waiting.state == "done"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"title": "  "}, "ballot.title-needed"),
        ({"label": Label.OWNERS}, "ballot.label-and-method"),
        ({"method": Method.APPROVAL, "options": ("甲",)}, "ballot.no-options"),
        ({"method": Method.APPROVAL, "options": ("甲", "甲")}, "ballot.option-twice"),
        ({"method": Method.APPROVAL, "options": tuple(map(str, range(99)))}, "ballot.too-many-options"),
        ({"method": Method.APPROVAL, "options": ("甲", "乙"), "seats": 3}, "ballot.seats-wrong"),
    ],
)
def test_a_question_that_cannot_be_put_is_refused_with_all_that_is_wrong(
    town: Town, asked: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        prepared(town, **asked)
    assert Ballot.objects.count() == 0


def test_who_has_no_right_at_the_place_prepares_nothing(town: Town) -> None:
    question = Question(
        title="问",
        place=town.lakeside,
        label=Label.STRAW_POLL,
        method=Method.YES_NO,
        electorate=Electorate.LISTED,
    )
    for who in (town.li, town.wang, town.chen):
        with pytest.raises(Refused, match=r"rights\.missing"):
            prepare_ballot(question=question, actor=acting(who), now=ASKED)


def test_a_window_that_is_none_is_refused(town: Town) -> None:
    poll = listed(town)
    for opens, closes in ((ASKED - DAY, ASKED + DAY), (ASKED + DAY, ASKED + DAY), (ASKED, ASKED + 900 * DAY)):
        with pytest.raises(Refused, match=r"ballot\.window-wrong"):
            announce_ballot(window=Window(opens_at=opens, closes_at=closes), **poll.by())
