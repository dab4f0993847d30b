"""The demo's stories agree with the rules, on whatever day they are loaded."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dosekeeper.cli.stories import telling
from dosekeeper.cli.stories.cast import DOORS, PEOPLE, ZONE
from dosekeeper.cli.stories.clinic import stories
from dosekeeper.cli.stories.telling import Story, StoryError, play
from dosekeeper.core import acts
from dosekeeper.core.due.session_record import has_ended
from dosekeeper.core.events import Entry, Refused, course_stream
from dosekeeper.core.fold import chart_of
from dosekeeper.core.follow_up import missed_in_a_row
from dosekeeper.core.people import Role
from dosekeeper.core.plan import Level
from dosekeeper.core.units import day_of, zone_named
from dosekeeper.desk.decide import Desk
from dosekeeper.rulebook import Rulebook
from tests.support.memory import MemoryJournal


NOW = datetime(2026, 5, 20, 15, 30, tzinfo=UTC)


def loaded(now: datetime) -> MemoryJournal:
    journal = MemoryJournal()
    play(stories(now), Desk(journal=journal, policies=Rulebook()))
    return journal


def chart(journal: MemoryJournal, course: str):
    stream = course_stream(course)
    return chart_of(stream, [e for e in journal.written if e.stream == stream])


@pytest.mark.parametrize(
    "now",
    [
        NOW,
        datetime(2026, 3, 8, 5, 1, tzinfo=UTC),  # a minute into the day the clocks go on
        datetime(2026, 3, 9, 3, 59, tzinfo=UTC),  # and a minute before its end
        datetime(2026, 11, 1, 5, 30, tzinfo=UTC),  # the hour that comes twice
        datetime(2028, 2, 29, 17, 0, tzinfo=UTC),
        datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC),
    ],
)
def test_every_step_ends_as_it_is_told(now):
    journal = loaded(now)
    assert len(journal.written) == sum(len(story.steps) for story in stories(now))
    assert all(entry.recorded_at <= now for entry in journal.written)
    # What the README has its reader do first is still to be done, whatever the hour.
    lucia = chart(journal, "lucia")
    assert max(told.on for told in lucia.check_ins) == lucia.day(now) - timedelta(days=1)


def test_every_state_a_newcomer_should_see_is_there():
    journal = loaded(NOW)
    today = {who: chart(journal, who) for who in PEOPLE if PEOPLE[who].role is Role.PATIENT}
    assert today["lucia"].held(today["lucia"].hand_of("marco")) == 2
    assert today["amara"].level is Level.L3
    assert len(today["grace"].offers) == 1
    assert today["bela"].cases
    assert today["bela"].tasks
    assert today["felix"].losses
    assert not today["felix"].cases
    assert today["ivy"].source_check.result is acts.SourceCheck.OTHER
    assert today["petra"].trusts["tom"].accepted_at is None
    assert today["carl"].closed_at is not None
    assert today["carl"].home_units() == 0
    for in_clinic in ("theo", "ruth"):
        assert today[in_clinic].doses
        assert not today[in_clinic].supplies
    refused = {
        reason.rule
        for entry in journal.written
        if isinstance(entry.fact, Refused)
        for reason in entry.fact.reasons
        if reason.blocks
    }
    assert refused == {
        "count-open",
        "dose-rise",
        "early-days",
        "early-fill",
        "evaluation-due",
        "loss-reviewed",
        "other-source",
        "role-accepted",
    }


def said(entry: Entry) -> Any:
    return entry.fact.act


def test_the_days_between_are_there_too():
    journal = loaded(NOW)
    on = day_of(NOW, zone_named(ZONE))
    today = {who: chart(journal, who) for who in PEOPLE if PEOPLE[who].role is Role.PATIENT}
    followed = {who for who, told in today.items() if told.follow}
    assert {"lucia", "amara", "grace", "omar", "bela", "henrik", "ivy", "dana"} <= followed
    assert "petra" not in followed  # her list says so
    missed = {who: missed_in_a_row(today[who], NOW) for who in followed}
    assert (missed["lucia"], missed["ivy"], missed["henrik"]) == (0, 2, 3)
    assert len({told.act.mood for told in today["lucia"].check_ins}) > 3
    assert today["lucia"].shared == {acts.Topic.CHECK_INS, acts.Topic.BODY}
    (unsafe,) = [told for told in today["felix"].check_ins if told.act.safe is False]
    assert unsafe.position not in today["felix"].tasks  # somebody reached him
    private = [e for e in today["dana"].reports.values() if said(e).private]
    assert len(private) == 1
    assert any(position in today["bela"].tasks for position in today["bela"].reports)
    for who, told in today.items():
        assert all(trust.identified_at for trust in told.trusts.values()), who
        assert all(t.signed and t.signed.vetting for t in told.trusts.values() if t.accepted_at)
    last = max(today["lucia"].doses, key=lambda dose: dose.at)
    assert has_ended(today["lucia"], last)
    rounds = [e for e in journal.written if e.verb == "sign-round"]
    assert {entry.by.person for entry in rounds} == {"dr-reyes", "dr-chen"}
    assert all(said(entry).on < on for entry in rounds)


def test_an_override_on_two_names_is_used_once():
    entries = [e for e in loaded(NOW).written if e.stream == "course:amara"]
    (waive,) = [e for e in entries if e.verb == "waive"]
    lifted = [
        entry
        for entry in entries
        for reason in entry.fact.reasons
        if reason.waived_by == waive.position
    ]
    assert [entry.verb for entry in lifted] == ["fill"]
    assert waive.second is not None
    assert waive.second.person == "dr-chen"


def test_the_outsider_is_in_no_story():
    journal = loaded(NOW)
    assert "oscar" in PEOPLE
    assert all("oscar" not in str(entry) for entry in journal.written)


def test_who_can_sign_in_covers_every_role():
    assert {PEOPLE[who].role for who, _ in DOORS} == set(Role)


def test_a_story_that_the_rules_do_not_tell_so_stops_the_loading():
    story = Story(course_stream("lucia"), NOW)
    opening = acts.OpenCourse(
        patient="lucia", clinic="harbor-clinic", zone="UTC", policy="article"
    )
    story.tell(NOW - timedelta(days=1), "nell", opening)
    story.tell(NOW, "dr-reyes", acts.CloseCourse(reason="at once"), refused_by=("hands-empty",))
    with pytest.raises(StoryError, match=r"lucia 2, close by dr-reyes: stopped by \[\], told"):
        play([story], Desk(journal=MemoryJournal(), policies=Rulebook()))


def test_a_story_is_told_forwards():
    story = Story(course_stream("lucia"), NOW)
    story.tell(NOW, "nell", acts.Weigh(weight_g=70_000))
    with pytest.raises(StoryError, match="before the step told last"):
        story.tell(NOW - timedelta(minutes=1), "nell", acts.Weigh(weight_g=70_000))


def test_people_of_a_story_are_people_of_the_cast():
    assert telling.actor("nell").role is Role.NURSE
    with pytest.raises(KeyError):
        telling.actor("nobody")
