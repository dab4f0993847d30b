"""Signing in and out: one neutral error, limits that hold, a demo that is a demo only."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from dosekeeper.store import directory
from tests.support.clinic import password_of


LOGIN, DEMO = "/accounts/login/", "/accounts/demo/"


@pytest.fixture
def fresh(clinic):
    cache.clear()
    yield clinic
    cache.clear()


def error_of(answer) -> str:
    html: str = answer.content.decode()
    return html.partition("Not signed in.</strong>")[2].partition("</div>")[0].strip()


def test_who_knows_the_password_gets_in_and_out(fresh):
    client = fresh.client()
    answer = client.post(LOGIN, {"login": "marco", "password": password_of("marco")})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    answer = client.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"storage"'
    assert client.get("/").status_code == 302


def test_a_link_leads_on_but_never_elsewhere(fresh):
    typed = {"login": "marco", "password": password_of("marco")}
    answer = fresh.client().post(LOGIN, typed | {"next": "/courses/lucia/"})
    assert answer["Location"] == "/courses/lucia/"
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:x"):
        page = fresh.client().get(LOGIN, {"next": elsewhere})
        assert elsewhere not in page.content.decode()
        answer = fresh.client().post(LOGIN, typed | {"next": elsewhere})
        assert answer["Location"] == "/"


def test_the_error_does_not_say_which_of_the_two_was_wrong(fresh):
    directory.close_account("femi")
    said = {
        error_of(fresh.client().post(LOGIN, {"login": login, "password": password}))
        for login, password in (
            ("nobody-at-all", "x"),
            ("marco", "wrong"),
            ("femi", password_of("femi")),
        )
    }
    assert said == {"This name and password do not go together."}


def test_guessing_stops_after_five_and_the_right_one_waits_too(fresh):
    answers = [
        fresh.client().post(LOGIN, {"login": "marco", "password": f"guess {n}"})
        for n in range(6)
    ]
    assert error_of(answers[4]).startswith("This name")
    assert error_of(answers[5]).startswith("Too many tries")
    late = fresh.client().post(LOGIN, {"login": "marco", "password": password_of("marco")})
    assert error_of(late).startswith("Too many tries")
    other = fresh.client().post(LOGIN, {"login": "nell", "password": password_of("nell")})
    assert other.status_code == 302


def test_a_new_password_needs_the_old_one(fresh):
    client, page = fresh.client("marco"), reverse("account_change_password")
    new = {"password1": "quite another one", "password2": "quite another one"}
    assert client.post(page, {"oldpassword": "wrong", **new}).status_code == 200
    assert fresh.get("marco", "me").status_code == 200
    assert client.post(page, {"oldpassword": password_of("marco"), **new}).status_code == 302
    assert fresh.get("marco", "me").status_code == 401, "the tokens ended with the old one"
    typed = {"login": "marco", "password": "quite another one"}
    assert fresh.client().post(LOGIN, typed).status_code == 302


@pytest.fixture
def demo(fresh, settings):
    settings.DEMO = True
    directory.set_password("marco", "known to everybody", demo=True)
    return fresh


def test_in_demo_mode_one_press_signs_in_and_only_to_demo_accounts(demo):
    page = demo.client().get(LOGIN).content.decode()
    assert 'name="person" value="marco"' in page
    assert 'name="person" value="nell"' not in page
    client = demo.client()
    assert client.post(DEMO, {"person": "marco"})["Location"] == "/"
    assert client.get("/").status_code == 200
    for who in ("nell", "nobody", ""):
        client = demo.client()
        assert client.post(DEMO, {"person": who}).status_code == 404
        assert client.get("/").status_code == 302


def test_outside_demo_mode_there_is_no_such_door(demo, settings):
    settings.DEMO = False
    assert 'name="person"' not in demo.client().get(LOGIN).content.decode()
    client = demo.client()
    assert client.post(DEMO, {"person": "marco"}).status_code == 404
    assert client.get("/").status_code == 302


def test_the_demo_door_takes_no_link_and_no_forged_form(demo):
    assert demo.client().get(DEMO).status_code == 405
    strict = demo.client(enforce_csrf_checks=True)
    answer = strict.post(DEMO, {"person": "marco"})
    assert answer.status_code == 403
    assert "That page was too old" in answer.content.decode()


def test_who_is_not_signed_in_and_finds_nothing_is_led_to_the_sign_in(clinic):
    for person, button in ((None, "Sign in"), ("femi", "Back to Today")):
        answer = clinic.client(person).get("/no-such-page/")
        assert answer.status_code == 404
        assert f'">{button}</a>' in answer.content.decode()
