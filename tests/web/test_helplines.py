"""Where to get help, and who is shown it: asked in one place, whatever the door."""

import pytest

from dosekeeper.core.verdict import Reason, Strength, Verdict
from dosekeeper.door.helplines import help_for, help_in
from tests.access.matrix import CAST


NEW_YORK = "America/New_York"
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
        found = help_for(verb, verdict(strength), NEW_YORK, owed=owed)
        assert found == (help_in(NEW_YORK) if shown else ()), (strength, verb, owed)


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
