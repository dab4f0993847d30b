"""A patient answers on a phone: with a net, without one, and once more with one.

The pages' clock is the machine's here, because the phone has one of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from dosekeeper.core import acts
from dosekeeper.core.acts import CheckIn
from dosekeeper.door import check_in
from dosekeeper.store import links, reading
from dosekeeper.store.models import SecretLink
from tests.journeys.stage import Stage, photograph, staged
from tests.support.clinic import LUCIA, REYES, write


PHONE = {"width": 390, "height": 844}


@dataclass
class Phone:
    """A phone and the link that was sent to it."""

    stage: Stage
    context: BrowserContext
    url: str

    def open(self, url: str = "") -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.stage.complaints.append(str(error)))
        page.goto(url or self.url)
        return page

    def new_link(self) -> str:
        return self.stage.url + urlsplit(check_in.check_in_url("lucia", timezone.now())).path


@pytest.fixture
def phone(clinic, chromium) -> Iterator[Phone]:
    with staged(chromium, "") as stage:
        context = chromium.new_context(
            viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce"
        )
        made = Phone(stage, context, "")
        made.url = made.new_link()
        yield made
        context.close()
        assert stage.complaints == []


def tap(page: Page, **answers: str) -> None:
    for name, value in answers.items():
        page.locator(f"label[for={name}-{value}]").tap()


def panel(page: Page, name: str) -> None:
    """The one panel that is seen."""
    expect(page.locator(f"[data-panel={name}]")).to_be_visible()
    expect(page.locator("[data-panel]:visible")).to_have_count(1)


def ready(page: Page) -> None:
    """Until the page would open again without a net."""
    page.evaluate(
        """async () => {
            while (!navigator.serviceWorker.controller || !(await caches.match("/today/-")))
                await new Promise((later) => setTimeout(later, 50));
        }"""
    )


def answers() -> list[CheckIn]:
    return [each.act for each in reading.chart("course:lucia").check_ins]


def test_with_a_net(phone: Phone):
    page = phone.open()
    phone.stage.look(page, "check-in", shot=True)
    assert page.locator(":checked").count() == 0
    tap(page, safe="yes", mood="6", craving="2", liking="4", sleep="7")
    tap(page, extra_doses="0", missed_doses="more", alcohol="no", urinary="no")
    page.get_by_label("How many missed doses?").fill("5")
    tap(page, sleep="")  # taken back
    page.get_by_role("button", name="Send my answers").tap()
    panel(page, "sent")
    phone.stage.look(page, "check-in-sent", shot=True)
    assert answers() == [
        CheckIn(
            mood=6,
            craving=2,
            liking=4,
            extra_doses=0,
            missed_doses=5,
            alcohol=False,
            urinary=False,
            safe=True,
        )
    ]
    kept = page.evaluate(KEPT)
    assert [(entry["state"], "answers" in entry) for entry in kept] == [("sent", False)]
    page.reload()
    panel(page, "used")
    assert len(answers()) == 1


CALLED = "has been asked to call you today"
KEPT = """() => new Promise((found) => {
    const asked = indexedDB.open("dosekeeper-check-in", 1);
    asked.onsuccess = () => {
        const all = asked.result.transaction("answers").objectStore("answers").getAll();
        all.onsuccess = () => found(all.result);
    };
})"""


def test_who_is_not_safe_sees_whom_to_call_before_anything_is_sent(phone: Phone):
    page = phone.open()
    ready(page)
    phone.context.set_offline(True)
    now = page.locator(".cells__now")
    expect(now).to_be_hidden()
    tap(page, safe="no")
    expect(now).to_be_visible()
    expect(now.get_by_role("link", name="911")).to_have_attribute("href", "tel:911")
    phone.stage.look(page, "check-in-not-safe", shot=True)
    now.get_by_role("button", name="Send this now").tap()
    panel(page, "waiting")
    expect(page.get_by_text("Your clinic does not know yet.")).to_be_visible()
    expect(page.locator(".help").last.get_by_role("link", name="988")).to_be_visible()
    assert answers() == []
    phone.context.set_offline(False)
    panel(page, "sent")
    expect(page.get_by_text(CALLED)).to_be_visible()
    assert answers() == [CheckIn(safe=False)]
    (task,) = reading.chart("course:lucia").tasks.values()
    assert task.verb == "check-in"
    (kept,) = page.evaluate(KEPT)
    assert sorted(kept) == ["answered_ms", "state", "to"]
    again = phone.open()  # whoever has this phone next
    again.evaluate("dispatchEvent(new Event('online'))")
    again.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    again.wait_for_timeout(500)
    panel(again, "used")
    expect(again.get_by_text(CALLED)).to_be_hidden()


def test_not_safe_on_a_page_whose_link_another_phone_used_is_reported(phone: Phone):
    page, other = phone.open(), phone.open()
    tap(other, mood="5")
    other.get_by_role("button", name="Send my answers").tap()
    panel(other, "sent")
    tap(page, safe="no")
    page.get_by_role("button", name="Send this now").tap()
    panel(page, "sent")
    expect(page.get_by_text(CALLED)).to_be_visible()
    (report,) = reading.chart("course:lucia").reports.values()
    assert report.fact.act == acts.Report(concern=acts.Concern.DESPAIR, private=True)
    assert [entry["state"] for entry in page.evaluate(KEPT)] == ["sent"]


def test_a_call_for_help_that_is_not_taken_stays_and_says_so(phone: Phone):
    page = phone.open()
    links.revoke_links("lucia", "lucia", now=timezone.now())
    tap(page, safe="no")
    page.get_by_role("button", name="Send this now").tap()
    panel(page, "stuck")
    stuck = page.locator("[data-panel=stuck]")
    expect(stuck.get_by_text("This did not reach your clinic.")).to_be_visible()
    expect(page.locator(".help").last.get_by_role("link", name="988")).to_be_visible()
    phone.stage.look(page, "check-in-stuck")
    (kept,) = page.evaluate(KEPT)
    assert (kept["state"], kept["answers"]) == ("stuck", {"safe": False})
    # A page that opens nothing still says it. It tries again by itself: a link that comes back
    # in the middle of that try would take it for a report.
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.reload()
    panel(page, "stuck")
    SecretLink.objects.update(revoked_at=None)
    page.evaluate("dispatchEvent(new Event('online'))")
    panel(page, "sent")
    expect(page.get_by_text(CALLED)).to_be_visible()
    assert answers() == [CheckIn(safe=False)]


def test_two_tabs_without_a_net_lose_no_call_for_help(phone: Phone):
    page, other = phone.open(), phone.open()
    phone.context.set_offline(True)
    tap(page, safe="no")
    page.get_by_role("button", name="Send this now").tap()
    panel(page, "waiting")
    tap(other, safe="yes", mood="4")
    other.get_by_role("button", name="Send my answers").tap()
    panel(other, "waiting")
    phone.context.set_offline(False)
    panel(page, "sent")
    assert answers() == [CheckIn(safe=False, mood=4)]


def test_a_number_nobody_can_read_is_pointed_at_and_holds_no_call_for_help_back(phone: Phone):
    page = phone.open()
    tap(page, safe="yes", mood="4", extra_doses="more")
    page.get_by_label("How many extra doses?").fill("a few")
    page.get_by_role("button", name="Send my answers").tap()
    panel(page, "form")
    expect(page.locator("[data-wrong-at]:visible")).to_have_text("We could not read this one.")
    expect(page.locator("#ask-extra_doses [data-wrong-at]")).to_be_in_viewport()
    expect(page.get_by_label("How many extra doses?")).to_have_value("a few")
    phone.stage.look(page, "check-in-wrong")
    assert answers() == []
    tap(page, safe="no")
    page.get_by_role("button", name="Send this now").tap()
    panel(page, "sent")
    expect(page.get_by_text("We could not read all of it.")).to_be_visible()
    assert answers() == [CheckIn(safe=False, mood=4)]


def test_without_a_net_answers_wait_on_the_phone_and_go_out_once(phone: Phone):
    page = phone.open()
    ready(page)
    phone.context.set_offline(True)
    tap(page, mood="3", craving="8", safe="yes")
    page.get_by_label("Is there something on your mind?").fill("bad night")
    before = datetime.now(UTC)
    page.get_by_role("button", name="Send my answers").tap()
    panel(page, "waiting")
    phone.stage.look(page, "check-in-waiting", shot=True)
    given = page.evaluate(KEPT)[0]["answered_ms"]
    page.close()

    page = phone.open()  # still without a net: the worker has the page
    panel(page, "waiting")
    assert answers() == []
    other = phone.open(phone.new_link())  # and tomorrow's link opens as well
    panel(other, "form")
    other.close()
    page.wait_for_timeout(1500)
    phone.context.set_offline(False)
    panel(page, "sent")
    assert answers() == [CheckIn(mood=3, craving=8, safe=True, worry="bad night")]
    entry = reading.entries("course:lucia")[-1]
    assert abs(entry.at - datetime.fromtimestamp(given / 1000, UTC)) < timedelta(seconds=1)
    assert abs(entry.at - before) < timedelta(seconds=5)
    assert entry.recorded_at - entry.at > timedelta(seconds=1.5)
    assert len(answers()) == 1


def test_a_lost_reply_is_made_good_by_sending_again(phone: Phone):
    page = phone.open()
    lost: list[int] = []

    def lose(route):
        if not lost:
            lost.append(route.fetch().status)  # it arrives; the reply does not
            route.abort()
        else:
            route.continue_()

    page.route("**/answers", lose)
    tap(page, mood="5")
    page.get_by_role("button", name="Send my answers").tap()
    panel(page, "waiting")
    page.evaluate("dispatchEvent(new Event('online'))")
    panel(page, "sent")
    assert lost == [200]
    assert answers() == [CheckIn(mood=5)]


def test_the_login_page_of_some_hotel_is_no_answer(phone: Phone):
    page = phone.open()
    hotel = {"status": 200, "content_type": "text/html", "body": "<h1>Welcome</h1>"}
    page.route("**/answers", lambda route: route.fulfill(**hotel))
    tap(page, mood="5")
    page.get_by_role("button", name="Send my answers").tap()
    panel(page, "waiting")
    page.unroute("**/answers")
    page.evaluate("dispatchEvent(new Event('online'))")
    panel(page, "sent")


def test_a_link_that_ended_meanwhile_is_said_so_and_nothing_is_lost_on_the_way(phone: Phone):
    page = phone.open()
    page.evaluate("location.pathname")
    page.goto(f"{phone.stage.url}/today/{'x' * 43}/")
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
    phone.stage.look(page, "check-in-no-link")


def test_nothing_answered_is_nothing_sent(phone: Phone):
    page = phone.open()
    page.get_by_role("button", name="Send my answers").tap()
    expect(page.get_by_text("You did not answer any question yet.")).to_be_visible()
    assert page.evaluate(KEPT) == []
    assert answers() == []


def test_in_spanish_with_the_keyboard_alone(phone: Phone):
    page = phone.open()
    page.get_by_role("link", name="Español").tap()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    phone.stage.look(page, "check-in-es")
    page.locator("#mood-0").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#mood-4")).to_be_checked()
    page.get_by_role("button", name="Enviar mis respuestas").focus()
    page.keyboard.press("Enter")
    panel(page, "sent")
    assert answers() == [CheckIn(mood=4)]


def test_the_private_word_is_sent_or_not_at_all(phone: Phone):
    page = phone.open()
    page.get_by_text("I do not feel safe with the person").tap()
    words = page.get_by_label("What should we know?")
    words.fill("he takes some")
    phone.context.set_offline(True)
    page.get_by_role("button", name="Tell my clinic").tap()
    expect(page.get_by_text("This could not be sent.")).to_be_visible()
    assert page.evaluate(KEPT) == []
    phone.context.set_offline(False)
    page.get_by_role("button", name="Tell my clinic").tap()
    expect(page.get_by_text("Somebody will call you today.")).to_be_visible()
    expect(words).to_be_hidden()
    assert words.input_value() == ""
    (report,) = reading.chart("course:lucia").reports.values()
    assert report.by == LUCIA
    assert report.fact.act == acts.Report(
        concern=acts.Concern.NOT_SAFE_WITH_DELEGATE, text="he takes some", private=True
    )
    panel(page, "form")  # and the questions are still there


def test_the_eleventh_private_word_is_not_called_a_lost_connection(phone: Phone):
    page = phone.open()
    secret = urlsplit(phone.url).path.split("/")[2]
    link = check_in.opened(secret, timezone.now())
    for n in range(10):
        check_in.say_privately("lucia", "lucia", f"{n}", now=timezone.now(), link=link)
    page.get_by_text("I do not feel safe with the person").tap()
    page.get_by_label("What should we know?").fill("and more")
    page.get_by_role("button", name="Tell my clinic").tap()
    expect(page.get_by_text("Your clinic knows that you have more to say.")).to_be_visible()
    expect(page.locator("[data-said]:visible")).to_have_count(1)
    assert page.get_by_label("What should we know?").input_value() == "and more"
    links.revoke_links("lucia", "lucia", now=timezone.now())
    page.get_by_role("button", name="Tell my clinic").tap()
    expect(page.locator("[data-said]:visible")).to_contain_text("did not reach your clinic")


def test_what_the_clinicians_see(clinic, chromium):
    now = datetime.now(UTC).replace(microsecond=0)
    write("lucia", REYES, acts.Follow(), now - timedelta(days=18))
    moods = (3, 4, 3, 5, None, 4, 6, 6, 5, None, 7, 6, 7, 8, 3)
    for back, mood in enumerate(reversed(moods), start=1):
        if mood is not None:
            told = CheckIn(mood=mood, craving=9 - mood, sleep=6, safe=mood > 3 or back > 3)
            write("lucia", LUCIA, told, now - timedelta(days=back))
    with staged(chromium, "a long password of {}") as stage:
        stage.password = stage.password.format("dr-reyes")
        page = stage.go("dr-reyes", "/courses/lucia/")
        expect(page.locator(".days__row").first).to_be_visible()
        picture = page.locator(".plot__image")
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", value=True, timeout=60_000)
        photograph(page.locator(".plot"), "answers-over-time")
        photograph(page.locator(".days"), "daily-answers")
        stage.look(page, "course-with-answers")
        page.get_by_role("button", name="Link for the patient").click()
        expect(page.get_by_role("heading", name="Link to the daily check-in")).to_be_visible()
        stage.look(page, "check-in-link", shot=True)
        assert stage.complaints == []
