"""What is expected, of whom, until when, and who is told: by example, on text charts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosekeeper.core import acts
from dosekeeper.core.chart import Chart
from dosekeeper.core.due import Kind, Stage, due, due_until, next_at, rounds_due, steps
from dosekeeper.core.due.ask import Looking
from dosekeeper.core.due.call_back import drawn
from dosekeeper.core.due.session_record import prompts, watched
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.fold import chart_of, step
from dosekeeper.core.follow_up import missed_in_a_row
from dosekeeper.core.notation import read
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.record import done
from dosekeeper.core.round import Why, looks
from dosekeeper.core.units import zone_named
from dosekeeper.rulebook import load
from dosekeeper.store.projections import Tie, projected
from tests.spec.cases import COURSE, HOME


POLICY = load("article")
ZONE = zone_named("America/New_York")
FEMI, NELL, LUCIA, MARCO = (
    Actor("femi", Role.PHARMACIST),
    Actor("nell", Role.NURSE),
    Actor("lucia", Role.PATIENT),
    Actor("marco", Role.DELEGATE),
)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def home(*, seed: str = "") -> Chart:
    """Lucia's course: filled on the 6th, four doses accepted by Marco that evening."""
    return chart_of("course:lucia", (_with_dice(e, seed) for e in read(HOME).entries))


def _with_dice(entry: Entry, seed: str) -> Entry:
    if entry.verb != "fill" or not isinstance(entry.fact, Done):
        return entry
    return replace(entry, fact=replace(entry.fact, seed=seed))


def tell(
    chart: Chart, act: acts.Act, by: Actor, at: str, recorded_at: str | None = None
) -> Entry:
    """Write an act down and take it in."""
    happened, written = wall(at), wall(recorded_at or at)
    request = acts.Request(act=act, by=by, at=happened)
    entry = Entry(
        stream=chart.stream,
        position=chart.position + 1,
        fact=done(request, chart, None, written),
        at=happened,
        recorded_at=written,
        by=by,
    )
    step(chart, entry)
    return entry


def keys(chart: Chart, at: str) -> list[str]:
    return [e.key for e in due(chart, POLICY, wall(at))]


def told(chart: Chart, at: str, kind: Kind) -> list[tuple[str, int]]:
    """Who has been told, and how often, by a moment."""
    now = wall(at)
    return [
        (s.role.value, s.number)
        for e in due(chart, POLICY, now)
        if e.kind is kind
        for s in steps(e, now)
    ]


def test_whoever_takes_a_fill_over_counts_the_box():
    chart = home()
    assert keys(chart, "2026-01-06T19:00") == ["count-after-fill:12"]
    [expectation] = due(chart, POLICY, wall("2026-01-06T19:00"))
    assert (expectation.of, expectation.stage(wall("2026-01-06T19:00"))) == ("marco", Stage.DUE)
    assert expectation.stage(wall("2026-01-07T18:30")) is Stage.LATE
    assert told(chart, "2026-01-07T06:29", Kind.COUNT) == []
    assert told(chart, "2026-01-07T06:30", Kind.COUNT) == [("delegate", 1)]
    assert told(chart, "2026-01-08T06:30", Kind.COUNT) == [("delegate", 2), ("nurse", 1)]
    count = acts.Count(hand=MARCO_BOX, product=TROCHE, units=4)
    tell(chart, count, MARCO, "2026-01-08T07:00")
    assert keys(chart, "2026-01-08T08:00") == []


TROCHE = "ketamine-sublingual-troche-100mg"
MARCO_BOX = home().hand_of("marco")


def test_an_offer_nobody_answered():
    chart = chart_of("course:lucia", read(HOME).entries[:11])
    assert keys(chart, "2026-01-06T12:00") == ["offer-open:11"]
    assert told(chart, "2026-01-08T11:00", Kind.ACCEPT) == [("delegate", 3), ("pharmacist", 1)]


