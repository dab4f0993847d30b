"""The ledger adds up, and says so; where it does not, it says where."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection

from dosekeeper.store.heads import Head, heads
from dosekeeper.store.models import StreamHead


def test_the_demo_is_whole(run, clinic):
    done = run("ledger", "verify")
    assert done.exit_code == 0, done.output
    assert "15 journals, " in done.output
    assert ": whole" in done.output
    told = json.loads(run("ledger", "verify", "--json").output)
    assert told["ok"] is True
    assert told["problems"] == []
    assert told["head"] in done.output


def test_a_table_that_was_tampered_with_is_named(run, clinic):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_holding SET units = 3"
            " WHERE stream = 'course:lucia' AND hand = 'delegate:marco'"
        )
    done = run("ledger", "verify")
    assert done.exit_code == 1
    assert "course:lucia" in done.output
    assert "NOT whole" in done.output
    told = json.loads(run("ledger", "verify", "--json").output)
    assert told["problems"][0]["stream"] == "course:lucia"


def test_heads_are_written_and_held_to(run, clinic, tmp_path):
    file = tmp_path / "heads.txt"
    done = run("ledger", "heads", "--out", file)
    assert done.exit_code == 0, done.output
    shown = run("ledger", "heads").output
    assert shown.splitlines()[2:] == file.read_text().splitlines()[2:]
    told = json.loads(run("ledger", "heads", "--json").output)
    begun = StreamHead.objects.filter(position__gt=0).count()
    assert len(told["heads"]) == begun > 1
    assert told["head"] in run("ledger", "verify").output
    whole = run("ledger", "verify", "--heads", file)
    assert whole.exit_code == 0, whole.output
    assert f"held to {begun} heads of" in whole.output
    again = run("ledger", "heads", "--out", file)
    assert again.exit_code == 1
    assert "not written over" in again.stderr


def test_a_head_that_is_gone_is_named(run, clinic, tmp_path):
    file = tmp_path / "heads.txt"
    kept = heads(datetime(2026, 3, 1, tzinfo=UTC))
    more = replace(kept, ends=(*kept.ends, Head("course:zoe", 3, "0" * 64)))
    file.write_text(more.text)
    done = run("ledger", "verify", "--heads", file)
    assert done.exit_code == 1
    assert "course:zoe entry 3: was there when the heads were kept" in done.output
    told = json.loads(run("ledger", "verify", "--json", "--heads", file).output)
    assert [p["stream"] for p in told["problems"]] == ["course:zoe"]
    assert told["kept_at"] == "2026-03-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "told"),
    [("nothing", ":1: is not the first line"), (None, "No such file")],
)
def test_heads_that_cannot_be_read_are_named(run, clinic, tmp_path, text, told):
    file = tmp_path / "heads.txt"
    if text is not None:
        file.write_text(text)
    done = run("ledger", "verify", "--heads", file)
    assert done.exit_code == 1
    assert told in done.stderr


def test_every_lot_adds_up_to_nought(run, clinic):
    rows = json.loads(run("ledger", "balance", "--json").output)
    lots = {(row["product"], row["lot"]) for row in rows}
    assert len(lots) > 4
    for lot in lots:
        assert sum(r["units"] for r in rows if (r["product"], r["lot"]) == lot) == 0


def test_a_balance_of_one_place(run, clinic):
    stock = json.loads(run("ledger", "balance", "--site", "main-pharmacy", "--json").output)
    assert {row["lot"] for row in stock if row["hand"].startswith("stock:")} == {
        "tr-0512",
        "iv-2208",
        "es-7781",
    }
    box = run("ledger", "balance", "--course", "lucia").output
    assert "delegate:marco" in box
    one = run("ledger", "balance", "--lot", "es-7781").output
    assert "iv-2208" not in one


def test_a_lot_is_followed_through_every_hand(run, clinic):
    done = run("ledger", "trace", "--lot", "es-7781")
    assert done.exit_code == 0, done.output
    assert "ended in: source -24, stock 18, taken 6" in done.output
    rows = json.loads(run("ledger", "trace", "--lot", "es-7781", "--json").output)
    assert [row["verb"] for row in rows] == ["receive", "dose", "dose", "dose"]


def test_a_courses_units_are_followed(run, clinic):
    done = run("ledger", "trace", "--course", "carl")
    assert "returned 1, taken 9" in done.output.replace(
        "taken 9, returned 1", "returned 1, taken 9"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("trace",), "name a --lot or a --course"),
        (("trace", "--lot", "a", "--course", "b"), "name a --lot or a --course"),
        (("trace", "--lot", "none-such"), "nothing ever moved of none-such"),
        (("balance", "--site", "a", "--course", "b"), "not both"),
        (("balance", "--course", "nobody"), "course:nobody has no entries here"),
    ],
)
def test_a_wrong_asking_says_so(run, clinic, arguments, told):
    done = run("ledger", *arguments)
    assert done.exit_code == 1
    assert told in done.stderr


def test_lists_of_an_older_version_are_written_anew(run, clinic):
    from dosekeeper.store.models import CourseIndex

    CourseIndex.objects.filter(pk="lucia").update(open_losses=7)
    assert run("ledger", "verify").exit_code == 1
    done = run("ledger", "rebuild")
    assert done.exit_code == 0
    assert "course:lucia: the list of courses are not what the journal says" in done.output
    assert "written anew: 1" in done.output
    assert run("ledger", "verify").exit_code == 0
    assert "the lists are what the journals say" in run("ledger", "rebuild").output
