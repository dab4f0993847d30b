"""The trusted person on a phone, from the invitation to the empty box, in a real browser.

What it meets, axe-core reads in both modes; with DOSEKEEPER_MANUAL=1 it renews the pictures of
the manual's page for the trusted person.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from dosekeeper.core import acts
from dosekeeper.store import reading
from dosekeeper.wording import training
from tests.journeys.stage import Stage, photograph, staged
from tests.support.clinic import LUCIA, NELL, REYES, beside, password_of, write
from tests.trusted.phone import PIN, fill_at


PHONE = {"width": 390, "height": 844}
TAPS_MAX = 3


@dataclass
class Phone:
    """A phone that belongs to nobody yet; it counts how often it is tapped."""

    stage: Stage
    context: BrowserContext
    page: Page
    taps: int = 0

    def tap(self, name: str | re.Pattern[str]) -> None:
        found = self.page.get_by_role("link", name=name).or_(
            self.page.get_by_role("button", name=name)
        )
        found.first.tap()
        self.taps += 1
        self.page.wait_for_load_state("networkidle")

    def look(self, name: str, *, shot: bool = False) -> None:
        self.stage.look(self.page, name)
        if shot:
            photograph(self.page, name)

    @property
    def main(self) -> Any:
        return self.page.locator("main")


@pytest.fixture
def stage(clinic, chromium, monkeypatch) -> Iterator[Stage]:
    """The clinic of the tests, in which Rosa is to keep Lucia's box; Marco's is empty."""
    appointed = acts.Appoint(
        delegate="rosa", relation="sister", legal_basis="household", consent="asked her alone"
    )
    with staged(chromium, password_of("nell")) as made:
        made.clock.now = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)
        write("lucia", LUCIA, acts.Revoke(delegate="marco"), made.clock.now)
        write("lucia", REYES, appointed, made.clock.now)
        monkeypatch.setattr("dosekeeper.web.asking.now", made.clock)
        yield made


@pytest.fixture
def phone(stage, chromium) -> Iterator[Phone]:
    context = chromium.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.on("pageerror", lambda error: stage.complaints.append(str(error)))
    page.on("response", lambda answer: stage._answered("rosa", answer))
    yield Phone(stage, context, page)
    context.close()
    assert stage.complaints == []


def test_from_the_invitation_to_the_empty_box(stage: Stage, phone: Phone):
    open_invitation(stage, phone)
    learn_and_sign(phone)
    receive(phone)
    give(stage, phone)
    watch(stage, phone)
    hand_back(stage, phone)


def open_invitation(stage: Stage, phone: Phone) -> None:
    """Nell invites on the course's page; the link opens with the code, and not without."""
    page = stage.go("nell", "/courses/lucia/")
    trusted = page.locator("#trusted")
    stage.look(page, "trusted-people")
    trusted.scroll_into_view_if_needed()
    photograph(trusted, "trusted-people")
    page.get_by_role("button", name="Invite Rosa Weiss").click()
    address = page.locator(".link__address").inner_text()
    code = page.locator(".link__code-number").inner_text()
    assert address.startswith(f"{stage.url}/invitation/#")
    stage.look(page, "trusted-invited", shot=True)

    phone.page.goto(address)
    assert "#" not in phone.page.url, "the link is taken out of the address"
    expect(phone.page.get_by_label("The link")).to_be_hidden()
    phone.look("trusted-enter", shot=True)
    phone.page.get_by_label("The code").fill("0000 0000")
    phone.tap("Open")
    expect(phone.page.get_by_role("alert")).to_contain_text("open nothing")
    phone.look("trusted-code")
    phone.page.get_by_label("The code").fill(code)
    phone.tap("Open")


def learn_and_sign(phone: Phone) -> None:
    """One question a screen; a wrong answer is explained, and asked again."""
    page = phone.page
    for title in ("What you are asked", "What you are not", "When to call"):
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        phone.look(
            f"trusted-{title.lower().replace(' ', '-')}", shot=title == "What you are not"
        )
        phone.tap("Next")
    for answer in ("Yes", "No"):
        phone.look("trusted-vetting")
        phone.tap(answer)
    page.get_by_label("For how many others").fill("0")
    phone.look("trusted-others")
    phone.tap("Next")
    phone.tap("No")
    for lesson in training.lessons():
        expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
        phone.look(f"trusted-{lesson.word}")
        phone.tap("Next")
    first = training.questions()[0]
    phone.look("trusted-question", shot=True)
    phone.tap("No" if first.right else "Yes")
    expect(phone.main).to_contain_text(first.because)
    phone.look("trusted-explained", shot=True)
    phone.tap("Next")
    for question in (*training.questions()[1:], first):
        expect(phone.main).to_contain_text(question.asks)
        phone.tap("Yes" if question.right else "No")
        phone.tap("Next")
    phone.look("trusted-agreement", shot=True)
    phone.tap("I agree")
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.get_by_label("The same PIN again").fill(PIN)
    phone.look("trusted-pin")
    phone.tap("Sign and begin")
    expect(phone.main).to_contain_text("has not yet seen who you are")
    phone.look("trusted-not-seen")
    signed = reading.chart("course:lucia").trusts["rosa"]
    assert signed.accepted_at is not None


