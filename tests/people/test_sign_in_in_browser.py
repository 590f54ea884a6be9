from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from shangyi.notices.models import Notice
from shangyi.people.models import Person
from tests.people_and_places import account_of, settle


def serious(page: Any) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [each["id"] for each in found if each["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain-html"])
def test_a_resident_signs_in_with_a_code_and_says_her_name(
    visit: Callable[..., Any], *, script: bool
) -> None:
    page = visit(phone=True, script=script).page
    page.goto("/people/sign-in/")
    page.get_by_label("手机号或电子邮箱").fill("138 1111 2222")
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_label("六位验证码").fill(Notice.objects.get().facts["code"])
    page.get_by_role("button", name="登录").click()
    page.get_by_label("怎么称呼您？").fill("马大爷")
    page.get_by_role("button", name="就用这个").click()
    page.wait_for_url("**/")

    assert Person.objects.get().name == "马大爷"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_serious_stands_in_anybodys_way(
    visit: Callable[..., Any], live_site: Any, language: str
) -> None:
    town = settle()
    visitor = visit(phone=True, account=account_of(town.li))
    visitor.context.add_cookies([{"name": "language", "value": language, "url": live_site.url}])
    pages = [
        "/people/me/", "/people/me/rights/", "/people/", f"/people/{town.wang.pk}/", "/people/enter/",
        f"/people/{town.wang.pk}/capacities/give/", f"/people/{town.wang.pk}/join/?q=小马", "/places/",
        f"/places/{town.compound.pk}/", f"/places/{town.compound.pk}/poster/", f"/places/{town.farm.pk}/units/",
        f"/places/{town.farm.pk}/rosters/owners/", "/people/sign-in/", "/people/sign-in/staff/",
    ]  # fmt: skip
    found = {}
    for address in pages:
        visitor.page.goto(address)
        found[address] = serious(visitor.page)

    assert {address: ids for address, ids in found.items() if ids} == {}
