"""A clinic with nobody's course in it yet, served to browsers, under a clock of one's own.

The server runs in this process, so that a fortnight can pass between two clicks: the pages
have one clock (`web.asking.now`), and the stage holds it.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect
from typing_extensions import override

from dosekeeper.store import outbox
from tests.support.browser import accessibility_violations
from tests.support.repository import ROOT


MANUAL = ROOT / "docs" / "manual"
SIZES = {"desk": (1120, 760), "phone": (390, 760)}
MODES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


class Quiet(WSGIRequestHandler):
    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the browser says what went wrong."""


@dataclass
class Clock:
    """What time it is on the stage."""

    begun: datetime
    now: datetime = field(init=False)

    def __post_init__(self):
        self.now = self.begun

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def day(self, number: int, hour: int = 0) -> None:
        """Go on to a day of the story."""
        wanted = self.begun + timedelta(days=number, hours=hour)
        assert wanted > self.now, "time does not go back"
        self.now = wanted


@dataclass
class Stage:
    """Windows onto one server; each is one person's, and stays signed in."""

    url: str
    browser: Browser
    clock: Clock
    password: str
    windows: dict[str, Page] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    looked_at: list[str] = field(default_factory=list)

    def window(self, person: str, size: str = "desk") -> Page:
        """The person's own window, signed in by name and password."""
        if person not in self.windows:
            width, height = SIZES[size]
            context = self.browser.new_context(
                viewport={"width": width, "height": height}, reduced_motion="reduce"
            )
            page = context.new_page()
            page.on("console", lambda said: self._heard(person, said.type, said.text))
            page.on("response", lambda answer: self._answered(person, answer))
            page.on("pageerror", lambda error: self._heard(person, "error", str(error)))
            self.contexts.append(context)
            self.windows[person] = page
            page.goto(f"{self.url}/")
            page.get_by_label("User name").fill(person)
            page.get_by_label("Password").fill(self.password)
            page.get_by_role("button", name="Sign in", exact=True).click()
            expect(page.get_by_role("heading", name="Today")).to_be_visible()
        return self.windows[person]

    def _heard(self, person: str, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:
            self.complaints.append(f"{person}: {text}")

    def _answered(self, person: str, answer: Response) -> None:
        # 422 is how a refusal is answered.
        if answer.status >= 400 and answer.status != 422:
            asked = answer.request
            self.complaints.append(f"{person}: {answer.status} {asked.method} {asked.url}")

    def go(self, person: str, path: str, size: str = "desk") -> Page:
        page = self.window(person, size)
        # What is due is looked at all the time: without it the staff's pages say so in red.
        outbox.beat(self.clock.now, self.clock.now)
        page.goto(f"{self.url}{path}")
        return page

    def act(self, person: str, path: str, size: str = "desk", /, **values: str) -> Page:
        """Open the form of an act and fill it in; the rules have answered when this returns."""
        page = self.go(person, path, size)
        fill(page, values)
        return page

    def do(self, person: str, path: str, size: str = "desk", /, **values: str) -> Page:
        """Fill a form in and send it; it must have been recorded."""
        page = self.act(person, path, size, **values)
        return self.send(page)

    def send(self, page: Page) -> Page:
        """Press the one primary button of a form; it must have been recorded."""
        page.locator("#actions .btn-primary, .ask__actions .btn-primary").first.click()
        expect(page.locator(".notice", has_text="Recorded")).to_be_visible()
        return page

    def look(self, page: Page, name: str, *, shot: bool = False) -> None:
        """Read a page as axe-core does, in both modes; photograph it for the manual."""
        for mode in MODES:
            page.emulate_media(color_scheme=mode, reduced_motion="reduce")
            expect(page.locator("html")).to_have_attribute("data-bs-theme", mode)
            assert accessibility_violations(page) == [], f"{name}, {mode}"
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
        self.looked_at.append(name)
        if shot:
            photograph(page, name)

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def photograph(page: Page | Locator, name: str) -> None:
    """Renew a picture of the manual, when asked to: DOSEKEEPER_MANUAL=1."""
    if os.environ.get("DOSEKEEPER_MANUAL") == "1":
        MANUAL.mkdir(parents=True, exist_ok=True)
        if isinstance(page, Page):
            page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=MANUAL / f"{name}.png")


def fill(page: Page, values: dict[str, str]) -> None:
    """Type what a person types, and wait for the answer of the rules."""
    for name, value in values.items():
        found = page.locator(f"[name={name!r}]")
        set_one(page, found, value)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".htmx-request")).to_have_count(0)
    if values:
        # The form asks a moment after the last change.
        page.wait_for_timeout(900)
        page.wait_for_load_state("networkidle")
        expect(page.locator(".htmx-request")).to_have_count(0)


def set_one(page: Page, found: Locator, value: str) -> None:
    kind = found.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
    match kind:
        case "select":
            found.select_option(value)
        case "radio":
            page.locator(
                f"[name={found.first.get_attribute('name')!r}][value={value!r}]"
            ).check()
        case "checkbox":
            found.check()
        case _:
            found.fill(value)


@contextmanager
def staged(browser: Browser, password: str) -> Iterator[Stage]:
    """Serve this process's database to windows of the browser."""
    # Not `site.wsgi`: importing it groups the writes of this whole process, and the tests
    # that come after would write through a thread that still holds this test's database.
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(application)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    began = datetime.now(UTC).replace(microsecond=0) - timedelta(days=14)
    stage = Stage(f"http://127.0.0.1:{server.server_port}", browser, Clock(began), password)
    try:
        yield stage
    finally:
        stage.close()
        server.shutdown()
        serving.join()
        server.server_close()


def unused(folder: Path) -> set[str]:
    """Pictures that the manual does not show."""
    told = "".join(page.read_text("utf-8") for page in folder.glob("*.md"))
    return {file.name for file in folder.glob("*.png") if f"({file.name})" not in told}
