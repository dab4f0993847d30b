"""What a journal promises the desk, kept by every journal there is."""

from datetime import timedelta
from threading import Thread

import pytest

from dosekeeper.core import acts
from dosekeeper.core.acts import Request
from dosekeeper.core.events import Done, Entry, Refused, course_stream
from dosekeeper.core.ledger import Movement, ShortError
from dosekeeper.core.units import BadValueError
from dosekeeper.desk.decide import Desk, KeyReusedError, NotEntitledError
from dosekeeper.rulebook import Rulebook
from tests import cast
from tests.store.conftest import tell
from tests.support.memory import MemoryJournal
from tests.support.walk import Walk


def chart(journal, stream=cast.COURSE):
    return journal.look(stream, lambda pages: pages.chart(stream))


def state(journal, stream=cast.COURSE):
    found = chart(journal, stream)
    return found.entries, list(found.books.items())


def shelf(journal, site=cast.INSIDE):
    return journal.look(cast.SITE, lambda pages: pages.shelf(site))


def test_it_agrees_with_the_reference_entry_by_entry(journal):
    reference = MemoryJournal()
    wanted = tell(Desk(journal=reference, policies=Rulebook()))
    got = tell(Desk(journal=journal, policies=Rulebook()))
    assert got.said == wanted.said
    for stream in (cast.COURSE, course_stream("dana"), cast.SITE):
        there, here = chart(journal, stream), chart(reference, stream)
        assert there.entries == here.entries
        assert list(there.books.items()) == list(here.books.items())
        assert there.runs_out_on == here.runs_out_on
    left = shelf(journal)
    assert list(left.items()) == list(shelf(reference).items())
    assert left.lots(cast.SHELF, cast.TROCHE) == {"lot-2": 8}, "the older lot went first"


def test_positions_have_no_gap(journal, walk):
    walk.open_course()
    walk.cycle()
    entries = chart(journal).entries
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))


def test_what_failed_on_the_way_leaves_nothing(journal, walk):
    walk.open_course()
    before = state(journal)

    def work(pages):
        pages.append(weighing(pages.chart(cast.COURSE).position + 1, walk.now))
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="the power went"):
        journal.transact(cast.COURSE, work)
    assert state(journal) == before
    walk.do(acts.Weigh(weight_g=71_000), cast.NELL)
    assert chart(journal).position == len(before[0]) + 1


def test_a_hand_never_falls_below_zero(journal, walk):
    walk.open_course()
    before = state(journal)
    taken = Movement(cast.BOX, cast.HERS, cast.TROCHE, "lot-1", 1)

    def work(pages):
        fact = Done(act=acts.Weigh(weight_g=70_000), movements=(taken,))
        pages.append(entry(len(before[0]) + 1, walk.now, fact))

    with pytest.raises(ShortError):
        journal.transact(cast.COURSE, work)
    assert state(journal) == before


def test_a_stock_never_falls_below_zero(journal, walk):
    walk.open_site(units=3)
    walk.open_course()
    position = chart(journal).position + 1
    too_many = Movement(cast.SHELF, cast.BOX, cast.TROCHE, "lot-1", 4)

    def work(pages):
        fact = Done(act=acts.Weigh(weight_g=70_000), movements=(too_many,))
        pages.append(entry(position, walk.now, fact))

    with pytest.raises(ShortError):
        journal.transact(cast.COURSE, work)
    assert chart(journal).position == position - 1
    assert shelf(journal).units(cast.SHELF) == 3


def test_the_same_key_gets_the_first_answer(journal, walk):
    walk.open_course()
    first = walk.ask(acts.Weigh(weight_g=70_000), cast.NELL, key="k1")
    again = walk.ask(acts.Weigh(weight_g=70_000), cast.NELL, key="k1")
    assert (first.again, again.again) == (False, True)
    assert again.entry == first.entry
    assert chart(journal).position == first.entry.position


