"""Sent by mistake, twice, too late or on purpose: there is an answer, nothing is written."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django import forms as django_forms
from django.core.cache import cache
from django.test import Client

from dosekeeper.core import acts
from dosekeeper.core.units import TEXT_MAX
from dosekeeper.store import reading
from dosekeeper.store.errors import UnavailableError
from dosekeeper.web.acts.fields import Thousandths, Whole, in_zone
from tests import cast
from tests.support.clinic import password_of
from tests.web.forms import buttons_of, fields_of, primary_is_off
from tests.web.sent import DONE, beside, path_of


FILL = "/courses/lucia/fill/"
COUNT = "/courses/lucia/count/"
WEIGH = "/courses/lucia/weigh/"


def sent(browser: Any, path: str, **words: str) -> dict[str, str]:
    return fields_of(browser.get(path)) | words


def errors_of(page: Any) -> str:
    found = re.findall(r'class="field__error"[^>]*>(.*?)</p>', page.content.decode(), re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", " ".join(found)))


@pytest.mark.parametrize(
    "number",
    [
        "-1",
        "1.0",
        "1,5",
        "1e3",
        "0x4",
        "four",
        "\u0664",
        "1_0",
        " ",
        "9" * 30,
        "4 4",
        "+4",
        "0",
    ],
)
def test_a_number_that_only_looks_like_one_is_refused_at_its_field(clinic, number):
    femi, facts = clinic.client("femi"), clinic.facts()
    answer = femi.post(FILL, sent(femi, FILL, doses=number))
    assert answer.status_code == 422
    assert errors_of(answer)
    assert clinic.facts() == facts


@pytest.mark.parametrize(
    ("text", "milli"), [("0.5", 500), ("70", 70_000), ("70,5", 70_500), ("0.001", 1)]
)
def test_a_decimal_is_kept_exactly(text, milli):
    assert Thousandths(suffix="kg").clean(text) == milli


@pytest.mark.parametrize("text", ["0.0001", "1e2", "-3", ".5", "5.", "\u0667", "1.2.3", "NaN"])
def test_a_decimal_is_never_guessed(text):
    with pytest.raises(django_forms.ValidationError):
        Thousandths(suffix="kg").clean(text)


@pytest.mark.parametrize("text", ["4", " 4 ", "004"])
def test_spaces_around_a_number_are_nothing(text):
    assert Whole().clean(text) == 4


@pytest.mark.parametrize(
    "words",
    ["a\x00b", "a\x1bb", "\u202eevil", "x" * (TEXT_MAX + 1), "   "],
    ids=["nul", "escape", "turned round", "long", "blank"],
)
def test_words_nobody_could_read_are_refused_at_their_field(clinic, words):
    marco, facts = clinic.client("marco"), clinic.facts()
    path = path_of("course return")
    answer = marco.post(
        path, {"key": "k", "box": "delegate:marco|x|", "units": "1"} | {"collector": words}
    )
    assert answer.status_code == 422
    assert errors_of(answer)
    assert clinic.facts() == facts


def test_markup_is_shown_and_never_run(clinic):
    reyes = clinic.client("dr-reyes")
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"&{{ 7*7 }}"
    path = path_of("course level")
    answer = reyes.post(path, sent(reyes, path, level="L1", reason=evil), follow=True)
    html = answer.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "49" not in re.findall(r"set level 1: [^<]*", html)[0]


def test_a_line_break_is_a_pause_and_no_control_character(clinic):
    nell, path = clinic.client("nell"), path_of("course contact")
    clinic.post("femi", "courses/lucia/fill", clinic.fill(9))
    answer = nell.post(path, sent(nell, path, outcome="reached", note="is well\r\nwill come"))
    assert answer.status_code == 302
    act = reading.entries("course:lucia")[-1].fact.act
    assert isinstance(act, acts.Contact)
    assert act.note == "is well will come"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2099-01-01T10:00", "future"),
        ("2020-01-01T10:00", "before the beginning"),
        ("yesterday", "not a day and a time"),
        ("2026-02-30T10:00", "not a day and a time"),
    ],
)
def test_a_time_that_cannot_be_is_refused_at_its_field(clinic, at, said):
    nell, facts = clinic.client("nell"), clinic.facts()
    answer = nell.post(WEIGH, sent(nell, WEIGH, weight_kg="70", at=at))
    assert answer.status_code == 422
    assert said in errors_of(answer)
    assert clinic.facts() == facts


def test_a_time_on_the_wall_is_the_clinics(clinic):
    nell = clinic.client("nell")
    local = (datetime.now(UTC) - timedelta(hours=2)).astimezone(cast.ZONE)
    at = local.replace(second=0, microsecond=0, tzinfo=None)
    answer = nell.post(WEIGH, sent(nell, WEIGH, weight_kg="70", at=at.isoformat()))
    assert answer.status_code == 302
    entry = reading.entries("course:lucia")[-1]
    assert entry.at.astimezone(cast.ZONE).replace(tzinfo=None) == at


def test_the_nights_on_which_the_clocks_change():
    with pytest.raises(django_forms.ValidationError, match="skipped 02:30"):
        in_zone(datetime(2026, 3, 8, 2, 30), cast.ZONE)  # noqa: DTZ001 - a time on the wall
    twice = in_zone(datetime(2026, 11, 1, 1, 30), cast.ZONE)  # noqa: DTZ001 - as above
    assert twice == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_an_unknown_choice_is_no_way_round(clinic):
    femi, facts = clinic.client("femi"), clinic.facts()
    for words in ({"site": "main-pharmacy"}, {"recipient": "oscar"}, {"prescription": "99"}):
        answer = femi.post(FILL, sent(femi, FILL) | words)
        assert answer.status_code in {403, 422}, words
    nobody = femi.post(FILL, sent(femi, FILL, recipient="nobody-at-all"))
    assert "nobody in the directory" in errors_of(nobody)
    written = [e for e in reading.entries("course:lucia")[-3:] if e.verb == "fill"]
    assert all(entry.fact.reasons for entry in written)
    assert clinic.facts() - facts <= 2  # what was judged and refused


def test_the_same_key_with_other_words_is_not_done_twice(clinic):
    marco = clinic.client("marco")
    first = sent(marco, COUNT, units="0")
    assert marco.post(COUNT, first).status_code == 302
    facts = clinic.facts()
    answer = marco.post(COUNT, first | {"units": "1"})
    assert answer.status_code == 409
    assert "sent before" in errors_of(answer)
    assert fields_of(answer)["key"] != first["key"]
    assert clinic.facts() == facts


def test_after_a_refusal_the_form_may_be_sent_anew(clinic):
    femi = clinic.client("femi")
    refused = femi.post(FILL, sent(femi, FILL, doses="5"))
    assert refused.status_code == 422
    assert femi.post(FILL, fields_of(refused) | {"doses": "4"}).status_code == 302


def test_without_scripts_the_answer_is_asked_for_with_a_button(clinic):
    femi, facts = clinic.client("femi"), clinic.facts()
    page = femi.get(FILL)
    assert any(b.get("name") == "check" for b in buttons_of(page))
    no = femi.post(FILL, fields_of(page) | {"doses": "5", "check": "1"})
    assert no.status_code == 200
    assert primary_is_off(no)
    yes = femi.post(FILL, fields_of(no) | {"doses": "4", "check": "1"})
    assert not primary_is_off(yes)
    assert clinic.facts() == facts
    assert femi.post(FILL, fields_of(yes)).status_code == 302


def test_a_refusal_is_written_down_with_its_call_and_never_turned_into_the_act(clinic):
    femi, facts = clinic.client("femi"), clinic.facts()
    allowed = femi.post(FILL, sent(femi, FILL, **{"write-down": "refusal"}))
    assert allowed.status_code == 200
    assert clinic.facts() == facts
    words = {"doses": "5", "write-down": "refusal"}
    answer = femi.post(FILL, sent(femi, FILL, **words))
    assert answer.status_code == 422
    assert clinic.facts() == facts + 1
    (task,) = reading.chart("course:lucia").tasks.values()
    assert task.verb == "fill"
    text = unescape(answer.content.decode())
    assert "The refusal is recorded" in text
    assert "Harbor Clinic has been asked to speak with" in text
    called = f"/courses/lucia/contact/?task={task.position}"
    assert called in text
    assert femi.get(called).status_code == 200


def test_a_second_person_signs_and_is_not_kept(clinic):
    ines, path = clinic.client("ines"), path_of("site waste")
    cache.clear()
    words = sent(ines, path, **DONE["site waste"])
    facts = clinic.facts()
    for wrong in (
        {"second_password": "not it"},
        {"second_username": "nobody"},
        beside("oscar"),
        {"second_password": ""},
    ):
        answer = ines.post(path, words | wrong)
        assert answer.status_code == 422, wrong
        assert errors_of(answer)
        assert password_of("nell") not in answer.content.decode()
        assert password_of("oscar") not in answer.content.decode()
    assert clinic.facts() == facts
    seen = ines.post(f"{path}verdict", words)
    assert password_of("nell") not in seen.content.decode()
    assert ines.post(path, words).status_code == 302


def test_what_moved_units_is_struck_by_two_on_one_form(clinic):
    nell, path = clinic.client("nell"), path_of("course correct")
    page = nell.get(path)
    dose = {"entry": "17", "reason": "spat out"}
    assert b"second_password" in page.content
    words = fields_of(page) | dose
    seen = nell.post(f"{path}verdict", words)
    assert not primary_is_off(seen)
    assert "the second person signs below" in seen.content.decode()
    facts = clinic.facts()
    answer = nell.post(path, words)
    assert answer.status_code == 422
    assert "Two sign here: this entry moved units." in errors_of(answer)
    assert clinic.facts() == facts
    assert nell.post(path, words | beside("mona")).status_code == 302
    assert clinic.facts() == facts + 1


def test_what_moved_nothing_is_struck_by_one(clinic):
    nell, path = clinic.client("nell"), path_of("course correct")
    words = fields_of(nell.get(path)) | {"entry": "7", "reason": "of another patient"}
    seen = nell.post(f"{path}verdict", words)
    assert not primary_is_off(seen)
    assert "second person signs" not in seen.content.decode()
    assert nell.post(path, words).status_code == 302


def test_a_password_is_not_guessed_on_a_form(clinic):
    ines, path = clinic.client("ines"), path_of("site waste")
    cache.clear()
    words = sent(ines, path, **DONE["site waste"])
    for _ in range(5):
        assert ines.post(path, words | {"second_password": "no"}).status_code == 422
    answer = ines.post(path, words)
    assert answer.status_code == 429
    assert "Too many tries" in errors_of(answer)
    for _ in range(3):  # and what is only asked before sending is no guess at all
        assert ines.post(f"{path}verdict", words).status_code == 200


def test_without_the_forms_token_nothing_is_done(clinic):
    strict = clinic.client("femi", enforce_csrf_checks=True)
    facts = clinic.facts()
    for path in (FILL, f"{FILL}verdict"):
        assert strict.post(path, {"doses": "4"}).status_code == 403
    assert clinic.facts() == facts


@pytest.mark.parametrize("path", [FILL, "/courses/lucia/"])
def test_a_record_that_cannot_be_reached_is_said_so(clinic, monkeypatch, path):
    femi = clinic.client("femi")

    def away(*_: Any, **__: Any) -> Any:
        raise UnavailableError("disk is full")

    monkeypatch.setattr("dosekeeper.web.scene.of_course", away)
    answer = femi.get(path)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "Nothing can be recorded now" in answer.content.decode()


def test_a_closed_course_takes_no_act_and_offers_none(clinic):
    clinic.post("dr-reyes", "courses/lucia/close", {"reason": "remission"})
    reyes = clinic.client("dr-reyes")
    assert "Course closed" in reyes.get("/courses/lucia/").content.decode()
    facts = clinic.facts()
    path = path_of("course weigh")
    answer = reyes.post(path, sent(reyes, path, weight_kg="70"))
    assert answer.status_code == 422
    assert "is closed since" in errors_of(answer)
    assert clinic.facts() == facts


def test_pages_are_not_kept_by_the_browser(clinic):
    femi = clinic.client("femi")
    for path in (FILL, "/courses/lucia/"):
        assert "no-store" in femi.get(path)["Cache-Control"]


def test_whose_sign_in_has_ended_meanwhile_is_sent_there_with_the_whole_page(clinic):
    answer = Client().post(f"{FILL}verdict", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")
    assert not answer.content


def test_nobody_signed_in_is_sent_to_the_sign_in(clinic):
    assert Client().get(FILL)["Location"].startswith("/accounts/login/")


def test_what_is_never_corrected_is_not_offered_to_be(clinic):
    page = clinic.client("nell").get("/courses/lucia/correct/").content.decode()
    offered = " ".join(re.findall(r"<option value=\"\d+\"[^>]*>([^<]*)", page))
    assert "accepted" in offered
    told = {entry.verb for entry in reading.entries("course:lucia")}
    assert {"open", "agree"} <= told
    assert "agreed to the course" not in offered
    assert "opened the course" not in offered
