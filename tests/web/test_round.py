"""The round: who needs a look and why, whose they are, what settles it, who has signed."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dosekeeper.core import acts
from dosekeeper.core.events import site_stream
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.units import day_of, utc, zone_named
from dosekeeper.door import looking, telling
from dosekeeper.store import directory, reading
from dosekeeper.store.contacts import OnDuty
from dosekeeper.store.journal import CHARTS
from tests import cast
from tests.support.clinic import BOX, LUCIA, MARCO, MONA, NELL, REYES, TROCHE, write
from tests.web.forms import fields_of
from tests.web.test_today import filled, links, now, words


@pytest.fixture
def followed(clinic):
    """The clinic, where Lucia is asked every day: so there is nothing to look at."""
    write("lucia", NELL, acts.Follow(), now())
    return clinic


@pytest.fixture
def opened(followed):
    """The same with a book of its own, in which rounds are signed."""
    act = acts.OpenSite(zone="America/New_York", policy="article")
    write(site_stream("harbor-clinic"), MONA, act, now())
    return followed


def today():
    return day_of(now(), zone_named("America/New_York"))


def test_a_course_without_a_reason_is_folded_away(followed):
    said = words(followed, "dr-reyes", "/round/")
    assert "Nobody needs a look now" in said
    assert "1 with nothing to look at" in said
    assert "In order Lucia level 2" in said


def test_the_worst_reason_stands_first_with_its_numbers_and_the_others_below(clinic):
    filled(clinic)
    write("lucia", MARCO, acts.Count(hand=BOX, product=TROCHE, units=3), now())
    task = write("lucia", LUCIA, acts.CheckIn(craving=8, safe=False), now())
    said = words(clinic, "dr-reyes", "/round/")
    assert "Needs a look 1 Asks for help Lucia level 2 · 4 out Does not feel safe." in said
    assert "The last count does not agree with the books: 1 troche missing" in said
    assert "Craving 8 of 10 on" in said
    assert f"/courses/lucia/contact/?task={task}" in links(clinic, "dr-reyes", "/round/")


def test_a_doctor_sees_their_own_and_can_see_everybodys(clinic):
    filled(clinic)
    write("lucia", MARCO, acts.Count(hand=BOX, product=TROCHE, units=3), now())
    assert "Count differs Lucia" in words(clinic, "dr-reyes", "/round/")
    chen = words(clinic, "dr-chen", "/round/")
    assert "Count differs" not in chen
    assert "Everybody's (1 more)" in chen
    assert "Count differs Lucia" in words(clinic, "dr-chen", "/round/?all")
    assert "Count differs Lucia" in words(clinic, "mona", "/round/")
    assert "Lucia" not in words(clinic, "oscar", "/round/?all")


def test_what_was_written_since_is_seen_at_once(followed):
    assert "Nobody needs a look now" in words(followed, "dr-reyes", "/round/")
    task = write("lucia", LUCIA, acts.CheckIn(safe=False), now())
    assert "Asks for help Lucia" in words(followed, "dr-reyes", "/round/")
    write("lucia", NELL, acts.Acknowledge(expectation=f"word-owed:{task}"), now())
    assert "Nell has taken it on" in words(followed, "dr-reyes", "/round/")
    reached = acts.Contact(task=task, outcome=acts.Outcome.REACHED)
    write("lucia", NELL, reached, now())
    assert "Nobody needs a look now" in words(followed, "dr-reyes", "/round/")
    assert "1 made, 0 came back within 15 days. Not yet back: Lucia" in words(
        followed, "dr-reyes", "/round/"
    )
    write("lucia", LUCIA, acts.CheckIn(mood=4), now())
    assert "1 made, 1 came back within 15 days." in words(followed, "dr-reyes", "/round/")


def test_who_asks_for_help_after_the_end_is_on_the_round_until_somebody_called(opened):
    write("lucia", REYES, acts.CloseCourse(reason="in remission"), now())
    assert "Lucia" not in words(opened, "dr-reyes", "/round/")
    despair = acts.Report(concern=acts.Concern.DESPAIR, private=True)
    task = write("lucia", LUCIA, despair, now())
    row = (
        "Asks for help Lucia course ended Lucia (patient) says that something is wrong: despair"
    )
    for person, path in (
        ("dr-reyes", "/"),
        ("dr-reyes", "/round/"),
        ("dr-chen", "/"),
        ("nell", "/"),
        ("mona", "/round/"),
    ):
        assert row in words(opened, person, path), (person, path)
    assert "1 would be left open" in words(opened, "dr-reyes", "/round/")
    form = f"/courses/lucia/acknowledge/?expectation=word-owed%3A{task}"
    assert form in links(opened, "dr-reyes", "/round/")
    assert opened.client("dr-reyes").get(form).status_code == 200
    write("lucia", REYES, acts.Acknowledge(expectation=f"word-owed:{task}"), now())
    assert "has taken it on" in words(opened, "dr-reyes", "/round/")
    reached = acts.Contact(task=task, outcome=acts.Outcome.REACHED)
    write("lucia", NELL, reached, now())
    assert "Asks for help" not in words(opened, "dr-reyes", "/round/")


def test_an_answer_is_kept_until_something_is_written(followed, monkeypatch):
    words(followed, "dr-reyes", "/round/")
    monkeypatch.setattr(looking, "_look", None)
    assert "1 with nothing to look at" in words(followed, "dr-reyes", "/round/")


def test_who_does_no_rounds_finds_none(clinic):
    for person in ("lucia", "marco", "femi", "nell", "aude"):
        assert clinic.client(person).get("/round/").status_code == 404
    assert "/round/" not in links(clinic, "nell")
    assert "/round/" in links(clinic, "dr-reyes")


def test_a_round_is_signed_once_a_day_and_says_by_whom_and_what_was_left(opened):
    assert "cannot be signed yet" in words(opened, "oscar", "/round/")
    sign = "/sites/harbor-clinic/sign-round/"
    assert sign in links(opened, "dr-reyes", "/round/")
    write("lucia", LUCIA, acts.CheckIn(safe=False), now())
    assert "1 would be left open" in words(opened, "dr-reyes", "/round/")
    form = opened.client("dr-reyes").get(f"{sign}?listed=0&left=0")
    said = " ".join(unescape(form.content.decode()).split())
    assert "1 course, signed with 1 open: Lucia" in said
    assert not {"listed", "left"} & fields_of(form).keys()
    sent = {**fields_of(form), "listed": "7", "left": "0"}
    assert opened.client("dr-reyes").post(sign, sent).status_code == 302
    act = reading.entries(site_stream("harbor-clinic"))[-1].fact.act
    assert act == acts.SignRound(on=today(), listed=1, left=1)
    mine = words(opened, "dr-reyes", "/round/")
    assert re.search(r"Signed Harbor Clinic, today \S+ : 1 on the list, 1 left open\.", mine)
    assert "Sign the round" not in mine
    others = words(opened, "dr-chen", "/round/")
    assert "Signed today: Dr Reyes (1 on the list, 1 left open)." in others


def test_what_somebody_has_taken_on_is_not_left_open(opened):
    task = write("lucia", LUCIA, acts.CheckIn(safe=False), now())
    assert "1 would be left open" in words(opened, "dr-reyes", "/round/")
    write("lucia", NELL, acts.Acknowledge(expectation=f"word-owed:{task}"), now())
    assert "would be left open" not in words(opened, "dr-reyes", "/round/")
    form = opened.client("dr-reyes").get("/sites/harbor-clinic/sign-round/")
    assert "1 course, none open" in form.content.decode()


def test_a_program_cannot_sign_for_another_list_than_there_is(opened):
    write("lucia", LUCIA, acts.CheckIn(safe=False), now())
    body = {"on": today().isoformat(), "listed": 1, "left": 0}
    path = "sites/harbor-clinic/sign-round"
    refused = opened.post("dr-reyes", path, body)
    assert (refused.status_code, "is 1 now" in refused.content.decode()) == (400, True)
    assert opened.post("dr-reyes", path, {**body, "left": 1}).status_code == 200


def test_the_patients_of_a_doctor_who_left_are_on_everybodys_list(opened, monkeypatch):
    despair = acts.Report(concern=acts.Concern.DESPAIR, private=True)
    write("lucia", LUCIA, despair, now())
    assert "Asks for help Lucia" not in words(opened, "dr-chen", "/round/")
    directory.end_duty("dr-reyes", "harbor-clinic", Role.PRESCRIBER)
    said = words(opened, "dr-chen", "/round/")
    assert "Needs a look 1 Asks for help Lucia" in said
    assert "Needs you 1 Asks for help Lucia" in words(opened, "dr-chen")
    # And a round is expected of whoever is left.
    here = OnDuty({Role.PRESCRIBER: ("dr-chen", "dr-may")}, {})
    assert telling._expected_of({"dr-reyes"}, here) == ("dr-chen", "dr-may")
    assert telling._expected_of({"dr-may"}, here) == ("dr-may",)


def test_nobody_is_offered_an_act_that_refuses_them(clinic):
    filled(clinic)
    what = acts.Holding(hand=BOX, product=TROCHE, units=1)
    write("lucia", MARCO, acts.Lose(what=what, reason="gone"), now())
    assert "/courses/lucia/evaluate/" in links(clinic, "dr-reyes", "/round/")
    assert "/courses/lucia/evaluate/" not in links(clinic, "mona", "/round/")
    task = write("lucia", LUCIA, acts.CheckIn(safe=False), now())
    take = f"/courses/lucia/acknowledge/?expectation=word-owed%3A{task}"
    doctors, managers = (links(clinic, who, "/round/") for who in ("dr-reyes", "mona"))
    assert {f"/courses/lucia/contact/?task={task}", take} <= doctors
    assert take in managers
    for href in managers:
        if href.startswith("/courses/lucia/"):
            assert clinic.client("mona").get(href).status_code == 200


def test_who_was_called_and_not_reached_is_not_said_to_be_never_called(clinic):
    clinic.post("femi", "courses/lucia/fill", clinic.fill(units=4))
    clinic.post("femi", "courses/lucia/fill", clinic.fill(units=4))
    [task] = reading.chart("course:lucia").tasks
    left = acts.Contact(task=task, outcome=acts.Outcome.LEFT_WORD)
    write("lucia", NELL, left, now())
    for path in ("/round/", "/"):
        said = words(clinic, "dr-reyes", path)
        assert "Nobody has reached them yet. refused today" in said
        assert "a call is due by" in said
        assert "called yet" not in said


def test_a_round_that_somebody_else_made_is_signed_instead_of_the_doctor(opened, monkeypatch):
    clinic = opened
    there = now().astimezone(zone_named("America/New_York"))
    monday = there + timedelta(days=7 - there.weekday())  # nobody signs at weekends
    evening = monday.replace(hour=18)
    monkeypatch.setattr("dosekeeper.web.asking.now", lambda: utc(evening))
    evaluated = cast.evaluation()
    write("lucia", Actor("dr-chen", Role.PRESCRIBER), evaluated, utc(evening))
    assert "Late Dr Chen's round." in words(clinic, "dr-reyes", "/round/")
    assert "Nobody has signed today's round yet." in words(clinic, "mona", "/round/")
    form = clinic.client("mona").get("/sites/harbor-clinic/sign-round/?instead_of=dr-chen")
    assert 'value="dr-chen" selected' in form.content.decode()


def cold(clinic) -> int:
    """How many queries the round takes when nothing is known of any course."""
    browser = clinic.client("dr-reyes")
    browser.get("/round/")
    looking._kept.clear()
    CHARTS.forget()
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/round/").status_code == 200
    return len(asked)


def test_a_cold_round_asks_no_more_for_more_courses(clinic):
    one = cold(clinic)
    for number in range(4):
        directory.add_person(f"p{number}", f"Patient {number}")
        opened = acts.OpenCourse(
            patient=f"p{number}",
            clinic="harbor-clinic",
            zone="America/New_York",
            policy="article",
        )
        write(f"p{number}", REYES, opened, now())
    assert "Evaluation due Patient 3" in words(clinic, "dr-reyes", "/round/")
    assert cold(clinic) == one


def test_a_colleagues_course_is_not_read_when_it_is_known_whose_it_is(clinic, monkeypatch):
    telling.find(now())
    looking._kept.clear()
    read: list[str] = []
    charts = reading.charts

    def noted(streams):
        read.extend(streams)
        return charts(streams)

    monkeypatch.setattr(reading, "charts", noted)
    assert "Everybody's (1 more)" in words(clinic, "dr-chen", "/round/")
    assert read == []
    # A word of a colleague since, and the table is behind: the chart is asked again.
    write("lucia", NELL, acts.Weigh(weight_g=70_100), now())
    assert "Everybody's (1 more)" in words(clinic, "dr-chen", "/round/")
    assert read == ["course:lucia"]
