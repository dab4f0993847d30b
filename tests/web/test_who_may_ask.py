"""Every verb's page times everybody: let in is who the API lets in, and nobody besides."""

import re

import pytest

from dosekeeper.web.acts.forms import AT_COURSE, AT_SITE
from tests.access.matrix import API, CAST, PHARMACISTS
from tests.web.sent import path_of


# The page of a fill is every pharmacist's of the course; the API's example names a site.
ELSEWHERE = {"course fill": PHARMACISTS}


def rows() -> dict[str, tuple[str, str]]:
    """Case to who is let in, and to whom else the course or site is known."""
    found = {}
    for name in (
        *(f"course {v}" for v in AT_COURSE | {"open"}),
        *map("site {}".format, AT_SITE),
    ):
        kind, verb = name.split()
        row = API.get(f"api/v1/{kind}s/<{kind}>/{verb}")
        if row is not None:
            found[name] = (ELSEWHERE.get(name, row.methods["POST"]), row.known)
    return found


@pytest.mark.parametrize("name", rows())
def test_let_in_is_who_may_ask(clinic, name):
    let_in, known = rows()[name]
    facts = clinic.facts()
    for person in (*CAST.split(), None):
        browser = clinic.client(person)
        answers = {
            "form": browser.get(path_of(name)).status_code,
            "verdict": browser.post(f"{path_of(name)}verdict").status_code,
            "sent": browser.post(path_of(name)).status_code,
        }
        if person is None:
            assert set(answers.values()) == {302}, person
        elif person in let_in.split():
            assert answers == {"form": 200, "verdict": 200, "sent": 422}, person
        else:
            refused = 403 if person in known.split() else 404
            assert set(answers.values()) == {refused}, person
    assert clinic.facts() == facts


def test_every_verb_has_a_row():
    assert {name.split()[1] for name in rows()} == AT_COURSE | AT_SITE


@pytest.mark.parametrize("path", ["", "fill/", "journal-of-all/", "steal/"])
def test_what_is_not_there_and_not_yours_look_the_same(clinic, path):
    oscar = clinic.client("oscar")
    foreign = oscar.get(f"/courses/lucia/{path}")
    missing = oscar.get(f"/courses/nobody-at-all/{path}")
    assert foreign.status_code == missing.status_code == 404
    # Each page has a token of its own against forged forms.
    pages = [re.sub(rb"[A-Za-z0-9]{64}", b"", p.content) for p in (foreign, missing)]
    assert pages[0] == pages[1]
