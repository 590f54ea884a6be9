"""A person at a screen: goes to pages, fills in by the names of the fields, presses, reads.

Every page that comes up is looked at by axe in both widths, once for each look it has; where script is off, the
person walks without.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.harness.browser import Visitor

WIDTHS = (390, 1280)
LOOKED_AT: set[tuple[str, str]] = set()
BODY = ":is(main, #aside)"
LOOK = (
    "[...new Set([...document.querySelectorAll('[class]')].flatMap(one => [...one.classList]))].sort().join()"
)


@dataclass
class Seat:
    """One person's browser, and whether script runs in it."""

    visitor: Visitor
    script: bool = True
    serious: list[Any] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.visitor.page

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def text(self) -> str:
        """What stands on the page, without the frame around it."""
        return "\n".join(self.page.locator(BODY).all_inner_texts())

    def go(self, path: str) -> Seat:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        self.look_around()
        return self

    def refused(self, path: str) -> int:
        """Go where one may not, and say what the answer was."""
        answer = self.page.goto(path)
        assert answer is not None
        self.visitor.expect(str(answer.status))
        return answer.status

    def follow(self, end: str) -> Seat:
        """Press the link whose address ends so."""
        with self.page.expect_navigation():
            self.page.locator(f'{BODY} a[href$="{end}"]').first.click()
        self.look_around()
        return self

    def fill(self, **fields: Any) -> Seat:
        """Fill in by name; choices by their words or their value, boxes by True or by what is written beside them."""
        for name, value in fields.items():
            self._fill(self.page.locator(f'{BODY} form [name="{name}"]:not([type="hidden"])'), value)
        return self

    def _fill(self, found: Locator, value: Any) -> None:
        found.first.wait_for(state="attached")
        self._unfold(found.first)
        kind = found.first.evaluate("one => one.type || one.tagName")
        if kind == "select-one":
            option = found.locator("option").filter(has_text=str(value))
            chosen = option.first.get_attribute("value") if option.count() else str(value)
            found.select_option(chosen)
        elif kind == "checkbox" and value is True:
            found.first.check()
        elif kind in {"checkbox", "radio"}:
            for each in value if isinstance(value, list) else [value]:
                exact = found.and_(self.page.locator(f'[value="{each}"]'))
                if exact.count():
                    exact.check()
                    continue
                self.page.locator(f"{BODY} label.choice").filter(has_text=str(each)).locator("input").check()
        elif kind == "file":
            found.set_input_files(value)
        else:
            found.fill(str(value))

    def _unfold(self, found: Locator) -> None:
        folded = found.locator("xpath=ancestor::details[not(@open)]")
        if folded.count():
            folded.locator("summary").first.click()

    def send(self, **which: str) -> Seat:
        """Press the button of the form: the one with this name and value, else the first that sends."""
        button = self.page.locator(f'{BODY} form button:not([type="button"]):not(.link)')
        for name, value in which.items():
            button = self.page.locator(f'{BODY} button[name="{name}"][value="{value}"]')
        self._unfold(button.first)
        with self.page.expect_navigation():
            button.first.click()
        self.look_around()
        return self

    def sends_in_vain(self) -> Seat:
        """Press the button, and get the form back with what is wrong."""
        self.send()
        self.visitor.expect("422")
        return self

    def look_around(self) -> None:
        """Nothing serious for axe and nothing wider than the phone, in both widths."""
        scripts = self.page.locator("script[src]").evaluate_all("all => all.map(one => one.src)")
        assert len(scripts) == len(set(scripts)), f"{self.path} loads a script twice"
        if not self.script:
            return
        route = resolve(self.path).view_name
        look = (route, self.page.evaluate(LOOK))
        if look in LOOKED_AT:
            return
        LOOKED_AT.add(look)
        mine = self.page.viewport_size or {"width": WIDTHS[0], "height": 844}
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": mine["height"]})
            self._judge(route, width)
        self.page.set_viewport_size(mine)

    def _judge(self, route: str, width: int) -> None:
        found = Axe().run(self.page, options={"resultTypes": ["violations"]}).response["violations"]
        for entry in found:
            if entry["impact"] in {"serious", "critical"}:
                places = [node["html"][:160] for node in entry["nodes"]]
                self.serious.append((route, width, entry["id"], places))
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            self.serious.append((route, width, f"{wide} pixels wide"))


def photo(name: str = "现场.jpg") -> dict[str, Any]:
    """A picture as a phone takes it."""
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (640, 480), "#8a8f86").save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}
