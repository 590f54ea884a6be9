from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shangyi.people.models import Person
from tests.people_and_places import account_of, settle


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain-html"])
def test_a_home_is_chosen_step_by_step(visit: Callable[..., Any], *, script: bool) -> None:
    town = settle()
    page = visit(phone=True, script=script, account=account_of(town.li)).page
    page.goto("/people/enter/")
    page.get_by_label("姓名").fill("马大爷")

    for level, name in enumerate(["农场社区", "农场小区", "3号楼", "2单元"], start=1):
        page.locator(f"#home-{level}").select_option(label=name)
        if not script:
            page.get_by_role("button", name="显示下一级").click()
    page.locator("#home-5").select_option(label="201室")
    page.locator("form[data-draft=person] button.button:not(.quiet)").click()
    page.wait_for_url("**/people/*/")

    assert Person.objects.get(name="马大爷").home == town.household
