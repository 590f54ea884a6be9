"""The scripts in a real browser: what is typed survives, what is sent arrives once, lists go by key."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui import urls

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.harness.browser import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("rooms_pages")]
FACES = ["", "resident/", "desk/", "hall/"]
WORDS = "三楼的灯坏了两个星期，老人晚上看不见😀"


@pytest.fixture(autouse=True)
def nothing_received() -> None:
    urls.received.clear()
    urls.last_ids.clear()


def arrived() -> list[str]:
    return [words for _key, words in urls.received]


def see(page: Page, words: str) -> None:
    page.get_by_text(words, exact=False).first.wait_for(state="visible")


def enlarge(page: Page, face: str, elder: str) -> None:
    """Open this face of the gallery in this size of print."""
    page.goto("/ui/")
    page.context.add_cookies([{"name": "elder", "value": elder, "url": page.url}])
    page.goto(f"/ui/{face}")


def test_what_was_typed_is_there_again_after_a_reload(page: Page) -> None:
    page.goto("/write/")
    page.fill("#what", WORDS)
    page.check("input[value=hidden]")
    see(page, "已替您保存")

    page.reload()

    assert page.input_value("#what") == WORDS
    assert page.is_checked("input[value=hidden]")
    see(page, "已找回您上次写的内容")


def test_leaving_at_once_keeps_the_last_letters_too(page: Page) -> None:
    page.goto("/write/")
    page.fill("#what", WORDS)
    page.goto("/done/")
    page.goto("/write/")

    assert page.input_value("#what") == WORDS


def test_the_draft_goes_when_the_words_were_taken_in(page: Page) -> None:
    page.goto("/write/")
    page.fill("#what", WORDS)
    page.get_by_role("button", name="送出").click()
    see(page, "收到了")

    page.goto("/write/")

    assert page.input_value("#what") == ""
    assert arrived() == [WORDS]


def test_the_draft_stays_when_the_session_had_expired(visit: Callable[..., Visitor]) -> None:
    someone = visit()
    page = someone.page
    page.goto("/write/")
    page.fill("#what", WORDS)
    someone.context.clear_cookies()
    page.get_by_role("button", name="送出").click()
    see(page, "页面开得太久了")
    assert page.input_value("textarea") == WORDS
    someone.expect("403")

    page.get_by_role("button", name="送出").click()

    see(page, "收到了")
    assert arrived() == [WORDS]


def test_a_draft_can_be_cleared_by_hand(page: Page) -> None:
    page.goto("/write/")
    page.fill("#what", WORDS)
    see(page, "已替您保存")
    page.reload()

    page.get_by_role("button", name="清掉").click()
    page.reload()

    assert page.input_value("#what") == ""


def test_a_form_waits_for_the_network_and_goes_out_once(visit: Callable[..., Visitor]) -> None:
    someone = visit()
    page = someone.page
    page.goto("/write/?send")
    page.fill("#what", WORDS)
    someone.context.set_offline(True)
    page.get_by_role("button", name="送出").click()
    see(page, "没有网络，已存好，连上自动送出")
    assert arrived() == []

    someone.context.set_offline(False)

    see(page, "收到了")
    assert arrived() == [WORDS]
    page.goto("/write/?send")
    assert page.input_value("#what") == ""
    someone.expect("ERR_INTERNET_DISCONNECTED")


def test_trying_again_uses_the_same_key(visit: Callable[..., Visitor]) -> None:
    someone = visit()
    page = someone.page
    page.goto("/write/?send")
    page.fill("#what", WORDS)
    seen: list[str] = []

    def first_answer_is_lost(route: Any) -> None:
        if route.request.method != "POST":
            return route.continue_()
        seen.append(route.request.post_data)
        if len(seen) == 1:
            return route.fulfill(status=503, body="busy")
        return route.continue_()

    page.route("**/write/**", first_answer_is_lost)
    page.get_by_role("button", name="送出").click()
    see(page, "正在自动重试")
    see(page, "收到了")

    keys = [data.split('name="once"')[1].split("\r\n")[2] for data in seen]
    assert len(keys) == 2
    assert keys[0] == keys[1] == urls.received[0][0] != ""
    someone.expect("503")


def test_the_form_goes_out_without_any_script(visit: Callable[..., Visitor]) -> None:
    page = visit(script=False).page
    page.goto("/write/?send")
    page.fill("#what", WORDS)
    page.get_by_role("button", name="送出").click()

    see(page, "收到了")
    assert arrived() == [WORDS]


def test_an_error_page_is_shown_where_the_form_was(visit: Callable[..., Visitor]) -> None:
    someone = visit()
    page = someone.page
    page.goto("/write/?send")
    page.fill("#what", WORDS)
    someone.context.clear_cookies()

    page.get_by_role("button", name="送出").click()

    see(page, "页面开得太久了")
    assert page.input_value("textarea") == WORDS
    someone.expect("403")


def test_a_list_is_walked_and_opened_by_key(desk_page: Page) -> None:
    page = desk_page
    page.goto("/list/")
    current = "tr[aria-current=true] [data-open]"

    walked = []
    for key in ["j", "j", "ArrowDown", "j", "k", "ArrowUp"]:
        page.keyboard.press(key)
        walked.append(page.text_content(current))
    page.keyboard.press("Enter")
    page.wait_for_url("**/done/**")

    assert walked == ["甲", "乙", "丙", "丙", "乙", "甲"]


def test_a_letter_presses_what_carries_it(desk_page: Page) -> None:
    desk_page.goto("/list/")
    desk_page.keyboard.press("m")

    desk_page.wait_for_url("**/done/?merged")


def test_u_undoes(desk_page: Page) -> None:
    desk_page.goto("/list/")
    desk_page.keyboard.press("u")
    desk_page.wait_for_url("**/done/")

    assert len(urls.received) == 1


def test_keys_do_nothing_while_somebody_types(desk_page: Page) -> None:
    desk_page.goto("/list/")
    desk_page.click("#find")
    desk_page.keyboard.type("jmu")
    desk_page.keyboard.press("Escape")
    desk_page.click("h1")
    desk_page.keyboard.press("Control+m")

    assert desk_page.input_value("#find") == "jmu"
    assert desk_page.locator("tr[aria-current]").count() == 0
    assert urls.received == []


def test_photos_are_made_smaller_and_lose_their_place(page: Page) -> None:
    from PIL import Image

    picture = BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (38.0, 29.0, 0.0)}
    Image.new("RGB", (3000, 1500), "teal").save(picture, "JPEG", exif=exif)
    file = {"name": "井盖.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}

    page.goto("/write/")
    page.set_input_files("#photos", [file, file, file])
    see(page, "照片已经选满")
    sizes = page.evaluate(
        """async () => Promise.all([...document.querySelector("#photos").files].map(async (file) => {
            const picture = await createImageBitmap(file);
            const bytes = new TextDecoder("latin1").decode(await file.arrayBuffer());
            return [picture.width, picture.height, bytes.includes("Exif")];
        }))"""
    )

    assert sizes == [[1600, 800, False], [1600, 800, False]]


@pytest.mark.parametrize("phone", [True, False])
def test_axe_finds_nothing_serious(visit: Callable[..., Visitor], phone: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = visit(phone=phone).page
    serious = []
    for elder, face in product("03", FACES):
        enlarge(page, face, elder)
        for entry in Axe().run(page).response["violations"]:
            if entry["impact"] in {"serious", "critical"}:
                places = [node["html"][:120] for node in entry["nodes"]]
                serious.append((face, elder, entry["id"], places))

    assert serious == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_sticks_out_of_a_phone_320_wide(visit: Callable[..., Visitor], language: str) -> None:
    page = visit(language=language).page
    page.set_viewport_size({"width": 320, "height": 640})
    too_wide = []
    for elder, face in product("0123", FACES):
        enlarge(page, face, elder)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            too_wide.append((face, elder, width))

    assert too_wide == []


@pytest.mark.parametrize(("elder", "least"), [("0", 44), ("3", 60)])
def test_what_one_presses_is_large_enough(visit: Callable[..., Visitor], elder: str, least: int) -> None:
    page = visit().page
    enlarge(page, "resident/", elder)

    small = page.evaluate(
        """(least) => [...document.querySelectorAll("a, button, summary, input:not([type=hidden]), select")]
            .filter((node) => node.offsetParent && !node.closest("p, .hidden") && !node.matches(".skip, h3 > a"))
            .filter((node) => node.getBoundingClientRect().height < least)
            .map((node) => node.outerHTML.slice(0, 80))""",
        least,
    )
    assert small == []


def test_largest_print_reaches_thirty_pixels(page: Page) -> None:
    enlarge(page, "resident/", "3")

    assert page.evaluate("getComputedStyle(document.body).fontSize") == "30px"


COUNT_LIVE = """() => {
    window.heard = [];
    document.querySelector("[data-live]").addEventListener("live", (event) => heard.push(event.detail));
}"""


def until(page: Page, condition: str) -> None:
    """Wait for it by asking: the page's own policy forbids what wait_for_function does."""
    for _try in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never came true: {condition}")


