"""The register adds up line by line; streams go out and come in without a loss."""

import json
from dataclasses import replace

import pytest
from django.db import connection

from dosekeeper.core import acts
from dosekeeper.core.events import Done, course_stream
from dosekeeper.core.units import BadValueError
from dosekeeper.store import reading, transfer
from dosekeeper.store.codec import digest_of
from dosekeeper.store.journal import CHARTS
from dosekeeper.store.models import JournalRow
from dosekeeper.store.verify import verify
from tests import cast
from tests.support.engines import django_uses, on_sqlite


def test_the_register_has_every_unit_in_and_out(told):
    shelf = acts.Holding(hand=cast.SHELF, product=cast.TROCHE, units=1, lot="lot-2")
    waste = acts.Waste(what=shelf, reason="broken")
    told.do(waste, cast.INES, stream=cast.SITE, second=cast.NELL)
    count = acts.Count(hand=cast.SHELF, product=cast.TROCHE, units=6)
    told.do(count, cast.INES, stream=cast.SITE)
    lines = reading.register(cast.INSIDE)
    assert [(line.verb, line.lot, line.change, line.balance) for line in lines] == [
        ("receive", "lot-1", 6, 6),
        ("receive", "lot-2", 10, 10),
        ("fill", "lot-1", -4, 2),
        ("fill", "lot-1", -2, 0),
        ("fill", "lot-2", -2, 8),
        ("waste", "lot-2", -1, 7),
        ("count", None, 0, 7),
    ]
    assert [line.of_product for line in lines] == [6, 16, 12, 10, 8, 7, 7]
    assert (lines[-1].counted, lines[-1].difference) == (6, -1)
    assert lines[-2].second == cast.NELL
    assert {line.by.person for line in lines} == {"ines"}


def test_the_register_of_one_lot_and_from_a_day_on(told):
    lines = reading.register(cast.INSIDE)
    of_lot = reading.register(cast.INSIDE, cast.TROCHE, "lot-2")
    assert of_lot == [line for line in lines if line.lot == "lot-2"]
    later = reading.register(cast.INSIDE, since=lines[2].recorded_at)
    assert later == lines[2:], "what came before is brought forward"


def streams() -> list[str]:
    return reading.streams()


def test_everything_goes_out_and_comes_in_with_its_digests(told, django_db_blocker):
    lines = list(transfer.export_streams(streams()))
    head = verify().head
    with on_sqlite() as other, django_uses(other):
        CHARTS.forget()
        done = transfer.import_lines(lines)
        assert (done.written, done.known) == (len(lines), 0)
        again = transfer.import_lines(lines)
        assert (again.written, again.known) == (0, len(lines))
        report = verify()
        assert report.problems == ()
        assert report.head == head
        assert list(transfer.export_streams(streams())) == lines
        connection.close()
    CHARTS.forget()


def test_one_course_comes_in_where_its_pharmacy_is_not_kept(told, django_db_blocker):
    dana = course_stream("dana")
    lines = list(transfer.export_stream(dana))
    with on_sqlite() as other, django_uses(other):
        CHARTS.forget()
        transfer.import_lines(lines)
        assert list(transfer.export_stream(dana)) == lines
        assert verify().problems == ()
        connection.close()
    CHARTS.forget()


def test_entries_without_seals_get_the_same_ones(told, django_db_blocker):
    before = reading.sealed(cast.COURSE)
    entries = reading.entries(cast.COURSE)
    with on_sqlite() as other, django_uses(other):
        CHARTS.forget()
        transfer.import_entries(entries)
        assert reading.sealed(cast.COURSE) == before
        connection.close()
    CHARTS.forget()


def changed(line: str, change) -> str:
    told = json.loads(line)
    change(told)
    return json.dumps(told)


