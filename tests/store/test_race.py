"""Thirty-two processes ask for the last dose at the same moment: one gets it.

The last dose of a prescription is held by the lock of its course; the last dose on a shelf
by the lock of the site, with the racers on courses of their own. The same races without
locks hand it out twice: if they did not, these tests would prove nothing.

And eight of them open courses for the same patients, each a course of its own, where only
the lock of the patient stands between them.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from dosekeeper.core import acts
from dosekeeper.core.events import course_stream
from dosekeeper.desk.decide import Desk
from dosekeeper.rulebook import Rulebook
from dosekeeper.store.journal import DjangoJournal
from dosekeeper.store.models import CourseIndex
from dosekeeper.store.transfer import import_entries
from dosekeeper.store.verify import verify
from tests import cast
from tests.support.memory import MemoryJournal
from tests.support.repository import ROOT
from tests.support.walk import Walk


RACERS = 32
COURSES = [f"lucia.{number}" for number in range(RACERS)]
ONE = [COURSES[0]] * RACERS
ROUNDS, SOAK_ROUNDS = 10, 200
CONTROL_ROUNDS = 20
SAID_NO = {"doses-left", "empty-hand", "early-fill", "early-days", "supply-in-hand"}


def prepare():
    """One dose on the shelf, and on every course a prescription of one dose."""
    reference = MemoryJournal()
    desk = Desk(journal=reference, policies=Rulebook())
    shop = Walk(desk)
    shop.open_site(units=1)
    for course in COURSES:
        walk = Walk(desk, course=course, site=cast.INSIDE)
        walk.open_course(course)
        walk.do(acts.Weigh(weight_g=70_000), cast.NELL)
        look = acts.CheckSource(result=acts.SourceCheck.CLEAR, method="state register")
        walk.do(look, cast.NELL)
        walk.do(cast.evaluation(18), cast.DR_REYES)
        walk.do(cast.prescription(doses=1, days=4, doses_per_fill=1), cast.DR_REYES)
    import_entries(reference.written)


@contextmanager
def racers(engine, journal, number=RACERS, race="fill") -> Iterator["subprocess.Popen[str]"]:
    connection.close()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.race", journal, str(number), race],
        cwd=ROOT,
        env=engine.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def run(process, courses) -> list[Any]:
    process.stdin.write(json.dumps(courses) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    assert line, "the racers are gone"
    told: list[Any] = json.loads(line)
    return told


def put_back(courses, told):
    """Let the winner's offer be declined and called back: all is as before the race."""
    desk = Desk(journal=DjangoJournal(), policies=Rulebook())
    for course, answer in zip(courses, told, strict=True):
        if answer.startswith("won"):
            stream = course_stream(course)
            now = cast.BEGIN + timedelta(hours=1)
            offer = int(answer.split()[1])
            for act, by in (
                (acts.Decline(offer=offer), cast.MARCO),
                (acts.Expire(offer=offer), cast.FEMI),
            ):
                request = acts.Request(act=act, by=by, at=now)
                assert desk.decide(stream, request, now=now).verdict.allowed


def race(engine, courses, rounds):
    prepare()
    with racers(engine, "locked") as process:
        for number in range(rounds):
            told = run(process, courses)
            kinds = Counter(answer.split()[0] for answer in told)
            assert kinds == {"won": 1, "refused": RACERS - 1}, (number, sorted(set(told)))
            rules = {rule for answer in told if answer[0] == "r" for rule in answer.split()[1:]}
            assert rules <= SAID_NO
            put_back(courses, told)
    assert verify().problems == ()


@pytest.mark.parametrize("courses", [ONE, COURSES], ids=["one-course", "one-shelf"])
def test_exactly_one_gets_the_last_dose(engine, courses):
    race(engine, courses, ROUNDS // 2)


@pytest.mark.soak
@pytest.mark.parametrize("courses", [ONE, COURSES], ids=["one-course", "one-shelf"])
def test_exactly_one_gets_the_last_dose_every_time(engine, courses):
    race(engine, courses, SOAK_ROUNDS)


def test_without_locks_it_is_handed_out_twice(engine):
    prepare()
    with racers(engine, "unlocked") as process:
        for _ in range(CONTROL_ROUNDS):
            told = run(process, COURSES)
            if sum(answer.startswith("won") for answer in told) > 1:
                break
            put_back(COURSES, told)
        else:
            pytest.fail("the race without locks proves nothing: nobody got a second dose")
    assert verify().problems, "and the books say so"


OPENERS = 8
PATIENTS = 3


def open_at_once(process, number) -> list[str]:
    """Let every racer open a course for each of some patients, in an order of its own."""
    patients = [f"p{number}-{which}" for which in range(PATIENTS)]
    asked = [
        [f"{patients[(racer + n) % PATIENTS]}.{racer}" for n in range(PATIENTS)]
        for racer in range(OPENERS)
    ]
    return sorted(answer for told in run(process, asked) for answer in told)


def one_each(number) -> list[str]:
    return sorted(
        f"p{number}-{which} {answer}"
        for which in range(PATIENTS)
        for answer in ("won 1", *["refused one-course"] * (OPENERS - 1))
    )


@pytest.mark.parametrize("journal", ["locked", "grouped"])
def test_a_patient_gets_one_course_whoever_opens_one(engine, journal):
    with racers(engine, journal, OPENERS, "open") as process:
        for number in range(ROUNDS // 2):
            assert open_at_once(process, number) == one_each(number)
    assert verify().problems == ()
    opened = CourseIndex.objects.values_list("patient", flat=True)
    assert len(opened) == len(set(opened)) == PATIENTS * (ROUNDS // 2)


def test_without_locks_a_patient_gets_two(engine):
    with racers(engine, "unlocked", OPENERS, "open") as process:
        for number in range(CONTROL_ROUNDS):
            told = Counter(
                answer.rpartition(" ")[0] for answer in open_at_once(process, number)
            )
            if max(n for answer, n in told.items() if answer.endswith(" won")) > 1:
                return
    pytest.fail("the race without locks proves nothing: no patient got a second course")