def test_a_refusal_has_its_key_too(journal, walk):
    walk.open_course()
    fill = walk.fill_act(prescription=99)
    first, again = (walk.ask(fill, cast.FEMI, key="k1") for _ in range(2))
    assert again.again
    assert again.verdict == first.verdict
    assert not again.verdict.allowed


@pytest.mark.parametrize("course", ["lucia", "dana"])
def test_the_same_key_for_something_else_is_an_error(journal, desk, walk, course):
    walk.open_course()
    Walk(desk, course="dana").open_course()
    walk.ask(acts.Weigh(weight_g=70_000), cast.NELL, key="k1")
    stream = course_stream(course)
    before = state(journal, stream)
    with pytest.raises(KeyReusedError):
        walk.ask(acts.Weigh(weight_g=71_000), cast.NELL, stream=stream, key="k1")
    assert state(journal, stream) == before


def test_another_moment_or_another_second_person_is_another_request(desk, walk):
    """The whole request is compared here, so that every door answers the same."""
    walk.open_course()
    now, act = walk.now + timedelta(hours=1), acts.Weigh(weight_g=70_000)

    def ask(key, *, told=None, second=None, later=0):
        asked_at = now + timedelta(minutes=later)
        request = Request(act=act, by=cast.NELL, at=told or asked_at, second=second)
        return desk.decide(walk.stream, request, now=asked_at, key=key)

    earlier = now - timedelta(minutes=2)
    ask("now"), ask("told", told=earlier), ask("two", second=cast.MONA)
    assert ask("now", later=1).again, "without a moment, it is the one of the recording"
    assert ask("told", told=earlier, later=1).again
    assert ask("two", second=cast.MONA, later=1).again
    for key, other in (
        ("now", {"told": earlier}),
        ("told", {"told": now}),
        ("told", {}),
        ("two", {}),
        ("two", {"second": cast.INES}),
    ):
        with pytest.raises(KeyReusedError):
            ask(key, **other, later=1)


def test_a_refusal_is_written_and_moves_nothing(journal, walk):
    walk.open_course()
    before = chart(journal)
    outcome = walk.ask(walk.fill_act(prescription=1), cast.FEMI)
    after = chart(journal)
    assert isinstance(outcome.entry.fact, Refused)
    assert after.entries == [*before.entries, outcome.entry]
    assert list(after.books.items()) == []
    assert list(after.tasks) == [outcome.entry.position]


def test_who_may_not_ask_leaves_no_trace(journal, walk):
    walk.open_course()
    before = state(journal)
    with pytest.raises(NotEntitledError):
        walk.ask(cast.prescription(), cast.MARCO)
    with pytest.raises(BadValueError):
        walk.ask(acts.Weigh(weight_g=70_000), cast.NELL, stream=course_stream("nobody"))
    assert state(journal) == before
    assert chart(journal, course_stream("nobody")).entries == []


def test_a_stock_is_here_once_its_site_was_opened(journal, walk):
    assert shelf(journal) is None
    walk.open_site(units=7)
    assert shelf(journal).units(cast.SHELF) == 7
    assert shelf(journal, cast.OUTSIDE) is None


def earlier(journal, patient, besides=""):
    charts = journal.look(cast.COURSE, lambda pages: pages.earlier(patient, besides=besides))
    return [(each.stream, each.position, each.closed_at is None) for each in charts]


def open_and_close(desk, *courses):
    """Open one course of Lucia's after the other, and close all but the last."""
    walk = Walk(desk)
    for course in courses:
        walk.course = course
        walk.open_course("lucia")
        if course != courses[-1]:
            walk.do(acts.CloseCourse(reason="moves away"), cast.DR_REYES)
    return walk


