"""Answers through a link: whose they are, when they were given, and that they count once."""

import json
import re
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from dosekeeper.core import acts
from dosekeeper.core.acts import CheckIn, Concern, Report
from dosekeeper.core.events import Entry
from dosekeeper.core.order import LATE_MAX
from dosekeeper.door import check_in
from dosekeeper.store import contacts, links, reading
from tests import cast
from tests.support.clinic import LUCIA, NELL, REYES, write
from tests.trusted.phone import device_for


ZONE = cast.ZONE
CALM: dict[str, Any] = {"mood": 6, "craving": 2, "safe": True}
CRY: dict[str, Any] = {"safe": False, "worry": "it is worse"}
HEARD = {"state": "sent", "late": False, "unsafe": True, "left_out": []}
JSON = {"Accept": "application/json"}


@pytest.fixture
def clock(monkeypatch) -> Any:
    """The pages' one clock; it begins in the evening of a day, before any later test."""
    return Clock(monkeypatch)


class Clock:
    def __init__(self, monkeypatch):
        today = datetime.now(ZONE).replace(hour=20, minute=0, second=0, microsecond=0)
        self.now = today.astimezone(UTC)
        monkeypatch.setattr("dosekeeper.web.asking.now", lambda: self.now)

    def on(self, **more: int) -> datetime:
        self.now += timedelta(**more)
        return self.now


def ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


def link(clock: Clock, course: str = "lucia") -> str:
    return urlsplit(check_in.check_in_url(course, clock.now)).path


def give(
    path: str, answers: dict[str, Any], answered: datetime, sent: datetime, **more: Any
) -> Any:
    body = {"answers": answers, "answered_ms": ms(answered), "sent_ms": ms(sent)} | more
    return Client().post(f"{path}answers", json.dumps(body), content_type="application/json")


def last() -> Entry:
    return reading.entries("course:lucia")[-1]


