"""Acts from the command line: the same door, the same answers, told by the exit code."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from dosekeeper.core.acts import Correct
from dosekeeper.store import reading
from dosekeeper.store.tokens import create_token, revoke_token, tokens_of


ALLOWED, ERROR, REFUSED, CANNOT_TELL = 0, 1, 2, 3
TROCHE = "ketamine-sublingual-troche-100mg"
COUNT = ("count", "lucia", "--hand", "delegate:marco", "--product", TROCHE, "--as", "marco")


def fill(lucias, doses, *more):
    script = lucias["prescription"]
    return (
        *("fill", "lucia", "--prescription", script, "--site", "corner-pharmacy"),
        *("--recipient", "marco", "--units", doses, *more),
    )


def entries(stream="course:lucia"):
    return reading.entries(stream)


def test_an_allowed_act_is_written_and_ends_with_0(run, lucias):
    done = run(*COUNT, "--units", 2)
    assert done.exit_code == ALLOWED, done.output
    assert done.output.splitlines()[0] == "Allowed"
    last = entries()[-1]
    assert (last.verb, last.by.person, last.position) == (
        "count",
        "marco",
        lucias["position"] + 1,
    )
    assert f"Entry {last.position}: counted 2 troches in Marco Moreno's box" in done.output


def test_a_refusal_says_why_and_ends_with_2(run, lucias):
    done = run(*fill(lucias, 8, "--as", "femi"))
    assert done.exit_code == REFUSED
    for rule in (
        "doses-left",
        "doses-per-fill",
        "days-per-fill",
        "supply-in-hand",
        "early-fill",
    ):
        assert f"  x {rule}: " in done.output
    assert "8 doses" in done.output
    assert "(judgement)" in done.output
    assert "an override by prescriber / pharmacist" in done.output
    assert "A clinician must reach the patient by " in done.output
    assert "Help now: " in done.output
    assert done.output.count("Not checked by us.") == 1
    assert entries()[-1].fact.task_due_at is not None


def test_a_rehearsal_writes_nothing(run, lucias):
    done = run(*fill(lucias, 8, "--as", "femi", "--dry-run"))
    assert done.exit_code == REFUSED
    assert "A rehearsal: nothing was written." in done.output
    assert "Help now: " in done.output
    assert len(entries()) == lucias["position"]


def test_what_could_not_be_checked_ends_with_3(run, clinic):
    dose = (
        "--hand",
        "delegate:marco",
        "--product",
        TROCHE,
        "--units",
        1,
        "--given-by",
        "marco",
    )
    seen = ("--observed-by", "marco", "--evidence", "delegate-observed")
    done = run("dose", "lucia", *dose, *seen, "--as", "marco", "--dry-run")
    assert done.exit_code == CANNOT_TELL
    assert "  ? vitals: " in done.output
    assert "Help now: " not in done.output


def test_json_is_what_the_api_gives(run, lucias):
    done = run(*fill(lucias, 4, "--as", "femi", "--json"))
    told = json.loads(done.output)
    assert done.exit_code == REFUSED
    assert told["verdict"]["answer"] == "refused"
    assert [r["rule"] for r in told["verdict"]["reasons"]] == ["fresh-look", "early-fill"]
    assert told["entry"]["position"] == lucias["position"] + 1
    assert told["again"] is False


def test_the_same_key_gets_the_first_answer_again(run, lucias):
    first = run(*COUNT, "--units", 2, "--key", "evening")
    again = run(*COUNT, "--units", 2, "--key", "evening")
    other = run(*COUNT, "--units", 1, "--key", "evening")
    assert (first.exit_code, again.exit_code, other.exit_code) == (ALLOWED, ALLOWED, ERROR)
    assert "(the first answer to this key, again)" in again.output
    assert "used for another request" in other.output
    assert len(entries()) == lucias["position"] + 1


def test_do_is_the_same_door_as_the_verbs_own_command(run, lucias):
    words = ["hand=delegate:marco", f"product={TROCHE}", "units=2"]
    run("do", "lucia", "count", *words, "--as", "marco")
    run(*COUNT, "--units", 2)
    one, other = entries()[-2:]
    assert one.fact.act == other.fact.act
    as_json = json.dumps({"hand": "delegate:marco", "product": TROCHE, "units": 2})
    assert run("do", "lucia", "count", as_json, "--as", "marco").exit_code == ALLOWED
    assert entries()[-1].fact == other.fact


WEIGH = ("weigh", "lucia", "--weight-g", 70_100, "--as", "nell")


def test_late_acts_say_when(run, lucias):
    morning = datetime.now(UTC) - timedelta(hours=3)
    done = run(*WEIGH, "--at", morning.isoformat(timespec="seconds"))
    assert done.exit_code == ALLOWED, done.output
    assert entries()[-1].at == morning.replace(microsecond=0)
    for wrong in ("yesterday", "2026-01-01T10:00:00", "2026-01-01"):
        answer = run(*WEIGH, "--at", wrong)
        assert answer.exit_code == ERROR
        assert answer.stderr.startswith("error: at: ")


# --- who acts --------------------------------------------------------------------------


def test_nobody_acts_without_showing_who_they_are(run, clinic):
    done = run(*COUNT[:-2], "--units", 2)
    assert done.exit_code == ERROR
    assert "who acts? Set DOSEKEEPER_TOKEN" in done.stderr


def test_a_token_acts_for_its_person_until_it_is_revoked(run, lucias):
    secret = create_token("marco", "phone")
    env = {"DOSEKEEPER_TOKEN": secret}
    assert run(*COUNT[:-2], "--units", 2, env=env).exit_code == ALLOWED
    assert entries()[-1].by.person == "marco"
    revoke_token("marco", tokens_of("marco")[0].id)
    done = run(*COUNT[:-2], "--units", 2, env=env)
    assert (done.exit_code, done.stderr) == (ERROR, "error: the token is unknown or revoked\n")
    assert secret not in done.output


def test_outside_demo_mode_nobody_of_the_demo_acts_and_the_way_in_is_named(
    run, lucias, settings
):
    settings.DEMO = False
    done = run(*COUNT, "--units", 2, input="demo-clinic-only\n")
    assert done.exit_code == ERROR
    assert done.stderr == "error: marco is of the demo clinic; set DOSEKEEPER_DEMO=1\n"
    assert len(entries()) == lucias["position"]


def test_a_password_of_ones_own_opens_in_any_mode(run, lucias, settings):
    from dosekeeper.store.directory import set_password

    set_password("marco", "a password of my own")
    settings.DEMO = False
    assert run(*COUNT, "--units", 2, input="a password of my own\n").exit_code == ALLOWED


def test_passwords_cannot_be_guessed_for_long(run, clinic, settings):
    from dosekeeper.store.directory import set_password

    set_password("marco", "a password of my own")
    for _ in range(5):
        assert "no such user" in run(*COUNT, "--units", 2, input="guess\n").stderr
    assert "too many wrong passwords" in run(*COUNT, "--units", 2, input="guess\n").stderr


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("correct", ["entry=1", "reason=no"]),
        ("dose", ["hand=delegate:marco", f"product={TROCHE}", "units=1", "given_by=oscar"]),
        ("close", ["reason=no"]),
        ("evaluate", []),
    ],
)
def test_the_outsider_is_not_even_told_whether_there_is_such_a_course(run, lucias, verb, words):
    there = run("do", "lucia", verb, *words, "--as", "oscar")
    nowhere = run("do", "nobody", verb, *words, "--as", "oscar")
    assert (there.exit_code, nowhere.exit_code) == (ERROR, ERROR)
    assert there.stderr == nowhere.stderr.replace("nobody", "lucia")
    assert len(entries()) == lucias["position"]


def test_a_role_that_may_not_ask_is_told_so_and_nothing_is_written(run, lucias):
    done = run(*fill(lucias, 4, "--as", "nell"))
    assert done.exit_code == ERROR
    assert "may not ask for 'fill'" in done.stderr
    assert len(entries()) == lucias["position"]


# --- beside somebody ---------------------------------------------------------------------

WASTE = (
    *("waste", "site:main-pharmacy", "--hand", "stock:main-pharmacy", "--units", 1),
    *("--product", "ketamine-intravenous-tenth-ml-5mg", "--reason", "dropped", "--as", "ines"),
)


def test_a_witness_signs_in_beside_the_one_who_wastes(run, clinic):
    alone = run(*WASTE)
    assert alone.exit_code == REFUSED
    assert "  x witness: " in alone.output
    done = run(*WASTE, "--second", "nell")
    assert done.exit_code == ALLOWED, done.output
    last = entries("site:main-pharmacy")[-1]
    assert (last.verb, last.second.person) == ("waste", "nell")


def test_a_witness_who_is_not_known_is_no_witness(run, clinic, settings):
    before = len(entries("site:main-pharmacy"))
    done = run(*WASTE, "--second", "oscar")
    assert (done.exit_code, done.stderr) == (
        ERROR,
        "error: the second person is not known here\n",
    )
    assert len(entries("site:main-pharmacy")) == before


def test_an_override_on_two_names_lets_the_refused_one_through(run, clinic):
    asked = (
        *("prescribe", "dana", "--product", "ketamine-sublingual-troche-50mg"),
        *("--dose", "150 mg", "--doses-per-week", 2, "--spacing-hours", 48),
        *("--doses", 8, "--days", 28, "--doses-per-fill", 4, "--as", "dr-reyes"),
    )
    refused = run(*asked)
    assert refused.exit_code == REFUSED
    assert "dose-rise" in refused.output
    until = (datetime.now(UTC) + timedelta(hours=4)).isoformat(timespec="seconds")
    waive = (
        *("waive", "dana", "--rule", "dose-rise", "--of-verb", "prescribe", "--reason"),
        *("clinical-need", "--note", "seen twice", "--expires-at", until, "--as", "dr-reyes"),
    )
    assert run(*waive).exit_code == REFUSED
    assert run(*waive, "--second", "dr-chen").exit_code == ALLOWED
    done = run(*asked)
    assert done.exit_code == ALLOWED, done.output
    assert "  - dose-rise: " in done.output
    assert "lifted by entry" in done.output


# --- bad input ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("do", "lucia", "dance"), "verb: 'dance' is not one of accept, ack"),
        (("do", "lucia", "count", "units=-1"), "hand: "),
        (("count", "Lucia!", "--hand", "x", "--product", "x", "--units", "1"), "course: "),
        (("count", "lucia", "--hand", "x", "--product", "x", "--units", "many"), "units: "),
        (("count", "lucia"), "Missing option '--hand'"),
        (("count", "lucia", "--colour", "red"), "No such option: --colour"),
        (("kount", "lucia"), "No such command 'kount'"),
        (("open-site", "lucia", "--zone", "UTC", "--policy", "article"),
         "lucia is not there"),
    ],
)  # fmt: skip
def test_a_wrong_asking_names_the_place_and_ends_with_1(run, clinic, arguments, told):
    done = run(*arguments, env={"DOSEKEEPER_TOKEN": create_token("marco", "phone")})
    assert done.exit_code == ERROR, done.output
    assert done.stderr.startswith("error: ")
    assert told in done.stderr


def test_markup_in_a_text_is_text(run, lucias):
    reason = "[red]<b>fell[/red]"
    done = run(
        *("lost", "lucia", "--hand", "delegate:marco", "--product", TROCHE, "--units", 1),
        *("--reason", reason, "--as", "marco"),
    )
    assert done.exit_code == ALLOWED, done.output
    assert entries()[-1].fact.act.reason == reason
    assert reason in run("chart", "lucia", "--as", "marco").output


def test_a_correction_strikes_and_shows(run, lucias):
    run(*WEIGH)
    weighed = entries()[-1].position
    done = run("correct", "lucia", "--entry", weighed, "--reason", "of another", "--as", "nell")
    assert done.exit_code == ALLOWED, done.output
    assert isinstance(entries()[-1].fact.act, Correct)
    assert reading.chart("course:lucia").weight_g == 69_400