def receive(phone: Phone) -> None:
    """Once the clinic has looked, a fill comes; received with two taps, counted with three."""
    now = phone.stage.clock.now
    write("lucia", NELL, acts.Identify(delegate="rosa", method="passport"), now)
    fill_at(now, recipient="rosa")
    page = phone.page
    page.goto(f"{phone.stage.url}/box/")
    phone.look("trusted-on-its-way")
    phone.taps = 0
    phone.tap("I have 4 troches")
    phone.look("trusted-accept")
    phone.tap("I have them")
    assert phone.taps <= TAPS_MAX
    expect(phone.main).to_contain_text("Count first")
    phone.taps = 0
    phone.tap("Count")
    page.get_by_label("How many are there").fill("4")
    page.wait_for_timeout(900)
    phone.look("trusted-count")
    phone.tap("Record the count")
    assert phone.taps <= TAPS_MAX
    expect(page.locator(".notice")).to_contain_text("Written down")
    page.goto(f"{phone.stage.url}/box/")
    expect(page.locator(".box__number")).to_contain_text("4 troches in the box")
    phone.look("trusted-box", shot=True)


def give(stage: Stage, phone: Phone) -> None:
    """Too high first: the answer stands there before anything is sent."""
    page = phone.page
    phone.taps = 0
    phone.tap("Give a dose")
    page.get_by_label("Upper blood pressure").fill("171")
    page.get_by_label("Lower blood pressure").fill("84")
    page.get_by_label("Pulse").fill("72")
    expect(page.locator(".verdict__word")).to_have_text("Refused")
    expect(page.locator(".btn-primary")).to_be_disabled()
    phone.look("trusted-too-high", shot=True)
    page.get_by_label("Upper blood pressure").fill("126")
    expect(page.locator(".verdict__word")).to_have_text(re.compile("^Allowed"))
    phone.look("trusted-dose", shot=True)
    phone.tap("Record the dose")
    assert phone.taps <= TAPS_MAX
    expect(page.get_by_role("heading", level=1)).to_have_text("After the dose")


def watch(stage: Stage, phone: Phone) -> None:
    """The countdown is the server's: it survives a reload, a sleep, and comes to an end."""
    page, clock = phone.page, stage.clock
    dose_at = reading.chart("course:lucia").doses[-1].at
    left = page.locator("[data-left]")
    expect(left).to_have_text(re.compile(r"^14:\d\d$"))
    before = left.inner_text()
    page.wait_for_timeout(2_500)
    assert left.inner_text() != before, "it counts"
    clock.now = dose_at + timedelta(minutes=10)
    page.reload()
    expect(left).to_have_text(re.compile(r"^4:5\d$"))
    phone.look("trusted-watch", shot=True)
    # The phone sleeps for six minutes: its scripts stood still, and then the page asks anew.
    page.clock.install()
    page.reload()
    clock.now = dose_at + timedelta(minutes=16)
    page.clock.fast_forward(6 * 60 * 1000)
    expect(page.locator("[data-due]")).to_be_visible()
    phone.look("trusted-look-now", shot=True)
    phone.taps = 0
    phone.tap("Well")
    assert phone.taps == 1
    expect(page.locator(".looks li").first).to_contain_text("Well")
    for quarter in range(2, 8):
        clock.now = dose_at + timedelta(minutes=15 * quarter)
        page.reload()
        phone.tap("Sleepy, but answers" if quarter < 4 else "Well")
    clock.now = dose_at + timedelta(minutes=121)
    page.reload()
    expect(phone.main).to_contain_text("Two hours are over")
    phone.look("trusted-watch-over")
    phone.tap("It is over, all is well")
    expect(page.locator(".box__number")).to_contain_text("3 troches in the box")
    chart = reading.chart("course:lucia")
    looks = chart.observed[chart.doses[-1].position]
    assert [(str(each.act.condition), each.act.ended) for each in looks] == [
        *[("well", False)],
        *[("drowsy", False)] * 2,
        *[("well", False)] * 4,
        ("well", True),
    ]


def hand_back(stage: Stage, phone: Phone) -> None:
    """Lucia ends it; the phone asks for the PIN, shows what to hand back, and then thanks."""
    page, clock = phone.page, stage.clock
    write("lucia", LUCIA, acts.Revoke(delegate="rosa", reason="moves away"), clock.now)
    clock.now += timedelta(minutes=20)
    page.goto(f"{stage.url}/box/")
    phone.look("trusted-locked")
    page.get_by_label("Your PIN").fill("000000")
    phone.tap("Open")
    expect(page.get_by_role("alert")).to_contain_text("not the PIN")
    page.get_by_label("Your PIN").fill(PIN)
    phone.tap("Open")
    expect(phone.main).to_contain_text("Your task has ended")
    phone.look("trusted-ended", shot=True)
    phone.tap("Hand back")
    page.get_by_label("How many").fill("3")
    page.get_by_label("Given to").fill("Corner Pharmacy")
    femi = beside("femi")
    page.get_by_label(re.compile("user name")).fill(femi["username"])
    page.get_by_label(re.compile("password")).fill(femi["password"])
    page.wait_for_timeout(900)
    phone.look("trusted-hand-back")
    phone.tap("Record the return")
    expect(phone.main).to_contain_text("You hold no doses")
    phone.look("trusted-over")
    assert reading.chart("course:lucia").home_units() == 0
    page.goto(f"{stage.url}/courses/lucia/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_in_spanish(stage: Stage, phone: Phone):
    """The same pages in another language, read by axe-core in it too."""
    from dosekeeper.door import trusted

    made = trusted.invite("nell", "lucia", "rosa", now=stage.clock.now)
    page = phone.page
    page.goto(f"{stage.url}/invitation/?lang=es#{made.secret}")
    page.get_by_label("El código").fill(made.code)
    phone.look("trusted-enter-es")
    phone.tap("Abrir")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lo que le piden")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    phone.look("trusted-role-es")
