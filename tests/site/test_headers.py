"""What every answer says to the browser."""

import os
import subprocess
import sys

import pytest


POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


@pytest.mark.django_db
def test_nothing_inline_and_nothing_from_elsewhere_runs(client):
    answer = client.get("/accounts/login/")
    ok = 200
    assert answer.status_code == ok
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_the_same(client):
    answer = client.get("/no-such-page/")
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["signup/", "password/reset/", "email/"])
def test_what_this_site_does_not_offer_is_closed(client, page):
    answer = client.get(f"/accounts/{page}")
    assert answer.status_code in {302, 404, 200}
    assert b"<form" not in answer.content or page == "signup/"


def read_settings(tmp_path, names: str, **environment: str) -> str:
    code = f"from dosekeeper.site import settings as s; print({names})"
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DOSEKEEPER_HOME": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


NAMES = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT"


def test_plain_http_is_for_this_machine(tmp_path):
    assert read_settings(tmp_path, NAMES) == "False False False"


def test_under_any_other_name_everything_is_https(tmp_path):
    hosts = {"DOSEKEEPER_HOSTS": "localhost, clinic.example,.example.net"}
    assert read_settings(tmp_path, NAMES, **hosts) == "True True True"
    assert (
        read_settings(tmp_path, "s.CSRF_TRUSTED_ORIGINS", **hosts)
        == "['https://clinic.example', 'https://*.example.net']"
    )
    year = str(365 * 24 * 60 * 60)
    assert read_settings(tmp_path, "s.SECURE_HSTS_SECONDS", **hosts) == year


def test_a_proxy_is_believed_only_where_there_is_one(tmp_path):
    name = "s.SECURE_PROXY_SSL_HEADER, s.ALLAUTH_TRUSTED_PROXY_COUNT"
    assert read_settings(tmp_path, name) == "None 0"
    assert (
        read_settings(tmp_path, name, DOSEKEEPER_PROXIES="1")
        == "('HTTP_X_FORWARDED_PROTO', 'https') 1"
    )


def test_debug_pages_do_not_exist(tmp_path):
    assert read_settings(tmp_path, "s.DEBUG", DEBUG="1", DJANGO_DEBUG="1") == "False"
