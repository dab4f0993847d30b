"""From an invitation to the signature: who is let in, what is asked, what is refused."""

import logging
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from dosekeeper import door
from dosekeeper.core import acts
from dosekeeper.core.people import Role
from dosekeeper.core.units import BadValueError
from dosekeeper.desk.decide import NotEntitledError
from dosekeeper.door import trusted
from dosekeeper.door.named import check_related
from dosekeeper.store import directory, links, reading
from dosekeeper.store.errors import NotYoursError
from dosekeeper.store.links import LinkKind
from dosekeeper.wording import training
from dosekeeper.wording.trusted import trusted_words
from tests.support.clinic import LUCIA, NELL, REYES, write
from tests.trusted.phone import GOOD, PIN, Phone, appoint, born, invited, with_box


EN = trusted_words("en")


def rosa():
    return reading.chart("course:lucia").trusts["rosa"]


# --- the whole way ------------------------------------------------------------------------


def test_from_the_link_to_the_box(clinic, clock):
    appoint()
    phone, facts = Phone(), clinic.facts()
    phone.open(invited(clock, "rosa"))
    phone.walk()
    assert clinic.facts() == facts, "nothing is on the record before it is signed"
    assert phone.sign()["Location"] == "/box/"
    signed = rosa().signed
    assert signed is not None
    assert signed.vetting == acts.Vetting(
        adult=True, in_treatment=False, patients=0, paid=False
    )
    asked = len(training.questions())
    assert signed.training == acts.Training(version="1", right=asked, questions=asked)
    assert signed.text_version == "trusted-1-en"
    entry = reading.entries("course:lucia")[-1]
    assert (entry.by.person, entry.by.role, entry.verb) == ("rosa", "delegate", "agree")
    phone.get("/box/")
    assert EN["box"]["not_seen"] in phone.text, (
        "nothing is handed over before the clinic looked"
    )
    assert "Lucia's box" in phone.text


def test_where_it_says_to_call_the_clinic_its_number_can_be_dialled(clinic, clock):
    appoint()
    phone = Phone()
    phone.open(invited(clock, "rosa"))
    phone.walk(until="call")
    phone.get("/invitation/call/")
    assert "Call the clinic on the same day" in phone.text
    assert "tel:212" not in phone.page.content.decode(), "unknown: nothing is said"
    directory.set_phone("harbor-clinic", "212-555-0142")
    phone.get("/invitation/call/")
    own, helped = phone.page.content.decode().split("</form>", 1)
    assert 'href="tel:2125550142"' in own
    assert "Harbor Clinic: 212-555-0142" in phone.text
    assert 'href="tel:2125550142"' in helped
    assert "Harbor Clinic: anything that is no emergency 212-555-0142" in phone.text


def test_every_screen_has_to_be_done_in_its_order(clinic, clock):
    appoint()
    phone = Phone()
    phone.open(invited(clock, "rosa"))
    assert phone.page["Location"] == "/invitation/role/"
    for later in ("call", "paid", "question", "agreement", "pin", "not-yet"):
        assert phone.get(f"/invitation/{later}/")["Location"] == "/invitation/role/"
        posted = phone.post(f"/invitation/{later}/", {"pin": PIN, "again": PIN})
        assert posted["Location"] == "/invitation/role/"
    assert rosa().accepted_at is None


def test_a_wrong_answer_is_explained_and_asked_again_after_the_others(clinic, clock):
    appoint()
    phone = Phone()
    phone.open(invited(clock, "rosa"))
    phone.walk(until="question")
    first, *others = training.questions()
    wrong = "no" if first.right else "yes"
    phone.get("/invitation/question/")
    assert first.asks in phone.text
    phone.post("/invitation/question/", {"answer": wrong})
    phone.get("/invitation/question/")
    assert first.because in phone.text
    assert EN["question"]["wrong"] in phone.text
    phone.post("/invitation/question/")
    for other in others:
        phone.get("/invitation/question/")
        assert other.asks in phone.text
        phone.post("/invitation/question/", {"answer": "yes" if other.right else "no"})
        phone.post("/invitation/question/")
    phone.get("/invitation/question/")
    assert first.asks in phone.text, "it comes once more"
    assert phone.get("/invitation/agreement/")["Location"] == "/invitation/question/"
    phone.post("/invitation/question/", {"answer": "yes" if first.right else "no"})
    phone.walk()
    assert phone.sign()["Location"] == "/box/"


