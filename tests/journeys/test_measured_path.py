"""From a signed prescription to the last dose accounted for, each role in its own window.

The one browser journey: what it meets, axe-core reads in both modes. With
DOSEKEEPER_MANUAL=1 it renews the manual's pictures.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from dosekeeper.cli.demo import add_cast
from dosekeeper.cli.stories.cast import PASSWORD
from tests.journeys.stage import MANUAL, Stage, fill, photograph, staged, unused
from tests.support.clinic import charts_forgotten
from tests.web.sent import TRAINED, VETTED


HOME = "/courses/lucia-1/"
PHARMACY = "/sites/main-pharmacy/"
LOOKED = {"result": "clear", "method": "the state's register"}
TROCHE = "ketamine-sublingual-troche-100mg"
EVALUATED = {
    "score-phq-9": "18",
    "score-craving": "1",
    "score-urinary": "0",
    "decision": "continue",
}


@pytest.fixture
def stage(sqlite_engine, chromium, settings, monkeypatch):
    settings.DEMO = True
    add_cast()
    with charts_forgotten(), staged(chromium, PASSWORD) as made:
        monkeypatch.setattr("dosekeeper.web.asking.now", made.clock)
        yield made


def test_the_measured_path(stage: Stage):
    begin(stage)
    first_fill(stage)
    a_dose_is_missing(stage)
    loss_and_override(stage)
    waste_and_registers(stage)
    assert stage.complaints == []


def answered(page: Page, word: str) -> None:
    """The rules' answer; if it is another one, all of it is shown."""
    said = page.locator(".verdict").inner_text()
    assert page.locator(".verdict__word").inner_text() == word, said


def begin(stage: Stage) -> None:
    """Open the course, plan, agree, appoint, weigh, evaluate, set the level."""
    page = stage.act(
        "nell",
        "/sites/harbor-clinic/open/",
        course="lucia-1",
        patient="lucia",
    )
    stage.look(page, "open")
    stage.send(page)
    stage.do(
        "dr-reyes",
        f"{HOME}plan/",
        product=TROCHE,
        dose_mg="100",
        doses_per_week="2",
        spacing_hours="48",
        place="home",
        end_point="PHQ-9 below 10 for two months",
        ends_on=(stage.clock.begun + timedelta(days=170)).date().isoformat(),
    )
    page = stage.act("lucia", f"{HOME}agree/", "phone", read="on")
    stage.look(page, "agree")
    stage.send(page)
    stage.do("dr-reyes", f"{HOME}agree/", read="on")
    stage.do(
        "nell",
        f"{HOME}appoint/",
        delegate="marco",
        relation="husband",
        legal_basis="household",
        consent="asked her alone",
    )
    page = stage.go("marco", "/", "phone")
    stage.look(page, "today-asked-to-accept")
    page = stage.act("marco", f"{HOME}agree/", "phone", **VETTED, **TRAINED, read="on")
    stage.look(page, "agree-as-trusted-person")
    stage.send(page)
    stage.do("nell", f"{HOME}identify/", method="passport")
    stage.do("nell", f"{HOME}weigh/", weight_kg="69.4")
    stage.do("dr-reyes", f"{HOME}evaluate/", **EVALUATED)
    page = stage.act("dr-reyes", f"{HOME}level/", level="L2", reason="trusted person at home")
    stage.look(page, "level")
    stage.send(page)


def first_fill(stage: Stage) -> None:
    """Prescribe, look for another source, fill, accept on the phone, give three doses."""
    page = stage.act("dr-reyes", f"{HOME}prescribe/", doses="8", days="28", doses_per_fill="4")
    answered(page, "Allowed")
    stage.look(page, "prescribe", shot=True)
    stage.send(page)

    from dosekeeper.store import directory

    directory.let_fill("lucia-1", "corner-pharmacy")
    page = stage.go("femi", "/")
    stage.look(page, "today-pharmacist", shot=True)
    page.locator(".look--first").get_by_role("link", name="Check for another source").click()
    fill(page, LOOKED)
    stage.look(page, "check-source")
    stage.send(page)
    expect(page.get_by_role("heading", name="Fill", exact=True)).to_be_visible()
    answered(page, "Allowed")
    stage.send(page)
    expect(page.locator(".strip .hold-transit").first).to_be_visible()
    page = stage.go("marco", "/", "phone")
    stage.look(page, "today-trusted", shot=True)
    stage.do("marco", f"{HOME}accept/", "phone")
    for day in (1, 4, 8):
        stage.clock.day(day)
        page = stage.act(
            "marco", f"{HOME}dose/", "phone", systolic="124", diastolic="78", pulse="72"
        )
        if day == 1:
            stage.look(page, "dose", shot=True)
        stage.send(page)


