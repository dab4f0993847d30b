"""Whatever is done to the stored journal behind its back is seen."""

# ruff: noqa: S608 - the statements are this file's own

import random

import pytest
from django.db import connection

from dosekeeper.core import acts
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.ledger import Hand, HandKind, Movement
from dosekeeper.store import reading
from dosekeeper.store.journal import DjangoJournal
from dosekeeper.store.models import CourseIndex, JournalRow, MovementRow
from dosekeeper.store.rebuild import NotWholeError, rebuild
from dosekeeper.store.verify import balance, trace, verify
from tests import cast


ROUNDS = 60
TABLES = {
    "store_journalrow": "id",
    "store_movementrow": "id",
    "store_streamhead": "stream",
    "store_holding": "id",
    "store_courseindex": "course",
    "store_coursetie": "id",
    "store_coursesite": "id",
    "store_taskrow": "id",
}


def unguard():
    """Do what somebody does who owns the database file: take the triggers away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            return
        for table in ("store_journalrow", "store_movementrow"):
            cursor.execute(f"DROP TRIGGER {table}_append_only ON {table}")


def execute(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_what_was_written_by_the_desk_verifies(told):
    told.ask(told.fill_act(prescription=1), cast.FEMI)
    report = verify()
    assert report.problems == ()
    assert report.streams == 3
    assert report.entries == JournalRow.objects.count() == len(told.said) + 1


def test_an_edited_body_is_seen(told):
    unguard()
    row = JournalRow.objects.filter(stream=cast.COURSE, verb="weigh").get()
    body = row.body.replace('"weight_g":70000', '"weight_g":90000')
    JournalRow.objects.filter(pk=row.pk).update(body=body)
    assert any("digest" in p.what and p.position == row.position for p in verify().problems)


def test_an_edited_body_with_its_own_digest_made_anew_is_seen(told):
    from dosekeeper.store.codec import digest_of

    unguard()
    row = JournalRow.objects.filter(stream=cast.COURSE, verb="weigh").get()
    body = row.body.replace('"weight_g":70000', '"weight_g":90000')
    digest = digest_of(row.prev_digest, body)
    JournalRow.objects.filter(pk=row.pk).update(body=body, digest=digest)
    assert any("chained" in p.what for p in verify().problems)


def forge(fact, stream=cast.COURSE):
    """Write an entry as one who owns the database would: chained, projected, never judged."""

    def work(pages):
        chart = pages.chart(stream)
        now = chart.entries[-1].recorded_at
        pages.append(
            Entry(
                stream=stream,
                position=chart.position + 1,
                fact=fact,
                at=now,
                recorded_at=now,
                by=cast.NELL,
                policy="article",
            )
        )

    DjangoJournal().transact(stream, work)


def test_an_entry_that_moves_what_its_act_does_not_is_seen(told):
    """Nothing else of it is wrong: its digest, its tables and the sums are in order."""
    gone = Movement(Hand("taken"), cast.BOX, cast.TROCHE, "unknown", 1)
    forge(Done(act=acts.Weigh(weight_g=70_000), movements=(gone,)))
    (problem,) = verify().problems
    assert (problem.stream, problem.position) == (
        cast.COURSE,
        len(reading.entries(cast.COURSE)),
    )
    assert problem.what.startswith("moves 1 ketamine-sublingual-troche-100mg of lot unknown")
    assert problem.what.endswith("its act moves nothing")


def test_so_is_one_that_takes_more_from_a_shelf_than_its_act(told):
    gone = Movement(cast.SHELF, Hand("wasted"), cast.TROCHE, "lot-2", 3)
    said = acts.Waste(what=cast.held(1, cast.SHELF), reason="broken")
    forge(Done(act=said, movements=(gone,)), cast.SITE)
    assert ["its act moves 1" in each.what for each in verify().problems] == [True]


def test_and_a_count_that_was_held_against_other_books(told):
    count = acts.Count(hand=cast.BOX, product=cast.TROCHE, units=0)
    forge(Done(act=count, expected=4))
    assert ["they held 0" in each.what for each in verify().problems] == [True]


def test_a_deleted_row_is_seen(told):
    unguard()
    row = JournalRow.objects.filter(stream=cast.COURSE, verb="weigh").get()
    JournalRow.objects.filter(pk=row.pk).delete()
    assert any("one is missing" in p.what for p in verify().problems)


def test_swapped_rows_are_seen(told):
    unguard()
    one, two = JournalRow.objects.filter(stream=cast.COURSE).order_by("position")[3:5]
    JournalRow.objects.filter(pk=one.pk).update(position=10_000)
    JournalRow.objects.filter(pk=two.pk).update(position=one.position)
    JournalRow.objects.filter(pk=one.pk).update(position=two.position)
    assert any("says it is" in p.what for p in verify().problems)


def cut_tail(stream):
    last = JournalRow.objects.filter(stream=stream).latest("position")
    MovementRow.objects.filter(row=last).delete()
    JournalRow.objects.filter(pk=last.pk).delete()
    return last


def test_a_cut_tail_is_seen(told):
    unguard()
    cut_tail(cast.COURSE)
    assert any("ended elsewhere" in p.what for p in verify().problems)


def test_a_cut_tail_with_the_end_moved_is_seen_by_the_projections(told):
    unguard()
    last = cut_tail(cast.COURSE)
    execute(
        "UPDATE store_streamhead SET position = %s, digest = %s WHERE stream = %s",
        last.position - 1,
        last.prev_digest,
        cast.COURSE,
    )
    assert verify().problems


def test_a_journal_rewritten_as_a_whole_has_another_head(told):
    head = verify().head
    told.do(acts.Weigh(weight_g=70_500), cast.NELL)
    grown = verify()
    assert grown.ok
    assert grown.head != head


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE store_holding SET units = 7 WHERE hand = 'taken'", "holdings"),
        ("UPDATE store_holding SET units = 9 WHERE hand LIKE 'stock:%%'", "stock"),
        ("UPDATE store_courseindex SET home_units = 1", "list of courses"),
        ("UPDATE store_courseindex SET patient = 'oscar'", "list of courses"),
        ("UPDATE store_coursetie SET person = 'oscar' WHERE role = 'delegate'", "people"),
        ("DELETE FROM store_coursesite", "sites"),
        ("DELETE FROM store_taskrow", "tasks"),
        ("UPDATE store_journalrow SET by_person = 'oscar' WHERE position = 5", "by_person"),
        ("UPDATE store_journalrow SET at = recorded_at WHERE verb = 'count'", None),
        ("DELETE FROM store_movementrow WHERE id = 1", "movements"),
    ],
)
def test_drift_is_seen_by_name(told, statement, what):
    told.ask(told.fill_act(prescription=1), cast.FEMI)  # so that there is a task
    assert verify().ok
    unguard()
    execute(statement)
    found = [problem.what for problem in verify().problems]
    assert (what is None and not found) or any(what in each for each in found)


def test_no_random_mutation_of_any_cell_is_missed(told):
    """Every change of any one cell of any table that the desk writes is seen."""
    told.ask(told.fill_act(prescription=1), cast.FEMI)
    unguard()
    dice = random.Random(20260105)  # noqa: S311 - the same mutations every time
    for _ in range(ROUNDS):
        table = dice.choice(sorted(TABLES))
        undo = mutate(dice, table)
        if undo is None:
            continue
        assert verify().problems, f"missed: {undo}"
        execute(*undo)
    assert verify().ok, "undone as it was"


def mutate(dice, table):
    key = TABLES[table]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
    row = dict(zip(names, dice.choice(rows), strict=True))
    name = dice.choice([n for n in names if n != "id"])
    old = row[name]
    new = other(dice, name, old, rows, names)
    if new is None or new == old:
        return None
    try:
        execute(f"UPDATE {table} SET {name} = %s WHERE {key} = %s", new, row[key])
    except Exception:  # noqa: BLE001 - the database refused it: nothing to be seen
        return None
    now_at = new if name == key else row[key]
    return f"UPDATE {table} SET {name} = %s WHERE {key} = %s", old, now_at


def other(dice, name, old, rows, names):
    """Another value that would be believed: a neighbour's, or one more, or one letter."""
    if dice.random() < 0.4:
        return dice.choice(rows)[names.index(name)]
    if isinstance(old, int):
        return old + dice.choice([-1, 1])
    if isinstance(old, str) and old:
        place = dice.randrange(len(old))
        return f"{old[:place]}{'0' if old[place] != '0' else '1'}{old[place + 1 :]}"
    return None