def test_the_other_courses_of_a_patient_oldest_first(journal, desk):
    assert earlier(journal, "lucia") == []
    open_and_close(desk, "z", "m", "a")
    Walk(desk, course="dana").open_course()
    z, m, a = ("course:z", 8, False), ("course:m", 8, False), ("course:a", 7, True)
    assert earlier(journal, "lucia") == [z, m, a]
    assert earlier(journal, "lucia", "course:m") == [z, a]
    assert earlier(journal, "dana", "course:dana") == []
    assert earlier(journal, "dana") == [("course:dana", 7, True)]


def test_they_are_read_inside_the_decision_with_what_it_wrote_itself(journal, desk):
    walk = open_and_close(desk, "first", "second")

    def work(pages):
        before = pages.earlier("lucia", besides="course:first")[0].position
        pages.append(weighing(8, walk.now, "course:second"))
        return before, pages.earlier("lucia", besides="course:first")[0].position

    assert journal.transact("course:second", work) == (7, 8)
    assert earlier(journal, "lucia", "course:first") == [("course:second", 8, True)]


def test_what_an_earlier_course_knew_stands_before_the_acts_of_the_next(journal, desk):
    walk = Walk(desk, course="first")
    walk.open_course("lucia")
    found = acts.CheckSource(result=acts.SourceCheck.OTHER, method="state register")
    walk.do(found, cast.NELL)
    walk.do(acts.CloseCourse(reason="moves away"), cast.DR_REYES)
    walk.course = "second"
    walk.open_course("lucia")
    walk.do(acts.Weigh(weight_g=70_000), cast.NELL)
    walk.do(cast.evaluation(18), cast.DR_REYES)
    refused = walk.ask(cast.prescription(), cast.DR_REYES).verdict
    assert [(r.rule, r.finding) for r in refused.blocking] == [("other-source", "active")]
    request = Request(act=cast.prescription(), by=cast.DR_REYES, at=walk.now)
    assert desk.rehearse(walk.stream, request, now=walk.now).verdict == refused
    clear = acts.CheckSource(result=acts.SourceCheck.CLEAR, method="called them")
    walk.do(clear, cast.NELL)
    walk.do(cast.prescription(), cast.DR_REYES)


def test_what_is_handed_out_does_not_change_later(journal, walk):
    walk.open_course()
    before = chart(journal)
    seen = (before.position, list(before.scripts), before.weight_g)
    walk.cycle()
    assert (before.position, list(before.scripts), before.weight_g) == seen


def test_a_rehearsal_writes_nothing(journal, desk, walk):
    walk.open_course()
    before = state(journal)
    request = Request(act=walk.fill_act(1), by=cast.FEMI, at=walk.now)
    rehearsed = desk.rehearse(cast.COURSE, request, now=walk.now)
    assert not rehearsed.verdict.allowed
    assert rehearsed.entry is None
    assert state(journal) == before
    written = desk.decide(cast.COURSE, request, now=walk.now)
    assert written.verdict == rehearsed.verdict


def test_many_threads_leave_one_chain(journal, desk, walk, request):
    if isinstance(journal, MemoryJournal):
        return  # it is no engine: nobody shares it
    walk.open_course()
    begun = chart(journal).position

    def weigh():
        from django.db import connection

        for _ in range(5):
            act = Request(act=acts.Weigh(weight_g=70_000), by=cast.NELL, at=walk.now)
            desk.decide(cast.COURSE, act, now=walk.now)
        connection.close()

    threads = [Thread(target=weigh) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    from dosekeeper.store.verify import verify

    assert chart(journal).position == begun + 30
    assert verify().problems == ()


def weighing(position, now, stream=cast.COURSE):
    return entry(position, now, Done(act=acts.Weigh(weight_g=70_000)), stream)


def entry(position, now, fact, stream=cast.COURSE):
    later = now + timedelta(minutes=1)
    return Entry(
        stream=stream,
        position=position,
        fact=fact,
        at=later,
        recorded_at=later,
        by=cast.NELL,
        policy="test",
    )
