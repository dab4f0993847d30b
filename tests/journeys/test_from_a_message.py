"""From a mail that is read in a browser, on another site, to where its link leads.

A phone's cookie does not come along from there (`SameSite=Strict`), a session's does: only a
real browser knows.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from playwright.sync_api import BrowserContext, Page, expect

from dosekeeper.core import acts
from dosekeeper.store.models import OutboxRow
from dosekeeper.web.phone import PHONE, remember
from tests.journeys.stage import Stage, staged
from tests.messages.senders import Sender, reach
from tests.support.clinic import LUCIA, password_of, write
from tests.trusted.phone import device_for


WEBMAIL = "http://webmail.example/inbox"


@pytest.fixture
def stage(clinic, chromium, monkeypatch) -> Iterator[Stage]:
    """Lucia is unwell, and Nell was told."""
    with staged(chromium, password_of("nell")) as made:
        now = made.clock.now = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)
        monkeypatch.setattr("dosekeeper.web.asking.now", made.clock)
        reach("nell", now)
        write("lucia", LUCIA, acts.Report(concern=acts.Concern.UNWELL), now)
        Sender(now).run()
        yield made
        assert made.complaints == []


def click(stage: Stage, context: BrowserContext) -> Page:
    """Open the mail on the webmail's site, and click its link."""
    row = OutboxRow.objects.get(person="nell", kind="word-owed")
    mail = f'<!doctype html><a href="{stage.url}/go/{row.reference}/">the link</a>'
    context.route(WEBMAIL, lambda route: route.fulfill(content_type="text/html", body=mail))
    page = context.new_page()
    page.goto(WEBMAIL)
    page.get_by_role("link").click()
    return page


def test_on_the_trusted_persons_phone_it_leads_to_the_box(stage: Stage):
    """What message it was is all the same: on this phone there is the box and nothing else."""
    now = stage.clock.now
    secret = device_for("marco", "lucia", now)
    answer = HttpResponse()
    remember(HttpRequest(), answer, secret, now)
    context = stage.browser.new_context()
    stage.contexts.append(context)
    context.add_cookies(
        [
            {
                "name": PHONE,
                "value": answer.cookies[PHONE].value,
                "url": stage.url,
                "httpOnly": True,
                "sameSite": "Strict",
            }
        ]
    )
    page = click(stage, context)
    expect(page.get_by_label("Your PIN")).to_be_visible()
    assert page.url == f"{stage.url}/box/"


def test_who_is_known_nowhere_comes_to_the_sign_in_and_then_on(stage: Stage):
    context = stage.browser.new_context()
    stage.contexts.append(context)
    page = click(stage, context)
    page.get_by_label("User name").fill("nell")
    page.get_by_label("Password").fill(password_of("nell"))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{stage.url}/courses/lucia/")


def test_staff_who_are_signed_in_notice_nothing(stage: Stage):
    context = stage.window("nell").context
    seen: list[str] = []
    context.on("response", lambda answer: seen.append(f"{answer.status} {answer.url}"))
    page = click(stage, context)
    page.wait_for_url(f"{stage.url}/courses/lucia/")
    (went,) = (each for each in seen if "/go/" in each)
    assert went.startswith("302 ")