def test_where_everything_is(told):
    (old, new, unknown) = balance(cast.TROCHE)
    assert [each.lot for each in (old, new, unknown)] == ["lot-1", "lot-2", "unknown"]
    for each in (old, new, unknown):
        assert sum(each.by_kind.values()) == 0
    assert old.by_kind[HandKind.STOCK] == 0
    assert new.by_kind[HandKind.STOCK] == 8
    assert unknown.by_kind[HandKind.TAKEN] == 8
    assert balance("ketamine-oral-capsule-25mg") == []


def test_a_lot_is_followed_through_every_hand(told):
    steps = trace(cast.TROCHE, "lot-1")
    assert (steps[0].giver, steps[0].taker) == ("source", cast.SHELF)
    taken = [step for step in steps if step.taker == "taken"]
    assert sum(step.units for step in taken) == 6
    assert {step.stream for step in steps} == {cast.SITE, "course:dana"}


def test_a_journal_that_was_tampered_with_is_not_judged(told):
    from dosekeeper.store.codec import BrokenSealError
    from dosekeeper.store.journal import CHARTS

    unguard()
    execute("UPDATE store_journalrow SET body = replace(body, '70000', '90000')")
    CHARTS.forget()
    with pytest.raises(BrokenSealError):
        reading.chart(cast.COURSE)
    with pytest.raises(BrokenSealError):
        told.ask(acts.Weigh(weight_g=70_000), cast.NELL)


