"""What holds for every page: nothing inline, nothing kept, the headers, a bound on work."""

import re

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from dosekeeper.store.errors import UnavailableError


PAGES = {
    "/": "lucia marco dr-reyes nell femi ines mona aude oscar",
    "/round/": "dr-reyes dr-chen mona oscar",
    "/courses/": "dr-reyes nell femi oscar",
    "/courses/?q=lucia&level=L2&look=on&closed=on": "dr-reyes",
    "/courses/lucia/": "lucia marco dr-reyes femi aude",
    "/courses/lucia/journal/": "lucia marco dr-reyes femi aude",
    "/courses/lucia/journal/?to=3": "dr-reyes",
    "/sites/main-pharmacy/register/": "ines mona aude",
    "/courses/lucia/not-safe/": "lucia",
    "/rules/early-fill/": "lucia dr-reyes",
    "/rules/early-fill/?policy=us-ny": "dr-reyes",
    "/courses/lucia/fill/": "femi",
    "/messages/": "dr-reyes nell ines mona aude oscar",
    "/messages/to-me/": "lucia marco nell",
    "/accounts/": "lucia marco nell oscar",
    "/accounts/password/change/": "lucia dr-reyes",
    "/no-such-page/": "dr-reyes",
}
INLINE = re.compile(
    r"\sstyle\s*=|<style|\son[a-z]+\s*=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)
# Measured, and a little room: a list must not ask more for every course it shows.
QUERIES_MAX = 36
EACH_FILL = 26
"""What is asked of the gates for each fill that a pharmacist's first page offers."""
FILLS = {("/", "femi"): 1, ("/", "ines"): 1}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_safe(clinic, path):
    for person in PAGES[path].split():
        answer = clinic.client(person).get(path)
        html = answer.content.decode()
        assert answer.status_code == (404 if "no-such" in path else 200), person
        assert INLINE.findall(html) == [], person
        assert "no-store" in answer["Cache-Control"]
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert "style-src 'self'" in answer["Content-Security-Policy"]
        assert html.count("<h1") == 1, person
        assert "{{" not in html
        assert "{%" not in html
        assert "None" not in re.sub(r"<[^>]*>", " ", html), person


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_the_database_a_bounded_number_of_times(clinic, path):
    for person in PAGES[path].split():
        client = clinic.client(person)
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(path)
        most = QUERIES_MAX + EACH_FILL * FILLS.get((path, person), 0)
        assert len(asked) <= most, (person, [q["sql"][:80] for q in asked])


def test_without_sign_in_there_is_only_the_sign_in(clinic):
    answer = clinic.client().get("/courses/lucia/")
    assert answer["Location"] == "/accounts/login/?next=/courses/lucia/"
    page = clinic.client().get(answer["Location"]).content.decode()
    assert 'name="next" value="/courses/lucia/"' in page
    assert INLINE.findall(page) == []


@pytest.mark.parametrize("error", [OperationalError("gone"), UnavailableError("gone")])
def test_a_record_out_of_reach_is_said_so(clinic, error, monkeypatch):
    def gone(*_args, **_more):
        raise error

    monkeypatch.setattr("dosekeeper.store.courses.waiting", gone)
    answer = clinic.client("nell", raise_request_exception=False).get("/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "Nothing can be recorded now" in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("gone"), 503), (RuntimeError("ours"), 500)]
)
def test_what_breaks_outside_a_page_has_a_page_too(clinic, error, status, monkeypatch):
    def gone(*_args, **_more):
        raise error

    monkeypatch.setattr("dosekeeper.site.sessions.SessionLimits.limit", gone)
    answer = clinic.client("dr-reyes", raise_request_exception=False).get("/")
    assert answer.status_code == status
    assert "paper procedure" in answer.content.decode()
    assert "gone" not in answer.content.decode()


def test_a_read_only_database_is_announced(clinic, monkeypatch):
    page = clinic.client("dr-reyes").get("/").content.decode()
    assert "Read-only" not in page
    monkeypatch.setattr("dosekeeper.web.around.writable", lambda: False)
    page = clinic.client("dr-reyes").get("/").content.decode()
    assert "Read-only" in page
