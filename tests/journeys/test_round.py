"""The round of a doctor in a real browser: what needs a look, taking on, signing, calls.

It goes round the demo clinic, on the last Wednesday afternoon, when rounds are still open. What
it meets, axe-core reads in both modes, at a desk and on a phone; with DOSEKEEPER_MANUAL=1 it
renews the pictures of docs/manual/round.md.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from dosekeeper.cli.demo import add_cast
from dosekeeper.cli.stories.cast import PASSWORD, ZONE
from dosekeeper.cli.stories.clinic import stories
from dosekeeper.cli.stories.telling import play
from dosekeeper.core.units import zone_named
from dosekeeper.door import desk
from tests.journeys.stage import Stage, photograph, staged
from tests.support.clinic import charts_forgotten


WEDNESDAY = 2


def last_wednesday() -> datetime:
    """Three in the afternoon of the clinic's last Wednesday: rounds are due two hours later."""
    there = datetime.now(UTC).astimezone(zone_named(ZONE)) - timedelta(days=1)
    day = there - timedelta(days=(there.weekday() - WEDNESDAY) % 7)
    return day.replace(hour=15, minute=0, second=0, microsecond=0).astimezone(UTC)


@pytest.fixture
def stage(sqlite_engine, chromium, settings, monkeypatch) -> Iterator[Stage]:
    settings.DEMO = True
    with charts_forgotten(), staged(chromium, PASSWORD) as made:
        made.clock.now = last_wednesday()
        add_cast()
        play(stories(made.clock.now), desk())
        monkeypatch.setattr("dosekeeper.web.asking.now", made.clock)
        yield made


def test_the_round(stage: Stage):
    worst_first(stage)
    take_on(stage)
    sign(stage)
    instead(stage)
    on_a_phone(stage)
    assert stage.complaints == []


def first(page: Page) -> str:
    return page.locator(".look--first").inner_text()


def worst_first(stage: Stage) -> None:
    """Who asks for help stands first; Today reads the same."""
    page = stage.go("dr-reyes", "/round/")
    stage.look(page, "round", shot=True)
    assert first(page).startswith("Asks for help overdue\n\nBela Novak")
    rows = page.locator(".today__rows").first.locator("> .look")
    said = rows.all_inner_texts()
    photograph(page.locator("section[aria-labelledby=calls]"), "round-calls")
    page = stage.go("dr-reyes", "/")
    stage.look(page, "today-of-a-doctor")
    assert page.locator(".today__rows").first.locator("> .look").all_inner_texts() == said


def take_on(stage: Stage) -> None:
    page = stage.go("dr-reyes", "/round/")
    page.get_by_role("link", name="Take it on: Bela Novak").click()
    page.locator("[name=note]").fill("I call her at four")
    stage.look(page, "round-take-on", shot=True)
    stage.send(page)
    page = stage.go("dr-reyes", "/round/")
    expect(page.locator(".look", has_text="Bela Novak")).to_contain_text("has taken it on.")


def sign(stage: Stage) -> None:
    """The form names what is left open, and has no number to type."""
    page = stage.go("dr-reyes", "/round/")
    page.get_by_role("link", name="Sign the round").click()
    expect(page.locator(".facts")).to_contain_text(re.compile(r"signed with \d+ open: "))
    expect(page.locator("[name=left], [name=listed]")).to_have_count(0)
    stage.look(page, "round-sign", shot=True)
    stage.send(page)
    signed = page.get_by_role("region", name="Signature, Harbor Clinic")
    expect(signed).to_contain_text(re.compile(r"on the list, \d+ left open"))
    expect(page.get_by_role("link", name="Sign the round")).to_have_count(0)


def instead(stage: Stage) -> None:
    """The manager sees whose round is open, and signs it instead when she made it."""
    page = stage.go("mona", "/round/")
    stage.look(page, "round-of-the-manager")
    page.get_by_role("link", name="Made it instead? Sign it").click()
    expect(page.locator(".facts")).to_contain_text("Dr Wei Chen's list")
    stage.look(page, "round-instead", shot=True)
    stage.send(page)
    expect(page.get_by_role("link", name="Made it instead? Sign it")).to_have_count(0)


def on_a_phone(stage: Stage) -> None:
    for path in ("/round/?all", "/sites/harbor-clinic/sign-round/", "/"):
        page = stage.go("dr-chen", path, "phone")
        stage.look(page, f"phone {path}")
        assert page.evaluate(SIDEWAYS) == 0, path
    page = stage.go("dr-chen", "/round/?all", "phone")
    photograph(page, "round-phone")
    # A value as long as the stock of a pharmacy breaks its line.
    page = stage.go("nell", "/courses/lucia/dose/", "phone")
    assert page.evaluate(SIDEWAYS) == 0


SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