def said(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["state"]


def reported() -> list[tuple[Any, datetime, Any]]:
    """Who reported what and when; every report is a task until somebody has called."""
    found = reading.chart("course:lucia").reports.values()
    return [(each.by, each.at, each.fact.act) for each in found]


def owed() -> list[str]:
    return [task.verb for task in reading.chart("course:lucia").tasks.values()]


# --- once, and as of when they were given -------------------------------------------------


def test_answers_are_hers_and_of_the_moment_they_were_given(clinic, clock):
    path, given = link(clock), clock.now
    facts = clinic.facts()
    answer = give(path, CALM, given, clock.on(hours=2))
    assert answer.json() == {"state": "sent", "late": False, "unsafe": False, "left_out": []}
    assert clinic.facts() == facts + 1
    entry = last()
    assert entry.fact.act == CheckIn(mood=6, craving=2, safe=True)
    assert (entry.by, entry.at, entry.recorded_at) == (LUCIA, given, clock.now)


def test_what_was_not_answered_stays_unknown(clinic, clock):
    give(link(clock), {"mood": 0}, clock.now, clock.now)
    act: Any = last().fact.act
    assert act == CheckIn(mood=0)
    assert isinstance(act, CheckIn)
    assert (act.craving, act.extra_doses, act.safe, act.alcohol) == (None, None, None, None)


def test_sent_again_after_a_lost_reply_it_is_the_first_answer_again(clinic, clock):
    path, given = link(clock), clock.now
    first = give(path, CALM, given, clock.on(minutes=1))
    facts = clinic.facts()
    again = give(path, CALM, given, clock.on(hours=3))
    assert again.json() == first.json()
    assert said(again) == (200, "sent")
    assert clinic.facts() == facts


def test_the_first_answer_comes_again_although_the_clock_was_put_right_in_between(
    clinic, clock
):
    path, ahead = link(clock), clock.now + timedelta(hours=2)
    assert said(give(path, CALM, ahead, ahead)) == (200, "sent")
    facts = clinic.facts()
    assert said(give(path, CALM, ahead, clock.on(minutes=1))) == (200, "sent")
    assert clinic.facts() == facts


def test_a_second_phone_with_the_same_link_gives_nothing_new(clinic, clock):
    path = link(clock)
    assert said(give(path, CALM, clock.now, clock.now)) == (200, "sent")
    facts = clinic.facts()
    other = give(path, {"mood": 9}, clock.now, clock.on(minutes=1))
    assert said(other) == (409, "used")
    assert clinic.facts() == facts
    page = Client().get(path)
    assert page.status_code == 200
    assert "Already answered" in page.content.decode()
    assert "X-Check-In" not in page
    assert "data-answers" not in page.content.decode()


def test_two_phones_at_the_same_moment_give_one_answer(any_clinic, clock):
    path, states = link(clock), []

    def send(mood: int) -> None:
        from django.db import connection

        states.append(said(give(path, {"mood": mood}, clock.now, clock.now))[1])
        connection.close()

    facts = any_clinic.facts()
    phones = [threading.Thread(target=send, args=(mood,)) for mood in range(6)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    assert sorted(states) == ["sent", *["used"] * 5]
    assert any_clinic.facts() == facts + 1


def test_two_links_of_one_day_are_two_answers(clinic, clock):
    for mood in (4, 6):
        assert said(give(link(clock), {"mood": mood}, clock.now, clock.now)) == (200, "sent")
    assert [each.act.mood for each in reading.chart("course:lucia").check_ins] == [4, 6]


# --- late ---------------------------------------------------------------------------------


def test_a_link_of_yesterday_opens_until_the_end_of_the_next_day(clinic, clock):
    path = link(clock)
    tomorrow = (clock.now.astimezone(ZONE) + timedelta(days=1)).replace(hour=23, minute=59)
    clock.now = tomorrow.astimezone(UTC)
    assert Client().get(path).status_code == 200
    assert said(give(path, CALM, clock.now, clock.now)) == (200, "sent")
    assert last().at == clock.now


def test_a_link_of_the_day_before_yesterday_opens_nothing(clinic, clock):
    path, facts = link(clock), clinic.facts()
    clock.on(days=1, hours=4)
    assert Client().get(path).status_code == 404
    assert said(give(path, CALM, clock.now, clock.now)) == (404, "closed")
    assert clinic.facts() == facts


def test_given_in_time_and_sent_after_the_link_ended_it_counts_as_late_and_shows(clinic, clock):
    path, given = link(clock), clock.now
    answer = give(path, CALM, given, clock.on(days=3))
    assert (said(answer), answer.json()["late"]) == ((200, "sent"), True)
    entry = last()
    assert (entry.at, entry.recorded_at) == (given, clock.now)
    (checked_in,) = reading.chart("course:lucia").check_ins
    assert checked_in.late
    assert checked_in.on == given.astimezone(ZONE).date()
    assert said(give(path, CALM, given, clock.on(days=1))) == (200, "sent")
    assert said(give(path, {"mood": 1}, given, clock.now)) == (409, "used")


def test_given_after_the_link_ended_it_is_not_taken(clinic, clock):
    path, facts = link(clock), clinic.facts()
    given = clock.on(days=1, hours=5)
    assert said(give(path, CALM, given, clock.on(hours=1))) == (404, "closed")
    assert clinic.facts() == facts


def test_what_waited_longer_than_a_week_is_not_taken(clinic, clock):
    path, given = link(clock), clock.now
    facts = clinic.facts()
    clock.now += LATE_MAX + timedelta(minutes=1)
    assert said(give(path, CALM, given, clock.now)) == (404, "closed")
    assert clinic.facts() == facts


def test_what_reaches_us_soon_after_midnight_is_of_the_day_before(clinic, clock):
    path, given = link(clock), clock.on(hours=3, minutes=30)
    assert give(path, CALM, given, clock.on(hours=1)).json()["late"] is False
    (checked_in,) = reading.chart("course:lucia").check_ins
    assert checked_in.on == given.astimezone(ZONE).date()


# --- clocks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "off", [timedelta(hours=2), timedelta(hours=-30)], ids=["ahead", "behind"]
)
def test_a_wrong_clock_moves_nothing_but_is_told(clinic, clock, off):
    path, given = link(clock), clock.on(minutes=10)
    clock.on(hours=1)
    assert said(give(path, CALM, given + off, clock.now + off)) == (200, "sent")
    entry = last()
    assert entry.at == given
    assert entry.fact.act == CheckIn(**CALM, time_unsure=True)


def test_a_clock_within_the_slack_is_right(clinic, clock):
    path, off = link(clock), timedelta(minutes=4)
    give(path, CALM, clock.now + off, clock.now + off)
    assert last().fact.act == CheckIn(**CALM)


@pytest.mark.parametrize(
    "wait", [timedelta(hours=-1), timedelta(hours=9)], ids=["below", "long"]
)
def test_a_wait_that_cannot_be_is_as_of_arrival_and_told(clinic, clock, wait):
    path = link(clock)
    clock.on(minutes=30)
    assert said(give(path, CALM, clock.now - wait, clock.now)) == (200, "sent")
    entry = last()
    assert (entry.at, entry.recorded_at) == (clock.now, clock.now)
    assert entry.fact.act == CheckIn(**CALM, time_unsure=True)


def test_a_wait_that_cannot_be_does_not_keep_an_old_link_open(clinic, clock):
    path, facts = link(clock), clinic.facts()
    clock.on(days=3)
    sent = give(path, CALM, clock.now + timedelta(hours=1), clock.now)
    assert said(sent) == (404, "closed")
    assert clinic.facts() == facts


@pytest.mark.parametrize(
    ("answered", "sent", "day"),
    [
        # The clocks go back at two on the first of November: 01:30 comes twice.
        ("2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00", "2026-11-01"),
        # They skip an hour on the eighth of March.
        ("2026-03-08T01:50-05:00", "2026-03-08T03:10-04:00", "2026-03-08"),
    ],
)
def test_clocks_that_change_between_answering_and_sending(clock, answered, sent, day):
    given, now = datetime.fromisoformat(answered), datetime.fromisoformat(sent)
    told = check_in.Told(ms(given), ms(now))
    assert now - told.waited == given
    assert not told.off(now)
    assert given.astimezone(ZONE).date().isoformat() == day


def test_a_patient_who_moved_answers_on_the_clinics_day(clinic, clock):
    """Half past ten in the evening in Los Angeles is tomorrow in New York."""
    path = link(clock)
    there = clock.now.astimezone(ZoneInfo("America/Los_Angeles"))
    given = there.replace(hour=22, minute=30)
    clock.now = given.astimezone(UTC) + timedelta(minutes=1)
    assert said(give(path, CALM, given, clock.now)) == (200, "sent")
    assert last().fact.act == CheckIn(**CALM)
    (checked_in,) = reading.chart("course:lucia").check_ins
    assert checked_in.on == there.date() + timedelta(days=1)


# --- help -------------------------------------------------------------------------------


def test_who_is_not_safe_gets_a_call_the_same_day_and_nothing_is_cut_off(clinic, clock):
    before = reading.chart("course:lucia")
    answer = give(link(clock), {"safe": False}, clock.now, clock.now)
    assert answer.json() == HEARD
    after = reading.chart("course:lucia")
    (task,) = after.tasks.values()
    assert task.verb == "check-in"
    assert task.due_at - clock.now <= timedelta(hours=4)
    assert (after.level, after.script, after.trusts) == (
        before.level,
        before.script,
        before.trusts,
    )


def test_an_unsafe_answer_that_comes_late_still_asks_for_a_call_today(clinic, clock):
    path, given = link(clock), clock.now
    give(path, {"safe": False}, given, clock.on(days=3))
    (task,) = reading.chart("course:lucia").tasks.values()
    assert task.opened_at == clock.now
    assert task.due_at > clock.now


def test_not_safe_through_a_used_link_is_a_report_and_a_call_the_same_day(clinic, clock):
    path = link(clock)
    give(path, CALM, clock.now, clock.now)
    given = clock.on(minutes=5)
    first_at = clock.on(minutes=1)
    for _ in range(3):  # the reply is lost
        assert give(path, CRY, given, clock.now).json() == HEARD
        clock.on(minutes=1)
    report = Report(concern=Concern.DESPAIR, text="it is worse", private=True)
    assert reported() == [(LUCIA, first_at, report)]
    (task,) = reading.chart("course:lucia").tasks.values()
    assert (task.verb, task.opened_at) == ("report", first_at)
    assert task.due_at - first_at <= timedelta(hours=4)
    assert len(reading.chart("course:lucia").check_ins) == 1


def test_a_worry_through_a_used_link_is_a_report_and_other_second_answers_are_not(
    clinic, clock
):
    path = link(clock)
    give(path, CALM, clock.now, clock.now)
    assert said(give(path, {"mood": 1}, clock.now, clock.now)) == (409, "used")
    assert reported() == []
    worried = {"mood": 1, "worry": "the box\n is open"}
    assert give(path, worried, clock.now, clock.now).json() == HEARD
    report = Report(concern=Concern.OTHER, text="the box is open", private=True)
    assert reported() == [(LUCIA, clock.now, report)]


def test_who_says_it_again_after_the_call_is_called_again_and_a_late_reply_calls_nobody(
    clinic, clock
):
    path = link(clock)
    give(path, CALM, clock.now, clock.now)
    given = clock.now
    give(path, CRY, given, clock.now)
    (task,) = reading.chart("course:lucia").tasks
    write("lucia", NELL, acts.Contact(task=task, outcome=acts.Outcome.REACHED), clock.now)
    assert give(path, CRY, given, clock.on(hours=1)).json() == HEARD
    assert (len(reported()), owed()) == (1, [])
    assert give(path, CRY, clock.now, clock.now).json() == HEARD
    assert (len(reported()), owed()) == (2, ["report"])


def call_back(clock: Clock) -> None:
    """The clinic has reached her about what was said last."""
    task = max(reading.chart("course:lucia").tasks)
    reached = acts.Contact(task=task, outcome=acts.Outcome.REACHED)
    write("lucia", NELL, reached, clock.on(minutes=30))


def with_script(path: str, clock: Clock) -> Any:
    return give(path, {"safe": False}, clock.now, clock.now)


def without_script(path: str, clock: Clock) -> Any:
    return Client().post(path, {"safe": "no"})


def without_a_clock(path: str, clock: Clock) -> Any:
    body = {"answers": {"safe": False}, "answered_ms": -5, "sent_ms": None}
    return Client().post(f"{path}answers", json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("send", [with_script, without_script, without_a_clock])
def test_who_is_not_safe_again_after_the_call_is_called_again_however_often(
    clinic, clock, send
):
    path = link(clock)
    for number in range(3):
        for _ in range(2):  # the button is pressed twice
            assert send(path, clock).status_code == 200
        assert owed() == ["report" if number else "check-in"]
        call_back(clock)
        assert owed() == []
        clock.on(hours=1)
    report = Report(concern=Concern.DESPAIR, private=True)
    assert [act for *_, act in reported()] == [report] * 2
    assert len(reading.chart("course:lucia").check_ins) == 1


def test_a_reply_lost_until_after_the_call_asks_for_one_more_and_no_third(clinic, clock):
    path, given = link(clock), clock.now
    for _ in range(4):
        assert give(path, {"safe": False}, given, clock.on(minutes=1)).json() == HEARD
        if owed():
            call_back(clock)
    assert (len(reported()), owed()) == (1, [])


def test_many_calls_through_one_link_leave_out_the_words_and_never_the_call(clinic, clock):
    path = link(clock)
    give(path, CALM, clock.now, clock.now)
    heard = [
        give(path, {"safe": False, "worry": f"{n}"}, clock.now, clock.now).json()
        for n in range(12)
    ]
    assert heard == [HEARD] * 10 + [{**HEARD, "left_out": ["worry"]}] * 2
    assert [act.text for *_, act in reported()] == [*(f"{n}" for n in range(10)), ""]


@pytest.mark.parametrize("cry", [{"safe": False}, {"safe": True, "worry": "help"}], ids=str)
def test_a_call_for_help_is_taken_late_and_through_a_link_that_ended(clinic, clock, cry):
    path, given = link(clock), clock.now
    clock.now += LATE_MAX + timedelta(days=2)
    assert said(give(path, cry | {"mood": 3}, given, clock.now)) == (200, "sent")
    concern = Concern.DESPAIR if cry["safe"] is False else Concern.OTHER
    report = Report(concern=concern, text=cry.get("worry", ""), private=True)
    assert reported() == [(LUCIA, clock.now, report)]
    assert owed() == ["report"]
    assert Client().get(path).status_code == 404
    other = link(clock)
    clock.on(days=4)
    assert "call you today" in Client().post(other, {"safe": "no"}).content.decode()
    assert speak(other, "he") == (200, "sent")


def test_a_link_that_ended_a_month_ago_or_was_revoked_opens_nothing_at_all(clinic, clock):
    revoked = link(clock)
    links.revoke_links("lucia", "lucia", links.LinkKind.CHECK_IN, now=clock.now)
    old = link(clock)
    assert said(give(revoked, CRY, clock.now, clock.now)) == (404, "closed")
    assert speak(revoked, "x") == (404, "closed")
    clock.on(days=31)
    assert said(give(old, CRY, clock.now, clock.now)) == (200, "sent")
    facts = clinic.facts()
    clock.on(days=1)
    assert said(give(old, CRY, clock.now, clock.now)) == (404, "closed")
    assert speak(old, "x") == (404, "closed")
    assert Client().post(old, {"safe": "no"}).status_code == 404
    assert clinic.facts() == facts


def test_the_private_word_reaches_the_clinic_and_asks_for_a_call(clinic, clock):
    path = link(clock)
    for _ in range(2):  # a double click
        answer = Client().post(
            f"{path}private",
            {"text": "he takes\r\nsome"},
            headers={"Accept": "application/json"},
        )
        assert said(answer) == (200, "sent")
    (report,) = reading.chart("course:lucia").reports.values()
    assert report.by == LUCIA
    act: Any = report.fact.act
    assert (act.concern, act.private, act.text) == (
        "not-safe-with-delegate",
        True,
        "he takes some",
    )
    assert [task.verb for task in reading.chart("course:lucia").tasks.values()] == ["report"]


def speak(path: str, text: str) -> tuple[int, str]:
    answer = Client().post(f"{path}private", {"text": text}, headers=JSON)
    assert answer.json().get("heard", False) == (answer.status_code != 404)
    return said(answer)


def test_a_word_through_a_guessed_link_is_never_said_to_be_heard(clinic, clock):
    heard = [
        Client().post("/today/guess/private", {"text": "x"}, headers=JSON).json()
        for _ in range(31)
    ]
    assert heard == [{"state": "closed"}] * 30 + [{"state": "busy"}]
    assert reported() == []


def test_there_may_be_more_to_say_and_past_the_tenth_the_clinic_knows_that_there_is(
    clinic, clock
):
    path = link(clock)
    give(path, CALM, clock.now, clock.now)
    states = [speak(path, f"{n}") for n in range(13)]
    assert states == [(200, "sent")] * 10 + [(429, "busy")] * 3
    word = Report(concern=Concern.NOT_SAFE_WITH_DELEGATE, private=True)
    texts = [*(f"{n}" for n in range(10)), ""]
    assert reported() == [(LUCIA, clock.now, replace(word, text=text)) for text in texts]


def test_past_the_tenth_word_there_is_one_more_each_time_the_last_was_answered(clinic, clock):
    path = link(clock)
    for n in range(11):
        speak(path, f"{n}")
    task = max(reading.chart("course:lucia").tasks)
    write("lucia", NELL, acts.Contact(task=task, outcome=acts.Outcome.REACHED), clock.now)
    clock.on(minutes=1)
    assert [speak(path, "and more") for _ in range(3)] == [(429, "busy")] * 3
    assert [act.text for *_, act in reported()].count("") == 2
    assert owed() == ["report"]


def test_one_link_does_not_use_up_the_words_of_another_nor_of_who_has_signed_in(clinic, clock):
    first = link(clock)
    for n in range(12):
        speak(first, f"{n}")
    assert speak(link(clock), "elsewhere") == (200, "sent")
    page = clinic.client("lucia").post("/courses/lucia/not-safe/", {"text": "at home"})
    assert page.status_code == 200
    assert [act.text for *_, act in reported()][-2:] == ["elsewhere", "at home"]


def test_the_same_words_count_again_once_somebody_has_called(clinic, clock):
    path = link(clock)
    for _ in range(2):
        assert speak(path, "he shouts") == (200, "sent")
    (task,) = reading.chart("course:lucia").tasks
    write("lucia", NELL, acts.Contact(task=task, outcome=acts.Outcome.REACHED), clock.now)
    clock.on(minutes=5)
    assert speak(path, "he shouts") == (200, "sent")
    assert [act.text for *_, act in reported()] == ["he shouts"] * 2
    assert owed() == ["report"]


# --- whose phone --------------------------------------------------------------------------


def test_answers_from_the_trusted_persons_phone_are_taken_and_told(clinic, clock):
    from django.core import signing

    device = device_for("marco", "lucia", clock.now)
    others = device_for("marco", "lucia-2", clock.now)
    for client, secret, theirs in (
        (clinic.client("marco"), "", True),
        (clinic.client("lucia"), "", False),
        (clinic.client("nell"), "", False),
        (Client(), device, True),
        (Client(), others, False),
        (Client(), "altered", False),
    ):
        if secret:
            salt = "dosekeeper_phone" * 2
            client.cookies["dosekeeper_phone"] = signing.get_cookie_signer(salt=salt).sign(
                secret
            )
        answer = client.post(link(clock), {"mood": "5", "safe": "yes"})
        assert answer.status_code == 200
        assert last().fact.act == CheckIn(mood=5, safe=True, delegates_phone=theirs)


# --- links that are none ------------------------------------------------------------------


def bad(clock: Clock) -> dict[str, str]:
    path = link(clock)
    secret = path.split("/")[2]
    return {
        "guessed": "/today/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/",
        "cut": f"/today/{secret[:-5]}/",
        "longer": f"/today/{secret}x/",
        "altered": f"/today/{secret.swapcase()}/",
        "odd": "/today/%F0%9F%98%80%00'--/",
        "nothing": "/today/qqq/",
    }


def test_a_bad_link_has_one_answer_and_it_is_noted_without_the_link(clinic, clock, caplog):
    pages = set()
    expired = link(clock)
    clock.on(days=2)
    for path in (*bad(clock).values(), expired):
        caplog.clear()
        page = Client().get(path)
        assert page.status_code == 404
        pages.add(page.content)
        assert "does not work" in page.content.decode()
        assert "911" in page.content.decode()  # help is there for everybody
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]
        (record,) = [r for r in caplog.records if r.name.startswith("dosekeeper")]
        assert path.split("/")[2] not in record.getMessage()
    assert len(pages) == 1


def test_a_bad_link_takes_nothing(clinic, clock):
    facts = clinic.facts()
    for path in bad(clock).values():
        assert said(give(path, CALM, clock.now, clock.now)) == (404, "closed")
        assert Client().post(path, {"mood": "5"}).status_code == 404
        assert Client().post(f"{path}private", {"text": "x"}).status_code == 404
    assert clinic.facts() == facts


def test_many_tries_from_one_place_have_to_wait_and_a_good_link_has_not(clinic, clock):
    good = link(clock)
    codes = [Client().get("/today/guess/").status_code for _ in range(32)]
    assert codes == [404] * 30 + [429] * 2
    assert said(give("/today/guess/", CALM, clock.now, clock.now)) == (429, "busy")
    assert Client().get(good).status_code == 200
    assert said(give(good, CALM, clock.now, clock.now)) == (200, "sent")


def test_a_link_is_bound_to_its_person_whoever_is_signed_in(clinic, clock):
    path = link(clock)
    for person in ("oscar", "marco", "lucia"):
        page = clinic.client(person).get(path).content.decode()
        assert "Sign out" not in page
        for name in ("Lucia", "Marco", "Oscar", "Harbor"):
            assert name not in page
    clinic.client("oscar").post(path, {"mood": "5"})
    assert last().by == LUCIA


def test_a_closed_course_takes_no_answers_but_every_call_for_help(clinic, clock):
    path = link(clock)
    write("lucia", REYES, acts.CloseCourse(reason="moved away"), clock.now)
    facts = clinic.facts()
    assert said(give(path, CALM, clock.now, clock.now)) == (404, "closed")
    assert clinic.facts() == facts
    assert give(path, {"safe": False}, clock.now, clock.now).json() == HEARD
    assert give(path, {"worry": "who do I ask?"}, clock.now, clock.now).json() == HEARD
    assert speak(path, "he keeps some") == (200, "sent")
    page = clinic.client("lucia").post("/courses/lucia/not-safe/", {"text": "still here"})
    assert page.status_code == 200
    unsafe = Concern.NOT_SAFE_WITH_DELEGATE
    assert reported() == [
        (LUCIA, clock.now, Report(concern=Concern.DESPAIR, private=True)),
        (LUCIA, clock.now, Report(concern=Concern.OTHER, text="who do I ask?", private=True)),
        (LUCIA, clock.now, Report(concern=unsafe, text="he keeps some", private=True)),
        (LUCIA, clock.now, Report(concern=unsafe, text="still here", private=True)),
    ]
    assert owed() == ["report"] * 4
    task = max(reading.chart("course:lucia").tasks)
    write("lucia", NELL, acts.Contact(task=task, outcome=acts.Outcome.REACHED), clock.now)
    assert owed() == []


# --- answers nobody can read ----------------------------------------------------------------


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"mood": 11},
        {"mood": -1},
        {"mood": 5.0},
        {"mood": "5"},
        {"mood": True},
        {"safe": 1},
        {"extra_doses": 51},
        {"worry": 3},
        {"worry": "   "},
        {"delegates_phone": True, "mood": 5},
        {"time_unsure": True, "mood": 5},
        {"colour": "red"},
        {"mood": None},
    ],
    ids=str,
)
def test_an_answer_off_the_scale_is_told_so_and_leaves_the_link_as_it_was(
    clinic, clock, answers
):
    path, facts = link(clock), clinic.facts()
    assert said(give(path, answers, clock.now, clock.now)) == (422, "unreadable")
    assert clinic.facts() == facts
    assert said(give(path, CALM, clock.now, clock.now)) == (200, "sent")


