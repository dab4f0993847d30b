"""The pages in a real browser: the verdict while one types, the taps counted, axe-core."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer as Server
from django.core.servers.basehttp import WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from typing_extensions import override

from tests.support.browser import accessibility_violations


PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


class Quiet(WSGIRequestHandler):
    @override
    def log_message(self, *_: Any) -> None:
        """Nothing to say."""


@pytest.fixture
def address(clinic) -> Iterator[str]:
    """Where the clinic is served, by the application that is shipped."""
    server = Server(("127.0.0.1", 0), Quiet)
    application = get_wsgi_application()

    def serve(environ: Any, start: Any) -> Any:
        try:
            return application(environ, start)
        finally:
            connections.close_all()

    server.set_app(serve)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def window(chromium: Browser, clinic, address):
    """Open a window, signed in as somebody."""
    opened: list[Any] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error":
            complaints.append(said.text)

    def opens(person: str, size: Any = DESK, **options: Any) -> Page:
        context = chromium.new_context(viewport=size, base_url=address, **options)
        opened.append(context)
        session = clinic.client(person).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page = context.new_page()
        page.on("console", hear)
        return page

    complaints: list[str] = []
    yield opens
    assert complaints == []
    for context in opened:
        context.close()


def test_the_answer_changes_while_one_types_and_the_button_with_it(window, clinic):
    page, facts = window("femi"), clinic.facts()
    page.goto("/courses/lucia/fill/")
    button = page.get_by_role("button", name="Fill", exact=True)
    word = page.locator(".verdict__word")
    expect(word).to_have_text("Allowed")
    expect(button).to_be_enabled()
    page.get_by_label("How many").fill("5")
    expect(word).to_have_text("Refused")
    expect(button).to_be_disabled()
    expect(page.locator("#verdict")).to_contain_text("at most 4 doses")
    expect(page.get_by_role("button", name="Record this refusal")).to_be_visible()
    assert accessibility_violations(page) == []
    page.get_by_label("How many").fill("4")
    expect(word).to_have_text("Allowed")
    expect(button).to_be_enabled()
    assert clinic.facts() == facts
    button.click()
    expect(page.locator(".notice").first).to_contain_text("Fill 4 troches for Marco")
    assert clinic.facts() == facts + 1


def test_a_fill_takes_four_actions_at_most(window):
    page = window("femi")
    page.goto("/courses/")
    page.get_by_role("link", name="Lucia").first.click()
    page.get_by_role("link", name="Fill", exact=True).click()
    page.get_by_role("button", name="Fill", exact=True).click()
    expect(page.locator(".notice").first).to_contain_text("Recorded")


def test_a_dose_takes_the_delegate_three_taps_at_most(window, clinic):
    offer = clinic.post("femi", "courses/lucia/fill", clinic.fill()).json()["entry"]["position"]
    clinic.post("marco", "courses/lucia/accept", {"offer": offer})
    page = window("marco", PHONE, has_touch=True)
    page.goto("/courses/lucia/")
    page.get_by_role("link", name="Give a dose").tap()
    page.get_by_label("Upper blood pressure").fill("120")
    page.get_by_label("Lower blood pressure").fill("75")
    page.get_by_label("Pulse").fill("70")
    button = page.get_by_role("button", name="Record the dose")
    expect(button).to_be_enabled()
    assert accessibility_violations(page) == []
    button.tap()
    expect(page.locator(".notice").first).to_contain_text("Recorded")


def test_without_scripts_the_whole_way_is_open(window, clinic):
    page = window("femi", java_script_enabled=False)
    page.goto("/courses/lucia/fill/")
    page.get_by_label("How many").fill("5")
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_role("button", name="Fill", exact=True)).to_be_disabled()
    page.get_by_label("How many").fill("4")
    page.get_by_role("button", name="Check again").click()
    page.get_by_role("button", name="Fill", exact=True).click()
    expect(page.locator(".notice").first).to_contain_text("Recorded")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    ("person", "path"),
    [
        ("dr-reyes", ""),
        ("marco", ""),
        ("dr-reyes", "prescribe/"),
        ("dr-reyes", "waive/?rule=early-fill&of_verb=fill"),
        ("dr-reyes", "level/"),
        ("lucia", "agree/"),
        ("marco", "count/"),
        ("nell", "waste/"),
        ("nell", "correct/"),
        ("femi", "fill/?doses=5"),
        ("lucia", "lost/"),
    ],
)
def test_a_page_is_readable_by_everybody(window, person, path, size):
    page = window(person, size, reduced_motion="reduce")
    page.goto(f"/courses/lucia/{path}")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    for mode in ("light", "dark"):
        page.emulate_media(color_scheme=mode, reduced_motion="reduce")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", mode)
        assert accessibility_violations(page) == []