def test_the_first_way_in_of_somebody_who_has_signed_is_a_pin_alone(clinic, clock):
    phone, facts = Phone(), clinic.facts()
    phone.open(invited(clock))
    assert phone.page["Location"] == "/invitation/pin/"
    assert phone.sign()["Location"] == "/box/"
    assert clinic.facts() == facts


def test_it_is_read_in_spanish_and_signed_in_what_was_read(clinic, clock):
    appoint()
    phone = Phone()
    phone.get("/invitation/?lang=es")
    assert 'lang="es"' in phone.page.content.decode()
    phone.open(invited(clock, "rosa"))
    phone.get("/invitation/role/")
    assert trusted_words("es")["role"]["title"] in phone.text
    spanish = {q.asks: "yes" if q.right else "no" for q in training.questions("es")}
    phone.post("/invitation/role/")
    for _ in range(40):
        step = phone.page["Location"].strip("/").rpartition("/")[2]
        if step == "pin":
            break
        phone.get(f"/invitation/{step}/")
        said = next((a for asks, a in spanish.items() if asks in phone.text), "")
        phone.post(f"/invitation/{step}/", {"answer": GOOD.get(step, said)})
    phone.sign()
    signed = rosa().signed
    assert signed is not None
    assert signed.text_version == "trusted-1-es"


# --- who may invite whom ------------------------------------------------------------------


@pytest.mark.parametrize("by", ["dr-reyes", "dr-chen", "nell"])
def test_clinicians_invite_and_tell_the_code_as_long_as_it_opens(clinic, clock, by):
    made = invited(clock, by=by)
    assert len(made.code) == 8
    assert made.expires_at - clock.now == timedelta(hours=72)
    waits = trusted.invited("nell", "lucia", "marco", now=clock.now)
    assert waits == trusted.Invited(made.code, clock.now, made.expires_at)
    assert trusted.invited("nell", "lucia", "marco", now=made.expires_at) is None


def test_the_patient_invites_and_is_not_told_the_code(clinic, clock):
    """Whoever has both signs as the trusted person: that would be the patient themselves."""
    made = invited(clock, by="lucia")
    assert made.code == ""
    page = clinic.client("lucia").post("/courses/lucia/invite/marco/").content.decode()
    assert "The clinic tells them the code" in page
    waits = trusted.invited("nell", "lucia", "marco", now=clock.now)
    assert waits is not None
    assert len(waits.code) == 8
    for person in ("lucia", "nell"):
        seen = clinic.client(person).get("/courses/lucia/").content.decode()
        shown = f"{waits.code[:4]} {waits.code[4:]}" in seen
        assert shown is (person == "nell")
    phone = Phone()
    phone.post("/invitation/", {"link": made.secret, "code": ""})
    assert phone.page.status_code == 422


def test_a_nurse_is_no_nurse_in_her_own_care(clinic, clock):
    directory.add_duty("lucia", "harbor-clinic", Role.NURSE)
    assert invited(clock, by="lucia").code == ""
    waits = trusted.invited("lucia", "lucia", "marco", now=clock.now)
    assert waits is not None
    assert waits.code == ""
    with_box(clock)
    (kept,) = trusted.phones_of("lucia", "lucia", "marco", now=clock.now)
    trusted.change_phone("lucia", "lucia", kept.id, "lock", now=clock.now)
    with pytest.raises(NotEntitledError):
        trusted.change_phone("lucia", "lucia", kept.id, "unlock", now=clock.now)


@pytest.mark.parametrize("by", ["marco", "femi", "ines", "mona", "aude"])
def test_others_of_the_course_do_not(clinic, clock, by):
    with pytest.raises(NotEntitledError):
        invited(clock, by=by)


def test_whoever_has_nothing_to_do_with_it_is_told_nothing(clinic, clock):
    with pytest.raises(NotYoursError):
        invited(clock, by="oscar")