@pytest.mark.parametrize(
    ("answers", "left_out", "kept"),
    [
        ({"safe": False, "extra_doses": 60}, ["extra_doses"], CheckIn(safe=False)),
        (
            {"mood": 11, "safe": False, "craving": 4, "sleep": "well", "worry": "a\u0000b"},
            ["mood", "sleep"],
            CheckIn(safe=False, craving=4, worry="a b"),
        ),
        ({"safe": False, "worry": 3}, ["worry"], CheckIn(safe=False)),
        ({"safe": False, "colour": "red"}, ["colour"], CheckIn(safe=False)),
        ({"alcohol": 1, "worry": "help"}, ["alcohol"], CheckIn(worry="help")),
    ],
    ids=str,
)
def test_beside_a_call_for_help_what_cannot_be_read_is_left_out(
    clinic, clock, answers, left_out, kept
):
    path, unsafe = link(clock), kept.safe is False
    for _ in range(2):
        answer = give(path, answers, clock.now, clock.now)
        assert answer.json() == {**HEARD, "unsafe": unsafe, "left_out": left_out}
    assert [each.act for each in reading.chart("course:lucia").check_ins] == [kept]
    assert owed() == (["check-in"] if unsafe else [])


def test_a_clock_that_tells_nothing_holds_no_call_for_help_back(clinic, clock):
    body = {"answers": {"safe": False}, "answered_ms": -5, "sent_ms": None}
    answer = Client().post(
        f"{link(clock)}answers", json.dumps(body), content_type="application/json"
    )
    assert answer.json() == HEARD
    assert (last().at, last().fact.act) == (clock.now, CheckIn(safe=False, time_unsure=True))


