"""Every address there is, times everybody, times every method, from the real URLconf."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.matrix import ACCOUNTS, API, CAST, MATRIX, WEB, ByLink, Library, Row
from tests.api.test_every_verb import CASES, done


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PEOPLE = (*CAST.split(), None)
NAMES = {
    "<course>": "lucia",
    "<id:course>": "lucia",
    "<site>": "main-pharmacy",
    "<int:pk>": "1",
    "^confirm-email/(?P<key>[-:\\w]+)/$": "confirm-email/abc/",
    "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-abc/",
}
HERS = ("Lucia", "course:lucia", "/lucia", "troche", "rx 4711")
"""What stands in Lucia's course, and must not reach anybody who is not let in."""


def addresses(patterns: Any = None, before: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, before + str(pattern.pattern))
        else:
            assert isinstance(pattern, URLPattern)
            yield before + str(pattern.pattern)


def test_every_address_is_written_down_and_none_besides():
    there = set(addresses())
    assert there - set(MATRIX) == set(), "say in tests/access/matrix.py who may see these"
    assert set(MATRIX) - there == set(), "these are in the matrix and nowhere else"


def path_of(address: str, row: Row) -> str:
    if row.example:
        return "/" + row.example
    if row.case:
        return "/api/v1/" + CASES[row.case].done[1]
    for name, value in NAMES.items():
        address = address.replace(name, value)
    return "/" + address


def send(clinic: Any, person: str | None, method: str, path: str, row: Row) -> Any:
    headers = {"Idempotency-Key": secrets.token_hex(8), **clinic.token(person)}
    if method == "POST" and expected(row, person, method) == "in":
        path += "?dry_run=true"  # or what the first does would decide on the next
    body = json.dumps(CASES[row.case].done[2]) if row.case else "{}"
    data = "" if method in {"GET", "HEAD", "OPTIONS"} else body
    return Client().generic(method, path, data, "application/json", headers=headers)


@pytest.mark.parametrize("address", API)
def test_the_api_lets_in_whom_the_matrix_names(clinic, address):
    row = API[address]
    path = path_of(address, row)
    for sent in CASES[row.case].before if row.case else ():
        done(clinic, sent)
    facts = clinic.facts()
    answers = {
        (person, method): send(clinic, person, method, path, row)
        for person in PEOPLE
        for method in METHODS
    }
    assert {at: kind(answer) for at, answer in answers.items()} == {
        at: expected(row, *at) for at in answers
    }
    assert clinic.facts() == facts
    for (person, method), answer in answers.items():
        if expected(row, person, method) != "in" and "openapi" not in path:
            said = answer.content.decode().replace(path, "")
            assert not [word for word in HERS if word in said], (person, method, said)


def kind(answer: Any) -> str:
    """Sum an answer up. What is wrong with an act that was let in is not asked here."""
    status = answer.status_code
    return "in" if status in {200, 400, 422} else str(status)


def expected(row: Row, person: str | None, method: str) -> str:
    if not row.methods:
        return "401" if person is None else "404"
    if method not in row.methods:
        return "405"
    if person is None:
        return "401"
    if person in row.methods[method].split():
        return "in"
    return "403" if person in row.known.split() else "404"


@pytest.mark.parametrize("address", ACCOUNTS)
def test_the_pages_about_an_account_tell_nobody_of_a_course(clinic, address):
    assert isinstance(ACCOUNTS[address], Library)
    path = path_of(address, ACCOUNTS[address])
    for person in (None, "oscar"):
        client = clinic.client(person)
        for method in ("GET", "PUT", "DELETE"):
            answer = client.generic(method, path)
            assert answer.status_code < 500, (person, method)
            said = answer.content.decode()
            assert not [word for word in HERS if word in said], (person, method)


def test_what_is_not_yours_and_what_is_not_there_are_the_same_word_for_word(clinic):
    for path in ("", "/journal", "/holdings"):
        foreign = clinic.get("oscar", f"courses/lucia{path}")
        missing = clinic.get("oscar", f"courses/nobody-at-all{path}")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.content == missing.content
        assert dict(foreign.headers) == dict(missing.headers)
    for name, case in CASES.items():
        course = "lucia" if name.startswith("course") else "main-pharmacy"
        path = case.done[1].replace(course, "nobody-at-all")
        if name != "course open":
            foreign = clinic.post("oscar", case.done[1], case.done[2])
            missing = clinic.post("oscar", path, case.done[2])
            assert foreign.status_code == 404
            assert foreign.content == missing.content


def test_lists_hold_only_what_is_ones_own(clinic):
    assert clinic.get("oscar", "courses").json() == {"courses": []}
    for person in ("lucia", "marco", "nell", "femi", "ines", "aude"):
        (row,) = clinic.get(person, "courses").json()["courses"]
        assert row["course"] == "lucia"


@pytest.mark.parametrize("address", WEB)
def test_the_pages_let_in_whom_the_matrix_names(clinic, address):
    row = WEB[address]
    path = path_of(address, row)
    for person in PEOPLE:
        client = clinic.client(person)
        cache.clear()  # a link is not tried without end
        for method in METHODS:
            answer = client.generic(method, path)
            at = (person, method)
            assert page_kind(answer) == page_expected(row, *at), (at, answer.status_code)
            if page_expected(row, *at) != "in":
                # Who is signed in stands on every page, by their own name.
                own = {"lucia": "Lucia"}.get(person or "", "-")
                said = answer.content.decode().replace(path, "").replace(own, "")
                assert not [word for word in HERS if word in said], (at, said)


def page_kind(answer: Any) -> str:
    status = answer.status_code
    if status == 302 and "/accounts/login/" in answer["Location"]:
        return "sign in"
    return "in" if status in {200, 302, 400, 422} else str(status)


def page_expected(row: Row, person: str | None, method: str) -> str:
    """Who is not signed in is sent to the sign-in, whatever the page and the method."""
    if isinstance(row, ByLink):
        return "404" if method in row.methods else "405"
    if "nobody" in "".join(row.methods.values()):
        return "in" if method in row.methods else "405"
    if person is None:
        return "sign in"
    return expected(row, person, method)


def test_the_web_is_in_the_matrix_too():
    pages = {
        address for address in addresses() if not address.startswith(("api/", "accounts/"))
    }
    assert set(WEB) == pages