@pytest.mark.parametrize("who", ["rosa", "lucia", "nobody", "nell"])
def test_only_an_appointed_person_is_invited(clinic, clock, who):
    with pytest.raises(BadValueError, match="not a trusted person of this course"):
        invited(clock, who)


def test_a_revoked_person_is_not_invited_and_an_open_invitation_ends(clinic, clock):
    made = invited(clock)
    phone = Phone()
    phone.open(made)
    write("lucia", LUCIA, acts.Revoke(delegate="marco"), clock.now)
    phone.get("/invitation/pin/")
    assert (phone.page.status_code, EN["open"]["ended"] in phone.text) == (404, True)
    assert phone.sign()["Location"] == "/invitation/", "nothing is left of it on this phone"
    assert links.links_of("marco", "lucia", LinkKind.DEVICE) == []
    with pytest.raises(BadValueError):
        invited(clock)


def test_the_patient_cannot_be_their_own_trusted_person(clinic, clock):
    client = clinic.client("nell")
    form = {
        "delegate": "lucia",
        "relation": "self",
        "legal_basis": "herself",
        "consent": "she asked",
        "key": "1" * 32,
    }
    answer = client.post("/courses/lucia/appoint/", form)
    assert answer.status_code == 422
    assert "The patient is named as their own trusted person" in answer.content.decode()


def test_a_child_is_not_appointed(clinic, clock):
    directory.rename_person("rosa", "Rosa Weiss", born(17))
    answer = clinic.post(
        "nell",
        "courses/lucia/appoint",
        {
            "delegate": "rosa",
            "relation": "niece",
            "legal_basis": "household",
            "consent": "asked her",
        },
    )
    assert (answer.status_code, "is younger than 18" in answer.content.decode()) == (400, True)


def test_eighteen_is_by_the_clinics_day(clinic):
    """At eight in the evening in New York it is the next day for the server."""
    directory.rename_person("rosa", "Rosa Weiss", date(2008, 11, 26))
    named = acts.Appoint(delegate="rosa", relation="niece", legal_basis="home", consent="asked")
    evening = datetime(2026, 11, 26, 1, tzinfo=UTC)  # the 25th, 20:00
    with pytest.raises(BadValueError) as refused:
        check_related("nell", "course:lucia", named, evening)
    assert str(refused.value) == "delegate: is younger than 18"
    check_related("nell", "course:lucia", named, datetime(2026, 11, 26, 5, tzinfo=UTC))


# --- refused, with the reason -------------------------------------------------------------


REFUSALS = [
    ("adult", "no", "not-adult"),
    ("in_treatment", "yes", "in-treatment"),
    ("patients", "2", "too-many-patients"),
    ("paid", "yes", "paid"),
]


@pytest.mark.parametrize(("question", "given", "finding"), REFUSALS)
def test_an_answer_that_does_not_fit_is_told_at_once(clinic, clock, question, given, finding):
    appoint()
    phone, facts = Phone(), clinic.facts()
    phone.open(invited(clock, "rosa"))
    phone.walk({**GOOD, question: given}, until="not-yet")
    phone.get("/invitation/not-yet/")
    said = sentences(phone)
    assert said == [EN["not_yet"]["why"][finding]], "one answer, one reason"
    assert clinic.facts() == facts, "only looked at"
    phone.post("/invitation/not-yet/")
    entry = reading.entries("course:lucia")[-1]
    assert [reason.finding for reason in entry.fact.reasons if reason.blocks] == [finding]
    assert entry.by.person == "rosa"
    assert EN["not_yet"]["told"].replace("{patient}", "Lucia") in phone.text
    assert phone.get("/invitation/agreement/")["Location"] != "/invitation/agreement/"
    assert rosa().accepted_at is None


def sentences(phone: Phone) -> list[str]:
    listed = re.search(r'<ul class="plainlist reasons">(.*?)</ul>', phone.page.content.decode())
    assert listed is not None
    return re.findall(r"<li>(.+?)</li>", listed.group(1))