def test_which_answers_could_not_be_read_is_told(clinic, clock):
    answer = give(link(clock), {"mood": 11, "craving": 3, "sleep": -1}, clock.now, clock.now)
    assert answer.json() == {"state": "unreadable", "wrong": ["mood", "sleep"]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"nonsense",
        b'{"answers": []}',
        b'{"answers": {"mood": 5}}',
        b'{"answers": {"mood": 5}, "answered_ms": 1.5, "sent_ms": 2}',
        b'{"answers": {"mood": 5}, "answered_ms": true, "sent_ms": true}',
        b'{"answers": {"mood": 5}, "answered_ms": -1, "sent_ms": 99}',
        b'{"answers": {"mood": 5}, "answered_ms": 0, "sent_ms": 1e300}',
        b"[" * 100_000,
        b'{"answers": {"mood": ' + b"9" * 6000 + b"}}",
        b"\xff\xfe",
        b" " * 30_000,
    ],
    ids=range(13),
)
def test_a_body_that_is_none_is_told_so(clinic, clock, body):
    path, facts = link(clock), clinic.facts()
    answer = Client().post(f"{path}answers", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json() == {"state": "unreadable"}
    assert clinic.facts() == facts


# --- without a script -------------------------------------------------------------------------


def test_without_a_script_it_is_a_form(clinic, clock):
    path = link(clock)
    sent = {"mood": "7", "craving": "", "extra_doses": "more", "extra_doses-many": "12"}
    sent |= {"missed_doses": "0", "alcohol": "no", "safe": "no", "worry": " my\r\nknee "}
    page = Client().post(path, sent).content.decode()
    assert "Thank you" in page
    assert "has been asked to call you today" in page
    assert last().fact.act == CheckIn(
        mood=7, extra_doses=12, missed_doses=0, alcohol=False, safe=False, worry="my knee"
    )
    assert Client().post(path, sent).status_code == 200  # the back button
    calm = {"mood": "1", "safe": "yes"}
    assert Client().post(path, calm).status_code == 409
    again = Client().post(path, sent | {"mood": "1"})
    assert again.status_code == 200
    assert shown(again, "unsafe")
    report = Report(concern=Concern.DESPAIR, text="my knee", private=True)
    assert reported() == [(LUCIA, clock.now, report)]


def shown(page: Any, part: str) -> bool:
    """Whether a part of what came of the answers is seen."""
    found = re.findall(f'<p data-if="{part}"[^>]*>', page.content.decode())
    return any("hidden" not in each for each in found)


def test_without_a_script_a_call_for_help_leaves_out_what_cannot_be_read_and_says_so(
    clinic, clock
):
    sent = {"safe": "no", "extra_doses": "more", "extra_doses-many": "a few", "mood": "3"}
    page = Client().post(link(clock), sent)
    assert page.status_code == 200
    assert (shown(page, "unsafe"), shown(page, "left_out")) == (True, True)
    assert last().fact.act == CheckIn(safe=False, mood=3)
    assert not shown(Client().post(link(clock), {"safe": "no"}), "left_out")


def test_a_form_that_is_refused_comes_back_as_it_was_filled_and_says_what_is_wrong(
    clinic, clock
):
    sent = {"safe": "yes", "mood": "4", "missed_doses": "2", "alcohol": "no"}
    sent |= {"extra_doses": "more", "extra_doses-many": 'a "few"'}
    page = Client().post(link(clock), sent)
    text = page.content.decode()
    assert (page.status_code, "X-Check-In" in page) == (422, False)
    chosen = re.findall(r'id="([\w-]+)"[^>]* checked>', text)
    assert chosen == ["safe-yes", "mood-4", "extra_doses-more", "missed_doses-2", "alcohol-no"]
    assert 'value="a &quot;few&quot;"' in text
    assert re.findall(r'data-wrong-at="(\w+)">', text) == ["extra_doses"]
    assert '<a href="#ask-extra_doses">Did you take extra doses?' in text


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "did not answer any question"),
        ({"extra_doses": "more"}, "did not answer any question"),
        ({"mood": "11"}, "could not be read"),
        ({"mood": "five"}, "could not be read"),
        ({"alcohol": "perhaps"}, "could not be read"),
        ({"extra_doses": "more", "extra_doses-many": "-3"}, "could not be read"),
    ],
)
def test_a_form_that_says_nothing_or_nonsense_is_asked_again(clinic, clock, sent, says):
    path, facts = link(clock), clinic.facts()
    page = Client().post(path, sent)
    assert page.status_code == 422
    (shown,) = [
        line
        for line in page.content.decode().splitlines()
        if 'data-wrong="' in line and " hidden" not in line
    ]
    assert says in shown
    assert clinic.facts() == facts


