"""What is seen of a course: the table is whole, and each of its lines is tried."""

import inspect
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from dosekeeper.core import acts, sharing
from dosekeeper.core.acts import ACTS, COURSE_VERBS, Topic
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Done, Refused
from dosekeeper.core.ledger import Hand
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.sharing import (
    CUSTODY,
    IN_THE_BOOKS,
    NUMBERS,
    OF_TOPIC,
    PARTS,
    STAFF_ONLY,
)
from dosekeeper.core.sight import Sight, sight_of
from dosekeeper.core.verdict import WITHHELD, Reason, Strength
from dosekeeper.rulebook import load
from tests.cast import (
    AUDE,
    BEGIN,
    BOX,
    DR_REYES,
    HERS,
    LUCIA,
    MARCO,
    NELL,
    TROCHE,
    Story,
    filled,
    home_dose,
)


ARTICLE = load("article")
ROSA = Actor("rosa", Role.DELEGATE)
FEAR = acts.Report(concern=acts.Concern.NOT_SAFE_WITH_DELEGATE, text="afraid", private=True)


def seen(chart: Chart, viewer: Actor) -> Chart:
    """What somebody sees when the last entry has just been written."""
    now = chart.entries[-1].recorded_at if chart.entries else BEGIN
    return sharing.seen(chart, sight_of(chart, viewer, ARTICLE, now))


def verbs_seen(story: Story, viewer: Actor) -> list[str]:
    return [entry.verb for entry in seen(story.chart, viewer).entries]


def call(task: int) -> acts.Contact:
    return acts.Contact(task=task, outcome=acts.Outcome.REACHED, note="spoke")


def test_every_verb_stands_in_one_place_of_the_table():
    places = [CUSTODY, STAFF_ONLY, *OF_TOPIC.values()]
    assert sum(map(len, places)) == len(COURSE_VERBS)
    assert frozenset().union(*places) == COURSE_VERBS
    assert set(OF_TOPIC) == set(Topic)


def test_every_part_and_number_of_the_table_is_one_that_there_is():
    for verb, parts in PARTS.items():
        assert set(parts) <= {each.name for each in fields(ACTS[verb])}, verb
        assert verb in CUSTODY
    assert NUMBERS.keys() | IN_THE_BOOKS.keys() <= {rule for rule, _ in ARTICLE.settings}


def test_no_free_word_of_custody_is_left_out_of_the_table():
    """Whatever an act checks as free text, besides what stands on the box or a receipt."""
    on_the_box = {("fill", "record"), ("return", "collector")}
    for verb in CUSTODY:
        body = inspect.getsource(ACTS[verb])
        words = {
            each.name for each in fields(ACTS[verb]) if f'check_text("{each.name}"' in body
        }
        kept = {(verb, name) for name in words - set(PARTS.get(verb, {}))}
        assert kept <= on_the_box, verb


def test_the_whole_chart_stays_as_it_was():
    story = filled()
    before = list(story.chart.entries)
    seen(story.chart, MARCO)
    assert story.chart.entries == before
    assert story.chart.weight_g == 70_000
    assert not story.chart.withheld


def test_custody_alone_without_anything_shared():
    story = filled()
    story.tell(acts.CheckIn(mood=3, worry="alone"), LUCIA)
    story.tell(home_dose(), MARCO)
    chart = seen(story.chart, MARCO)
    assert verbs_seen(story, MARCO) == [
        "open",
        "plan",
        "agree",
        "agree",
        "appoint",
        "agree",
        "level",
        "prescribe",
        "fill",
        "accept",
        "dose",
    ]
    assert (chart.weight_g, chart.evaluations, chart.check_ins) == (None, [], [])
    assert (chart.end_point, chart.source_check) == ("", None)
    assert chart.held(BOX) == 3
    assert chart.plan == story.chart.plan
    assert chart.script == story.chart.script
    assert chart.level == story.chart.level
    assert chart.hidden == frozenset(Topic)
    level = next(e.fact.act for e in chart.entries if e.verb == "level")
    assert level == acts.SetLevel(level=story.chart.level, reason=WITHHELD)


@pytest.mark.parametrize("topic", Topic)
def test_a_shared_topic_brings_its_verbs_and_no_others(topic):
    story = filled()
    story.tell(acts.CheckIn(safe=False), LUCIA)
    hurt = story.tell(acts.Report(concern=acts.Concern.UNWELL), LUCIA)
    story.tell(call(hurt), NELL)
    before = set(verbs_seen(story, MARCO))
    story.tell(acts.Share(topics=(topic,)), LUCIA)
    assert set(verbs_seen(story, MARCO)) - before == OF_TOPIC[topic] & {
        entry.verb for entry in story.entries
    }


