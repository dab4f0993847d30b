"""Correct by adding, and only what nothing stands on."""

from typing import Any

from tests.spec.cases import COURSE, FILLED, HOME, PRESCRIBED, Because, Case, refuses


def correct(chart: str, entry: int, by: str = "nell", second: str = "mona") -> str:
    beside = f", second {second}" if second else ""
    return f"{chart}ask 2026-01-12 09:00  correct entry {entry} by {by}{beside}: a slip"


def spoken(finding: str, entry: int, verb: str = "") -> Because:
    numbers: dict[str, Any] = {"entry": entry} | ({"verb": verb} if verb else {})
    return refuses("correctable", finding, "judgement", **numbers)


def alone(finding: str, entry: int, verb: str, **numbers: str) -> Because:
    return refuses(
        "correctable",
        f"second-{finding}",
        "judgement",
        clears_by="second",
        entry=entry,
        verb=verb,
        **numbers,
    )


DOSE = f"{HOME}2026-01-08 20:00  taken 1 dose, given by marco\n"


def test_what_moved_units_is_corrected_by_two(case: Case):
    short = f"{HOME}2026-01-09 20:00  counted 3 doses by marco\n"
    lost = f"{short}2026-01-10 09:00  lost 1 dose with marco by nell: dropped\n"
    case(
        "A pharmacist alone does not take back the loss that explained a difference",
        correct(lost, 14, "ines", second=""),
        alone("missing", 14, "lost"),
    )
    case("Two may", correct(lost, 14, "ines", second="nell"))
    case(
        "A nurse alone does not take back a dose, and with it the days until the next",
        correct(DOSE, 13, second=""),
        alone("missing", 13, "dose"),
    )
    case(
        "The same person twice is one person",
        correct(DOSE, 13, second="nell"),
        alone("same-person", 13, "dose", person="nell"),
    )
    case(
        "Marco gave the dose, and does not sign for it that it was none",
        correct(DOSE, 13, second="marco"),
        alone("not-staff", 13, "dose", person="marco", role="delegate"),
    )
    for entry, verb, by in ((11, "fill", "femi"), (12, "accept", "nell")):
        case(
            f"Whatever moved: {verb}",
            correct(FILLED if verb == "fill" else HOME, entry, by, second=""),
            alone("missing", entry, verb),
        )
    case(
        "What moved nothing needs one",
        correct(PRESCRIBED, 10, "dr-reyes", second=""),
    )
    case(
        "Both is said: who corrects the later entry first will need a second here too",
        correct(HOME, 11, "femi", second=""),
        spoken("stood-on", 11, "fill"),
        alone("missing", 11, "fill"),
    )


def test_an_entry_is_struck_once(case: Case):
    case("A dose", correct(DOSE, 13))
    struck = f"{DOSE}2026-01-09 09:00  corrected entry 13 by nell, second mona: a slip\n"
    case("Twice", correct(struck, 13), spoken("struck-already", 13))
    case("The correction itself", correct(struck, 14), spoken("not-correctable", 14, "correct"))
    case("What is not there", correct(DOSE, 14), spoken("no-such-entry", 14))


def test_later_entries_are_corrected_first(case: Case):
    case(
        "The fill that was accepted", correct(HOME, 11, "femi"), spoken("stood-on", 11, "fill")
    )
    case("The acceptance", correct(HOME, 12))
    case(
        "Then the fill",
        correct(
            f"{HOME}2026-01-08 09:00  corrected entry 12 by nell, second mona: wrong box\n",
            11,
            "femi",
        ),
    )
    case("A fill that is in transit", correct(FILLED, 11, "femi"))
    case(
        "The prescription it was filled on",
        correct(FILLED, 10, "dr-reyes"),
        spoken("stood-on", 10, "prescribe"),
    )
    case("A prescription nothing was filled on", correct(PRESCRIBED, 10, "dr-reyes"))
    case(
        "An acceptance of doses that are gone since",
        correct(
            f"{HOME}2026-01-08 09:00  returned 1 dose to police-box by marco, received by nell\n",
            12,
        ),
        spoken("stood-on", 12, "accept"),
    )


