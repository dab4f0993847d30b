"""From Today to a filled prescription in two short forms: the look, and the fill."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from dosekeeper.core import acts
from dosekeeper.store import reading
from tests.support.clinic import MARCO, write
from tests.web.forms import fields_of


LOOK = "/courses/lucia/check-source/"
FILL = "/courses/lucia/fill/"
COURSE = "/courses/lucia/"


@pytest.fixture
def tomorrow(clinic, monkeypatch) -> datetime:
    """The next day, on which Femi's look of the clinic's story is too old."""
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=23)
    monkeypatch.setattr("dosekeeper.web.asking.now", lambda: later)
    return later


def read(page) -> str:
    return unescape(page.content.decode())


def looked(browser, path: str, result: str = "clear"):
    """Send the form of a look as it came, with what was found."""
    return browser.post(path, {**fields_of(browser.get(path)), "result": result})


def test_the_pharmacist_gets_from_today_to_the_fill_in_two_forms(clinic, tomorrow):
    femi = clinic.client("femi")
    today = read(femi.get("/"))
    assert "Next fill" in today
    assert "Look for another source first." in today
    assert f'href="{LOOK}?then=fill"' in today
    assert f'href="{FILL}"' not in today
    onward = looked(femi, f"{LOOK}?then=fill")
    assert (onward.status_code, onward["Location"]) == (302, FILL)
    page = femi.get(FILL)
    assert "Recorded: Record a look for another source: none found." in read(page)
    done = femi.post(FILL, fields_of(page))
    assert (done.status_code, done["Location"]) == (302, COURSE)
    assert [entry.verb for entry in reading.entries("course:lucia")[-2:]] == [
        "check-source",
        "fill",
    ]


def test_a_fill_that_only_wants_the_look_leads_to_it_and_calls_nobody(clinic, tomorrow):
    page = read(clinic.client("femi").get(FILL))
    assert "The last look for another source of ketamine is too old" in page
    assert page.count(f'href="{LOOK}?then=fill"') == 2  # beside the reason, and as a button
    assert "Record this refusal" not in page


def test_where_more_stands_against_it_the_refusal_can_be_recorded(clinic, tomorrow):
    write("lucia", MARCO, acts.Revoke(delegate="marco", reason="moves out"), datetime.now(UTC))
    page = read(clinic.client("femi").get(FILL))
    assert page.count(f'href="{LOOK}?then=fill"') == 1
    assert "Record this refusal" in page
    assert f'href="{LOOK}' not in read(clinic.client("femi").get("/"))


def test_who_could_not_check_comes_back_to_what_that_means(clinic, tomorrow):
    femi = clinic.client("femi")
    assert looked(femi, f"{LOOK}?then=fill", "could-not-check")["Location"] == FILL
    page = read(femi.get(FILL))
    assert "Whether there is another source could not be checked" in page
    assert "too old" not in page


def test_a_known_source_is_one_reason(clinic, tomorrow):
    femi = clinic.client("femi")
    looked(femi, f"{LOOK}?then=fill", "other-source")
    page = read(femi.get(FILL))
    assert "Another source of ketamine is known" in page
    assert "too old" not in page


def test_what_a_look_would_not_clear_is_what_a_fill_waits_for(clinic, tomorrow):
    write("lucia", MARCO, acts.Revoke(delegate="marco", reason="moves out"), tomorrow)
    today = read(clinic.client("femi").get("/"))
    assert "Fill has to wait" in today
    assert "At level 2 the trusted person holds the doses, not the patient" in today
    assert "too old" not in today


@pytest.mark.parametrize("then", ["", "?then=prescribe", "?then=receive", "?then=%00%27%2F.."])
def test_a_look_for_nothing_else_ends_at_the_course(clinic, then):
    assert looked(clinic.client("femi"), f"{LOOK}{then}")["Location"] == COURSE


def test_whatever_clears_the_way_leads_back_to_what_was_asked(clinic, tomorrow):
    reyes = clinic.client("dr-reyes")
    sign = "/courses/lucia/evaluate/?then=prescribe"
    assert f'href="{sign}"' in read(reyes.get("/courses/lucia/prescribe/"))
    scores = {"score-phq-9": "9", "score-craving": "1", "score-urinary": "0"}
    done = reyes.post(sign, fields_of(reyes.get(sign)) | scores | {"decision": "continue"})
    assert (done.status_code, done["Location"]) == (302, "/courses/lucia/prescribe/")