def test_a_fill_that_was_declined_is_asked_back_of_the_pharmacy_until_it_is_there():
    chart = chart_of("course:lucia", read(HOME).entries[:11])
    tell(chart, acts.Decline(offer=11, reason="not at home"), MARCO, "2026-01-06T19:00")
    assert keys(chart, "2026-01-06T19:00") == ["fill-declined:11"]
    [back] = due(chart, POLICY, wall("2026-01-07T19:00"))
    assert (back.of, back.position, back.number) == ("", 11, 4)
    assert back.stage(wall("2026-01-07T18:59")) is Stage.DUE
    assert back.stage(wall("2026-01-07T19:00")) is Stage.LATE
    assert back.stage(wall("2026-01-09T19:00")) is Stage.OVERDUE
    assert told(chart, "2026-01-06T19:00", Kind.DECLINED) == [("pharmacist", 1)]
    assert told(chart, "2026-01-07T19:00", Kind.DECLINED) == [("pharmacist", 2), ("nurse", 1)]
    [look] = [w for w in looks(chart, POLICY, wall("2026-01-07T19:00")) if w.why is Why.LATE]
    assert (look.about, look.numbers, look.settled_by) == (
        "",
        {"offered_units": 4},
        ("expire", "lost"),
    )
    tell(chart, acts.Expire(offer=11), FEMI, "2026-01-08T10:00")
    assert not [k for k in keys(chart, "2026-01-20T10:00") if k.endswith(":11")]


def test_nobody_is_asked_daily_before_it_was_set_up():
    chart = home()
    assert not [k for k in keys(chart, "2026-01-20T22:00") if k.startswith("check-in")]
    assert missed_in_a_row(chart, wall("2026-01-20T22:00")) == 0


def test_the_day_is_asked_about_reminded_of_and_over_after_midnight():
    chart = home()
    tell(chart, acts.Follow(by_hour=20), NELL, "2026-01-06T19:00")
    assert "check-in:2026-01-07" not in keys(chart, "2026-01-07T08:59")
    assert "check-in:2026-01-07" in keys(chart, "2026-01-07T09:00")
    assert told(chart, "2026-01-07T09:00", Kind.CHECK_IN) == [("patient", 1)]
    assert told(chart, "2026-01-07T20:00", Kind.CHECK_IN) == [("patient", 1), ("patient", 1)]
    [asked, reminded] = [
        s
        for e in due(chart, POLICY, wall("2026-01-07T20:00"))
        if e.kind is Kind.CHECK_IN
        for s in steps(e, wall("2026-01-07T20:00"))
    ]
    assert (asked.key, reminded.key) == ("check-in:2026-01-07/0.1", "check-in:2026-01-07/1.1")
    assert "check-in:2026-01-07" in keys(chart, "2026-01-08T03:59")
    assert "missed-check-ins:2026-01-07" not in keys(chart, "2026-01-08T03:59")
    assert "check-in:2026-01-07" not in keys(chart, "2026-01-08T04:00")
    assert "missed-check-ins:2026-01-07" in keys(chart, "2026-01-08T04:00")


def test_missed_days_add_up_and_reach_one_person_after_the_other():
    chart = home()
    tell(chart, acts.Follow(), NELL, "2026-01-06T19:00")
    assert told(chart, "2026-01-08T04:00", Kind.MISSED) == [("patient", 1)]
    assert told(chart, "2026-01-09T04:00", Kind.MISSED) == [("patient", 2), ("nurse", 1)]
    assert told(chart, "2026-01-10T04:00", Kind.MISSED)[2] == ("prescriber", 1)
    [missed] = [
        e for e in due(chart, POLICY, wall("2026-01-10T05:00")) if e.kind is Kind.MISSED
    ]
    assert (missed.number, missed.of) == (3, "lucia")
    tell(chart, acts.CheckIn(mood=4), LUCIA, "2026-01-10T10:00")
    assert not [k for k in keys(chart, "2026-01-10T10:00") if k.startswith("missed")]
    assert "missed-check-ins:2026-01-11" in keys(chart, "2026-01-12T04:00")


def test_a_late_answer_is_kept_and_does_not_undo_the_missed_day():
    chart = home()
    tell(chart, acts.Follow(), NELL, "2026-01-06T19:00")
    tell(chart, acts.CheckIn(mood=4), LUCIA, "2026-01-07T21:00", "2026-01-08T04:00")
    assert [c.late for c in chart.check_ins] == [True]
    assert missed_in_a_row(chart, wall("2026-01-08T12:00")) == 1
    tell(chart, acts.CheckIn(mood=5), LUCIA, "2026-01-08T21:00", "2026-01-09T03:59")
    assert [c.late for c in chart.check_ins] == [True, False]
    assert missed_in_a_row(chart, wall("2026-01-09T12:00")) == 0


