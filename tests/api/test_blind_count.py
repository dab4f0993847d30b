"""A count is blind: whoever is to count is told by no door what the books say."""

import re
from datetime import UTC, datetime

import pytest

from dosekeeper.core import acts
from dosekeeper.core.verdict import WITHHELD
from tests.support.clinic import BOX, MARCO, TROCHE, write
from tests.trusted.phone import fill


FOUR = {"hand": BOX, "product": TROCHE, "units": 4}


@pytest.fixture
def received(clinic):
    """Four doses in Marco's box, which he has yet to count."""
    write("lucia", MARCO, acts.Accept(offer=fill()), datetime.now(UTC).replace(microsecond=0))
    return clinic


def too_many(clinic, *, dry: bool) -> tuple[dict, str]:
    body = {"what": FOUR | {"units": 99}, "collector": "Corner Pharmacy"}
    asked = "courses/lucia/return" + ("?dry_run=true" if dry else "")
    answer = clinic.post("marco", asked, body)
    assert answer.status_code == 422, answer.content
    (short,) = [r for r in answer.json()["reasons"] if r["rule"] == "empty-hand"]
    return short["numbers"], short["sentence"]


def told(clinic, who: str) -> tuple:
    held = clinic.get(who, "courses/lucia/holdings").json()["holdings"]
    chart = clinic.get(who, "courses/lucia").json()["chart"]
    return (
        {each["units"] for each in held if each["hand"] == BOX},
        {each["units"] for each in chart["holdings"] if each["hand"] == BOX},
        chart["home_units"],
    )


@pytest.mark.parametrize("dry", [True, False])
def test_a_refusal_says_what_was_asked_and_not_what_is_there(received, dry):
    numbers, sentence = too_many(received, dry=dry)
    assert numbers == {"asked_units": 99, "hand": BOX, "held_units": WITHHELD}
    assert sentence == ("There is not that much in marco's box: 99 units asked, … there")
    entries = received.get("marco", "courses/lucia/journal").json()["entries"]
    said = [r["numbers"] for e in entries for r in e["reasons"] if r["rule"] == "empty-hand"]
    assert said == ([] if dry else [numbers])


def test_holdings_and_chart_leave_the_number_out_until_it_is_counted(received):
    assert told(received, "marco") == ({None}, {None}, None)
    for other in ("nell", "lucia"):
        assert told(received, other) == ({4}, {4}, 4), other
    assert received.get("marco", "courses").json()["courses"][0]["home_units"] is None
    assert received.post("marco", "courses/lucia/count", FOUR).status_code == 200
    assert told(received, "marco") == ({4}, {4}, 4)
    assert too_many(received, dry=True)[0]["held_units"] == 4


def test_the_pages_say_to_count_first(received):
    marco = received.client("marco")
    for path in ("/", "/courses/lucia/return/", "/courses/lucia/revoke/"):
        page = marco.get(path).content.decode()
        assert "4 troches" not in page, path
        assert "count first" in page, path
    strip = r'aria-label="Who holds what now.*?</section>'
    course = marco.get("/courses/lucia/").content.decode()
    drawn = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", re.findall(strip, course, re.DOTALL)[0]))
    assert "Your box Marco ? " in drawn
    assert drawn.endswith("Entered = ? ")
    assert marco.get("/courses/lucia/plot.svg").status_code == 404
    received.post("marco", "courses/lucia/count", FOUR)
    assert "4 troches" in marco.get("/").content.decode()