def test_what_is_in_transit_keeps_its_owner(case: Case):
    lost_on_the_way = f"""{FILLED}\
2026-01-06 12:00  lost 1 dose with offer:lucia.11 by nell: the courier says so
"""
    case("A loss on the way", correct(lost_on_the_way, 12))
    case(
        "A loss on the way, after the rest was accepted: the dose would hang in the air",
        correct(f"{lost_on_the_way}2026-01-06 18:30  accepted by marco\n", 12),
        spoken("stood-on", 12, "lost"),
    )


def test_whoever_holds_keeps_the_appointment_they_hold_it_by(case: Case):
    case(
        "Marco holds four doses: without his appointment nobody could be asked for them",
        correct(HOME, 7, second=""),
        spoken("stood-on", 7, "appoint"),
    )
    case(
        "Four doses are on their way to him",
        correct(FILLED, 7, second=""),
        spoken("stood-on", 7, "appoint"),
    )
    case("He holds nothing", correct(PRESCRIBED, 7, second=""))
    case(
        "He has handed back what he held",
        correct(
            f"{HOME}2026-01-08 09:00  returned 4 doses to police-box by marco, received by nell\n",
            7,
            second="",
        ),
    )
    case(
        "He was appointed again, and the first appointment still stands",
        correct(
            f'{HOME}2026-01-08 09:00  appointed marco as husband by nell, basis "household member"\n',
            13,
            second="",
        ),
    )
    case("The weight has nothing to do with it", correct(HOME, 2, second=""))


def test_who_may_ask_for_an_act_may_correct_it(case: Case):
    not_entitled = refuses(
        "correctable", "not-entitled", "judgement", entry=9, verb="evaluate", role="pharmacist"
    )
    case("A doctor corrects an evaluation", correct(PRESCRIBED, 9, "dr-chen"))
    case(
        "A pharmacist does not correct an evaluation",
        correct(PRESCRIBED, 9, "femi"),
        not_entitled,
    )
    stopped = f"{PRESCRIBED}2026-01-08 09:00  stopped entry 10 by dr-reyes: rash\n"
    for person, role in (("femi", "pharmacist"), ("nell", "nurse"), ("mona", "manager")):
        case(
            f"{person.capitalize()} does not revive a prescription",
            correct(stopped, 11, person),
            refuses(
                "correctable", "not-entitled", "judgement", entry=11, verb="stop", role=role
            ),
        )
    case("A clinician corrects what Marco wrote", correct(DOSE, 13))
    case(
        "A pharmacist does not correct a dose",
        correct(DOSE, 13, "femi"),
        refuses(
            "correctable", "not-entitled", "judgement", entry=13, verb="dose", role="pharmacist"
        ),
    )


def test_some_things_are_answered_not_corrected(case: Case):
    case(
        "A count is answered by another count: striking it would hide what it found",
        correct(f"{HOME}2026-01-09 20:00  counted 3 doses by marco\n", 13),
        spoken("not-correctable", 13, "count"),
    )
    case(
        "A signature",
        correct(COURSE, 4, "dr-reyes"),
        spoken("not-correctable", 4, "agree"),
    )
    case(
        "An end of a role: who is wanted again is appointed again",
        correct(f"{HOME}2026-01-09 20:00  revoked marco by lucia: moving out\n", 13),
        spoken("not-correctable", 13, "revoke"),
    )
    case(
        "An override: it ends by itself",
        correct(
            f"{HOME}2026-01-09 20:00  waived early-fill for fill because travel by dr-reyes: away\n",
            13,
            "dr-reyes",
        ),
        spoken("not-correctable", 13, "waive"),
    )
    case(
        "The opening",
        correct(COURSE, 1, "mona"),
        spoken("not-correctable", 1, "open"),
    )
    case(
        "A refusal: it was said",
        correct(
            f"{HOME}2026-01-09 20:00  refused by early-fill: fill 4 doses for marco at corner-pharmacy by femi\n",
            13,
            "femi",
        ),
        spoken("not-correctable", 13, "fill"),
    )