def test_a_private_word_and_what_follows_from_it_are_never_seen():
    story = filled()
    story.tell(acts.Share(topics=tuple(Topic)), LUCIA)
    before = seen(story.chart, MARCO)
    owed = Done(act=FEAR, task_due_at=story.now + timedelta(hours=8))
    fear = story.add(owed, LUCIA, story.now, story.now)
    story.tell(acts.Acknowledge(expectation=f"word-owed:{fear}"), NELL)
    left = replace(call(fear), outcome=acts.Outcome.LEFT_WORD)
    answer = story.tell(left, NELL)
    story.tell(acts.Correct(entry=answer, reason="wrong patient"), NELL)
    assert fear in story.chart.tasks
    after = seen(story.chart, MARCO)
    assert after.books.home_ug() == before.books.home_ug()
    assert replace(after, books=before.books) == before
    assert verbs_seen(story, LUCIA) == [entry.verb for entry in story.entries]


def test_a_trusted_person_is_always_told_that_there_is_more():
    story = Story()
    assert seen(story.chart, MARCO).withheld
    assert not seen(story.chart, LUCIA).withheld


def test_what_a_trusted_person_says_in_private_is_theirs_and_the_clinics():
    story = filled()
    secret = acts.Report(concern=acts.Concern.OTHER, text="she drinks", private=True)
    said = story.tell(secret, MARCO)
    story.tell(acts.Acknowledge(expectation=f"word-owed:{said}"), NELL)
    story.tell(call(said), NELL)
    for viewer, sees in ((MARCO, True), (NELL, True), (LUCIA, False), (ROSA, False)):
        assert (said in seen(story.chart, viewer).reports) is sees, viewer
    patients = seen(story.chart, LUCIA)
    assert patients.withheld
    assert {"contact", "acknowledge"}.isdisjoint(entry.verb for entry in patients.entries)
    assert patients.acknowledged == {}


def test_differences_are_those_of_ones_own_box():
    story = filled()
    mine = story.tell(acts.Count(hand=BOX, product=TROCHE, units=3), MARCO)
    hers = story.tell(acts.Count(hand=HERS, product=TROCHE, units=1), NELL)
    assert set(story.chart.cases) == {mine, hers}
    chart = seen(story.chart, MARCO)
    assert set(chart.cases) == {mine}
    assert chart.cases[mine].hand == BOX
    assert [count.position for count in chart.counts] == [mine]


def test_ones_own_words_stay_and_other_peoples_are_left_out_visibly():
    story = filled()
    lost = acts.Lose(what=home_dose().what, reason="fell into the sink", report="none")
    story.tell(lost, MARCO)
    (entry,) = [e for e in seen(story.chart, MARCO).entries if e.verb == "lost"]
    assert entry.fact.act == lost
    (entry,) = [e for e in seen(story.chart, ROSA).entries if e.verb == "lost"]
    assert entry.fact.act == replace(lost, reason=WITHHELD, report=WITHHELD)
    appointed = [e.fact.act for e in seen(story.chart, MARCO).entries if e.verb == "appoint"]
    assert appointed == [e.fact.act for e in story.entries if e.verb == "appoint"]


def test_blood_pressure_is_seen_by_who_measured_it():
    story = filled()
    story.tell(home_dose(), MARCO)
    assert seen(story.chart, MARCO).doses == story.chart.doses
    (hers,) = seen(story.chart, ROSA).doses
    assert (hers.act.systolic, hers.act.diastolic, hers.act.pulse) == (None, None, None)


def test_the_dice_are_an_auditors_alone():
    story = filled()
    at = next(n for n, e in enumerate(story.chart.entries) if e.verb == "fill")
    entry = story.chart.entries[at]
    assert isinstance(entry.fact, Done)
    story.chart.entries[at] = replace(entry, fact=replace(entry.fact, seed="ab" * 16))

    def dice(viewer: Actor) -> list[Any]:
        facts = [each.fact for each in seen(story.chart, viewer).entries]
        return [fact.seed for fact in facts if isinstance(fact, Done) and fact.seed]

    assert dice(AUDE) == ["ab" * 16]
    for viewer in (LUCIA, MARCO, NELL, DR_REYES):
        assert dice(viewer) == [], viewer