WRONG = {
    "no JSON": lambda line: line[:-5],
    "deep": lambda _: "[" * 100_000,
    "a list": lambda _: "[1]",
    "another format": lambda line: changed(line, lambda told: told.update(format="x")),
    "a newer version": lambda line: changed(line, lambda told: told.update(version=2)),
    "a field more": lambda line: changed(line, lambda told: told.update(more=1)),
    "no entry": lambda line: changed(line, lambda told: told.update(entry=None)),
    "another weight": lambda line: line.replace("70000", "70001"),
    "another digest": lambda line: changed(line, lambda told: told.update(digest="0" * 64)),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_line_is_named_and_nothing_is_written(sqlite_engine, desk_told, wrong):
    lines = list(transfer.export_stream(cast.COURSE))
    number = next(n for n, line in enumerate(lines) if '"verb":"weigh"' in line)
    lines[number] = wrong(lines[number])
    with on_sqlite() as other, django_uses(other):
        CHARTS.forget()
        with pytest.raises(BadValueError) as caught:
            transfer.import_lines(lines)
        assert caught.value.field == f"line {number + 1}"
        assert JournalRow.objects.count() == 0
        connection.close()
    CHARTS.forget()


def test_a_gap_or_another_history_is_refused(sqlite_engine, desk_told):
    lines = list(transfer.export_stream(cast.COURSE))
    with on_sqlite() as other, django_uses(other):
        CHARTS.forget()
        with pytest.raises(BadValueError, match="does not follow"):
            transfer.import_lines(lines[:3] + lines[4:])
        assert JournalRow.objects.count() == 0
        transfer.import_lines(lines[:3])
        with pytest.raises(BadValueError, match="does not follow"):
            transfer.import_lines(lines[4:])
        transfer.import_lines(lines[3:])
        assert verify().problems == ()
        connection.close()
    CHARTS.forget()


def forged(lines, verb, change):
    """Change the first entry of a verb, and chain all that follows anew: no seal is broken."""
    chained, prev = [], ""
    number = next(n for n, line in enumerate(lines) if f'"verb":"{verb}"' in line)
    for n, line in enumerate(lines):
        told = json.loads(line)
        if n == number:
            change(told["entry"]["fact"])
        text = json.dumps(
            told["entry"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        told["prev_digest"] = prev
        prev = told["digest"] = digest_of(prev, text)
        chained.append(json.dumps(told))
    return number + 1, chained


GIVEN = {
    "giver": "source",
    "taker": cast.BOX,
    "product": cast.TROCHE,
    "lot": "unknown",
    "units": 4,
}
MOVED = {
    "units of nobody's": ("accept", lambda fact: fact["movements"][0].update(units=3)),
    "into another hand": ("accept", lambda fact: fact["movements"][0].update(taker="taken")),
    "beside a weight": ("weigh", lambda fact: fact.update(movements=[GIVEN])),
    "other books": ("count", lambda fact: fact.update(expected=9)),
}


@pytest.mark.parametrize("forging", MOVED.values(), ids=MOVED)
def test_a_line_that_moves_what_its_act_does_not_is_refused(sqlite_engine, desk_told, forging):
    desk_told.count()
    lines = list(transfer.export_stream(cast.COURSE))
    number, wrong = forged(lines, *forging)
    with on_sqlite() as other, django_uses(other):
        CHARTS.forget()
        with pytest.raises(BadValueError) as caught:
            transfer.import_lines(wrong)
        assert caught.value.field == f"line {number}"
        assert caught.value.message.startswith(f"course:lucia entry {number} ")
        assert JournalRow.objects.count() == 0
        connection.close()
    CHARTS.forget()


def test_a_fill_of_an_unknown_shelf_may_name_its_lots_and_no_more(sqlite_engine, desk_told):
    dana = course_stream("dana")
    lines = list(transfer.export_stream(dana))

    def other_lot(fact):
        fact["movements"][0]["lot"] = "lot-7"

    def more(fact):
        fact["movements"][0]["units"] += 1

    number, wrong = forged(lines, "fill", more)
    with on_sqlite() as other, django_uses(other):
        CHARTS.forget()
        with pytest.raises(BadValueError, match="its act moves 4") as caught:
            transfer.import_lines(wrong)
        assert caught.value.field == f"line {number}"
        # Another lot is believed of the fill; the acceptance of the old one is not.
        number, wrong = forged(lines, "fill", other_lot)
        with pytest.raises(BadValueError) as caught:
            transfer.import_lines(wrong)
        assert caught.value.field == f"line {number + 1}"
        transfer.import_lines(lines)
        connection.close()
    CHARTS.forget()


def test_entries_without_seals_are_held_to_their_acts_too(sqlite_engine, desk_told):
    entries = reading.entries(cast.COURSE)
    at = next(n for n, entry in enumerate(entries) if entry.verb == "accept")
    fact = entries[at].fact
    assert isinstance(fact, Done)
    entries[at] = replace(
        entries[at], fact=replace(fact, movements=(replace(fact.movements[0], units=1),))
    )
    with on_sqlite() as other, django_uses(other):
        CHARTS.forget()
        with pytest.raises(BadValueError) as caught:
            transfer.import_entries(entries)
        assert caught.value.field == f"course:lucia entry {at + 1}"
        assert JournalRow.objects.count() == 0
        connection.close()
    CHARTS.forget()
