"""One's own account in a real browser: everything a click away, and no dead end."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.messages.senders import reach
from tests.support.browser import accessibility_violations
from tests.support.clinic import password_of
from tests.support.one_time_code import code_of
from tests.web.test_live import DESK, PHONE, address, window  # noqa: F401 - fixtures


def usable(page: Page) -> None:
    """Hold a page to axe-core in both modes, and to its window."""
    for mode in ("light", "dark"):
        page.emulate_media(color_scheme=mode, reduced_motion="reduce")
        assert accessibility_violations(page) == [], (page.url, mode)
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0, page.url


@pytest.mark.parametrize(("person", "size"), [("marco", PHONE), ("nell", DESK)])
def test_the_name_at_the_top_leads_to_all_of_it(window, person, size):  # noqa: F811
    page = window(person, size)
    page.goto("/")
    page.locator(".shell__who a").click()
    usable(page)
    for link, heading in (
        ("Enter an address", "How we reach you"),
        ("Change your password", "Change your password"),
        ("Set up a second factor", "Second factor"),
    ):
        page.goto("/accounts/")
        page.get_by_role("link", name=link).click()
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        usable(page)


def test_a_second_factor_is_set_up_and_taken_away_without_a_dead_end(window):  # noqa: F811
    page = window("marco", PHONE)
    page.goto("/accounts/2fa/totp/activate/")
    expect(page.get_by_role("heading", name="Your password once more")).to_be_visible()
    expect(page.get_by_text("Ask the clinic's manager")).to_be_visible()
    assert page.locator("main a").count() == 0
    usable(page)
    page.get_by_label("Password").fill(password_of("marco"))
    page.get_by_role("button", name="Go on").click()
    usable(page)
    paper = page.locator(".link__paper").evaluate("e => getComputedStyle(e).backgroundColor")
    assert paper == "rgb(255, 255, 255)", "a camera reads black on white"
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Activate").click()
    usable(page)
    page.goto("/accounts/")
    expect(page.get_by_text("does not get in")).to_be_visible()
    page.get_by_role("link", name="Change the second factor").click()
    usable(page)
    for link in page.locator("main a").evaluate_all("all => all.map(a => a.href)"):
        page.goto(link)
        expect(page.locator("main h1")).to_have_count(1)
        usable(page)


def test_it_says_whether_messages_reach_one(clinic):
    client = clinic.client("nell")
    assert "No address yet" in client.get("/accounts/").content.decode()
    reach("nell", datetime.now(UTC))
    assert "by e-mail." in client.get("/accounts/").content.decode()


def test_one_place_to_go_needs_no_bar(clinic):
    for person, bar in (("lucia", False), ("marco", False), ("nell", True)):
        html = clinic.client(person).get("/").content.decode()
        assert bool(re.search('class="shell__nav"', html)) is bar, person
        assert ("has-nav" in html) is bar, person