def test_reasons_are_given_without_the_body_and_the_word_of_a_register():
    heavy = Reason(
        rule="dose-ceiling",
        strength=Strength.REFUSE,
        finding="above-refuse-mg-per-kg",
        numbers={"dose_ug": 400_000, "dose_ug_max": 306_170, "weight_g": 61_234},
    )
    plain = replace(heavy, numbers={"dose_ug": 400_000, "dose_ug_max": 300_000})
    other = Reason(
        rule="other-source",
        strength=Strength.REFUSE,
        finding="active",
        numbers={"method": "her sister says", "checked_on": "2026-01-05"},
    )
    old = replace(
        other,
        rule="fresh-look",
        finding="old",
        numbers={"method": "her sister says", "age_hours_max": 24},
    )

    silent = Reason(
        rule="check-in-due",
        strength=Strength.REFUSE,
        finding="too-many-missed",
        numbers={"missed_days": 3, "refused_from_days": 3},
    )

    def numbers(hidden: frozenset[Topic]) -> list[Any]:
        known = (heavy, plain, other, old, silent)
        reasons = sharing.seen_reasons(known, Sight(MARCO, hidden))
        return [dict(reason.numbers) for reason in reasons]

    assert numbers(frozenset(Topic)) == [
        {"dose_ug": 400_000, "dose_ug_max": WITHHELD, "weight_g": WITHHELD},
        plain.numbers,
        {"method": WITHHELD, "checked_on": "2026-01-05"},
        {"method": WITHHELD, "age_hours_max": 24},
        {"missed_days": WITHHELD, "refused_from_days": 3},
    ]
    assert numbers(frozenset())[0] == heavy.numbers
    assert sharing.seen_reasons((other,), Sight(NELL)) == (other,)


# --- the end of the course and of a role ---------------------------------------------------


@pytest.mark.parametrize(
    "over", [acts.CloseCourse(reason="well"), acts.Revoke(delegate="marco", reason="parted")]
)
def test_what_is_shared_with_a_trusted_person_ends_with_what_they_are_trusted_for(over):
    story = filled()
    story.tell(acts.Share(topics=tuple(Topic)), LUCIA)
    story.tell(acts.CheckIn(mood=3, worry="alone"), LUCIA)
    chart = seen(story.chart, MARCO)
    assert (chart.hidden, chart.weight_g, len(chart.check_ins)) == (frozenset(), 70_000, 1)
    story.tell(over, DR_REYES)
    chart = seen(story.chart, MARCO)
    assert chart.hidden == frozenset(Topic)
    assert (chart.weight_g, chart.evaluations, chart.check_ins) == (None, [], [])
    assert chart.held(BOX) == 4, "what they have to hand back"
    assert {"evaluate", "check-in", "weigh"}.isdisjoint(verbs_seen(story, MARCO))
    assert seen(story.chart, NELL).hidden == frozenset()
    assert seen(story.chart, LUCIA).hidden == frozenset()


def test_nothing_is_shared_any_more_once_the_time_of_a_role_is_over():
    story = filled()
    story.tell(acts.Share(topics=tuple(Topic)), LUCIA)
    (trust,) = story.chart.trusts.values()
    trust.until_on = story.chart.day(story.now)
    for days, hidden in ((0, frozenset()), (1, frozenset(Topic))):
        at = story.now + timedelta(days=days)
        assert sight_of(story.chart, MARCO, ARTICLE, at).hidden == hidden


# --- a count is blind -----------------------------------------------------------------------


SHORT = Reason(
    rule="empty-hand",
    strength=Strength.REFUSE,
    finding="short",
    numbers={"hand": BOX, "held_units": 4, "asked_units": 99},
)


def test_what_the_books_say_of_a_hand_is_kept_back_until_it_is_counted():
    story = filled()

    def told(viewer: Actor) -> tuple[set[Hand], dict[str, Any]]:
        sight = sight_of(story.chart, viewer, ARTICLE, story.now)
        (reason,) = sharing.seen_reasons((SHORT,), sight)
        return set(sharing.seen(story.chart, sight).uncounted), dict(reason.numbers)

    blind = {**SHORT.numbers, "held_units": WITHHELD}
    assert told(MARCO) == ({BOX}, blind)
    for viewer in (LUCIA, NELL, DR_REYES, AUDE, ROSA):
        assert told(viewer) == (set(), SHORT.numbers), viewer
    story.tell(acts.Count(hand=BOX, product=TROCHE, units=4), MARCO)
    assert told(MARCO) == (set(), SHORT.numbers)


def test_a_refusal_on_the_record_says_no_more_than_its_answer():
    story = filled()
    back = acts.Return(what=replace(home_dose().what, units=99), collector="corner-pharmacy")
    story.add(Refused(act=back, reasons=(SHORT,)), MARCO, story.now, story.now)
    (entry,) = [e for e in seen(story.chart, MARCO).entries if isinstance(e.fact, Refused)]
    assert entry.fact.reasons[0].numbers["held_units"] == WITHHELD
    story.tell(acts.Count(hand=BOX, product=TROCHE, units=4), MARCO)
    (entry,) = [e for e in seen(story.chart, MARCO).entries if isinstance(e.fact, Refused)]
    assert entry.fact.reasons == (SHORT,)
