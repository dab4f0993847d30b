"""Who may speak to the API at all."""

import pytest
from django.test import Client


def test_without_a_token_or_a_cookie_nothing_is_said(clinic):
    answer = clinic.get(None, "courses/lucia")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="dosekeeper"'
    assert answer.json() == {
        "type": "urn:dosekeeper:problem:not-signed-in",
        "title": "Sign in first",
        "status": 401,
        "detail": "Send a token, or the cookie of a sign-in.",
    }


@pytest.mark.parametrize(
    "sent",
    [
        "Bearer ",
        "Bearer dosekeeper_guessed",
        "Bearer dosekeeper_\ud800".encode("utf-8", "replace").decode(),
        "Basic bWFyY286eA==",
        "marco",
        "",
    ],
)
def test_a_wrong_token_is_not_signed_in(clinic, sent):
    answer = Client().get("/api/v1/me", headers={"Authorization": sent})
    assert answer.status_code == 401


def test_a_wrong_token_is_not_answered_for_the_cookie_beside_it(clinic):
    answer = clinic.client("marco").get("/api/v1/me", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 401


def test_a_revoked_token_ends_with_the_next_request(clinic):
    from dosekeeper.store import tokens

    assert clinic.get("marco", "me").status_code == 200
    tokens.revoke_token("marco", tokens.tokens_of("marco")[0].id)
    assert clinic.get("marco", "me").status_code == 401


def test_a_token_is_its_persons_and_nobody_elses(clinic):
    assert clinic.get("femi", "me").json() == {
        "id": "femi",
        "name": "Femi",
        "sites": [{"site": "corner-pharmacy", "role": "pharmacist"}],
    }


def test_wrong_tokens_are_limited_and_right_ones_are_not(clinic):
    wrong = [
        Client().get("/api/v1/me", headers={"Authorization": f"Bearer x{n}"}) for n in range(31)
    ]
    assert [answer.status_code for answer in wrong] == [401] * 30 + [429]
    assert wrong[-1]["Retry-After"] == "60"
    assert wrong[-1].json()["type"] == "urn:dosekeeper:problem:too-often"
    assert clinic.get("femi", "me").status_code == 200


def test_a_browser_reads_with_its_cookie(clinic):
    answer = clinic.client("marco").get("/api/v1/me")
    assert answer.json()["id"] == "marco"


def test_a_browser_that_was_sent_by_another_site_writes_nothing(clinic):
    facts = clinic.facts()
    browser = clinic.client("femi", enforce_csrf_checks=True)
    answer = browser.post(
        "/api/v1/courses/lucia/fill",
        clinic.fill(),
        content_type="application/json",
        headers={"Idempotency-Key": "forged"},
    )
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:dosekeeper:problem:forged"
    assert clinic.facts() == facts


def test_a_browser_writes_with_its_cookie_and_the_token_of_the_form(clinic):
    browser = clinic.client("femi", enforce_csrf_checks=True)
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.post(
        "/api/v1/courses/lucia/fill",
        clinic.fill(),
        content_type="application/json",
        headers={"Idempotency-Key": "mine", "X-CSRFToken": "a" * 32},
    )
    assert answer.status_code == 200


def test_an_account_that_is_nobodys_is_not_signed_in(clinic):
    from dosekeeper.store.models import Account

    client = Client()
    client.force_login(Account.objects.create(username="nobody"))
    assert client.get("/api/v1/me").status_code == 401


def test_who_signs_in_no_more_is_out_with_the_next_request(clinic):
    from dosekeeper.store import directory

    browser = clinic.client("nell")
    assert browser.get("/api/v1/me").status_code == 200
    directory.close_account("nell")
    assert browser.get("/api/v1/me").status_code == 401
    assert clinic.get("nell", "me").status_code == 401


def test_no_answer_is_kept_by_anything_on_its_way(clinic):
    for path in ("me", "nothing", "courses/lucia", "openapi.json"):
        assert clinic.get("marco", path)["Cache-Control"] == "no-store"
        assert clinic.get(None, path)["Cache-Control"] == "no-store"


def test_a_token_works_on_both_databases_and_notes_its_last_use(any_clinic):
    from dosekeeper.store import tokens

    assert [any_clinic.get("femi", "me").status_code for _ in "123"] == [200, 200, 200]
    (token,) = tokens.tokens_of("femi")
    assert token.used_at is not None
    assert token.created_at <= token.used_at


def test_a_delegate_is_one_until_the_last_day_on_both_databases(any_clinic):
    from datetime import UTC, datetime, timedelta

    from dosekeeper.core import acts
    from dosekeeper.store.models import CourseTie
    from tests.support.clinic import REYES, write

    today = datetime.now(UTC).date()
    until = acts.Appoint(
        delegate="marco",
        relation="husband",
        legal_basis="household",
        consent="asked",
        until_on=today + timedelta(days=2),
    )
    write("lucia", REYES, until, datetime.now(UTC))
    assert any_clinic.get("marco", "courses/lucia").status_code == 200
    CourseTie.objects.filter(person="marco").update(until_on=today - timedelta(days=2))
    assert any_clinic.get("marco", "courses/lucia").status_code == 404
    assert any_clinic.get("femi", "courses/lucia").status_code == 200
    assert any_clinic.get("ines", "courses/lucia").status_code == 200
