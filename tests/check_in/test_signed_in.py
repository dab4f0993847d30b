"""Handing a link over, and the private word of a patient who has signed in."""

import logging
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from typer.testing import CliRunner

from dosekeeper.cli import app
from dosekeeper.core import acts
from dosekeeper.site.redact import WithoutLinks
from dosekeeper.store import links, reading
from tests.cast import ZONE
from tests.support.clinic import LUCIA, NELL, REYES, write


HAND_OVER = "/courses/lucia/check-in-link/"
NOT_SAFE = "/courses/lucia/not-safe/"
TOKEN = re.compile(r"[A-Za-z0-9]{64}|at=\d+")
"""What differs from page to page: the token against forged forms, the plot's address."""


def addresses(page: str) -> list[str]:
    return re.findall(r"http://[\w.:]+(/today/[\w-]+/)", page)


def test_a_nurse_is_shown_a_link_once_and_it_opens(clinic):
    nell = clinic.client("nell")
    page = nell.post(HAND_OVER).content.decode()
    (path,) = addresses(page)
    assert "<svg" in page
    assert "style=" not in page
    assert Client().get(path).status_code == 200
    assert path not in nell.get("/courses/lucia/").content.decode()
    (kept,) = links.links_of("lucia", "lucia", links.LinkKind.CHECK_IN)
    assert path.split("/")[2] not in repr(kept)


def test_the_patient_goes_straight_to_the_questions(clinic):
    lucia = clinic.client("lucia")
    answer = lucia.post(HAND_OVER)
    assert answer.status_code == 302
    assert "Do you feel safe" in lucia.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("person", "status"), [("marco", 403), ("femi", 403), ("aude", 403), ("oscar", 404)]
)
def test_nobody_else_makes_one(clinic, person, status):
    assert clinic.client(person).post(HAND_OVER).status_code == status
    assert links.links_of("lucia", "lucia", links.LinkKind.CHECK_IN) == []


def test_a_link_from_a_terminal(clinic, monkeypatch):
    monkeypatch.setenv("DOSEKEEPER_TOKEN", clinic.tokens["nell"])
    done = CliRunner().invoke(app, ["checkin", "link", "lucia"])
    assert done.exit_code == 0, done.output
    (path,) = addresses(done.output)
    assert done.output.count("\n") == 1
    assert Client().get(path).status_code == 200
    monkeypatch.setenv("DOSEKEEPER_TOKEN", clinic.tokens["femi"])
    assert CliRunner().invoke(app, ["checkin", "link", "lucia"]).exit_code == 1
    monkeypatch.setenv("DOSEKEEPER_TOKEN", clinic.tokens["oscar"])
    assert CliRunner().invoke(app, ["checkin", "link", "lucia"]).exit_code == 1


def test_the_course_shows_the_days_answered_late_missed_and_open(clinic):
    now = datetime.now(ZONE).replace(microsecond=0)

    def before(days: int) -> datetime:
        """The same hour so many of the clinic's days ago; one of them may have 25 hours."""
        return (now - timedelta(days=days)).astimezone(UTC)

    write("lucia", REYES, acts.Follow(), before(5))
    calm = acts.CheckIn(mood=6, craving=1, alcohol=False, safe=True)
    write("lucia", LUCIA, calm, before(3))
    alarm = acts.CheckIn(safe=False, extra_doses=2, worry="<b>it</b> is gone", time_unsure=True)
    write("lucia", LUCIA, alarm, before(1))
    page = unescape(clinic.client("dr-reyes").get("/courses/lucia/").content.decode())
    days = re.findall(r'<li class="days__row">.*?</li>', page, re.DOTALL)
    words = [re.findall(r"</svg>\s*([A-Z][\w ]+)</span>", day)[0] for day in days]
    assert words[:4] == ["Open", "Not safe", "Missed", "Answered"]
    assert "2 doses beside the plan" in days[1]
    assert "“<b>it</b> is gone”" in days[1]
    assert "<b>it</b>" not in clinic.client("dr-reyes").get("/courses/lucia/").content.decode()
    assert "clock was wrong" in days[1]
    assert "not answered: extra doses, missed doses, other drugs, urine" in days[3]
    assert "alcohol" not in days[3].partition("not answered")[2]
    assert "Does not feel safe." in page


