"""The main ways with JavaScript off: the pages are plain HTML first."""

from __future__ import annotations

from collections.abc import Callable

from shangyi.concerns.models import Concern, Voice
from shangyi.concerns.rules.life import State
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood
from tests.journeys.seats import Seat, photo


def test_a_resident_speaks_up_and_rates_and_a_clerk_sorts_and_answers_without_script(
    here: Neighbourhood, seat: Callable[..., Seat], clock: Clock
) -> None:
    town = here.town
    resident, clerk = seat(phone=True, script=False), seat(town.ma, script=False)

    # Something is missing: it is said, and nothing that was typed is lost
    resident.go("/").follow("/speak/")
    resident.fill(words="三楼的灯坏了两个星期，老人晚上看不见😀", place="农场社区").sends_in_vain()
    assert "三楼的灯坏了两个星期，老人晚上看不见😀" in resident.page.input_value("[name=words]")
    resident.fill(name="老周", phone="13911112222", photos=[photo()]).send()
    voice = Voice.objects.get()
    assert resident.path == f"/r/{voice.receipt}/receipt/"
    assert voice.photos.count() == 1

    # The clerk opens it in the inbox, sorts and assigns, takes it back, and does it again
    clock.after(minutes=10)
    clerk.go("/desk/").follow(f"?open={voice.concern_id}")
    clerk.fill(title="三楼的灯不亮", keeper="小马", unit="市政养护队", handler="陈工", what="换灯").send()
    assert Concern.objects.get().state == State.HANDLING
    clerk.page.locator("form[data-undo] button").click()
    assert Concern.objects.get().state != State.HANDLING
    clerk.go("/desk/").fill(keeper="小马", unit="市政养护队", handler="陈工", what="换灯").send()
    assert Concern.objects.get().state == State.HANDLING

    # Done, told on the telephone, rated
    clock.after(hours=3)
    clerk.go(f"/desk/concerns/{voice.concern_id}/").follow("/finish/")
    clerk.fill(result="换了灯泡", answer="灯换好了，您看看亮不亮。").send()
    clerk.follow("/told/").fill(told=["老周"], how="telephone").send()
    resident.go("/find/").fill(receipt=voice.receipt.lower()).send()
    assert resident.path == f"/r/{voice.receipt}/"
    assert "灯换好了" in resident.text
    resident.send(verdict="solved")
    assert Concern.objects.get().state == State.CLOSED
