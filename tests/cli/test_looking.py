"""What is shown is what the journal says, and only to whom it concerns."""

import json
from datetime import UTC, datetime

import pytest

from dosekeeper.core import acts
from dosekeeper.core.ledger import who_of
from dosekeeper.core.people import Actor, Role
from dosekeeper.store import reading
from tests.support.clinic import write


TROCHE = "ketamine-sublingual-troche-100mg"


def test_a_course_in_words(run, clinic):
    done = run("chart", "lucia", "--as", "dr-reyes")
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0] == "Lucia Moreno (lucia) at harbor-clinic, level 2"
    assert "4 of 8 doses left" in done.output
    assert "lasts 5 days more" in done.output
    assert "Marco Moreno holds the role" in done.output
    assert "  hands        Marco Moreno's box 2 │ taken 18  = 20 units in all" in lines
    # The newest line is a count or, from eight in the morning, the patient's check-in.
    assert any("counted 2 troches in Marco Moreno's box" in line for line in lines[-3:])


def test_the_whole_timeline_has_every_entry(run, clinic):
    done = run("chart", "lucia", "--as", "dr-reyes", "--all")
    for entry in reading.entries("course:lucia"):
        assert f"{entry.position:4} " in done.output


@pytest.mark.parametrize(
    ("course", "told"),
    [
        ("bela", "difference   entry"),
        ("omar", "(fill was refused)"),
        ("grace", "in transit"),
        ("petra", "Tom Vogel does not hold the role"),
        ("ivy", "ran out 1 day ago"),
        ("felix", "runs out today"),
        ("carl", "closed"),
    ],
)
def test_what_is_open_is_shown(run, clinic, course, told):
    done = run("chart", course, "--as", "dr-reyes")
    assert told in done.output, done.output


def test_json_is_what_the_api_gives(run, clinic):
    told = json.loads(run("chart", "lucia", "--as", "marco", "--json").output)
    assert told["course"] == "lucia"
    assert told["home_units"] == 2
    held = json.loads(run("holdings", "lucia", "--as", "marco", "--json").output)
    assert {(h["hand"], h["units"]) for h in held} >= {("delegate:marco", 2), ("taken", 18)}
    rows = json.loads(run("courses", "--as", "marco", "--json").output)
    assert [row["course"] for row in rows] == ["lucia"]
    register = json.loads(run("register", "main-pharmacy", "--as", "ines", "--json").output)
    assert register[0]["change"] == 40
    assert register[0]["balance"] == 40


def test_whoever_is_to_count_is_not_told_the_number(run, clinic):
    now = datetime.now(UTC).replace(microsecond=0)
    (offer,) = reading.chart("course:grace").offers.values()
    who = who_of(offer.recipient)
    write("grace", Actor(who, Role.DELEGATE), acts.Accept(offer=offer.position), now)
    assert "box 4  = 16 units in all" in run("chart", "grace", "--as", "nell").output
    said = run("chart", "grace", "--as", who).output
    assert "box count first" in said
    assert "units in all" not in said
    assert "count first" in run("holdings", "grace", "--as", who).output


def test_lists_show_what_is_yours(run, clinic):
    mine = run("courses", "--as", "dr-reyes").output
    assert "lucia" in mine
    assert "carl" not in mine
    assert "carl" in run("courses", "--as", "dr-reyes", "--closed").output
    nobodys = run("courses", "--as", "oscar")
    assert nobodys.exit_code == 0
    assert "lucia" not in nobodys.output


def test_holdings_by_lot(run, clinic):
    done = run("holdings", "amara", "--as", "ines")
    assert "Jonas Okafor's box" in done.output
    assert "tr-0512" in done.output


def test_the_register_runs_with_its_balance(run, clinic):
    done = run(
        "register", "main-pharmacy", "--product", TROCHE, "--lot", "tr-0417", "--as", "ines"
    )
    assert done.exit_code == 0, done.output
    lines = [line for line in done.output.splitlines() if "tr-0417" in line]
    left = 0
    for line in lines:
        change, balance = line.split()[-2:]
        left += int(change)
        assert left == int(balance)
    assert left == 0
    waste = run("register", "main-pharmacy", "--lot", "iv-2208", "--as", "ines").output
    assert "nell" in waste


@pytest.mark.parametrize("look", ["chart", "holdings"])
@pytest.mark.parametrize("who", ["oscar", "hugo"])
def test_strangers_get_the_same_answer_as_about_nothing(run, clinic, look, who):
    there, nowhere = run(look, "lucia", "--as", who), run(look, "nobody", "--as", who)
    assert (there.exit_code, nowhere.exit_code) == (1, 1)
    assert there.stdout == nowhere.stdout == ""
    assert there.stderr == nowhere.stderr.replace("nobody", "lucia")


@pytest.mark.parametrize("who", ["oscar", "marco", "femi"])
def test_a_register_is_for_those_who_work_there(run, clinic, who):
    done = run("register", "main-pharmacy", "--as", who)
    assert (done.exit_code, done.stdout) == (1, "")