# --- tables of an older version ------------------------------------------------------------


def test_what_an_older_version_wrote_is_written_anew_from_the_journals(told):
    stream, course = cast.COURSE, cast.COURSE.partition(":")[2]
    untouched = reading.sealed(stream)
    execute(
        "INSERT INTO store_holding (stream, hand, product, lot, units)"
        " VALUES (%s, %s, %s, '', 9)",
        stream,
        cast.BOX,
        cast.TROCHE,
    )
    execute("DELETE FROM store_coursetie WHERE course = %s AND person = %s", course, "marco")
    execute("UPDATE store_courseindex SET open_losses = 7 WHERE course = %s", course)
    execute("DELETE FROM store_taskrow WHERE course = %s", course)
    execute("INSERT INTO store_coursesite (course, site) VALUES (%s, 'nowhere')", course)
    drifted = verify().problems
    assert {p.what for p in drifted} >= {
        "the holdings are not what the journal says",
        "the list of courses are not what the journal says",
        "the course's people are not what the journal says",
        "the course's sites are not what the journal says",
    }
    assert rebuild() == drifted
    assert verify().problems == ()
    assert reading.sealed(stream) == untouched
    assert rebuild() == ()


def test_nothing_is_written_anew_from_a_journal_that_does_not_hold(told):
    unguard()
    row = JournalRow.objects.filter(stream=cast.COURSE, verb="weigh").get()
    body = row.body.replace('"weight_g":70000', '"weight_g":90000')
    JournalRow.objects.filter(pk=row.pk).update(body=body)
    execute("UPDATE store_courseindex SET open_losses = 7")
    with pytest.raises(NotWholeError, match=f"{cast.COURSE} entry {row.position}: "):
        rebuild()
    assert CourseIndex.objects.filter(open_losses=7).exists()
