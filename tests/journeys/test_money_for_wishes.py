"""微改造: twenty thousand yuan, wishes by phone and at the counter, ticks in a week, and both counts side by side."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shangyi.decisions.actions.by_clock import move_budgets_by_clock
from shangyi.decisions.models import Budget, BudgetVote, BudgetVoter, BudgetWish
from shangyi.notices.models import Notice
from shangyi.undertakings.models import Undertaking
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat
from tests.people_and_places import account_of, person

PRICES = {"儿童滑梯": "12000", "楼道声控灯": "7000", "树下长椅": "4000", "无障碍坡道": "5000"}
MANY, FEW = ("儿童滑梯", "楼道声控灯"), ("树下长椅", "无障碍坡道")


@pytest.mark.trace("XC-7")
def test_money_is_spent_on_what_neighbours_wish_for(  # noqa: PLR0915 - one story, to its end
    here: Neighbourhood, seat: Callable[..., Seat], clock: Clock
) -> None:
    town = here.town
    neighbours = [person(f"邻居{n}", f"1380000{n:04}", town.stairwell) for n in range(1, 12)]
    for each in (town.wang, *neighbours[:1]):
        account_of(each)
    ma, wang = seat(town.ma), seat(town.wang, phone=True)

    # Planned and announced: whoever lives there is told
    clock.at(day(3, 2, 10))
    ma.go("/desk/budgets/").follow("/desk/budgets/new/")
    ma.fill(title="2026年微改造心愿", place=town.compound.code, total="20000", source="为民服务资金")
    ma.fill(wishes_until="2026-03-09T18:00", background="公共地方的小改造都可以提。").send()
    pot = Budget.objects.get()
    ma.go(f"/desk/budgets/{pot.pk}/announce/").send()
    assert "已公告" in ma.text

    # 王阿姨 wishes on her phone; others say theirs at the counter
    clock.at(day(3, 3, 20))
    wang.go("/budgets/").follow(f"/budgets/{pot.pk}/")
    wang.fill(title="树下长椅", why="3号楼前老人多").send()
    assert "待审核" in wang.text
    wang.fill(title="用维修资金换屋顶").send()
    ma.go(f"/desk/budgets/{pot.pk}/counter/")
    for title in ("儿童滑梯", "楼道声控灯", "无障碍坡道"):
        ma.fill(title=title, proposer="邻居").send(what="wish")

    # Checked one by one: costs, and one that only the owners can decide, with the reason to whoever wished
    clock.at(day(3, 6, 9))
    ma.go(f"/desk/budgets/{pot.pk}/checking/")
    for title, cost in PRICES.items():
        wish = BudgetWish.objects.get(title=title)
        ma.page.locator(f"#cost-{wish.pk}").fill(cost)
        ma.page.locator(f"#wish-{wish.pk} button[value=admit]").click()
    roof = BudgetWish.objects.get(title="用维修资金换屋顶")
    assert "可能要由业主共同决定" in ma.text
    ma.page.locator(f"#reason-{roof.pk}").fill("动用维修资金要业主共同决定")
    ma.page.locator(f"#wish-{roof.pk} button[value=turn-down]").click()
    wang.go(f"/budgets/{pot.pk}/")
    assert "动用维修资金要业主共同决定" in wang.text

    # A week of ticking: on the phone, by the slip, at the counter
    clock.at(day(3, 10, 9))
    ma.go(f"/desk/budgets/{pot.pk}/open/").fill(closes_at="2026-03-17T18:00").send()
    clock.at(day(3, 11, 20))
    wang.go("/")
    assert "等您勾选" in wang.text
    wang.follow(f"/budgets/{pot.pk}/").fill(wish=list(FEW)).send()
    assert "您勾选了" in wang.text
    first = seat(neighbours[0], phone=True, script=False)
    first.go(f"/budgets/{pot.pk}/").fill(wish=list(MANY)).send()
    slips = seat(phone=True, script=False)
    for number in range(2, 8):
        voter = BudgetVoter.objects.get(name=f"邻居{number}")
        slips.go(f"/w/{voter.code}/").fill(wish=list(MANY)).send()
    for number in range(8, 12):
        key = BudgetVoter.objects.get(name=f"邻居{number}").key
        ma.go(f"/desk/budgets/{pot.pk}/counter/?voter={key}").fill(wish=list(FEW)).send(what="vote")
    assert BudgetVote.objects.count() == 12

    # It ends by itself and is counted; the working stands beside the other rule's, line by line
    clock.at(day(3, 17, 18))
    move_budgets_by_clock(now=day(3, 17, 18))
    ma.go(f"/desk/budgets/{pot.pk}/")
    assert "已计票" in ma.text
    assert "两种算法不同" in ma.text
    clock.at(day(3, 18, 9))
    ma.go(f"/desk/budgets/{pot.pk}/publish/").fill(done_by="2026-06-30").send()
    won = set(BudgetWish.objects.filter(is_won=True).values_list("title", flat=True))
    assert won == {"楼道声控灯", *FEW}
    assert Undertaking.objects.filter(matter=pot.subject, task="works", state="open").count() == 3

    # Whoever voted is told, and reads what their own part paid for
    assert Notice.objects.filter(template="budget.published", person=town.wang).exists()
    wang.go(f"/budgets/{pot.pk}/")
    for said in ("您的那一份用在了", "12 位投票人", "每人最多出", "其他心愿为什么没有入选"):
        assert said in wang.text, said
    file = ma.page.request.get(f"{ma.page.url.split('/desk')[0]}/desk/budgets/{pot.pk}/votes.pb")
    assert "王阿姨" not in file.text()
    assert file.text().startswith("META")
