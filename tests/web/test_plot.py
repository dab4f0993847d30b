"""The plot tells what the chart tells, in colours of the pages, and only to who may see it."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date, timedelta

import pytest

from dosekeeper.core import acts
from dosekeeper.core.plan import Level
from dosekeeper.core.sharing import seen
from dosekeeper.core.sight import Sight
from dosekeeper.store import reading
from dosekeeper.web.plot import card, draw
from dosekeeper.web.plot.story import Told, summary, told
from dosekeeper.web.plot.tokens import colours
from tests.cast import (
    BEGIN,
    DR_REYES,
    FEMI,
    LUCIA,
    MARCO,
    PLAN,
    Story,
    at,
    home_dose,
    prescription,
)


PLOT = "/courses/lucia/plot.svg"


def course() -> Story:
    story = Story()
    opened = acts.OpenCourse(
        patient="lucia", clinic="harbor-clinic", zone="America/New_York", policy="article"
    )
    story.tell(opened, DR_REYES, BEGIN)
    story.tell(acts.SetPlan(plan=PLAN), DR_REYES)
    story.tell(acts.SetLevel(level=Level.L2, reason="stable"), DR_REYES)
    story.tell(acts.Evaluate(), DR_REYES)
    script = story.tell(prescription(), DR_REYES)
    fill = acts.Fill(prescription=script, site="corner-pharmacy", recipient="marco", units=4)
    story.tell(acts.Accept(offer=story.tell(fill, FEMI)), MARCO)
    story.tell(home_dose(), MARCO, "2026-01-06 20:00")
    wrong = story.tell(home_dose(), MARCO, "2026-01-08 20:00")
    story.tell(acts.Correct(entry=wrong, reason="not taken"), DR_REYES, "2026-01-08 21:00")
    story.tell(home_dose(), MARCO, "2026-01-13 20:00")
    return story


@pytest.fixture
def story() -> Told:
    found = told(course().chart, at("2026-01-20 12:00"))
    assert found is not None
    return found


def followed() -> Story:
    """Asked from the seventh on; one day missed, one late, one with half of the answers."""
    story = course()
    told_at = "2026-01-13 21:00"
    story.tell(acts.Follow(), DR_REYES, told_at)
    for day, mood, craving in ((14, 4, 2), (15, 3, 5), (17, 6, None)):
        answers = acts.CheckIn(mood=mood, craving=craving)
        story.tell(answers, LUCIA, f"2026-01-{day} 20:00")
    late = acts.CheckIn(mood=2, craving=8)
    story.tell(late, LUCIA, "2026-01-18 22:00", recorded="2026-01-19 12:00")
    return story


def test_answers_are_told_by_days_with_the_missed_and_the_late():
    found = told(followed().chart, at("2026-01-20 12:00"))
    assert found is not None
    said = [(each.on.day, each.mood, each.craving, each.late) for each in found.said]
    assert said == [
        (14, 4, 2, False),
        (15, 3, 5, False),
        (17, 6, None, False),
        (18, 2, 8, True),
    ]
    # Late does not undo that the day went by; the last day is open for four hours more.
    assert found.missed == tuple(date(2026, 1, day) for day in (16, 18, 19))
    week = found.weeks[1]
    assert (week.answered, week.asked, week.mood, week.craving) == (4, 5, "2-6", "2-8")
    assert "4 days with a check-in, 3 missed; mood 2 of 10 on 18 January" in summary(found)
    sight = Sight(MARCO, frozenset(acts.Topic))
    hidden = told(seen(followed().chart, sight), at("2026-01-20 12:00"))
    assert hidden is not None
    assert not hidden.follows
    assert "mood" not in summary(hidden)


def test_an_open_day_is_not_missed_until_its_slack_is_over():
    chart = followed().chart
    for now, last in (("2026-01-20 03:59", 18), ("2026-01-20 04:00", 19)):
        found = told(chart, at(now))
        assert found is not None
        assert found.missed[-1].day == last


def test_a_second_answer_of_a_day_replaces_and_fills_in():
    story = followed()
    story.tell(acts.CheckIn(craving=7), LUCIA, "2026-01-17 23:00")
    story.tell(acts.CheckIn(mood=1), LUCIA, "2026-01-17 23:10")
    found = told(story.chart, at("2026-01-20 12:00"))
    assert found is not None
    (day,) = [each for each in found.said if each.on.day == 17]
    assert (day.mood, day.craving) == (1, 7)


def test_the_card_knows_how_high_the_picture_is():
    for chart, height in (
        (course().chart, card.HEIGHT),
        (followed().chart, card.HEIGHT + card.ANSWERS_HEIGHT),
    ):
        found = told(chart, at("2026-01-20 12:00"))
        assert found is not None
        root = ET.fromstring(draw.svg(found, "light"))  # noqa: S314 - our own
        assert abs(float(root.attrib["height"]) - height) <= 2
        assert abs(float(root.attrib["width"]) - 950) <= 20


def test_weeks_add_up_to_what_was_done(story):
    first, second, third = story.weeks
    assert (first.level, first.planned, first.filled) == ("L2", 2, 4)
    assert [week.taken for week in story.weeks] == [1, 1, 0]
    assert [week.out for week in story.weeks] == [3, 2, 2]
    assert (first.evaluated, second.evaluated, third.evaluated) == ("continue", "", "")


def test_what_is_out_agrees_with_the_books(story):
    assert story.out[-1][1] == course().chart.home_units() == 2
    assert all(units >= 0 for _, units in story.out)


def test_a_struck_dose_is_not_drawn(story):
    assert len(story.doses) == 2


def test_the_sentence_has_the_numbers(story):
    said = summary(story)
    assert "now at level 2; 1 fills, 2 doses taken, 2 units out" in said
    assert "5 January" in said


def test_a_course_that_was_never_opened_has_no_plot():
    assert told(Story().chart, at("2026-01-20 12:00")) is None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_has_only_colours_of_the_pages_and_nothing_inline(story, theme):
    svg = draw.svg(story, theme)
    ET.fromstring(svg)  # noqa: S314 - our own
    used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', svg))
    assert used
    assert used <= set(colours(theme).values())
    assert "style=" not in svg
    assert "<script" not in svg
    assert "ERROR" not in svg
    for word in ("Evaluations", "Level", "Supply", "Doses a week", "Units out", "today"):
        assert word in svg
    # One prescription of 8, one fill of 4, two days with doses.
    texts = Counter(re.findall(r">([^<>]+)</text>", svg))
    assert texts["continue"] == 1


def test_light_and_dark_are_the_sheets_own():
    light, dark = colours("light"), colours("dark")
    assert set(light) == set(dark)
    assert light["--dk-surface"] != dark["--dk-surface"]


def test_a_browser_that_has_it_is_told_so(clinic):
    client = clinic.client("marco")
    first = client.get(PLOT)
    assert first["Content-Type"] == "image/svg+xml"
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get(PLOT, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    dark = client.get(f"{PLOT}?theme=dark", headers={"If-None-Match": first["ETag"]})
    assert dark.status_code == 200
    assert dark.content != first.content
    stranger = clinic.client("oscar").get(PLOT, headers={"If-None-Match": first["ETag"]})
    assert stranger.status_code == 404


def test_the_page_has_the_picture_its_sentence_and_the_same_as_a_table(clinic):
    html = clinic.client("dr-reyes").get("/courses/lucia/").content.decode()
    position = reading.chart("course:lucia").position
    assert f'src="{PLOT}?theme=light&amp;at={position}"' in html
    assert "4 doses taken" in html
    assert html.count('<th role="rowheader" scope="row"><time') == 3


def test_a_far_end_of_a_prescription_does_not_squeeze_the_past():
    story = course()
    found = told(story.chart, BEGIN + timedelta(days=1))
    assert found is not None
    assert (found.last_on - found.today).days <= 45