def test_a_new_hour_of_the_day_forgets_no_missed_day_and_a_new_beginning_does():
    chart = home()
    tell(chart, acts.Follow(), NELL, "2026-01-06T19:00")
    tell(chart, acts.Follow(by_hour=22), NELL, "2026-01-09T19:00")
    assert missed_in_a_row(chart, wall("2026-01-10T12:00")) == 3
    tell(chart, acts.Follow(daily=False), NELL, "2026-01-10T13:00")
    assert missed_in_a_row(chart, wall("2026-01-10T14:00")) == 0
    tell(chart, acts.Follow(), NELL, "2026-01-12T13:00")
    assert missed_in_a_row(chart, wall("2026-01-14T14:00")) == 1


def test_days_are_the_clinics_on_the_night_the_clocks_change():
    chart = home()
    tell(chart, acts.Follow(), NELL, "2026-03-06T19:00")
    # The 8th of March has 23 hours in New York.
    for day in ("07", "08", "09"):
        tell(chart, acts.CheckIn(mood=4), LUCIA, f"2026-03-{day}T23:30")
    assert [c.on.day for c in chart.check_ins] == [7, 8, 9]
    assert missed_in_a_row(chart, wall("2026-03-10T12:00")) == 0
    assert "missed-check-ins:2026-03-10" in keys(chart, "2026-03-11T04:00")


def test_an_unsafe_answer_and_a_report_each_owe_a_word_the_same_day():
    chart = home()
    entry = tell(chart, acts.CheckIn(safe=False), LUCIA, "2026-01-07T10:00")
    key = f"word-owed:{entry.position}"
    assert key in keys(chart, "2026-01-07T10:00")
    assert told(chart, "2026-01-07T10:00", Kind.WORD) == [("nurse", 1), ("prescriber", 1)]
    assert told(chart, "2026-01-07T14:00", Kind.WORD)[2] == ("manager", 1)
    answered = acts.Contact(task=entry.position, outcome=acts.Outcome.LEFT_WORD)
    tell(chart, answered, NELL, "2026-01-07T15:00")
    assert key in keys(chart, "2026-01-07T15:00")
    answered = acts.Contact(task=entry.position, outcome=acts.Outcome.REACHED)
    tell(chart, answered, NELL, "2026-01-07T16:00")
    assert key not in keys(chart, "2026-01-07T16:00")
    report = acts.Report(concern=acts.Concern.BOX)
    entry = tell(chart, report, MARCO, "2026-01-07T17:00")
    assert f"word-owed:{entry.position}" in keys(chart, "2026-01-07T17:00")
    assert (
        tell(chart, acts.CheckIn(safe=True), LUCIA, "2026-01-07T18:00").fact.task_due_at is None
    )


def test_who_takes_it_on_buys_silence_for_a_while_and_not_for_ever():
    chart = home()
    entry = tell(chart, acts.CheckIn(safe=False), LUCIA, "2026-01-07T10:00")
    seen = acts.Acknowledge(expectation=f"word-owed:{entry.position}")
    tell(chart, seen, NELL, "2026-01-07T11:00")
    [owed] = [e for e in due(chart, POLICY, wall("2026-01-07T18:00")) if e.kind is Kind.WORD]
    assert (owed.acknowledged_by, owed.quiet_until) == ("nell", wall("2026-01-08T11:00"))
    assert told(chart, "2026-01-08T10:59", Kind.WORD) == []
    assert told(chart, "2026-01-08T11:00", Kind.WORD)[0] == ("nurse", 7)


def test_the_watch_after_a_dose_ends_when_somebody_says_so():
    chart = home()
    dose = acts.TakeDose(
        what=acts.Holding(hand=MARCO_BOX, product=TROCHE, units=1),
        given_by="marco",
        observed_by="marco",
        evidence=acts.Evidence.DELEGATE_OBSERVED,
    )
    entry = tell(chart, dose, MARCO, "2026-01-07T20:10")
    key = f"session-record:{entry.position}"
    assert key in keys(chart, "2026-01-07T20:10")
    looking = Looking(chart, POLICY, wall("2026-01-07T20:10"))
    taken = watched(chart)
    assert taken is not None
    assert [f"{at.astimezone(ZONE):%H:%M}" for at in prompts(looking, taken)] == [
        "20:25",
        "20:40",
        "20:55",
        "21:10",
        "21:25",
        "21:40",
        "21:55",
        "22:10",
    ]
    look = acts.Observe(dose=entry.position, condition=acts.Condition.DROWSY)
    tell(chart, look, MARCO, "2026-01-07T20:25")
    assert key in keys(chart, "2026-01-07T22:10")
    assert told(chart, "2026-01-07T22:10", Kind.SESSION) == [("delegate", 1)]
    end = acts.Observe(dose=entry.position, condition=acts.Condition.WELL, ended=True)
    tell(chart, end, MARCO, "2026-01-07T22:12")
    assert key not in keys(chart, "2026-01-07T22:12")