def test_the_trusted_person_sees_answers_only_when_they_are_shared(clinic):
    now = datetime.now(UTC).replace(microsecond=0)
    write("lucia", LUCIA, acts.CheckIn(mood=3), now - timedelta(hours=2))
    marco = clinic.client("marco")
    assert "Daily answers" not in marco.get("/courses/lucia/").content.decode()
    plots = [marco.get("/courses/lucia/plot.svg").content]
    assert b"Mood" not in plots[0]
    write("lucia", LUCIA, acts.Share(topics=(acts.Topic.CHECK_INS,)), now - timedelta(hours=1))
    assert "Daily answers" in marco.get("/courses/lucia/").content.decode()
    assert b"Mood" in marco.get("/courses/lucia/plot.svg").content


def test_the_patients_pages_ask_and_then_thank(clinic):
    lucia, now = clinic.client("lucia"), datetime.now(UTC).replace(microsecond=0)
    assert "How are you today?" not in lucia.get("/").content.decode()
    write("lucia", REYES, acts.Follow(), now - timedelta(days=2))
    for path in ("/", "/courses/lucia/"):
        assert "Answer today" in lucia.get(path).content.decode()
    write("lucia", LUCIA, acts.CheckIn(mood=3), now)
    for path in ("/", "/courses/lucia/"):
        page = lucia.get(path).content.decode()
        assert "Answer today" not in page
        assert "Thank you. The next questions come tomorrow." in page
    assert "Link for the patient" in (
        clinic.client("nell").get("/courses/lucia/").content.decode()
    )


def test_the_patient_says_it_privately_and_the_trusted_person_never_sees_it(clinic):
    lucia, marco = clinic.client("lucia"), clinic.client("marco")
    before = marco.get("/courses/lucia/").content.decode()
    assert NOT_SAFE in lucia.get("/").content.decode()
    assert NOT_SAFE not in marco.get("/").content.decode()
    page = lucia.get(NOT_SAFE)
    assert "never sees it" in page.content.decode()
    said = lucia.post(NOT_SAFE, {"text": "he keeps two for himself"})
    assert "Your clinic knows" in said.content.decode()
    (report,) = reading.chart("course:lucia").reports.values()
    assert report.by == LUCIA
    assert marco.get(NOT_SAFE).status_code == 403
    assert marco.post(NOT_SAFE, {"text": "x"}).status_code == 403
    assert clinic.client("dr-reyes").post(NOT_SAFE, {"text": "x"}).status_code == 403
    assert clinic.client("oscar").get(NOT_SAFE).status_code == 404
    assert len(reading.chart("course:lucia").reports) == 1
    after = marco.get("/courses/lucia/").content.decode()
    assert TOKEN.sub("", after) == TOKEN.sub("", before)
    assert "two for himself" not in marco.get("/courses/lucia/journal/").content.decode()
    assert "not safe" in lucia.get("/courses/lucia/").content.decode()


def test_a_call_for_help_after_the_end_is_seen_and_answered_like_any_other(clinic):
    now = datetime.now(UTC).replace(microsecond=0)
    write("lucia", REYES, acts.CloseCourse(reason="remission"), now - timedelta(minutes=9))
    lucia, nell = clinic.client("lucia"), clinic.client("nell")
    course = "/courses/lucia/"
    report = f"{course}report/"
    assert "Call the patient" not in nell.get(course).content.decode()
    assert "Lucia" not in nell.get("/").content.decode()
    assert f'href="{report}"' in lucia.get(course).content.decode()
    lucia.post(NOT_SAFE, {"text": "he keeps two"})
    (task,) = reading.chart("course:lucia").tasks
    contact = "/courses/lucia/contact/"
    for path, says in ((course, "Call owed"), ("/", "Asks for help")):
        page = nell.get(path).content.decode()
        assert (says in page, contact in page) == (True, True), path
    assert "Call owed" not in clinic.client("marco").get(course).content.decode()
    reached = acts.Contact(task=task, outcome=acts.Outcome.REACHED)
    write("lucia", NELL, reached, datetime.now(UTC))
    for path, says in ((course, "Call owed"), ("/", "Asks for help")):
        assert says not in nell.get(path).content.decode()


def test_no_log_holds_a_link():
    keeps = WithoutLinks()
    for message, args in (
        ("Internal Server Error: %s", ("/today/s3cr3t-Link_x/answers",)),
        ('"GET /today/s3cr3t-Link_x/ HTTP/1.1" 500', ()),
    ):
        record = logging.LogRecord("django.request", 40, __file__, 1, message, args, None)
        assert keeps.filter(record)
        assert "s3cr3t" not in record.getMessage()
        assert "/today/..." in record.getMessage()
    record = logging.LogRecord("x", 40, __file__, 1, "/courses/lucia/ %d", (3,), None)
    assert keeps.filter(record)
    assert record.getMessage() == "/courses/lucia/ 3"