def test_a_broken_stream_goes_on_where_it_stopped(page: Page) -> None:
    page.goto("/live/")
    page.evaluate(COUNT_LIVE)
    until(page, "heard.filter((detail) => detail.data).length >= 3")

    assert urls.last_ids[:3] == ["", "1", "2"]


def test_without_a_stream_the_page_polls(visit: Callable[..., Visitor]) -> None:
    someone = visit()
    someone.page.goto("/live/?closed")
    someone.page.evaluate(COUNT_LIVE)
    until(someone.page, "heard.filter((detail) => detail.poll).length >= 2")

    someone.expect("404")


def test_words_for_the_group_are_copied(visit: Callable[..., Visitor]) -> None:
    someone = visit()
    someone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    someone.page.goto("/ui/")
    someone.page.get_by_role("button", name="复制发到邻居群").click()
    see(someone.page, "已复制")

    assert someone.page.evaluate("navigator.clipboard.readText()").startswith("【逢四说事】24 日晚 7 点")


def test_the_page_is_read_aloud_in_chinese_and_stops(visit: Callable[..., Visitor]) -> None:
    page = visit().page
    page.add_init_script(
        """window.spoken = []; window.stopped = 0;
        SpeechSynthesis.prototype.speak = (said) => spoken.push([said.lang, said.text]);
        SpeechSynthesis.prototype.cancel = () => { stopped += 1; };"""
    )
    page.goto("/ui/resident/")
    page.get_by_text("大字 · 朗读").click()
    page.get_by_role("button", name="朗读这一页").click()
    spoken = page.evaluate("spoken")
    page.get_by_role("button", name="停止朗读").click()

    assert spoken[:2] == [["zh-CN", "农场社区，幸福小区"], ["zh-CN", "路阿姨，今天有两件事等您"]]
    assert ["zh-CN", "解决了"] in spoken
    assert page.evaluate("stopped") == 1
