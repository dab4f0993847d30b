"""What a form shows before anything is typed, and what it offers then."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dosekeeper.core import acts
from dosekeeper.core.policy import Policy
from dosekeeper.store import reading
from tests.support.clinic import BOX, FEMI, LUCIA, MARCO, PRESCRIPTION, TROCHE, write
from tests.web.forms import fields_of
from tests.web.test_today import links, words


def now() -> datetime:
    return datetime.now(UTC)


def filled() -> None:
    fill = acts.Fill(
        prescription=PRESCRIPTION, site="corner-pharmacy", recipient="marco", units=4
    )
    write("lucia", MARCO, acts.Accept(offer=write("lucia", FEMI, fill, now())), now())


def counted(units: int) -> None:
    write("lucia", MARCO, acts.Count(hand=BOX, product=TROCHE, units=units), now())


def verdict(clinic, **typed: str) -> str:
    sent = {"box": f"{BOX}|{TROCHE}|", "units": "1", "given_by": "marco"}
    sent |= {"observed_by": "marco", **typed}
    answer = clinic.client("marco").post("/courses/lucia/dose/verdict", sent)
    text: str = answer.content.decode()
    return text


def test_who_opens_the_dose_form_is_refused_nothing_before_they_have_measured(clinic):
    filled()
    html = clinic.client("marco").get("/courses/lucia/dose/").content.decode()
    assert "Not checked yet" in html
    assert "Could not be checked" not in html
    assert "write-down" not in html
    assert "Type in what you measured first." in html


def test_who_cannot_measure_everything_may_still_have_it_written_down(clinic):
    filled()
    half = verdict(clinic, systolic="120")
    assert "Not checked yet" in half
    assert "Write this down, and let the clinic call" in half
    whole = verdict(clinic, systolic="120", diastolic="75", pulse="70")
    assert "Allowed" in whole
    assert "write-down" not in whole
    high = verdict(clinic, systolic="190")
    assert "Refused" in high
    assert "write-down" in high


def test_no_two_levels_read_the_same_that_are_not(clinic):
    said = words(clinic, "dr-reyes", "/courses/lucia/level/")
    assert "Level 0: nothing goes home" in said
    assert "Level 4: the patient holds; not offered by this policy" in said


def test_a_difference_is_shown_with_its_numbers_and_closed_when_the_books_agree(clinic):
    filled()
    counted(3)
    said = words(clinic, "mona", "/courses/lucia/resolve/")
    assert "by Marco 3 troches; 4 in the books: 1 short" in said
    assert "/courses/lucia/resolve/" not in links(clinic, "mona", "/courses/lucia/")
    counted(4)
    said = words(clinic, "mona", "/courses/lucia/resolve/")
    assert "by Marco 4 troches, and so say the books now" in said
    assert any(
        link.startswith("/courses/lucia/resolve/")
        for link in links(clinic, "mona", "/courses/lucia/")
    )


def test_a_trusted_person_gives_up_a_role_and_is_told_what_they_hold(clinic):
    filled()
    assert "Give up your role" in words(clinic, "marco", "/courses/lucia/")
    counted(4)
    said = words(clinic, "marco", "/courses/lucia/revoke/")
    assert "You hold 4 troches; hand them back" in said
    assert "Marco holds 4 troches, to be handed back" in words(
        clinic, "nell", "/courses/lucia/revoke/"
    )


def test_what_came_of_a_call_names_with_whom_it_was_and_leaves_the_other_owed(clinic):
    path, course = "/courses/lucia/contact/", "/courses/lucia/"
    his = write("lucia", MARCO, acts.Report(concern=acts.Concern.UNWELL), now())
    assert fields_of(clinic.client("nell").get(path))["task"] == str(his)
    fear = acts.Report(concern=acts.Concern.NOT_SAFE_WITH_DELEGATE, private=True)
    first = write("lucia", LUCIA, fear, now())
    write("lucia", LUCIA, acts.CheckIn(safe=False), now())
    nell, facts = clinic.client("nell"), clinic.facts()
    said = words(clinic, "nell", path)
    for choice in ("Lucia: something is wrong", "Marco: something is wrong"):
        assert choice in said
    sent = fields_of(nell.get(path)) | {"outcome": "reached"}
    assert sent["task"] == ""
    assert nell.post(path, sent).status_code == 422
    assert clinic.facts() == facts
    assert {"Call Marco", "Call the patient"} <= set(calls(words(clinic, "nell", course)))
    for task, left in ((his, ["Call the patient"] * 3), (first, [])):
        sent = fields_of(nell.get(f"{path}?task={task}")) | {"outcome": "reached"}
        assert nell.post(path, sent).status_code == 302
        assert calls(words(clinic, "nell", course)) == left


def test_what_is_said_while_the_nurse_writes_down_her_call_is_still_owed(clinic):
    path, despair = "/courses/lucia/contact/", acts.Concern.DESPAIR
    write("lucia", LUCIA, acts.CheckIn(safe=False), now() - timedelta(minutes=2))
    nell = clinic.client("nell")
    sent = fields_of(nell.get(path)) | {"outcome": "reached"}
    since = write("lucia", LUCIA, acts.Report(concern=despair, private=True), now())
    assert nell.post(path, sent).status_code == 302
    assert list(reading.chart("course:lucia").tasks) == [since]
    assert nell.post(path, sent).status_code == 302  # a double click
    assert list(reading.chart("course:lucia").tasks) == [since]


def calls(said: str) -> list[str]:
    """Whom a page tells to call."""
    return re.findall(r"Call (?:the patient|Marco)", said)


def test_the_agreement_says_the_days_that_the_policy_of_the_course_has(clinic, monkeypatch):
    page = words(clinic, "lucia", "/courses/lucia/agree/")
    assert "for at most 30 days, and the doctor looks again at most 30 days later." in page
    plain = Policy.value

    def shorter(self, rule, name, day):
        found = plain(self, rule, name, day)
        days = {"days-supply": 14, "evaluation-due": 21}
        return (
            replace(found, amount=days[rule]) if name == "days-max" and rule in days else found
        )

    monkeypatch.setattr(Policy, "value", shorter)
    page = words(clinic, "lucia", "/courses/lucia/agree/")
    assert "for at most 14 days, and the doctor looks again at most 21 days later." in page
