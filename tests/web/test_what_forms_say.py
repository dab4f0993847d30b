"""What a form shows before anything is typed, and what it offers then."""

from dataclasses import replace
from datetime import UTC, datetime

from dosekeeper.core import acts
from dosekeeper.core.policy import Policy
from tests.support.clinic import BOX, FEMI, MARCO, PRESCRIPTION, TROCHE, write
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
    said = words(clinic, "marco", "/courses/lucia/revoke/")
    assert "You hold 4 troches; hand them back" in said
    assert "Marco holds 4 troches, to be handed back" in words(
        clinic, "nell", "/courses/lucia/revoke/"
    )


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
