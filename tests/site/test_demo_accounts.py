"""A demo account's password is known to everybody; outside demo mode it opens nothing."""

import pytest
from django.contrib.auth import authenticate
from django.urls import reverse

from dosekeeper.store import directory
from dosekeeper.store.directory import NotYoursError
from dosekeeper.store.tokens import create_token, token_person


PASSWORD = "known to everybody"


@pytest.fixture
def accounts(db, settings):
    """One demo account and one of one's own, with the same password."""
    settings.DEMO = True
    for who, demo in (("dr-demo", True), ("dr-own", False)):
        directory.add_person(who, who)
        directory.set_password(who, PASSWORD, demo=demo)
    return settings


@pytest.mark.parametrize("mode", [True, False])
@pytest.mark.parametrize("who", ["dr-demo", "dr-own"])
def test_a_password_opens_a_demo_account_only_in_demo_mode(accounts, who, mode):
    accounts.DEMO = mode
    opened = authenticate(username=who, password=PASSWORD) is not None
    assert opened is (mode or who == "dr-own")


@pytest.mark.parametrize("mode", [True, False])
@pytest.mark.parametrize("who", ["dr-demo", "dr-own"])
def test_a_token_opens_a_demo_account_only_in_demo_mode(accounts, who, mode):
    secret = create_token(who, "laptop")
    accounts.DEMO = mode
    if mode or who == "dr-own":
        assert token_person(secret) == who
    else:
        with pytest.raises(NotYoursError):
            token_person(secret)


def test_the_sign_in_page_opens_it_only_in_demo_mode(accounts, client):
    page, typed = reverse("account_login"), {"login": "dr-demo", "password": PASSWORD}
    accounts.DEMO = False
    client.post(page, typed)
    assert "_auth_user_id" not in client.session
    accounts.DEMO = True
    client.post(page, typed)
    assert "_auth_user_id" in client.session


def test_a_session_of_the_demo_ends_with_the_demo_mode(accounts, client):
    client.login(username="dr-demo", password=PASSWORD)
    signed_in = 302
    assert client.get(reverse("account_change_password")).status_code != signed_in
    accounts.DEMO = False
    assert client.get(reverse("account_change_password")).status_code == signed_in


def test_a_password_of_ones_own_makes_it_an_account_like_others(accounts):
    accounts.DEMO = False
    directory.set_password("dr-demo", "a password of my own")
    assert authenticate(username="dr-demo", password="a password of my own") is not None
