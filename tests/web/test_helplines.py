"""Where to get help, and who is shown it: asked in one place, whatever the door."""

from dataclasses import replace

import pytest

from dosekeeper.core.verdict import Reason, Strength, Verdict
from dosekeeper.door.helplines import help_for, help_in
from dosekeeper.store import directory
from dosekeeper.store.directory import SiteView
from dosekeeper.web.presenters.helplines import tel
from tests.access.matrix import CAST


NEW_YORK = "America/New_York"
NUMBER = 'href="tel:2125550142"'
CLINIC = SiteView(
    id="harbor-clinic",
    name="Harbor Clinic",
    kind="clinic",
    inside=False,
    zone=NEW_YORK,
    policy="article",
    phone="+1 212-555-0142",
)
NOTE = "Not checked by us. If nobody answers, dial your local emergency number."


def verdict(strength: Strength | None) -> Verdict:
    if strength is None:
        return Verdict(reasons=())
    return Verdict(reasons=(Reason(rule="r", finding="f", strength=strength),))


def test_who_is_left_without_what_they_expected_is_told_where_to_turn():
    for strength, verb, owed, shown in (
        (Strength.REFUSE, "fill", False, True),
        (Strength.REFUSE, "correct", False, False),
        (Strength.CANNOT_TELL, "dose", False, False),
        (Strength.CANNOT_TELL, "dose", True, True),
        (None, "fill", False, False),
        (None, "dose", True, True),
    ):
        found = help_for(verb, verdict(strength), NEW_YORK, CLINIC, owed=owed)
        assert found == (help_in(NEW_YORK, CLINIC) if shown else ()), (strength, verb, owed)


def test_the_clinics_own_number_stands_below_those_for_an_emergency():
    *others, own = help_in(NEW_YORK, CLINIC)
    assert tuple(others) == help_in(NEW_YORK)
    assert own == {
        "name": "Harbor Clinic",
        "contact": "+1 212-555-0142",
        "when": "anything that is no emergency",
        "verified": True,
        "note": "",
    }
    assert tel(own["contact"]) == "tel:+12125550142"


def test_of_a_clinic_whose_number_nobody_gave_nothing_is_said():
    assert help_in(NEW_YORK, replace(CLINIC, phone="")) == help_in(NEW_YORK)
    assert help_in(NEW_YORK, None) == help_in(NEW_YORK)


@pytest.mark.parametrize(
    ("person", "path"),
    [
        ("lucia", "/"),
        ("marco", "/"),
        ("lucia", "/courses/lucia/"),
        ("lucia", "/courses/lucia/not-safe/"),
        ("marco", "/courses/nobody-at-all/"),
    ],
)
def test_patient_and_trusted_person_see_the_number_of_their_clinic(clinic, person, path):
    def page() -> str:
        return str(clinic.client(person).get(path, follow=True).content.decode())

    assert NUMBER not in page()
    directory.set_phone("harbor-clinic", "212-555-0142")
    assert NUMBER in page()


def test_what_nobody_has_checked_says_so():
    notes = {line["verified"]: line["note"] for line in (*help_in(NEW_YORK), *help_in("UTC"))}
    assert notes == {False: NOTE, True: ""}


@pytest.mark.parametrize("path", ["/courses/lucia/fill/", "/courses/nobody-at-all/"])
def test_a_page_that_says_no_shows_patient_and_trusted_person_where_to_turn(clinic, path):
    for person in CAST.split():
        answer = clinic.client(person).get(path)
        if answer.status_code == 200:
            continue
        text = answer.content.decode()
        assert answer.status_code in {403, 404}
        assert ("Where to get help now" in text) is (person in {"lucia", "marco"}), person
        assert (NOTE in text) is (person in {"lucia", "marco"}), person