def a_dose_is_missing(stage: Stage) -> None:
    """One is counted short; the next fill is refused and says why; somebody calls."""
    stage.clock.day(11)
    page = stage.act("marco", f"{HOME}count/", "phone", units="0")
    stage.look(page, "count")
    stage.send(page)
    stage.clock.day(12)
    stage.do("femi", f"{HOME}check-source/", **LOOKED)
    page = stage.act("femi", f"{HOME}fill/", recipient="marco", doses="4")
    answered(page, "Refused")
    expect(page.locator(".verdict")).to_contain_text("A count does not agree with the books")
    expect(page.locator(".help")).to_be_visible()
    stage.look(page, "why-not", shot=True)
    page.get_by_role("button", name=re.compile("Record this refusal")).click()
    answered(page, "Refused")
    page = stage.go("nell", "/")
    expect(page.locator(".look--first")).to_contain_text("Call owed")
    stage.look(page, "today-nurse", shot=True)
    page.locator(".look--first .look__does .btn").click()
    page.wait_for_load_state()
    page.locator("[name=outcome][value=reached]").check()
    stage.send(page)
    page = stage.go("dr-reyes", "/")
    expect(page.locator(".look--first")).to_contain_text("1 troche missing")
    stage.look(page, "today-prescriber", shot=True)


def loss_and_override(stage: Stage) -> None:
    """It is lost, and closed by another; two doctors let the next fill go."""
    stage.do("marco", f"{HOME}lost/", "phone", units="1", reason="not in the box, looked twice")
    page = stage.act("mona", f"{HOME}resolve/", finding="lost", note="they looked everywhere")
    stage.look(page, "resolve")
    stage.send(page)
    stage.clock.day(13)
    stage.do("femi", f"{HOME}check-source/", **LOOKED)
    page = stage.act("femi", f"{HOME}fill/", recipient="marco", doses="4")
    expect(page.locator(".verdict")).to_contain_text("A loss waits for the doctor")
    page = stage.act(
        "dr-reyes",
        f"{HOME}waive/?rule=loss-reviewed&of_verb=fill",
        reason="clinical-need",
        note="seen by video, looked at together",
        second_username="dr-chen",
        second_password=PASSWORD,
    )
    stage.look(page, "override", shot=True)
    stage.send(page)
    page = stage.act("femi", f"{HOME}fill/", recipient="marco", doses="4")
    answered(page, "Allowed, with warnings")
    stage.look(page, "fill", shot=True)
    stage.send(page)
    stage.do("marco", f"{HOME}accept/", "phone")


def waste_and_registers(stage: Stage) -> None:
    """Waste with a witness at home and in the pharmacy; every unit is in its place."""
    stage.do(
        "marco",
        f"{HOME}waste/",
        "phone",
        units="1",
        reason="broken",
        second_username="nell",
        second_password=PASSWORD,
    )
    page = stage.go("dr-reyes", HOME)
    units = page.locator(".strip").first.locator(".strip__sub b").all_inner_texts()
    assert units == ["3", "+ 5", "= 8"]
    picture = page.locator(".plot__image")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True, timeout=60_000)
    assert picture.evaluate("image => image.naturalWidth") > 0
    photograph(page.locator(".plot"), "over-time")
    stage.look(page, "course", shot=True)
    page = stage.go("dr-reyes", f"{HOME}journal/")
    expect(page.locator("tbody tr")).to_have_count(28)
    stage.look(page, "journal", shot=True)
    stage.do("mona", f"{PHARMACY}open-site/")
    stage.do(
        "ines", f"{PHARMACY}receive/", product=TROCHE, lot="TR-1", units="20", supplier="Works"
    )
    stage.do(
        "ines",
        f"{PHARMACY}waste/",
        units="2",
        reason="broken in transport",
        second_username="nell",
        second_password=PASSWORD,
    )
    stage.do("ines", f"{PHARMACY}count/", units="18")
    page = stage.go("ines", f"{PHARMACY}register/")
    expect(page.locator(".register__balance b").first).to_have_text("18")
    stage.look(page, "register", shot=True)
    for person, path, name in (
        ("dr-reyes", "/courses/", "courses"),
        ("dr-reyes", "/rules/loss-reviewed/", "rule"),
        ("aude", "/", "today-auditor"),
        ("mona", "/", "today-manager"),
        ("lucia", "/", "today-patient"),
        ("oscar", "/", "today-nothing"),
    ):
        stage.look(stage.go(person, path), name, shot=name in {"today-patient", "rule"})
    page = stage.go("oscar", "/accounts/password/change/")
    stage.look(page, "password")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    stage.look(page, "sign-in")


def test_the_manual_shows_every_picture_and_no_other():
    told = (MANUAL / "index.md").read_text("utf-8")
    shown = set(re.findall(r"\]\(([^)]+\.png)\)", told))
    assert shown
    assert {name for name in shown if not (MANUAL / name).is_file()} == set(), "missing"
    assert unused(MANUAL) == set(), "no page shows these"
