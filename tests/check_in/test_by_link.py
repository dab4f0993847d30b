"""Answers through a link: whose they are, when they were given, and that they count once."""

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from dosekeeper.core.acts import CheckIn
from dosekeeper.core.events import Entry
from dosekeeper.core.order import LATE_MAX
from dosekeeper.door import check_in
from dosekeeper.store import contacts, reading
from tests import cast
from tests.support.clinic import LUCIA, REYES, write
from tests.trusted.phone import device_for


ZONE = cast.ZONE
CALM: dict[str, Any] = {"mood": 6, "craving": 2, "safe": True}


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


# --- once, and as of when they were given -------------------------------------------------


def test_answers_are_hers_and_of_the_moment_they_were_given(clinic, clock):
    path, given = link(clock), clock.now
    facts = clinic.facts()
    answer = give(path, CALM, given, clock.on(hours=2))
    assert answer.json() == {"state": "sent", "late": False, "unsafe": False}
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
    assert answer.json() == {"state": "sent", "late": True, "unsafe": False}
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
    assert answer.json() == {"state": "sent", "late": False, "unsafe": True}
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


def test_there_may_be_more_to_say_also_after_the_answers_but_not_without_end(clinic, clock):
    path = link(clock)
    give(path, CALM, clock.now, clock.now)
    states = [
        said(
            Client().post(
                f"{path}private", {"text": f"{n}"}, headers={"Accept": "application/json"}
            )
        )[1]
        for n in range(12)
    ]
    assert states == ["sent"] * 10 + ["busy"] * 2


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


def test_a_closed_course_takes_no_answers(clinic, clock):
    from dosekeeper.core import acts

    path = link(clock)
    write("lucia", REYES, acts.CloseCourse(reason="moved away"), clock.now)
    facts = clinic.facts()
    assert said(give(path, CALM, clock.now, clock.now))[0] in {404, 422}
    assert clinic.facts() == facts


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
        {"worry": "a\u0000b"},
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
    assert Client().post(path, sent | {"mood": "1"}).status_code == 409


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
        if "data-wrong" in line and " hidden" not in line
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
