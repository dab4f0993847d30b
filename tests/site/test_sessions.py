"""A sign-in ends by itself."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone


@pytest.fixture
def clock(monkeypatch):
    """Let the test say what time it is."""

    class Clock:
        offset = timedelta(0)
        real = staticmethod(timezone.now)

        def now(self):
            return self.real() + self.offset

        def minutes(self, count: int) -> None:
            self.offset += timedelta(minutes=count)

    clock = Clock()
    monkeypatch.setattr("dosekeeper.site.sessions.timezone.now", clock.now)
    return clock


@pytest.fixture
def signed_in(db, client):
    client.force_login(get_user_model().objects.create(username="femi"))
    return client


def is_signed_in(client) -> bool:
    client.get("/no-such-page/")
    return "_auth_user_id" in client.session


def test_thirty_idle_minutes_end_it(signed_in, clock):
    assert is_signed_in(signed_in)
    clock.minutes(29)
    assert is_signed_in(signed_in)
    clock.minutes(30)
    assert not is_signed_in(signed_in)


def test_twelve_hours_end_it_however_busy(signed_in, clock):
    assert is_signed_in(signed_in)
    for _ in range(12 * 3 - 1):
        clock.minutes(20)
        assert is_signed_in(signed_in)
    clock.minutes(20)
    assert not is_signed_in(signed_in)


def test_most_pages_write_nothing(signed_in, clock, django_assert_num_queries):
    """A durable write behind every page would be the slowest part of it."""
    is_signed_in(signed_in)
    read_session_and_account = 2
    with django_assert_num_queries(read_session_and_account):
        signed_in.get("/no-such-page/")
    clock.minutes(2)
    before = signed_in.session["seen_at"]
    signed_in.get("/no-such-page/")
    assert signed_in.session["seen_at"] > before


@pytest.mark.django_db
def test_every_page_asks_for_a_sign_in_unless_it_says_otherwise(client, settings):
    settings.ROOT_URLCONF = "tests.support.bare_urls"
    answer = client.get("/page/")
    found = 302
    assert answer.status_code == found
    assert answer["Location"].startswith("/accounts/login/")