def test_what_a_revoked_delegate_holds_is_expected_back():
    chart = home()
    tell(chart, acts.Revoke(delegate="marco"), LUCIA, "2026-01-08T10:00")
    assert "hand-back:marco:2026-01-08" in keys(chart, "2026-01-08T10:00")
    assert told(chart, "2026-01-08T10:00", Kind.HAND_BACK) == [("delegate", 1), ("nurse", 1)]
    [back] = [
        e for e in due(chart, POLICY, wall("2026-01-08T10:00")) if e.kind is Kind.HAND_BACK
    ]
    assert (back.of, back.number, back.late_at) == ("marco", 4, wall("2026-01-10T10:00"))
    what = acts.Holding(hand=MARCO_BOX, product=TROCHE, units=4)
    tell(chart, acts.Return(what=what, collector="clinic"), NELL, "2026-01-09T10:00")
    assert not [k for k in keys(chart, "2026-01-09T10:00") if k.startswith("hand-back")]


def test_who_holds_and_was_never_appointed_hands_back():
    """However it came about: custody never dangles."""
    chart = home()
    tell(chart, acts.Correct(entry=7, reason="a slip"), NELL, "2026-01-08T10:00")
    assert (list(chart.trusts), chart.held(MARCO_BOX)) == ([], 4)
    [back] = [
        e for e in due(chart, POLICY, wall("2026-01-08T10:00")) if e.kind is Kind.HAND_BACK
    ]
    assert (back.key, back.of, back.number) == ("hand-back:marco:2026-01-06", "marco", 4)
    assert Tie("marco", Role.DELEGATE) in projected(chart).ties


def test_who_was_appointed_anew_and_does_not_sign_hands_back():
    chart = home()
    tell(chart, acts.Revoke(delegate="marco"), LUCIA, "2026-01-08T10:00")
    again = acts.Appoint(delegate="marco", relation="husband", legal_basis="household member")
    tell(chart, again, NELL, "2026-01-09T10:00")
    assert not [k for k in keys(chart, "2026-01-11T09:59") if k.startswith("hand-back")]
    assert "hand-back:marco:2026-01-11" in keys(chart, "2026-01-11T10:00")
    tell(chart, acts.Agree(), MARCO, "2026-01-11T11:00")
    assert not [k for k in keys(chart, "2026-01-11T11:00") if k.startswith("hand-back")]


@pytest.mark.parametrize("who", ["marco", "lucia"])
def test_what_is_found_after_the_end_is_expected_back(who: str):
    chart = home()
    what = acts.Holding(hand=MARCO_BOX, product=TROCHE, units=4)
    tell(chart, acts.Lose(what=what, reason="gone"), NELL, "2026-01-08T10:00")
    reyes = Actor("dr-reyes", Role.PRESCRIBER)
    tell(chart, acts.CloseCourse(reason="moves away"), reyes, "2026-01-09T10:00")
    assert keys(chart, "2026-01-09T10:00") == []
    found = replace(what, hand=chart.hand_of(who))
    tell(chart, acts.Find(what=found, reason="the other bag"), NELL, "2026-01-12T10:00")
    [back] = due(chart, POLICY, wall("2026-01-12T10:00"))
    assert (back.key, back.of, back.number) == (f"hand-back:{who}:2026-01-12", who, 4)
    role = "delegate" if who == "marco" else "patient"
    assert set(told(chart, "2026-01-12T10:00", Kind.HAND_BACK)) == {(role, 1), ("nurse", 1)}