# --- languages --------------------------------------------------------------------------------


def test_the_page_speaks_as_the_phone_is_set_and_as_was_chosen(clinic, clock):
    path, phone = link(clock), Client(headers={"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"})
    page = phone.get(path)
    assert '<html lang="es"' in page.content.decode()
    assert "¿Se siente a salvo" in page.content.decode()
    assert page["Content-Language"] == "es"
    assert '<html lang="en"' in phone.get(f"{path}?lang=en").content.decode()
    assert '<html lang="en"' in phone.get(path).content.decode()  # and it is remembered
    assert '<html lang="es"' in phone.get(f"{path}?lang=es").content.decode()
    gone = Client(headers={"Accept-Language": "es"}).get("/today/none/").content.decode()
    assert "Este enlace no sirve" in gone


def test_the_page_speaks_as_the_message_did_that_brought_the_link(clinic, clock):
    path = link(clock)
    way = contacts.ContactView(
        person="lucia", channel="email", address="l@example.org", language="es", on=True
    )
    contacts.set_contact(way, now=clock.now)
    assert (
        '<html lang="es"'
        in Client(headers={"Accept-Language": "en"}).get(path).content.decode()
    )
    assert '<html lang="en"' in Client().get(f"{path}?lang=en").content.decode()


def test_nothing_is_answered_beforehand(clinic, clock):
    page = Client().get(link(clock)).content.decode()
    assert "checked" not in page
    assert page.count('type="radio"') == 4 * 12 + 2 * 6 + 4 * 3
    assert 'autocomplete="off"' in page
