"""Every verb on its page: seen before, done, refused, sent twice, and shut to other roles.

The cases are those of the API, so that both doors lead to the same acts.
"""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest

from dosekeeper.core import acts
from dosekeeper.core.events import CUTS_OFF
from dosekeeper.core.plain import to_plain
from dosekeeper.store import reading
from dosekeeper.wording import sentence
from tests.api.test_every_verb import CASES, assert_within, done
from tests.support.clinic import FEMI, PRESCRIPTION, write
from tests.web.forms import buttons_of, fields_of, primary_is_off
from tests.web.sent import DONE, REFUSED, path_of


REFUSABLE = [name for name, case in CASES.items() if case.rules]


def prepared(clinic: Any, name: str, *, wrong: bool) -> None:
    case = CASES[name]
    if name == "course expire" and not wrong:  # an offer has to wait for two days first
        offered = acts.Fill(
            prescription=PRESCRIPTION, site="corner-pharmacy", recipient="marco", units=4
        )
        write("lucia", FEMI, offered, datetime.now(UTC) - timedelta(days=3))
    for sent in (*case.before, *(case.wrong if wrong else ())):
        done(clinic, sent)


def typed(browser: Any, name: str, words: dict[str, str]) -> dict[str, str]:
    page = browser.get(path_of(name))
    assert page.status_code == 200
    # Who has nothing to give is shown no form; what they would send is refused all the same.
    return {"key": "typed-by-hand"} | fields_of(page) | words


def answers_in(page: Any) -> list[str]:
    html = page.content.decode()
    return re.findall(r'<[^>]*class="verdict__word[^>]*>(.*?)</', html, re.DOTALL)


def last_entry(name: str) -> Any:
    stream = {
        "course open": "course:lucia-2",
        "site open-site": "site:harbor-clinic",
        "site sign-round": "site:harbor-clinic",
    }.get(name, "course:lucia" if name.startswith("course") else "site:main-pharmacy")
    return reading.entries(stream)[-1]


def test_every_verb_is_typed_here():
    assert set(DONE) == set(CASES)
    assert set(REFUSED) == set(REFUSABLE)


@pytest.mark.parametrize("name", CASES)
def test_a_verb_is_done_on_its_page_and_once(clinic, name):
    prepared(clinic, name, wrong=False)
    person, _, body = CASES[name].done
    browser = clinic.client(person)
    sent = typed(browser, name, DONE[name])
    seen = browser.post(f"{path_of(name)}verdict", sent)
    assert seen.status_code == 200
    assert not primary_is_off(seen)
    assert b"verdict__word" in seen.content
    facts = clinic.facts()
    answer = browser.post(path_of(name), sent)
    assert answer.status_code == 302, answer.content.decode()
    assert clinic.facts() == facts + 1
    entry = last_entry(name)
    said = {k: v for k, v in body.items() if k not in {"second", "expires_at"}}
    assert_within(said, to_plain(entry.fact.act))
    assert entry.by.person == person
    second = body.get("second")
    assert (entry.second.person if entry.second else None) == (second and second["username"])

    again = browser.post(path_of(name), sent)  # a double click
    assert (again.status_code, again["Location"]) == (302, answer["Location"])
    assert clinic.facts() == facts + 1


@pytest.mark.parametrize("name", CASES)
def test_a_form_is_judged_as_it_opens(clinic, name):
    """What a browser would send untouched has the answer that already stands there."""
    prepared(clinic, name, wrong=False)
    browser = clinic.client(CASES[name].done[0])
    page = browser.get(path_of(name))
    asked = browser.post(f"{path_of(name)}verdict", {"key": "1"} | fields_of(page))
    assert answers_in(page) == answers_in(asked)


@pytest.mark.parametrize("name", REFUSABLE)
def test_a_verb_is_refused_before_and_after_it_is_sent(clinic, name):
    prepared(clinic, name, wrong=True)
    case = CASES[name]
    browser = clinic.client(case.refused[0])
    sent = typed(browser, name, REFUSED[name])
    facts = clinic.facts()
    seen = browser.post(f"{path_of(name)}verdict", sent)
    witnessed = "witness" in case.rules  # who signs is not asked before it is sent
    assert seen.status_code == 200
    assert primary_is_off(seen) is not witnessed
    assert clinic.facts() == facts

    answer = browser.post(path_of(name), sent)
    assert answer.status_code == 422
    assert clinic.facts() == facts + 1
    assert primary_is_off(answer)
    entry = last_entry(name)
    blocking = [reason for reason in entry.fact.reasons if reason.blocks]
    assert [r.rule for r in blocking if r.rule in case.rules] == list(case.rules)
    text = unescape(answer.content.decode())
    for reason in blocking:
        assert reason.cite.citation in text
    cuts_off = entry.verb in CUTS_OFF
    owed = entry.fact.task_due_at is not None
    assert owed is (cuts_off or name == "course agree")
    assert ("Where to get help now" in text) is owed
    assert ("has been asked to speak with" in text) is owed
    offered = [b for b in buttons_of(seen) if b.get("name") == "write-down"]
    assert bool(offered) is (cuts_off and not witnessed)


@pytest.mark.parametrize("name", CASES)
def test_the_button_is_off_exactly_when_the_desk_would_refuse(clinic, name):
    """As the form stands when it is opened, and as the API judges the same act."""
    prepared(clinic, name, wrong=False)
    person, path, body = CASES[name].done
    browser = clinic.client(person)
    page = browser.get(path_of(name))
    dry = clinic.post(person, f"{path}?dry_run=true", body)
    assert dry.status_code == 200
    seen = browser.post(f"{path_of(name)}verdict", fields_of(page) | DONE[name])
    assert not primary_is_off(seen)
    if name in REFUSED and "witness" not in CASES[name].rules:
        person, path, body = CASES[name].refused
        dry = clinic.post(person, f"{path}?dry_run=true", body)
        browser = clinic.client(person)
        sent = fields_of(browser.get(path_of(name))) | REFUSED[name]
        seen = browser.post(f"{path_of(name)}verdict", sent)
        assert primary_is_off(seen) is (dry.status_code == 422)


@pytest.mark.parametrize("name", [name for name in CASES if name not in REFUSED])
def test_a_verb_without_gates_is_not_everybodys(clinic, name):
    person = CASES[name].refused[0]
    browser, facts = clinic.client(person), clinic.facts()
    for answer in (
        browser.get(path_of(name)),
        browser.post(path_of(name), DONE[name]),
        browser.post(f"{path_of(name)}verdict", DONE[name]),
    ):
        assert answer.status_code == 403
    assert clinic.facts() == facts


def test_a_sentence_stands_where_it_was_said(clinic):
    """The reason is read out with its numbers, on the form and afterwards on the course."""
    femi = clinic.client("femi")
    sent = typed(femi, "course fill", {"doses": "5"})
    text = unescape(femi.post("/courses/lucia/fill/", sent).content.decode())
    entry = last_entry("course fill")
    page = unescape(femi.get("/courses/lucia/").content.decode())
    for reason in entry.fact.reasons:
        line = sentence(reason)
        assert line.split(":")[0] in text
        assert line in page