def test_the_evaluation_is_ahead_from_the_day_the_rule_warns():
    chart = home()
    assert not [k for k in keys(chart, "2026-01-27T23:59") if k.startswith("evaluation")]
    assert "evaluation-ahead:9" in keys(chart, "2026-01-28T00:00")
    [ahead] = [
        e for e in due(chart, POLICY, wall("2026-02-05T00:00")) if e.kind is Kind.EVALUATION
    ]
    assert ahead.stage(wall("2026-02-04T23:59")) is Stage.DUE
    assert ahead.stage(wall("2026-02-05T00:00")) is Stage.LATE


def test_a_course_without_any_evaluation_expects_one_from_its_opening_on():
    chart = chart_of("course:lucia", read(COURSE).entries)
    opened_on = chart.day(chart.entries[0].at)
    assert f"{opened_on:%Y-%m-%d}" == "2026-01-05"
    assert keys(chart, "2026-01-27T23:59") == []
    assert keys(chart, "2026-01-28T00:00") == ["evaluation-ahead:0"]
    [ahead] = due(chart, POLICY, wall("2026-02-05T00:00"))
    assert (ahead.of, ahead.position) == ("", 0)
    assert ahead.stage(wall("2026-02-04T23:59")) is Stage.DUE
    assert ahead.stage(wall("2026-02-05T00:00")) is Stage.LATE
    assert told(chart, "2026-01-28T00:00", Kind.EVALUATION) == [("prescriber", 1)]
    found = [w.word for w in looks(chart, POLICY, wall("2026-02-05T00:00"))]
    assert found == ["never-evaluated"]


def test_a_round_is_signed_by_each_doctor_each_working_day():
    chart = Chart("site:harbor-clinic")
    opened = acts.OpenSite(zone="America/New_York", policy="article")
    tell(chart, opened, Actor("mona", Role.MANAGER), "2026-01-05T08:00")
    doctors = ("dr-reyes", "dr-chen")

    def open_at(at: str) -> list[str]:
        return [e.key for e in rounds_due(chart, doctors, POLICY, wall(at))]

    assert open_at("2026-01-06T07:59") == []
    assert open_at("2026-01-06T08:00") == [
        "daily-round:dr-reyes:2026-01-06",
        "daily-round:dr-chen:2026-01-06",
    ]
    signed = acts.SignRound(on=chart.day(wall("2026-01-06T12:00")), listed=3, left=1)
    reyes = Actor("dr-reyes", Role.PRESCRIBER)
    tell(chart, signed, reyes, "2026-01-06T12:00")
    assert open_at("2026-01-06T18:00") == ["daily-round:dr-chen:2026-01-06"]
    [late] = rounds_due(chart, doctors, POLICY, wall("2026-01-06T21:00"))
    assert [(s.role, s.rung.deputy) for s in steps(late, wall("2026-01-06T21:00"))] == [
        (Role.PRESCRIBER, False),
        (Role.PRESCRIBER, True),
        (Role.MANAGER, False),
    ]
    instead = replace(signed, instead_of="dr-chen")
    tell(chart, instead, Actor("mona", Role.MANAGER), "2026-01-06T21:30")
    assert open_at("2026-01-06T22:00") == []
    assert open_at("2026-01-10T12:00") == []  # a Saturday


# --- call-backs ---------------------------------------------------------------------------


def draws(seed: str, number: int = 12) -> list[datetime]:
    looking = Looking(home(seed=seed), POLICY, wall("2026-01-06T12:00"))
    stream = drawn(looking)
    return [next(stream) for _ in range(number)]


@given(st.text("0123456789abcdef", min_size=8, max_size=32))
def test_between_two_call_backs_lie_days_that_the_policy_names(seed: str):
    moments = [wall("2026-01-06T11:00"), *draws(seed)]
    days = [m.astimezone(ZONE).date() for m in moments]
    gaps = [(b - a).days for a, b in pairwise(days)]
    assert all(4 <= gap <= 30 for gap in gaps)
    assert all(9 <= m.astimezone(ZONE).hour < 18 for m in moments[1:])


def test_the_draws_are_spread_and_come_again_the_same():
    assert draws("a1") == draws("a1")
    firsts = {draws(f"{n:x}", 1)[0].date() for n in range(400)}
    assert len(firsts) == 27  # every day from the 4th to the 30th is possible


