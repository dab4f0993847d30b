"""The same request twice: the first answer again, whatever it was."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from tests.support.clinic import BOX, TROCHE, beside


FILL = "courses/lucia/fill"


def keyed(key):
    return {"headers": {"Idempotency-Key": key}}


def test_the_same_key_and_body_get_the_first_answer_again(clinic):
    facts = clinic.facts()
    first, second = (clinic.post("femi", FILL, clinic.fill(), **keyed("k")) for _ in "12")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    assert "Idempotent-Replay" not in first
    assert second["Idempotent-Replay"] == "true"
    assert clinic.facts() == facts + 1


def test_a_refusal_too_is_given_again_and_written_once(clinic):
    facts = clinic.facts()
    first, second = (clinic.post("femi", FILL, clinic.fill(5), **keyed("k")) for _ in "12")
    assert (first.status_code, second.status_code) == (422, 422)
    assert first.content == second.content
    assert second["Idempotent-Replay"] == "true"
    assert clinic.facts() == facts + 1


def test_the_first_answer_stands_even_when_it_would_be_another_now(clinic):
    first = clinic.post("femi", FILL, clinic.fill(), **keyed("k"))
    assert clinic.post("femi", FILL, clinic.fill(), **keyed("other")).status_code == 422
    assert clinic.post("femi", FILL, clinic.fill(), **keyed("k")).content == first.content


def test_the_order_of_the_fields_and_defaults_written_out_are_no_other_body(clinic):
    first = clinic.post("femi", FILL, clinic.fill(), **keyed("k"))
    turned = dict(reversed(clinic.fill(lot=None, record="").items()))
    assert clinic.post("femi", FILL, turned, **keyed("k")).content == first.content


def other_bodies(clinic):
    now = datetime.now(UTC)
    yield "femi", FILL, clinic.fill(3)
    yield "femi", FILL, clinic.fill(record="rx 1")
    yield "femi", FILL, clinic.fill(at=(now - timedelta(minutes=1)).isoformat())
    yield "femi", FILL, clinic.fill(second=beside("nell"))
    yield "femi", "courses/lucia/check-source", {"result": "clear", "method": "call"}


@pytest.mark.parametrize("number", range(5))
def test_the_same_key_for_anything_else_is_an_error_and_writes_nothing(clinic, number):
    first = clinic.post("femi", FILL, clinic.fill(), **keyed("k"))
    facts = clinic.facts()
    answer = clinic.post(*list(other_bodies(clinic))[number], **keyed("k"))
    assert answer.status_code == 409
    assert answer.json() == {
        "type": "urn:dosekeeper:problem:key-reused",
        "title": "The key was used for another request",
        "status": 409,
        "detail": "Make a new key.",
        "field": "Idempotency-Key",
    }
    assert clinic.facts() == facts
    assert clinic.post("femi", FILL, clinic.fill(), **keyed("k")).content == first.content


def test_a_moment_left_out_the_second_time_is_another_body(clinic):
    at = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    assert clinic.post("femi", FILL, clinic.fill(at=at), **keyed("k")).status_code == 200
    again = clinic.post("femi", FILL, clinic.fill(at=at), **keyed("k"))
    assert (again.status_code, again["Idempotent-Replay"]) == (200, "true")
    assert clinic.post("femi", FILL, clinic.fill(), **keyed("k")).status_code == 409


def test_the_keys_of_two_people_are_two_keys(clinic):
    facts = clinic.facts()
    checked = {"result": "clear", "method": "call"}
    for person in ("femi", "nell"):
        answer = clinic.post(person, "courses/lucia/check-source", checked, **keyed("1"))
        assert answer.status_code == 200
        assert "Idempotent-Replay" not in answer
    assert clinic.facts() == facts + 2


def test_an_error_in_the_asking_does_not_use_the_key_up(clinic):
    assert clinic.post("femi", FILL, clinic.fill(0), **keyed("k")).status_code == 400
    assert clinic.post("femi", FILL, b"{", **keyed("k")).status_code == 400
    answer = clinic.post("femi", FILL, clinic.fill(), **keyed("k"))
    assert answer.status_code == 200
    assert "Idempotent-Replay" not in answer


def test_a_rehearsal_neither_needs_nor_uses_a_key(clinic):
    rehearsed = clinic.post("femi", f"{FILL}?dry_run=true", clinic.fill(), **keyed(None))
    assert rehearsed.status_code == 200
    clinic.post("femi", f"{FILL}?dry_run=true", clinic.fill(), **keyed("k"))
    assert "Idempotent-Replay" not in clinic.post("femi", FILL, clinic.fill(), **keyed("k"))


@pytest.mark.parametrize("key", [None, "", "two words", "ä", "k\x00", "k" * 256])
def test_a_write_needs_a_key_that_is_one(clinic, key):
    facts = clinic.facts()
    answer = clinic.post("femi", FILL, clinic.fill(), **keyed(key))
    assert answer.status_code == 400
    assert answer.json()["field"] == "Idempotency-Key"
    assert clinic.facts() == facts


@pytest.mark.parametrize("key", ["k", "k" * 255, "!~", "7f3c-aa"])
def test_any_visible_ascii_is_a_key(clinic, key):
    assert clinic.post("femi", FILL, clinic.fill(), **keyed(key)).status_code == 200


def at_once(many, send):
    """Send so many at the same time, each from a thread and a connection of its own."""

    def one(number):
        try:
            return send(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(one, range(many)))


def test_a_double_click_is_one_fill(any_clinic):
    facts = any_clinic.facts()
    answers = at_once(
        8, lambda _: any_clinic.post("femi", FILL, any_clinic.fill(), **keyed("k"))
    )
    assert Counter(answer.status_code for answer in answers) == {200: 8}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replay" in answer for answer in answers) == 7
    assert any_clinic.facts() == facts + 1


def test_many_at_once_with_keys_of_their_own_fill_once(any_clinic):
    facts = any_clinic.facts()
    answers = at_once(
        8, lambda n: any_clinic.post("femi", FILL, any_clinic.fill(), **keyed(f"{n}"))
    )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 422: 7}
    assert any_clinic.facts() == facts + 8
    assert any_clinic.get("femi", "courses/lucia").json()["chart"]["home_units"] == 4


def test_one_key_at_once_for_two_bodies_is_one_of_them(any_clinic):
    facts = any_clinic.facts()
    answers = at_once(
        8, lambda n: any_clinic.post("femi", FILL, any_clinic.fill(3 + n % 2), **keyed("k"))
    )
    assert Counter(answer.status_code for answer in answers) == {200: 4, 409: 4}
    assert any_clinic.facts() == facts + 1


def test_one_key_at_once_on_two_streams_is_one_of_them(any_clinic):
    facts = any_clinic.facts()
    box = {"hand": BOX, "product": TROCHE, "units": 0}
    shelf = {"hand": "stock:main-pharmacy", "product": TROCHE, "units": 100}
    sent = [("courses/lucia/count", box), ("sites/main-pharmacy/count", shelf)]
    answers = at_once(8, lambda n: any_clinic.post("nell", *sent[n % 2], **keyed("k")))
    assert Counter(answer.status_code for answer in answers) == {200: 4, 409: 4}
    assert any_clinic.facts() == facts + 1