def test_who_keeps_another_box_here_has_to_say_so_and_two_are_enough(clinic, clock):
    appoint()
    for course in ("dana", "felix"):
        tie(course, "rosa")
    phone = Phone()
    phone.open(invited(clock, "rosa"))
    phone.walk(until="patients")
    answer = phone.post("/invitation/patients/", {"answer": "1"})
    assert answer.status_code == 422
    assert EN["vetting"]["patients"]["fewer"] in phone.text
    phone.post("/invitation/patients/", {"answer": "2"})
    phone.walk(until="not-yet")
    phone.get("/invitation/not-yet/")
    assert sentences(phone) == [EN["not_yet"]["why"]["too-many-patients"]]


def tie(course: str, person: str) -> None:
    """Let a person hold the box of another open course too."""
    from dosekeeper.store.models import CourseIndex, CourseTie

    row = CourseIndex.objects.get(pk="lucia")
    row.pk, row.patient = course, course
    row.save(force_insert=True)
    CourseTie.objects.create(course=course, person=person, role="delegate")


def test_a_box_that_comes_in_between_is_noticed_at_the_signature(clinic, clock):
    appoint()
    phone = Phone()
    phone.open(invited(clock, "rosa"))
    phone.walk()
    tie("dana", "rosa")
    assert phone.sign()["Location"] == "/invitation/patients/"
    assert rosa().accepted_at is None


def test_an_override_lets_a_paid_person_sign_afterwards(clinic, clock):
    appoint()
    phone = Phone()
    made = invited(clock, "rosa")
    phone.open(made)
    paid = {**GOOD, "paid": "yes"}
    phone.walk(paid, until="not-yet")
    phone.post("/invitation/not-yet/")
    lifted = acts.Waive(
        rule="delegate-ready",
        of_verb="agree",
        reason=acts.WaiveReason.CLINICAL_NEED,
        note="a paid carer, known for years",
        expires_at=clock.now + timedelta(hours=24),
    )
    write("lucia", REYES, lifted, clock.now, second=CHEN)
    again = Phone()
    again.open(made)
    again.walk(paid)
    assert again.sign()["Location"] == "/box/"


CHEN = type(REYES)("dr-chen", REYES.role)


# --- bad links ----------------------------------------------------------------------------


def refused(link: str, code: str) -> tuple[int, str]:
    phone = Phone()
    phone.post("/invitation/", {"link": link, "code": code})
    body = re.sub(r'value="[^"]*"', "", phone.page.content.decode())
    return phone.page.status_code, re.sub(r"[A-Za-z0-9]{64}", "", body)


def test_guessed_cut_altered_expired_replayed_and_foreign_links_look_the_same(clinic, clock):
    made = invited(clock)
    used = invited(clock)  # the one before is void by now
    with_box_of = Phone()
    with_box_of.open(used)
    with_box_of.sign()
    fresh = invited(clock)
    foreign = links.make_link(
        LinkKind.CHECK_IN, "lucia", "lucia", now=clock.now, expires_at=fresh.expires_at
    )
    altered = ("B" if fresh.secret[0] == "A" else "A") + fresh.secret[1:]
    tried = {
        refused(made.secret, made.code),
        refused(used.secret, used.code),
        refused("guessed", "00000000"),
        refused("", ""),
        refused(fresh.secret[:-1], fresh.code),
        refused(altered, fresh.code),
        refused(foreign, fresh.code),
        refused(fresh.secret, made.code if made.code != fresh.code else "00000000"),
    }
    assert len(tried) == 1
    ((status, body),) = tried
    assert status == 422
    assert EN["open"]["wrong"] in body
    clock.on(hours=72)
    assert {refused(fresh.secret, fresh.code)} == tried


def test_a_whole_address_may_be_pasted_and_a_code_with_gaps(clinic, clock):
    made = invited(clock)
    phone = Phone()
    address = f"  https://clinic.example/invitation/#{made.secret} "
    phone.post("/invitation/", {"link": address, "code": f"{made.code[:4]} {made.code[4:]}"})
    assert phone.page["Location"] == "/invitation/pin/"


