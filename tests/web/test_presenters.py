"""What the partials are given: it adds up, it answers four ways, it leaves nothing out."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from dosekeeper.core import acts
from dosekeeper.core.gates import judge
from dosekeeper.core.ledger import SOURCE, HandKind, ShortError, kind_of
from dosekeeper.core.policy import Basis, Cite
from dosekeeper.core.record import refused
from dosekeeper.core.units import BadValueError
from dosekeeper.core.verdict import Answer
from dosekeeper.web.presenters.banner import banner
from dosekeeper.web.presenters.duties import actions, link_for, open_rows
from dosekeeper.web.presenters.moments import age, day_text, days_away, from_when, when
from dosekeeper.web.presenters.strip import strips
from dosekeeper.web.presenters.supply import supply
from dosekeeper.web.presenters.timeline import timeline
from dosekeeper.web.presenters.verdict import citation, verdict
from tests import cast
from tests.cast import DR_REYES, FEMI, LUCIA, MARCO, NELL
from tests.web.scenes import scene


# --- the strip --------------------------------------------------------------------------


@given(data=st.data())
def test_the_strip_agrees_with_the_ledger_whatever_happened(data):
    story = cast.prescribed()
    step = st.tuples(st.sampled_from(sorted(BY_HAND)), st.integers(1, 6))
    for verb, units in data.draw(st.lists(step, max_size=25)):
        offer = next(iter(story.chart.offers), 1)
        try:
            story.tell(*BY_HAND[verb](units, offer))
        except (ShortError, BadValueError):
            continue
    books = story.chart.books
    entered = -sum(n for h, _, _, n in books.items() if h == SOURCE)
    for drawn in strips(scene(story, NELL)):
        cells = [cell for group in drawn["groups"] for cell in group["cells"]]
        for group in drawn["groups"]:
            assert group["units"] == sum(cell["units"] for cell in group["cells"])
        assert drawn["total"] == sum(group["units"] for group in drawn["groups"]) == entered
        kinds = {"transit": HandKind.OFFER} | {k.value: k for k in HandKind}
        for name in {cell["kind"] for cell in cells}:
            held = sum(n for h, _, _, n in books.items() if kind_of(h) is kinds[name])
            assert sum(c["units"] for c in cells if c["kind"] == name) == held


BY_HAND = {
    "fill": lambda units, _: (fill(units), FEMI),
    "accept": lambda _, offer: (acts.Accept(offer=offer), MARCO),
    "decline": lambda _, offer: (acts.Decline(offer=offer), MARCO),
    "dose": lambda units, _: (cast.home_dose(what=cast.held(units)), MARCO),
    "waste": lambda units, _: (acts.Waste(what=cast.held(units), reason="wet"), MARCO),
    "return": lambda units, _: (acts.Return(what=cast.held(units), collector="box"), MARCO),
    "lost": lambda units, _: (acts.Lose(what=cast.held(units), reason="gone"), MARCO),
    "found": lambda units, _: (acts.Find(what=cast.held(units), reason="there"), MARCO),
    "hand-over": lambda units, _: (
        acts.HandOver(what=cast.held(units), recipient="lucia"),
        MARCO,
    ),
}


def test_the_strip_says_what_is_on_its_way_and_which_count_is_open():
    story = cast.filled()
    box = story.chart.held(cast.BOX)
    story.tell(acts.Count(hand=cast.BOX, product=cast.TROCHE, units=box + 2), MARCO)
    (drawn,) = strips(scene(story, NELL))
    assert drawn["notes"][0]["word"] == "Count open"
    assert "2 too many" in drawn["notes"][0]["text"]
    (own,) = strips(scene(story, MARCO))
    assert "Your box" in [c["label"] for c in own["groups"][0]["cells"]]


# --- the verdict ------------------------------------------------------------------------


def panel(story, act, who, now=None):
    here = scene(story, who, now)
    request = acts.Request(act=act, by=who, at=here.now)
    judged = judge(request, here.chart, here.policy, here.now)
    drawn = verdict(here, act.verb, judged, deed="It", link=lambda verb: link_for(here, verb))
    return (
        judged,
        drawn,
        unescape(render_to_string("components/verdict.html", {"verdict": drawn})),
    )


def fill(units=4, recipient="marco"):
    return acts.Fill(prescription=10, site=cast.OUTSIDE, recipient=recipient, units=units)


def test_allowed():
    story = cast.prescribed()
    story.tell(cast.LOOK, FEMI)
    judged, drawn, html = panel(story, fill(), FEMI)
    assert judged.answer is Answer.ALLOWED
    assert drawn["answer"] == "allowed"
    assert drawn["help"] is None
    assert "Where to get help" not in html


def test_warned_stays_allowed():
    story = cast.prescribed()
    later = story.now + timedelta(days=25)
    story.tell(cast.LOOK, FEMI, later)
    judged, drawn, html = panel(story, fill(), FEMI, later)
    assert judged.answer is Answer.WARNED
    assert drawn["word"] == "Allowed, with warnings"
    assert "25 days old" in html


def test_refused_has_numbers_source_ways_out_and_help():
    judged, drawn, html = panel(cast.filled(), fill(5), FEMI)
    assert judged.answer is Answer.REFUSED
    assert "5 doses" in html
    assert "at most 4 doses" in html
    assert len(drawn["reasons"]) == len(judged.reasons)
    for reason, shown in zip(judged.reasons, drawn["reasons"], strict=True):
        assert shown["citation"]["text"] == reason.cite.citation
        assert (shown["clears"] is not None) == (reason.clears_at is not None)
        assert len(shown["ways"]) == (len(reason.clears_by) if reason.blocks else 0)
    assert "Where to get help now" in html
    assert "988" in html
    assert "Not checked by us. If nobody answers, dial your local emergency number." in html


def test_could_not_be_checked_is_no_refusal_and_no_permission():
    act = cast.home_dose(systolic=None, diastolic=None, pulse=None)
    judged, drawn, html = panel(cast.filled(), act, MARCO)
    assert judged.answer is Answer.UNCHECKED
    assert drawn["answer"] == "unknown"
    assert "Could not be checked" in html
    assert {reason["tone"] for reason in drawn["reasons"]} == {"unknown"}


@pytest.mark.parametrize("who", [FEMI, NELL])
def test_the_override_is_offered_to_who_may_give_it(who):
    story = cast.filled()
    judged, drawn, html = panel(story, fill(), who, story.now + timedelta(days=9))
    early = next(r for r in drawn["reasons"] if "early" in r["says"].lower())
    assert judged.answer is Answer.REFUSED
    assert bool(early["waive"]) is (who is FEMI)
    assert ("rule=early-fill&of_verb=fill" in html) is (who is FEMI)


def test_a_law_nobody_has_read_is_not_shown_as_law():
    read = Cite(basis=Basis.LAW, citation="PHL 3339", source="https://example.org/3339")
    here = scene(cast.prescribed(), NELL)
    assert citation(read, here)["badges"] == ["law"]
    assert citation(read, here)["href"] == "https://example.org/3339"
    assert citation(replace(read, verified=False), here)["badges"] == ["unverified"]
    assert citation(replace(read, source="a copy"), here)["href"] is None
    _, _, html = panel(cast.filled(), fill(), FEMI)
    assert '<span class="basis basis--judgement">' in html


# --- the timeline -----------------------------------------------------------------------


def test_the_timeline_leaves_nothing_out():
    story = cast.filled()
    wrong = story.tell(acts.Weigh(weight_g=170_000), NELL)
    story.tell(acts.Correct(entry=wrong, reason="typing error"), NELL)
    request = story.request(fill(9), FEMI)
    here = scene(story, NELL)
    judged = judge(request, here.chart, here.policy, request.at)
    no = refused(request, story.chart, judged, request.at)
    story.add(no, FEMI, request.at, request.at, None)
    late = story.now - timedelta(hours=3)
    story.tell(cast.home_dose(), MARCO, late, recorded=story.now + timedelta(minutes=1))
    drawn = timeline(scene(story, NELL), everything=True)
    events = [event for day in drawn["days"] for event in day["events"]]
    assert len(events) == len(story.entries)
    assert drawn["older"] is None
    struck = [event for event in events if event.get("corrected")]
    (fixed,) = [event["note"] for event in struck]
    assert fixed == "Corrected by Nell today 18:32: typing error"
    (said_no,) = [event for event in events if event.get("word") == "Refused"]
    assert len(said_no["reasons"]) == len(judged.reasons)
    assert "owed" in said_no["note"]
    assert any("Recorded" in event["note"] for event in events)
    html = unescape(render_to_string("components/timeline.html", {"timeline": drawn}))
    for line in said_no["reasons"]:
        assert line in html


def test_older_entries_are_one_link_away():
    story = cast.filled()
    for number in range(30):
        story.tell(acts.Weigh(weight_g=70_000 + number), NELL)
    drawn = timeline(scene(story, NELL))
    shown = sum(len(day["events"]) for day in drawn["days"])
    assert drawn["older"]["label"] == f"Earlier: {len(story.entries) - shown} more"


# --- banner, supply, what comes next ------------------------------------------------------


def test_the_banner_says_what_is_missing_or_too_old():
    story = cast.prescribed()
    facts = {fact["label"]: fact for fact in banner(scene(story, NELL))["facts"]}
    assert facts["Weight"]["value"] == "70 kg"
    assert "word" not in facts["Weight"]
    late = scene(story, NELL, story.now + timedelta(days=120))
    facts = {fact["label"]: fact for fact in banner(late)["facts"]}
    assert facts["Weight"]["word"] == "too old"
    assert facts["Next evaluation"]["word"] == "overdue"
    assert facts["Prescription"]["value"] == "none in force"


def test_how_long_it_lasts_is_said_in_days_and_by_a_day():
    story = cast.filled()
    lines = {line["label"]: line for line in supply(scene(story, LUCIA))["lines"]}
    assert lines["Supply lasts"]["value"] == "14 days"
    assert lines["On the prescription"]["value"] == "4 of 8 doses left"
    assert lines["Next evaluation"]["value"] == "in 29 days"


def test_every_link_of_a_course_is_an_act_the_role_may_ask_for():
    story = cast.filled()
    for who in cast.CAST[:-1]:
        here = scene(story, who)
        drawn = actions(here)
        links = [drawn["primary"], *drawn["others"], *drawn["more"]]
        for link in filter(None, links):
            assert here.may(link["href"].split("/")[3]), (who, link)


def test_what_comes_next_is_what_the_person_came_for():
    story = cast.prescribed()
    assert actions(scene(story, FEMI))["primary"]["label"] == "Fill"
    story.tell(fill(), FEMI)
    assert actions(scene(story, MARCO))["primary"]["label"] == "I have the 4 troches"
    (row,) = open_rows(scene(story, MARCO))
    assert row["word"] == "For you"
    story.tell(acts.Accept(offer=next(iter(story.chart.offers))), MARCO)
    assert actions(scene(story, MARCO))["primary"]["label"] == "Give a dose"
    assert actions(scene(cast.opened(), DR_REYES))["primary"]["label"] == "Sign the evaluation"


# --- days as people say them ---------------------------------------------------------------

TODAY = date(2026, 1, 10)


@pytest.mark.parametrize(
    ("day", "text", "away"),
    [
        (date(2026, 1, 9), "yesterday", "1 day ago"),
        (date(2026, 1, 10), "today", "today"),
        (date(2026, 1, 11), "tomorrow", "in 1 day"),
        (date(2026, 1, 13), "Tuesday", "in 3 days"),
        (date(2026, 1, 17), "17 Jan", "in 7 days"),
        (date(2025, 12, 31), "31 Dec 2025", "10 days ago"),
    ],
)
def test_a_day_is_said_the_way_people_say_it(day, text, away):
    assert (day_text(day, TODAY), days_away(day, TODAY)) == (text, away)


def test_the_hour_that_comes_twice_is_told_apart_on_hover():
    now = cast.at("2026-11-01 12:00")
    first = datetime.fromisoformat("2026-11-01T05:30:00+00:00")
    second = first + timedelta(hours=1)
    said = [when(moment, cast.ZONE, now) for moment in (first, second)]
    assert said[0]["text"] == said[1]["text"] == "today 01:30"
    assert said[0]["full"].endswith("EDT")
    assert said[1]["full"].endswith("EST")
    assert said[0]["iso"] != said[1]["iso"]


def test_nobody_is_told_to_come_back_at_midnight():
    now = cast.at("2026-01-10 12:00")
    assert from_when(cast.at("2026-01-13 00:00"), cast.ZONE, now)["text"] == "Tuesday"


def test_born_on_the_29th_of_february():
    born_on = date(1992, 2, 29)
    assert age(born_on, date(2026, 2, 28)) == 33
    assert age(born_on, date(2026, 3, 1)) == 34
