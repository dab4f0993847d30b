"""Day thirty is in time, day thirty-one is not; from day twenty-three on it is said."""

from tests.spec.cases import (
    COURSE,
    EVALUATED,
    FILLED,
    HOME,
    LOOKED,
    Because,
    Case,
    keeps_herself,
    refuses,
    warns,
)


ASKED = "prescribe by dr-reyes: 8 doses for 28 days, 4 a fill"


def due_soon(age: int, on: str, due: str) -> Because:
    return warns(
        "evaluation-due",
        "due-soon",
        "judgement",
        clears_by="evaluate",
        age_days=age,
        age_days_max=30,
        evaluated_on=on,
        due_on=due,
    )


def overdue(age: int, on: str, due: str) -> Because:
    return refuses(
        "evaluation-due",
        "overdue",
        "article",
        clears_by="evaluate",
        age_days=age,
        age_days_max=30,
        evaluated_on=on,
        due_on=due,
    )


def test_the_days_of_a_month(case: Case):
    case("Day 22: nothing is said", f"{EVALUATED}ask 2026-01-27 23:59  {ASKED}")
    case(
        "Day 23: it is coming",
        f"{EVALUATED}ask 2026-01-28 00:00  {ASKED}",
        due_soon(23, "2026-01-05", "2026-02-04"),
    )
    case(
        "Day 30: the last day, to its last minute",
        f"{EVALUATED}ask 2026-02-04 23:59  {ASKED}",
        due_soon(30, "2026-01-05", "2026-02-04"),
    )
    case(
        "Day 31: too late, from its first minute",
        f"{EVALUATED}ask 2026-02-05 00:00  {ASKED}",
        overdue(31, "2026-01-05", "2026-02-04"),
    )


def test_without_any_evaluation_nothing_is_prescribed(case: Case):
    case(
        "Never evaluated",
        f"{COURSE}ask 2026-01-05 10:00  {ASKED}",
        refuses("evaluation-due", "never", "article", clears_by="evaluate", age_days_max=30),
    )


def test_it_stands_before_a_fill_too(case: Case):
    late = (
        f"{EVALUATED}2026-02-01 09:00  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill\n"
    )
    fill = "fill 4 doses for marco at corner-pharmacy by femi"
    early = late.replace("2026-02-01", "2026-01-27")
    case("A fill on day 22", f"{early}2026-01-27 10:00  {LOOKED}\nask 2026-01-27 10:00  {fill}")
    case(
        "A fill on day 30",
        f"{late}2026-02-04 09:00  {LOOKED}\nask 2026-02-04 09:00  {fill}",
        due_soon(30, "2026-01-05", "2026-02-04"),
    )
    case(
        "A fill on day 31, on a prescription that is four days old",
        f"{late}2026-02-05 09:00  {LOOKED}\nask 2026-02-05 09:00  {fill}",
        overdue(31, "2026-01-05", "2026-02-04"),
    )


def test_the_last_evaluation_counts(case: Case):
    case(
        "Evaluated again on day 31",
        f"{EVALUATED}2026-02-05 08:00  evaluated by dr-reyes: phq-9 12\n"
        f"ask 2026-02-05 09:00  {ASKED}",
    )


def test_who_decided_to_stop_supplies_nothing(case: Case):
    for decision in ("stop", "pause"):
        case(
            f"The doctor decided to {decision}",
            f"{EVALUATED}2026-01-12 09:00  evaluated by dr-reyes: phq-9 18, decided {decision}\n"
            f"ask 2026-01-12 10:00  {ASKED}",
            refuses(
                "evaluation-due",
                "not-to-continue",
                "article",
                clears_by="evaluate",
                decision=decision,
                evaluated_on="2026-01-12",
            ),
        )
    case(
        "A taper still needs its prescriptions",
        f"{EVALUATED}2026-01-12 09:00  evaluated by dr-reyes: phq-9 18, decided taper\n"
        f"ask 2026-01-12 10:00  {ASKED}",
    )


# Thirty mornings, whatever the clocks do: the zone, the evaluation, its day 30 and its day 31.
NIGHTS = (
    ("America/New_York", "2027-02-20", "2027-03-22", "2027-03-23"),
    ("America/New_York", "2027-10-20", "2027-11-19", "2027-11-20"),
    ("Europe/London", "2027-03-10", "2027-04-09", "2027-04-10"),
    ("Australia/Lord_Howe", "2027-03-20", "2027-04-19", "2027-04-20"),
    ("America/St_Johns", "2027-02-20", "2027-03-22", "2027-03-23"),
    ("America/New_York", "2028-02-01", "2028-03-02", "2028-03-03"),  # 29 February 2028
    ("America/New_York", "2027-02-01", "2027-03-03", "2027-03-04"),
    ("America/New_York", "2026-12-15", "2027-01-14", "2027-01-15"),
)


