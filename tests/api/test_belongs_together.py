"""What an act names has to go together with who asks, and with the course."""

from datetime import UTC, datetime

import pytest

from dosekeeper.core import acts
from dosekeeper.core.gates import GATES
from dosekeeper.store import reading
from tests.api.test_every_verb import APPOINTED, CASES, OPENING, prescribe
from tests.support.clinic import (
    BOX,
    FEMI,
    MARCO,
    NELL,
    PRESCRIPTION,
    TROCHE,
    beside,
    write,
)


def refused(clinic, who: str, path: str, body: dict, field: str) -> None:
    """It is malformed at that field, rehearsed or meant, and nothing is written."""
    facts = clinic.facts()
    for asked in (path, f"{path}?dry_run=true"):
        answer = clinic.post(who, asked, body)
        assert (answer.status_code, answer.json()["field"]) == (400, field), answer.content
    assert clinic.facts() == facts


def test_a_prescriber_names_no_practice_but_their_own(clinic):
    for who, path, body in CASES["course prescribe"].before:
        assert clinic.post(who, path, body).status_code == 200
    who, path, body = prescribe()
    for group in ("hill-clinic", "corner-pharmacy", "no-such-clinic"):
        refused(clinic, who, path, body | {"group": group}, "group")
    assert clinic.post(who, path, body | {"group": "harbor-clinic"}).status_code == 200


def test_a_course_has_its_clinics_policy_and_zone(clinic):
    path = "courses/rosa/open"
    refused(clinic, "nell", path, OPENING | {"policy": "us"}, "policy")
    refused(clinic, "nell", path, OPENING | {"zone": "UTC"}, "zone")
    assert clinic.post("nell", path, OPENING).status_code == 200


def test_a_patient_has_one_open_course(clinic):
    first = clinic.post("nell", "courses/rosa/open", OPENING, headers={"Idempotency-Key": "1"})
    assert first.status_code == 200
    facts = clinic.facts()
    rehearsed = clinic.post("nell", "courses/rosa-2/open?dry_run=true", OPENING)
    second = clinic.post("nell", "courses/rosa-2/open", OPENING)
    assert rehearsed.status_code == second.status_code == 422
    (reason,) = second.json()["reasons"]
    assert (reason["rule"], reason["numbers"]["course"]) == ("one-course", "rosa")
    assert clinic.facts() == facts + 1, "the refusal is written"
    assert clinic.get("nell", "courses/rosa-2").status_code == 404, "and opens nothing"
    again = clinic.post("nell", "courses/rosa/open", OPENING, headers={"Idempotency-Key": "1"})
    assert again.content == first.content, "sent again, it is not a second one"
    assert clinic.post("mona", "courses/rosa/close", {"reason": "moved"}).status_code == 403
    closed = clinic.post("dr-reyes", "courses/rosa/close", {"reason": "moved"})
    assert closed.status_code == 200, closed.content
    assert clinic.post("nell", "courses/rosa-2/open", OPENING).status_code == 200


def test_who_has_no_duty_at_a_clinic_opens_no_course_there(clinic):
    facts = clinic.facts()
    for who in ("lucia", "marco", "oscar"):
        answer = clinic.post(who, "courses/lucia-2/open", OPENING | {"patient": "lucia"})
        assert answer.status_code == 404, "and hears nothing of the courses there are"
    assert clinic.facts() == facts


@pytest.mark.parametrize("field", ["given_by", "observed_by"])
def test_a_dose_is_given_and_seen_by_people_of_the_course(clinic, field):
    path = "courses/lucia/dose"
    body = {
        "what": {"hand": BOX, "product": TROCHE, "units": 1},
        "given_by": "marco",
        "observed_by": "marco",
        "evidence": "delegate-observed",
    }
    for who in ("oscar", "rosa"):
        refused(clinic, "marco", path, body | {field: who}, field)
    for who in ("lucia", "nell", "ines", "femi"):
        answer = clinic.post("marco", f"{path}?dry_run=true", body | {field: who})
        assert answer.status_code in {200, 422}, answer.content


def test_staff_hold_no_box(clinic):
    path, body = "courses/lucia/appoint", APPOINTED
    for who in ("dr-reyes", "nell", "mona", "ines", "femi"):
        refused(clinic, "nell", path, body | {"delegate": who}, "delegate")
    assert clinic.post("nell", path, body | {"delegate": "rosa"}).status_code == 200


def test_who_may_not_ask_is_told_that_and_nothing_of_what_was_named(clinic):
    _, path, body = prescribe()
    answer = clinic.post("nell", path, body | {"group": "hill-clinic"})
    assert answer.status_code == 403


def test_who_holds_doses_finds_the_course_and_hands_them_back_whatever_became_of_the_role(
    clinic, monkeypatch
):
    """Marco's appointment was struck under the doses in his box, before that was refused."""
    now = datetime.now(UTC)
    fill = acts.Fill(
        prescription=PRESCRIPTION, site="corner-pharmacy", recipient="marco", units=4
    )
    write("lucia", MARCO, acts.Accept(offer=write("lucia", FEMI, fill, now)), now)
    [appointed] = [e for e in reading.chart("course:lucia").entries if e.verb == "appoint"]
    body = {"entry": appointed.position, "reason": "typing error"}
    asked = clinic.post("nell", "courses/lucia/correct", body)
    assert [r["finding"] for r in asked.json()["reasons"]] == ["stood-on"]
    monkeypatch.setitem(GATES, acts.Correct, ())
    write("lucia", NELL, acts.Correct(entry=appointed.position, reason="typing error"), now)
    assert clinic.get("marco", "courses/lucia").status_code == 200
    page = clinic.client("marco").get("/courses/lucia/")
    assert page.status_code == 200
    what = {"hand": "delegate:marco", "product": TROCHE, "units": 4}
    back = {"what": what, "collector": "clinic", "second": beside("nell")}
    answer = clinic.post("marco", "courses/lucia/return", back)
    assert answer.status_code == 200, answer.content
    assert clinic.get("marco", "courses/lucia").status_code == 404