def test_five_wrong_codes_void_an_invitation(clinic, clock):
    made = invited(clock)
    for wrong in ("1", "2", "3", "4", "5"):
        refused(made.secret, wrong)
    assert refused(made.secret, made.code)[0] == 422
    with pytest.raises(NotYoursError):
        trusted.invitation(made.secret, now=clock.now)


def test_an_invitation_is_used_once_also_by_two_phones_at_the_last_step(clinic, clock):
    made = invited(clock)
    one, other = Phone(), Phone()
    one.open(made)
    other.open(made)
    assert one.sign()["Location"] == "/box/"
    assert other.sign().status_code == 404
    assert len(links.links_of("marco", "lucia", LinkKind.DEVICE)) == 1


def test_many_wrong_links_from_one_place_have_to_wait_and_no_right_one_does(clinic, clock):
    from django.core.cache import cache

    cache.clear()
    made = invited(clock)
    answers = [refused("guess", "1")[0] for _ in range(32)]
    assert answers == [422] * 30 + [429] * 2
    phone = Phone()
    phone.open(made)
    assert phone.page["Location"] == "/invitation/pin/", "a phone behind the same address"
    cache.clear()


def test_neither_link_nor_code_is_in_a_log_or_an_address(clinic, clock, caplog):
    made = invited(clock)
    phone = Phone()
    with caplog.at_level(logging.DEBUG):
        refused(made.secret, "00000000" if made.code != "00000000" else "11111111")
        refused(made.secret[:-1], made.code)
        phone.open(made)
        phone.sign()
        phone.get("/box/")
    assert caplog.records, "wrong ones are noted"
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert made.secret[:20] not in logged
    assert made.code not in logged
    assert "#" not in str(phone.page.request["PATH_INFO"])


@pytest.mark.parametrize(
    "pin", ["12345", "1234567", "abcdef", "", "\uff11\uff12\uff13\uff14\uff15\uff16", "48 09"]
)
def test_a_pin_has_six_digits(clinic, clock, pin):
    phone = Phone()
    phone.open(invited(clock))
    phone.post("/invitation/pin/", {"pin": pin, "again": pin})
    assert (phone.page.status_code, EN["pin"]["shape"] in phone.text) == (422, True)


@pytest.mark.parametrize("pin", ["111111", "123456", "654321", "121212", "998899"])
def test_a_pin_is_not_the_first_that_a_finder_tries(clinic, clock, pin):
    phone = Phone()
    phone.open(invited(clock))
    phone.post("/invitation/pin/", {"pin": pin, "again": pin})
    assert (phone.page.status_code, EN["pin"]["weak"] in phone.text) == (422, True)


def test_two_different_pins_sign_nothing(clinic, clock):
    appoint()
    phone = Phone()
    phone.open(invited(clock, "rosa"))
    phone.walk()
    phone.post("/invitation/pin/", {"pin": PIN, "again": "480916"})
    assert (phone.page.status_code, EN["pin"]["differ"] in phone.text) == (422, True)
    assert rosa().accepted_at is None


def test_a_state_that_was_tampered_with_or_lies_too_long_begins_anew(clinic, clock):
    phone = Phone()
    phone.open(invited(clock))
    kept = phone.client.cookies["dosekeeper_invitation"]
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (
        True,
        "Strict",
        "/invitation/",
    )
    kept.set(kept.key, kept.value[:-2] + "xx", kept.value[:-2] + "xx")
    assert phone.get("/invitation/pin/")["Location"] == "/invitation/"


def test_handing_over_waits_for_the_clinic_to_look(clinic, clock):
    """Signed, but not seen: an offer to them is refused with that reason."""
    appoint()
    phone = Phone()
    phone.open(invited(clock, "rosa"))
    phone.walk()
    phone.sign()
    body = clinic.fill(recipient="rosa")
    asked = door.rehearse("femi", "course:lucia", "fill", body, now=clock.now)
    found = {reason.finding for reason in asked.verdict.blocking}
    assert "not-identified" in found
    write("lucia", NELL, acts.Identify(delegate="rosa", method="passport"), clock.now)
    phone.get("/box/")
    assert EN["box"]["not_seen"] not in phone.text