def test_thirty_days_are_thirty_mornings_wherever_the_clocks_change(case: Case):
    for zone, on, day_30, day_31 in NIGHTS:
        begun = f"""\
course lucia, {on}, weight 70 kg, agreed, zone {zone}
plan 100 mg sublingual troche, 2 a week at least 48 h apart, until 2029-01-01 for remission, held by marco

{on} 23:59  evaluated by dr-reyes: phq-9 18
"""
        case(
            f"Evaluated in {zone} on {on} at 23:59: day 30 ends at midnight",
            f"{begun}ask {day_30} 23:59  {ASKED}",
            due_soon(30, on, day_30),
        )
        case(
            f"Evaluated in {zone} on {on} at 23:59: day 31",
            f"{begun}ask {day_31} 00:00  {ASKED}",
            overdue(31, on, day_30),
        )


DOSE = "take 1 dose, given by marco, bp 120/80, pulse 70"


def test_a_dose_at_home_is_given_with_a_warning_when_the_doctor_is_late(case: Case):
    case("Day 30", f"{HOME}ask 2026-02-04 20:00  {DOSE}")
    case(
        "Day 31",
        f"{HOME}ask 2026-02-05 20:00  {DOSE}",
        warns(
            "evaluation-due",
            "overdue",
            "article",
            clears_by="evaluate",
            age_days=31,
            age_days_max=30,
            evaluated_on="2026-01-05",
            due_on="2026-02-04",
        ),
    )


def test_after_the_doctor_said_stop_no_dose_is_given(case: Case):
    stopped = f"{HOME}2026-01-08 09:00  evaluated by dr-reyes, decided stop\n"
    case(
        "The doctor decided to stop: what is left at home",
        f"{stopped}ask 2026-01-08 20:00  {DOSE}",
        refuses(
            "evaluation-due",
            "not-to-continue",
            "article",
            clears_by="evaluate",
            decision="stop",
            evaluated_on="2026-01-08",
        ),
    )


def test_no_dose_is_given_in_the_clinic_before_the_first_evaluation(case: Case):
    planned = COURSE.replace("held by marco", "in the clinic")
    given = "take 1 unit of ketamine-sublingual-troche-100mg from source, given by nell, seen by nell, in the clinic, bp 120/80, pulse 70"
    never = refuses("evaluation-due", "never", "article", clears_by="evaluate", age_days_max=30)
    case("Nobody has evaluated her", f"{planned}ask 2026-01-06 10:00  {given}", never)
    case(
        "The doctor has, a minute before",
        f"{planned}2026-01-06 09:59  evaluated by dr-reyes: phq-9 18\nask 2026-01-06 10:00  {given}",
    )
    struck = f"{HOME}2026-01-07 09:00  corrected entry 9 by dr-reyes: another patient's\n"
    case(
        "At home, where the one evaluation was struck since: it is said, and the dose is given",
        f"{struck}ask 2026-01-08 20:00  {DOSE}",
        warns("evaluation-due", "never", "article", clears_by="evaluate", age_days_max=30),
    )


def decided(decision: str = "stop") -> Because:
    return refuses(
        "evaluation-due",
        "not-to-continue",
        "article",
        clears_by="evaluate",
        decision=decision,
        evaluated_on="2026-01-06",
    )


def test_what_is_on_its_way_when_the_doctor_says_stop_is_not_taken_over(case: Case):
    stopped = f"{FILLED}2026-01-06 12:00  evaluated by dr-reyes, decided {{}}\n"
    accept = "ask 2026-01-06 18:30  accept 4 doses by marco"
    case("A fill is taken over", f"{FILLED}{accept}")
    for decision in ("stop", "pause"):
        case(
            f"Filled, and then the doctor decided to {decision}",
            stopped.format(decision) + accept,
            decided(decision),
        )
    case(
        "It is declined, though: what is on its way can always go back",
        f"{stopped.format('stop')}ask 2026-01-06 18:30  decline by marco: the doctor said stop",
    )
    case(
        "And called back",
        f"{stopped.format('stop')}2026-01-06 18:30  declined by marco: the doctor said stop\n"
        "ask 2026-01-06 19:00  call back by femi",
    )
    case(
        "On day 31 what was filled in time is taken over",
        f"{FILLED}ask 2026-02-05 18:30  accept 4 doses by marco",
    )


def test_the_patient_is_handed_nothing_after_the_doctor_said_stop(case: Case):
    stop = "2026-01-06 19:00  evaluated by dr-reyes, decided stop\n"
    kept = keeps_herself(HOME)
    case(
        "Marco hands Lucia a dose",
        f"{kept}ask 2026-01-06 20:00  hand over 1 dose to lucia by marco",
    )
    case(
        "After the doctor said stop",
        f"{kept}{stop}ask 2026-01-06 20:00  hand over 1 dose to lucia by marco",
        decided(),
    )
    offered = "2026-01-06 18:45  handed over 1 dose to lucia by marco\n"
    case(
        "What he handed over before",
        f"{kept}{offered}{stop}ask 2026-01-06 20:00  accept 1 dose by lucia",
        decided(),
    )
    hers = f"{kept}{offered}2026-01-06 18:50  accepted 1 dose by lucia\n{stop}"
    case(
        "Out of her hand a dose may go whatever was decided",
        f"{hers}ask 2026-01-06 20:00  hand over 1 dose to marco by lucia",
    )
    case(
        "And Marco takes it",
        f"{hers}2026-01-06 20:00  handed over 1 dose to marco by lucia\n"
        "ask 2026-01-06 20:10  accept 1 dose by marco",
    )