def test_nobody_sees_a_call_back_coming_and_who_held_then_counts():
    chart = home(seed="c0ffee")
    [at, following] = draws("c0ffee", 2)
    before = [e.kind for e in due(chart, POLICY, at - timedelta(seconds=1))]
    assert Kind.CALL_BACK not in before
    [asked] = [e for e in due(chart, POLICY, at) if e.kind is Kind.CALL_BACK]
    assert (asked.of, asked.due_at, asked.late_at) == ("marco", at, at + timedelta(hours=24))
    assert next_at(chart, POLICY, at - timedelta(seconds=1)) == at
    early = acts.Count(hand=MARCO_BOX, product=TROCHE, units=4)
    count_at = (at - timedelta(hours=1)).astimezone(ZONE).replace(tzinfo=None).isoformat()
    tell(chart, early, MARCO, count_at)
    assert [e for e in due(chart, POLICY, at) if e.kind is Kind.CALL_BACK] == [asked]
    count_at = (at + timedelta(hours=1)).astimezone(ZONE).replace(tzinfo=None).isoformat()
    tell(chart, early, MARCO, count_at)
    now = at + timedelta(hours=1)
    assert not [e for e in due(chart, POLICY, now) if e.kind is Kind.CALL_BACK]
    assert following > now


def test_a_later_fill_does_not_draw_the_next_call_back_anew():
    chart = home(seed="c0ffee")
    at = draws("c0ffee", 1)[0]
    chart.seeds.append((at - timedelta(days=1), "another"))
    looking = Looking(chart, POLICY, at)
    stream = drawn(looking)
    assert next(stream) == at
    assert next(stream) != draws("c0ffee", 2)[1]


def test_a_chart_without_dice_draws_none():
    assert list(drawn(Looking(home(), POLICY, wall("2026-02-01T12:00")))) == []


# --- all of it ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [k for k in Kind if k is not Kind.ROUND])
def test_what_the_policy_has_off_is_not_expected(kind: Kind):
    from tests.spec.cases import changed

    chart = home(seed="c0ffee")
    tell(chart, acts.Follow(), NELL, "2026-01-06T19:00")
    tell(chart, acts.CheckIn(safe=False), LUCIA, "2026-01-07T10:00")
    off = changed(POLICY, {(kind.value, "strength"): "off"})
    moments = [wall("2026-01-07T10:00") + timedelta(hours=6 * n) for n in range(160)]
    assert not [e for at in moments for e in due(chart, off, at) if e.kind is kind]


@given(st.integers(0, 60 * 24 * 45), st.integers(1, 60 * 24 * 3))
def test_nothing_changes_before_the_next_moment_and_something_may_at_it(
    minutes: int, further: int
):
    chart = home(seed="c0ffee")
    tell(chart, acts.Follow(), NELL, "2026-01-06T19:00")
    tell(chart, acts.CheckIn(safe=False), LUCIA, "2026-01-07T10:00")
    now = wall("2026-01-07T10:00") + timedelta(minutes=minutes)

    def seen(at: datetime) -> list[tuple[str, Stage, tuple[str, ...]]]:
        return [
            (e.key, e.stage(at), tuple(s.key for s in steps(e, at)))
            for e in due(chart, POLICY, at)
        ]

    ahead = next_at(chart, POLICY, now)
    assert ahead > now
    between = min(now + timedelta(minutes=further), ahead - timedelta(seconds=1))
    assert seen(between) == seen(now)
    if ahead < wall("2026-06-01T00:00"):
        assert seen(ahead) != seen(now)


def test_a_course_that_has_ended_owes_words_and_has_doses_out_and_nothing_else():
    chart = home()
    tell(chart, acts.Follow(), NELL, "2026-01-06T19:00")
    tell(chart, acts.CheckIn(safe=False), LUCIA, "2026-01-07T10:00")
    chart.closed_at = wall("2026-01-07T11:00")
    found = {e.kind: e for e in due(chart, POLICY, wall("2026-01-20T12:00"))}
    assert set(found) == {Kind.WORD, Kind.HAND_BACK}
    back = found[Kind.HAND_BACK]
    assert (back.of, back.number, back.since_at) == ("marco", 4, chart.closed_at)
    assert isinstance(chart.entries[-1].fact, Done)


def test_both_questions_at_once_have_the_same_two_answers():
    chart = home(seed="dice")
    for hours in range(0, 24 * 40, 7):
        now = wall("2026-01-06 09:00") + timedelta(hours=hours)
        assert due_until(chart, POLICY, now) == (
            due(chart, POLICY, now),
            next_at(chart, POLICY, now),
        )
